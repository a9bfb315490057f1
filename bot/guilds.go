package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"cliffhanger/bot/author"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/drop"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A spot is where a story is to be told in every guild: a channel's name, and how long before its dates.
type spot struct {
	story *story.Story
	name  string
	lead  time.Duration
	ping  string // the role that each chapter pings there; empty: nobody
}

// spots returns where a story is to be told, the channel for everybody first.
func (b *Bot) spots(s *story.Story) []spot {
	public := spot{story: s, name: s.Release.Channel, ping: s.Release.Ping}
	if b.cfg.Channel != "" {
		public.name = b.cfg.Channel
	}
	list := []spot{public}
	for _, e := range s.Release.Early {
		list = append(list, spot{story: s, name: e.Channel, lead: e.Lead, ping: e.Role})
	}
	return list
}

// spotsNow is allSpots for who does not hold the lock.
func (b *Bot) spotsNow() []spot {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.allSpots()
}

// allSpots returns the spots of all stories, in their order. The lock is held.
func (b *Bot) allSpots() []spot {
	var list []spot
	for _, s := range b.tales {
		list = append(list, b.spots(s)...)
	}
	return list
}

// key names the spot in the store: the channel for everybody may get another name, and is still that.
func (s spot) key() string {
	if s.lead == 0 {
		return ""
	}
	return s.name
}

// same reports whether two spots are one, whatever else was changed about it or in the story.
func (s spot) same(o spot) bool {
	return s.story.ID == o.story.ID && s.name == o.name && s.key() == o.key()
}

// A telling is a story in a guild's channel.
type telling struct {
	spot
	channel uint64
	kind    int                // the channel's type
	end     context.CancelFunc // ends it; nil while it has not begun
	done    chan struct{}      // closed when it has ended; nil while it has not begun
	after   chan struct{}      // closed when what was told here before has ended; nil for nothing
}

// restore notes where stories were told before a restart. They go on when a session has begun.
func (b *Bot) restore(ctx context.Context) error {
	serials, err := b.cfg.Store.Serials(ctx)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	spots := b.allSpots()
	for _, serial := range serials {
		for _, at := range spots {
			if at.story.Key() == serial.Story && at.key() == serial.Spot.Name {
				b.add(serial.Guild, &telling{spot: at, channel: serial.Channel, kind: serial.Spot.Kind})
			}
		}
	}
	return nil
}

// in returns what is told at a spot of a guild, nil for nothing. The lock is held.
func (b *Bot) in(guild uint64, at spot) *telling {
	for _, t := range b.told[guild] {
		if t.same(at) {
			return t
		}
	}
	return nil
}

