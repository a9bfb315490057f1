package vote

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A removal is a reaction to be taken off: surplus, or of somebody whose vote is not taken.
type removal struct {
	poll    *poll
	user    uint64
	voter   story.ReaderID
	off     store.Surplus
	refused bool
	arrival int64 // of the press that is refused, if an event told of it
	tries   int   // before this one
	reading int64 // the poll's readings when it was tried first
}

// takeOff sends a reaction to the slow lane.
func (s *Service) takeOff(r removal) {
	if !s.surplus.put(r) && r.poll.crowded.CompareAndSwap(false, true) {
		s.cfg.Log.Warn("too many reactions wait to be removed; the next reading finds them", "message",
			r.poll.vote.Message)
	}
}

// queueSurplus sends a reader's surplus reactions to the slow lane.
func (s *Service) queueSurplus(p *poll, user uint64, voter story.ReaderID, waiting []store.Surplus) {
	for _, off := range waiting {
		if !off.Begun { // else its event will tell, or the next reading
			s.takeOff(removal{poll: p, user: user, voter: voter, off: off})
		}
	}
}

// removeSurplus takes surplus reactions off one after the other, until ctx ends. Discord allows about four a second.
func (s *Service) removeSurplus(ctx context.Context) {
	rests := map[uint64]time.Time{} // until when, by channels in which Discord has refused
	for {
		select {
		case <-s.surplus.more:
			r, ok := s.surplus.take()
			if !ok {
				continue
			}
			channel := r.poll.vote.Channel
			if time.Now().Before(rests[channel]) {
				continue // the next reading finds it
			}
			delete(rests, channel)
			switch err := s.remove(ctx, r); {
			case err == nil || ctx.Err() != nil:
			case discord.Refused(err):
				rests[channel] = time.Now().Add(retryRefused)
				s.cfg.Log.Warn("surplus reactions stay: check that the bot may manage messages in the channel",
					"channel", channel, "cause", err, "again_in", retryRefused)
			default:
				s.cfg.Log.Warn("a surplus reaction stays", "message", r.poll.vote.Message, "cause", err)
			}
		case <-ctx.Done():
			return
		}
	}
}

// remove takes one reaction off. That it begins is durable before it does: a process that finds the reaction later
// would not know otherwise that it may be the reader's, put back since. Where nobody knows what became of it, it is tried
// again until a reading looks, but never without regard to what was heard meanwhile: the reader may have pressed it anew.
func (s *Service) remove(ctx context.Context, r removal) error {
	ref := r.poll.vote.VoteRef
	if !r.stands() {
		return nil
	}
	if s.away(r.poll) {
		s.owe(r.poll)
		return nil
	}
	if r.refused {
		err := s.removeRefused(ctx, r)
		s.retake(ctx, r, err)
		return err
	}
	mine := press{r.user, r.off.Choice}
	r.poll.begun.add(mine)
	defer r.poll.begun.over()
	whole := context.WithoutCancel(ctx) // what is known of a removal is written down also while the bot stops
	awaited, err := s.cfg.Store.Unreacting(whole, ref, r.voter, r.off, true)
	if err != nil || !awaited {
		return err // the reader has come back to it meanwhile
	}
	err = s.unreact(ctx, r, func() bool { return s.wanted(whole, r) })
	if err == nil {
		return s.cfg.Store.Unreacted(whole, ref, r.voter, r.off)
	}
	r.poll.begun.remove(mine)
	if errors.Is(err, discord.ErrOutcomeUnknown) {
		s.retake(ctx, r, err)
		return err
	}
	if errors.Is(err, discord.ErrNotNeeded) {
		err = nil
	}
	_, undo := s.cfg.Store.Unreacting(whole, ref, r.voter, r.off, false) // it was not carried out
	return errors.Join(err, undo)
}

