package docx_test

import (
	"testing"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
	"cliffhanger/story/manuscript/docx"
	"cliffhanger/story/manuscript/officetest"
)

// FuzzDocx reads any XML in the places of the document's text, styles, lists and relations.
func FuzzDocx(f *testing.F) {
	for _, text := range []string{
		p(r("a", "<w:i/>")+shape(p(r("b")))) + p("", `<w:pBdr><w:bottom w:val="single"/></w:pBdr>`),
		p(r("T"), `<w:framePr w:dropCap="drop"/>`) + p(fld(`HYPERLINK "https://example.com"`, r("b"))),
		`<w:tbl><w:tr><w:tc>` + p(r("a")) + `</w:tc><w:tc>` + p(r("b"),
			`<w:numPr><w:numId w:val="1"/></w:numPr>`) + `</w:tc></w:tr></w:tbl>`,
		p(r("a"), `<w:rPr><w:del/></w:rPr>`) + `<w:sdt><w:sdtContent>` +
			p(`<w:r><w:br w:type="page"/></w:r>`+r("x")) + `</w:sdtContent></w:sdt>`,
		p(`<w:r><w:ruby><w:rt>`+r("b")+`</w:rt><w:rubyBase>`+r("a")+`</w:rubyBase></w:ruby>`+
			`<w:sym w:font="Wingdings" w:char="F04A"/></w:r>`) +
			p(r("h"), `<w:pStyle w:val="H1"/>`) + `<w:r><w:t>stray</w:t></w:r>`,
	} {
		f.Add(head+"<w:body>"+text+"</w:body></w:document>", styles, lists, rels)
	}
	f.Fuzz(func(t *testing.T, text, styles, lists, rels string) {
		work, problems := docx.Read("a.docx", officetest.Pack(t, map[string]string{
			"word/document.xml": text, "word/styles.xml": styles, "word/numbering.xml": lists,
			"word/_rels/document.xml.rels": rels,
		}))
		sound(t, work, problems)
	})
}

// FuzzFile reads any bytes.
func FuzzFile(f *testing.F) {
	f.Add(officetest.Pack(f, parts(p(r("a")))))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		work, problems := docx.Read("a.docx", data)
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
