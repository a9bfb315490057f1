package store

import (
	"context"
	"slices"

	"cliffhanger/store/kv"
)

// get reads the record under key, or ErrNotFound; unknown is to be handed to put.
func get[T any, R row[T]](tx *kv.Tx, key []byte) (v T, unknown []byte, err error) {
	value, ok, err := tx.Get(key)
	if err != nil {
		return v, nil, err
	}
	if !ok {
		return v, nil, ErrNotFound
	}
	return decodeRow[T, R](key, value)
}

// put writes the record under key; unknown is what get returned, or nil for a new one.
func put[T any, R row[T]](tx *kv.Tx, key []byte, v T, unknown []byte) error {
	value, err := encodeRow[T, R](key, v, unknown)
	if err != nil {
		return err
	}
	return tx.Put(key, value)
}

// list reads all records whose keys start with prefix, in their order; limit 0 is no limit.
func list[T any, R row[T]](tx *kv.Tx, prefix []byte, limit int) ([]T, error) {
	records, err := tx.Scan(prefix, kv.PrefixEnd(prefix), limit)
	if err != nil {
		return nil, err
	}
	all := make([]T, 0, len(records))
	for _, r := range records {
		v, _, err := decodeRow[T, R](r.Key, r.Value)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// listIf reads the records whose keys start with prefix and keeps those that are wanted.
func listIf[T any, R row[T]](tx *kv.Tx, prefix []byte, wanted func(T) bool) ([]T, error) {
	all, err := list[T, R](tx, prefix, 0)
	return slices.DeleteFunc(all, func(v T) bool { return !wanted(v) }), err
}

// absent reports whether there is no record under key.
func absent(tx *kv.Tx, key []byte) (bool, error) {
	_, ok, err := tx.Get(key)
	return !ok, err
}

// collect reads the records of a kind in all partitions and keeps those that are wanted.
func collect[T any, R row[T]](ctx context.Context, db *kv.DB, kind byte, wanted func(T) bool) ([]T, error) {
	var all []T
	err := db.ScanAll(ctx, kind, func(r kv.Record) error {
		v, _, err := decodeRow[T, R](r.Key, r.Value)
		if err == nil && wanted(v) {
			all = append(all, v)
		}
		return err
	})
	return all, err
}

// view is kv's View for a function that returns a value. Like an update function, fn may run several times.
func view[T any](ctx context.Context, db *kv.DB, p kv.Partition, fn func(*kv.Tx) (T, error)) (T, error) {
	var v T
	err := db.View(ctx, p, func(tx *kv.Tx) (err error) {
		v, err = fn(tx)
		return err
	})
	if err != nil {
		return *new(T), err
	}
	return v, nil
}
