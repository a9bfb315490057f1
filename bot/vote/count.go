package vote

import (
	"context"
	"errors"
	"slices"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// A doubt is a reader whose reactions had no single explanation when they were read: who pressed two while the bot
// was away, for instance. What counted so far goes on counting, and nothing is taken off. Two things clear it up:
// events that were on their way when the reactions were read, which tell what was pressed when, and the reader's next
// act. Used in the reader's lane only.
type doubt struct {
	shown []story.Choice // those not cleared up
	after int64          // events up to this arrival were covered by an earlier reading
	until int64          // events up to this arrival came before the reading was over
}

// covered returns the arrival up to which a reader's events are covered by a reading.
func (p *poll) covered(voter story.ReaderID) int64 {
	if d := p.doubts[voter]; d != nil {
		return d.after
	}
	return p.cut
}

// count journals one reaction event.
func (s *Service) count(ctx context.Context, p *poll, r discord.Reaction, arrival int64) error {
	p.reading.RLock()
	defer p.reading.RUnlock()
	voter, choice := s.cfg.Store.Reader(r.User), p.choices[plain(r.Emoji)]
	switch r.Kind {
	case discord.ReactionsCleared:
		return s.wiped(ctx, p, everything)
	case discord.EmojiCleared:
		return s.wiped(ctx, p, wipeOf(choice))
	}
	defer p.fresh.counted(press{voter, choice}, arrival)
	if arrival <= p.covered(voter) {
		return nil
	}
	var err error
	if r.Kind == discord.ReactionRemoved {
		err = s.removed(ctx, p, r.User, voter, choice)
	} else {
		err = s.cast(ctx, p, r.User, voter, append(p.earlier(voter, choice, arrival), choice)...)
	}
	if errors.Is(err, store.ErrVoteClosed) {
		return nil
	}
	return err
}

// earlier returns which reactions of a reader a new one makes surplus beside the one counted: those in doubt, since
// whatever they meant, the new one came after them.
func (p *poll) earlier(voter story.ReaderID, choice story.Choice, arrival int64) []story.Choice {
	d := p.doubts[voter]
	if d == nil {
		return nil
	}
	if i := slices.Index(d.shown, choice); i >= 0 {
		d.shown = slices.Delete(d.shown, i, i+1)
		return nil // it was read already, and this tells when it came
	}
	if arrival <= d.until {
		return nil
	}
	list := d.shown
	d.shown = nil
	return list
}

// removed journals that a reaction is off.
func (s *Service) removed(ctx context.Context, p *poll, user uint64, voter story.ReaderID, choice story.Choice) error {
	b, ok, err := s.cfg.Store.Ballot(ctx, p.vote.VoteRef, voter)
	if err != nil {
		return err
	}
	counted := story.Withdrawn
	if ok {
		counted = b.Choice
	}
	d := p.doubts[voter]
	tells := counted == choice || d != nil && slices.Contains(d.shown, choice)
	if counted == choice {
		counted = story.Withdrawn
		err = s.cast(ctx, p, user, voter, counted)
	} else { // ours, or the reader's help with it
		err = s.unreacted(ctx, p.vote.VoteRef, voter, choice)
	}
	if err != nil || d == nil || !tells {
		return err
	}
	d.shown = slices.DeleteFunc(d.shown, func(c story.Choice) bool { return c == choice })
	if len(d.shown) == 0 {
		return nil
	}
	left := slices.Clone(d.shown)
	if counted != story.Withdrawn {
		left = append(left, counted)
	}
	for _, f := range ballot.Reconcile(map[story.ReaderID]story.Choice{voter: counted},
		map[story.ReaderID][]story.Choice{voter: left}, false) {
		if !f.Ambiguous {
			d.shown = nil
			return s.cast(ctx, p, user, voter, f.Choice)
		}
	}
	return nil
}

// cast journals one reader's choices in their order, and has taken off what they leave behind.
func (s *Service) cast(ctx context.Context, p *poll, user uint64, voter story.ReaderID, choices ...story.Choice) error {
	now := s.cfg.Clock.Now()
	list := make([]story.Ballot, len(choices))
	for i, c := range choices {
		list[i] = story.Ballot{Voter: voter, Choice: c, Cause: story.ByEvent, At: now}
	}
	if _, err := s.cfg.Store.Cast(ctx, p.vote.VoteRef, list...); err != nil {
		return err
	}
	return s.queueSurplus(ctx, p, user, voter)
}

// unreacted notes that a reader's reaction for a choice is off.
func (s *Service) unreacted(ctx context.Context, ref store.VoteRef, voter story.ReaderID, choice story.Choice) error {
	waiting, err := s.cfg.Store.SurplusOf(ctx, ref, voter)
	if err != nil {
		return err
	}
	for _, off := range waiting {
		if off.Choice == choice {
			return s.cfg.Store.Unreacted(ctx, ref, voter, off)
		}
	}
	return nil
}
