package vote

import (
	"context"
	"errors"
	"fmt"

	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// ErrBusy is returned for a ballot for which there is no room now. It passes within seconds.
var ErrBusy = errors.New("too many votes wait to be counted")

// A Standing is what somebody may know of their ballot, and of the vote.
type Standing struct {
	Vote    store.Vote
	Ballot  story.Ballot // the newest; it may be withdrawn
	Voted   bool         // whether there ever was one
	Refusal *Refusal     // why they may not vote; nil if they may
	Tally   *ballot.Tally
	Receipt store.Receipt
}

// A casting is a ballot that is cast by a button or a command.
type casting struct {
	choices []story.Choice
	adds    bool       // the one choice is added to what counts
	done    chan error // holds one
}

// act returns what is done to a voter's ballot.
func (c *casting) act(voter story.ReaderID, event store.Event) store.Act {
	act := store.Act{Voter: voter, Kind: store.ActSet, Choices: c.choices, Event: event, Cause: story.ByButton}
	if c.adds {
		act.Kind, act.Choice, act.Choices = store.ActPress, c.choices[0], nil
	}
	return act
}

// Cast makes a ballot of choices, in their order; none take it back. It is how a secret vote is voted in; where
// reactions count too, the last act counts, and reactions that do not agree with it any more are taken off. It returns
// once the ballot is durable. What is told a second time, as to a process that follows one that died, is not done again:
// the ballot stays as the last act has made it, which the standing tells.
//
// It returns store.ErrVoteClosed for a vote that is closed, store.ErrInvalid for choices that the vote's rule does not
// allow, and [ErrBusy]. A ballot of somebody who may not vote is not taken: the standing says why. Whoever could vote
// once, and may not any more, can still take their ballot back: no rule makes anybody stand by what they chose.
func (s *Service) Cast(ctx context.Context, ref store.VoteRef, who Person, choices []story.Choice) (Standing, error) {
	return s.cast(ctx, ref, who, &casting{choices: choices, done: make(chan error, 1)})
}

// Add adds a choice to a ballot, as a press of its reaction would: beyond the number that the vote's rule allows the
// oldest gives way, and a choice that counts already changes nothing. What is added to is what counts when it is
// journalled, so that of two choices at one moment none is lost. For the rest it is like [Service.Cast].
func (s *Service) Add(ctx context.Context, ref store.VoteRef, who Person, choice story.Choice) (Standing, error) {
	return s.cast(ctx, ref, who, &casting{choices: []story.Choice{choice}, adds: true, done: make(chan error, 1)})
}

func (s *Service) cast(ctx context.Context, ref store.VoteRef, who Person, c *casting) (Standing, error) {
	now, err := s.Mine(ctx, ref, who)
	if err != nil || now.Refusal != nil && len(c.choices) > 0 {
		return now, err
	}
	if !now.Vote.Open() {
		return now, store.ErrVoteClosed
	}
	if !ballot.RuleOf(&now.Vote.Question).Valid(c.choices) {
		return now, fmt.Errorf("%w: %d choices", store.ErrInvalid, len(c.choices))
	}
	s.mu.Lock()
	p := s.polls[ref.Message]
	taken := p != nil && s.hear(p, heard{user: who.User, cast: c, event: who.Event})
	s.mu.Unlock()
	switch {
	case p == nil:
		return now, store.ErrVoteClosed
	case !taken:
		return now, ErrBusy
	}
	select {
	case err = <-c.done:
	case <-ctx.Done():
		err = fmt.Errorf("wait for a ballot to be counted: %w", ctx.Err())
	}
	if err != nil {
		return now, err
	}
	return s.Mine(ctx, ref, who)
}

// castNow journals a ballot that was cast, and tells whoever waits for it.
func (s *Service) castNow(ctx context.Context, p *poll, h *heard, voter story.ReaderID) error {
	act := h.cast.act(voter, h.event)
	if d := p.doubts[voter]; d != nil { // whatever they meant, this came after them
		act.Older, d.shown = d.shown, nil
	}
	err := s.withoutGone(ctx, p, &act)
	if err == nil {
		_, err = s.act(ctx, p, h, act)
	}
	h.cast.done <- err
	return nil
}

// Mine returns how a reader stands in a vote. Its tally is what they may see now by the author's rule; nil if nothing.
func (s *Service) Mine(ctx context.Context, ref store.VoteRef, who Person) (Standing, error) {
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return Standing{}, err
	}
	out := Standing{Vote: v}
	voter := s.cfg.Store.Reader(who.User)
	if out.Ballot, out.Voted, err = s.cfg.Store.Ballot(ctx, ref, voter); err != nil {
		return out, err
	}
	if out.Voted {
		if out.Receipt, err = s.cfg.Store.Receipt(ctx, ref, voter); err != nil {
			return out, err
		}
	}
	if v.Open() {
		if out.Refusal, err = s.refusal(ctx, s.following(v), who, voter); err != nil {
			return out, err
		}
	}
	if !out.sees() {
		return out, nil
	}
	ballots, err := s.cfg.Store.Ballots(ctx, ref)
	if err != nil {
		return out, err
	}
	tally := ballot.Fold(ballots, ballot.RuleOf(&v.Question))
	out.Tally = &tally
	return out, nil
}

// following returns the poll of a vote, one that nobody follows if need be.
func (s *Service) following(v store.Vote) *poll {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.polls[v.Message]; p != nil {
		return p
	}
	return newPoll(v)
}

// sees reports whether the counts may be seen now.
func (s *Standing) sees() bool {
	switch {
	case !s.Vote.Open():
		return true
	case s.Vote.Question.Voting.Counts == story.CountsClosed:
		return false
	case s.Vote.Question.Voting.Counts == story.CountsVoted:
		return s.Voted && !s.Ballot.Withdrawn()
	}
	return true
}
