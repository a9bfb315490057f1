package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/drop"
	"cliffhanger/store"
	"cliffhanger/story"

	"golang.org/x/sync/errgroup"
)

// A telling is a story in a guild's channel.
type telling struct {
	spot
	tale    *story.Story // its story as it is told in the guild; nil: that is not known yet
	channel uint64
	kind    int                // the channel's type
	kept    bool               // that it is told there is durable, and it may begin
	due     time.Time          // when its next drop was due before a restart; zero: unknown, or none was
	gone    bool               // the channel is not there any more
	end     context.CancelFunc // ends it; nil while it has not begun
	done    chan struct{}      // closed when it has ended; nil while it has not begun
	after   chan struct{}      // closed when what was told here before has ended; nil for nothing
}

// restore notes where stories were told before a restart. They go on when a session has begun. What was told where no
// story of today is to be is detached, so that nobody expects it.
func (b *Bot) restore(ctx context.Context) error {
	serials, err := b.cfg.Store.Serials(ctx)
	if err != nil {
		return err
	}
	type place struct {
		story story.Key
		name  string
	}
	spots := map[place]spot{}
	for _, at := range b.spotsNow() {
		spots[place{at.story.Key(), at.key()}] = at
	}
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(placeLanes)
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, serial := range serials {
		at, ok := spots[place{serial.Story, serial.Spot.Name}]
		if !ok {
			work.Go(func() error { return b.cfg.Store.Detach(ctx, serial.Telling) })
			continue
		}
		b.told[serial.Guild] = append(b.told[serial.Guild], &telling{spot: at, channel: serial.Channel,
			kind: serial.Spot.Kind, kept: true, due: serial.NextDue, gone: drop.IsGone(serial.Parked)})
	}
	for guild, here := range b.told { // at once: adding thousands one by one takes the square of that
		b.told[guild] = inOrder(here)
	}
	return work.Wait()
}

// in returns what is told at a spot of a guild, nil for nothing. The lock is held.
func (b *Bot) in(guild uint64, at spot) *telling {
	here := b.told[guild]
	if i, ok := ranks(here, at.rank); ok {
		return here[i]
	}
	return nil
}

// taken reports whether a channel of a guild has another telling of the same story. The lock is held.
func (b *Bot) taken(guild, channel uint64, at spot) bool {
	here, first := b.told[guild], at.rank-at.rank%spotsEach
	from, _ := ranks(here, first)
	to, _ := ranks(here, first+spotsEach)
	return slices.ContainsFunc(here[from:to], func(t *telling) bool {
		return t.channel == channel && t.rank != at.rank
	})
}

// place has work about a guild done in the order of its events.
func (b *Bot) place(ctx context.Context, guild uint64, work func(lane context.Context) error) {
	ok := b.places.Do(guild, func(lane context.Context) {
		err := work(lane)
		switch {
		case err == nil || ctx.Err() != nil:
		case passes(err):
			b.cfg.Log.Error("what changed in a guild cannot be kept; it is looked at again", "guild", guild, "cause", err)
			b.work.Go(func() error { b.lookAgain(ctx, guild); return nil })
		default:
			b.work.Go(func() error { return fmt.Errorf("guild %d: %w", guild, err) })
		}
	})
	if !ok {
		b.cfg.Log.Error("too much happens in the guilds at once; a guild is looked at again", "guild", guild)
		b.work.Go(func() error { b.lookAgain(ctx, guild); return nil })
	}
}

// lookAgainAfter is how long a guild's lost event waits to be made up for.
const lookAgainAfter = 5 * time.Second

// lookAgain reads what a guild's lost event would have said.
func (b *Bot) lookAgain(ctx context.Context, guild uint64) {
	for discord.Sleep(ctx, lookAgainAfter) {
		channels, err := b.client.Channels(ctx, guild)
		switch {
		case err == nil:
			b.place(ctx, guild, func(lane context.Context) error {
				return b.guild(ctx, lane, discord.Guild{ID: guild, Channels: channels})
			})
			return
		case discord.Refused(err):
			b.place(ctx, guild, func(lane context.Context) error { return b.leave(lane, guild) })
			return
		}
		b.cfg.Log.Warn("a guild's channels cannot be read", "guild", guild, "cause", err)
	}
}

// foresee notes at once which stories a guild is about to be told, for readers who ask before that is durable.
func (b *Bot) foresee(g discord.Guild) {
	rooms := indexed(g.Channels)
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, at := range b.spots {
		if c, ok := rooms.find(at.name); ok && b.in(g.ID, at) == nil && !b.taken(g.ID, c.ID, at) {
			b.add(g.ID, &telling{spot: at, channel: c.ID, kind: c.Type})
		}
	}
}

