package docx_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/docx"
	"cliffhanger/story/manuscript/officetest"
)

// head declares the namespaces that Word declares.
const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"
 xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">`

const (
	word = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="l1" Type="http://x/hyperlink" Target="https://example.com/a" TargetMode="External"/>
<Relationship Id="l2" Type="http://x/hyperlink" Target="mailto:a@example.com" TargetMode="External"/>
</Relationships>`
	styles = `<w:styles ` + word + `>
<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:basedOn w:val="N"/>
 <w:pPr><w:pBdr><w:bottom w:val="single"/></w:pBdr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="My Head"/><w:basedOn w:val="H1"/></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/><w:basedOn w:val="N"/></w:style>
<w:style w:type="paragraph" w:styleId="Thought"><w:name w:val="Thought"/><w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Deep"><w:name w:val="Deep"/><w:basedOn w:val="Thought"/></w:style>
<w:style w:type="paragraph" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Z"><w:name w:val="Quote"/><w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="SB"><w:name w:val="Scene Break"/></w:style>
<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Loop1"><w:name w:val="a"/><w:basedOn w:val="Loop2"/><w:rPr><w:b/></w:rPr>
 </w:style>
<w:style w:type="paragraph" w:styleId="Loop2"><w:name w:val="b"/><w:basedOn w:val="Loop1"/></w:style>
<w:style w:type="character" w:styleId="Em"><w:name w:val="Emphasis"/><w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Ghost"><w:name w:val="Ghost"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Link"><w:name w:val="Hyperlink"/><w:rPr><w:u w:val="single"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Mono"><w:name w:val="Verbatim Char"/></w:style>
</w:styles>`
	lists = `<w:numbering ` + word + `>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
 <w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1%2)"/></w:lvl>
 </w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xf0b7;"/>
 </w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="—"/></w:lvl>
 </w:abstractNum>
<w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:start w:val="7"/><w:numFmt w:val="cardinalText"/>
 <w:lvlText w:val="Chapter %1"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="Own"/></w:abstractNum>
<w:abstractNum w:abstractNumId="6"><w:styleLink w:val="Own"/><w:lvl w:ilvl="0"><w:start w:val="1"/>
 <w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="4"/></w:num>
<w:num w:numId="5"><w:abstractNumId w:val="5"/></w:num>
<w:num w:numId="6"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>
 </w:lvlOverride></w:num>
