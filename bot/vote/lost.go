package vote

import (
	"context"
	"errors"
)

// errAway ends a reading during which nothing was heard of the guild. It is made up for when events come again.
var errAway = errors.New("no events come at the moment")

// A loss is a time in which no events of some guilds come.
type loss struct {
	concerned func(guild uint64) bool
	nth       int // of the shard's losses
}

// Lost says that events of some guilds, a shard's, do not come any more, or come from an earlier time on.
func (s *Service) Lost(shard int, concerned func(guild uint64) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost[shard] = loss{concerned, s.losses + 1}
	delete(s.sessions, shard) // until it goes on
	s.losses++
	for _, p := range s.polls {
		if concerned(p.vote.Guild) {
			p.losses.Add(1)
			p.whole.Store(false)
		}
	}
}

// Resumed says that a shard's events come as they happen again, and that those of the meantime have been told. Once
// they are counted, what was put off is made up for. It returns at that, or when ctx ends.
func (s *Service) Resumed(ctx context.Context, shard int) {
	s.mu.Lock()
	l := s.lost[shard]
	s.mu.Unlock()
	if s.Settle(ctx) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lost[shard].nth != l.nth || l.concerned == nil {
		return // lost again meanwhile, or never
	}
	delete(s.lost, shard)
	for _, p := range s.polls {
		if l.concerned(p.vote.Guild) && p.owed.Swap(false) {
			p.again()
		}
	}
}

// Began says that a session of a shard has begun: what happened before is never told, and the open votes of its guilds
// are read again.
func (s *Service) Began(shard int, concerned func(guild uint64) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.lost, shard)
	for _, p := range s.polls {
		if concerned(p.vote.Guild) {
			p.owed.Store(false)
			p.whole.Store(false)
			p.again()
		}
	}
}

// away reports whether nothing is heard of a poll's guild now.
func (s *Service) away(p *poll) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.lost {
		if l.concerned(p.vote.Guild) {
			return true
		}
	}
	return false
}

// owe has a poll read again when events come, at once if they do.
func (s *Service) owe(p *poll) {
	p.owed.Store(true)
	if !s.away(p) && p.owed.Swap(false) {
		p.again()
	}
}
