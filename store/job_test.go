package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/kvtest"
	"cliffhanger/store/memkv"
)

func TestAJobFromPlanToEnd(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	given := correction()
	given.Finished, given.Steps[0].Done = at(1), true // which are not its to say
	must(t, s.PlanJob(t.Context(), given))
	wantErr(t, s.PlanJob(t.Context(), correction()), store.ErrExists)
	want := correction()
	for i := range want.Steps {
		left, err := s.UnfinishedJobs(t.Context(), telling())
		must(t, err)
		equal(t, "unfinished", left, []store.Job{want})
		wantErr(t, s.FinishJob(t.Context(), jobRef(), at(71)), store.ErrOutOfOrder)
		last := len(want.Steps) - 1 - i // in any order
		for range 2 {
			must(t, s.FinishEdit(t.Context(), jobRef(), last))
		}
		want.Steps[last].Done = true
	}
	wantErr(t, s.FinishJob(t.Context(), jobRef(), time.Time{}), store.ErrInvalid)
	must(t, s.FinishJob(t.Context(), jobRef(), at(71)))
	ended := text(dump(t, e))
	must(t, s.FinishJob(t.Context(), jobRef(), at(72)))
	if text(dump(t, e)) != ended {
		t.Error("a job that was finished has changed")
	}
	left, err := s.UnfinishedJobs(t.Context(), telling())
	must(t, err)
	if len(left) != 0 {
		t.Errorf("unfinished: %+v", left)
	}
	wantErr(t, s.PlanJob(t.Context(), correction()), store.ErrExists)
}

func TestJobsThatAreNotThere(t *testing.T) {
	s := openMem(t)
	wantErr(t, s.FinishEdit(t.Context(), jobRef(), 0), store.ErrNotFound)
	wantErr(t, s.FinishJob(t.Context(), jobRef(), at(1)), store.ErrNotFound)
	must(t, s.PlanJob(t.Context(), correction()))
	for _, index := range []int{-1, 2, math.MaxInt, math.MinInt} {
		wantErr(t, s.FinishEdit(t.Context(), jobRef(), index), store.ErrNotFound)
	}
	elsewhere := jobRef()
	elsewhere.Channel++
	wantErr(t, s.FinishEdit(t.Context(), elsewhere, 0), store.ErrNotFound)
	for _, chapter := range []int{0, -1, math.MaxInt} {
		wantErr(t, s.PlanJob(t.Context(), store.Job{JobRef: elsewhere, Chapter: chapter}), store.ErrInvalid)
	}
	huge := store.Job{JobRef: elsewhere, Chapter: 1, Steps: []store.Edit{{Payload: make([]byte, kv.MaxBytes)}}}
	wantErr(t, s.PlanJob(t.Context(), huge), kv.ErrTooLarge)
	left, err := s.UnfinishedJobs(t.Context(), elsewhere.Telling)
	must(t, err)
	if len(left) != 0 {
		t.Errorf("a refused job is there: %+v", left)
	}
}

// A job with an edit missing is not done as if it were whole.
func TestALostEditIsReported(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	must(t, s.PlanJob(t.Context(), correction()))
	db := kv.Open(kvtest.Shared(e), kv.Options{})
	for _, r := range dump(t, e) {
		if r.Key[0] == 'p' {
			must(t, db.Update(t.Context(), kv.Partition(guild), func(tx *kv.Tx) error { return tx.Delete(r.Key) }))
			break
		}
	}
	must(t, db.Close())
	_, err := s.UnfinishedJobs(t.Context(), telling())
	wantErr(t, err, store.ErrCorrupt)
	wantErr(t, s.FinishJob(t.Context(), jobRef(), at(71)), store.ErrCorrupt)
}

func TestAJobWithoutEditsCanBeFinished(t *testing.T) {
	s := openMem(t)
	must(t, s.PlanJob(t.Context(), store.Job{JobRef: jobRef(), Kind: "nothing", Chapter: 1}))
	must(t, s.FinishJob(t.Context(), jobRef(), at(1)))
}