// add adds a telling to what is told in a guild, in the order of the spots, in place of one at the same spot. The lock
// is held.
func (b *Bot) add(guild uint64, t *telling) {
	here := b.told[guild]
	at, _ := ranks(here, t.rank)
	if at < len(here) { // else it goes to the end, which disturbs nobody
		here = without(here, t.spot)
	}
	b.told[guild] = slices.Insert(here, at, t)
}

// without returns the tellings at other spots, in a list of its own.
func without(list []*telling, at spot) []*telling {
	return slices.DeleteFunc(slices.Clone(list), func(t *telling) bool { return t.rank == at.rank })
}

// guild begins to tell stories in a guild, and moves those whose channel is another now. Those whose channel is gone
// wait.
func (b *Bot) guild(ctx, lane context.Context, g discord.Guild) error {
	b.names.forget(g.ID)
	rooms := indexed(g.Channels)
	for _, at := range b.spotsNow() {
		c, ok, was, known, err := b.home(lane, g.ID, rooms, at)
		switch {
		case err != nil:
			return err
		case ok:
			if err := b.tell(ctx, lane, g.ID, c, at); err != nil {
				return err
			}
		case known:
			if err := b.vanish(ctx, lane, g.ID, at, was.Channel, was.Spot.Kind); err != nil {
				return err
			}
		default:
			b.cfg.Log.Warn("the story's channel does not exist here; create it, or name another in story.yaml or by --channel",
				"story", at.story.ID, "guild", g.ID, "channel", at.name)
			b.silence(g.ID, at)
		}
	}
	return nil
}

// channel takes up a channel that was made or changed. It begins to tell the stories that have waited for one of this
// name, and has those try again that Discord refused something in this one.
func (b *Bot) channel(ctx, lane context.Context, c discord.ChannelMade) error {
	rooms := indexed([]discord.Channel{c.Channel})
	for _, at := range b.spotsNow() {
		b.mu.Lock()
		told := b.in(c.Guild, at)
		b.mu.Unlock()
		made, ok := rooms.find(at.name)
		if told != nil && told.gone && !ok {
			made, ok = rooms.withID(told.channel)
		}
		switch {
		case told != nil && told.gone:
			if ok {
				b.cfg.Log.Info("the story's channel is there again", "story", at.story.ID, "guild", c.Guild, "channel", made.ID)
				if err := b.tell(ctx, lane, c.Guild, made, at); err != nil {
					return err
				}
			}
		case told != nil && told.channel == c.Channel.ID:
			if err := b.refresh(ctx, lane, c, told); err != nil {
				return err
			}
		case told == nil && ok:
			b.cfg.Log.Info("the story's channel is there now", "story", at.story.ID, "guild", c.Guild, "channel", made.ID)
			if err := b.tell(ctx, lane, c.Guild, made, at); err != nil {
				return err
			}
		case ok: // the channel it is told in may be gone, or have another name
			b.work.Go(func() error { b.lookAgain(ctx, c.Guild); return nil })
		}
	}
	return nil
}

// refresh has a story go on in a channel that has changed: what was refused there is tried again. Where the channel is
// of another type now, or must be for adults and may have become so, the telling begins anew.
func (b *Bot) refresh(ctx, lane context.Context, c discord.ChannelMade, t *telling) error {
	if t.channel == c.Channel.ID && tells(c.Channel.Type) &&
		(t.kind != c.Channel.Type || t.story.Release.Adults) {
		b.silence(c.Guild, t.spot)
		if err := b.tell(ctx, lane, c.Guild, c.Channel, t.spot); err != nil {
			return err
		}
	}
	return b.drops.Retry(lane, c.Guild, t.story.Key(), t.channel, 0)
}

// tell begins to tell a story in a channel, once that is durable. If it is told there already, nothing changes.
func (b *Bot) tell(ctx, lane context.Context, guild uint64, c discord.Channel, at spot) error {
	b.mu.Lock()
	was, taken := b.in(guild, at), b.taken(guild, c.ID, at)
	b.mu.Unlock()
	if was != nil && (taken || was.gone || was.channel != c.ID || was.kind != c.Type) {
		b.silence(guild, at)
	}
	if taken {
		b.cfg.Log.Error("a story has two names for one channel; it is told there once", "story", at.story.ID, "guild", guild,
			"channel", c.ID, "name", at.name)
		return nil
	}
	if err := b.attach(lane, store.Telling{Guild: guild, Story: at.story.Key(), Channel: c.ID},
		store.Spot{Name: at.key(), Kind: c.Type}); err != nil {
		return err
	}
	f, err := b.forkOf(lane, guild, at.story)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.in(guild, at)
	if t == nil {
		t = &telling{spot: at, channel: c.ID, kind: c.Type}
		b.add(guild, t)
	}
	t.kept, t.tale = true, f.told
	b.begin(ctx, guild, t)
	return nil
}

