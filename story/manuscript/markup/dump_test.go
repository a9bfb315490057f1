package markup_test

import (
	"os"
	"testing"

	"cliffhanger/story/manuscript/markup"
)

func TestDump(t *testing.T) {
	f := os.Getenv("DUMP")
	data, err := os.ReadFile(f)
	if err != nil {
		t.Skip()
	}
	w, p := markup.Read(f, data)
	t.Logf("%q by %q: %q %s %v", w.Title, w.Author, w.Blurb, w.Language, w.Warnings)
	for _, c := range w.Chapters {
		t.Logf("== %q %v", c.Title, c.Heading)
		for i, q := range c.Paras {
			if i < 30 {
				t.Logf("%d:%d role %d kind %d cut %v gap %v cen %v %q %q", q.Line, q.Col, q.Role, q.Kind, q.Cut, q.Gap, q.Centred, q.Marker, q.Runs)
			}
		}
	}
	for _, q := range p {
		t.Log(q)
	}
}
