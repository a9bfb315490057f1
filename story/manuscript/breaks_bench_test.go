package manuscript

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cliffhanger/story"
)

// BenchmarkBreaks looks for scene breaks in a mebibyte of stories, as one chapter.
func BenchmarkBreaks(b *testing.B) {
	files, err := filepath.Glob("cuts/testdata/corpus/*.md")
	if err != nil || len(files) == 0 {
		b.Fatal("no stories", err)
	}
	var paras []para
	size := 0
	for i := 0; size < 1<<20; i++ {
		data, err := os.ReadFile(files[i%len(files)])
		if err != nil {
			b.Fatal(err)
		}
		for text := range strings.SplitSeq(string(data), "\n\n") {
			paras = append(paras, para{Block: story.Block{Runs: []story.Run{{Text: text}}}})
			size += len(text)
		}
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		know, found := newBreaks(paras), 0
		for _, p := range paras {
			found += len(know.at(p).reason)
		}
		if found == 0 {
			b.Fatal("no breaks")
		}
	}
}
