package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cliffhanger/bot/drop"
	"cliffhanger/bot/render"
	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A fork is a story as it is told in a guild, and by what votes.
type fork struct {
	told   *story.Story
	chosen map[int]drop.Chosen
}

// forkOf returns a story as it is told in a guild now. A vote that a posted chapter depends on has chosen for good; the
// others are as they stand in the channel for everybody. Votes are read before what was taken for good: a chapter that
// is posted meanwhile is not missed.
func (b *Bot) forkOf(ctx context.Context, guild uint64, s *story.Story) (fork, error) {
	if len(s.Ways) == 0 {
		return fork{told: s}, nil
	}
	chosen := map[int]drop.Chosen{}
	for vote, first := range s.Deciding() {
		v, ok, err := b.deciding(ctx, guild, s, vote)
		if err != nil {
			return fork{}, err
		}
		if option, at, decided := decision(&v, s); ok && decided {
			chosen[vote] = drop.Chosen{Option: option, At: at, First: first}
		}
	}
	course, _, err := b.cfg.Store.Course(ctx, guild, s.Key())
	if err != nil {
		return fork{}, err
	}
	for vote, first := range s.Deciding() {
		if option, taken := course.Way(vote); taken {
			chosen[vote] = drop.Chosen{Option: option, At: chosen[vote].At, First: first}
		}
	}
	return fork{b.cut(s, chosen), chosen}, nil
}

