package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A DropRef names a drop: the release of one chapter in one guild.
type DropRef struct {
	Guild   uint64 // Discord id
	Story   story.Key
	Chapter int // 1 and up
}

func (r DropRef) check() error {
	if r.Chapter < 1 || r.Chapter > maxChapter {
		return fmt.Errorf("%w: no chapter has number %d", ErrInvalid, r.Chapter)
	}
	return nil
}

// A Drop is the release of one chapter: a list of steps that are taken in order, each once.
type Drop struct {
	DropRef
	Channel uint64    // Discord id
	Due     time.Time // when it should begin
	Planned time.Time // when its steps were written
	Done    time.Time // when the last one was done; zero until then
	Steps   int       // how many there are; PlanDrop counts them
	Floor   uint64    // Discord id of the channel's newest message when planned: recovery reads after it
}

func (d *Drop) encode(e *encoder) {
	e.uint(1, d.Channel)
	e.time(2, d.Due)
	e.time(3, d.Planned)
	e.time(4, d.Done)
	e.int(5, d.Steps)
	e.uint(6, d.Floor)
}

func (d *Drop) take(f *field) bool {
	switch f.num {
	case 1:
		d.Channel = f.uint()
	case 2:
		d.Due = f.time()
	case 3:
		d.Planned = f.time()
	case 4:
		d.Done = f.time()
	case 5:
		d.Steps = f.int()
	case 6:
		d.Floor = f.uint()
	default:
		return false
	}
	return true
}

func (d *Drop) locate(key []byte) bool {
	if len(key) != dropSize {
		return false
	}
	d.Guild, d.Story, d.Chapter = idAt(key, kindSize), story.Key(idAt(key, headSize)), numberAt(key, serialSize)
	return true
}

// Drop returns a drop and its steps in order, or ErrNotFound if it was not planned, or not to the end.
func (s *Store) Drop(ctx context.Context, ref DropRef) (Drop, []Step, error) {
	const what = "reading a drop"
	if err := ref.check(); err != nil {
		return Drop{}, nil, during(what, err)
	}
	var steps []Step
	drop, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (Drop, error) {
		key := dropKey(ref)
		drop, _, err := get[Drop](tx, key)
		if err != nil {
			return Drop{}, err
		}
		if steps, err = list[Step](tx, stepsKey(ref), 0); err != nil {
			return Drop{}, err
		}
		if len(steps) != drop.Steps {
			return Drop{}, corrupt(key, fmt.Sprintf("has %d steps and not %d", len(steps), drop.Steps))
		}
		return drop, nil
	})
	if err != nil {
		return Drop{}, nil, during(what, err)
	}
	return drop, steps, nil
}

// UnfinishedDrops returns the drops of story k in a guild that were planned and are not finished, ordered by chapter.
func (s *Store) UnfinishedDrops(ctx context.Context, guild uint64, k story.Key) ([]Drop, error) {
	all, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) ([]Drop, error) {
		return list[Drop](tx, dropsKey(guild, k), 0)
	})
	return slices.DeleteFunc(all, func(d Drop) bool { return !d.Done.IsZero() }), during("reading unfinished drops", err)
}

// ClaimStep notes durably that a step is about to be sent, and returns it. A step claimed before keeps its first
// time, and one that is done is returned as it is: the caller looks at Claimed and State. While an earlier step is
// not done it refuses with ErrOutOfOrder; ErrNotFound means that there is no such drop or step.
func (s *Store) ClaimStep(ctx context.Context, ref DropRef, index int, at time.Time) (Step, error) {
	step, err := kv.Do(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (Step, error) {
		_, step, unknown, err := getStep(tx, ref, index)
		if err != nil {
			return Step{}, err
		}
		if index > 0 {
			before, _, err := get[Step](tx, stepKey(ref, index-1))
			if err != nil {
				return Step{}, err
			}
			if before.State != StepDone { // and so on before it, as that one was claimed under the same rule
				return Step{}, fmt.Errorf("%w: step %d is not done", ErrOutOfOrder, index-1)
			}
		}
		if step.claim(at) {
			err = put(tx, stepKey(ref, index), step, unknown)
		}
		return step, err
	})
	return step, during(fmt.Sprintf("claiming step %d", index), err)
}

