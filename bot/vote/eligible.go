package vote

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A Person is somebody who votes, as an event or an interaction tells of them.
type Person struct {
	User   uint64
	Roles  []uint64  // in the vote's guild
	Joined time.Time // the guild; zero: unknown
	Bot    bool
	Event  store.Event // that told of what they do; zero: none
}

// A RefusalKind says what somebody lacks for voting.
type RefusalKind uint8

// What one may lack.
const (
	NeedsRole     RefusalKind = iota + 1
	AccountTooNew             // the account was made too late
	JoinedTooLate             // the person came to the server too late
	NotRead                   // the question's scene is not reached yet
)

// A Refusal says why somebody's vote is not taken.
type Refusal struct {
	Why  RefusalKind
	Role string    // NeedsRole: one that would do, as the author names it
	When time.Time // AccountTooNew, JoinedTooLate: from when on it is; zero: nobody knows
}

// A Members tells of a guild's members.
type Members interface {
	Member(ctx context.Context, guild, user uint64) (discord.Member, error)
}

// asks reports whether a vote asks who votes.
func asks(v *story.Voting) bool {
	return len(v.Roles) > 0 || v.Account > 0 || v.Member > 0 || v.Read
}

// asksMember reports whether it asks for more than the ids tell.
func asksMember(v *story.Voting) bool { return len(v.Roles) > 0 || v.Member > 0 }

// admitted reports whether a press is a vote. One that is not is taken off, and explained once.
func (s *Service) admitted(ctx context.Context, p *poll, h *heard, voter story.ReaderID) (bool, error) {
	if h.who == nil || !asks(&p.vote.Question.Voting) {
		return true, nil
	}
	why, err := s.refusal(ctx, p, *h.who, voter)
	if err != nil || why == nil {
		return err == nil, err
	}
	s.refuse(p, h.user, voter, h.choice, h.arrival)
	return false, nil
}

// refuse takes off the reaction of somebody whose vote is not taken; arrival is that of the event that told of it, 0 where
// it was read.
func (s *Service) refuse(p *poll, user uint64, voter story.ReaderID, choice story.Choice, arrival int64) {
	off := store.Surplus{Choice: choice}
	s.takeOff(removal{poll: p, user: user, voter: voter, off: off, refused: true, arrival: arrival})
	p.rules.want(1)
}

// refusal returns why a person may not vote, nil if they may.
func (s *Service) refusal(ctx context.Context, p *poll, who Person, voter story.ReaderID) (*Refusal, error) {
	rules, now := &p.vote.Question.Voting, s.cfg.Clock.Now()
	if len(rules.Roles) > 0 && !s.hasRole(p.vote.Guild, rules.Roles, who.Roles) {
		return &Refusal{Why: NeedsRole, Role: rules.Roles[0]}, nil
	}
	if from := madeAt(who.User).Add(rules.Account); rules.Account > 0 && now.Before(from) {
		return &Refusal{Why: AccountTooNew, When: from}, nil
	}
	if rules.Member > 0 {
		if who.Joined.IsZero() {
			return &Refusal{Why: JoinedTooLate}, nil
		}
		if from := who.Joined.Add(rules.Member); now.Before(from) {
			return &Refusal{Why: JoinedTooLate, When: from}, nil
		}
	}
	if rules.Read {
		if read, err := s.hasRead(ctx, p, voter); err != nil || !read {
			return &Refusal{Why: NotRead}, err
		}
	}
	return nil, nil
}

// madeAt is when an id was made. Source: Discord's documentation, "Snowflakes".
func madeAt(id uint64) time.Time { return time.UnixMilli(int64(id>>22) + 1420070400000) }

// hasRole reports whether somebody has one of the roles that a vote names.
func (s *Service) hasRole(guild uint64, named []string, has []uint64) bool {
	return slices.ContainsFunc(named, func(name string) bool {
		id, ok := s.cfg.Role(guild, strings.TrimPrefix(name, "@"))
		return ok && (slices.Contains(has, id) || id == guild)
	})
}

// readersKnown is how many readers are remembered to have read up to a question, and how many members of guilds are
// remembered for a while.
const (
	readersKnown = 1 << 14
	memberAge    = 10 * time.Minute
)

// hasRead reports whether a reader has reached the end of a question's chapter. Whoever has stays so.
func (s *Service) hasRead(ctx context.Context, p *poll, voter story.ReaderID) (bool, error) {
	if p.read.has(voter) {
		return true, nil
	}
	place, err := s.cfg.Store.Place(ctx, p.vote.Guild, p.vote.Story, voter)
	if err != nil {
		return false, err
	}
	end, ok := s.cfg.End(p.vote.Guild, p.vote.Story, p.vote.Chapter)
	if !ok { // the chapter is not told any more
		end = story.Place{Chapter: p.vote.Chapter}
	}
	if place.Furthest.Compare(end) < 0 {
		return false, nil
	}
	p.read.add(voter)
	return true, nil
}

// A readership remembers readers, up to readersKnown of them.
type readership struct {
	mu   sync.Mutex
	some map[story.ReaderID]struct{}
}

func (r *readership) has(voter story.ReaderID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.some[voter]
	return ok
}

func (r *readership) add(voter story.ReaderID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.some == nil || len(r.some) >= readersKnown {
		r.some = map[story.ReaderID]struct{}{}
	}
	r.some[voter] = struct{}{}
}

// person returns somebody of whom a reading tells no more than the id, as far as a vote asks for more.
func (s *Service) person(ctx context.Context, p *poll, user uint64) (Person, error) {
	if !asksMember(&p.vote.Question.Voting) {
		return Person{User: user}, nil
	}
	m, err := s.members.of(ctx, s.cfg.Members, member{p.vote.Guild, user})
	if err != nil {
		return Person{}, fmt.Errorf("ask who reacted: %w", err)
	}
	return Person{User: user, Roles: m.Roles, Joined: m.Joined}, nil
}

// A member is somebody in a guild.
type member struct{ guild, user uint64 }

// A membership remembers for a while what Discord said of members, up to readersKnown of them.
type membership struct {
	mu    sync.Mutex
	known map[member]known
}

type known struct {
	discord.Member
	at time.Time // real time
}

// of asks for a member unless that was done lately. Who is not in the guild any more is one without anything.
func (m *membership) of(ctx context.Context, from Members, who member) (discord.Member, error) {
	m.mu.Lock()
	k, ok := m.known[who]
	m.mu.Unlock()
	if ok && time.Since(k.at) < memberAge {
		return k.Member, nil
	}
	found, err := from.Member(ctx, who.guild, who.user)
	if errors.Is(err, discord.ErrUnknownMember) {
		found, err = discord.Member{}, nil
	}
	if err != nil {
		return discord.Member{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= readersKnown {
		m.known = map[member]known{}
	}
	m.known[who] = known{found, time.Now()}
	return found, nil
}
