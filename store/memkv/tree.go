package memkv

import (
	"bytes"
	"hash/fnv"

	"cliffhanger/store/kv"
)

// A node is a persistent treap: a search tree by key that is also a heap by a hash of the key, which keeps it balanced
// and makes its shape depend on its content alone. Nodes are never changed; methods return new roots. nil is empty.
type node struct {
	key, value  []byte
	weight      uint64
	left, right *node
}

// weigh spreads similar keys, which plain FNV does not do well in the high bits.
func weigh(key []byte) uint64 {
	h := fnv.New64a()
	h.Write(key)
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	return x ^ x>>33
}

func (n *node) get(key []byte) ([]byte, bool) {
	for n != nil {
		switch c := bytes.Compare(key, n.key); {
		case c < 0:
			n = n.left
		case c > 0:
			n = n.right
		default:
			return n.value, true
		}
	}
	return nil, false
}

// with returns the tree with key set to value.
func (n *node) with(key, value []byte) *node {
	low, high := n.split(key)
	if found, ok := high.first(); ok && bytes.Equal(found.key, key) {
		_, high = high.split(append(bytes.Clone(key), 0))
	}
	return join(join(low, &node{key: key, value: value, weight: weigh(key)}), high)
}

// without returns the tree with no record for key.
func (n *node) without(key []byte) *node {
	if _, ok := n.get(key); !ok {
		return n
	}
	low, rest := n.split(key)
	_, high := rest.split(append(bytes.Clone(key), 0))
	return join(low, high)
}

func (n *node) first() (*node, bool) {
	if n == nil {
		return nil, false
	}
	for n.left != nil {
		n = n.left
	}
	return n, true
}

// split returns the tree of the keys below key, and that of the others.
func (n *node) split(key []byte) (low, high *node) {
	if n == nil {
		return nil, nil
	}
	top := *n
	if bytes.Compare(n.key, key) < 0 {
		top.right, high = n.right.split(key)
		return &top, high
	}
	low, top.left = n.left.split(key)
	return low, &top
}

// join returns the tree of both, all keys of low being below those of high.
func join(low, high *node) *node {
	switch {
	case low == nil:
		return high
	case high == nil:
		return low
	case low.weight > high.weight:
		top := *low
		top.right = join(low.right, high)
		return &top
	}
	top := *high
	top.left = join(low, high.left)
	return &top
}

// scan appends the records of [from, to) to out in order until it holds limit of them (0: all); a nil to has no end.
func (n *node) scan(out []kv.Record, from, to []byte, limit int) []kv.Record {
	if n == nil {
		return out
	}
	above := bytes.Compare(n.key, from) >= 0
	if above {
		out = n.left.scan(out, from, to, limit)
	}
	if limit > 0 && len(out) >= limit {
		return out
	}
	below := to == nil || bytes.Compare(n.key, to) < 0
	if above && below {
		out = append(out, kv.Record{Key: n.key, Value: n.value})
	}
	if below {
		out = n.right.scan(out, from, to, limit)
	}
	return out
}
