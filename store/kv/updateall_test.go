package kv_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"cliffhanger/store/kv"
	"cliffhanger/store/kvtest"
	"cliffhanger/store/memkv"
)

// steps returns functions that each expect the counter to be where the one before left it. One of them refuses, unless
// its number is negative.
func steps(n, refuses int) []func(*kv.Tx) error {
	fns := make([]func(*kv.Tx) error, n)
	for i := range fns {
		fns[i] = func(tx *kv.Tx) error {
			got, err := increment(tx)
			if err == nil && got != uint64(i+1) {
				err = fmt.Errorf("function %d counted %d", i, got)
			}
			if err == nil && i == refuses {
				err = errRefused
			}
			return err
		}
	}
	return fns
}

func TestUpdateAllIsOneCommit(t *testing.T) {
	e := memkv.New()
	withDB(t, e, func(t *testing.T, db *kv.DB) {
		if done, err := db.UpdateAll(t.Context(), 1, steps(300, -1)); done != 300 || err != nil {
			t.Errorf("%d done, error %v", done, err)
		}
		if n := counted(t, db, 1); n != 300 || e.Applies() != 1 {
			t.Errorf("counted to %d in %d commits", n, e.Applies())
		}
		if done, err := db.UpdateAll(t.Context(), 1, nil); done != 0 || err != nil {
			t.Errorf("of nothing %d done, error %v", done, err)
		}
	})
}

// More than a group takes, or an engine: several commits, in order. What comes after one that refuses does not run.
func TestUpdateAllIsCut(t *testing.T) {
	for _, c := range []struct {
		name    string
		engine  func(*memkv.Engine) kv.Engine
		ops     int
		group   int
		refuses int
	}{
		{"groups of 7", nil, 0, 7, -1},
		{"groups of 7, one refuses", nil, 0, 7, 9},
		{"the first refuses", nil, 0, 7, 0},
		{"a small engine", nil, 4, 0, -1},
		{"a small engine, one refuses", nil, 4, 0, 5},
		{"run twice", func(e *memkv.Engine) kv.Engine { return kvtest.Twice(e) }, 4, 3, 11},
		{"lossy", func(e *memkv.Engine) kv.Engine { return kvtest.Lossy(e) }, 0, 3, 14},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				mem := memkv.NewLimited(c.ops)
				var e kv.Engine = mem
				if c.engine != nil {
					e = c.engine(mem)
				}
				db := kv.Open(e, kv.Options{MaxGroup: c.group})
				done, err := db.UpdateAll(t.Context(), 1, steps(20, c.refuses))
				want := c.refuses
				if c.refuses < 0 {
					want = 20
				}
				if done != want || errors.Is(err, errRefused) != (c.refuses >= 0) || err != nil && c.refuses < 0 {
					t.Errorf("%d done, error %v; want %d", done, err, want)
				}
				if n := counted(t, db, 1); n != uint64(want) {
					t.Errorf("counted to %d, want %d", n, want)
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// A commit that fails takes with it what was to come after it.
func TestUpdateAllStopsAtAFailedCommit(t *testing.T) {
	e := memkv.NewLimited(4)
	e.Fault(3, memkv.Fill)
	withDB(t, e, func(t *testing.T, db *kv.DB) {
		done, err := db.UpdateAll(t.Context(), 1, steps(20, -1))
		if !errors.Is(err, kv.ErrFull) {
			t.Errorf("error %v", err)
		}
		if n := counted(t, db, 1); n != uint64(done) || done == 0 || done == 20 {
			t.Errorf("%d done, counted to %d", done, n)
		}
	})
}

// A caller who leaves finds all functions at rest; those that were not begun never run.
func TestLeavingUpdateAll(t *testing.T) {
	e := &gated{Engine: memkv.New()}
	synctest.Test(t, func(t *testing.T) {
		db := kv.Open(e, kv.Options{MaxGroup: 5})
		ctx, cancel := context.WithCancel(t.Context())
		var mu sync.Mutex
		var ran []int
		fns := make([]func(*kv.Tx) error, 12)
		for i := range fns {
			fns[i] = func(tx *kv.Tx) error {
				mu.Lock()
				defer mu.Unlock()
				ran = append(ran, i)
				_, err := increment(tx)
				return err
			}
		}
		arrived, leave := e.gate()
		var done int
		var err error
		left := make(chan struct{})
		go func() {
			done, err = db.UpdateAll(ctx, 1, fns)
			close(left)
		}()
		<-arrived
		cancel()
		<-left
		if done != 0 || !errors.Is(err, kv.ErrUnknown) {
			t.Errorf("%d done, error %v", done, err)
		}
		leave <- nil
		synctest.Wait()
		if want := []int{0, 1, 2, 3, 4}; !slices.Equal(ran, want) {
			t.Errorf("ran %v, want %v", ran, want)
		}
		if n := counted(t, db, 1); n != 5 {
			t.Errorf("counted to %d", n)
		}
		if done, err := db.UpdateAll(ctx, 1, fns); done != 0 || !errors.Is(err, context.Canceled) {
			t.Errorf("with an ended context %d done, error %v", done, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if done, err := db.UpdateAll(t.Context(), 1, fns); done != 0 || !errors.Is(err, kv.ErrClosed) {
			t.Errorf("after the end %d done, error %v", done, err)
		}
	})
}
