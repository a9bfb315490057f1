package kv

import (
	"fmt"
	"sync"
)

// A call is one Update on its way through the committing goroutine.
type call struct {
	partition Partition
	fn        func(*Tx) error
	answer    chan error // holds one

	mu  sync.Mutex // held while fn runs, so that a caller who leaves finds fn at rest
	ran bool
	off bool // the caller has left

	err error // of fn's last run; the committing goroutine's own
}

// run runs fn, and reports false if the caller has left.
func (c *call) run(tx *Tx) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.off {
		return false
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
