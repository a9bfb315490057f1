package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cliffhanger/store/kv"
)

// A JobRef names a job. The ID is its caller's; a job that is asked for twice has the same one.
type JobRef struct {
	Telling
	ID uint64
}

// A Job is a change of messages that stand already, such as a correction. To edit a message twice does no harm, so that
// what is in doubt after a crash is done again.
type Job struct {
	JobRef
	Kind     string // in the caller's own words
	Chapter  int    // 1 and up
	Created  time.Time
	Finished time.Time // zero until all edits are done
	Steps    []Edit
}

// An Edit is the change of one message.
type Edit struct {
	Message uint64 // Discord id
	Payload []byte // what it is to be, in the caller's own form
	Done    bool
}

// jobHead is a job's record, edit an edit's.
type (
	jobHead struct {
		Job
		steps int
	}
	edit struct {
		Edit
		index int
	}
)

func (j *jobHead) encode(e *encoder) {
	e.text(1, j.Kind)
	e.int(2, j.Chapter)
	e.time(3, j.Created)
	e.time(4, j.Finished)
	e.int(5, j.steps)
}

func (j *jobHead) take(f *field) bool {
	switch f.num {
	case 1:
		j.Kind = f.text()
	case 2:
		j.Chapter = f.int()
	case 3:
		j.Created = f.time()
	case 4:
		j.Finished = f.time()
	case 5:
		j.steps = f.int()
	default:
		return false
	}
	return true
}

func (j *jobHead) locate(key []byte) bool {
	if len(key) != jobSize {
		return false
	}
	j.Telling, j.ID = tellingAt(key), idAt(key, serialSize)
	return true
}

func (d *edit) encode(e *encoder) {
	e.uint(1, d.Message)
	e.bytes(2, d.Payload)
	e.bool(3, d.Done)
}

func (d *edit) take(f *field) bool {
	switch f.num {
	case 1:
		d.Message = f.uint()
	case 2:
		d.Payload = f.bytes()
	case 3:
		d.Done = f.bool()
	default:
		return false
	}
	return true
}

func (d *edit) locate(key []byte) bool {
	if len(key) != editSize {
		return false
	}
	d.index = numberAt(key, jobSize)
	return true
}

// PlanJob writes a job and its edits, which may be none. Finished, and Done of an edit, are set here. ErrExists means
// that a job with this ID was planned before in this telling, by an earlier call whose outcome was unknown perhaps;
// nothing is changed then. What [Store.PlanDrop] says of large plans and of several callers holds here too.
func (s *Store) PlanJob(ctx context.Context, j Job) error {
	const what = "planning a job"
	if j.Chapter < 1 || len(j.Steps) > maxChapter {
		return during(what, fmt.Errorf("%w: a job of %d edits on chapter %d", ErrInvalid, len(j.Steps), j.Chapter))
	}
	p := plan{head: jobKey(j.JobRef), prefix: editsKey(j.JobRef), items: make([]kv.Record, len(j.Steps))}
	for i, step := range j.Steps {
		key := editKey(j.JobRef, i)
		value, err := encodeRow(key, edit{Edit: Edit{Message: step.Message, Payload: step.Payload}}, nil)
		if err != nil {
			return during(what, err)
		}
		p.items[i] = kv.Record{Key: key, Value: value}
	}
	j.Finished = time.Time{}
	var err error
	if p.value, err = encodeRow(p.head, jobHead{j, len(j.Steps)}, nil); err != nil {
		return during(what, err)
	}
	return during(what, s.write(ctx, p))
}

// FinishEdit notes that an edit of a job was made. A second call changes nothing. ErrNotFound means that there is no
// such job or edit.
func (s *Store) FinishEdit(ctx context.Context, ref JobRef, index int) error {
	err := s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		job, _, err := get[jobHead](tx, jobKey(ref))
		if err != nil {
			return err
		}
		if index < 0 || index >= job.steps {
			return fmt.Errorf("edit %d of %d: %w", index, job.steps, ErrNotFound)
		}
		key := editKey(ref, index)
		step, unknown, err := get[edit](tx, key)
		if err != nil || step.Done {
			return err
		}
		step.Done = true
		return put(tx, key, step, unknown)
	})
	return during(fmt.Sprintf("finishing edit %d", index), err)
}

// FinishJob notes that all edits of a job are made; ErrOutOfOrder means that they are not. A second call changes
// nothing.
func (s *Store) FinishJob(ctx context.Context, ref JobRef, at time.Time) error {
	err := s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		job, unknown, err := get[jobHead](tx, jobKey(ref))
		if err != nil || !job.Finished.IsZero() {
			return err
		}
		if at.IsZero() {
			return fmt.Errorf("%w: a job cannot be finished at no time", ErrInvalid)
		}
		steps, err := editsOf(tx, job)
		if err != nil {
			return err
		}
		for i, step := range steps {
			if !step.Done {
				return fmt.Errorf("%w: edit %d is not made", ErrOutOfOrder, i)
			}
		}
		job.Finished = stored(at)
		return put(tx, jobKey(ref), job, unknown)
	})
	return during("finishing a job", err)
}

// UnfinishedJobs returns the jobs of a telling that were planned and are not finished, with their edits, in the order
// in which they were created.
func (s *Store) UnfinishedJobs(ctx context.Context, t Telling) ([]Job, error) {
	jobs, err := view(ctx, s.db, kv.Partition(t.Guild), func(tx *kv.Tx) ([]Job, error) {
		return jobsIf(tx, t, func(j jobHead) bool { return j.Finished.IsZero() })
	})
	return jobs, during("reading unfinished jobs", err)
}

// jobsIf reads the jobs of a telling that are wanted, with their edits, in the order in which they were created.
func jobsIf(tx *kv.Tx, t Telling, wanted func(jobHead) bool) ([]Job, error) {
	heads, err := listIf(tx, tellingKey(kindJob, t), wanted)
	if err != nil {
		return nil, err
	}
	jobs := make([]Job, len(heads))
	for i, head := range heads {
		jobs[i] = head.Job
		if jobs[i].Steps, err = editsOf(tx, head); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(jobs, func(a, b Job) int { return a.Created.Compare(b.Created) })
	return jobs, nil
}

// editsOf reads the edits of a job.
func editsOf(tx *kv.Tx, job jobHead) ([]Edit, error) {
	rows, err := list[edit](tx, editsKey(job.JobRef), 0)
	if err != nil {
		return nil, err
	}
	if len(rows) != job.steps {
		return nil, corrupt(jobKey(job.JobRef), fmt.Sprintf("has %d edits and not %d", len(rows), job.steps))
	}
	edits := make([]Edit, len(rows))
	for i, r := range rows {
		edits[i] = r.Edit
	}
	return edits, nil
}
