package store

import (
	"context"
	"errors"
	"math"
	"slices"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A sight is what the complete readings of a vote's reactions have left open.
type sight struct {
	sessions []uint32 // whose events tell of nobody of whom older reactions might stand unseen
	doubted  []Doubt  // but for these, as of the last complete reading
}

// A Doubt is a voter whose reactions were not clear when they were read.
type Doubt struct {
	Voter   story.ReaderID
	Choices []story.Choice // whose reactions were not clear
	Older   bool           // they may have come before the ballot that counted then
	n       uint32         // of that ballot
}

func (s *sight) encode(e *encoder) {
	for _, session := range s.sessions {
		e.listed(1, uint64(session))
	}
	for i := range s.doubted {
		var in encoder
		in.bytes(1, s.doubted[i].Voter[:])
		in.uint(2, uint64(s.doubted[i].n))
		in.choices(3, s.doubted[i].Choices)
		in.bool(4, s.doubted[i].Older)
		e.item(2, string(in.b))
	}
}

func (s *sight) take(f *field) bool {
	switch f.num {
	case 1:
		s.sessions = append(s.sessions, uint32(f.atMost(math.MaxUint32)))
	case 2:
		var d Doubt
		f.within(func(f *field) {
			switch f.num {
			case 1:
				f.must(len(f.b) == len(d.Voter))
				copy(d.Voter[:], f.b)
			case 2:
				d.n = uint32(f.atMost(math.MaxUint32))
			case 3:
				d.Choices = f.choices()
			case 4:
				d.Older = f.bool()
			}
		})
		s.doubted = append(s.doubted, d)
	default:
		return false
	}
	return true
}

func (s *sight) locate(key []byte) bool { return len(key) == voteSize }

func sightOf(tx *kv.Tx, ref VoteRef) (sight, []byte, error) {
	found, unknown, err := get[sight](tx, sightKey(ref))
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return found, unknown, err
}

// MaxDoubted is of how many voters what is not clear is kept: 150 KiB or so.
const MaxDoubted = 4096

// Seen notes that all reactions under a vote's message were read while a gateway session told of what happens there, and
// whose were not clear, in any order. Of more than [MaxDoubted] voters nothing is noted, which costs clarity and is never
// wrong; so once the vote is closed.
func (s *Store) Seen(ctx context.Context, ref VoteRef, session uint32, doubted []Doubt) error {
	if len(doubted) > MaxDoubted {
		return nil
	}
	return during("noting what was read", s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		if vote, _, err := getVote(tx, ref); err != nil || !vote.Open() {
			return err
		}
		before, unknown, err := sightOf(tx, ref)
		if err != nil {
			return err
		}
		all, err := voters(tx, ref)
		if err != nil {
			return err
		}
		now := sight{sessions: slices.Clone(before.sessions)}
		add := func(session uint32) {
			if session != 0 && !slices.Contains(now.sessions, session) {
				now.sessions = append(now.sessions, session)
			}
		}
		add(session)
		ballots := make(map[story.ReaderID]uint32, len(all))
		for i := range all {
			add(all[i].told)
			ballots[all[i].Voter] = all[i].N
		}
		for _, d := range doubted {
			d.n, d.Choices = ballots[d.Voter], slices.Sorted(slices.Values(d.Choices))
			now.doubted = append(now.doubted, d)
		}
		slices.SortFunc(now.doubted, func(a, b Doubt) int { return slices.Compare(a.Voter[:], b.Voter[:]) })
		if slices.Equal(now.sessions, before.sessions) && slices.EqualFunc(now.doubted, before.doubted, sameDoubt) {
			return nil
		}
		return put(tx, sightKey(ref), now, unknown)
	}))
}

// Cleared notes that a voter's act has made clear what [Store.Seen] noted as not clear. It does nothing for others.
func (s *Store) Cleared(ctx context.Context, ref VoteRef, r story.ReaderID) error {
	return during("noting what is clear", s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		now, unknown, err := sightOf(tx, ref)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(now.doubted, func(d Doubt) bool { return d.Voter == r })
		if at < 0 {
			return nil
		}
		now.doubted = slices.Delete(now.doubted, at, at+1)
		return put(tx, sightKey(ref), now, unknown)
	}))
}

func sameDoubt(a, b Doubt) bool {
	return a.Voter == b.Voter && a.n == b.n && a.Older == b.Older && slices.Equal(a.Choices, b.Choices)
}

// An Unsure is a voter's reactions that may have come before their newest ballot though nothing told of them.
type Unsure struct {
	Now     bool           // an event of the present session told of that ballot
	Any     bool           // any reaction: nothing was read since that ballot's session began
	Choices []story.Choice // else these
}

// Unsure returns the voters whose newest ballot was made by a press of which a gateway session's event told, while
// reactions of theirs from before may stand that no complete reading has made clear ([Store.Seen]). session is the one
// that tells of what happens now, 0 if none does.
func (s *Store) Unsure(ctx context.Context, ref VoteRef, session uint32) (map[story.ReaderID]Unsure, error) {
	out, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (map[story.ReaderID]Unsure, error) {
		seen, _, err := sightOf(tx, ref)
		if err != nil {
			return nil, err
		}
		all, err := voters(tx, ref)
		if err != nil {
			return nil, err
		}
		return seen.unsure(all, session), nil
	})
	return out, during("reading who was heard", err)
}

func (s *sight) unsure(all []voter, session uint32) map[story.ReaderID]Unsure {
	doubted := make(map[story.ReaderID]*Doubt, len(s.doubted))
	for i := range s.doubted {
		doubted[s.doubted[i].Voter] = &s.doubted[i]
	}
	out := map[story.ReaderID]Unsure{}
	for i := range all {
		v := &all[i]
		if v.told == 0 {
			continue
		}
		now, d := v.told == session, doubted[v.Voter]
		switch {
		case !slices.Contains(s.sessions, v.told):
			out[v.Voter] = Unsure{Now: now, Any: true}
		case d != nil && (d.Older || v.N > d.n):
			out[v.Voter] = Unsure{Now: now, Choices: d.Choices}
		}
	}
	return out
}
