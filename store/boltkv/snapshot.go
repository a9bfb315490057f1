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
	ctx         context.Context // bounds the snapshot's life, as kv.Engine demands
	tx          *bolt.Tx
	data, heads *bolt.Bucket
}

// Snapshot opens a read transaction. While it is open, pages that commits replace are kept, so the file grows.
func (e *Engine) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("boltkv: snapshot: %w", err)
	}
	e.mu.Lock()
	err := e.usable()
	e.mu.Unlock()
	if err != nil {
		return nil, err
	}
	tx, err := e.db.Begin(false)
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		err = kv.ErrClosed
	}
	if err != nil {
		return nil, fmt.Errorf("boltkv: snapshot: %w", err)
	}
	return &snapshot{
		ctx: ctx, tx: tx, data: tx.Bucket([]byte(dataBucket)), heads: tx.Bucket([]byte(headBucket)),
	}, nil
}

// Heads returns the heads of ps.
func (s *snapshot) Heads(ps []kv.Partition) ([]kv.Head, error) {
	if err := s.ctx.Err(); err != nil {
		return nil, err
	}
	out := make([]kv.Head, len(ps))
	for i, p := range ps {
		out[i] = head(s.heads, p)
	}
	return out, nil
}

// Get returns the value of key, in the file's own memory.
func (s *snapshot) Get(key []byte) (value []byte, ok bool, err error) {
	if err := s.ctx.Err(); err != nil {
		return nil, false, err
	}
	value = s.data.Get(key)
	return value, value != nil, nil
}

// Scan returns the records of [from, to), in the file's own memory.
func (s *snapshot) Scan(from, to []byte, limit int) ([]kv.Record, error) {
	if err := s.ctx.Err(); err != nil {
		return nil, err
	}
	var out []kv.Record
	cursor := s.data.Cursor()
	for k, v := cursor.Seek(from); k != nil; k, v = cursor.Next() {
		if to != nil && bytes.Compare(k, to) >= 0 || limit > 0 && len(out) == limit {
			break
		}
		if len(out)%1024 == 1023 { // a long scan notices that nobody wants it any more
			if err := s.ctx.Err(); err != nil {
				return nil, err
			}
		}
		out = append(out, kv.Record{Key: k, Value: v})
	}
	return out, nil
}

// Release ends the read transaction.
func (s *snapshot) Release() {
	// The only error there is says that the transaction had ended before, which is what Release is for.
	_ = s.tx.Rollback()
}
