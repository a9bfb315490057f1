package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// opening is a vote that is to open, as far as it does not depend on what is in the store.
type opening struct {
	Vote
	seed sealedSeed
}

// prepare copies a vote that is to open, checks it and draws its seed.
func (s *Store) prepare(v Vote) (opening, error) {
	v.Question.Options = slices.Clone(v.Question.Options)
	v.Question.Voting = v.Question.Voting.OrDefault()
	v.Question.Voting.Roles = slices.Clone(v.Question.Voting.Roles)
	v.Opened, v.Closes = stored(v.Opened), stored(v.Closes)
	v.Promised, v.Next, v.Extended, v.Heard, v.Spoiled = v.Closes, 0, 0, time.Time{}, 0
	v.Closed, v.Outcome, v.Result, v.planned = time.Time{}, nil, Step{}, 0
	choose := v.Question.Voting.Choose
	if v.Message == 0 || v.Opened.IsZero() || len(v.Question.Options) > story.MaxOptions ||
		choose < 1 || choose > story.MaxOptions {
		return opening{}, fmt.Errorf("%w: a vote of message %d, opened %s, with %d of %d options",
			ErrInvalid, v.Message, v.Opened, choose, len(v.Question.Options))
	}
	seed, commit, err := s.newSeed(v.VoteRef)
	v.Commit = commit
	return opening{v, seed}, err
}

// write puts a vote that opens: with its seed, and the head of its journal.
func (o opening) write(tx *kv.Tx) error {
	key := voteKey(o.VoteRef)
	free, err := absent(tx, key)
	if err != nil {
		return err
	}
	if !free {
		return fmt.Errorf("the vote of chapter %d: %w", o.Chapter, ErrExists)
	}
	if err := put(tx, key, o.Vote, nil); err != nil {
		return err
	}
	if err := put(tx, seedKey(o.VoteRef), o.seed, nil); err != nil {
		return err
	}
	return put(tx, voteHeadKey(o.VoteRef), voteHead{ballot.Genesis(o.Terms())}, nil)
}

// prepareOf is prepare for the vote at the end of a drop's chapter; see FinishStep for what it fills in.
func (s *Store) prepareOf(ref DropRef, v Vote, message uint64, at time.Time) (opening, error) {
	fill(&v.Guild, ref.Guild)
	fill(&v.Story, ref.Story)
	fill(&v.Chapter, ref.Chapter)
	fill(&v.Channel, ref.Channel)
	fill(&v.Message, message)
	if v.Opened.IsZero() {
		v.Opened = at
	}
	v.Telling, v.Before = ref.Channel, 0
	if v.Guild != ref.Guild || v.Story != ref.Story || v.Chapter != ref.Chapter {
		return opening{}, fmt.Errorf("%w: the vote belongs to another drop", ErrInvalid)
	}
	return s.prepare(v)
}

// openWith writes a vote at the end of a drop's chapter.
func (o opening) openWith(tx *kv.Tx, drop Drop) error {
	byChapter := chapterKey(drop.Telling, o.Chapter)
	free, err := absent(tx, byChapter)
	if err != nil {
		return err
	}
	if !free {
		return fmt.Errorf("the vote of chapter %d: %w", o.Chapter, ErrExists)
	}
	if err := o.write(tx); err != nil {
		return err
	}
	return put(tx, byChapter, chapterVote{message: o.Message}, nil)
}

// OpenVote opens a vote that follows another one, v.Before, which must be closed: a run-off, or the vote after a
// nomination. In the same update the chapter's vote becomes this one, and the one before is told that it was followed.
// Story, Chapter and Telling are those of the vote before, and so is Channel if it is not set. A vote that is there
// already, following the same one, is left as it is. ErrOutOfOrder means that the vote before is open, ErrExists that
// another one follows it or that the message has another vote, ErrNotFound that there is no vote before.
func (s *Store) OpenVote(ctx context.Context, v Vote) error {
	const what = "opening a vote"
	o, err := s.prepare(v)
	if err != nil {
		return during(what, err)
	}
	return during(what, s.db.Update(ctx, kv.Partition(v.Guild), func(tx *kv.Tx) error {
		there, _, err := get[Vote](tx, voteKey(o.VoteRef))
		if err == nil && there.Before == o.Before {
			return nil
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		before, unknown, err := closedVote(tx, VoteRef{o.Guild, o.Before})
		if err != nil {
			return err
		}
		if before.Next != 0 {
			return fmt.Errorf("%w: vote %d follows it", ErrExists, before.Next)
		}
		after := o // the function may run again
		after.Story, after.Chapter, after.Telling = before.Story, before.Chapter, before.Telling
		fill(&after.Channel, before.Channel)
		if err := after.write(tx); err != nil {
			return err
		}
		before.Next = after.Message
		if err := put(tx, voteKey(before.VoteRef), before, unknown); err != nil {
			return err
		}
		of := Telling{Guild: after.Guild, Story: after.Story, Channel: after.Telling}
		return put(tx, chapterKey(of, after.Chapter), chapterVote{message: after.Message}, nil)
	}))
}

// fill sets *p unless it is set.
func fill[T comparable](p *T, v T) {
	var zero T
	if *p == zero {
		*p = v
	}
}
