package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cliffhanger/store/kv"
)

// A Past is an outcome that a vote had before it was reopened or settled otherwise.
type Past struct {
	Outcome *Outcome // nil for a vote closed under schema 2
	Message uint64   // Discord id of the message that told it; 0: none was sent
	Reason  string   // why the vote was reopened; empty: the outcome was settled otherwise
	At      time.Time
}

// pastFields is where a past's outcome begins.
const pastFields = 10

func (p *Past) encode(e *encoder) {
	e.uint(1, p.Message)
	e.text(2, p.Reason)
	e.time(3, p.At)
	if p.Outcome != nil {
		p.Outcome.encodeAs(e, pastFields)
	}
}

func (p *Past) take(f *field) bool {
	switch f.num {
	case 1:
		p.Message = f.uint()
	case 2:
		p.Reason = f.text()
	case 3:
		p.At = f.time()
	default:
		o := p.Outcome
		if o == nil {
			o = newOutcome()
		}
		if !o.takeAs(f, pastFields) {
			return false
		}
		p.Outcome = o
	}
	return true
}

func (p *Past) locate(key []byte) bool { return len(key) == pastSize }

// keepPast keeps a vote's outcome, which is about to be changed.
func keepPast(tx *kv.Tx, v *Vote, reason string, at time.Time) error {
	all, err := list[Past](tx, pastsKey(v.VoteRef), 0)
	if err != nil {
		return err
	}
	p := Past{Outcome: v.Outcome, Message: v.Result.Message, Reason: reason, At: stored(at)}
	return put(tx, pastKey(v.VoteRef, len(all)), p, nil)
}

// Pasts returns the outcomes that a vote has had before the one it has now, the oldest first.
func (s *Store) Pasts(ctx context.Context, ref VoteRef) ([]Past, error) {
	all, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]Past, error) {
		return list[Past](tx, pastsKey(ref), 0)
	})
	return all, during("reading a vote's past", err)
}

// Extend has an open vote close later, and writes the entry about it into the audit log. To the instant at which it
// closes already is no change. ErrVoteClosed means that it is too late, and a time before is ErrInvalid. Whoever extends
// a vote hears its events: that is noted as of the entry's time, as by [Store.Heard], so that what is made up for by
// extending a vote is made up for once.
func (s *Store) Extend(ctx context.Context, ref VoteRef, closes time.Time, entry Entry) error {
	closes = stored(closes)
	return during("extending a vote", s.reschedule(ctx, ref, entry, func(v *Vote) error {
		if closes.Equal(v.Closes) {
			return errNoChange
		}
		return v.moveTo(closes)
	}))
}

// Hasten has an open vote close earlier, and writes the entry about it into the audit log; what it was extended by stays
// [Vote.Extended]. Where it closes by then already nothing changes. ErrVoteClosed means that it is closed, and a time
// before it opened is ErrInvalid. As with [Store.Extend], events are heard as of the entry's time.
func (s *Store) Hasten(ctx context.Context, ref VoteRef, closes time.Time, entry Entry) error {
	closes = stored(closes)
	return during("closing a vote early", s.reschedule(ctx, ref, entry, func(v *Vote) error {
		if closes.Before(v.Opened) {
			return fmt.Errorf("%w: the vote opened at %s", ErrInvalid, v.Opened)
		}
		if !closes.Before(v.Closes) {
			return errNoChange
		}
		v.Closes = closes
		return nil
	}))
}

// errNoChange ends a change that would change nothing.
var errNoChange = errors.New("no change")

// reschedule moves the closing of an open vote, unless the context's interaction has done that before.
func (s *Store) reschedule(ctx context.Context, ref VoteRef, entry Entry, move func(*Vote) error) error {
	err := s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		if again, err := taken(ctx, tx, ref); again || err != nil {
			return err
		}
		vote, unknown, err := openVoteAt(tx, ref)
		if err != nil {
			return err
		}
		if err := move(&vote); err != nil {
			return err
		}
		if at := stored(entry.At); at.After(vote.Heard) {
			vote.Heard = at
		}
		if _, err := appendEntry(tx, ref.Guild, vote.Story, entry); err != nil {
			return err
		}
		return put(tx, voteKey(ref), vote, unknown)
	})
	if errors.Is(err, errNoChange) {
		return nil
	}
	return err
}

// moveTo moves a vote's closing to a later time.
func (v *Vote) moveTo(closes time.Time) error {
	by := closes.Sub(v.Closes)
	if by < 0 {
		return fmt.Errorf("%w: the vote closes at %s already, not before", ErrInvalid, v.Closes)
	}
	if !v.Closes.IsZero() {
		v.Extended += by
	}
	v.Closes = closes
	return nil
}

// Reopen opens a closed vote once more: its journal goes on, its outcome becomes a [Past] with the reason, and the
// entry about it goes into the audit log. ErrOutOfOrder means that the vote is open, or that another vote follows it;
// a time before the one at which it was to close is ErrInvalid, and so is no reason.
//
// A call for a vote that is open and closes at that very time is taken for a repetition.
func (s *Store) Reopen(ctx context.Context, ref VoteRef, closes time.Time, reason string, entry Entry) error {
	const what = "reopening a vote"
	if reason == "" {
		return during(what, fmt.Errorf("%w: no reason", ErrInvalid))
	}
	closes = stored(closes)
	return during(what, s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		if again, err := taken(ctx, tx, ref); again || err != nil {
			return err
		}
		vote, unknown, err := closedVote(tx, ref)
		switch {
		case errors.Is(err, ErrOutOfOrder) && closes.Equal(vote.Closes):
			return nil
		case err != nil:
			return err
		case vote.Next != 0:
			return fmt.Errorf("%w: vote %d follows it", ErrOutOfOrder, vote.Next)
		}
		if err := keepPast(tx, &vote, reason, entry.At); err != nil {
			return err
		}
		if err := vote.moveTo(closes); err != nil {
			return err
		}
		vote.Closed, vote.Outcome, vote.Result, vote.Heard = time.Time{}, nil, Step{}, time.Time{}
		vote.planned++
		if _, err := appendEntry(tx, ref.Guild, vote.Story, entry); err != nil {
			return err
		}
		return put(tx, voteKey(ref), vote, unknown)
	}))
}
