package kv_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
)

// Functions in one group see each other's writes in order, as if each had been committed before the next began.
func TestGroupIsASequence(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 7))
		withDB(t, memkv.New(), func(t *testing.T, db *kv.DB) {
			model := map[string]string{}
			for round := range 3 {
				var fns []func(*kv.Tx) error
				for i := range 20 {
					own := rand.New(rand.NewPCG(seed, uint64(round*100+i)))
					fns = append(fns, randomFunc(own, rng.IntN(4) == 0, model))
				}
				for i, err := range together(t, db, 1, fns...) {
					if err != nil && !errors.Is(err, errRefused) {
						t.Fatalf("seed %d, round %d, function %d: %v", seed, round, i, err)
					}
				}
			}
		})
	}
}

// randomFunc returns a function that writes and scans at random and compares what it sees with model, which it changes
// unless it refuses.
func randomFunc(rng *rand.Rand, refuses bool, model map[string]string) func(*kv.Tx) error {
	return func(tx *kv.Tx) error {
		next := maps.Clone(model)
		at := func(n int) []byte { return kv.Key('k', 1, []byte{byte(n)}) }
		for range 6 {
			k := at(rng.IntN(24))
			switch rng.IntN(3) {
			case 0:
				delete(next, string(k))
				if err := tx.Delete(k); err != nil {
					return err
				}
			case 1:
				v := fmt.Sprint(rng.IntN(1000))
				next[string(k)] = v
				if err := tx.Put(k, []byte(v)); err != nil {
					return err
				}
			case 2:
				from, to, limit := at(rng.IntN(24)), at(rng.IntN(30)), rng.IntN(8)
				records, err := tx.Scan(from, to, limit)
				if err != nil {
					return err
				}
				if got, want := flat(records), expected(next, from, to, limit); !slices.Equal(got, want) {
					return fmt.Errorf("Scan(%x, %x, %d) = %v, want %v", from, to, limit, got, want)
				}
			}
		}
		if refuses {
			return errRefused
		}
		clear(model)
		maps.Copy(model, next)
		return nil
	}
}

func flat(records []kv.Record) (out []string) {
	for _, r := range records {
		out = append(out, fmt.Sprintf("%x=%s", r.Key, r.Value))
	}
	return out
}

func expected(model map[string]string, from, to []byte, limit int) (out []string) {
	for _, k := range slices.Sorted(maps.Keys(model)) {
		if k >= string(from) && k < string(to) && (limit == 0 || len(out) < limit) {
			out = append(out, fmt.Sprintf("%x=%s", k, model[k]))
		}
	}
	return out
}

func TestGroupSharesACommit(t *testing.T) {
	e := memkv.New()
	withDB(t, e, func(t *testing.T, db *kv.DB) {
		fns := slices.Repeat([]func(*kv.Tx) error{func(tx *kv.Tx) error { _, err := increment(tx); return err }}, 100)
		for i, err := range together(t, db, 1, fns...) {
			if err != nil {
				t.Errorf("function %d: %v", i, err)
			}
		}
		if got := e.Applies(); got != 1 {
			t.Errorf("100 updates took %d commits, want 1", got)
		}
		if n := counted(t, db, 1); n != 100 {
			t.Errorf("counter is %d, want 100", n)
		}
	})
}

func TestGroupIsCutToFit(t *testing.T) {
	write := func(keys, size int) func(int) func(*kv.Tx) error {
		return func(i int) func(*kv.Tx) error {
			return func(tx *kv.Tx) error {
				for n := range keys {
					if err := tx.Put(kv.Key('k', 1, []byte{byte(i), byte(n)}), make([]byte, size)); err != nil {
						return err
					}
				}
				return nil
			}
		}
	}
	for _, tt := range []struct {
		name   string
		engine *memkv.Engine
		fn     func(int) func(*kv.Tx) error
		calls  int
		want   int // commits
	}{
		{"operations", memkv.NewLimited(128), write(30, 1), 10, 3}, // 4 x 30 keys, their partition, the commit's id
		{"largest updates", memkv.NewLimited(kv.MaxKeys + 2), write(kv.MaxKeys, 1), 5, 5},
		{"bytes", memkv.New(), write(1, 1<<20-100), 40, 3}, // 16 MiB each
		{"no limit", memkv.New(), write(30, 1), 10, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			withDB(t, tt.engine, func(t *testing.T, db *kv.DB) {
				var fns []func(*kv.Tx) error
				for i := range tt.calls {
					fns = append(fns, tt.fn(i))
				}
				for i, err := range together(t, db, 1, fns...) {
					if err != nil {
						t.Errorf("function %d: %v", i, err)
					}
				}
				if got := tt.engine.Applies(); got != tt.want {
					t.Errorf("%d commits, want %d", got, tt.want)
				}
			})
		})
	}
}

