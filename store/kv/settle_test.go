package kv_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/store/kvtest"
	"cliffhanger/store/memkv"
)

func TestLostAnswersAreSettled(t *testing.T) {
	for _, tt := range []struct {
		name   string
		faults []memkv.Fault // of the first commits
	}{
		{"request lost", []memkv.Fault{memkv.LoseRequest}},
		{"reply lost", []memkv.Fault{memkv.LoseReply}},
		{"request late", []memkv.Fault{memkv.Delay}},
		{"sent twice", []memkv.Fault{memkv.Double}},
		{"late, then reply lost", []memkv.Fault{memkv.Delay, memkv.LoseReply}},
		{"lost, late, late, twice", []memkv.Fault{memkv.LoseRequest, memkv.Delay, memkv.Delay, memkv.Double}},
		{"nine replies lost", slices.Repeat([]memkv.Fault{memkv.LoseReply}, 9)},
		{"nine requests lost", slices.Repeat([]memkv.Fault{memkv.LoseRequest}, 9)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := memkv.New()
			for i, f := range tt.faults {
				e.Fault(i+1, f)
			}
			withDB(t, e, func(t *testing.T, db *kv.DB) {
				for want := range uint64(3) {
					n, err := kv.Do(t.Context(), db, 1, increment)
					if err != nil || n != want+1 {
						t.Errorf("increment = %d, %v, want %d", n, err, want+1)
					}
				}
				if n := e.Deliver(); n != 0 {
					t.Errorf("%d late commits took effect", n)
				}
				if n := counted(t, db, 1); n != 3 {
					t.Errorf("counter is %d after 3 increments", n)
				}
			})
		})
	}
}

// Every single call to the engine fails once, in a run of its own: no increment may be lost or doubled.
func TestEveryCallFailsOnce(t *testing.T) {
	scenario := func(t *testing.T, e *memkv.Engine) {
		withDB(t, e, func(t *testing.T, db *kv.DB) {
			for range 3 {
				if _, err := kv.Do(t.Context(), db, 1, increment); err != nil {
					t.Errorf("increment: %v", err)
				}
				err := db.Update(t.Context(), 1, func(tx *kv.Tx) error {
					from := kv.Key('c', 1)
					records, err := tx.Scan(from, nil, 0)
					if err != nil {
						return nil // a function that swallows a failed read must not decide anything
					}
					if len(records) != 1 {
						return fmt.Errorf("%d records", len(records))
					}
					return errRefused
				})
				if !errors.Is(err, errRefused) {
					t.Errorf("refusal: %v", err)
				}
			}
		})
		withDB(t, e.Reopen(), func(t *testing.T, db *kv.DB) {
			if n := counted(t, db, 1); n != 3 {
				t.Errorf("counter is %d, want 3", n)
			}
		})
	}
	quiet := memkv.New()
	scenario(t, quiet)
	if quiet.Calls() < 24 {
		t.Fatalf("the scenario makes %d calls, expected at least 4 per update", quiet.Calls())
	}
	for n := range quiet.Calls() {
		t.Run(fmt.Sprintf("call %d", n+1), func(t *testing.T) {
			e := memkv.New()
			e.FailCall(n + 1)
			scenario(t, e)
		})
	}
}

func TestFullRefusesTheGroupAndGoesOn(t *testing.T) {
	e := memkv.New()
	e.Fault(2, memkv.Fill) // the group behind the first function
	withDB(t, e, func(t *testing.T, db *kv.DB) {
		seen := uint64(0)
		outcomes := together(t, db, 1,
			func(tx *kv.Tx) error { _, err := increment(tx); return err },
			func(tx *kv.Tx) (err error) { // refuses because of a record that is then never written
				if seen, err = increment(tx); err != nil {
					return err
				}
				return errRefused
			})
		if seen != 2 {
			t.Fatalf("the second function saw %d, so the two were not one group", seen)
		}
		for i, err := range outcomes {
			if !errors.Is(err, kv.ErrFull) || errors.Is(err, errRefused) {
				t.Errorf("function %d: %v, want ErrFull", i, err)
			}
		}
		if n, err := kv.Do(t.Context(), db, 1, increment); err != nil || n != 1 {
			t.Errorf("afterwards: %d, %v, want 1", n, err)
		}
	})
}

