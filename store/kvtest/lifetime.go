package kvtest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/store/kv"
)

// The checks in this file are about waiting together, giving up, and ending.

// counting counts the commits with writes, and holds up the first until gate is closed.
type counting struct {
	wrapped
	gate    chan struct{}
	held    chan struct{} // closed when the first commit is held up
	once    sync.Once
	applies atomic.Int64
}

// Apply counts c and passes it on.
func (e *counting) Apply(ctx context.Context, c kv.Commit) error {
	if len(c.Writes) > 0 {
		e.applies.Add(1)
	}
	e.once.Do(func() {
		close(e.held)
		<-e.gate
	})
	return e.Engine.Apply(ctx, c)
}

// sharedSync: writers that wait while a commit is under way share the next one.
func sharedSync(t testing.TB, s *suite) {
	const writers = 64
	e := &counting{wrapped: wrapped{s.open(t)}, gate: make(chan struct{}), held: make(chan struct{})}
	db := attach(t, e)
	var wg sync.WaitGroup
	write := func(i int) {
		update := func(tx *kv.Tx) error { return tx.Put(key(1, i), []byte("x")) }
		if err := db.Update(t.Context(), 1, update); err != nil {
			t.Errorf("writer %d: %v", i, err)
		}
	}
	wg.Go(func() { write(0) })
	<-e.held
	var started sync.WaitGroup
	for i := range writers {
		started.Add(1)
		wg.Go(func() {
			started.Done()
			write(i + 1)
		})
	}
	started.Wait()
	for range 100 {
		runtime.Gosched() // until they wait in the queue, most probably
	}
	close(e.gate)
	wg.Wait()
	if n := e.applies.Load(); n >= writers {
		t.Errorf("%d updates took %d commits, want them to share", writers+1, n)
	}
	if got := texts(t, db, 1); len(got) != writers+1 {
		t.Errorf("%d records, want %d", len(got), writers+1)
	}
}

// cancelled: a caller who gives up before its function has run is told so, and the function never runs.
func cancelled(t testing.TB, s *suite) {
	db := s.openDB(t)
	ended, end := context.WithCancel(t.Context())
	end()
	never := func(*kv.Tx) error {
		t.Error("function ran under a context that had ended")
		return nil
	}
	if err := db.Update(ended, 1, never); !errors.Is(err, context.Canceled) || errors.Is(err, kv.ErrUnknown) {
		t.Errorf("Update under an ended context: %v, want Canceled and not ErrUnknown", err)
	}
	if err := db.View(ended, 1, never); !errors.Is(err, context.Canceled) {
		t.Errorf("View under an ended context: %v, want Canceled", err)
	}
	if err := db.ScanAll(ended, 'k', func(kv.Record) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("ScanAll under an ended context: %v, want Canceled", err)
	}

	running, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	var wg sync.WaitGroup
	wg.Go(func() {
		err := db.Update(t.Context(), 1, func(tx *kv.Tx) error {
			once.Do(func() { close(running) })
			<-release // functions do not wait; this one does, to keep the next one from running
			return tx.Put(key(1, 1), []byte("x"))
		})
		if err != nil {
			t.Errorf("Update: %v", err)
		}
	})
	<-running
	waiting, giveUp := context.WithCancel(t.Context())
	wg.Go(func() {
		if err := db.Update(waiting, 1, never); !errors.Is(err, context.Canceled) || errors.Is(err, kv.ErrUnknown) {
			t.Errorf("Update given up while waiting: %v, want Canceled and not ErrUnknown", err)
		}
		close(release)
	})
	giveUp()
	wg.Wait()
	if diff := cmp.Diff([]string{"1=x"}, texts(t, db, 1)); diff != "" {
		t.Errorf("content (-want +got):\n%s", diff)
	}
}

// closed: Close lets what waits finish, and every later call says ErrClosed.
func closed(t testing.TB, s *suite) {
	e := s.openEngine(t)
	db, other := attach(t, Shared(e)), attach(t, Shared(e))
	var wg sync.WaitGroup
	var mu sync.Mutex
	want := map[string]bool{}
	for i := range 50 {
		wg.Go(func() {
			err := db.Update(t.Context(), 1, func(tx *kv.Tx) error { return tx.Put(key(1, i), []byte("x")) })
			switch {
			case err == nil:
				mu.Lock()
				want[fmt.Sprintf("%d=x", i)] = true
				mu.Unlock()
			case !errors.Is(err, kv.ErrClosed):
				t.Errorf("update %d: %v, want nil or ErrClosed", i, err)
			}
		})
	}
	for range 2 {
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	wg.Wait()
	got := map[string]bool{}
	for _, text := range texts(t, other, 1) {
		got[text] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("acknowledged (-) and present (+) differ:\n%s", diff)
	}
	nothing := func(*kv.Tx) error { return nil }
	if err := db.Update(t.Context(), 1, nothing); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("Update: %v, want ErrClosed", err)
	}
	if err := db.View(t.Context(), 1, nothing); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("View: %v, want ErrClosed", err)
	}
	if err := db.ScanAll(t.Context(), 'k', func(kv.Record) error { return nil }); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("ScanAll: %v, want ErrClosed", err)
	}
}

// reopen: what was acknowledged is there after an orderly end, heads have not gone back, and writing goes on.
func reopen(t testing.TB, s *suite) {
	e := s.open(t)
	want := []string{}
	for round := range 3 {
		if diff := cmp.Diff(want, content(t, e)); diff != "" {
			t.Fatalf("round %d: content (-want +got):\n%s", round, diff)
		}
		before := headsOf(t, e, 1)[0]
		if (before == 0) != (round == 0) {
			t.Errorf("round %d: head is %d", round, before)
		}
		db := kv.Open(Shared(e), kv.Options{})
		update(t, db, 1, func(tx *kv.Tx) error {
			return errors.Join(tx.Put(key(1, round), []byte("x")), tx.Put(key(1, 9), []byte("y")), tx.Delete(key(1, 9)))
		})
		if err := db.Close(); err != nil {
			t.Fatalf("close DB: %v", err)
		}
		want = append(want, fmt.Sprintf("%x=x", key(1, round)))
		if err := e.Close(); err != nil {
			t.Fatalf("close engine: %v", err)
		}
		e = s.reopen(t, e)
	}
	if err := e.Close(); err != nil {
		t.Errorf("close engine: %v", err)
	}
}
