package docx_test

import (
	"testing"

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
		officetest.Sound(t, work, problems)
	})
}

// FuzzFile reads any bytes.
func FuzzFile(f *testing.F) { officetest.FuzzFile(f, officetest.Pack(f, parts(p(r("a")))), docx.Read) }
