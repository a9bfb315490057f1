package vote

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"

	"golang.org/x/sync/errgroup"
)

// A reading is what stands under a vote's message.
type reading struct {
	shown   map[story.ReaderID][]story.Choice
	users   map[story.ReaderID]uint64
	supers  supers
	awaited map[story.ReaderID][]store.Surplus // when the reading began
	wiped   wipe
	closing bool                            // it is the last one
	session uint32                          // that tells of what happens now, 0: none
	unsure  map[story.ReaderID]store.Unsure // of whom some may stand that came before what counts; see [store.Unsure]
	until   int64                           // events up to this arrival came before the reading was over
}

// read reads every reaction under a vote's message and journals what changed. It reports whether a moderator has ever
// removed reactions there. Before a vote closes it is read whatever is heard.
func (s *Service) read(ctx context.Context, p *poll, closing bool) (wiped bool, err error) {
	if err := s.takeTurn(ctx, p); err != nil {
		return false, err
	}
	defer p.turn.leave()
	losses, session := p.losses.Load(), s.sessionOf(p)
	if !closing && s.away(p) {
		return false, errAway
	}
	cut := p.inbox.watch()
	defer p.inbox.unwatch()
	p.readings.Add(1)
	defer p.readings.Add(1)
	r, wiped, err := s.survey(ctx, p)
	if err != nil {
		return false, err
	}
	if !closing && p.losses.Load() != losses {
		return false, errAway
	}
	r.closing = closing
	unclear, left, err := s.reconcile(ctx, p, r)
	if errors.Is(err, store.ErrVoteClosed) {
		return wiped, nil
	}
	if err != nil {
		return wiped, err
	}
	p.learn(unclear, r.supers)
	p.inbox.covered(cut)
	if p.left = left; left == 0 || p.whole.Load() { // or all was told, and events tell of those left out
		p.left, err = 0, s.complete(ctx, p, losses, session)
	}
	if err != nil {
		return wiped, err
	}
	if r.wiped == 0 { // else it does not show who took back what was removed: events tell, one after the other
		p.cut = cut
	}
	return wiped, s.cfg.Store.Spoil(ctx, p.vote.VoteRef, p.count())
}

// takeTurn waits until nobody else reads a vote's message and what was left out of the reading before is heard out.
func (s *Service) takeTurn(ctx context.Context, p *poll) error {
	if p.whole.Load() || p.left > 0 {
		if err := s.heardOut(ctx, p); err != nil {
			return err
		}
	}
	return p.turn.take(ctx)
}

// survey reads what stands under a vote's message, and what must be known to tell what that means. The caller has the turn.
func (s *Service) survey(ctx context.Context, p *poll) (r reading, wiped bool, err error) {
	p.crowded.Store(false)
	p.begun.clear()
	awaited, err := s.cfg.Store.Surplus(ctx, p.vote.VoteRef) // before the reading, in which some are taken off
	if err != nil {
		return reading{}, false, err
	}
	if r, err = s.shown(ctx, p); err != nil {
		return reading{}, false, err
	}
	ever, err := s.wipedEver(ctx, p.vote.VoteRef)
	if err != nil {
		return reading{}, false, err
	}
	p.wipes.add(ever)
	r.awaited, r.wiped, r.session = awaited, p.wipes.seen(), s.sessionOf(p)
	r.unsure, err = s.unsure(ctx, p, r.session)
	return r, ever != 0, err
}

// learn takes note of whom a reading was not clear, and who pressed super reactions. What an earlier reading covered, it
// covers still.
func (p *poll) learn(unclear map[story.ReaderID]*doubt, pressed supers) {
	for voter, d := range unclear {
		if before := p.doubts[voter]; before != nil {
			d.after = before.after
		} else {
			d.after = p.cut
		}
	}
	p.doubts, p.supers = unclear, pressed
}

// heardOut returns when what was heard of a poll before the call is counted. A reading does not tell in which order
// readers pressed, and the events that wait do; unless something was not told, which may be older than they: then the
// reading comes first, and finds those readers unclear.
func (s *Service) heardOut(ctx context.Context, p *poll) error {
	s.mu.Lock()
	counting := s.counting
	s.mu.Unlock()
	if counting == nil {
		return nil // nobody counts
	}
	counted := p.inbox.mark()
	if counted == nil {
		return nil
	}
	select {
	case <-counted:
	case <-counting.Done():
	case <-ctx.Done():
		return fmt.Errorf("wait for reactions to be counted: %w", ctx.Err())
	}
	return nil
}

// shown returns which choices each reader's reactions show now, and the readers' user ids.
func (s *Service) shown(ctx context.Context, p *poll) (reading, error) {
	order := p.order()
	lists := make([][]discord.User, len(order))
	work, together := errgroup.WithContext(ctx)
	for i, choice := range order {
		list := func(ctx context.Context) (err error) {
			lists[i], err = s.cfg.Discord.Reactors(ctx, p.vote.Channel, p.vote.Message, p.emoji[choice])
			return err
		}
		if i > 0 {
			work.Go(func() error { return list(together) })
			continue
		}
		if err := list(ctx); err != nil { // the first by itself: a refusal counts, and one is enough
			return reading{}, err
		}
	}
	if err := work.Wait(); err != nil {
		return reading{}, err
	}
	r := reading{shown: map[story.ReaderID][]story.Choice{}, users: map[story.ReaderID]uint64{}, supers: supers{}}
	for i, choice := range order {
		for _, u := range lists[i] {
			if u.Bot {
				continue
			}
			voter := s.cfg.Store.Reader(u.ID)
			r.shown[voter] = append(r.shown[voter], choice)
			r.users[voter] = u.ID
			if u.Super {
				r.supers.add(voter, choice, u.Normal)
			}
		}
	}
	return r, nil
}

// order returns the choices in the order of their reactions; none where nothing is chosen by reactions.
func (p *poll) order() []story.Choice {
	list := make([]story.Choice, 0, len(p.emoji))
	for i := range len(p.emoji) - 1 {
		list = append(list, story.Choice(i))
	}
	if len(p.emoji) > 0 {
		list = append(list, story.None)
	}
	return list
}

// both returns the surplus that is awaited now, and what was when the reading began and has been taken off since: the
// reading may have come before.
func both(before, now map[story.ReaderID][]store.Surplus) map[story.ReaderID][]store.Surplus {
	all := make(map[story.ReaderID][]store.Surplus, len(now))
	for voter, list := range now {
		all[voter] = list
	}
	for voter, list := range before {
		for _, off := range list {
			same := func(k store.Surplus) bool { return k.Choice == off.Choice }
			if !slices.ContainsFunc(all[voter], same) {
				all[voter] = append(slices.Clone(all[voter]), off)
			}
		}
	}
	return all
}
