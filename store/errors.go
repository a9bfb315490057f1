package store

import (
	"errors"
	"fmt"

	"cliffhanger/store/kv"
)

// What the database under the store says, for callers that do not know it.
var (
	// ErrFull is [kv.ErrFull]: nothing was written, because there is no room.
	ErrFull = kv.ErrFull
	// ErrUnknown is [kv.ErrUnknown]: it may have been written, or may yet be.
	ErrUnknown = kv.ErrUnknown
	// ErrBroken is [kv.ErrBroken]: the data has to be opened again.
	ErrBroken = kv.ErrBroken
	// ErrClosed is [kv.ErrClosed].
	ErrClosed = kv.ErrClosed
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
	// ErrFullOfNominees says that a vote has [MaxNominees].
	ErrFullOfNominees = errors.New("there are as many nominees as there may be")
	// ErrFullOfYours says that a reader has put forward [MaxReaderNominees].
	ErrFullOfYours = errors.New("the reader has put forward as many as one may")
	// ErrNotReleased says that a place is beyond what has been posted.
	ErrNotReleased = errors.New("not released yet")
	// ErrRetracted says that the author took the chapter back.
	ErrRetracted = errors.New("the chapter was taken back")
	// ErrInvalid says that an argument cannot be kept: a negative number, a choice the question does not have.
	ErrInvalid = errors.New("invalid")
	// ErrCorrupt says that a record is not what was written; the message has its key in hex. Restore a backup.
	ErrCorrupt = errors.New("corrupt record")
	// ErrNewerSchema says that a newer version of the program wrote the data. Update the program.
	ErrNewerSchema = errors.New("data was written by a newer version of the program")
	// ErrWrongSecret says that the data was made with another secret. Bring back the key file that belongs to it.
	ErrWrongSecret = errors.New("the key is not the one this data was made with")
)

// during says what was being done when err happened; nil stays nil.
func during(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
