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
	sessions []uint32       // whose events tell of nobody of whom older reactions might stand unseen
	doubted  []doubtedVoter // but for these, as of the last complete reading
}

// A doubtedVoter is somebody whose reactions were not clear.
type doubtedVoter struct {
	voter story.ReaderID
	n     uint32 // of their ballot then
}

func (s *sight) encode(e *encoder) {
	for _, session := range s.sessions {
		e.listed(1, uint64(session))
	}
	for i := range s.doubted {
		var in encoder
		in.bytes(1, s.doubted[i].voter[:])
		in.uint(2, uint64(s.doubted[i].n))
		e.item(2, string(in.b))
	}
}

func (s *sight) take(f *field) bool {
	switch f.num {
	case 1:
		s.sessions = append(s.sessions, uint32(f.atMost(math.MaxUint32)))
	case 2:
		var d doubtedVoter
		f.within(func(f *field) {
			switch f.num {
			case 1:
				f.must(len(f.b) == len(d.voter))
				copy(d.voter[:], f.b)
			case 2:
				d.n = uint32(f.atMost(math.MaxUint32))
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

// MaxDoubted is how many voters' doubts are kept: 100 KiB of them.
const MaxDoubted = 4096

// Seen notes that all reactions under a vote's message were read while a gateway session told of what happens there, and
// whose were not clear, in any order. Of more than [MaxDoubted] nothing is noted, which costs clarity and is never wrong.
func (s *Store) Seen(ctx context.Context, ref VoteRef, session uint32, doubted []story.ReaderID) error {
	if len(doubted) > MaxDoubted {
		return nil
	}
	return during("noting what was read", s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
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
		for _, r := range doubted {
			now.doubted = append(now.doubted, doubtedVoter{r, ballots[r]})
		}
		slices.SortFunc(now.doubted, func(a, b doubtedVoter) int { return slices.Compare(a.voter[:], b.voter[:]) })
		if slices.Equal(now.sessions, before.sessions) && slices.Equal(now.doubted, before.doubted) {
			return nil
		}
		return put(tx, sightKey(ref), now, unknown)
	}))
}

// Unsure returns the voters whose newest ballot was made by a press of which a gateway session's event told, while
// reactions of theirs from before may stand that no complete reading has made clear ([Store.Seen]): whether that is so
// in the session that is named, in which everything since it began was told, or was in an earlier one.
func (s *Store) Unsure(ctx context.Context, ref VoteRef, session uint32) (map[story.ReaderID]bool, error) {
	out, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (map[story.ReaderID]bool, error) {
		seen, _, err := sightOf(tx, ref)
		if err != nil {
			return nil, err
		}
		all, err := voters(tx, ref)
		if err != nil {
			return nil, err
		}
		doubted := make(map[story.ReaderID]uint32, len(seen.doubted))
		for _, d := range seen.doubted {
			doubted[d.voter] = d.n
		}
		out := map[story.ReaderID]bool{}
		for i := range all {
			v := &all[i]
			n, doubt := doubted[v.Voter]
			unread := v.told != 0 && !slices.Contains(seen.sessions, v.told)
			if now := v.told == session; unread || v.told != 0 && doubt && (v.N > n || !now) {
				out[v.Voter] = now
			}
		}
		return out, nil
	})
	return out, during("reading who was heard", err)
}
