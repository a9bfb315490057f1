package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// A Closing is what a vote is decided from, all of one instant.
type Closing struct {
	Vote    Vote           // still open
	Ballots []story.Ballot // the newest of every voter, ordered by voter, withdrawn ones included
	Head    ballot.Head    // of the journal they come from
	Seed    *ballot.Seed   // for a draw; nil for a vote opened under schema 2. It is not to be told unless it decides
}

// CloseVote closes a vote, keeps its outcome and plans the message with its result, in one update: decide gets the
// ballots as they are at that instant, and none can come after. It returns the outcome, of which Root and At are set
// here, and the payload of that message. It may be called several times and must have no effect of its own; if it
// fails, the vote stays open and CloseVote fails with its error.
//
// The vote is closed as of at, or as of its last ballot if that is of a later instant: no journal goes on after the end.
//
// A vote that is closed already is returned as it is, and decide is not called.
func (s *Store) CloseVote(ctx context.Context, ref VoteRef, at time.Time,
	decide func(Closing) (Outcome, []byte, error)) (Vote, error) {
	vote, err := kv.Do(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (Vote, error) {
		vote, unknown, err := getVote(tx, ref)
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
		seed, err := s.seedOf(tx, &vote)
		if err != nil {
			return Vote{}, err
		}
		outcome, payload, err := decide(Closing{vote, ballots, vote.Head, seed})
		if err != nil {
			return Vote{}, fmt.Errorf("counting %d ballots: %w", len(ballots), err)
		}
		vote.Closed = stored(at)
		for i := range ballots { // one that was counted between the caller's look at the clock and this update
			if last := ballots[i].At; last.After(vote.Closed) {
				vote.Closed = last
			}
		}
		vote.Outcome = outcome.Clone()
		vote.Outcome.Root, vote.Outcome.At = vote.Head.Root, vote.Closed
		vote.plan(payload)
		return vote, put(tx, voteKey(ref), vote, unknown)
	})
	return vote, during("closing a vote", err)
}

// plan plans the message with a vote's result.
func (v *Vote) plan(payload []byte) {
	v.Result = Step{Kind: StepResult, Payload: bytes.Clone(payload), Nonce: resultNonce(voteKey(v.VoteRef), v.planned)}
}

// Settle changes the outcome of a closed vote (the author chose among those tied, or vetoes it), plans a new message
// with its result unless payload is nil, and writes the entry about it into the audit log, in one update. The outcome
// of before is kept; see [Store.Pasts]. change gets a copy of the outcome; it may run several times and must have no
// effect of its own. A vote closed under schema 2 has an empty outcome. ErrOutOfOrder means that the vote is open.
//
// A call with the very same entry as an earlier one is taken for a repetition of it, as [Store.ChangeCourse] does.
func (s *Store) Settle(ctx context.Context, ref VoteRef, change func(*Outcome) error, payload []byte,
	entry Entry) (Vote, error) {
	payload = slices.Clone(payload)
	vote, err := kv.Do(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (Vote, error) {
		if again, err := taken(ctx, tx, ref); err != nil {
			return Vote{}, err
		} else if again {
			vote, _, err := getVote(tx, ref)
			return vote, err
		}
		vote, unknown, err := closedVote(tx, ref)
		if err != nil {
			return Vote{}, err
		}
		news, err := appendEntry(tx, ref.Guild, vote.Story, entry)
		if err != nil || !news {
			return vote, err
		}
		outcome := vote.Outcome.Clone()
		if outcome == nil {
			outcome = newOutcome()
		}
		if err := change(outcome); err != nil {
			return Vote{}, err
		}
		if err := keepPast(tx, &vote, "", entry.At); err != nil {
			return Vote{}, err
		}
		vote.Outcome = outcome
		if payload != nil {
			vote.planned++
			vote.plan(payload)
		}
		return vote, put(tx, voteKey(ref), vote, unknown)
	})
	return vote, during("settling a vote", err)
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

// Retire notes that the message of a closed vote leads to the result that this message told. ErrOutOfOrder means that
// the vote is open. A result that was planned since leaves it [Vote.Retiring] again once that is posted.
func (s *Store) Retire(ctx context.Context, ref VoteRef, result uint64) error {
	err := s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		vote, unknown, err := closedVote(tx, ref)
		if err != nil || vote.Retired == result {
			return err
		}
		vote.Retired = result
		return put(tx, voteKey(ref), vote, unknown)
	})
	return during("retiring a vote", err)
}

func closedVote(tx *kv.Tx, ref VoteRef) (Vote, []byte, error) {
	vote, unknown, err := getVote(tx, ref)
	if err == nil && vote.Open() {
		err = fmt.Errorf("%w: the vote is open", ErrOutOfOrder)
	}
	return vote, unknown, err
}