func TestBrokenEngineAcknowledgesNothing(t *testing.T) {
	e := memkv.New()
	e.Fault(2, memkv.Break)
	withDB(t, e, func(t *testing.T, db *kv.DB) {
		if _, err := kv.Do(t.Context(), db, 1, increment); err != nil {
			t.Fatal(err)
		}
		select {
		case <-db.Broken():
			t.Error("Broken is closed before anything broke")
		default:
		}
		for i := range 3 {
			if _, err := kv.Do(t.Context(), db, 1, increment); !errors.Is(err, kv.ErrBroken) {
				t.Errorf("update %d: %v, want ErrBroken", i, err)
			}
		}
		nothing := func(*kv.Tx) error { return nil }
		if err := db.View(t.Context(), 1, nothing); !errors.Is(err, kv.ErrBroken) {
			t.Errorf("View: %v, want ErrBroken", err)
		}
		<-db.Broken()
	})
}

// One report is enough: that the engine seems to work again does not make it trustworthy.
func TestBrokenIsForGood(t *testing.T) {
	e := &gated{Engine: memkv.New()}
	withDB(t, e, func(t *testing.T, db *kv.DB) {
		arrived, let := e.gate()
		go func() {
			<-arrived
			let <- fmt.Errorf("disk: %w", kv.ErrBroken)
		}()
		for i := range 3 {
			if _, err := kv.Do(t.Context(), db, 1, increment); !errors.Is(err, kv.ErrBroken) {
				t.Errorf("update %d: %v, want ErrBroken", i, err)
			}
		}
		<-db.Broken()
	})
}

func TestEngineClosedUnderTheDB(t *testing.T) {
	e := memkv.New()
	withDB(t, e, func(t *testing.T, db *kv.DB) {
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := kv.Do(t.Context(), db, 1, increment); !errors.Is(err, kv.ErrClosed) {
			t.Errorf("update: %v, want ErrClosed", err)
		}
		<-db.Broken()
	})
}

// While the queue is full a caller waits to get in, and can still give up.
func TestCallerLeavesBeforeTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := kv.Open(memkv.New(), kv.Options{MaxGroup: 1})
		release := make(chan struct{})
		outcomes := make(chan error)
		for range 2 { // one runs, one is the queue
			go func() { outcomes <- db.Update(t.Context(), 1, func(*kv.Tx) error { <-release; return nil }) }()
			synctest.Wait()
		}
		ctx, leave := context.WithCancel(t.Context())
		go func() { outcomes <- db.Update(ctx, 1, func(*kv.Tx) error { t.Error("ran"); return nil }) }()
		synctest.Wait()
		leave()
		if err := <-outcomes; !errors.Is(err, context.Canceled) || errors.Is(err, kv.ErrUnknown) {
			t.Errorf("caller who left: %v, want Canceled and not ErrUnknown", err)
		}
		close(release)
		for range 2 {
			if err := <-outcomes; err != nil {
				t.Errorf("the others: %v", err)
			}
		}
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
}

// mute is an engine that stops answering: reads or commits fail while the flag is set.
type mute struct {
	kv.Engine
	mu             sync.Mutex
	reads, commits bool
}

var errMute = errors.New("no answer")

func (e *mute) set(reads, commits bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.reads, e.commits = reads, commits
}

func (e *mute) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.reads {
		return nil, errMute
	}
	return e.Engine.Snapshot(ctx)
}

func (e *mute) Apply(ctx context.Context, c kv.Commit) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.commits {
		return errMute
	}
	return e.Engine.Apply(ctx, c)
}

