package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

func TestDropFromPlanToEnd(t *testing.T) {
	s := openMem(t)
	drop, steps := plan()
	must(t, s.PlanDrop(t.Context(), drop, steps))
	drop.Steps = len(steps)
	got, kept, err := s.Drop(t.Context(), ref())
	must(t, err)
	equal(t, "planned drop", got, drop)
	nonces := map[string]bool{}
	for i, step := range kept {
		if len(step.Nonce) == 0 || len(step.Nonce) > 25 || nonces[step.Nonce] {
			t.Fatalf("step %d has nonce %q", i, step.Nonce)
		}
		nonces[step.Nonce] = true
		want := steps[i]
		want.Index, want.Nonce = i, step.Nonce
		equal(t, "planned step", step, want)
	}
	places := []story.Place{{}, {}, {Chapter: 3, Scene: 1}, {Chapter: 3, Scene: 2}, {Chapter: 3, Scene: 2}}
	for i := range steps {
		takeTwice(t, s, kept[i])
		serial, _, err := s.Serial(t.Context(), telling())
		must(t, err)
		equal(t, "released", serial.Released, places[i])
	}
	unfinished, err := s.UnfinishedDrops(t.Context(), telling())
	must(t, err)
	equal(t, "unfinished", unfinished, []store.Drop{drop})
	for i := range 2 {
		must(t, s.FinishDrop(t.Context(), ref(), at(40+i), at(50+i)))
	}
	unfinished, err = s.UnfinishedDrops(t.Context(), telling())
	must(t, err)
	if len(unfinished) != 0 {
		t.Fatalf("unfinished: %v", unfinished)
	}
	serial, _, err := s.Serial(t.Context(), telling())
	must(t, err)
	equal(t, "serial", serial, store.Serial{Telling: telling(),
		Released: story.Place{Chapter: 3, Scene: 2}, Chapter: 3, NextDue: at(50)})
	got, _, err = s.Drop(t.Context(), ref())
	must(t, err)
	drop.Done = at(40)
	equal(t, "finished drop", got, drop)
}

// takeTwice does everything to a planned step that can be done to it, and does it twice.
func takeTwice(t *testing.T, s *store.Store, want store.Step) {
	t.Helper()
	i := want.Index
	want.State, want.Claimed = store.StepClaimed, at(10+i)
	for again := range 2 {
		claimed, err := s.ClaimStep(t.Context(), ref(), i, at(10+i+again))
		must(t, err)
		equal(t, "claimed", claimed, want)
	}
	wantErr(t, s.FinishDrop(t.Context(), ref(), at(40), at(50)), store.ErrOutOfOrder)
	for again := range 2 {
		must(t, s.FinishStep(t.Context(), ref(), i, message+uint64(i), at(20+i+again), nil))
	}
	wantErr(t, s.FinishStep(t.Context(), ref(), i, message+99, at(20+i), nil), store.ErrConflict)
	want.State, want.Done, want.Message = store.StepDone, at(20+i), message+uint64(i)
	done, err := s.ClaimStep(t.Context(), ref(), i, at(30+i))
	must(t, err)
	equal(t, "claimed when done", done, want)
}

func TestStepsAreTakenInOrder(t *testing.T) {
	s := openMem(t)
	drop, steps := plan()
	must(t, s.PlanDrop(t.Context(), drop, steps))
	for i := 1; i < len(steps); i++ {
		_, err := s.ClaimStep(t.Context(), ref(), i, at(1))
		wantErr(t, err, store.ErrOutOfOrder)
	}
	wantErr(t, s.FinishStep(t.Context(), ref(), 0, message, at(1), nil), store.ErrOutOfOrder)
	_, err := s.ClaimStep(t.Context(), ref(), 0, at(1))
	must(t, err)
	_, err = s.ClaimStep(t.Context(), ref(), 1, at(1))
	wantErr(t, err, store.ErrOutOfOrder)
	for _, index := range []int{-1, len(steps), math.MaxInt, math.MinInt} {
		_, err := s.ClaimStep(t.Context(), ref(), index, at(1))
		wantErr(t, err, store.ErrNotFound)
		wantErr(t, s.FinishStep(t.Context(), ref(), index, message, at(1), nil), store.ErrNotFound)
	}
	_, kept, err := s.Drop(t.Context(), ref())
	must(t, err)
	for i, step := range kept {
		if want := i == 0; (step.State == store.StepClaimed) != want || !want && step.State != store.StepPlanned {
			t.Errorf("step %d is in state %d", i, step.State)
		}
	}
}

