package typeset_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// BenchmarkBlocks sets a chapter, a scene of a megabyte, and megabytes made to be hard: every size has to come out at a
// similar rate, whatever the text.
func BenchmarkBlocks(b *testing.B) {
	const mega = 1 << 20
	r := rand.New(rand.NewPCG(1, 6))
	repeat := func(s string) []story.Block { return []story.Block{para(plain(strings.Repeat(s, mega/len(s))))} }
	for _, bm := range []struct {
		name   string
		blocks []story.Block
	}{
		{"chapter", prose(r, 5000)},
		{"megabyte", prose(r, mega*10/56)},
		{"no-sentences", repeat("word ")},
		{"short-words", repeat("a ")},
		{"short-lines", repeat("a\n")},
		{"one-word", repeat("a")},
		{"one-cluster", repeat("\u0301")},
		{"emoji", repeat("👩‍👩‍👧")},
		{"stars", repeat("*")},
		{"addresses", repeat("http://x.y ")},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.SetBytes(int64(len(story.Plain(bm.blocks))))
			b.ReportAllocs()
			for b.Loop() {
				typeset.Blocks(bm.blocks, typeset.Options{})
			}
		})
	}
}
