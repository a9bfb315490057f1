package markup_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
	"cliffhanger/story/manuscript/markup"
)

// check checks what holds of whatever was read.
func check(t *testing.T, w body.Work, problems []story.Problem) {
	t.Helper()
	words := 0
	for _, c := range w.Chapters {
		for _, p := range c.Paras {
			switch text := p.Text(); {
			case p.Cut || p.Gap:
				if text != "" || p.Cut && p.Gap {
					t.Errorf("a break holds %q", text)
				}
			case !utf8.ValidString(text) || !body.HasInk(p.Runs):
				t.Errorf("a paragraph is %q", text)
			case p.Line < 1 || p.Col < 0:
				t.Errorf("%q stands at %d:%d", text, p.Line, p.Col)
			default:
				words++
			}
		}
	}
	if words == 0 && !story.HasErrors(problems) {
		t.Error("neither text nor an error")
	}
	for _, p := range problems {
		if p.Message == "" || p.Severity == story.Error && p.Hint == "" {
			t.Errorf("a problem says too little: %v", p)
		}
	}
}

// FuzzMarkup reads anything as a page.
func FuzzMarkup(f *testing.F) {
	pages, err := filepath.Glob("testdata/*.html")
	if err != nil || len(pages) == 0 {
		f.Fatal(pages, err)
	}
	for _, page := range pages {
		data, err := os.ReadFile(page)
		if err != nil {
			f.Fatal(err)
		}
		if len(data) > 4000 {
			data = append(data[:2000:2000], data[len(data)-2000:]...)
		}
		f.Add(data, false)
	}
	f.Add([]byte(`<?xml version="1.0"?><html><p id=a/><ruby>a<rt>b</ruby><table><tr><td>c<br><br><br>d`), true)
	f.Fuzz(func(t *testing.T, data []byte, xml bool) {
		name := "a.html"
		if xml {
			name = "a.xhtml"
		}
		w, problems := markup.Read(name, data)
		check(t, w, problems)
	})
}

// FuzzHiding wraps a sentence in a box that a rule hides and puts anything before: whatever style sheets and tags come
// first, it must not be read, as long as the box's own style says so and is not undone by a comment or an open tag.
func FuzzHiding(f *testing.F) {
	f.Add("p{color:red}", "x")
	f.Add("@media screen{", "}")
	f.Add("a{b:\"", "c")
	f.Fuzz(func(t *testing.T, css, class string) {
		if strings.ContainsAny(css+class, "<>\"'&") {
			t.Skip("this would leave the style sheet or the attribute")
		}
		w, problems := markup.Read("a.html", []byte("<style>"+css+"</style><p>seen</p><p class=\""+class+
			"\" style=\"display:none!important\">LEAK</p>"))
		check(t, w, problems)
		for _, c := range w.Chapters {
			for _, p := range c.Paras {
				if strings.Contains(p.Text(), "LEAK") {
					t.Errorf("what is hidden was read")
				}
			}
		}
	})
}