func TestAnEarlierChapterDoesNotTakeBackTheRelease(t *testing.T) {
	s := released(t)
	must(t, s.FinishDrop(t.Context(), ref(), at(40), at(50)))
	extra := ref()
	extra.Chapter = 1
	drop := store.Drop{DropRef: extra}
	must(t, s.PlanDrop(t.Context(), drop, []store.Step{{Kind: store.StepPage, Scene: 9}}))
	_, err := s.ClaimStep(t.Context(), extra, 0, at(1))
	must(t, err)
	must(t, s.FinishStep(t.Context(), extra, 0, message+50, at(2), nil))
	must(t, s.FinishDrop(t.Context(), extra, at(3), at(51)))
	serial, _, err := s.Serial(t.Context(), telling())
	must(t, err)
	equal(t, "serial", serial, store.Serial{Telling: telling(),
		Released: story.Place{Chapter: 3, Scene: 2}, Chapter: 3, NextDue: at(51)})
}

func TestDropsThatAreNotThere(t *testing.T) {
	s := openMem(t)
	_, _, err := s.Drop(t.Context(), ref())
	wantErr(t, err, store.ErrNotFound)
	_, err = s.ClaimStep(t.Context(), ref(), 0, at(1))
	wantErr(t, err, store.ErrNotFound)
	wantErr(t, s.FinishStep(t.Context(), ref(), 0, message, at(1), nil), store.ErrNotFound)
	wantErr(t, s.FinishDrop(t.Context(), ref(), at(1), at(2)), store.ErrNotFound)
	for _, chapter := range []int{0, -1, math.MinInt, math.MaxInt} {
		bad := store.DropRef{Telling: telling(), Chapter: chapter}
		_, _, err := s.Drop(t.Context(), bad)
		wantErr(t, err, store.ErrInvalid)
		_, err = s.ClaimStep(t.Context(), bad, 0, at(1))
		wantErr(t, err, store.ErrInvalid)
		wantErr(t, s.FinishDrop(t.Context(), bad, at(1), at(2)), store.ErrInvalid)
		err = s.PlanDrop(t.Context(), store.Drop{DropRef: bad}, []store.Step{{Kind: store.StepLead}})
		wantErr(t, err, store.ErrInvalid)
	}
}

func TestPlanDropRefuses(t *testing.T) {
	s := openMem(t)
	drop, steps := plan()
	for name, bad := range map[string][]store.Step{
		"no steps":         nil,
		"no kind":          {{}},
		"an unknown kind":  {{Kind: store.StepIndex + 1}},
		"a negative gap":   {{Kind: store.StepLead, Gap: -1}},
		"a negative scene": {{Kind: store.StepLead, Scene: -1}},
	} {
		t.Run(name, func(t *testing.T) { wantErr(t, s.PlanDrop(t.Context(), drop, bad), store.ErrInvalid) })
	}
	huge := []store.Step{{Kind: store.StepLead, Payload: make([]byte, kv.MaxBytes)}}
	wantErr(t, s.PlanDrop(t.Context(), drop, huge), kv.ErrTooLarge)
	_, _, err := s.Drop(t.Context(), ref())
	wantErr(t, err, store.ErrNotFound)

	must(t, s.PlanDrop(t.Context(), drop, steps))
	wantErr(t, s.PlanDrop(t.Context(), drop, steps[:2]), store.ErrExists)
	_, kept, err := s.Drop(t.Context(), ref())
	must(t, err)
	if len(kept) != len(steps) {
		t.Fatalf("the plan has %d steps after another was refused", len(kept))
	}
}

func TestPlanDropSetsWhatIsItsOwn(t *testing.T) {
	s := openMem(t)
	drop, steps := plan()
	given, forged := drop, make([]store.Step, len(steps))
	given.Steps, given.Done = 99, at(9)
	for i, step := range steps {
		step.Index, step.State, step.Nonce, step.Message = 7, store.StepDone, "mine", 8
		step.Claimed, step.Done = at(1), at(2)
		forged[i] = step
	}
	must(t, s.PlanDrop(t.Context(), given, forged))
	got, kept, err := s.Drop(t.Context(), ref())
	must(t, err)
	drop.Steps = len(steps)
	equal(t, "drop", got, drop)
	for i := range steps {
		steps[i].Index, steps[i].Nonce = i, kept[i].Nonce
		if steps[i].Nonce == "mine" {
			t.Error("a nonce was taken from the caller")
		}
	}
	equal(t, "steps", kept, steps)
}

// long is a plan that needs many updates, by its number of steps and by its size.
func long() []store.Step {
	steps := make([]store.Step, 300)
	for i := range steps {
		steps[i] = store.Step{Kind: store.StepPage, Payload: fmt.Appendf(nil, "%d %0*d", i, i%7*5000, i), Scene: i / 3}
	}
	return steps
}

