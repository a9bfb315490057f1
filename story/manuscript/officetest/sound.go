package officetest

import (
	"testing"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// FuzzFile has a reader read any bytes, beginning with those of a file that can be read.
func FuzzFile(f *testing.F, file []byte, read func(name string, data []byte) (body.Work, []story.Problem)) {
	f.Helper()
	f.Add(file)
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		work, problems := read("a.file", data)
		Sound(t, work, problems)
	})
}

// Sound checks what must hold of everything that is read from an office file.
func Sound(t *testing.T, work body.Work, problems []story.Problem) {
	t.Helper()
	if len(work.Chapters) == 0 && !story.HasErrors(problems) {
		t.Error("there is neither text nor an error")
	}
	for _, q := range problems {
		if q.Message == "" || q.File == "" {
			t.Errorf("a problem without words: %v", q)
		}
	}
	for _, c := range work.Chapters {
		for i, q := range c.Paras {
			if q.Cut && (i == 0 || i == len(c.Paras)-1) {
				t.Error("the text begins or ends with a break")
			}
			if q.Cut || q.Gap {
				continue
			}
			if !body.HasInk(q.Runs) || !utf8.ValidString(q.Text()) || q.Line < 1 {
				t.Errorf("paragraph %d: %+v", i, q)
			}
			if q.Kind == story.Heading && q.Level == 0 || q.Kind == story.Item && q.Marker == "" {
				t.Errorf("paragraph %d is no whole heading or item: %+v", i, q)
			}
		}
	}
}
