package store

import (
	"errors"
	"fmt"

	"cliffhanger/store/kv"
)

// What the store refuses; ask with errors.Is.
var (
	// ErrNotFound says that there is no such record.
	ErrNotFound = errors.New("not found")
	// ErrExists says that it was made before: a drop planned twice, a second vote of a chapter.
	ErrExists = errors.New("exists already")
	// ErrOutOfOrder says that something else must be done first: an earlier step, a claim, closing the vote.
	ErrOutOfOrder = errors.New("out of order")
	// ErrConflict says that the same thing was done before with another outcome: a step finished with another message,
	// a drop planned twice at the same time.
	ErrConflict = errors.New("done before with another outcome")
	// ErrVoteClosed says that the vote takes nothing more.
	ErrVoteClosed = errors.New("vote is closed")
	// ErrNotReleased says that a place is beyond what has been posted.
	ErrNotReleased = errors.New("not released yet")
	// ErrInvalid says that an argument cannot be kept: a negative number, a choice the question does not have.
	ErrInvalid = errors.New("invalid")
	// ErrCorrupt says that a record is not what was written; the message has its key in hex. Restore a backup.
	ErrCorrupt = errors.New("corrupt record")
	// ErrNewerSchema says that a newer version of the program wrote the data. Update the program.
	ErrNewerSchema = errors.New("data was written by a newer version of the program")
	// ErrWrongSecret says that the data was made with another secret. Bring back the key file that belongs to it.
	ErrWrongSecret = errors.New("the key is not the one this data was made with")
)

// What can become of any write, besides; these are package kv's, for those who know nothing below the store.
var (
	// ErrFull says that nothing was written because there is no room. The store goes on working.
	ErrFull = kv.ErrFull
	// ErrUnknown says that nobody knows what became of a write. Every one can be repeated.
	ErrUnknown = kv.ErrUnknown
	// ErrBroken says that the store has failed for good, until it is opened anew.
	ErrBroken = kv.ErrBroken
	// ErrClosed says that the store was closed.
	ErrClosed = kv.ErrClosed
)

// during says what was being done when err happened; nil stays nil.
func during(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
