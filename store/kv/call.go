package kv

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// A call is one Update on its way through the committing goroutine.
type call struct {
	partition Partition
	fn        func(*Tx) error
	before    *call      // must have succeeded first; nil: nothing must
	answer    chan error // holds one

	mu  sync.Mutex // held while fn runs, so that a caller who leaves finds fn at rest
	ran bool
	off bool // the caller has left

	err error // of fn's last run, or of its group; the committing goroutine's own
}

// errLeft and errBefore are the outcome of calls that were not run.
var (
	errLeft   = errors.New("kv: update given up")
	errBefore = errors.New("kv: update not begun: one before it failed")
)

// run runs fn, and reports false if the caller has left.
func (c *call) run(tx *Tx) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.off:
		c.err = errLeft
		return false
	case c.before != nil && c.before.err != nil:
		c.err = errBefore
		return true
	}
	c.ran = true
	c.err = tx.run(c.fn)
	return true
}

// leave is the end of a call whose context ended for the given reason: fn runs no more after it.
func (c *call) leave(reason error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case err := <-c.answer:
		return err
	default:
	}
	c.off = true
	if c.ran {
		return fmt.Errorf("%w: %w", ErrUnknown, reason)
	}
	return fmt.Errorf("kv: update not begun: %w", reason)
}

// UpdateAll is Update for several functions, each with the limits of one, that run in their order, and each only if
// all before it have succeeded. They are submitted together, so that one commit takes as many of them as fit into it;
// updates of others may come in between. It returns how many of them, from the first, are durable, and the error of
// the one after those, which is one of Update's. If that is ErrUnknown, those behind it may have taken effect too, each
// after all before it; else none of them has.
func (db *DB) UpdateAll(ctx context.Context, p Partition, fns []func(*Tx) error) (done int, err error) {
	if len(fns) == 0 {
		return 0, nil
	}
	calls := make([]*call, len(fns))
	for i, fn := range fns {
		calls[i] = &call{partition: p, fn: fn, answer: make(chan error, 1)}
		if i > 0 {
			calls[i].before = calls[i-1]
		}
	}
	if err := db.submit(ctx, calls); err != nil {
		return 0, err
	}
	for i, c := range calls {
		if err := db.await(ctx, c); err != nil {
			for _, later := range calls[i+1:] {
				later.leave(err) // so that no function runs any more
			}
			return i, err
		}
	}
	return len(calls), nil
}

// submit hands calls to the committing goroutine.
func (db *DB) submit(ctx context.Context, calls []*call) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("kv: update not begun: %w", err)
	}
	if err := db.usable(); err != nil {
		return err
	}
	select {
	case db.queue <- calls:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("kv: update not begun: %w", ctx.Err())
	case <-db.stopped:
		return db.gone()
	}
}

// await returns a submitted call's answer.
func (db *DB) await(ctx context.Context, c *call) error {
	select {
	case err := <-c.answer:
		return err
	case <-ctx.Done():
		return c.leave(ctx.Err())
	case <-db.stopped:
		select {
		case err := <-c.answer:
			return err
		default:
			return db.gone()
		}
	}
}
