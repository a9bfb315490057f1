package kvtest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"cliffhanger/store/kv"
)

// The checks in this file let several callers meet, most of them through two DBs on one engine.

// number reads a counter; there is none at first, which is 0.
func number(tx *kv.Tx, k []byte) (uint64, error) {
	v, ok, err := tx.Get(k)
	if err != nil || !ok {
		return 0, err
	}
	if len(v) != 8 {
		return 0, fmt.Errorf("counter of %d bytes", len(v))
	}
	return binary.BigEndian.Uint64(v), nil
}

// setNumber writes a counter.
func setNumber(tx *kv.Tx, k []byte, n uint64) error {
	return tx.Put(k, binary.BigEndian.AppendUint64(nil, n))
}

// fresh: what one client was told to be durable, the other one sees, in views and updates, refusals included.
func fresh(t testing.TB, s *suite) {
	dbs := s.openPair(t)
	for i := range uint64(60) {
		writer, reader := dbs[i%2], dbs[1-i%2]
		update(t, writer, 1, func(tx *kv.Tx) error { return setNumber(tx, key(1, 1), i+1) })
		look := func(tx *kv.Tx) error {
			if n, err := number(tx, key(1, 1)); err != nil || n != i+1 {
				return fmt.Errorf("round %d shows %d: %w", i+1, n, errors.Join(errRefused, err))
			}
			return nil
		}
		if err := reader.View(t.Context(), 1, look); err != nil {
			t.Errorf("view: %v", err)
		}
		if err := reader.Update(t.Context(), 1, look); err != nil {
			t.Errorf("update: %v", err)
		}
	}
}

