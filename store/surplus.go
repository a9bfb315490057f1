package store

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A Surplus is a reaction that is still to be taken off a vote's message: its voter has chosen something else since, by
// ballot N. [Store.Cast] notes it in the update that journals that ballot: otherwise a process that died before the
// reaction was off would later find two reactions, and take the older one for the newer click.
type Surplus struct {
	Choice story.Choice
	N      uint32
	Begun  bool // somebody began to take it off: it may be off, and what is shown may be a newer one
}

// surplus is a Surplus' record.
type surplus struct {
	voter  story.ReaderID
	choice story.Choice
	n      uint32
	begun  bool
}

func (s *surplus) encode(e *encoder) {
	e.uint(1, uint64(s.n))
	e.bool(2, s.begun)
}

func (s *surplus) take(f *field) bool {
	switch f.num {
	case 1:
		s.n = uint32(f.atMost(math.MaxUint32))
	case 2:
		s.begun = f.bool()
	default:
		return false
	}
	return true
}

func (s *surplus) locate(key []byte) bool {
	if len(key) != surplusSize {
		return false
	}
	s.voter = story.ReaderID(key[voteSize:ballotSize])
	s.choice = story.Choice(int32(binary.BigEndian.Uint32(key[ballotSize:]))) + story.Withdrawn
	return true
}

// moveSurplus notes what a voter's change of choice leaves behind, and forgets what it takes up again. A ballot that is
// taken back leaves nothing: it is the reader who took the reaction off.
func moveSurplus(tx *kv.Tx, ref VoteRef, from story.Choice, to story.Ballot) error {
	if to.Choice == story.Withdrawn {
		return nil
	}
	if from != story.Withdrawn {
		if err := put(tx, surplusKey(ref, to.Voter, from), surplus{voter: to.Voter, choice: from, n: to.N}, nil); err != nil {
			return err
		}
	}
	return tx.Delete(surplusKey(ref, to.Voter, to.Choice))
}

// Surplus returns the reactions still to be taken off a vote's message: for each voter, by choice ascending.
func (s *Store) Surplus(ctx context.Context, ref VoteRef) (map[story.ReaderID][]Surplus, error) {
	all, err := s.surplus(ctx, ref, surplusesKey(ref))
	if err != nil {
		return nil, during("reading surplus reactions", err)
	}
	out := make(map[story.ReaderID][]Surplus)
	for _, r := range all {
		out[r.voter] = append(out[r.voter], Surplus{r.choice, r.n, r.begun})
	}
	return out, nil
}

// SurplusOf returns the reactions still to be taken off for one voter, by choice ascending.
func (s *Store) SurplusOf(ctx context.Context, ref VoteRef, voter story.ReaderID) ([]Surplus, error) {
	all, err := s.surplus(ctx, ref, append(surplusesKey(ref), voter[:]...))
	if err != nil {
		return nil, during("reading surplus reactions", err)
	}
	out := make([]Surplus, len(all))
	for i, r := range all {
		out[i] = Surplus{r.choice, r.n, r.begun}
	}
	return out, nil
}

func (s *Store) surplus(ctx context.Context, ref VoteRef, prefix []byte) ([]surplus, error) {
	return view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]surplus, error) {
		return list[surplus](tx, prefix, 0)
	})
}

// Unreacting notes that somebody begins to take a reaction off (begun), or that it is certain not to be off (not
// begun). It reports false, and changes nothing, if that reaction is not awaited any more, or not because of the same
// ballot.
func (s *Store) Unreacting(ctx context.Context, ref VoteRef, voter story.ReaderID, off Surplus,
	begun bool) (bool, error) {
	awaited, err := kv.Do(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (bool, error) {
		key := surplusKey(ref, voter, off.Choice)
		now, unknown, err := get[surplus](tx, key)
		if errors.Is(err, ErrNotFound) || err == nil && now.n != off.N {
			return false, nil
		}
		if err != nil || now.begun == begun {
			return err == nil, err
		}
		now.begun = begun
		return true, put(tx, key, now, unknown)
	})
	return awaited, during("noting that a reaction is taken off", err)
}

// Unreacted notes that a reaction is off the message. It does nothing if that is not awaited, or not because of the
// same ballot: the voter may have come and gone once more while the reaction was being taken off.
func (s *Store) Unreacted(ctx context.Context, ref VoteRef, voter story.ReaderID, off Surplus) error {
	waiting, err := s.SurplusOf(ctx, ref, voter)
	if err != nil || !slices.ContainsFunc(waiting, off.same) { // most often nothing is awaited, which costs no write
		return err
	}
	err = s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		key := surplusKey(ref, voter, off.Choice)
		now, _, err := get[surplus](tx, key)
		if errors.Is(err, ErrNotFound) || err == nil && now.n != off.N {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.Delete(key)
	})
	return during("noting a reaction that is off", err)
}

// same reports whether two surplus reactions are one, however far its removal is.
func (s Surplus) same(o Surplus) bool { return s.Choice == o.Choice && s.N == o.N }
