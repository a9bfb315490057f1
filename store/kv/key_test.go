package kv_test

import (
	"bytes"
	"testing"

	"cliffhanger/store/kv"
)

func TestKey(t *testing.T) {
	for _, tt := range []struct {
		kind byte
		p    kv.Partition
		rest [][]byte
		want string
	}{
		{'p', 0, nil, "p\x00\x00\x00\x00\x00\x00\x00\x00"},
		{'p', 1, [][]byte{{1, 2}, nil, {3}}, "p\x00\x00\x00\x00\x00\x00\x00\x01\x01\x02\x03"},
		{0xFF, 1<<64 - 1, [][]byte{{0}}, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00"},
	} {
		if got := kv.Key(tt.kind, tt.p, tt.rest...); string(got) != tt.want {
			t.Errorf("Key(%q, %d, %v) = %q, want %q", tt.kind, tt.p, tt.rest, got, tt.want)
		}
	}
	if _, _, _, ok := kv.Split([]byte("p1234567")); ok {
		t.Error("Split of eight bytes is ok")
	}
}

func TestPrefixEnd(t *testing.T) {
	for _, tt := range []struct{ prefix, want string }{
		{"a", "b"},
		{"a\xff", "b"},
		{"a\x00", "a\x01"},
		{"a\xfe\xff\xff", "a\xff"},
	} {
		if got := kv.PrefixEnd([]byte(tt.prefix)); string(got) != tt.want {
			t.Errorf("PrefixEnd(%q) = %q, want %q", tt.prefix, got, tt.want)
		}
	}
	for _, prefix := range []string{"", "\xff", "\xff\xff"} {
		if got := kv.PrefixEnd([]byte(prefix)); got != nil {
			t.Errorf("PrefixEnd(%q) = %q, want no end", prefix, got)
		}
	}
}

func FuzzKey(f *testing.F) {
	f.Add(byte('p'), uint64(7), []byte("a"), []byte("b"))
	f.Add(byte(0xFF), uint64(1<<64-1), []byte{0xFF}, []byte{})
	f.Fuzz(func(t *testing.T, kind byte, p uint64, a, b []byte) {
		key := kv.Key(kind, kv.Partition(p), a, b)
		gotKind, gotP, rest, ok := kv.Split(key)
		if !ok || gotKind != kind || uint64(gotP) != p || !bytes.Equal(rest, append(bytes.Clone(a), b...)) {
			t.Errorf("Split(Key(%d, %d, %x, %x)) = %d, %d, %x, %v", kind, p, a, b, gotKind, gotP, rest, ok)
		}
		end := kv.PrefixEnd(key)
		for _, inside := range [][]byte{key, append(bytes.Clone(key), b...), append(bytes.Clone(key), 0xFF, 0xFF)} {
			if end != nil && bytes.Compare(inside, end) >= 0 {
				t.Errorf("%x has the prefix %x but is not below its end %x", inside, key, end)
			}
		}
		if bytes.HasPrefix(end, key) {
			t.Errorf("end %x has the prefix %x", end, key)
		}
	})
}