// FinishStep notes that a claimed step was sent and what message it became. In the same update the story's newest scene
// moves on if the step completes one (never back), and the vote opens if open is not nil: its guild, story, chapter and
// channel are the drop's, its message is the step's and its opening time is at, wherever they are not set.
//
// A second call with the same message changes nothing; with another message it is ErrConflict, because then something
// was sent twice. ErrOutOfOrder means that the step was not claimed, ErrExists that the chapter has a vote.
func (s *Store) FinishStep(ctx context.Context, ref DropRef, index int, message uint64, at time.Time,
	open *Vote) error {
	var vote Vote
	if open != nil { // a copy, as an update given up by its context may still look at it
		vote = *open
		vote.Question.Options = slices.Clone(vote.Question.Options)
	}
	err := s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		drop, step, unknown, err := getStep(tx, ref, index)
		if err != nil {
			return err
		}
		news, err := step.finish(message, at)
		if err != nil || !news {
			return err
		}
		if err := put(tx, stepKey(ref, index), step, unknown); err != nil {
			return err
		}
		if step.Scene > 0 {
			if err := release(tx, drop, step.Scene); err != nil {
				return err
			}
		}
		if open == nil {
			return nil
		}
		return openVote(tx, drop, vote, message, at)
	})
	return during(fmt.Sprintf("finishing step %d", index), err)
}

// FinishDrop notes that all steps of a drop are done: the chapter is complete, and the next drop is due at nextDue
// (zero: none is). ErrOutOfOrder means that a step is not done. A second call changes nothing.
func (s *Store) FinishDrop(ctx context.Context, ref DropRef, at, nextDue time.Time) error {
	err := s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		drop, unknown, err := getDrop(tx, ref)
		if err != nil || !drop.Done.IsZero() {
			return err
		}
		last, _, err := get[Step](tx, stepKey(ref, drop.Steps-1))
		if err != nil {
			return err
		}
		if last.State != StepDone {
			return fmt.Errorf("%w: step %d is not done", ErrOutOfOrder, last.Index)
		}
		if at.IsZero() {
			return fmt.Errorf("%w: a drop cannot be done at no time", ErrInvalid)
		}
		drop.Done = stored(at)
		if err := put(tx, dropKey(ref), drop, unknown); err != nil {
			return err
		}
		_, err = changeSerial(tx, ref.Guild, ref.Story, func(serial *Serial) {
			if serial.Channel == 0 {
				serial.Channel = drop.Channel
			}
			serial.Chapter, serial.NextDue = max(serial.Chapter, ref.Chapter), stored(nextDue)
		})
		return err
	})
	return during("finishing a drop", err)
}

func getDrop(tx *kv.Tx, ref DropRef) (Drop, []byte, error) {
	if err := ref.check(); err != nil {
		return Drop{}, nil, err
	}
	return get[Drop](tx, dropKey(ref))
}

// getStep reads a step together with its drop: without the drop's record, written last, the plan does not count.
func getStep(tx *kv.Tx, ref DropRef, index int) (Drop, Step, []byte, error) {
	drop, _, err := getDrop(tx, ref)
	if err != nil {
		return Drop{}, Step{}, nil, err
	}
	if index < 0 || index >= drop.Steps {
		return Drop{}, Step{}, nil, fmt.Errorf("step %d of %d: %w", index, drop.Steps, ErrNotFound)
	}
	step, unknown, err := get[Step](tx, stepKey(ref, index))
	return drop, step, unknown, err
}

// release moves the newest scene out forward to a scene of the drop's chapter.
func release(tx *kv.Tx, drop Drop, scene int) error {
	_, err := changeSerial(tx, drop.Guild, drop.Story, func(serial *Serial) {
		if serial.Channel == 0 { // posted by hand, never scheduled
			serial.Channel = drop.Channel
		}
		place := story.Place{Chapter: drop.Chapter, Scene: scene}
		if place.Compare(serial.Released) > 0 {
			serial.Released = place
		}
	})
	return err
}
