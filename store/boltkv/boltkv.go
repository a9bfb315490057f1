// Package boltkv is a kv.Engine on one bbolt file, for one process.
//
// [Open] takes the file's lock, so that there is one writer, and Apply is one bbolt transaction: two fdatasyncs,
// whatever the number of writes. Put a kv.DB on it, which gives those two syncs to as many callers as wait:
//
//	e, err := boltkv.Open("story.db", boltkv.Options{})
//	db := kv.Open(e, kv.Options{Log: log})
//	defer db.Close()
//
// The file has two buckets: "data" holds the records under their keys, "heads" a partition's head, both as eight
// big-endian bytes. Beside the file, while it is open, lies FILE.owner, which says who has it. Both have mode 0600.
//
// # Settings
//
//   - The freelist is a map and is not written with each commit. Else each commit writes all of it, and is slow for
//     ever after one bulk delete. Its price is a walk through the whole file at the next open, so that an orderly
//     Close writes it after all, and only a start after a crash walks.
//   - Such a start, known by the owner file left behind, first reads the file in order: the walk is in random order and
//     would otherwise be many times slower on a cold cache.
//   - 8 GiB of address space are mapped from the start where pointers have 64 bits. When a file outgrows its mapping,
//     a commit has to wait for every open snapshot, thus a backup would stall everybody. The space is not memory:
//     only pages that were read are resident, and they are the page cache's. On Windows the mapping would resize the
//     file, so there is none.
//   - Page size and fill percentage are bbolt's own: other values made the file bigger or commits slower.
//
// # Failure
//
// When a commit fails, the engine is broken for good ([kv.ErrBroken]): what the disk holds after a failed sync is not
// known before the file is opened anew. The exceptions ([kv.ErrFull]) are a file that has reached MaxSize, which bbolt
// notices before it writes anything, and a write that found no room on the disk. It has changed nothing that counts:
// bbolt writes to pages that nobody reads, and then to the older of two meta pages, whose checksum tells a half. bbolt
// then finds the free pages anew by a walk through the file. A sync that finds no room breaks the engine as any other.
//
// Where bbolt meets a damaged page it panics, or follows a pointer to nowhere. Each walk through the pages catches
// both, and breaks the engine too. bbolt does not checksum data pages. The codec of the records above does, and
// notices a flipped bit when it reads one.
//
// # Decisions
//
//   - Heads are on disk though one process needs no fence: they come out of the same snapshot as the records, at the
//     cost of a page per commit and of no sync, and a copy of the file can be taken over by an engine that does need
//     them.
//   - The last commit of each client is remembered in memory: a client does not outlive its process.
//   - The lock is bbolt's (flock); the owner file only says who holds it and never decides anything.
package boltkv

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"cliffhanger/store/kv"
)

// The buckets.
const (
	dataBucket = "data"
	headBucket = "heads"
)

// An Engine is an open file. Make one with Open.
type Engine struct {
	path   string
	db     *bolt.DB
	broken atomic.Pointer[error] // why nothing works any more

	mu     sync.Mutex // one commit at a time; guards the rest
	closed bool
	last   map[[16]byte]uint64 // the last commit of each client that took effect
}

// Path returns the path that Open was given.
func (e *Engine) Path() string { return e.path }

// Apply commits c and syncs it. Errors: kv.ErrConflict, kv.ErrFull, kv.ErrClosed, kv.ErrBroken; ctx's error if it had
// ended before. A commit under way is not interrupted.
func (e *Engine) Apply(ctx context.Context, c kv.Commit) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.usable(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("boltkv: apply: %w", err)
	}
	if len(c.Writes) == 0 {
		return e.compareOnly(c)
	}
	err := e.careful("commit", func() error { return e.commit(c) })
	switch {
	case err == nil:
		e.last[c.ID.Client] = c.ID.Seq
		return nil
	case errors.Is(err, kv.ErrConflict):
		return err
	case errors.Is(err, berrors.ErrMaxSizeReached), noRoom(err):
		return fmt.Errorf("boltkv: %s: %w: %w", e.path, kv.ErrFull, err)
	}
	return e.fail("commit", err)
}

// commit writes c in one bbolt transaction.
func (e *Engine) commit(c kv.Commit) error {
	tx, err := e.db.Begin(true)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	// After Commit there is nothing to roll back. After a panic there is, or bbolt's lock stays and Close has to wait.
	defer tx.Rollback()
	if err := write(tx, c); err != nil {
		return err
	}
	return tx.Commit()
}

// careful calls fn, which may walk the file's pages. Damaged ones make bbolt panic, or point to where there is no
// memory: both become ErrBroken, and the engine is not used any more.
func (e *Engine) careful(what string, fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = e.fail(what, fmt.Errorf("file is damaged: %v", r))
		}
	}()
	return fn()
}

// fail makes the engine unusable, and returns the error that says so.
func (e *Engine) fail(what string, cause error) error {
	if errors.Is(cause, kv.ErrBroken) {
		return cause
	}
	err := fmt.Errorf("boltkv: %s: %s: %w: %w", e.path, what, kv.ErrBroken, cause)
	e.broken.CompareAndSwap(nil, &err)
	return err
}

// write compares the heads, moves them, and puts the records.
func write(tx *bolt.Tx, c kv.Commit) error {
	heads, data := tx.Bucket([]byte(headBucket)), tx.Bucket([]byte(dataBucket))
	for _, x := range c.Expect {
		if head(heads, x.Partition) != x.Head {
			return kv.ErrConflict
		}
		if !x.Written {
			continue
		}
		if err := heads.Put(number(uint64(x.Partition)), number(uint64(x.Head)+1)); err != nil {
			return fmt.Errorf("move head: %w", err)
		}
	}
	for _, w := range c.Writes {
		if w.Delete {
			if err := data.Delete(w.Key); err != nil {
				return fmt.Errorf("delete %x: %w", w.Key, err)
			}
			continue
		}
		if err := data.Put(w.Key, w.Value); err != nil {
			return fmt.Errorf("put %x: %w", w.Key, err)
		}
	}
	return nil
}

// compareOnly is Apply for a commit without writes.
func (e *Engine) compareOnly(c kv.Commit) error {
	return e.careful("compare", func() error {
		tx, err := e.db.Begin(false)
		if err != nil {
			return fmt.Errorf("boltkv: begin: %w", err)
		}
		defer tx.Rollback()
		heads := tx.Bucket([]byte(headBucket))
		for _, x := range c.Expect {
			if head(heads, x.Partition) != x.Head {
				return kv.ErrConflict
			}
		}
		return nil
	})
}

// Landed reports whether id is the last commit of its client that Apply has made durable.
func (e *Engine) Landed(_ context.Context, id kv.CommitID) (bool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.usable(); err != nil {
		return false, err
	}
	seq, ok := e.last[id.Client]
	return ok && seq == id.Seq, nil
}

// usable returns why the engine takes no calls, or nil. The caller holds mu.
func (e *Engine) usable() error {
	if e.closed {
		return fmt.Errorf("boltkv: %s: %w", e.path, kv.ErrClosed)
	}
	if err := e.broken.Load(); err != nil {
		return *err
	}
	return nil
}

// head returns the head of p.
func head(heads *bolt.Bucket, p kv.Partition) kv.Head {
	v := heads.Get(number(uint64(p)))
	if len(v) != 8 {
		return 0
	}
	return kv.Head(binary.BigEndian.Uint64(v))
}

// number writes a partition or a head as bytes.
func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
