package cuts_test

import (
	"os"
	"path/filepath"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
	"cliffhanger/story/sample"
)

// A text is a chapter without its scene breaks, and where they were.
type text struct {
	name    string
	chapter story.Chapter // of one scene
	breaks  []int         // the blocks above which one stood, ascending
}

// without returns a chapter's text without its breaks.
func without(name string, c story.Chapter) text {
	t := text{name: name, chapter: story.Chapter{Scenes: []story.Scene{{}}}}
	for i, s := range c.Scenes {
		if i > 0 {
			t.breaks = append(t.breaks, len(t.chapter.Scenes[0].Blocks))
		}
		t.chapter.Scenes[0].Blocks = append(t.chapter.Scenes[0].Blocks, s.Blocks...)
	}
	return t
}

// words returns how many words stand above each block, and below the last.
func (t text) words() []int {
	above := []int{0}
	for i := range t.chapter.Scenes[0].Blocks {
		above = append(above, above[i]+story.Words(t.chapter.Scenes[0].Blocks[i:i+1]))
	}
	return above
}

// corpus returns the texts in testdata/corpus.
func corpus(t testing.TB) []text {
	t.Helper()
	files, err := filepath.Glob("testdata/corpus/*.md")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d texts in the corpus, want 12 and more (%v)", len(files), err)
	}
	var out []text
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c, _ := manuscript.Read(filepath.Base(name), data)
		if len(c.Scenes) < 3 || len(c.Note.Blocks) > 0 || c.Question != nil {
			t.Fatalf("%s: %d scenes, note %v, question %v: want scenes only", name, len(c.Scenes), c.Note, c.Question)
		}
		out = append(out, without(filepath.Base(name), c))
	}
	return out
}

// serial returns the sample story's chapters.
func serial(t testing.TB) []text {
	t.Helper()
	s, _, err := sample.Story()
	if err != nil {
		t.Fatal(err)
	}
	var out []text
	for _, c := range s.Chapters {
		out = append(out, without(c.File, c))
	}
	return out
}
