package vote

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"
)

// Count counts what is heard until ctx ends: each poll's in its order, several polls side by side. What still waits then
// is dropped, and what is under way is finished.
func (s *Service) Count(ctx context.Context) {
	s.mu.Lock()
	s.counting = ctx
	for _, p := range s.polls {
		s.staff(p)
	}
	s.mu.Unlock()
	<-ctx.Done()
	s.mu.Lock()
	s.counting = nil
	s.mu.Unlock()
	s.counters.Wait()
}

// Settle returns when all that was heard before the call is counted, whatever is heard since. It returns the error of
// ctx if that ends first: give it one that ends with [Service.Count], after which the rest is never counted.
func (s *Service) Settle(ctx context.Context) error {
	var marks []<-chan struct{}
	s.mu.Lock()
	for _, p := range s.polls {
		if m := p.inbox.mark(); m != nil {
			marks = append(marks, m)
		}
	}
	s.mu.Unlock()
	for _, m := range marks {
		select {
		case <-m:
		case <-ctx.Done():
			return fmt.Errorf("wait for reactions to be counted: %w", ctx.Err())
		}
	}
	return nil
}

// staff sees to it that somebody counts where something waits. The service's lock is held.
func (s *Service) staff(p *poll) {
	ctx := s.counting
	if ctx == nil || !p.inbox.hire() {
		return
	}
	s.counters.Go(func() {
		for batch := p.inbox.next(ctx.Err() != nil); batch != nil; batch = p.inbox.next(ctx.Err() != nil) {
			err := s.guarded(ctx, p, batch)
			if err != nil && ctx.Err() == nil {
				s.cfg.Log.Error("reactions were not counted; reading all of them again", "message", p.vote.Message,
					"cause", err)
				p.again()
			}
			refuseCasts(batch, err)
			p.inbox.finished(batch)
		}
	})
}

// refuseCasts answers those who wait for a ballot that was not reached.
func refuseCasts(batch []heard, err error) {
	for i := range batch {
		if c := batch[i].cast; c != nil {
			select {
			case c.done <- errors.Join(ErrBusy, err):
			default: // it was answered
			}
		}
	}
}

// guarded counts a batch. A panic ends that batch alone.
func (s *Service) guarded(ctx context.Context, p *poll, batch []heard) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return s.count(ctx, p, batch)
}

// count journals a batch: at once what can be told by itself, and then, reader by reader, what cannot; see counter.
func (s *Service) count(ctx context.Context, p *poll, batch []heard) error {
	if err := p.turn.take(ctx); err != nil {
		return err
	}
	defer p.turn.leave()
	var err error
	for len(batch) > 0 {
		n := slices.IndexFunc(batch, func(h heard) bool { return h.wipes() != 0 })
		if n < 0 {
			n = len(batch)
		}
		err = errors.Join(err, s.countPart(ctx, p, batch[:n]))
		if batch = batch[n:]; len(batch) > 0 {
			err = errors.Join(err, s.wiped(ctx, p, batch[0].wipes(), batch[0].event))
			batch = batch[1:]
		}
	}
	if errors.Is(err, store.ErrVoteClosed) {
		return nil
	}
	return err
}

// countPart counts the part of a batch up to a moderator's wipe, which is a matter of all readers.
func (s *Service) countPart(ctx context.Context, p *poll, part []heard) error {
	c := counter{Service: s, poll: p}
	for i := range part {
		c.sort(ctx, &part[i])
	}
	err := c.journal(ctx)
	for _, h := range c.later {
		err = errors.Join(err, s.countAlone(ctx, p, h))
	}
	return errors.Join(err, c.err)
}

// A counter sorts a batch: into acts that are journalled together, and into what has to be counted by itself, after
// them. All that one reader did from the first such event on is counted by itself, so that the order stays.
type counter struct {
	*Service
	poll  *poll
	acts  []store.Act
	of    []*heard // of which the acts are
	later []*heard
	alone map[uint64]bool // readers of whom something is in later
	err   error
}

func (c *counter) sort(ctx context.Context, h *heard) {
	p := c.poll
	voter := c.cfg.Store.Reader(h.user)
	if h.cast != nil || h.super || c.alone[h.user] || p.special(voter) {
		if c.alone == nil {
			c.alone = map[uint64]bool{}
		}
		c.alone[h.user] = true
		c.later = append(c.later, h)
		return
	}
	if h.arrival <= p.cut {
		return // a reading has shown what came of it
	}
	act := store.Act{Voter: voter, Kind: store.ActRelease, Choice: h.choice, Event: h.event, Cause: story.ByEvent,
		At: c.cfg.Clock.Now()}
	if h.kind == discord.ReactionAdded {
		act.Kind = store.ActPress
		if ok, err := c.admitted(ctx, p, h, voter); !ok {
			c.err = errors.Join(c.err, err)
			return
		}
	}
	c.acts, c.of = append(c.acts, act), append(c.of, h)
}

// journal journals the acts, and has taken off what they leave behind.
func (c *counter) journal(ctx context.Context) error {
	if len(c.acts) == 0 {
		return nil
	}
	done, err := c.cfg.Store.Act(ctx, c.poll.vote.VoteRef, c.acts)
	c.poll.inbox.counted(c.of)
	for i := range done {
		c.leftovers(c.poll, c.of[i].user, done[i])
	}
	return err
}

// leftovers sends the reactions that an act has made surplus to the slow lane. Those of acts before are there, or have
// been given up until the next reading.
func (s *Service) leftovers(p *poll, user uint64, done store.Acted) {
	if done.Again {
		return // it was seen to, or the first reading of this process does
	}
	for _, off := range done.Surplus {
		if off.N == done.Ballot.N && !off.Begun {
			s.takeOff(removal{poll: p, user: user, voter: done.Ballot.Voter, off: off})
		}
	}
}
