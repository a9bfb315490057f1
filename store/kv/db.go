package kv

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	// defaultGroup is how many calls share one commit at most.
	defaultGroup = 512
	// groupBytes bounds what one commit writes, so that many large updates do not pile up in memory.
	groupBytes = 16 << 20
	// patience is how long a group waits for its engine to answer clearly, and how long Close waits for the last
	// groups.
	patience = 15 * time.Second
	// scanPage is how many records ScanAll reads under one snapshot.
	scanPage = 512
)

// Options of a DB. The zero value is usable.
type Options struct {
	Log      *slog.Logger // told about retries and unknown outcomes; nil: nobody is
	MaxGroup int          // calls that share one commit at most; 0: 512
}

// A DB runs updates and views on an engine. Its methods may be called from any goroutine.
type DB struct {
	engine   Engine
	log      *slog.Logger
	maxGroup int
	limits   Limits
	client   [16]byte

	queue   chan []*call
	quit    chan struct{} // closed by Close: finish what waits
	stopped chan struct{} // closed when the committing goroutine has ended
	broken  chan struct{} // closed when the engine has failed
	ctx     context.Context
	cancel  context.CancelFunc

	seq uint64 // of the last commit; the committing goroutine's own

	mu      sync.Mutex
	closed  bool
	failure error          // why broken is closed
	views   sync.WaitGroup // views under way; Add under mu
	closing func() error
}

// Open starts a DB on e, which then belongs to it: Close closes e.
func Open(e Engine, o Options) *DB {
	db := &DB{
		engine:   e,
		log:      o.Log,
		maxGroup: o.MaxGroup,
		stopped:  make(chan struct{}),
		quit:     make(chan struct{}),
		broken:   make(chan struct{}),
	}
	if db.log == nil {
		db.log = slog.New(slog.DiscardHandler)
	}
	if db.maxGroup <= 0 {
		db.maxGroup = defaultGroup
	}
	if l, ok := e.(Limiter); ok {
		db.limits = l.Limits()
	}
	if db.limits.Bytes == 0 {
		db.limits.Bytes = groupBytes
	}
	rand.Read(db.client[:]) // never fails: the runtime ends the program rather than return an error
	db.queue = make(chan []*call, db.maxGroup)
	db.ctx, db.cancel = context.WithCancel(context.Background())
	db.closing = sync.OnceValue(db.close)
	go db.commitLoop()
	return db
}

// Update runs fn in partition p and makes what it wrote durable. fn may run several times and in the company of others:
// see the package comment for its rules. Update returns
//
//   - nil: the writes are synced;
//   - fn's own error, or a *PanicError: nothing was written, and what fn saw was durable;
//   - ErrTooLarge, ErrPartition, ErrFull, ErrClosed, or ctx's error alone: nothing was written;
//   - ErrUnknown: it may have happened, or may yet (ctx ended, or the engine was silent, after fn had run);
//   - ErrBroken: the engine has failed and the process should stop; the outcome shows when the store is reopened.
func (db *DB) Update(ctx context.Context, p Partition, fn func(*Tx) error) error {
	c := &call{partition: p, fn: fn, answer: make(chan error, 1)}
	if err := db.submit(ctx, []*call{c}); err != nil {
		return err
	}
	return db.await(ctx, c)
}

// View runs fn once, on the caller's goroutine, over a snapshot of partition p that is not older than the call. It
// returns fn's error, a *PanicError, ErrClosed, ErrBroken, ErrPartition, or the engine's reason why it could not read.
func (db *DB) View(ctx context.Context, p Partition, fn func(*Tx) error) error {
	if err := db.beginView(); err != nil {
		return err
	}
	defer db.views.Done()
	snap, err := db.engine.Snapshot(ctx)
	if err != nil {
		return db.readFailed("open snapshot", err)
	}
	defer snap.Release()
	tx := &Tx{snap: snap, partition: p}
	err = tx.run(fn)
	if tx.failed != nil {
		return db.readFailed("view", tx.failed)
	}
	return err
}

// Do is Update for a function with a result. The result is that of the run that took effect, and the zero value if the
// update failed.
func Do[T any](ctx context.Context, db *DB, p Partition, fn func(*Tx) (T, error)) (T, error) {
	result := new(T)
	err := db.Update(ctx, p, func(tx *Tx) (err error) {
		*result, err = fn(tx)
		return err
	})
	if err != nil {
		return *new(T), err
	}
	return *result, nil
}

// ScanAll calls fn with every record of a kind, in the order of their keys, whatever their partition. It reads pages:
// each shows one instant, but all together do not, and a record written meanwhile may be seen or not. No snapshot is
// held while fn runs, so fn may take its time, and may call Update. It ends at the first error, which it returns.
func (db *DB) ScanAll(ctx context.Context, kind byte, fn func(Record) error) error {
	from, to := []byte{kind}, PrefixEnd([]byte{kind})
	for {
		page, err := db.page(ctx, from, to)
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := fn(r); err != nil {
				return err
			}
		}
		if len(page) < scanPage {
			return nil
		}
		from = append(clone(page[len(page)-1].Key), 0) // the next key there can be
	}
}

// page returns copies of at most scanPage records from one snapshot.
func (db *DB) page(ctx context.Context, from, to []byte) ([]Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("kv: scan: %w", err)
	}
	if err := db.beginView(); err != nil {
		return nil, err
	}
	defer db.views.Done()
	snap, err := db.engine.Snapshot(ctx)
	if err != nil {
		return nil, db.readFailed("open snapshot", err)
	}
	defer snap.Release()
	records, err := snap.Scan(from, to, scanPage)
	if err != nil {
		return nil, db.readFailed("scan", err)
	}
	return mergeRecords(records, nil, 0), nil
}

// readFailed returns the error for a view that could not read, and ends the DB if the engine is broken.
func (db *DB) readFailed(what string, err error) error {
	if errors.Is(err, ErrBroken) {
		return db.fail(err)
	}
	return fmt.Errorf("kv: %s: %w", what, err)
}

// Broken is closed when the engine has failed. Then every call fails with ErrBroken, and the process should stop.
func (db *DB) Broken() <-chan struct{} { return db.broken }

// Close refuses new calls, finishes what waits (15 s at most if the engine does not answer), waits for views to end,
// and closes the engine. It must not be called from inside a function. Every call returns the first one's result.
func (db *DB) Close() error { return db.closing() }

func (db *DB) close() error {
	db.mu.Lock()
	db.closed = true
	db.mu.Unlock()
	close(db.quit)
	limit := time.AfterFunc(patience, db.cancel)
	<-db.stopped
	limit.Stop()
	db.cancel()
	db.views.Wait()
	if err := db.engine.Close(); err != nil {
		return fmt.Errorf("kv: close engine: %w", err)
	}
	return nil
}

// usable returns why the DB takes no calls, or nil.
func (db *DB) usable() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.failure != nil {
		return db.failure
	}
	if db.closed {
		return ErrClosed
	}
	return nil
}

// beginView counts a view in; the caller ends it with views.Done.
func (db *DB) beginView() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.failure != nil {
		return db.failure
	}
	if db.closed {
		return ErrClosed
	}
	db.views.Add(1)
	return nil
}

// gone is the answer to calls that the ended committing goroutine did not take.
func (db *DB) gone() error {
	if err := db.usable(); err != nil {
		return err
	}
	return ErrClosed
}

// fail marks the engine broken for the given reason and returns the error that every caller gets from now on.
func (db *DB) fail(cause error) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.failure == nil {
		db.failure = fmt.Errorf("%w: %w", ErrBroken, cause)
		close(db.broken)
	}
	return db.failure
}
