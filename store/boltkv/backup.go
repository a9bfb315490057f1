package boltkv

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// checkWait is how long Check waits for the lock of the file.
const checkWait = time.Second

// maxDamages is how many damages Check reports.
const maxDamages = 10

// Backup writes the content of one instant to w, as a file that Open takes, and returns its length. Commits go on
// meanwhile, but the pages they replace are kept until Backup ends: so w should be a local file, which can be shipped
// afterwards. It ends early when ctx does. The copy is no backup before Check has read it.
func (e *Engine) Backup(ctx context.Context, w io.Writer) (int64, error) {
	snap, err := e.Snapshot(ctx)
	if err != nil {
		return 0, err
	}
	defer snap.Release()
	n, err := snap.(*snapshot).tx.WriteTo(&untilDone{ctx, w})
	if ended := ctx.Err(); err != nil && ended != nil {
		err = ended // bbolt does not wrap it
	}
	if err != nil {
		return n, fmt.Errorf("boltkv: backup of %s: %w", e.path, err)
	}
	return n, nil
}

// untilDone is a writer that fails once its context has ended.
type untilDone struct {
	ctx context.Context
	w   io.Writer
}

// Write writes p, or returns the context's error.
func (u *untilDone) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.w.Write(p)
}

// Check reads the file at path, which nobody may have open, and returns what is wrong with its structure: pages that
// are reachable twice, or not at all, and keys out of order. It does not know what records mean, and bbolt has no
// checksums for them.
//
// On a damaged file bbolt's walk may also never end, or crash the program in a goroutine of its own. So run Check in a
// process of its own with a time limit, unless the file was just written here.
func Check(path string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("boltkv: check %s: file is damaged: %v", path, r)
		}
	}()
	db, err := bolt.Open(path, fileMode, &bolt.Options{ReadOnly: true, PreLoadFreelist: true, Timeout: checkWait})
	if errors.Is(err, berrors.ErrTimeout) {
		return locked(path)
	}
	if err != nil {
		return fmt.Errorf("boltkv: check %s: %w", path, err)
	}
	err = db.View(func(tx *bolt.Tx) error {
		if tx.Bucket([]byte(dataBucket)) == nil || tx.Bucket([]byte(headBucket)) == nil {
			return errors.New("not a store of this kind")
		}
		var damages []error
		for damage := range tx.Check() { // to its end, or its goroutine stays
			if len(damages) < maxDamages {
				damages = append(damages, damage)
			}
		}
		return errors.Join(damages...)
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("boltkv: check %s: %w", path, err)
	}
	return nil
}