// A function that ends its goroutine, as a test's Fatal does, must not leave everybody else waiting for ever.
func TestGoexitDoesNotHang(t *testing.T) {
	withDB(t, memkv.New(), func(t *testing.T, db *kv.DB) {
		exit := func(*kv.Tx) error { runtime.Goexit(); return nil }
		fine := func(*kv.Tx) error { return nil }
		running, release := make(chan struct{}), make(chan struct{})
		outcomes := make(chan error, 3)
		go func() {
			outcomes <- db.Update(t.Context(), 1, func(*kv.Tx) error { close(running); <-release; return nil })
		}()
		<-running
		go func() { outcomes <- db.Update(t.Context(), 1, exit) }()
		go func() { outcomes <- db.Update(t.Context(), 1, fine) }()
		time.Sleep(time.Second)
		close(release)
		broken := 0
		for range 3 {
			if err := <-outcomes; errors.Is(err, kv.ErrBroken) {
				broken++
			} else if err != nil {
				t.Errorf("outcome: %v", err)
			}
		}
		if broken != 2 {
			t.Errorf("%d calls ended with ErrBroken, want the 2 of the last group", broken)
		}
	})
}

// An update inside an update can never run. It ends with its context, and the outer one with what the function makes
// of it.
func TestUpdateInsideUpdateEndsWithItsContext(t *testing.T) {
	withDB(t, memkv.New(), func(t *testing.T, db *kv.DB) {
		err := db.Update(t.Context(), 1, func(*kv.Tx) error {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			return db.Update(ctx, 1, func(*kv.Tx) error { return nil })
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Update = %v, want DeadlineExceeded", err)
		}
	})
}

func TestTxEndsWithItsFunction(t *testing.T) {
	withDB(t, memkv.New(), func(t *testing.T, db *kv.DB) {
		var kept []*kv.Tx
		keep := func(tx *kv.Tx) error { kept = append(kept, tx); return nil }
		if err := errors.Join(db.Update(t.Context(), 1, keep), db.View(t.Context(), 1, keep)); err != nil {
			t.Fatal(err)
		}
		for _, tx := range kept {
			if _, _, err := tx.Get(kv.Key('k', 1)); !errors.Is(err, kv.ErrTxDone) {
				t.Errorf("Get: %v, want ErrTxDone", err)
			}
			if _, err := tx.Scan(kv.Key('k', 1), nil, 0); !errors.Is(err, kv.ErrTxDone) {
				t.Errorf("Scan: %v, want ErrTxDone", err)
			}
			if err := tx.Put(kv.Key('k', 1), nil); !errors.Is(err, kv.ErrTxDone) {
				t.Errorf("Put: %v, want ErrTxDone", err)
			}
		}
	})
}

func TestViewDoesNotWrite(t *testing.T) {
	withDB(t, memkv.New(), func(t *testing.T, db *kv.DB) {
		err := db.View(t.Context(), 1, func(tx *kv.Tx) error { return tx.Put(kv.Key('k', 1), nil) })
		if !errors.Is(err, kv.ErrReadOnly) {
			t.Errorf("Put in a view: %v, want ErrReadOnly", err)
		}
		err = db.View(t.Context(), 1, func(tx *kv.Tx) error { return tx.Delete(kv.Key('k', 1)) })
		if !errors.Is(err, kv.ErrReadOnly) {
			t.Errorf("Delete in a view: %v, want ErrReadOnly", err)
		}
		var panicked *kv.PanicError
		err = db.View(t.Context(), 1, func(*kv.Tx) error { panic(errRefused) })
		if !errors.As(err, &panicked) || !errors.Is(err, errRefused) {
			t.Errorf("panic in a view: %v, want a PanicError around its value", err)
		}
	})
}

func TestDoReturnsNothingOnFailure(t *testing.T) {
	withDB(t, memkv.New(), func(t *testing.T, db *kv.DB) {
		n, err := kv.Do(t.Context(), db, 1, func(tx *kv.Tx) (uint64, error) { return 7, errRefused })
		if n != 0 || !errors.Is(err, errRefused) {
			t.Errorf("Do = %d, %v, want 0 and the refusal", n, err)
		}
	})
}
