package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/story"
)

// A telling is a story in a guild's channel.
type telling struct {
	story   *story.Story
	channel uint64
	end     context.CancelFunc // ends it; nil while it has not begun
	done    chan struct{}      // closed when it has ended; nil while it has not begun
}

// restore notes where stories were told before a restart. They go on when a session has begun.
func (b *Bot) restore(ctx context.Context) error {
	serials, err := b.cfg.Store.Serials(ctx)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, serial := range serials {
		for _, s := range b.cfg.Stories {
			if s.Key() == serial.Story {
				b.add(serial.Guild, &telling{story: s, channel: serial.Channel})
			}
		}
	}
	return nil
}

// in returns the telling of a story in a guild, nil if it is not told there. The lock is held.
func (b *Bot) in(guild uint64, s *story.Story) *telling {
	for _, t := range b.told[guild] {
		if t.story == s {
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
	for _, s := range b.cfg.Stories {
		if channel, ok := find(g.Channels, b.channelOf(s)); ok && b.in(g.ID, s) == nil {
			b.add(g.ID, &telling{story: s, channel: channel})
		}
	}
}

// add adds a telling to what is told in a guild, in the order of the stories. The lock is held.
func (b *Bot) add(guild uint64, t *telling) {
	here := append(without(b.told[guild], t.story), t)
	slices.SortFunc(here, func(x, y *telling) int {
		return slices.Index(b.cfg.Stories, x.story) - slices.Index(b.cfg.Stories, y.story)
	})
	b.told[guild] = here
}

// guild begins to tell stories in a guild, and moves those whose channel is another now. A channel that was renamed
// keeps its story.
func (b *Bot) guild(ctx, lane context.Context, g discord.Guild) error {
	for _, s := range b.cfg.Stories {
		b.mu.Lock()
		was := b.in(g.ID, s)
		b.mu.Unlock()
		channel, ok := find(g.Channels, b.channelOf(s))
		if !ok && was != nil {
			channel, ok = find(g.Channels, strconv.FormatUint(was.channel, 10))
		}
		switch {
		case ok:
			if err := b.tell(ctx, lane, g.ID, channel, s); err != nil {
				return err
			}
		default:
			b.cfg.Log.Warn("the story's channel does not exist here; create it, or name another in story.yaml or by --channel",
				"story", s.ID, "guild", g.ID, "channel", b.channelOf(s))
			b.silence(g.ID, s)
		}
	}
	return nil
}

// channel begins to tell the stories that have waited for a channel of this name.
func (b *Bot) channel(ctx, lane context.Context, c discord.ChannelMade) error {
	for _, s := range b.cfg.Stories {
		b.mu.Lock()
		told := b.in(c.Guild, s) != nil
		b.mu.Unlock()
		channel, ok := find([]discord.Channel{c.Channel}, b.channelOf(s))
		if told || !ok {
			continue
		}
		b.cfg.Log.Info("the story's channel is there now", "story", s.ID, "guild", c.Guild, "channel", channel)
		if err := b.tell(ctx, lane, c.Guild, channel, s); err != nil {
			return err
		}
	}
	return nil
}

// tell begins to tell a story in a channel, once that is durable. If it is told there already, nothing changes.
func (b *Bot) tell(ctx, lane context.Context, guild, channel uint64, s *story.Story) error {
	b.mu.Lock()
	was := b.in(guild, s)
	b.mu.Unlock()
	if was != nil && was.channel != channel {
		b.silence(guild, s)
	}
	if err := b.cfg.Store.Attach(lane, guild, s.Key(), channel); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.in(guild, s)
	if t == nil {
		t = &telling{story: s, channel: channel}
		b.add(guild, t)
	}
	b.begin(ctx, guild, t)
	return nil
}

// without returns the tellings of other stories, in a list of its own.
func without(list []*telling, s *story.Story) []*telling {
	return slices.DeleteFunc(slices.Clone(list), func(t *telling) bool { return t.story == s })
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
		return b.drops.Serve(ctx, guild, t.channel, t.story)
	})
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

// silence ends a story in a guild, and returns when nothing of it is under way any more.
func (b *Bot) silence(guild uint64, s *story.Story) {
	b.mu.Lock()
	t := b.in(guild, s)
	if t != nil {
		b.told[guild] = without(b.told[guild], s)
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
	here := b.told[guild]
	list := make([]*story.Story, len(here))
	for i, t := range here {
		list[i] = t.story
	}
	return list
}

// channelOf returns the name or id of the channel a story is told in.
func (b *Bot) channelOf(s *story.Story) string {
	if b.cfg.Channel != "" {
		return b.cfg.Channel
	}
	return s.Release.Channel
}

// find returns the text or announcement channel with this id or name.
func find(channels []discord.Channel, name string) (uint64, bool) {
	for _, c := range channels {
		if (c.Type == 0 || c.Type == 5) && (strings.EqualFold(c.Name, name) || strconv.FormatUint(c.ID, 10) == name) {
			return c.ID, true
		}
	}
	return 0, false
}