func TestUnfinishedJobsAreInTheOrderOfTheirCreation(t *testing.T) {
	s := openMem(t)
	var want []uint64
	for i, id := range []uint64{9, 3, 7, math.MaxUint64, 1} {
		job := store.Job{JobRef: jobRef(), Chapter: 1, Created: at(i)}
		job.ID = id
		must(t, s.PlanJob(t.Context(), job))
		want = append(want, id)
	}
	left, err := s.UnfinishedJobs(t.Context(), telling())
	must(t, err)
	var got []uint64
	for _, j := range left {
		got = append(got, j.ID)
	}
	equal(t, "jobs", got, want)
}

// manyEdits is a job that needs many updates, by its number of edits and by its size.
func manyEdits() store.Job {
	j := correction()
	j.Steps = make([]store.Edit, 300)
	for i := range j.Steps {
		j.Steps[i] = store.Edit{Message: uint64(i + 1), Payload: fmt.Appendf(nil, "%d %0*d", i, i%7*5000, i)}
	}
	return j
}

// A job broken off anywhere while it is planned does not count, and the next one takes its place without a trace of it.
func TestAJobBrokenOffDoesNotCount(t *testing.T) {
	for n := 1; ; n++ {
		e := memkv.New()
		s := open(t, e)
		e.Fault(n, memkv.Break)
		err := s.PlanJob(t.Context(), manyEdits())
		if err == nil {
			if n < 6 {
				t.Fatalf("300 edits took %d commits", n-1)
			}
			break
		}
		wantErr(t, err, kv.ErrBroken)
		s = open(t, e.Reopen())
		left, err := s.UnfinishedJobs(t.Context(), telling())
		must(t, err)
		if len(left) != 0 {
			t.Fatalf("a broken plan counts: %v", left)
		}
		wantErr(t, s.FinishEdit(t.Context(), jobRef(), 0), store.ErrNotFound)
		must(t, s.PlanJob(t.Context(), correction()))
		left, err = s.UnfinishedJobs(t.Context(), telling())
		must(t, err)
		equal(t, "the next job", left, []store.Job{correction()})
	}
	s := openMem(t)
	must(t, s.PlanJob(t.Context(), manyEdits()))
	left, err := s.UnfinishedJobs(t.Context(), telling())
	must(t, err)
	if len(left) != 1 || !slices.EqualFunc(left[0].Steps, manyEdits().Steps, func(a, b store.Edit) bool {
		return a.Message == b.Message && a.Done == b.Done && bytes.Equal(a.Payload, b.Payload)
	}) {
		t.Error("the whole job is not the one planned")
	}
}

// A job goes on where it was when the process dies at any of its commits.
func TestAJobGoesOnAfterACrash(t *testing.T) {
	for _, landed := range []bool{false, true} {
		for n := 1; ; n++ {
			e := memkv.New()
			s := open(t, e)
			if landed {
				e.Fault(n, memkv.LoseReply)
				e.Fault(n+1, memkv.Break)
			} else {
				e.Fault(n, memkv.Break)
			}
			err := work(t, s)
			if err == nil {
				break
			}
			if !errors.Is(err, kv.ErrBroken) {
				t.Fatalf("commit %d: %v", n, err)
			}
			s = open(t, e.Reopen())
			must(t, work(t, s))
			left, err := s.UnfinishedJobs(t.Context(), telling())
			must(t, err)
			if len(left) != 0 {
				t.Fatalf("commit %d: unfinished %+v", n, left)
			}
		}
	}
}

// work does a job from wherever it is.
func work(t *testing.T, s *store.Store) error {
	t.Helper()
	if err := ifNew(s.PlanJob(t.Context(), correction())); err != nil {
		return err
	}
	left, err := s.UnfinishedJobs(t.Context(), telling())
	if err != nil {
		return err
	}
	for _, j := range left {
		for i, step := range j.Steps {
			if step.Done {
				continue
			}
			if err := s.FinishEdit(t.Context(), j.JobRef, i); err != nil {
				return err
			}
		}
		if err := s.FinishJob(t.Context(), j.JobRef, at(71)); err != nil {
			return err
		}
	}
	return nil
}

