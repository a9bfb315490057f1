package manuscript_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

func TestExcerpts(t *testing.T) {
	for _, test := range []struct {
		data      string
		line, col int
		want      string
		wantCol   int
	}{
		{"One.\r\nTwo.\r\n", 2, 3, "Two.", 3},
		{"\ufeffOne.\n", 1, 1, "One.", 1},
		{"One.\n", 1, 9, "One.", 0},
		{"One.\n", 7, 1, "", 0},
		{"One.\n", 0, 0, "", 0},
		{"\xff\xfeO\x00n\x00e\x00", 1, 2, "One", 2},
		{"One\x00\xff", 1, 1, "", 0},
	} {
		e := manuscript.ExcerptOf("1.txt", []byte(test.data), manuscript.Options{})
		if got, col := e.At(story.Problem{File: "1.txt", Line: test.line, Column: test.col}); got != test.want ||
			col != test.wantCol {
			t.Errorf("%q, %d:%d: %q, %d; want %q, %d", test.data, test.line, test.col, got, col, test.want, test.wantCol)
		}
	}
}

// Every problem with a line in the fixtures has words, whatever the format.
func TestExcerptsOfEveryFormat(t *testing.T) {
	paths, err := filepath.Glob("testdata/formats/*.*")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	shown := 0
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(path)
		_, problems := manuscript.ReadWork(name, data)
		e := manuscript.ExcerptOf(name, data, manuscript.Options{})
		for _, p := range problems {
			if p.Line == 0 {
				continue
			}
			if text, _ := e.At(p); strings.TrimSpace(text) == "" {
				t.Errorf("no words for %s", p)
			}
			shown++
		}
	}
	if shown == 0 {
		t.Error("the fixtures have no problem with a place")
	}
	for _, data := range []string{"PK\x03\x04", "PK\x03\x04" + strings.Repeat("x", 100)} {
		if text, _ := manuscript.ExcerptOf("1.docx", []byte(data), manuscript.Options{}).At(story.Problem{Line: 1}); text != "" {
			t.Errorf("%q", text)
		}
	}
}
