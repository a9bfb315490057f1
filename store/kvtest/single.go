package kvtest

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/store/kv"
)

// The checks in this file use one DB and look at what a function sees and leaves.

// key is a record's key in the tests: a kind, a partition and a number of two bytes.
func key(p kv.Partition, n int) []byte { return kv.Key('k', p, []byte{byte(n >> 8), byte(n)}) }

// all is the range of key.
func all(p kv.Partition) (from, to []byte) {
	from = kv.Key('k', p)
	return from, kv.PrefixEnd(from)
}

// update runs fn and fails the test on an error.
func update(t testing.TB, db *kv.DB, p kv.Partition, fn func(*kv.Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), p, fn); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

// texts returns the partition's records as "number=value", read in a view.
func texts(t testing.TB, db *kv.DB, p kv.Partition) []string {
	t.Helper()
	out := []string{}
	err := db.View(t.Context(), p, func(tx *kv.Tx) error {
		from, to := all(p)
		records, err := tx.Scan(from, to, 0)
		for _, r := range records {
			out = append(out, fmt.Sprintf("%d=%s", int(r.Key[9])<<8|int(r.Key[10]), r.Value))
		}
		return err
	})
	if err != nil {
		t.Fatalf("View: %v", err)
	}
	return out
}

// model compares many random updates with a map, scans and own writes included.
func model(t testing.TB, s *suite) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 1))
	db, want := s.openDB(t), map[string]string{}
	for range 120 {
		p := kv.Partition(rng.IntN(3))
		fails := rng.IntN(4) == 0
		var next map[string]string
		err := db.Update(t.Context(), p, func(tx *kv.Tx) error {
			next = maps.Clone(want)
			for range 1 + rng.IntN(12) {
				if err := step(rng, tx, p, next); err != nil {
					return err
				}
			}
			if fails {
				return errRefused
			}
			return nil
		})
		switch {
		case fails && errors.Is(err, errRefused):
		case err != nil:
			t.Fatalf("seed %d: %v", seed, err)
		default:
			want = next
		}
	}
	got := map[string]string{}
	if err := db.ScanAll(t.Context(), 'k', func(r kv.Record) error {
		got[string(r.Key)] = string(r.Value)
		return nil
	}); err != nil {
		t.Fatalf("ScanAll: %v", err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("seed %d: content (-want +got):\n%s", seed, diff)
	}
}

// errRefused is what functions in these checks refuse with.
var errRefused = errors.New("refused")

// step does one random thing to tx and to the model, and compares what both show.
func step(rng *rand.Rand, tx *kv.Tx, p kv.Partition, want map[string]string) error {
	k := key(p, rng.IntN(40))
	switch rng.IntN(5) {
	case 0:
		delete(want, string(k))
		return tx.Delete(k)
	case 1:
		v, ok, err := tx.Get(k)
		w, there := want[string(k)]
		if err == nil && (ok != there || string(v) != w) {
			return fmt.Errorf("get(%x) = %q, %v, want %q, %v", k, v, ok, w, there)
		}
		return err
	case 2:
		from, to, limit := key(p, rng.IntN(40)), key(p, rng.IntN(50)), rng.IntN(6)
		records, err := tx.Scan(from, to, limit)
		if err != nil {
			return err
		}
		return sameRecords(records, want, from, to, limit)
	default:
		v := strings.Repeat("v", rng.IntN(3)) + fmt.Sprint(rng.IntN(100))
		want[string(k)] = v
		return tx.Put(k, []byte(v))
	}
}