// editOnce plans a job of one edit and makes it, if it is to be done.
func editOnce(t *testing.T, s *store.Store, id uint64, chapter int, msg uint64, text string, done bool) {
	t.Helper()
	job := store.Job{JobRef: jobRef(), Chapter: chapter, Created: at(100 - int(id)), // the later id is the earlier job
		Steps: []store.Edit{{Message: msg, Payload: []byte(text)}}}
	job.ID = id
	must(t, s.PlanJob(t.Context(), job))
	if done {
		must(t, s.FinishEdit(t.Context(), job.JobRef, 0))
	}
}

func TestMessagesAreWhatAChapterBecame(t *testing.T) {
	s := openMem(t)
	withVote(t, s)
	second := ref() // a later portion, of which the first step is out
	second.Part = 1
	steps := []store.Step{{Kind: store.StepPage, Payload: []byte("page four")}, {Kind: store.StepNote}}
	must(t, s.PlanDrop(t.Context(), store.Drop{DropRef: second}, steps))
	_, err := s.ClaimStep(t.Context(), second, 0, at(41))
	must(t, err)
	must(t, s.FinishStep(t.Context(), second, 0, message+60, at(41), nil))
	_, err = s.ClaimStep(t.Context(), second, 1, at(42))
	must(t, err)

	editOnce(t, s, 3, 3, message+2, "first", true)
	editOnce(t, s, 2, 3, message+2, "second", true)
	editOnce(t, s, 1, 3, message+2, "not made", false)
	editOnce(t, s, 4, 3, message+60, "", true)
	editOnce(t, s, 5, 2, message+3, "of another chapter", true)
	editOnce(t, s, 6, 3, 5, "a stranger", true)

	got, err := s.Messages(t.Context(), telling(), 3)
	must(t, err)
	_, first, err := s.Drop(t.Context(), ref())
	must(t, err)
	_, rest, err := s.Drop(t.Context(), second)
	must(t, err)
	var want []store.Message
	for _, step := range first {
		want = append(want, store.Message{Step: step})
	}
	want[1].Edited = []byte("second")
	want = append(want, store.Message{Part: 1, Step: rest[0], Edited: []byte{}})
	equal(t, "messages", got, want)
	edited, err := s.Edited(t.Context(), telling(), 3)
	must(t, err)
	for msg, text := range map[uint64]string{message + 2: "second", message + 60: "", 5: "a stranger"} {
		if is, ok := edited[msg]; !ok || string(is) != text || len(edited) != 3 {
			t.Errorf("message %d was edited to %q (%t), want %q; %d were", msg, is, ok, text, len(edited))
		}
	}
	if got[5].Edited == nil || !bytes.Equal(got[1].Payload, []byte("page one")) {
		t.Errorf("an edit to nothing is %v, what was posted %q", got[5].Edited, got[1].Payload)
	}
	for _, chapter := range []int{2, 4} {
		none, err := s.Messages(t.Context(), telling(), chapter)
		must(t, err)
		if len(none) != 0 {
			t.Errorf("chapter %d became %+v", chapter, none)
		}
	}
	_, err = s.Messages(t.Context(), telling(), 0)
	wantErr(t, err, store.ErrInvalid)
}

func TestAMessageOfSeveralStepsShowsItsEditsOnce(t *testing.T) {
	s := openMem(t)
	must(t, s.PlanDrop(t.Context(), store.Drop{DropRef: ref()},
		[]store.Step{{Kind: store.StepQuestion}, {Kind: store.StepSeed}, {Kind: store.StepThread}}))
	for i := range 3 {
		take(t, s, i, message, nil)
	}
	editOnce(t, s, 1, 3, message, "corrected", true)
	got, err := s.Messages(t.Context(), telling(), 3)
	must(t, err)
	if len(got) != 3 || string(got[0].Edited) != "corrected" || got[1].Edited != nil || got[2].Edited != nil {
		t.Errorf("messages: %+v", got)
	}
}
