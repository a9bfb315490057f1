package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// castAtOnce is how many ballots go into one update: each writes its journal entry, its voter's newest ballot, and up
// to two surplus records.
const castAtOnce = kv.MaxKeys / 4

// A ballot is a ballot's record: the same in the journal and as a voter's newest.
type ballot struct{ story.Ballot }

func (b *ballot) encode(e *encoder) {
	e.uint(1, uint64(b.N))
	e.uint(2, protowire.EncodeZigZag(int64(b.Choice)))
	e.uint(3, uint64(b.Cause))
	e.time(4, b.At)
}

func (b *ballot) take(f *field) bool {
	switch f.num {
	case 1:
		b.N = uint32(f.atMost(math.MaxUint32))
	case 2:
		choice := protowire.DecodeZigZag(f.uint())
		f.must(choice >= math.MinInt16 && choice <= math.MaxInt16)
		b.Choice = story.Choice(choice)
	case 3:
		b.Cause = story.Cause(f.byte())
	case 4:
		b.At = f.time()
	default:
		return false
	}
	return true
}

func (b *ballot) locate(key []byte) bool {
	if len(key) != ballotSize && len(key) != entrySize {
		return false
	}
	b.Voter = story.ReaderID(key[voteSize:ballotSize])
	return len(key) == ballotSize || b.N == binary.BigEndian.Uint32(key[ballotSize:])
}

// Cast takes ballots in their order and returns those that changed anything, with N assigned, each now in the
// journal. A voter's ballot with the choice they have already changes nothing, nor does withdrawing nothing. The time
// of closing does not matter here, only whether the vote was closed: then it is ErrVoteClosed. A choice that the
// question does not have is ErrInvalid. A change from one choice to another also notes the older reaction for
// [Store.Surplus].
//
// Up to kv.MaxKeys/4 ballots are one update, taken all or not at all; more are several, and then an error comes with
// the ballots that were journalled before it.
func (s *Store) Cast(ctx context.Context, ref VoteRef, ballots ...story.Ballot) ([]story.Ballot, error) {
	var journalled []story.Ballot
	ballots = slices.Clone(ballots) // an update given up by its context may still look at them
	for part := range slices.Chunk(ballots, castAtOnce) {
		done, err := kv.Do(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]story.Ballot, error) {
			return cast(tx, ref, part)
		})
		if err != nil {
			return journalled, during("casting ballots", err)
		}
		journalled = append(journalled, done...)
	}
	return journalled, nil
}

// cast journals ballots in their order and returns those that changed anything, numbered. One that is invalid refuses
// all.
func cast(tx *kv.Tx, ref VoteRef, ballots []story.Ballot) ([]story.Ballot, error) {
	vote, _, err := get[Vote](tx, voteKey(ref))
	if err != nil {
		return nil, err
	}
	if !vote.Open() {
		return nil, ErrVoteClosed
	}
	var journalled []story.Ballot
	for _, b := range ballots {
		if b.Choice < story.Withdrawn || int(b.Choice) >= len(vote.Question.Options) {
			return nil, fmt.Errorf("%w: choice %d of %d options", ErrInvalid, b.Choice, len(vote.Question.Options))
		}
		last, err := newestOf(tx, ref, b.Voter)
		if err != nil {
			return nil, err
		}
		if b.Choice == last.Choice {
			continue
		}
		b.N, b.At = last.N+1, stored(b.At)
		if err := put(tx, entryKey(ref, b.Voter, b.N), ballot{b}, nil); err != nil {
			return nil, err
		}
		if err := put(tx, ballotKey(ref, b.Voter), ballot{b}, nil); err != nil {
			return nil, err
		}
		if err := moveSurplus(tx, ref, last.Choice, b); err != nil {
			return nil, err
		}
		journalled = append(journalled, b)
	}
	return journalled, nil
}

// newestOf returns a voter's newest ballot. One who never voted is like one who took it back, before the first entry.
func newestOf(tx *kv.Tx, ref VoteRef, voter story.ReaderID) (story.Ballot, error) {
	b, _, err := get[ballot](tx, ballotKey(ref, voter))
	if errors.Is(err, ErrNotFound) {
		return story.Ballot{Voter: voter, Choice: story.Withdrawn}, nil
	}
	return b.Ballot, err
}

// newest returns every voter's newest ballot.
func newest(tx *kv.Tx, ref VoteRef) ([]story.Ballot, error) {
	return listBallots(tx, ballotsKey(ref))
}

func listBallots(tx *kv.Tx, prefix []byte) ([]story.Ballot, error) {
	rows, err := list[ballot](tx, prefix, 0)
	if err != nil {
		return nil, err
	}
	ballots := make([]story.Ballot, len(rows))
	for i, b := range rows {
		ballots[i] = b.Ballot
	}
	return ballots, nil
}

// Ballot returns a voter's newest ballot, and whether they ever cast one. It may be [story.Withdrawn].
func (s *Store) Ballot(ctx context.Context, ref VoteRef, r story.ReaderID) (story.Ballot, bool, error) {
	b, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (story.Ballot, error) {
		return newestOf(tx, ref, r)
	})
	if err != nil || b.N == 0 {
		return story.Ballot{}, false, during("reading a ballot", err)
	}
	return b, true, nil
}

// Ballots returns the newest ballot of every voter, ordered by voter, withdrawn ones included.
func (s *Store) Ballots(ctx context.Context, ref VoteRef) ([]story.Ballot, error) {
	ballots, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]story.Ballot, error) {
		return newest(tx, ref)
	})
	return ballots, during("reading ballots", err)
}

// Journal returns every ballot that ever changed anything, ordered by voter and N. Entries are only ever added.
func (s *Store) Journal(ctx context.Context, ref VoteRef) ([]story.Ballot, error) {
	ballots, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]story.Ballot, error) {
		return listBallots(tx, journalKey(ref))
	})
	return ballots, during("reading a journal", err)
}