func TestPatienceEnds(t *testing.T) {
	e := &mute{Engine: memkv.New()}
	var log bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		db := kv.Open(e, kv.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		start := time.Now()
		e.set(false, true)
		if _, err := kv.Do(t.Context(), db, 1, increment); !errors.Is(err, kv.ErrUnknown) || !errors.Is(err, errMute) {
			t.Errorf("commit without answer: %v, want ErrUnknown and the reason", err)
		}
		if d := time.Since(start); d != 15*time.Second {
			t.Errorf("patience was %v, want 15s", d)
		}
		e.set(true, false)
		if _, err := kv.Do(t.Context(), db, 1, increment); errors.Is(err, kv.ErrUnknown) || !errors.Is(err, errMute) {
			t.Errorf("read without answer: %v, want the reason and not ErrUnknown", err)
		}
		e.set(false, false)
		if n, err := kv.Do(t.Context(), db, 1, increment); err != nil || n != 1 {
			t.Errorf("afterwards: %d, %v, want 1", n, err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	if n := strings.Count(log.String(), "level=WARN"); n < 10 || n > 60 {
		t.Errorf("%d warnings for two outages of 15 s:\n%s", n, log.String())
	}
}

func TestCloseDuringAnOutage(t *testing.T) {
	for name, reads := range map[string]bool{"commit": false, "read": true} {
		t.Run(name, func(t *testing.T) {
			e := &mute{Engine: memkv.New()}
			e.set(reads, !reads)
			synctest.Test(t, func(t *testing.T) {
				db := kv.Open(e, kv.Options{MaxGroup: 1})
				outcomes := make(chan error, 5)
				for range 5 {
					go func() {
						_, err := kv.Do(t.Context(), db, 1, increment)
						outcomes <- err
					}()
				}
				time.Sleep(10 * time.Second)
				start := time.Now()
				if err := db.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
				if d := time.Since(start); d > 15*time.Second {
					t.Errorf("Close took %v, want at most 15s", d)
				}
				for range 5 {
					err := <-outcomes
					if !errors.Is(err, errMute) && !errors.Is(err, kv.ErrClosed) && !errors.Is(err, kv.ErrUnknown) {
						t.Errorf("outcome: %v", err)
					}
					if reads && errors.Is(err, kv.ErrUnknown) {
						t.Errorf("outcome: %v, though no commit was ever offered", err)
					}
				}
			})
		})
	}
}

func TestCallerLeavesDuringACommit(t *testing.T) {
	e := &gated{Engine: memkv.New()}
	withDB(t, e, func(t *testing.T, db *kv.DB) {
		for _, answer := range []error{nil, kv.ErrConflict} {
			runs := 0
			ctx, leave := context.WithCancel(t.Context())
			arrived, let := e.gate()
			outcome := make(chan error)
			go func() {
				outcome <- db.Update(ctx, 1, func(tx *kv.Tx) error {
					runs++
					_, err := increment(tx)
					return err
				})
			}()
			<-arrived
			leave()
			if err := <-outcome; !errors.Is(err, kv.ErrUnknown) || !errors.Is(err, context.Canceled) {
				t.Errorf("caller who left: %v, want ErrUnknown and Canceled", err)
			}
			let <- answer
			synctest.Wait()
			if runs != 1 {
				t.Errorf("function ran %d times, want no more after its caller left", runs)
			}
			if n := counted(t, db, 1); n != 1 {
				t.Errorf("counter is %d: the first commit lands, and the second one must not be offered again", n)
			}
		}
	})
}

func TestTwiceRunsEveryFunctionTwice(t *testing.T) {
	withDB(t, kvtest.Twice(memkv.New()), func(t *testing.T, db *kv.DB) {
		for want := range uint64(5) {
			runs := 0
			n, err := kv.Do(t.Context(), db, 1, func(tx *kv.Tx) (uint64, error) {
				runs++
				return increment(tx)
			})
			if err != nil || n != want+1 || runs != 2 {
				t.Errorf("increment = %d, %v in %d runs, want %d in 2", n, err, runs, want+1)
			}
		}
	})
}
