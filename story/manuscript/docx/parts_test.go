package docx_test

import (
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/docx"
	"cliffhanger/story/manuscript/officetest"
)

// TestParts reads documents whose parts are named or written in other ways than Word's usual ones.
func TestParts(t *testing.T) {
	const top = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="r" Type="http://x/officeDocument" Target="#"/></Relationships>`
	text := p(r("a", `<w:rStyle w:val="Em"/>`))
	usual := parts(text)
	whole := usual["word/document.xml"]
	moved := map[string]string{
		"_rels/.rels": strings.Replace(top, "#", "/word/document2.xml", 1), "word/document2.xml": whole,
		"word/_rels/document2.xml.rels": strings.Replace(rels, "</Relationships>",
			`<Relationship Id="s" Type="http://x/styles" Target="other.xml"/></Relationships>`, 1),
		"word/other.xml": styles,
	}
	strict := parts("")
	strict["word/document.xml"] = strings.Replace(whole,
		"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
		"http://purl.oclc.org/ooxml/wordprocessingml/main", 1)
	prefixed := parts("")
	prefixed["word/document.xml"] = strings.NewReplacer("<w:", "<ns0:", "</w:", "</ns0:", " w:", " ns0:", "xmlns:w=",
		"xmlns:ns0=").Replace(whole)
	capitals := map[string]string{"Word/Document.XML": whole, "word/styles.xml": styles}
	for name, parts := range map[string]map[string]string{
		"usual": usual, "moved": moved, "strict": strict, "prefixed": prefixed, "capitals": capitals,
	} {
		work, problems := docx.Read("a.docx", officetest.Pack(t, parts))
		if got := officetest.Show(work); got != "P /a/\n" || story.HasErrors(problems) {
			t.Errorf("%s: %q, %v", name, got, problems)
		}
	}
}

// TestRefused reads files that are no documents of Word.
func TestRefused(t *testing.T) {
	sheet := map[string]string{"_rels/.rels": `<R><Relationship Id="r" Type="http://x/officeDocument" ` +
		`Target="xl/workbook.xml"/></R>`, "xl/workbook.xml": "<x/>"}
	tests := map[string]struct {
		data []byte
		want string
	}{
		"words": {[]byte("It rained."), "no whole EPUB or office file"},
		"old":   {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "old office program"},
		"table": {officetest.Pack(t, sheet), "a table or a presentation"},
		"other": {officetest.Pack(t, map[string]string{"a": "b"}), "no Word document"},
		"bad styles": {officetest.Pack(t, map[string]string{"word/document.xml": "<a/>",
			"word/styles.xml": "<"}), "damaged"},
	}
	for name, test := range tests {
		work, problems := docx.Read("a.docx", test.data)
		if len(work.Chapters) > 0 || len(problems) == 0 || !strings.Contains(problems[0].Message, test.want) ||
			problems[0].Severity != story.Error || problems[0].Hint == "" {
			t.Errorf("%s: %v, want an error that says %q", name, problems, test.want)
		}
	}
}
