package store

import (
	"fmt"
	"io"

	"cliffhanger/store/kv"
	"cliffhanger/story/ballot"
)

// A sealedSeed is the seed of a vote's draw, which nobody is to know before it has closed.
type sealedSeed struct{ sealed []byte }

func (s *sealedSeed) encode(e *encoder) { e.bytes(1, s.sealed) }

func (s *sealedSeed) take(f *field) bool {
	if f.num != 1 {
		return false
	}
	s.sealed = f.bytes()
	return true
}

func (s *sealedSeed) locate(key []byte) bool { return len(key) == voteSize }

// newSeed draws the seed of a vote that is about to open, outside of the update, which may run twice.
func (s *Store) newSeed(ref VoteRef) (sealedSeed, ballot.Hash, error) {
	var seed ballot.Seed
	if _, err := io.ReadFull(s.random, seed[:]); err != nil {
		return sealedSeed{}, ballot.Hash{}, fmt.Errorf("drawing a seed: %w", err)
	}
	return sealedSeed{s.sealer.seal(seedKey(ref), seed[:])}, ballot.Commit(seed), nil
}

// seedOf returns the seed of a vote; nil for a vote of schema 2, which has none.
func (s *Store) seedOf(tx *kv.Tx, vote *Vote) (*ballot.Seed, error) {
	if vote.Commit == (ballot.Hash{}) {
		return nil, nil
	}
	key := seedKey(vote.VoteRef)
	kept, _, err := get[sealedSeed](tx, key)
	if err != nil {
		return nil, corrupt(key, fmt.Sprintf("cannot be read: %v", err))
	}
	plain, err := s.sealer.open(key, kept.sealed)
	if err != nil {
		return nil, corrupt(key, fmt.Sprintf("does not open: %v", err))
	}
	var seed ballot.Seed
	if copy(seed[:], plain) != len(seed) || ballot.Commit(seed) != vote.Commit {
		return nil, corrupt(key, "is not the seed that was promised")
	}
	return &seed, nil
}