// place has work about a guild done in the order of its events.
func (b *Bot) place(ctx context.Context, guild uint64, work func(lane context.Context) error) {
	ok := b.places.Do(guild, func(lane context.Context) {
		if err := work(lane); err != nil && ctx.Err() == nil {
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
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, at := range b.allSpots() {
		if c, ok := find(g.Channels, at.name); ok && b.in(g.ID, at) == nil {
			b.add(g.ID, &telling{spot: at, channel: c.ID, kind: c.Type})
		}
	}
}

// add adds a telling to what is told in a guild, in the order of the spots. The lock is held.
func (b *Bot) add(guild uint64, t *telling) {
	spots := b.allSpots()
	place := func(t *telling) int { return slices.IndexFunc(spots, t.same) }
	here := append(without(b.told[guild], t.spot), t)
	slices.SortFunc(here, func(x, y *telling) int { return place(x) - place(y) })
	b.told[guild] = here
}

// without returns the tellings at other spots, in a list of its own.
func without(list []*telling, at spot) []*telling {
	return slices.DeleteFunc(slices.Clone(list), func(t *telling) bool { return t.same(at) })
}

// guild begins to tell stories in a guild, and moves those whose channel is another now. A channel that was renamed
// keeps its story.
func (b *Bot) guild(ctx, lane context.Context, g discord.Guild) error {
	b.names.forget(g.ID)
	for _, at := range b.spotsNow() {
		b.mu.Lock()
		was := b.in(g.ID, at)
		b.mu.Unlock()
		c, ok := find(g.Channels, at.name)
		if !ok && was != nil {
			c, ok = find(g.Channels, strconv.FormatUint(was.channel, 10))
		}
		switch {
		case ok:
			if err := b.tell(ctx, lane, g.ID, c, at); err != nil {
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

// channel begins to tell the stories that have waited for a channel of this name, and has those try again that Discord
// refused something in this one: it has changed.
func (b *Bot) channel(ctx, lane context.Context, c discord.ChannelMade) error {
	b.names.forget(c.Guild)
	for _, at := range b.spotsNow() {
		b.mu.Lock()
		told := b.in(c.Guild, at)
		b.mu.Unlock()
		made, ok := find([]discord.Channel{c.Channel}, at.name)
		switch {
		case told != nil && told.channel == c.Channel.ID:
			if err := b.drops.Retry(lane, c.Guild, at.story.Key(), c.Channel.ID, 0); err != nil {
				return err
			}
		case told == nil && ok:
			b.cfg.Log.Info("the story's channel is there now", "story", at.story.ID, "guild", c.Guild, "channel", made.ID)
			if err := b.tell(ctx, lane, c.Guild, made, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell begins to tell a story in a channel, once that is durable. If it is told there already, nothing changes.
func (b *Bot) tell(ctx, lane context.Context, guild uint64, c discord.Channel, at spot) error {
	b.mu.Lock()
	was := b.in(guild, at)
	b.mu.Unlock()
	if was != nil && was.channel != c.ID {
		b.silence(guild, at)
	}
	if err := b.attach(lane, store.Telling{Guild: guild, Story: at.story.Key(), Channel: c.ID},
		store.Spot{Name: at.key(), Kind: c.Type}); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.in(guild, at)
	if t == nil {
		t = &telling{spot: at, channel: c.ID, kind: c.Type}
		b.add(guild, t)
	}
	b.begin(ctx, guild, t)
	return nil
}

// attach keeps that a story is told in a channel. If it was told at the same spot in another channel, it goes on from
// where it has come to there.
func (b *Bot) attach(ctx context.Context, to store.Telling, as store.Spot) error {
	known, err := b.cfg.Store.SerialsOf(ctx, to.Guild, to.Story)
	if err != nil {
		return err
	}
	there := func(s store.Serial) bool { return s.Telling == to }
	before := slices.IndexFunc(known, func(s store.Serial) bool { return s.Spot.Name == as.Name })
	if before >= 0 && !slices.ContainsFunc(known, there) {
		if _, err := b.cfg.Store.Move(ctx, known[before].Telling, to.Channel); err != nil {
			return err
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

// furnishAgain is how long to wait after Discord did not say what a guild has.
const furnishAgain = 10 * time.Second

// furnish finds what a telling names; false if ctx ended first.
func (b *Bot) furnish(ctx context.Context, guild uint64, t *telling) (drop.Telling, bool) {
	for {
		out, err := b.furnished(ctx, guild, t)
		if err == nil {
			return out, true
		}
		if ctx.Err() == nil {
			b.cfg.Log.Warn("what a story names cannot be looked up", "story", t.story.ID, "guild", guild, "cause", err,
				"again_in", furnishAgain)
		}
		if !discord.Sleep(ctx, furnishAgain) {
			return drop.Telling{}, false
		}
	}
}

func (b *Bot) furnished(ctx context.Context, guild uint64, t *telling) (drop.Telling, error) {
	out := drop.Telling{Guild: guild, Channel: t.channel, Kind: t.kind, Story: t.story, Lead: t.lead}
	plan := t.story.Release
	if t.ping != "" {
		role, ok, err := b.names.role(ctx, guild, t.ping)
		if err != nil {
			return out, err
		}
		if out.Ping = role; !ok {
			b.cfg.Log.Warn("the role that a story pings does not exist here", "story", t.story.ID, "guild", guild, "role", t.ping)
		}
	}
	if plan.Discuss != "" && plan.Discuss != story.DiscussThread {
		forum, ok, err := b.names.channel(ctx, guild, plan.Discuss)
		if err != nil {
			return out, err
		}
		if out.Discuss = forum.ID; !ok {
			b.cfg.Log.Warn("the forum for a story's discussions does not exist here", "story", t.story.ID, "guild", guild,
				"forum", plan.Discuss)
		}
	}
	if plan.Adults {
		c, ok, err := b.names.channel(ctx, guild, strconv.FormatUint(t.channel, 10))
		if err != nil {
			return out, err
		}
		if ok && !c.NSFW {
			out.Barred = author.ErrNotForAdults
		}
	}
	return out, nil
}

// stop ends a telling, and returns when nothing of it is under way any more.
func (t *telling) stop() {
	if t.end != nil {
		t.end()
		<-t.done
	}
}

// tellAll begins what was told before a restart in the guilds of a shard, whose session goes on.
func (b *Bot) tellAll(ctx context.Context, s shard) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for guild, here := range b.told {
		if !s.tellsOf(guild) {
			continue
		}
		for _, t := range here {
			b.begin(ctx, guild, t)
		}
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

// Told returns the stories told in a guild, in the order in which they were given.
func (b *Bot) Told(guild uint64) []*story.Story {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []*story.Story
	for _, t := range b.told[guild] {
		if !slices.Contains(list, t.story) {
			list = append(list, t.story)
		}
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

// find returns the channel with this id or name in which a story can be told.
func find(channels []discord.Channel, name string) (discord.Channel, bool) {
	for _, c := range channels {
		if (c.Type == drop.Text || c.Type == drop.Announcement || c.Type == drop.Forum) && named(name, c.ID, c.Name) {
			return c, true
		}
	}
	return discord.Channel{}, false
}
