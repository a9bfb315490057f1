package store

import (
	"context"
	"fmt"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A DropRef names a drop: the release of a chapter, or of a portion of one, in one telling.
type DropRef struct {
	Telling
	Chapter int // 1 and up
	Part    int // the portion of the chapter, from 0
}

func (r DropRef) check() error {
	if r.Chapter < 1 || r.Chapter > maxChapter {
		return fmt.Errorf("%w: no chapter has number %d", ErrInvalid, r.Chapter)
	}
	if r.Part < 0 || r.Part > maxChapter {
		return fmt.Errorf("%w: no portion has number %d", ErrInvalid, r.Part)
	}
	return nil
}

// A Drop is the release of a chapter or a portion of it: a list of steps that are taken in order, each once.
type Drop struct {
	DropRef
	Due     time.Time // when it should begin
	Planned time.Time // when its steps were written
	Done    time.Time // when the last one was done; zero until then
	Steps   int       // how many there are; PlanDrop counts them
	Floor   uint64    // Discord id of the channel's newest message when planned: recovery reads after it
	Through int       // the last scene of a portion after which others follow; 0: the chapter ends with this drop

	// What the chapter is recognized by as it was told, and the one after it as it was by then: see [Store.Resketch].
	// None: it was planned by a program that did not keep that, or there was no chapter after it.
	Sketch, Next story.Sketch
	UpTo         uint64 // what the story was recognized by up to the chapter, all of it being in order; 0: not kept
}

func (d *Drop) encode(e *encoder) {
	// field 1 was the channel in schema 1
	e.time(2, d.Due)
	e.time(3, d.Planned)
	e.time(4, d.Done)
	e.int(5, d.Steps)
	e.uint(6, d.Floor)
	e.int(7, d.Through)
	e.sketch(8, d.Sketch)
	e.sketch(9, d.Next)
	e.uint(10, d.UpTo)
}

func (d *Drop) take(f *field) bool {
	switch f.num {
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
	case 7:
		d.Through = f.int()
	case 8:
		d.Sketch = f.sketch()
	case 9:
		d.Next = f.sketch()
	case 10:
		d.UpTo = f.uint()
	default:
		return false
	}
	return true
}

func (d *Drop) locate(key []byte) bool {
	if len(key) != dropSize {
		return false
	}
	d.DropRef = refAt(key)
	return true
}

// refAt reads a drop's ref back from a key of dropSize bytes.
func refAt(key []byte) DropRef {
	return DropRef{tellingAt(key), numberAt(key, serialSize), numberAt(key, serialSize+numberSize)}
}

// An openDrop says that a drop is planned and to be finished, so that nobody has to look through all there ever were.
type openDrop struct{ DropRef }

func (*openDrop) encode(*encoder) {}

func (*openDrop) take(*field) bool { return false }

func (o *openDrop) locate(key []byte) bool {
	if len(key) != dropSize {
		return false
	}
	o.DropRef = refAt(key)
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

// UnfinishedDrops returns the drops of a telling that were planned and are not finished, ordered by chapter and part.
func (s *Store) UnfinishedDrops(ctx context.Context, t Telling) ([]Drop, error) {
	all, err := view(ctx, s.db, kv.Partition(t.Guild), func(tx *kv.Tx) ([]Drop, error) {
		open, err := list[openDrop](tx, tellingKey(kindOpen, t), 0)
		drops := make([]Drop, len(open))
		for i, o := range open {
			if drops[i], _, err = get[Drop](tx, dropKey(o.DropRef)); err != nil {
				return nil, err
			}
		}
		return drops, err
	})
	return all, during("reading unfinished drops", err)
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

// FinishStep notes that a claimed step was sent and what message it became. In the same update the telling's newest
// scene moves on if the step completes one (never back), and the vote opens if open is not nil: its guild, story,
// chapter and channel are the drop's, its message is the step's and its opening time is at, wherever they are not set.
//
// A second call with the same message changes nothing; with another message it is ErrConflict, because then something
// was sent twice. ErrOutOfOrder means that the step was not claimed, ErrExists that the chapter has a vote in this
// telling.
func (s *Store) FinishStep(ctx context.Context, ref DropRef, index int, message uint64, at time.Time,
	open *Vote) error {
	what := fmt.Sprintf("finishing step %d", index)
	var vote opening
	var err error
	if open != nil {
		if vote, err = s.prepareOf(ref, *open, message, at); err != nil {
			return during(what, err)
		}
	}
	err = s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
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
		return vote.openWith(tx, drop)
	})
	return during(what, err)
}

// FinishDrop notes that all steps of a drop are done: the chapter is complete, or its scenes up to Through are out, and
// the next drop is due at nextDue (zero: none is). ErrOutOfOrder means that a step is not done. A second call changes
// nothing.
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
		if err := tx.Delete(openKey(ref)); err != nil {
			return err
		}
		_, err = changeSerial(tx, ref.Telling, func(serial *Serial) {
			serial.complete(drop)
			serial.NextDue = stored(nextDue)
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

// complete moves a serial on to the end of a drop, never back.
func (s *Serial) complete(d Drop) {
	switch {
	case d.Chapter <= s.Chapter: // told before
	case d.Through > 0:
		s.Scene = max(s.Scene, d.Through)
	default:
		s.Chapter, s.Scene = d.Chapter, 0
	}
}

// giveUpDrops says of a telling's drops that nobody will go on with them. There is one, or none.
func giveUpDrops(tx *kv.Tx, t Telling) error {
	open, err := list[openDrop](tx, tellingKey(kindOpen, t), 0)
	if err != nil {
		return err
	}
	for _, o := range open {
		if err := tx.Delete(openKey(o.DropRef)); err != nil {
			return err
		}
	}
	return nil
}

// release moves the newest scene out forward to a scene of the drop's chapter.
func release(tx *kv.Tx, drop Drop, scene int) error {
	_, err := changeSerial(tx, drop.Telling, func(serial *Serial) {
		place := story.Place{Chapter: drop.Chapter, Scene: scene}
		if place.Compare(serial.Released) > 0 {
			serial.Released = place
		}
	})
	return err
}
