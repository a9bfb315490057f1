package kv

import (
	"bytes"
	"errors"
	"fmt"
	"runtime/debug"
)

// What one Update may write.
const (
	MaxKeys   = 100     // different keys put or deleted
	MaxBytes  = 1 << 20 // bytes of those keys and of the values put
	MaxKeyLen = 512     // bytes of one key, for reads too
)

// A Tx is what a function sees of the store: one partition at one instant, with its own writes laid over. It belongs to
// the goroutine that runs the function, and ends with it.
type Tx struct {
	snap      Snapshot
	group     *overlay // what earlier functions of the group wrote
	own       *overlay // what this one wrote; nil in a view
	partition Partition

	done   bool
	misuse error // ErrTooLarge or ErrPartition: fails the update whatever the function returns
	failed error // a read failed: the whole attempt is void
}

// Partition returns the partition of the call.
func (tx *Tx) Partition() Partition { return tx.partition }

// Get returns a copy of the value of key; ok is false if there is none. An empty value is not nil.
func (tx *Tx) Get(key []byte) (value []byte, ok bool, err error) {
	if err := tx.begin(checkKey(tx.partition, key)); err != nil {
		return nil, false, err
	}
	for _, o := range []*overlay{tx.own, tx.group} {
		if o == nil {
			continue
		}
		if w, found := o.writes[string(key)]; found {
			if w.del {
				return nil, false, nil
			}
			return clone(w.value), true, nil
		}
	}
	value, ok, err = tx.snap.Get(key)
	if err != nil {
		return nil, false, tx.readFailed("get", err)
	}
	if !ok {
		return nil, false, nil
	}
	return clone(value), true, nil
}

// Put sets key to a copy of value. Errors: ErrTooLarge, ErrPartition, ErrReadOnly.
func (tx *Tx) Put(key, value []byte) error {
	return tx.write(key, pending{value: clone(value)})
}

// Delete removes key; it is no error if there is no such key. It counts as a write. Errors as for Put.
func (tx *Tx) Delete(key []byte) error {
	return tx.write(key, pending{del: true})
}

// Scan returns copies of the records with from <= key < to in order, the function's own writes included, at most
// limit of them; limit 0 means all. The range must lie within one kind of the partition; a nil to means up to that
// kind's end.
func (tx *Tx) Scan(from, to []byte, limit int) ([]Record, error) {
	to, err := checkSpan(tx.partition, from, to)
	if err := tx.begin(err); err != nil {
		return nil, err
	}
	if to != nil && bytes.Compare(from, to) >= 0 {
		return nil, nil
	}
	var writes []Write
	if tx.own != nil {
		writes = mergeSpan(tx.group, tx.own, from, to)
	}
	ask := 0
	if limit > 0 {
		ask = limit + len(writes) // each write hides at most one record
	}
	base, err := tx.snap.Scan(from, to, ask)
	if err != nil {
		return nil, tx.readFailed("scan", err)
	}
	return mergeRecords(base, writes, limit), nil
}

// write checks and records a write.
func (tx *Tx) write(key []byte, w pending) error {
	if err := tx.begin(checkKey(tx.partition, key)); err != nil {
		return err
	}
	if tx.own == nil {
		return ErrReadOnly
	}
	keys, size := tx.own.with(key, w.value)
	switch {
	case keys > MaxKeys:
		tx.misuse = fmt.Errorf("%w: more than %d keys", ErrTooLarge, MaxKeys)
	case size > MaxBytes:
		tx.misuse = fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, size, MaxBytes)
	default:
		tx.own.set(string(key), w)
		return nil
	}
	return tx.misuse
}

// begin notes misuse and returns the first reason why the Tx cannot go on.
func (tx *Tx) begin(misuse error) error {
	if tx.done {
		return ErrTxDone
	}
	if tx.failed != nil {
		return tx.failed
	}
	if tx.misuse == nil {
		tx.misuse = misuse
	}
	return tx.misuse
}

// readFailed notes that the engine failed, so that no function can commit what it concluded from a failed read.
func (tx *Tx) readFailed(what string, err error) error {
	tx.failed = fmt.Errorf("%s: %w", what, err)
	return tx.failed
}

// run calls fn with tx and returns what became of it: a failed read first, then misuse, then fn's own error.
func (tx *Tx) run(fn func(*Tx) error) error {
	err := protect(fn, tx)
	tx.done = true
	if tx.failed != nil {
		return tx.failed
	}
	if tx.misuse != nil && !errors.Is(err, tx.misuse) {
		return tx.misuse
	}
	return err
}

// protect calls fn and turns a panic into an error.
func protect(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &PanicError{Value: r, Stack: debug.Stack()}
		}
	}()
	return fn(tx)
}

// clone copies b; the copy is never nil.
func clone(b []byte) []byte { return append([]byte{}, b...) }
