package odt_test

import (
	"testing"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
	"cliffhanger/story/manuscript/odt"
	"cliffhanger/story/manuscript/officetest"
)

// FuzzOdt reads any XML in the places of the document's text, styles and description.
func FuzzOdt(f *testing.F) {
	for _, text := range []string{
		p("a"+s("b", "I")+`<draw:frame><draw:text-box>`+p("c")+`</draw:text-box></draw:frame>`) + p("", "PU") +
			p("d"),
		`<text:list text:style-name="N"><text:list-item>` + p("a") +
			`</text:list-item></text:list><text:h text:outline-level="1">b</text:h>`,
		`<table:table><table:table-row><table:table-cell>` + p("a") + `</table:table-cell><table:table-cell>` +
			p("b") + `</table:table-cell></table:table-row></table:table>`,
		p(`<text:ruby><text:ruby-base>a</text:ruby-base><text:ruby-text>b</text:ruby-text></text:ruby>`+s("x",
			"H")) + p("c", "PB"),
	} {
		f.Add(parts(text)["content.xml"], common, meta)
	}
	f.Fuzz(func(t *testing.T, text, styles, meta string) {
		work, problems := odt.Read("a.odt", officetest.Pack(t, map[string]string{
			"content.xml": text, "styles.xml": styles, "meta.xml": meta,
		}))
		sound(t, work, problems)
	})
}

// FuzzFile reads any bytes.
func FuzzFile(f *testing.F) {
	f.Add(officetest.Pack(f, parts(p("a"))))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		work, problems := odt.Read("a.odt", data)
		sound(t, work, problems)
	})
}

// sound checks what must hold of everything that is read.
func sound(t *testing.T, work body.Work, problems []story.Problem) {
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
