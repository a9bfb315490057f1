package store

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// CloseVote closes a vote and plans the message with its result, in one update: result gets the newest ballot of
// every voter (ordered by voter, withdrawn ones included) as they are at that instant, and no ballot can come after.
// It returns the payload of that message. It may be called several times and must have no effect of its own; if it
// fails, the vote stays open and CloseVote fails with its error.
//
// A vote that is closed already is returned as it is, and result is not called.
func (s *Store) CloseVote(ctx context.Context, ref VoteRef, at time.Time,
	result func(ballots []story.Ballot) ([]byte, error)) (Vote, error) {
	vote, err := kv.Do(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (Vote, error) {
		key := voteKey(ref)
		vote, unknown, err := get[Vote](tx, key)
		if err != nil || !vote.Open() {
			return vote, err
		}
		if at.IsZero() {
			return Vote{}, fmt.Errorf("%w: a vote cannot be closed at no time", ErrInvalid)
		}
		ballots, err := newest(tx, ref)
		if err != nil {
			return Vote{}, err
		}
		payload, err := result(ballots)
		if err != nil {
			return Vote{}, fmt.Errorf("counting %d ballots: %w", len(ballots), err)
		}
		vote.Closed = stored(at)
		vote.Result = Step{Kind: StepResult, Payload: bytes.Clone(payload), Nonce: nonceOf(key)}
		return vote, put(tx, key, vote, unknown)
	})
	return vote, during("closing a vote", err)
}

// ClaimResult notes durably that the result of a closed vote is about to be sent, and returns its step, like
// [Store.ClaimStep]. ErrOutOfOrder means that the vote is open.
func (s *Store) ClaimResult(ctx context.Context, ref VoteRef, at time.Time) (Step, error) {
	step, err := kv.Do(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (Step, error) {
		vote, unknown, err := closedVote(tx, ref)
		if err != nil {
			return Step{}, err
		}
		if vote.Result.claim(at) {
			err = put(tx, voteKey(ref), vote, unknown)
		}
		return vote.Result, err
	})
	return step, during("claiming a result", err)
}

// FinishResult notes that the result was sent and what message it became. Like [Store.FinishStep] it can be repeated,
// is ErrConflict with another message, and ErrOutOfOrder without a claim.
func (s *Store) FinishResult(ctx context.Context, ref VoteRef, message uint64, at time.Time) error {
	err := s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		vote, unknown, err := closedVote(tx, ref)
		if err != nil {
			return err
		}
		news, err := vote.Result.finish(message, at)
		if err != nil || !news {
			return err
		}
		return put(tx, voteKey(ref), vote, unknown)
	})
	return during("finishing a result", err)
}

func closedVote(tx *kv.Tx, ref VoteRef) (Vote, []byte, error) {
	vote, unknown, err := get[Vote](tx, voteKey(ref))
	if err == nil && vote.Open() {
		err = fmt.Errorf("%w: the vote is open", ErrOutOfOrder)
	}
	return vote, unknown, err
}