// cut returns a story as it is told where votes have chosen so: the same value for the same choices.
func (b *Bot) cut(s *story.Story, chosen map[int]drop.Chosen) *story.Story {
	options := map[int]story.Option{}
	var name strings.Builder
	for _, vote := range slices.Sorted(maps.Keys(chosen)) {
		options[vote] = chosen[vote].Option
		fmt.Fprintf(&name, "%d %q ", vote, options[vote])
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !slices.Contains(b.tales, s) {
		return s.Told(options) // there is a newer one by now
	}
	known := b.cuts[s]
	if known == nil {
		known = map[string]*story.Story{}
		b.cuts[s] = known
	}
	if known[name.String()] == nil {
		known[name.String()] = s.Told(options)
	}
	return known[name.String()]
}

// deciding returns the vote of a chapter that decides for a guild: the newest round of it in the channel for everybody,
// or where there is no such channel, in the first one in which the story is told. It reports false before it has begun.
func (b *Bot) deciding(ctx context.Context, guild uint64, s *story.Story, chapter int) (store.Vote, bool, error) {
	channels, early := b.tellingsOf(guild, s)
	if len(channels) == 0 {
		return store.Vote{}, false, nil
	}
	home := channels[0]
	v, err := b.cfg.Store.VoteIn(ctx, guild, s.Key(), chapter, []uint64{home})
	if err == nil || !errors.Is(err, store.ErrNotFound) {
		return v, err == nil, err
	}
	at, _, err := b.cfg.Store.Serial(ctx, store.Telling{Guild: guild, Story: s.Key(), Channel: home})
	if err != nil || at.Chapter < chapter {
		return store.Vote{}, false, err
	}
	// The story was told in another channel when this was asked.
	before, err := b.cfg.Store.Tellings(ctx, guild, s.Key(), chapter)
	if err != nil {
		return store.Vote{}, false, err
	}
	channels = nil
	for _, t := range before {
		if !slices.Contains(early, t.Channel) {
			channels = append(channels, t.Channel)
		}
	}
	v, err = b.cfg.Store.VoteIn(ctx, guild, s.Key(), chapter, channels)
	if errors.Is(err, store.ErrNotFound) {
		return v, false, nil
	}
	return v, err == nil, err
}

// tellingsOf returns the channels in which a story is told in a guild, the one for everybody first, and those that are
// early ones.
func (b *Bot) tellingsOf(guild uint64, s *story.Story) (all, early []uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.told[guild] {
		if t.story.ID != s.ID {
			continue
		}
		all = append(all, t.channel)
		if t.lead > 0 {
			early = append(early, t.channel)
		}
	}
	return all, early
}

// decision returns what a vote has come to, and since when; false while that is open, or for its author to say.
func decision(v *store.Vote, s *story.Story) (story.Option, time.Time, bool) {
	o := v.Outcome
	if v.Open() || o == nil || v.Next != 0 {
		return story.Option{}, time.Time{}, false
	}
	at := o.At
	if o.Settled.After(at) {
		at = o.Settled
	}
	option := func(i int) (story.Option, time.Time, bool) {
		if i < 0 || i >= len(v.Question.Options) {
			return story.Option{}, at, false
		}
		return v.Question.Options[i], at, true
	}
	switch {
	case o.Veto != "" && o.Instead == nil:
		return story.Option{}, at, false
	case o.Veto != "":
		return option(*o.Instead)
	case o.How == store.ByNone:
		return story.NoneOption(), at, true
	case o.How == store.Nobody:
		return story.Option{}, at, s.RestFollows(v.Chapter) // whatever is left follows it
	case o.How == store.AwaitsAuthor:
		return story.NoneOption(), at, vote.NoneLeads(o) && s.Follows(v.Chapter, story.NoneOption())
	}
	return option(o.Winner)
}

// noneFollows implements [vote.Endings.NoneFollows].
func (b *Bot) noneFollows(k story.Key, chapter int) bool {
	s := b.tale(k)
	return s != nil && s.Follows(chapter, story.NoneOption())
}

// decided has a guild told on as votes have come out there. It never blocks.
func (b *Bot) decided(guild uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turned[guild] = true
	select {
	case b.renewed <- struct{}{}:
	default: // one is on its way
	}
}

// told is the telling's story as far as it is known how it is told. The lock is held.
func (t *telling) told() *story.Story {
	if t.tale == nil {
		return t.story.Told(nil)
	}
	return t.tale
}

// retell sets how a telling's story is told in its guild, before it begins.
func (b *Bot) retell(ctx context.Context, guild uint64, t *telling) (fork, error) {
	f, err := b.forkOf(ctx, guild, t.story)
	if err != nil {
		return f, err
	}
	b.mu.Lock()
	t.tale = f.told
	b.mu.Unlock()
	return f, nil
}

// retellAll is retell for everything that was told before a restart.
func (b *Bot) retellAll(ctx context.Context) error {
	b.mu.Lock()
	told := maps.Clone(b.told)
	b.mu.Unlock()
	for guild, here := range told {
		for _, t := range here {
			if len(t.story.Ways) == 0 {
				continue
			}
			if _, err := b.retell(ctx, guild, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// ways tell drops on which way stories go on.
type ways struct{ bot *Bot }

// Stands implements [drop.Ways].
func (w ways) Stands(ctx context.Context, guild uint64, s *story.Story) (bool, error) {
	now := w.bot.tale(s.Key())
	if now == nil {
		return false, nil
	}
	f, err := w.bot.forkOf(ctx, guild, now)
	if err == nil && f.told != s {
		w.bot.decided(guild)
	}
	return f.told == s, err
}

// Waiting implements [drop.Ways].
func (w ways) Waiting(ctx context.Context, guild uint64, s *story.Story) (drop.Waiting, error) {
	v, ok, err := w.bot.deciding(ctx, guild, s, s.Awaits.Vote)
	if err != nil || !ok {
		return drop.Waiting{}, err
	}
	out := drop.Waiting{Link: render.Link(v.Guild, v.Channel, v.Message)}
	o := v.Outcome
	switch {
	case v.Open():
		out.Closes = v.Closes
	case o == nil || o.How == store.AwaitsRunoff && o.Veto == "", v.Round == store.RoundNominate && o.How != store.Nobody:
		// the next round is about to begin
	default:
		out.Author = true
	}
	return out, nil
}