// stands reports whether nothing was heard or read that says that a removal has come to nothing.
func (r *removal) stands() bool {
	if r.poll.inbox.since(press{r.user, r.off.Choice}, r.arrival) {
		return false // pressed since, as an event tells that is still to be counted: it is surplus no more
	}
	// What was read since the first try has settled it, or left it in doubt.
	return r.tries == 0 || r.poll.readings.Load() == r.reading
}

// wanted reports whether a reaction is still to be taken off. Between the decision and the moment in which Discord allows
// it there may be seconds, and the reader may have pressed it anew.
func (s *Service) wanted(ctx context.Context, r removal) bool {
	if !r.stands() {
		return false
	}
	if s.away(r.poll) {
		s.owe(r.poll)
		return false
	}
	waiting, err := s.cfg.Store.SurplusOf(ctx, r.poll.vote.VoteRef, r.voter)
	if err != nil {
		s.cfg.Log.Error("a surplus reaction stays", "message", r.poll.vote.Message, "cause", err)
	}
	return slices.ContainsFunc(waiting, func(k store.Surplus) bool { return k.Choice == r.off.Choice && k.N == r.off.N })
}

// How often, and after which wait, a removal is tried again of which nobody knows what became.
const (
	retakes     = 4
	retakeAfter = 300 * time.Millisecond // and twice as long each time
)

// retake sends a removal of which nobody knows what became to the slow lane once more, after a while in which an event
// may tell.
func (s *Service) retake(ctx context.Context, r removal, err error) {
	if !errors.Is(err, discord.ErrOutcomeUnknown) || r.tries >= retakes {
		return
	}
	if r.tries == 0 {
		r.reading = r.poll.readings.Load()
	}
	pause := retakeAfter << r.tries
	r.tries++
	s.wg.Go(func() {
		if discord.Sleep(ctx, pause) {
			s.takeOff(r)
		}
	})
}

// removeRefused takes off a reaction that is no vote, unless its reader has become one who may vote, and come back.
func (s *Service) removeRefused(ctx context.Context, r removal) error {
	b, _, err := s.cfg.Store.Ballot(ctx, r.poll.vote.VoteRef, r.voter)
	if err != nil || slices.Contains(b.Choices, r.off.Choice) {
		return err
	}
	return s.unreact(ctx, r, nil)
}

// lastWords is how long a bot that stops waits for the answer to a removal: who is left in doubt by it has to click again.
const lastWords = 2 * time.Second

// unreact has a reaction off, whoever took it.
func (s *Service) unreact(ctx context.Context, r removal, still func() bool) error {
	p := r.poll
	ctx, enough := patient(ctx, lastWords)
	defer enough()
	err := s.cfg.Discord.Unreact(ctx, p.vote.Channel, p.vote.Message, p.emoji[r.off.Choice], r.user, still)
	if errors.Is(err, discord.ErrUnknownMessage) || errors.Is(err, discord.ErrUnknownEmoji) {
		return nil
	}
	return err
}

// An undertaking remembers which removals this process has begun since the last reading, and knows the end of or will
// know: unlike one that was begun by a process that died, or of which Discord did not say what became.
type undertaking struct {
	mu    sync.Mutex
	begun map[press]bool
	now   press // what is being taken off, one at a time
	busy  bool
}

func (u *undertaking) add(p press) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.begun == nil {
		u.begun = map[press]bool{}
	}
	u.begun[p], u.now, u.busy = true, p, true
}

// over says that nothing is being taken off now.
func (u *undertaking) over() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.busy = false
}

func (u *undertaking) remove(p press) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.begun, p)
}

func (u *undertaking) has(p press) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.begun[p]
}

// clear forgets those that are over.
func (u *undertaking) clear() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for p := range u.begun {
		if !u.busy || p != u.now {
			delete(u.begun, p)
		}
	}
}

// patient returns a context that ends some time after another.
func patient(ctx context.Context, longer time.Duration) (context.Context, context.CancelFunc) {
	out, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		discord.Sleep(out, longer)
		cancel()
	})
	return out, func() { stop(); cancel() }
}
