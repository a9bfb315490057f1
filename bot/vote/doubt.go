package vote

import (
	"context"
	"slices"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// A doubt is a reader whose reactions had no single explanation when they were read: who pressed more than a ballot
// holds while the bot was away, for instance. What counted so far goes on counting, and nothing is taken off. Two
// things clear it up: events that were on their way when the reactions were read, which tell what was pressed when, and
// the reader's next act. Used by whoever counts the poll, and by readings, which keep the other out.
type doubt struct {
	shown  []story.Choice // those not cleared up
	older  bool           // they may have come before what counts
	gone   []story.Choice // what counts on, and was not shown any more: the next act that clears it up takes it back
	after  int64          // events up to this arrival were covered by an earlier reading
	until  int64          // events up to this arrival came before the reading was over
	acting bool           // nothing but that the reader acted while the reactions were read: events tell the rest
	told   bool           // an event has told of one of them: what no event tells of until the next reading came before it
}

// special reports whether a reader's acts have to be counted by themselves: what they mean depends on more than the
// ballot that counts.
func (p *poll) special(voter story.ReaderID) bool {
	return p.doubts[voter] != nil || p.supers[voter].super != 0
}

// countAlone journals what one reader did.
func (s *Service) countAlone(ctx context.Context, p *poll, h *heard) error {
	voter := s.cfg.Store.Reader(h.user)
	if h.cast != nil {
		return s.castNow(ctx, p, h, voter)
	}
	after := p.cut
	if d := p.doubts[voter]; d != nil {
		after = d.after
	}
	if h.arrival <= after {
		return nil
	}
	d := p.doubts[voter]
	unclear := d != nil && len(d.shown) > 0
	count := s.released
	if h.kind == discord.ReactionAdded {
		count = s.pressed
	}
	if err := count(ctx, p, h, voter); err != nil || !unclear || len(d.shown) > 0 {
		return err
	}
	return s.cfg.Store.Cleared(ctx, p.vote.VoteRef, voter)
}

// pressed journals a press.
func (s *Service) pressed(ctx context.Context, p *poll, h *heard, voter story.ReaderID) error {
	beside, err := s.shows(ctx, p, h, voter)
	if err != nil {
		return err
	}
	if ok, err := s.admitted(ctx, p, h, voter); !ok {
		return err
	}
	act := store.Act{Voter: voter, Kind: store.ActPress, Choice: h.choice, Event: h.event, Cause: story.ByEvent,
		Older: p.earlier(voter, h.choice, h.arrival)}
	if err := s.withoutGone(ctx, p, &act); err != nil {
		return err
	}
	again, err := s.act(ctx, p, h, act)
	if known := p.supers[voter].super.has(h.choice); known || h.super {
		p.supers.add(voter, h.choice, !h.super || !known && beside && !again)
	}
	return err
}

// withoutGone has one more choice that clears up a doubt take back what was not shown any more.
func (s *Service) withoutGone(ctx context.Context, p *poll, act *store.Act) error {
	d := p.doubts[act.Voter]
	if act.Kind != store.ActPress || d == nil || len(d.shown) > 0 || len(d.gone) == 0 {
		return nil
	}
	b, _, err := s.cfg.Store.Ballot(ctx, p.vote.VoteRef, act.Voter)
	if err != nil {
		return err
	}
	act.Kind, act.Off = store.ActSet, d.gone
	act.Choices, _ = p.rule.Press(without(b.Choices, d.gone), act.Choice)
	d.gone = nil
	return nil
}

// earlier returns which reactions of a reader came before a new one beside the one counted: those in doubt, since
// whatever they meant, the new one came after them.
func (p *poll) earlier(voter story.ReaderID, choice story.Choice, arrival int64) []story.Choice {
	d := p.doubts[voter]
	if d == nil {
		return nil
	}
	if i := slices.Index(d.shown, choice); i >= 0 {
		d.shown, d.told = slices.Delete(d.shown, i, i+1), true
		return nil // it was read already, and this tells when it came
	}
	if arrival <= d.until {
		return nil
	}
	list := d.shown
	d.shown = nil
	return list
}

// released journals that a reaction is off.
func (s *Service) released(ctx context.Context, p *poll, h *heard, voter story.ReaderID) error {
	if p.supers.removed(voter, h.choice, h.super) {
		return nil
	}
	if h.super && p.wipes.seen().has(h.choice) {
		p.again() // a normal one may stand, of which nobody knew
	}
	b, _, err := s.cfg.Store.Ballot(ctx, p.vote.VoteRef, voter)
	if err != nil {
		return err
	}
	counted := slices.Contains(b.Choices, h.choice)
	d := p.doubts[voter]
	tells := d != nil && (counted || slices.Contains(d.shown, h.choice))
	act := store.Act{Voter: voter, Kind: store.ActRelease, Choice: h.choice, Event: h.event, Cause: story.ByEvent}
	if _, err := s.act(ctx, p, h, act); err != nil || !tells {
		return err
	}
	d.shown = slices.DeleteFunc(d.shown, func(c story.Choice) bool { return c == h.choice })
	return s.explain(ctx, p, h, voter, p.rule.Release(b.Choices, h.choice))
}

// explain journals what is left of a reader's doubt if there is only one explanation now.
func (s *Service) explain(ctx context.Context, p *poll, h *heard, voter story.ReaderID, held []story.Choice) error {
	d := p.doubts[voter]
	if len(d.shown) == 0 || d.acting {
		return nil
	}
	shown := append(slices.Clone(d.shown), without(held, d.gone)...)
	for _, f := range ballot.Reconcile(p.rule, map[story.ReaderID][]story.Choice{voter: held},
		map[story.ReaderID][]story.Choice{voter: shown}, nil) {
		if !f.Ambiguous {
			act := store.Act{Voter: voter, Kind: store.ActSet, Choices: f.Choices, Off: d.gone, Cause: story.ByEvent}
			d.shown, d.gone = nil, nil
			_, err := s.act(ctx, p, h, act)
			return err
		}
	}
	return nil
}

// act journals one act now, and has taken off what it leaves behind. It reports whether its event was taken before.
func (s *Service) act(ctx context.Context, p *poll, h *heard, act store.Act) (again bool, err error) {
	act.At = s.cfg.Clock.Now()
	done, err := s.cfg.Store.Act(ctx, p.vote.VoteRef, []store.Act{act})
	if err != nil {
		return false, err
	}
	p.inbox.counted([]*heard{h})
	s.leftovers(p, h.user, done[0])
	if p.doubts[act.Voter] != nil {
		err = s.cfg.Store.Spoil(ctx, p.vote.VoteRef, p.count())
	}
	return done[0].Again, err
}
