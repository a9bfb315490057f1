package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"cliffhanger/bot/drop"
	"cliffhanger/story"
)

// ErrOtherStories is returned by [Bot.Update] for stories that are not those the bot was made with: which ones it tells
// changes at a restart only.
var ErrOtherStories = errors.New("these are other stories than before; restart to tell them")

// Update hands over newer values of the bot's stories, in the same order; one that has not changed is best handed over
// as the same pointer, as its tellings are left alone then. Neither the slice nor the stories may be changed afterwards.
// Commands that begin after the tellings have begun again, which is soon, know only the newer stories.
//
// It returns an error, and nothing is changed, if the stories are others ([ErrOtherStories]) or a schedule cannot be
// read. It may be called at any time, by anybody, and never blocks. Other channels that a story names now are looked for
// in every guild where anything is told; elsewhere when the guild is next heard of.
func (b *Bot) Update(stories []*story.Story) error {
	same := func(x, y *story.Story) bool { return x.ID == y.ID }
	for _, s := range stories {
		if err := drop.Check(s); err != nil {
			return fmt.Errorf("story %s: %w", s.ID, err)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !slices.EqualFunc(b.tales, stories, same) {
		return ErrOtherStories
	}
	cfg := b.cfg
	cfg.Stories = stories
	next := spotsOf(cfg)
	ranked(next, b.spots)
	b.moved = b.moved || !slices.EqualFunc(b.spots, next, spot.same)
	b.tales, b.spots, b.newer = stories, next, true
	for s := range b.cuts {
		if !slices.Contains(stories, s) {
			delete(b.cuts, s)
		}
	}
	select {
	case b.renewed <- struct{}{}:
	default: // one is on its way
	}
	return nil
}

// renewals has what is told renewed after each update, until ctx ends.
func (b *Bot) renewals(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.renewed:
		}
		b.mu.Lock()
		moved, newer := b.moved, b.newer
		b.moved, b.newer = false, false
		var guilds []uint64
		for guild := range b.told {
			if newer || b.turned[guild] {
				guilds = append(guilds, guild)
			}
		}
		clear(b.turned)
		b.mu.Unlock()
		for _, guild := range guilds {
			b.place(ctx, guild, func(lane context.Context) error { return b.renew(ctx, lane, guild) })
			if moved {
				b.work.Go(func() error { b.lookAgain(ctx, guild); return nil })
			}
		}
	}
}

// renew has everything that is told in a guild told as the stories are now, and as votes have come out there.
func (b *Bot) renew(ctx, lane context.Context, guild uint64) error {
	b.mu.Lock()
	spots, here := b.spots, slices.Clone(b.told[guild])
	b.mu.Unlock()
	for _, t := range here {
		i := slices.IndexFunc(spots, t.same)
		if i < 0 {
			b.cfg.Log.Info("the story is not told here any more", "story", t.story.ID, "guild", guild, "channel", t.channel)
			b.silence(guild, t.spot)
			continue
		}
		f, err := b.forkOf(lane, guild, spots[i].story)
		if err != nil {
			return err
		}
		b.mu.Lock()
		same := spots[i] == t.spot && f.told == t.told()
		b.mu.Unlock()
		switch {
		case !same:
			b.exchange(ctx, guild, t, spots[i], f.told)
		case len(t.story.Ways) > 0:
			b.drops.Poke(guild, t.story.Key()) // what is waited for may wait for another now
		}
	}
	return nil
}

// exchange has a telling go on as its spot is now. Nothing is told in between, and never twice at a time.
func (b *Bot) exchange(ctx context.Context, guild uint64, t *telling, at spot, tale *story.Story) {
	b.mu.Lock()
	defer b.mu.Unlock()
	next := &telling{spot: at, tale: tale, channel: t.channel, kind: t.kind, kept: t.kept, gone: t.gone, after: t.done}
	b.add(guild, next)
	if t.done != nil {
		t.end()
		b.begin(ctx, guild, next)
	}
}
