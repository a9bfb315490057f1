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
		delete(c.older, voter)
		delete(c.unclear, voter)
	}
	return left
}

// order finds out of those whose newest choice an event told of, while nothing was clear since its session began, what
// came before that: in the present session all of which no event has told. It stood when the session began, and where the
// process died before it could read that, what counts is newer all the same. After an earlier session it may be newer as
// well, and nobody knows.
func (c *comparison) order() {
	rule := c.poll.rule
	for voter, u := range c.reading.unsure {
		held := c.counted[voter]
		fresh := without(c.sure[voter], held)
		if !u.Any {
			fresh = among(fresh, u.Choices)
		}
		if !u.Now && len(c.reading.shown[voter]) == 1 {
			continue // what stands alone is what the reader has left there, whenever it came
		}
		told := func(f story.Choice) bool { return c.poll.inbox.has(press{c.reading.users[voter], f}) }
		if len(held) == 0 || len(fresh) == 0 || len(without(held, c.sure[voter])) > 0 || slices.ContainsFunc(fresh, told) {
			continue
		}
		older := slices.DeleteFunc(slices.Clone(fresh), func(f story.Choice) bool {
			return rule.Choose > 1 && (f == story.None) == slices.Contains(held, story.None)
		})
		rest := without(fresh, older)
		if len(older) > 0 && !u.Now || len(rest) > 0 && len(rest)+len(held) > rule.Choose {
			c.unclear[voter] = without(c.sure[voter], held) // some of what counts may have come before them
			delete(c.sure, voter)
			continue
		}
		c.older[voter] = append(c.older[voter], older...)
		c.sure[voter] = without(c.sure[voter], older)
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