func TestPlanOf300Steps(t *testing.T) {
	s := openMem(t)
	drop, _ := plan()
	steps := long()
	must(t, s.PlanDrop(t.Context(), drop, steps))
	got, kept, err := s.Drop(t.Context(), ref())
	must(t, err)
	if got.Steps != len(steps) || len(kept) != len(steps) {
		t.Fatalf("kept %d steps, the drop says %d", len(kept), got.Steps)
	}
	for i, step := range kept {
		want := steps[i]
		if step.Index != i || step.Scene != want.Scene || !bytes.Equal(step.Payload, want.Payload) {
			t.Fatalf("step %d is not the one planned: %d, scene %d, %.8q", i, step.Index, step.Scene, step.Payload)
		}
	}
}

// A plan broken off anywhere does not count, and the next one takes its place without a trace of it.
func TestPlanBrokenOffDoesNotCount(t *testing.T) {
	drop, steps := plan()
	for n := 1; ; n++ {
		e := memkv.New()
		s := open(t, e)
		e.Fault(n, memkv.Break)
		err := s.PlanDrop(t.Context(), drop, long())
		if err == nil {
			if n < 6 {
				t.Fatalf("300 steps took %d commits", n-1)
			}
			return
		}
		wantErr(t, err, kv.ErrBroken)
		s = open(t, e.Reopen())
		_, _, err = s.Drop(t.Context(), ref())
		wantErr(t, err, store.ErrNotFound)
		_, err = s.ClaimStep(t.Context(), ref(), 0, at(1))
		wantErr(t, err, store.ErrNotFound)
		unfinished, err := s.UnfinishedDrops(t.Context(), telling())
		must(t, err)
		if len(unfinished) != 0 {
			t.Fatalf("a broken plan counts: %v", unfinished)
		}
		must(t, s.PlanDrop(t.Context(), drop, steps))
		_, kept, err := s.Drop(t.Context(), ref())
		must(t, err)
		if len(kept) != len(steps) {
			t.Fatalf("%d steps are left of two plans", len(kept))
		}
	}
}

// A story goes on with its own drops only, wherever else drops are broken off.
func TestUnfinishedDropsAreOfOneTelling(t *testing.T) {
	s := openMem(t)
	var want []store.Drop
	for _, r := range []store.DropRef{
		{Telling: telling(), Chapter: 12}, {Telling: telling(), Chapter: 3, Part: 1}, {Telling: telling(), Chapter: 3},
		{Telling: store.Telling{Guild: guild + 1, Story: key(), Channel: channel}, Chapter: 3},
		{Telling: store.Telling{Guild: guild, Story: key() + 1, Channel: channel}, Chapter: 3},
		{Telling: store.Telling{Guild: guild, Story: key(), Channel: channel + 1}, Chapter: 3},
	} {
		d, steps := plan()
		d.DropRef = r
		must(t, s.PlanDrop(t.Context(), d, steps))
		if r.Telling == telling() {
			kept, _, err := s.Drop(t.Context(), r)
			must(t, err)
			want = append([]store.Drop{kept}, want...)
		}
	}
	got, err := s.UnfinishedDrops(t.Context(), telling())
	must(t, err)
	equal(t, "unfinished", got, want)
}

// Of many who plan the same drop, at most one succeeds, and what is kept is one plan and not a mixture.
func TestPlansAtTheSameTime(t *testing.T) {
	for range 20 {
		s := openMem(t)
		drop, _ := plan()
		var wg sync.WaitGroup
		won := make(chan int, 4)
		for p := range cap(won) {
			wg.Go(func() {
				steps := make([]store.Step, 150+40*p)
				for i := range steps {
					steps[i] = store.Step{Kind: store.StepPage, Gap: time.Duration(p)}
				}
				err := s.PlanDrop(t.Context(), drop, steps)
				switch {
				case err == nil:
					won <- p
				case !errors.Is(err, store.ErrExists) && !errors.Is(err, store.ErrConflict):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		close(won)
		winner, any := <-won
		if _, two := <-won; two {
			t.Fatal("two plans of the same drop succeeded")
		}
		_, kept, err := s.Drop(t.Context(), ref())
		if !any {
			wantErr(t, err, store.ErrNotFound)
			continue
		}
		must(t, err)
		if len(kept) != 150+40*winner {
			t.Fatalf("%d steps of plan %d", len(kept), winner)
		}
		for _, step := range kept {
			if int(step.Gap) != winner {
				t.Fatalf("step %d is of plan %d, not %d", step.Index, step.Gap, winner)
			}
		}
	}
}

// Also of those who plan the very same steps only one is told that the drop is theirs.
func TestTheSamePlanAtTheSameTime(t *testing.T) {
	drop, steps := plan()
	for range 200 {
		s := openMem(t)
		var wg sync.WaitGroup
		var won atomic.Int32
		for range 4 {
			wg.Go(func() {
				err := s.PlanDrop(t.Context(), drop, steps)
				if err == nil {
					won.Add(1)
				} else if !errors.Is(err, store.ErrExists) && !errors.Is(err, store.ErrConflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := won.Load(); n > 1 {
			t.Fatalf("%d calls planned the same drop", n)
		}
	}
}
