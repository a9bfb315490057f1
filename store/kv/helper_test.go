package kv_test

import (
	"context"
	"encoding/binary"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"cliffhanger/store/kv"
)

// These tests run in synctest bubbles: waiting costs nothing, and synctest.Wait says when every caller is in the queue.

// counterKey is the record that most functions here count in.
func counterKey(p kv.Partition) []byte { return kv.Key('c', p) }

// increment adds one to the partition's counter and returns it.
func increment(tx *kv.Tx) (uint64, error) {
	v, ok, err := tx.Get(counterKey(tx.Partition()))
	if err != nil {
		return 0, err
	}
	n := uint64(1)
	if ok {
		n += binary.BigEndian.Uint64(v)
	}
	return n, tx.Put(counterKey(tx.Partition()), binary.BigEndian.AppendUint64(nil, n))
}

// counted returns the partition's counter.
func counted(t *testing.T, db *kv.DB, p kv.Partition) (n uint64) {
	t.Helper()
	err := db.View(t.Context(), p, func(tx *kv.Tx) error {
		v, ok, err := tx.Get(counterKey(p))
		if ok {
			n = binary.BigEndian.Uint64(v)
		}
		return err
	})
	if err != nil {
		t.Fatalf("View: %v", err)
	}
	return n
}

// withDB calls fn in a bubble with a DB on e.
func withDB(t *testing.T, e kv.Engine, fn func(t *testing.T, db *kv.DB)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		db := kv.Open(e, kv.Options{})
		fn(t, db)
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
}

// together runs the functions as one group, each in its partition, and returns their outcomes. The group forms behind a
// function that keeps the committing goroutine busy until all wait.
func together(t *testing.T, db *kv.DB, p kv.Partition, fns ...func(*kv.Tx) error) []error {
	t.Helper()
	running, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	var once sync.Once
	wg.Go(func() {
		err := db.Update(t.Context(), 99, func(*kv.Tx) error {
			once.Do(func() { close(running) })
			<-release
			return nil
		})
		if err != nil {
			t.Errorf("function ahead of the group: %v", err)
		}
	})
	<-running
	outcomes := make([]error, len(fns))
	for i, fn := range fns {
		wg.Go(func() { outcomes[i] = db.Update(t.Context(), p, fn) })
		synctest.Wait() // in this order
	}
	close(release)
	wg.Wait()
	return outcomes
}

// gated is an engine whose next Apply announces itself and waits for permission, if there is a gate.
type gated struct {
	kv.Engine
	mu      sync.Mutex
	arrived chan struct{}
	leave   chan error
}

// gate makes the next Apply wait. A non-nil error sent to leave is what it then answers, without doing anything.
func (e *gated) gate() (arrived <-chan struct{}, leave chan<- error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.arrived, e.leave = make(chan struct{}), make(chan error)
	return e.arrived, e.leave
}

func (e *gated) Apply(ctx context.Context, c kv.Commit) error {
	e.mu.Lock()
	arrived, leave := e.arrived, e.leave
	e.arrived, e.leave = nil, nil
	e.mu.Unlock()
	if leave != nil {
		close(arrived)
		if err := <-leave; err != nil {
			return err
		}
	}
	return e.Engine.Apply(ctx, c)
}

// errRefused is what functions refuse with.
var errRefused = errors.New("refused")