// attach keeps that a story is told in a channel, and in no other at the same spot. If it was told there in another, it
// goes on from where it has come to, unless it has come somewhere in this one before.
func (b *Bot) attach(ctx context.Context, to store.Telling, as store.Spot) error {
	known, err := b.cfg.Store.SerialsOf(ctx, to.Guild, to.Story)
	if err != nil {
		return err
	}
	here := slices.ContainsFunc(known, func(s store.Serial) bool { return s.Telling == to })
	before := slices.DeleteFunc(known, func(s store.Serial) bool { return s.Spot.Name != as.Name || s.Telling == to })
	slices.SortStableFunc(before, latest)
	for _, s := range before {
		switch {
		case !here:
			if _, err := b.cfg.Store.Move(ctx, s.Telling, to.Channel); err != nil {
				return err
			}
			here = true
		case !s.Away:
			if err := b.cfg.Store.Detach(ctx, s.Telling); err != nil {
				return err
			}
		}
	}
	return b.cfg.Store.Attach(ctx, to, as)
}

// begin begins a telling that has not begun. The lock is held.
func (b *Bot) begin(ctx context.Context, guild uint64, t *telling) {
	if t.done != nil {
		return
	}
	ctx, t.end = context.WithCancel(ctx)
	t.done = make(chan struct{})
	b.work.Go(func() error {
		defer close(t.done)
		if t.after != nil {
			<-t.after
		}
		out, ok := b.furnish(ctx, guild, t)
		if !ok {
			return nil
		}
		return b.drops.Serve(ctx, out)
	})
}

// stop ends a telling, and returns when nothing of it is under way any more.
func (t *telling) stop() {
	if t.end != nil {
		t.end()
		<-t.done
	}
}

// stillIn leaves the guilds of a new session's shard that it does not list: the bot was removed from them while nobody
// listened.
func (b *Bot) stillIn(ctx context.Context, r discord.Ready) {
	in := make(map[uint64]bool, len(r.Guilds))
	for _, g := range r.Guilds {
		in[g] = true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for guild := range b.told {
		if r.Serves(guild) && !in[guild] {
			b.place(ctx, guild, func(lane context.Context) error { return b.leave(lane, guild) })
		}
	}
}

// silence ends a story at a spot of a guild, and returns when nothing of it is under way any more.
func (b *Bot) silence(guild uint64, at spot) {
	b.mu.Lock()
	t := b.in(guild, at)
	if t != nil {
		b.told[guild] = without(b.told[guild], at)
	}
	b.mu.Unlock()
	if t != nil {
		t.stop()
	}
}

// leave stops what goes on in a guild the bot was removed from. What the store knows of it stays.
func (b *Bot) leave(lane context.Context, guild uint64) error {
	b.mu.Lock()
	here := b.told[guild]
	delete(b.told, guild)
	b.mu.Unlock()
	for _, t := range here {
		t.stop()
	}
	b.cfg.Log.Info("the bot was removed from a guild; its places and votes are kept", "guild", guild)
	return b.cfg.Store.Leave(lane, guild)
}

// Told returns the stories told in a guild, as they are told there, in the order in which they were given.
func (b *Bot) Told(guild uint64) []*story.Story {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []*story.Story
	for _, t := range b.told[guild] {
		if slices.ContainsFunc(list, func(s *story.Story) bool { return s.ID == t.story.ID }) {
			continue
		}
		list = append(list, t.told())
	}
	return list
}

// Open returns the channels of a story in a guild whose chapters a person may read: those for everybody, the one they
// are in, and those whose role they have.
func (b *Bot) Open(guild uint64, s *story.Story, channel uint64, roles []uint64) []uint64 {
	b.mu.Lock()
	here := slices.Clone(b.told[guild])
	b.mu.Unlock()
	var list []uint64
	for _, t := range here {
		if t.story.ID != s.ID {
			continue
		}
		open := t.lead == 0 || t.channel == channel
		if !open && t.ping != "" {
			role, ok := b.names.Role(guild, t.ping)
			open = ok && slices.Contains(roles, role)
		}
		if open {
			list = append(list, t.channel)
		}
	}
	return list
}
