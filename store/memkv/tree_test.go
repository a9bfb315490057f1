package memkv

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// The tree is not exported; its shape and its old versions can only be seen from inside.

func TestTreeKeepsOldVersions(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	type version struct {
		root  *node
		model map[string]string
	}
	versions := []version{{nil, map[string]string{}}}
	for range 2000 {
		from := versions[rng.IntN(len(versions))] // branch off any version
		next := version{from.root, maps.Clone(from.model)}
		key := []byte{byte(rng.IntN(8)), byte(rng.IntN(8))}[:1+rng.IntN(2)]
		if rng.IntN(3) == 0 {
			next.root = next.root.without(key)
			delete(next.model, string(key))
		} else {
			value := []byte{byte(rng.IntN(256))}
			next.root = next.root.with(key, value)
			next.model[string(key)] = string(value)
		}
		versions = append(versions, next)
	}
	for i, v := range versions {
		var keys []string
		for _, r := range v.root.scan(nil, nil, nil, 0) {
			keys = append(keys, string(r.Key))
			want := v.model[string(r.Key)]
			if got, ok := v.root.get(r.Key); !ok || string(got) != want || string(r.Value) != want {
				t.Fatalf("version %d: %x is %x, %v, in a scan %x, want %x", i, r.Key, got, ok, r.Value, want)
			}
		}
		if want := slices.Sorted(maps.Keys(v.model)); !slices.Equal(keys, want) {
			t.Fatalf("version %d: keys %x, want %x", i, keys, want)
		}
	}
}

func TestTreeStaysFlat(t *testing.T) {
	var root *node
	for i := range 1 << 14 { // in order, the worst case without balance
		root = root.with([]byte{byte(i >> 8), byte(i)}, nil)
	}
	if d := depth(root); d > 60 {
		t.Errorf("tree of 16384 keys is %d deep, want about 2 ln n = 20 on average", d)
	}
}

func depth(n *node) int {
	if n == nil {
		return 0
	}
	return 1 + max(depth(n.left), depth(n.right))
}
