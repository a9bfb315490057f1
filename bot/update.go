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
	b.tales, b.spots = stories, next
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
		moved := b.moved
		b.moved = false
		var guilds []uint64
		for guild := range b.told {
			guilds = append(guilds, guild)
		}
		b.mu.Unlock()
		for _, guild := range guilds {
			b.place(ctx, guild, func(context.Context) error { b.renew(ctx, guild); return nil })
			if moved {
				b.work.Go(func() error { b.lookAgain(ctx, guild); return nil })
			}
		}
	}
}

// renew has everything that is told in a guild told as the stories are now.
func (b *Bot) renew(ctx context.Context, guild uint64) {
	b.mu.Lock()
	spots, here := b.spots, slices.Clone(b.told[guild])
	b.mu.Unlock()
	for _, t := range here {
		switch i := slices.IndexFunc(spots, t.same); {
		case i < 0:
			b.cfg.Log.Info("the story is not told here any more", "story", t.story.ID, "guild", guild, "channel", t.channel)
			b.silence(guild, t.spot)
		case spots[i] != t.spot:
			b.exchange(ctx, guild, t, spots[i])
		}
	}
}

// exchange has a telling go on as its spot is now. Nothing is told in between, and never twice at a time.
func (b *Bot) exchange(ctx context.Context, guild uint64, t *telling, at spot) {
	b.mu.Lock()
	defer b.mu.Unlock()
	next := &telling{spot: at, channel: t.channel, kind: t.kind, kept: t.kept, gone: t.gone, after: t.done}
	b.add(guild, next)
	if t.done != nil {
		t.end()
		b.begin(ctx, guild, next)
	}
}
