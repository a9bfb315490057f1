package kv

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"
)

const (
	// firstPause and maxPause bound the wait before an engine that failed is asked again; it doubles in between.
	firstPause = 10 * time.Millisecond
	maxPause   = time.Second
	// A group that has met so many conflicts in a row waits up to conflictPause, to let the other writers get ahead.
	conflictsInRow = 4
	conflictPause  = 10 * time.Millisecond
)

// A group is the outcome of running some calls over one snapshot: who ran, and the commit to offer for them.
type group struct {
	ran    []*call
	rest   []*call // did not fit into the commit
	commit Commit
}

// commitLoop is the committing goroutine.
func (db *DB) commitLoop() {
	orderly := false
	defer func() {
		if !orderly { // a function ended the goroutine (runtime.Goexit): its group is in an unknown state
			db.fail(errors.New("an update function ended the committing goroutine"))
		}
		close(db.stopped)
	}()
	var waiting []*call
	for {
		waiting = db.collect(waiting)
		if len(waiting) == 0 {
			orderly = true
			return
		}
		now := min(len(waiting), db.maxGroup)
		rest := db.serve(waiting[:now:now])
		waiting = append(rest, waiting[now:]...)
	}
}

// collect returns the calls for the next group: those left over, then those that wait, at least one, and more than a
// group's if some were submitted together. It returns none when the DB is closing and nothing waits.
func (db *DB) collect(calls []*call) []*call {
	if len(calls) == 0 {
		select {
		case list := <-db.queue:
			calls = append(calls, list...)
			runtime.Gosched() // let the writers woken by the last group queue up too
		case <-db.quit:
		}
	}
	for len(calls) < db.maxGroup {
		select {
		case list := <-db.queue:
			calls = append(calls, list...)
		default:
			return calls
		}
	}
	return calls
}

// serve runs calls and answers them, except those it returns, which did not fit.
func (db *DB) serve(calls []*call) (rest []*call) {
	ctx, cancel := context.WithTimeout(db.ctx, patience)
	defer cancel()
	wait := pause{next: firstPause}
	conflicts := 0
	for {
		g, err := db.compute(ctx, calls)
		switch {
		case err == nil:
			err = db.settle(ctx, g.commit)
			if !errors.Is(err, ErrConflict) {
				g.answer(err)
				return g.rest
			}
			if conflicts++; conflicts%conflictsInRow != 0 {
				continue
			}
			wait.next = max(time.Millisecond, rand.N(conflictPause))
		case errors.Is(err, ErrBroken) || errors.Is(err, ErrClosed):
			(&group{ran: calls}).answer(db.fail(err))
			return nil
		default:
			db.log.Warn("store: read failed, trying again", "cause", err, "wait", wait.next)
		}
		if !wait.sleep(ctx) {
			(&group{ran: calls}).answer(db.notDone(err))
			return nil
		}
	}
}

// notDone is the answer to calls for which nothing was written in time: the engine could not be read, or others were
// always faster.
func (db *DB) notDone(err error) error {
	if db.ctx.Err() != nil {
		return fmt.Errorf("%w while trying again: %w", ErrClosed, err)
	}
	return fmt.Errorf("kv: nothing written within %v: %w", patience, err)
}