</w:numbering>`
)

// parts returns the parts of a document with this body.
func parts(text string) map[string]string {
	return map[string]string{
		"[Content_Types].xml": "<Types/>", "word/document.xml": head + "<w:body>" + text + "</w:body></w:document>",
		"word/_rels/document.xml.rels": rels, "word/styles.xml": styles, "word/numbering.xml": lists,
		"word/comments.xml": "<x>LEAK</x>", "word/header1.xml": "<x>LEAK</x>",
		"word/glossary/document.xml": "<x>LEAK</x>",
	}
}

// p returns a paragraph with text in it; properties stand before it.
func p(text string, properties ...string) string {
	s := "<w:p>"
	if len(properties) > 0 {
		s += "<w:pPr>" + strings.Join(properties, "") + "</w:pPr>"
	}
	return s + text + "</w:p>"
}

// r returns a run of words; properties stand before it.
func r(words string, properties ...string) string {
	s := "<w:r>"
	if len(properties) > 0 {
		s += "<w:rPr>" + strings.Join(properties, "") + "</w:rPr>"
	}
	return s + `<w:t xml:space="preserve">` + words + "</w:t></w:r>"
}

// show reads a document with this body and returns its paragraphs and problems.
func show(t *testing.T, text string) (string, []story.Problem) {
	t.Helper()
	work, problems := docx.Read("a.docx", officetest.Pack(t, parts(text)))
	shown := officetest.Show(work)
	if strings.Contains(shown+officetest.Messages(problems), "LEAK") {
		t.Errorf("something leaks:\n%s%s", shown, officetest.Messages(problems))
	}
	return strings.TrimSuffix(shown, "\n"), problems
}

// A trap is a piece of a document and what must become of it.
type trap struct{ text, want string }

// check reads each trap.
func check(t *testing.T, traps map[string]trap) {
	t.Helper()
	for name, trap := range traps {
		got, problems := show(t, trap.text)
		if diff := cmp.Diff(trap.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if story.HasErrors(problems) {
			t.Errorf("%s: %s", name, officetest.Messages(problems))
		}
	}
}

func TestChanges(t *testing.T) {
	const mark = `<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>`
	check(t, map[string]trap{
		"deleted": {p(r("a ") + `<w:del><w:r><w:delText>LEAK</w:delText><w:t>LEAK</w:t></w:r></w:del>` +
			r("b")), "P a b"},
		"inserted": {p(r("a ") + `<w:ins>` + r("b") + `</w:ins>`), "P a b"},
		"both":     {p(r("a ") + `<w:ins>` + r("b") + `<w:del>` + r("LEAK") + `</w:del></w:ins>`), "P a b"},
		"moved": {p(`<w:moveFrom>`+r("LEAK")+`</w:moveFrom>`+r("x")) +
			p(`<w:moveTo>`+r("y")+`</w:moveTo>`), "P x\nP y"},
		"all moved": {p(r("x")) + p(`<w:moveFrom>`+r("LEAK")+`</w:moveFrom>`,
			`<w:rPr><w:moveFrom/></w:rPr>`) + p(r("y")), "P x\nP y"},
		"whole body":   {`<w:del>` + p(r("LEAK")) + `</w:del><w:ins>` + p(r("x")) + `</w:ins>`, "P x"},
		"end deleted":  {p(r("a "), mark) + p(r("b")) + p(r("c")), "P a b\nP c"},
		"ends deleted": {p(r("a "), mark) + p(r("b "), mark) + p(r("c")), "P a b c"},
		"last deleted": {p(r("a")) + p(r("b"), mark), "P a\nP b"},
		"old looks": {p(r("a", `<w:rPrChange><w:rPr><w:i/><w:vanish/></w:rPr></w:rPrChange>`),
			`<w:pPrChange><w:pPr><w:pStyle w:val="H1"/></w:pPr></w:pPrChange>`), "P a"},
		"emptied": {p(r("a")) + p(`<w:del>`+r("LEAK")+`</w:del>`, `<w:rPr><w:del/></w:rPr>`) + p(r("b")),
			"P a\nP b"},
		"lost dispute": {p(r("a") + `<w14:conflictDel>` + r("LEAK") + `</w14:conflictDel><w14:conflictIns>` +
			r("b") + `</w14:conflictIns>`), "P ab"},
		"row": {`<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>` + p(r("LEAK")) +
			`</w:tc></w:tr><w:tr><w:tc>` + p(r("x")) + `</w:tc></w:tr></w:tbl>`, "P x"},
	})
}

func TestHidden(t *testing.T) {
	const gone = "<w:vanish/>"
	check(t, map[string]trap{
		"run":         {p(r("a ") + r("LEAK", gone) + r("b")), "P a b"},
		"not hidden":  {p(r("a ") + r("b", `<w:vanish w:val="0"/>`)), "P a b"},
		"style":       {p(r("a ") + r("LEAK", `<w:rStyle w:val="Ghost"/>`)), "P a"},
		"paragraph":   {p(r("LEAK"), `<w:pStyle w:val="Secret"/>`) + p(r("a")), "P a"},
		"shown again": {p(r("LEAK")+r("a", `<w:vanish w:val="false"/>`), `<w:pStyle w:val="Secret"/>`), "P a"},
		"style in it": {p(r("LEAK")+r("a", `<w:rStyle w:val="Ghost"/>`), `<w:pStyle w:val="Secret"/>`), "P a"},
		"mark":        {p(r("a "), `<w:rPr><w:vanish/></w:rPr>`) + p(r("b")), "P a b"},
		"separator":   {p(r("Run-in. "), `<w:rPr><w:specVanish/></w:rPr>`) + p(r("b")), "P Run-in. b"},
		"no gap":      {p(r("a")) + p(r("LEAK", gone)) + p(r("b")), "P a\nP b"},
		"box": {p(r("a") + `<w:r><w:rPr><w:vanish/></w:rPr><w:pict><v:textbox><w:txbxContent>` +
			p(r("LEAK")) + `</w:txbxContent></v:textbox></w:pict></w:r>`), "P a"},
		"break": {p(r("a")) + p(`<w:r><w:rPr><w:vanish/></w:rPr><w:br w:type="page"/></w:r>`+r("b")) +
			p(r("c")), "P a\nP b\nP c"},
		"row": {`<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>` + p(r("LEAK")) +
			`</w:tc></w:tr></w:tbl>` + p(r("a")), "P a"},
		"covered cell": {`<w:tbl><w:tr><w:tc>` + p(r("a")) + `</w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr>` +
			p(r("LEAK")) + `</w:tc></w:tr></w:tbl>`, "P a"},
		"hidden field": {p(`<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:rPr>` +
			`<w:vanish/></w:rPr><w:instrText>XE "LEAK"</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr>` +
			`<w:fldChar w:fldCharType="end"/></w:r>` + r("a")), "P a"},
		"comment, note": {p(`<w:commentRangeStart w:id="0"/>` + r("a") +
			`<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:r>` +
			`<w:footnoteReference w:id="2"/></w:r>`), "P a"},
	})
}
