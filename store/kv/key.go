package kv

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// A Partition is the unit of isolation: a guild's id as Discord numbers it. 0 is the global partition.
type Partition uint64

// prefixLen is the kind byte and the partition.
const prefixLen = 1 + 8

// Key builds the key of a record: the kind, the partition as eight big-endian bytes, then the parts of rest joined.
// Parts are not delimited; give all but the last a fixed width.
func Key(kind byte, p Partition, rest ...[]byte) []byte {
	n := prefixLen
	for _, r := range rest {
		n += len(r)
	}
	key := make([]byte, 0, n)
	key = append(key, kind)
	key = binary.BigEndian.AppendUint64(key, uint64(p))
	for _, r := range rest {
		key = append(key, r...)
	}
	return key
}

// Split takes a key apart into what Key was given. rest shares memory with key. ok is false if key is too short to
// name a partition.
func Split(key []byte) (kind byte, p Partition, rest []byte, ok bool) {
	if len(key) < prefixLen {
		return 0, 0, nil, false
	}
	return key[0], Partition(binary.BigEndian.Uint64(key[1:prefixLen])), key[prefixLen:], true
}

// PrefixEnd returns the least key greater than every key that begins with prefix, which is the to of a Scan over
// prefix. It returns nil, "no end", for a prefix of 0xFF bytes only.
func PrefixEnd(prefix []byte) []byte {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] != 0xFF {
			end := bytes.Clone(prefix[:i+1])
			end[i]++
			return end
		}
	}
	return nil
}

// checkKey says whether key may be used in partition p.
func checkKey(p Partition, key []byte) error {
	_, got, _, ok := Split(key)
	switch {
	case !ok:
		return fmt.Errorf("%w: key %x names none", ErrPartition, key)
	case got != p:
		return fmt.Errorf("%w: key of %d used in %d", ErrPartition, got, p)
	case len(key) > MaxKeyLen:
		return fmt.Errorf("%w: key of %d bytes, at most %d", ErrTooLarge, len(key), MaxKeyLen)
	}
	return nil
}

// checkSpan says whether [from, to) lies within one kind of partition p, and returns the end to use.
func checkSpan(p Partition, from, to []byte) ([]byte, error) {
	if err := checkKey(p, from); err != nil {
		return nil, err
	}
	end := PrefixEnd(from[:prefixLen])
	if to == nil {
		return end, nil
	}
	if end != nil && bytes.Compare(to, end) > 0 {
		return nil, fmt.Errorf("%w: range up to %x leaves %d", ErrPartition, to, p)
	}
	return to, nil
}
