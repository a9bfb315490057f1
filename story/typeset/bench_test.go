package typeset_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
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

// BenchmarkRecut corrects a chapter, and a scene of a megabyte, of which a page in the middle, or every page, changes.
func BenchmarkRecut(b *testing.B) {
	for _, words := range []int{5_000, 190_000} {
		blocks := prose(rand.New(rand.NewPCG(1, 6)), words)
		old := contents(typeset.Blocks(blocks, typeset.Options{}))
		for name, every := range map[string]int{"one": len(blocks), "all": 2} {
			changed := slices.Clone(blocks)
			for i := every / 2; i < len(blocks); i += every {
				changed[i] = para(plain("It had rained."))
			}
			b.Run(fmt.Sprintf("%d-words/%s", words, name), func(b *testing.B) {
				for b.Loop() {
					if _, err := typeset.Recut(story.Scene{Blocks: changed}, typeset.Options{}, old); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
