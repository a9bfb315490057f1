package kv

import (
	"bytes"
	"slices"
)

// An overlay is a set of pending writes that is looked up by key and walked in order.
type overlay struct {
	writes map[string]pending
	keys   []string // of writes, each once
	sorted bool     // whether keys is in order; it is sorted only when somebody scans
	bytes  int      // keys and values
}

// pending is the write that waits for a key.
type pending struct {
	value []byte
	del   bool
}

func newOverlay() *overlay { return &overlay{writes: map[string]pending{}, sorted: true} }

// reset empties o, keeping its memory. The values it held stay valid.
func (o *overlay) reset() {
	clear(o.writes)
	o.keys, o.sorted, o.bytes = o.keys[:0], true, 0
}

// set records a write of key. It keeps value, which must not change afterwards.
func (o *overlay) set(key string, w pending) {
	old, ok := o.writes[key]
	o.writes[key] = w
	o.bytes += len(w.value) - len(old.value)
	if ok {
		return
	}
	o.bytes += len(key)
	o.sorted = o.sorted && (len(o.keys) == 0 || o.keys[len(o.keys)-1] < key)
	o.keys = append(o.keys, key)
}

// with returns the number of keys and bytes that o would have after a write of key.
func (o *overlay) with(key []byte, value []byte) (keys, size int) {
	old, ok := o.writes[string(key)]
	keys, size = len(o.keys), o.bytes+len(value)-len(old.value)
	if !ok {
		keys, size = keys+1, size+len(key)
	}
	return keys, size
}

// absorb adds the writes of other, which win.
func (o *overlay) absorb(other *overlay) {
	for _, key := range other.keys {
		o.set(key, other.writes[key])
	}
}

// order sorts the keys and returns them.
func (o *overlay) order() []string {
	if !o.sorted {
		slices.Sort(o.keys)
		o.sorted = true
	}
	return o.keys
}

// span returns the keys k with from <= k < to in order; a nil to has no end.
func (o *overlay) span(from, to []byte) []string {
	if len(o.keys) == 0 {
		return nil
	}
	keys := o.order()
	lo, _ := slices.BinarySearch(keys, string(from))
	hi := len(keys)
	if to != nil {
		hi, _ = slices.BinarySearch(keys, string(to))
	}
	return keys[lo:max(lo, hi)]
}

// list returns all writes in order of their keys.
func (o *overlay) list() []Write {
	out := make([]Write, 0, len(o.keys))
	for _, key := range o.order() {
		w := o.writes[key]
		out = append(out, Write{Key: []byte(key), Value: w.value, Delete: w.del})
	}
	return out
}

// mergeSpan returns the writes of lower and upper in [from, to), in order; upper wins.
func mergeSpan(lower, upper *overlay, from, to []byte) []Write {
	a, b := lower.span(from, to), upper.span(from, to)
	out := make([]Write, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		src, key := upper, ""
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			src, key, a = lower, a[0], a[1:]
		case len(a) > 0 && a[0] == b[0]:
			key, a, b = b[0], a[1:], b[1:]
		default:
			key, b = b[0], b[1:]
		}
		w := src.writes[key]
		out = append(out, Write{Key: []byte(key), Value: w.value, Delete: w.del})
	}
	return out
}

// mergeRecords lays writes over base, both in order, and returns copies of at most limit records (0: all).
func mergeRecords(base []Record, writes []Write, limit int) []Record {
	n := len(base) + len(writes)
	if limit > 0 {
		n = min(n, limit)
	}
	out := make([]Record, 0, n)
	for len(base) > 0 || len(writes) > 0 {
		if limit > 0 && len(out) == limit {
			break
		}
		order := 1
		switch {
		case len(writes) == 0:
			order = -1
		case len(base) > 0:
			order = bytes.Compare(base[0].Key, writes[0].Key)
		}
		if order < 0 {
			out = append(out, cloneRecord(base[0].Key, base[0].Value))
			base = base[1:]
			continue
		}
		if order == 0 {
			base = base[1:]
		}
		if w := writes[0]; !w.Delete {
			out = append(out, cloneRecord(w.Key, w.Value))
		}
		writes = writes[1:]
	}
	return out
}

// cloneRecord copies key and value into one piece of memory.
func cloneRecord(key, value []byte) Record {
	buf := make([]byte, 0, len(key)+len(value))
	buf = append(append(buf, key...), value...)
	return Record{Key: buf[:len(key):len(key)], Value: buf[len(key):]}
}
