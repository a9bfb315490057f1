package store

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"cliffhanger/store/kv"
)

// planBytes is how much of a plan goes into one update: half the limit, which leaves room for keys and the engine's
// own.
const planBytes = kv.MaxBytes / 2

// PlanDrop writes a drop and its steps, at least one. Of each step it takes Kind, Payload, Gap and Scene, and of the
// drop all but Steps and Done; the rest is set here. ErrExists means that the drop was planned before, by an earlier
// call whose outcome was unknown perhaps; nothing is changed then. ErrRetracted means that the chapter was taken back.
// A payload near [kv.MaxBytes] is refused with kv.ErrTooLarge.
//
// A plan may be too large for one update. So the steps are written first, in as many updates as it takes, and the
// drop's record last: until it is there the plan does not count, and a plan broken off is swept away by the next. If
// two callers plan the same drop at the same time, one of them succeeds, and the other one fails with ErrExists or
// ErrConflict; if they get in each other's way, both may get ErrConflict and can try again.
func (s *Store) PlanDrop(ctx context.Context, d Drop, steps []Step) error {
	const what = "planning a drop"
	records, err := planRecords(d, steps)
	if err != nil {
		return during(what, err)
	}
	d.Steps, d.Done = len(steps), time.Time{}
	p := plan{head: dropKey(d.DropRef), prefix: stepsKey(d.DropRef), items: records}
	if p.value, err = encodeRow(p.head, d, nil); err != nil {
		return during(what, err)
	}
	p.also = func(tx *kv.Tx) error {
		if err := standing(tx, d.DropRef); err != nil {
			return err
		}
		return put(tx, openKey(d.DropRef), openDrop{d.DropRef}, nil)
	}
	return during(what, s.write(ctx, p))
}

// planRecords makes the steps' records.
func planRecords(d Drop, steps []Step) ([]kv.Record, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	if len(steps) == 0 || len(steps) > maxChapter {
		return nil, fmt.Errorf("%w: a drop of %d steps", ErrInvalid, len(steps))
	}
	records := make([]kv.Record, len(steps))
	for i, given := range steps {
		key := stepKey(d.DropRef, i)
		step, err := given.planned(i, key)
		if err != nil {
			return nil, err
		}
		value, err := encodeRow(key, step, nil)
		if err != nil {
			return nil, err
		}
		records[i] = kv.Record{Key: key, Value: value}
	}
	return records, nil
}

// A plan is a record that counts only together with a list of others, which may be too long for one update.
type plan struct {
	head, value []byte
	prefix      []byte             // of the keys of the list
	items       []kv.Record        // the list
	also        func(*kv.Tx) error // what is written with the head; nil: nothing
}

func (p plan) partition() kv.Partition {
	_, partition, _, _ := kv.Split(p.head) // made by kv.Key
	return partition
}

// write writes the list, and the head last.
func (s *Store) write(ctx context.Context, p plan) error {
	if err := s.sweepPlan(ctx, p); err != nil {
		return err
	}
	for part := range parts(p.items) {
		if err := s.writePlan(ctx, p, part); err != nil {
			return err
		}
	}
	return s.recordPlan(ctx, p)
}

// parts cuts records into slices that one update can take each.
func parts(records []kv.Record) func(yield func([]kv.Record) bool) {
	return func(yield func([]kv.Record) bool) {
		from, size := 0, 0
		for i, r := range records {
			if n := len(r.Key) + len(r.Value); i > from && (i-from == kv.MaxKeys || size+n > planBytes) {
				if !yield(records[from:i]) {
					return
				}
				from, size = i, 0
			}
			size += len(r.Key) + len(r.Value)
		}
		yield(records[from:])
	}
}

// sweepPlan removes the list of a plan that was broken off.
func (s *Store) sweepPlan(ctx context.Context, p plan) error {
	for {
		swept, err := kv.Do(ctx, s.db, p.partition(), func(tx *kv.Tx) (int, error) {
			if err := unplanned(tx, p); err != nil {
				return 0, err
			}
			left, err := tx.Scan(p.prefix, kv.PrefixEnd(p.prefix), kv.MaxKeys)
			if err != nil {
				return 0, err
			}
			for _, r := range left {
				if err := tx.Delete(r.Key); err != nil {
					return 0, err
				}
			}
			return len(left), nil
		})
		if err != nil || swept < kv.MaxKeys {
			return err
		}
	}
}

func (s *Store) writePlan(ctx context.Context, p plan, part []kv.Record) error {
	return s.db.Update(ctx, p.partition(), func(tx *kv.Tx) error {
		if err := unplanned(tx, p); err != nil {
			return err
		}
		for _, r := range part {
			if err := tx.Put(r.Key, r.Value); err != nil {
				return err
			}
		}
		return nil
	})
}

// recordPlan writes the head once the list is there exactly as written: another caller's items among ours would make a
// chapter that nobody planned.
func (s *Store) recordPlan(ctx context.Context, p plan) error {
	return s.db.Update(ctx, p.partition(), func(tx *kv.Tx) error {
		if err := unplanned(tx, p); err != nil {
			return err
		}
		there, err := tx.Scan(p.prefix, kv.PrefixEnd(p.prefix), 0)
		if err != nil {
			return err
		}
		same := len(there) == len(p.items)
		for i := 0; same && i < len(there); i++ {
			same = bytes.Equal(there[i].Key, p.items[i].Key) && bytes.Equal(there[i].Value, p.items[i].Value)
		}
		if !same {
			return fmt.Errorf("%w: the same is being planned elsewhere", ErrConflict)
		}
		if err := tx.Put(p.head, p.value); err != nil || p.also == nil {
			return err
		}
		return p.also(tx)
	})
}

// unplanned is ErrExists if the plan's head is there.
func unplanned(tx *kv.Tx, p plan) error {
	free, err := absent(tx, p.head)
	if err == nil && !free {
		err = ErrExists
	}
	return err
}
