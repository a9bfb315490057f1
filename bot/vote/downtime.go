package vote

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cliffhanger/store"
	"cliffhanger/story/ballot"
)

// ears is what a poll knows of when events were heard.
type ears struct {
	turn  chan struct{} // holds one while somebody looks at the rest
	heard time.Time     // up to when, by the story's clock; zero: not since it is followed
	since time.Time     // that instant in real time
	gone  bool          // since then nothing is heard
}

const (
	listenEvery  = time.Minute      // of real time
	leastAway    = 10 * time.Minute // what counts as having been away
	longestHours = 6 * time.Hour    // the last hours of a vote are at most so long
)

// lastHours returns when the last hours of a vote begin: six before its end, or a quarter of it if that is less.
func lastHours(opened, closes time.Time) time.Time {
	return closes.Add(-min(longestHours, closes.Sub(opened)/4))
}

// missed returns by how much a vote is extended because nobody was there from one instant to another: by as much of that
// as lies in its last hours.
func missed(opened, closes, from, to time.Time) time.Duration {
	if to.Sub(from) < leastAway {
		return 0
	}
	if begin := lastHours(opened, closes); from.Before(begin) {
		from = begin
	}
	if to.After(closes) {
		to = closes
	}
	return max(0, to.Sub(from))
}

// listen notes now and then that a poll is heard, until ctx ends. It is durable in a poll's last hours only, as it does
// not matter before.
func (s *Service) listen(ctx context.Context, p *poll) {
	every := time.NewTicker(listenEvery)
	defer every.Stop()
	for {
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
		s.retrying(ctx, p, "note that it is heard", func() error { return s.catchUp(ctx, p) })
	}
}

// catchUp finds out whether a poll was not heard for a while, because no process was there or the connection was lost,
// and extends it if that was in its last hours.
func (s *Service) catchUp(ctx context.Context, p *poll) error {
	select {
	case p.ears.turn <- struct{}{}:
		defer func() { <-p.ears.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	away, first := s.away(p), p.ears.heard.IsZero()
	if away && !first {
		p.ears.gone = true
		return nil
	}
	v, err := s.cfg.Store.Vote(ctx, p.vote.VoteRef)
	if err != nil || !v.Open() {
		return err
	}
	now, from := s.cfg.Clock.Now(), p.ears.heard
	if first {
		if from = v.Heard; from.IsZero() {
			from = lastHours(v.Opened, v.Closes)
		}
	}
	// A clock that was turned is no downtime: a process that was there all the time knows how long that took.
	if first && p.loaded || p.ears.gone && time.Since(p.ears.since) >= leastAway {
		if err := s.makeUp(ctx, p, &v, from, now); err != nil {
			return err
		}
	}
	if !now.Before(lastHours(v.Opened, v.Closes)) {
		if err := s.cfg.Store.Heard(ctx, v.VoteRef, now); err != nil {
			return err
		}
	}
	p.ears.heard, p.ears.since, p.ears.gone = now, time.Now(), away
	return nil
}

// makeUp extends a vote by the part of its last hours in which nobody was there.
func (s *Service) makeUp(ctx context.Context, p *poll, v *store.Vote, from, to time.Time) error {
	by := missed(v.Opened, v.Closes, from, to)
	if _, early, _ := p.deadline.get(v.Closes); early { // its author has closed it
		return nil
	}
	if by <= 0 || v.Commit == (ballot.Hash{}) { // a vote of an older version did not note when it was heard
		return nil
	}
	last := v.Closes
	if to.After(last) {
		last = to
	}
	closes := toTheMinute(last.Add(by))
	if _, err := s.cfg.Store.Once(ctx, v.VoteRef, awayMark(closes)); err != nil {
		return err
	}
	err := s.cfg.Store.Extend(ctx, v.VoteRef, closes, s.entry(0,
		fmt.Sprintf("the vote of chapter %d closes %s later: nobody counted for as long in its last hours", v.Chapter,
			closes.Sub(v.Closes).Round(time.Minute))))
	if errors.Is(err, store.ErrVoteClosed) {
		return nil
	}
	if err != nil {
		return err
	}
	s.cfg.Log.Warn("a vote stays open for longer: nobody was there in its last hours", "message", v.Message, "by", by,
		"closes", closes)
	p.deadline.set(closes, false)
	return nil
}

// awayMark names the extension to an instant as one that makes up for downtime.
func awayMark(closes time.Time) string { return fmt.Sprintf("away until %d", closes.Unix()) }
