package boltkv

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"cliffhanger/store/kv"
)

// A snapshot is a bbolt read transaction.
type snapshot struct {
	engine      *Engine
	ctx         context.Context // bounds the snapshot's life, as kv.Engine demands
	tx          *bolt.Tx
	data, heads *bolt.Bucket
}

// Snapshot opens a read transaction. While it is open, pages that commits replace are kept, so the file grows.
func (e *Engine) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	s := &snapshot{engine: e, ctx: ctx}
	if err := s.walk("open snapshot", s.begin); err != nil {
		return nil, err
	}
	return s, nil
}

// begin opens the transaction and its buckets.
func (s *snapshot) begin() (err error) {
	e := s.engine
	e.mu.Lock()
	err = e.usable()
	e.mu.Unlock()
	if err != nil {
		return err
	}
	s.tx, err = e.db.Begin(false)
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		err = kv.ErrClosed
	}
	if err != nil {
		return fmt.Errorf("boltkv: open snapshot: %w", err)
	}
	defer func() {
		if s.data == nil || s.heads == nil {
			s.Release() // left open, it would make Close wait for ever
		}
	}()
	s.data, s.heads = s.tx.Bucket([]byte(dataBucket)), s.tx.Bucket([]byte(headBucket))
	if s.data == nil || s.heads == nil {
		return e.fail("open snapshot", errors.New("buckets are gone"))
	}
	return nil
}

// walk calls fn, which reads pages, unless the snapshot's context has ended.
func (s *snapshot) walk(what string, fn func() error) error {
	if err := s.ctx.Err(); err != nil {
		return fmt.Errorf("boltkv: %s: %w", what, err)
	}
	return s.engine.careful(what, fn)
}

// Heads returns the heads of ps.
func (s *snapshot) Heads(ps []kv.Partition) ([]kv.Head, error) {
	out := make([]kv.Head, len(ps))
	err := s.walk("read heads", func() error {
		for i, p := range ps {
			out[i] = head(s.heads, p)
		}
		return nil
	})
	return out, err
}

// Get returns the value of key, in the file's own memory.
func (s *snapshot) Get(key []byte) (value []byte, ok bool, err error) {
	err = s.walk("get", func() error {
		value = s.data.Get(key)
		return s.plausible(key, value)
	})
	return value, value != nil && err == nil, err
}

// Scan returns the records of [from, to), in the file's own memory.
func (s *snapshot) Scan(from, to []byte, limit int) (out []kv.Record, err error) {
	err = s.walk("scan", func() error {
		cursor := s.data.Cursor()
		for k, v := cursor.Seek(from); k != nil; k, v = cursor.Next() {
			if to != nil && bytes.Compare(k, to) >= 0 || limit > 0 && len(out) == limit {
				break
			}
			if err := s.plausible(k, v); err != nil {
				return err
			}
			if out = append(out, kv.Record{Key: k, Value: v}); len(out)%1024 == 0 && s.ctx.Err() != nil {
				return fmt.Errorf("boltkv: scan: %w", s.ctx.Err()) // nobody waits for the rest of it
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// plausible refuses a record that nobody can have written: its length is damaged, and might lead out of the file.
func (s *snapshot) plausible(key, value []byte) error {
	if len(key)+len(value) > kv.MaxBytes {
		return s.engine.fail("read", fmt.Errorf("file is damaged: record of %d bytes", len(key)+len(value)))
	}
	return nil
}

// Release ends the read transaction.
func (s *snapshot) Release() {
	// The only error there is says that the transaction had ended before, which is what Release is for.
	_ = s.tx.Rollback()
}
