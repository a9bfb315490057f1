package bot

import (
	"context"
	"fmt"
	"slices"

	"cliffhanger/bot/author"
	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A story whose channel is not there any more is not forgotten: its telling goes on as one that is gone. It is parked,
// its author is told once, and its readers keep what was released. When there is a channel for it again, it goes on
// from where it was.

// lastAt returns where a story was told last at a spot of a guild, and whether it ever was.
func (b *Bot) lastAt(ctx context.Context, guild uint64, at spot) (store.Serial, bool, error) {
	all, err := b.cfg.Store.SerialsOf(ctx, guild, at.story.Key())
	all = slices.DeleteFunc(all, func(s store.Serial) bool { return s.Spot.Name != at.key() })
	if err != nil || len(all) == 0 {
		return store.Serial{}, false, err
	}
	slices.SortStableFunc(all, latest)
	return all[0], true, nil
}

// latest orders tellings at one spot: where the story was told last comes first.
func latest(a, b store.Serial) int {
	switch {
	case a.Away == b.Away:
		return b.Released.Compare(a.Released)
	case a.Away:
		return 1
	}
	return -1
}

// home returns the channel that a guild has for a spot. A channel that was renamed keeps its story unless there is one
// by the old name; of several by one name the story stays where it is. If there is none, was says in which one the
// story was told, and known whether it ever was.
func (b *Bot) home(lane context.Context, guild uint64, rooms *rooms, at spot) (c discord.Channel, ok bool,
	was store.Serial, known bool, err error) {
	b.mu.Lock()
	t := b.in(guild, at)
	b.mu.Unlock()
	c, ok = rooms.find(at.name)
	switch {
	case t != nil:
		was.Channel, was.Spot.Kind, known = t.channel, t.kind, t.kept
	case !ok:
		was, known, err = b.lastAt(lane, guild, at)
	}
	if own, there := rooms.withID(was.Channel); there && (!ok || named(at.name, own.ID, own.Name)) {
		c, ok = own, true
	}
	return c, ok, was, known, err
}

// vanish has a story stand still at a spot whose channel is gone, and its author told, once.
func (b *Bot) vanish(ctx, lane context.Context, guild uint64, at spot, channel uint64, kind int) error {
	b.mu.Lock()
	t := b.in(guild, at)
	known, taken := t != nil && t.gone, b.taken(guild, channel, at)
	b.mu.Unlock()
	if known || taken {
		return nil
	}
	b.cfg.Log.Warn("the story's channel is not there any more; its telling waits", "story", at.story.ID, "guild", guild,
		"channel", channel, "name", at.name)
	if err := b.attach(lane, store.Telling{Guild: guild, Story: at.story.Key(), Channel: channel},
		store.Spot{Name: at.key(), Kind: kind}); err != nil {
		return err
	}
	b.silence(guild, at)
	b.mu.Lock()
	defer b.mu.Unlock()
	t = &telling{spot: at, channel: channel, kind: kind, kept: true, gone: true}
	b.add(guild, t)
	b.begin(ctx, guild, t)
	return nil
}

// deleted takes up that a channel was deleted. If a story was told there, another channel may have its name.
func (b *Bot) deleted(ctx, lane context.Context, e discord.ChannelGone) error {
	b.mu.Lock()
	here := slices.Clone(b.told[e.Guild])
	b.mu.Unlock()
	for _, t := range here {
		if t.channel != e.Channel || !t.kept {
			continue
		}
		if err := b.vanish(ctx, lane, e.Guild, t.spot, t.channel, t.kind); err != nil {
			return err
		}
		b.work.Go(func() error { b.lookAgain(ctx, e.Guild); return nil })
	}
	return nil
}

// seek looks for a channel again that is gone, by order of somebody's. It reports false, and does nothing, if the
// channel is not one of those. If there is still none, that is [author.ErrStillGone].
func (b *Bot) seek(ctx context.Context, guild uint64, k story.Key, channel, by uint64) (bool, error) {
	b.mu.Lock()
	i := slices.IndexFunc(b.told[guild], func(t *telling) bool {
		return t.gone && t.channel == channel && t.story.Key() == k
	})
	if i < 0 {
		b.mu.Unlock()
		return false, nil
	}
	at := b.told[guild][i].spot
	b.mu.Unlock()
	channels, err := b.client.Channels(ctx, guild)
	if err != nil {
		return true, err
	}
	rooms := indexed(channels)
	_, ok := rooms.find(at.name)
	if _, same := rooms.withID(channel); !ok && !same {
		return true, author.ErrStillGone
	}
	if err := b.cfg.Store.Note(ctx, guild, k, store.Entry{At: b.cfg.Clock.Now(), Who: b.cfg.Store.Reader(by),
		Channel: channel, What: fmt.Sprintf("try channel %d again", channel)}); err != nil {
		return true, err
	}
	select {
	case b.found <- discord.Guild{ID: guild, Channels: channels}:
		return true, nil
	case <-ctx.Done():
		return true, ctx.Err()
	}
}

// settleIn has guilds looked at in which a channel was found again, until ctx ends.
func (b *Bot) settleIn(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case g := <-b.found:
			b.place(ctx, g.ID, func(lane context.Context) error { return b.guild(ctx, lane, g) })
		}
	}
}
