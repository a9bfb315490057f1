package vote

import (
	"context"
	"slices"
	"time"

	"cliffhanger/store"
	"cliffhanger/story"
)

// lag is how long a vote's last reading, if it differs from what counts, waits for events of what was done meanwhile. After
// any other they may come later.
const lag = 200 * time.Millisecond

// differs reports whether a reading shows something else than what counts.
func (c *comparison) differs() bool {
	if len(c.unclear) > 0 {
		return true
	}
	for voter := range c.sure {
		if c.changed(voter) {
			return true
		}
	}
	for voter := range c.counted {
		if c.changed(voter) {
			return true
		}
	}
	return false
}

// changed reports whether a reading shows something else of a reader than what counts.
func (c *comparison) changed(voter story.ReaderID) bool {
	sure, counted := c.sure[voter], c.counted[voter]
	return c.unclear[voter] != nil || len(without(sure, counted)) > 0 || len(without(counted, sure)) > 0
}

// leaveOut leaves those out of whom something was heard since the reading began. The lists of a vote's reactions are read
// one after the other, and of somebody who acts meanwhile they may show what never stood together. Events tell of them;
// what no event has told of came before those. It returns of how many the reading showed something else than what counts.
func (c *comparison) leaveOut() (left int) {
	until, acting := c.poll.inbox.watched()
	c.reading.until = until
	for user := range acting {
		voter := c.cfg.Store.Reader(user)
		d := c.poll.doubts[voter]
		if d == nil || d.acting {
			fresh := without(c.sure[voter], c.counted[voter])
			d = &doubt{shown: append(fresh, c.unclear[voter]...), until: until, acting: true}
		}
		if c.changed(voter) {
			left++
		}
		c.leftOut[voter] = d
		delete(c.counted, voter)
		delete(c.sure, voter)
		delete(c.before, voter)
		delete(c.unclear, voter)
	}
	return left
}

// order finds out of those whose newest choice an event told of, while nothing was clear since its session began, what
// came before that: in the present session all of which no event has told. It stood when the session began, and where the
// process died before it could read that, what counts is newer all the same. After an earlier session it may be newer as
// well, and nobody knows; nor while no session tells of anything, as that which goes on may be the earlier one.
func (c *comparison) order() {
	for voter, u := range c.reading.unsure {
		held := among(c.counted[voter], c.sure[voter])
		fresh := without(c.sure[voter], held)
		if !u.Any {
			fresh = among(fresh, u.Choices)
		}
		told := func(f story.Choice) bool { return c.poll.inbox.has(press{c.reading.users[voter], f}) }
		switch {
		case len(held) == 0 || len(fresh) == 0 || slices.ContainsFunc(fresh, told):
		case u.Now && held[len(held)-1] == c.counted[voter][len(c.counted[voter])-1]:
			c.older(voter, held, fresh)
		case !u.Now && len(c.reading.shown[voter]) > 1: // what stands alone is what the reader has left there
			either, rest := c.besides(held, fresh)
			c.leave(voter, c.reading.session == 0 || len(either) > 0 || c.tooMany(held, rest))
		}
	}
}

// older takes it that a reader pressed some reactions before the newest of those that count.
func (c *comparison) older(voter story.ReaderID, held, fresh []story.Choice) {
	instead, rest := c.besides(held, fresh)
	if c.tooMany(held, rest) || len(rest) > 0 && len(instead) > 0 { // "none of these" may have come after the rest
		c.leave(voter, true)
		return
	}
	c.before[voter] = append(c.before[voter], instead...)
	c.first[voter] = rest
	c.sure[voter] = without(c.sure[voter], instead)
}

// besides parts new choices into those that can only count instead of some that are held, and the rest.
func (c *comparison) besides(held, fresh []story.Choice) (instead, rest []story.Choice) {
	instead = slices.DeleteFunc(slices.Clone(fresh), func(f story.Choice) bool {
		return c.poll.rule.Choose > 1 && (f == story.None) == slices.Contains(held, story.None)
	})
	return instead, without(fresh, instead)
}

// tooMany reports whether a ballot has no room for more.
func (c *comparison) tooMany(held, more []story.Choice) bool {
	return len(more) > 0 && len(held)+len(more) > c.poll.rule.Choose
}

// leave leaves a reader's ballot as it is where it depends on what nobody knows: which of their reactions came first.
func (c *comparison) leave(voter story.ReaderID, unclear bool) {
	if unclear {
		c.unclear[voter] = without(c.sure[voter], c.counted[voter])
		delete(c.sure, voter)
	}
}

// Session says which gateway session tells of some guilds' events, by the fingerprint that those carry. It is called
// before [Service.Began] and [Service.Resumed].
func (s *Service) Session(shard int, concerned func(guild uint64) bool, fingerprint uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[shard] = session{concerned, fingerprint}
}

// A session is a gateway session that tells of some guilds' events.
type session struct {
	concerned   func(guild uint64) bool
	fingerprint uint32
}

// sessionOf returns the session that tells of a poll's guild, and has told all that it has to tell; 0: none.
func (s *Service) sessionOf(p *poll) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, of := range s.sessions {
		if of.concerned(p.vote.Guild) {
			return of.fingerprint
		}
	}
	return 0
}

// unsure returns the readers whose newest choice an event told of while older reactions of theirs may stand that were
// never clear. The caller has the turn.
func (s *Service) unsure(ctx context.Context, p *poll, session uint32) (map[story.ReaderID]store.Unsure, error) {
	if session != 0 && p.seen == session {
		return nil, nil
	}
	return s.cfg.Store.Unsure(ctx, p.vote.VoteRef, session)
}

// complete takes note that a poll was read completely in a session, and of whom that was not clear, unless events have
// stopped coming meanwhile: a doubt in memory dies with the process. The caller has the turn.
func (s *Service) complete(ctx context.Context, p *poll, losses int64, session uint32) error {
	whole := p.losses.Load() == losses
	p.whole.Store(whole)
	if !whole || session == 0 || p.seen == session && len(p.doubts) == 0 {
		return nil
	}
	var doubted []store.Doubt
	for voter, d := range p.doubts {
		if len(d.shown) > 0 {
			doubted = append(doubted, store.Doubt{Voter: voter, Choices: d.shown, Older: d.older})
		}
	}
	p.seen = 0
	if err := s.cfg.Store.Seen(ctx, p.vote.VoteRef, session, doubted); err != nil {
		return err
	}
	if len(doubted) == 0 {
		p.seen = session
	}
	return nil
}
