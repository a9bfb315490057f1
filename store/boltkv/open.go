package boltkv

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

const (
	// fileMode: the file holds what readers do, so it is the owner's alone.
	fileMode = 0o600
	// lockWait is how long each of at most two attempts waits for the lock. bbolt tries every 50 ms, and a wait of zero
	// would never end. An orderly stop of the former process takes less.
	lockWait = 1400 * time.Millisecond
	// closeWait is how long Close waits for bbolt after a failure, which may have left bbolt's own lock held.
	closeWait = 2 * time.Second
)

// Options of an engine. The zero value is usable.
type Options struct {
	MaxSize int              // bytes the file may have; 0: as many as the disk. bbolt grows files by 16 MiB
	Now     func() time.Time // for the owner file; nil: time.Now
}

// Open opens the file at path, making it if there is none, and takes its lock. If another process has it, Open fails
// within three seconds with a *LockedError. Its directory must exist.
func Open(path string, o Options) (*Engine, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	size, err := fileSize(path)
	if err != nil {
		return nil, err
	}
	if size > 0 && ownerLeft(path) {
		if err := warm(path); err != nil {
			return nil, err
		}
	}
	db, err := openBolt(path, o)
	if err != nil {
		return nil, err
	}
	e := &Engine{path: path, db: db, last: map[[16]byte]uint64{}}
	if err := e.prepare(o, size == 0); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return e, nil
}

// fileSize returns the size of the file at path, 0 if there is none.
func fileSize(path string) (int64, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("boltkv: %w", err)
	case !info.Mode().IsRegular():
		return 0, fmt.Errorf("boltkv: %s is not a file", path)
	}
	return info.Size(), nil
}

// warm reads a file in order, so that bbolt's walk finds it in memory. It does so only if nobody has the file open,
// which it learns from a read-only open: that one needs the lock, but walks nothing.
func warm(path string) (err error) {
	probe, err := bolt.Open(path, fileMode, &bolt.Options{ReadOnly: true, Timeout: lockWait})
	if errors.Is(err, berrors.ErrTimeout) {
		return locked(path)
	}
	if err != nil {
		return fmt.Errorf("boltkv: open %s: %w", path, err)
	}
	if err := probe.Close(); err != nil {
		return fmt.Errorf("boltkv: close %s: %w", path, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("boltkv: %w", err)
	}
	defer f.Close()
	if _, err := io.CopyBuffer(io.Discard, struct{ io.Reader }{f}, make([]byte, 1<<20)); err != nil {
		return fmt.Errorf("boltkv: read %s in order: %w", path, err)
	}
	return nil
}

// openBolt opens the file with the settings that the package comment explains. bbolt panics on some damaged files.
func openBolt(path string, o Options) (db *bolt.DB, err error) {
	defer func() {
		if r := recover(); r != nil {
			db, err = nil, fmt.Errorf("boltkv: open %s: file is damaged: %v", path, r)
		}
	}()
	db, err = bolt.Open(path, fileMode, &bolt.Options{
		Timeout:         lockWait,
		FreelistType:    bolt.FreelistMapType,
		NoFreelistSync:  true,
		InitialMmapSize: mapSize(),
		MaxSize:         o.MaxSize,
	})
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, locked(path)
	}
	if err != nil {
		return nil, fmt.Errorf("boltkv: open %s: %w", path, err)
	}
	return db, nil
}

// mapSize is the address space to map from the start.
func mapSize() int {
	if strconv.IntSize < 64 || runtime.GOOS == "windows" {
		return 0
	}
	gib := 1 << 30
	return 8 * gib
}

// prepare makes the buckets, says who owns the file, and makes a new file's name durable.
func (e *Engine) prepare(o Options, fresh bool) error {
	if err := writeOwner(e.path, o.Now()); err != nil {
		return err
	}
	ready := false
	err := e.db.View(func(tx *bolt.Tx) error {
		ready = tx.Bucket([]byte(dataBucket)) != nil && tx.Bucket([]byte(headBucket)) != nil
		return nil
	})
	if err != nil {
		return fmt.Errorf("boltkv: read %s: %w", e.path, err)
	}
	if !ready {
		err := e.db.Update(func(tx *bolt.Tx) error {
			_, err1 := tx.CreateBucketIfNotExists([]byte(dataBucket))
			_, err2 := tx.CreateBucketIfNotExists([]byte(headBucket))
			return errors.Join(err1, err2)
		})
		if err != nil {
			return fmt.Errorf("boltkv: set up %s: %w", e.path, err)
		}
	}
	if fresh {
		return syncDir(filepath.Dir(e.path))
	}
	return nil
}

// syncDir makes the names in a directory durable. bbolt syncs the file's content only.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" { // directories cannot be opened for that there
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("boltkv: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("boltkv: sync directory: %w", err)
	}
	return nil
}

// Close writes the freelist with a last commit, removes the owner file and gives the lock back. After a failed commit
// it only closes, and leaves the owner file as the sign of an unclean stop. A second Close does nothing.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil
	}
	e.closed = true
	if e.broken.Load() != nil {
		return e.abandon()
	}
	e.db.NoFreelistSync = false
	err := e.careful("last commit", e.commitNothing)
	if e.broken.Load() != nil {
		return errors.Join(err, e.abandon())
	}
	if err != nil {
		// The records are safe; the next open walks the file. A full file is the usual reason.
		err = fmt.Errorf("boltkv: write freelist of %s: %w", e.path, err)
	} else {
		err = removeOwner(e.path)
	}
	if cerr := e.db.Close(); cerr != nil {
		err = errors.Join(err, fmt.Errorf("boltkv: close %s: %w", e.path, cerr))
	}
	return err
}

// commitNothing is the commit that writes the freelist.
func (e *Engine) commitNothing() error {
	tx, err := e.db.Begin(true)
	if err != nil {
		return err
	}
	defer tx.Rollback() // as in commit
	return tx.Commit()
}

// abandon closes a broken file, without waiting for ever.
func (e *Engine) abandon() error {
	done := make(chan error, 1)
	go func() { done <- e.db.Close() }()
	limit := time.NewTimer(closeWait)
	defer limit.Stop()
	select {
	case err := <-done:
		if err != nil {
			return fmt.Errorf("boltkv: close %s: %w", e.path, err)
		}
		return nil
	case <-limit.C:
		return fmt.Errorf("boltkv: %s stays locked until the process ends: %w", e.path, *e.broken.Load())
	}
}
