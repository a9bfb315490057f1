package vote

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// A deadline is when a poll closes. It moves where a vote is extended.
type deadline struct {
	mu    sync.Mutex
	at    time.Time // zero: as the vote said when it began to be followed
	ended bool      // nobody waits for it any more
	early bool      // the author has closed the vote: now
	moved chan struct{}
}

// get returns when a poll closes, and what is closed when that changes.
func (d *deadline) get(first time.Time) (at time.Time, early bool, moved <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.moved == nil {
		d.moved = make(chan struct{})
	}
	if d.at.IsZero() {
		d.at = first
	}
	return d.at, d.early, d.moved
}

// set moves the deadline, and wakes whoever waits for it. It reports false if nobody will ever look at it again.
func (d *deadline) set(at time.Time, early bool) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at, d.early = at, early
	if d.moved != nil {
		close(d.moved)
	}
	d.moved = make(chan struct{})
	return !d.ended
}

// sync takes over a deadline that was read, without waking anybody.
func (d *deadline) sync(at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = at
}

// end says that nobody will look at the deadline again, unless it has moved since.
func (d *deadline) end(moved <-chan struct{}) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	select {
	case <-moved:
		return false
	default:
	}
	d.ended = true
	return true
}

// untilDue returns nil when a poll is due to close: at its deadline, wherever that has moved to, or at the author's word.
// What is to be done meanwhile is done meanwhile.
func (s *Service) untilDue(ctx context.Context, p *poll) error {
	ctx, end := context.WithCancel(ctx)
	var chores sync.WaitGroup
	defer chores.Wait()
	defer end()
	s.takeUp(ctx, p)
	for _, chore := range []func(context.Context, *poll){s.remind, s.listen, s.relist} {
		chores.Go(func() { chore(ctx, p) })
	}
	for {
		at, early, moved := p.deadline.get(p.vote.Closes)
		if early {
			return nil
		}
		passed, err := s.wait(ctx, at, p.closes(), moved)
		if err != nil || passed {
			return err
		}
	}
}

// wait waits until an instant of the story's clock, or until moved. It reports whether the instant has come.
func (s *Service) wait(ctx context.Context, at time.Time, what string, moved <-chan struct{}) (bool, error) {
	waiting, end := context.WithCancel(ctx)
	defer end()
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		select {
		case <-moved:
			end()
		case <-stop:
		}
	}()
	err := s.cfg.Clock.Wait(waiting, at, what)
	if err != nil && ctx.Err() == nil && waiting.Err() != nil {
		return false, nil
	}
	return err == nil, err
}

// retrying does something until it works, ctx ends or Discord refuses. What is refused is logged: it is not worth
// holding up a vote.
func (s *Service) retrying(ctx context.Context, p *poll, what string, do func() error) {
	for {
		err := do()
		if err == nil || ctx.Err() != nil {
			return
		}
		refused := discord.Refused(err) || errors.Is(err, store.ErrVoteClosed)
		s.cfg.Log.Warn("not done for a vote: "+what, "message", p.vote.Message, "cause", err, "again", !refused)
		if refused || !discord.Sleep(ctx, retryReading) {
			return
		}
	}
}

// takeUp does what belongs to the beginning of a vote, as far as it was not done: by an earlier process, perhaps. What
// was missed is made up for, a vote that follows another is announced, the seed of a draw is sealed, what was decided
// while nobody could say so is said, and the author hears of a round of nominations.
func (s *Service) takeUp(ctx context.Context, p *poll) {
	s.retrying(ctx, p, "make up for what was missed", func() error { return s.catchUp(ctx, p) })
	for _, part := range []struct {
		what string
		do   func(context.Context, *store.Vote) error
	}{
		{"announce it", s.announce}, {"seal the seed of a draw", s.seal}, {"say until when it is open", s.sayMoved},
		{"tell the author of a round", s.beginRound},
	} {
		s.retrying(ctx, p, part.what, func() error {
			v, err := s.cfg.Store.Vote(ctx, p.vote.VoteRef)
			if err != nil || !v.Open() {
				return err
			}
			return part.do(ctx, &v)
		})
	}
}

// seal publishes the fingerprint of the seed that a draw would use, before anybody can know how the vote goes.
func (s *Service) seal(ctx context.Context, v *store.Vote) error {
	drawn := v.Question.Voting.Tie == story.TieDraw && !v.Question.Open()
	if !drawn || v.Commit == (ballot.Hash{}) {
		return nil
	}
	return s.line(ctx, v, "sealed", book().Sealed(v.Commit.String()))
}

// reminders are how long before its end a vote is spoken of once more, the longest first.
func reminders() []time.Duration { return []time.Duration{24 * time.Hour, time.Hour} }

// remind says in the channel that a poll is about to end, until ctx ends.
func (s *Service) remind(ctx context.Context, p *poll) {
	for ctx.Err() == nil {
		closes, early, moved := p.deadline.get(p.vote.Closes)
		due, next := reminderAt(p.vote.Opened, closes, s.cfg.Clock.Now())
		if due != 0 && !early {
			s.retrying(ctx, p, "a reminder", func() error {
				if !s.cfg.Clock.Now().Before(closes) {
					return nil
				}
				return s.line(ctx, &p.vote, fmt.Sprintf("reminder %d %d", due/time.Second, closes.Unix()), p.reminder(closes))
			})
		}
		if next.IsZero() {
			select {
			case <-moved:
			case <-ctx.Done():
			}
			continue
		}
		if _, err := s.wait(ctx, next, "a vote's reminder", moved); err != nil {
			return
		}
	}
}

// reminderAt returns which reminder is due now (0: none), and when the next one is (zero: there is none). A vote gets
// those that leave it more than half of its time without; of several that have become due, the last.
func reminderAt(opened, closes, now time.Time) (due time.Duration, next time.Time) {
	for _, before := range reminders() {
		at := closes.Add(-before)
		switch {
		case closes.Sub(opened) <= 2*before+time.Minute: // ends are rounded up to the minute
		case !now.Before(closes):
			return 0, time.Time{}
		case now.Before(at):
			return due, at
		default:
			due = before
		}
	}
	return due, time.Time{}
}

func (p *poll) reminder(closes time.Time) string {
	if p.vote.Round == store.RoundNominate {
		return book().NominateReminder(closes, link(&p.vote))
	}
	return book().Reminder(closes, link(&p.vote))
}

// stands returns an error if a vote's message is not there: of a vote without reactions nothing else tells.
func (s *Service) stands(ctx context.Context, p *poll, unasked bool) error {
	if s.cfg.Endings.Pages == nil || unasked {
		return nil
	}
	_, err := s.cfg.Endings.Pages.Message(ctx, p.vote.Channel, p.vote.Message)
	return err
}

// showDeadline has a vote's message say when it closes now, and if it had closed, how one votes.
func (s *Service) showDeadline(ctx context.Context, v *store.Vote) error {
	if s.cfg.Endings.Pages == nil {
		return nil
	}
	_, err := s.reshow(ctx, v.VoteRef)
	return err
}