// interleaved: a function during whose run another client writes what it has read, or could have read, runs again.
func interleaved(t testing.TB, s *suite) {
	for name, first := range map[string]func(tx *kv.Tx) error{
		"value": func(tx *kv.Tx) error { return add(tx, key(1, 1), 1) },
		"range": func(tx *kv.Tx) error {
			from, to := all(1)
			there, err := tx.Scan(from, to, 0)
			return errors.Join(err, setNumber(tx, kv.Key('n', 1), uint64(len(there))))
		},
		"blind write": func(tx *kv.Tx) error { return setNumber(tx, key(1, 2), 1) },
		"nothing":     func(*kv.Tx) error { return nil },
		"refusal":     func(*kv.Tx) error { return errRefused },
	} {
		dbs := s.openPair(t)
		runs := 0
		err := dbs[0].Update(t.Context(), 1, func(tx *kv.Tx) error {
			err := first(tx)
			if runs++; runs == 1 { // functions do not call a DB; this one does, to be overtaken for certain
				update(t, dbs[1], 1, func(tx *kv.Tx) error { return add(tx, key(1, 1), 1) })
			}
			return err
		})
		if name == "refusal" && errors.Is(err, errRefused) {
			err = nil
		}
		if err != nil || runs != 2 {
			t.Errorf("%s: %v after %d runs, want nil after 2", name, err, runs)
		}
		err = dbs[1].View(t.Context(), 1, func(tx *kv.Tx) error {
			sum, err := number(tx, key(1, 1))
			counted, err2 := number(tx, kv.Key('n', 1))
			if name == "value" && sum != 2 || name == "range" && counted != 1 {
				return fmt.Errorf("sum %d, counted %d: %w", sum, counted, errors.Join(err, err2))
			}
			return errors.Join(err, err2)
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// bank: money moved between accounts by two clients is neither made nor lost, in any snapshot.
func bank(t testing.TB, s *suite) {
	const accounts, start = 8, 100
	dbs := s.openPair(t)
	update(t, dbs[0], 1, func(tx *kv.Tx) (err error) {
		for i := range accounts {
			err = errors.Join(err, setNumber(tx, key(1, i), start))
		}
		return err
	})
	balanced := func(tx *kv.Tx) error { return total(tx, accounts, accounts*start) }
	ctx, stop := context.WithCancel(t.Context())
	var movers, readers sync.WaitGroup
	for _, db := range dbs {
		readers.Go(func() {
			for ctx.Err() == nil {
				if err := db.View(t.Context(), 1, balanced); err != nil {
					t.Errorf("view: %v", err)
					return
				}
			}
		})
	}
	for i := range 8 {
		movers.Go(func() {
			for j := range 25 {
				err := dbs[i%2].Update(t.Context(), 1, func(tx *kv.Tx) error {
					if err := balanced(tx); err != nil {
						return err
					}
					return move(tx, key(1, (i+j)%accounts), key(1, (i*3+j*5+1)%accounts), uint64(j%7))
				})
				if err != nil && !errors.Is(err, errRefused) {
					t.Errorf("update: %v", err)
				}
			}
		})
	}
	movers.Wait()
	stop()
	readers.Wait()
	if err := dbs[1].View(t.Context(), 1, balanced); err != nil {
		t.Errorf("at the end: %v", err)
	}
}

// total checks the sum of the accounts, read one by one and as a range.
func total(tx *kv.Tx, accounts int, want uint64) error {
	var single, ranged uint64
	for i := range accounts {
		n, err := number(tx, key(tx.Partition(), i))
		if err != nil {
			return err
		}
		single += n
	}
	from, to := all(tx.Partition())
	records, err := tx.Scan(from, to, 0)
	if err != nil {
		return err
	}
	for _, r := range records {
		ranged += binary.BigEndian.Uint64(r.Value)
	}
	if single != want || ranged != want {
		return fmt.Errorf("sum is %d, by range %d, want %d", single, ranged, want)
	}
	return nil
}

// move moves an amount, or refuses after it has taken the money: the refusal must give it back.
func move(tx *kv.Tx, from, to []byte, amount uint64) error {
	have, err := number(tx, from)
	if err != nil {
		return err
	}
	if err := setNumber(tx, from, have-amount); err != nil {
		return err
	}
	if have < amount {
		return errRefused
	}
	there, err := number(tx, to) // may be the same account
	if err != nil {
		return err
	}
	return setNumber(tx, to, there+amount)
}

// phantom: of two clients that each write only if a range is empty, one writes.
func phantom(t testing.TB, s *suite) {
	dbs := s.openPair(t)
	for p := range kv.Partition(40) {
		var wg sync.WaitGroup
		var wrote atomic.Int32
		for i, db := range dbs {
			wg.Go(func() {
				err := db.Update(t.Context(), p, func(tx *kv.Tx) error {
					from, to := all(p)
					there, err := tx.Scan(from, to, 1)
					if err != nil {
						return err
					}
					if len(there) > 0 {
						return errRefused
					}
					return tx.Put(key(p, 10-i), []byte("first")) // not the key the other one writes
				})
				switch {
				case err == nil:
					wrote.Add(1)
				case !errors.Is(err, errRefused):
					t.Errorf("update: %v", err)
				}
			})
		}
		wg.Wait()
		if got := texts(t, dbs[0], p); wrote.Load() != 1 || len(got) != 1 {
			t.Errorf("round %d: %d clients wrote, content %v, want one", p, wrote.Load(), got)
		}
	}
}

// options is how many options the vote has.
const options = 3

// tally is the key of an option's tally.
func tally(option byte) []byte { return kv.Key('q', 1, []byte{option}) }

// voteMove: votes moved between options by many callers keep the tally equal to the votes, and a voter's last move
// wins.
func voteMove(t testing.TB, s *suite) {
	const voters, moves = 24, 12
	choice := func(voter, round int) byte { return byte((voter + round*round) % options) }
	dbs := s.openPair(t)
	var wg sync.WaitGroup
	for voter := range voters {
		wg.Go(func() {
			for round := range moves {
				err := dbs[voter%2].Update(t.Context(), 1, func(tx *kv.Tx) error {
					return vote(tx, key(1, voter), choice(voter, round))
				})
				if err != nil && !errors.Is(err, errRefused) {
					t.Errorf("voter %d: %v", voter, err)
				}
			}
		})
	}
	wg.Wait()
	err := dbs[0].View(t.Context(), 1, func(tx *kv.Tx) error {
		var counted [options]uint64
		for voter := range voters {
			v, ok, err := tx.Get(key(1, voter))
			if want := choice(voter, moves-1); err != nil || !ok || v[0] != want {
				return fmt.Errorf("voter %d chose %v, %v, want %d: %w", voter, v, ok, want, err)
			}
			counted[v[0]]++
		}
		for o, want := range counted {
			if got, err := number(tx, tally(byte(o))); err != nil || got != want {
				return fmt.Errorf("option %d has %d in the tally, %d votes: %w", o, got, want, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// vote moves a voter's vote, and refuses the same choice again.
func vote(tx *kv.Tx, voter []byte, choice byte) error {
	old, had, err := tx.Get(voter)
	switch {
	case err != nil:
		return err
	case had && old[0] == choice:
		return errRefused
	case had:
		err = add(tx, tally(old[0]), -1)
	}
	return errors.Join(err, add(tx, tally(choice), 1), tx.Put(voter, []byte{choice}))
}

// add changes a counter by d.
func add(tx *kv.Tx, k []byte, d int64) error {
	n, err := number(tx, k)
	if err != nil {
		return err
	}
	return setNumber(tx, k, uint64(int64(n)+d))
}

// counter: increments by two clients are each counted once, and in an order that agrees with real time.
func counter(t testing.TB, s *suite) {
	e := s.openEngine(t)
	count(t, Shared(e), Shared(e))
}

// counterUnderLoss is counter where requests and replies get lost, and requests arrive twice.
func counterUnderLoss(t testing.TB, s *suite) {
	e := s.openEngine(t)
	count(t, Lossy(Shared(e)), Lossy(Shared(e)))
}

// counterTwice is counter where every function runs twice.
func counterTwice(t testing.TB, s *suite) {
	e := s.openEngine(t)
	count(t, Twice(Shared(e)), Twice(Shared(e)))
}

// results collects what increments returned.
type results struct {
	mu  sync.Mutex
	all []uint64
}

func (r *results) add(n uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, n)
}

// greatest returns the greatest result so far, 0 if there is none.
func (r *results) greatest() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Max(append(r.all, 0))
}

// count lets callers increment one counter through a DB on each engine. The results must be 1, 2, 3, ... without a gap,
// and each greater than every result known before its call began: then the counter is linearizable.
func count(t testing.TB, engines ...kv.Engine) {
	t.Helper()
	const callers, rounds = 12, 10
	var dbs []*kv.DB
	for _, e := range engines {
		dbs = append(dbs, attach(t, e))
	}
	increment := func(tx *kv.Tx) (uint64, error) {
		n, err := number(tx, key(1, 1))
		return n + 1, errors.Join(err, setNumber(tx, key(1, 1), n+1))
	}
	var got results
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			for range rounds {
				before := got.greatest()
				n, err := kv.Do(t.Context(), dbs[i%len(dbs)], 1, increment)
				if err != nil {
					t.Errorf("increment: %v", err)
					return
				}
				if n <= before {
					t.Errorf("increment returned %d after %d was known", n, before)
				}
				got.add(n)
			}
		})
	}
	wg.Wait()
	slices.Sort(got.all)
	for i, n := range got.all {
		if n != uint64(i+1) {
			t.Fatalf("increment %d of %d returned %d", i+1, len(got.all), n)
		}
	}
	n, err := kv.Do(t.Context(), dbs[0], 1, increment)
	if err != nil || n != callers*rounds+1 {
		t.Errorf("one more increment returned %d, %v, want %d", n, err, callers*rounds+1)
	}
}