// compute runs calls in order over one snapshot and builds their commit. An error means that the engine could not be
// read, and that nothing the functions concluded counts.
func (db *DB) compute(ctx context.Context, calls []*call) (*group, error) {
	snap, err := db.engine.Snapshot(ctx)
	if err != nil {
		return nil, fmt.Errorf("open snapshot: %w", err)
	}
	defer snap.Release()
	g := &group{}
	all, own := newOverlay(), newOverlay()
	used := map[Partition]bool{} // and whether written
	for i, c := range calls {
		own.reset()
		tx := &Tx{snap: snap, group: all, own: own, partition: c.partition}
		if !c.run(tx) {
			continue
		}
		if tx.failed != nil {
			return nil, tx.failed
		}
		if c.err != nil {
			own.reset()
		}
		if len(g.ran) > 0 && !db.fits(all, own, len(used)) {
			g.rest = slices.Clone(calls[i:])
			break
		}
		g.ran = append(g.ran, c)
		wrote := len(own.keys) > 0
		used[c.partition] = used[c.partition] || wrote
		if wrote {
			all.absorb(own)
		}
	}
	db.seq++
	g.commit = Commit{ID: CommitID{Client: db.client, Seq: db.seq}, Writes: all.list()}
	g.commit.Expect, err = expectations(snap, used)
	return g, err
}

// fits reports whether one more call may join a commit that writes what is in all and uses so many partitions.
func (db *DB) fits(all, own *overlay, partitions int) bool {
	ops := len(all.keys) + len(own.keys) + partitions + 2 // its own partition, and the commit's id
	return (db.limits.Ops == 0 || ops <= db.limits.Ops) && all.bytes+own.bytes <= db.limits.Bytes
}

// expectations reads the heads of the partitions used from the snapshot that the functions saw.
func expectations(snap Snapshot, used map[Partition]bool) ([]Expect, error) {
	ps := make([]Partition, 0, len(used))
	for p := range used {
		ps = append(ps, p)
	}
	slices.Sort(ps)
	heads, err := snap.Heads(ps)
	if err != nil {
		return nil, fmt.Errorf("read heads: %w", err)
	}
	if len(heads) != len(ps) {
		return nil, fmt.Errorf("%w: %d heads for %d partitions", ErrBroken, len(heads), len(ps))
	}
	expect := make([]Expect, len(ps))
	for i, p := range ps {
		expect[i] = Expect{Partition: p, Head: heads[i], Written: used[p]}
	}
	return expect, nil
}

// settle offers a commit until its outcome is known: nil for applied, ErrConflict for not applied and never to be.
func (db *DB) settle(ctx context.Context, c Commit) error {
	if len(c.Expect) == 0 {
		return nil // every caller has left
	}
	wait := pause{next: firstPause}
	unknown := false // whether an earlier offer may have landed, or may land later
	for {
		err := db.engine.Apply(ctx, c)
		if errors.Is(err, ErrConflict) {
			var landed bool
			landed, err = db.landed(ctx, c)
			if err == nil && landed {
				return nil
			}
			if err == nil {
				return ErrConflict // the heads have moved on, so that a late offer cannot land either
			}
			unknown = true
		}
		switch {
		case err == nil:
			return nil
		case errors.Is(err, ErrBroken) || errors.Is(err, ErrClosed):
			return db.fail(err)
		case errors.Is(err, ErrFull) && !unknown:
			return err
		}
		unknown = true
		db.log.Warn("store: commit without clear answer, asking again", "cause", err, "seq", c.ID.Seq, "wait", wait.next)
		if !wait.sleep(ctx) {
			return fmt.Errorf("%w: %w", ErrUnknown, err)
		}
	}
}

// landed asks the engine whether c took effect. A commit without writes has no effect, and is then run anew.
func (db *DB) landed(ctx context.Context, c Commit) (bool, error) {
	if len(c.Writes) == 0 {
		return false, nil
	}
	return db.engine.Landed(ctx, c.ID)
}

// answer ends the group: nil gives every call its function's own outcome, an error is the answer to all.
func (g *group) answer(err error) {
	for _, c := range g.ran {
		if err != nil {
			c.err = err // for the call after it
		}
		c.answer <- c.err
	}
}

// pause is a wait that doubles each time.
type pause struct{ next time.Duration }

// sleep waits, and reports false if ctx ended first.
func (p *pause) sleep(ctx context.Context) bool {
	t := time.NewTimer(p.next)
	defer t.Stop()
	p.next = min(2*p.next, maxPause)
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
