package cuts_test

import (
	"fmt"
	"slices"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/cuts"
)

// BenchmarkSuggest cuts a chapter of a mebibyte, made of the corpus over and over.
func BenchmarkSuggest(b *testing.B) {
	long := story.Chapter{Scenes: []story.Scene{{}}}
	size := 0
	for texts, i := corpus(b), 0; size < 1<<20; i++ {
		for _, block := range texts[i%len(texts)].chapter.Scenes[0].Blocks {
			block.Runs = slices.Clone(block.Runs)
			long.Scenes[0].Blocks = append(long.Scenes[0].Blocks, block)
			size += len(block.Text())
		}
	}
	for _, instalments := range []bool{false, true} {
		b.Run(fmt.Sprintf("instalments=%t", instalments), func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if len(cuts.Suggest(long, cuts.Options{Instalments: instalments})) < 10 {
					b.Fatal("hardly any cuts")
				}
			}
		})
	}
}