// sameRecords compares a scan with the model.
func sameRecords(got []kv.Record, model map[string]string, from, to []byte, limit int) error {
	var keys []string
	for k := range model {
		if k >= string(from) && k < string(to) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	if limit > 0 {
		keys = keys[:min(limit, len(keys))]
	}
	if len(got) != len(keys) {
		return fmt.Errorf("scan(%x, %x, %d) returned %d records, want %d", from, to, limit, len(got), len(keys))
	}
	for i, k := range keys {
		if string(got[i].Key) != k || string(got[i].Value) != model[k] {
			return fmt.Errorf("scan(%x, %x, %d)[%d] = %x, want %x", from, to, limit, i, got[i].Key, k)
		}
	}
	return nil
}

// readYourWrites: a function sees what it wrote, in Get and in Scan, and can change what it was given without harm.
func readYourWrites(t testing.TB, s *suite) {
	db := s.openDB(t)
	update(t, db, 1, func(tx *kv.Tx) error {
		return errors.Join(tx.Put(key(1, 1), []byte("a")), tx.Put(key(1, 2), []byte("b")), tx.Put(key(1, 3), nil))
	})
	update(t, db, 1, func(tx *kv.Tx) error {
		value := []byte("new")
		if err := errors.Join(tx.Put(key(1, 0), value), tx.Delete(key(1, 2))); err != nil {
			return err
		}
		copy(value, "bad") // Put has taken a copy
		got, ok, err := tx.Get(key(1, 0))
		if err != nil || !ok || string(got) != "new" {
			return fmt.Errorf("get of an own write = %q, %v, %v", got, ok, err)
		}
		copy(got, "bad") // Get has given one
		if _, ok, err := tx.Get(key(1, 2)); err != nil || ok {
			return fmt.Errorf("get of an own delete: %v, %v", ok, err)
		}
		if v, ok, err := tx.Get(key(1, 3)); err != nil || !ok || v == nil || len(v) != 0 {
			return fmt.Errorf("get of an empty value = %v, %v, %v", v, ok, err)
		}
		from, to := all(1)
		records, err := tx.Scan(from, to, 2)
		if err != nil || len(records) != 2 {
			return fmt.Errorf("scan: %d records, %v", len(records), err)
		}
		want := []kv.Record{{Key: key(1, 0), Value: []byte("new")}, {Key: key(1, 1), Value: []byte("a")}}
		if diff := cmp.Diff(want, records); diff != "" {
			return fmt.Errorf("scan (-want +got):\n%s", diff)
		}
		copy(records[1].Value, "z")
		return nil
	})
	if diff := cmp.Diff([]string{"0=new", "1=a", "3="}, texts(t, db, 1)); diff != "" {
		t.Errorf("afterwards (-want +got):\n%s", diff)
	}
}

// limits: what is allowed fits into the engine, and one more key or byte undoes all, even if the function goes on.
func limits(t testing.TB, s *suite) {
	db := s.openDB(t)
	update(t, db, 1, func(tx *kv.Tx) error {
		for i := range kv.MaxKeys {
			if err := tx.Put(key(1, i), bytes.Repeat([]byte{1}, kv.MaxBytes/kv.MaxKeys-11)); err != nil {
				return fmt.Errorf("key %d: %w", i, err)
			}
		}
		return tx.Put(key(1, 0), []byte("again")) // the same key does not count again
	})
	if got := len(texts(t, db, 1)); got != kv.MaxKeys {
		t.Errorf("%d records after the largest update, want %d", got, kv.MaxKeys)
	}
	big := kv.Key('k', 2, make([]byte, kv.MaxKeyLen-9))
	update(t, db, 2, func(tx *kv.Tx) error { return tx.Put(big, make([]byte, kv.MaxBytes-len(big))) })
	tooLarge(t, db)
}

// tooLarge lets functions write one key or byte too many into partition 3, which must stay empty.
func tooLarge(t testing.TB, db *kv.DB) {
	t.Helper()
	for name, over := range map[string]func(tx *kv.Tx) error{
		"keys": func(tx *kv.Tx) (err error) {
			for i := range kv.MaxKeys + 1 {
				err = tx.Delete(key(3, i))
			}
			return err
		},
		"bytes":    func(tx *kv.Tx) error { return tx.Put(key(3, 1), make([]byte, kv.MaxBytes-10)) },
		"long key": func(tx *kv.Tx) error { return tx.Put(kv.Key('k', 3, make([]byte, kv.MaxKeyLen-8)), nil) },
	} {
		for _, ignored := range []bool{false, true} {
			err := db.Update(t.Context(), 3, func(tx *kv.Tx) error {
				if err := tx.Put(key(3, 0), nil); err != nil {
					return err
				}
				err := over(tx)
				if !errors.Is(err, kv.ErrTooLarge) {
					return fmt.Errorf("inside: %w, want ErrTooLarge", err)
				}
				if ignored {
					return nil
				}
				return err
			})
			if !errors.Is(err, kv.ErrTooLarge) {
				t.Errorf("%s, ignored %v: %v, want ErrTooLarge", name, ignored, err)
			}
		}
	}
	if got := texts(t, db, 3); len(got) != 0 {
		t.Errorf("updates that were too large left %v", got)
	}
}

// partitions: a function reaches its own partition only, and a range may not leave it.
func partitions(t testing.TB, s *suite) {
	db := s.openDB(t)
	last := kv.Partition(1<<64 - 1)
	for _, p := range []kv.Partition{0, 1, 2, last} {
		update(t, db, p, func(tx *kv.Tx) error { return tx.Put(key(p, 7), []byte("mine")) })
	}
	from, to := all(1)
	for name, fn := range map[string]func(tx *kv.Tx) error{
		"get":        func(tx *kv.Tx) error { _, _, err := tx.Get(key(2, 7)); return err },
		"global":     func(tx *kv.Tx) error { _, _, err := tx.Get(key(0, 7)); return err },
		"short":      func(tx *kv.Tx) error { _, _, err := tx.Get([]byte("k")); return err },
		"put":        func(tx *kv.Tx) error { return tx.Put(key(2, 7), nil) },
		"delete":     func(tx *kv.Tx) error { return tx.Delete(key(2, 7)) },
		"scan from":  func(tx *kv.Tx) error { _, err := tx.Scan(key(0, 7), to, 0); return err },
		"scan to":    func(tx *kv.Tx) error { _, err := tx.Scan(from, key(2, 7), 0); return err },
		"scan kinds": func(tx *kv.Tx) error { _, err := tx.Scan(from, kv.Key('l', 1), 0); return err },
	} {
		ignoring := func(tx *kv.Tx) error {
			if err := fn(tx); !errors.Is(err, kv.ErrPartition) {
				return fmt.Errorf("inside: %w, want ErrPartition", err)
			}
			return nil
		}
		if err := db.Update(t.Context(), 1, ignoring); !errors.Is(err, kv.ErrPartition) {
			t.Errorf("%s in an update: %v, want ErrPartition", name, err)
		}
		if err := db.View(t.Context(), 1, ignoring); !errors.Is(err, kv.ErrPartition) {
			t.Errorf("%s in a view: %v, want ErrPartition", name, err)
		}
	}
	for _, p := range []kv.Partition{0, 1, 2, last} {
		if diff := cmp.Diff([]string{"7=mine"}, texts(t, db, p)); diff != "" {
			t.Errorf("partition %d (-want +got):\n%s", p, diff)
		}
	}
}

// rollback: errors and panics undo their own function alone, whatever runs beside it, and are told to their own caller.
func rollback(t testing.TB, s *suite) {
	db := s.openDB(t)
	var wg sync.WaitGroup
	for i := range 90 {
		wg.Go(func() {
			err := db.Update(t.Context(), 1, func(tx *kv.Tx) error {
				if err := tx.Put(key(1, i), []byte("x")); err != nil {
					return err
				}
				switch i % 3 {
				case 1:
					return fmt.Errorf("call %d: %w", i, errRefused)
				case 2:
					panic(i)
				}
				return nil
			})
			var panicked *kv.PanicError
			switch i % 3 {
			case 0:
				if err != nil {
					t.Errorf("call %d: %v", i, err)
				}
			case 1:
				if !errors.Is(err, errRefused) || err.Error() != fmt.Sprintf("call %d: refused", i) {
					t.Errorf("call %d: %v, want its own refusal", i, err)
				}
			case 2:
				if !errors.As(err, &panicked) || panicked.Value != i || len(panicked.Stack) == 0 {
					t.Errorf("call %d: %v, want its own panic", i, err)
				}
			}
		})
	}
	wg.Wait()
	want := []string{}
	for i := 0; i < 90; i += 3 {
		want = append(want, fmt.Sprintf("%d=x", i))
	}
	if diff := cmp.Diff(want, texts(t, db, 1)); diff != "" {
		t.Errorf("content (-want +got):\n%s", diff)
	}
}

// manyPartitions: updates of more partitions than one commit may compare at once all succeed.
func manyPartitions(t testing.TB, s *suite) {
	db := s.openDB(t)
	var wg sync.WaitGroup
	for p := range kv.Partition(300) {
		wg.Go(func() {
			err := db.Update(t.Context(), p, func(tx *kv.Tx) error { return tx.Put(key(p, 1), []byte("x")) })
			if err != nil {
				t.Errorf("partition %d: %v", p, err)
			}
		})
	}
	wg.Wait()
	n := 0
	if err := db.ScanAll(t.Context(), 'k', func(kv.Record) error { n++; return nil }); err != nil || n != 300 {
		t.Errorf("ScanAll found %d records, %v, want 300", n, err)
	}
}

// scanAll: all records of one kind, across pages and partitions, in order, and no others; an error ends it.
func scanAll(t testing.TB, s *suite) {
	db := s.openDB(t)
	var want [][]byte
	for p := range kv.Partition(12) {
		update(t, db, p, func(tx *kv.Tx) error {
			for i := range kv.MaxKeys - 2 {
				if err := tx.Put(key(p, i), []byte{byte(i)}); err != nil {
					return err
				}
			}
			return errors.Join(tx.Put(kv.Key('j', p), nil), tx.Put(kv.Key('l', p), nil))
		})
		for i := range kv.MaxKeys - 2 {
			want = append(want, key(p, i))
		}
	}
	var got [][]byte
	err := db.ScanAll(t.Context(), 'k', func(r kv.Record) error {
		if got = append(got, r.Key); len(got) > len(want) {
			return errors.New("more records than there are")
		}
		return nil
	})
	if err != nil {
		t.Fatalf("ScanAll: %v", err)
	}
	if len(got) != len(want) {
		t.Errorf("ScanAll found %d records, want %d", len(got), len(want))
	}
	for i, k := range want[:min(len(want), len(got))] {
		if !bytes.Equal(got[i], k) {
			t.Fatalf("ScanAll: record %d is %x, want %x", i, got[i], k)
		}
	}
	n := 0
	err = db.ScanAll(t.Context(), 'k', func(kv.Record) error {
		if n++; n == 600 {
			return errRefused
		}
		return nil
	})
	if !errors.Is(err, errRefused) || n != 600 {
		t.Errorf("ScanAll ended after %d records with %v, want 600 and its own error", n, err)
	}
}
