package kv

import (
	"errors"
	"fmt"
)

// Errors of a DB. All are matched with errors.Is.
var (
	// ErrTooLarge: the function wrote more than MaxKeys keys or MaxBytes bytes, or used a key longer than MaxKeyLen.
	// The update is undone even if the function ignores the error.
	ErrTooLarge = errors.New("kv: update too large")
	// ErrPartition: a key or range outside the partition of the call. The update is undone even if the function
	// ignores the error.
	ErrPartition = errors.New("kv: wrong partition")
	// ErrReadOnly: a write inside a View.
	ErrReadOnly = errors.New("kv: write in a view")
	// ErrTxDone: a Tx used after its function returned.
	ErrTxDone = errors.New("kv: transaction is over")
	// ErrClosed: the DB is closed, or its engine is. The update did not happen.
	ErrClosed = errors.New("kv: closed")
	// ErrUnknown: the update may or may not have happened, or may still happen. It comes with the reason: the engine
	// gave no clear answer in time, or the caller's context ended after the function had run.
	ErrUnknown = errors.New("kv: outcome unknown")
)

// Errors by which an engine tells the DB what became of a commit. Callers of Update see all but a passing ErrConflict.
var (
	// ErrConflict: nothing was applied, because a head has moved (or, after a lost reply, because it was applied
	// before).
	ErrConflict = errors.New("kv: conflict")
	// ErrFull: nothing was applied, because there is no room. The engine goes on working.
	ErrFull = errors.New("kv: store is full")
	// ErrBroken: the engine has failed and cannot be trusted before it is reopened. Every later call fails with it too.
	ErrBroken = errors.New("kv: engine broken")
)

// A PanicError is what a panic in an update or view function becomes.
type PanicError struct {
	Value any    // what the function panicked with
	Stack []byte // where, as printed by runtime/debug.Stack
}

// Error returns the panic's value; the stack is left to whoever logs it.
func (e *PanicError) Error() string { return fmt.Sprintf("kv: function panicked: %v", e.Value) }

// Unwrap returns the panic's value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
