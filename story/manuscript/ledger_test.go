package manuscript_test

import (
	"fmt"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"

	"cliffhanger/story/manuscript/officetest"
)

// A line is one paragraph of the manuscript that these tests take through all formats.
type line struct {
	kind string // "#", ">", "***" or "" for a paragraph
	text string // with its italics as *x* and bold as **x**
	tail bool   // of the author's note or the question
}

// ledger returns the manuscript's paragraphs, without its comments.
func ledger(t *testing.T) []line {
	t.Helper()
	data, err := os.ReadFile("testdata/formats/ledger.md")
	if err != nil {
		t.Fatal(err)
	}
	var out []line
	tail := false
	for text := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n\n") {
		l := line{text: text}
		tail = tail || strings.HasPrefix(text, "Thank you")
		switch {
		case strings.HasPrefix(text, "%%"), strings.HasPrefix(text, "<!--"):
			continue
		case text == "***":
			l = line{kind: "***"}
		case strings.HasPrefix(text, "# "), strings.HasPrefix(text, "> "):
			l.kind, l.text, _ = strings.Cut(text, " ")
		}
		l.tail = tail
		out = append(out, l)
	}
	return out
}

var (
	boldSigns   = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	italicSigns = regexp.MustCompile(`\*([^*]+)\*`)
)

// markup returns the line's words as HTML.
func (l line) markup() string {
	s := boldSigns.ReplaceAllString(html.EscapeString(l.text), "<strong>$1</strong>")
	return italicSigns.ReplaceAllString(s, "<em>$1</em>")
}

// A site writes pages as one site does: what stands around the text, and how breaks look.
type site struct {
	top, between, bottom string // between stands between the story and the author's words
	rule                 string
	every                string // put behind every fourth paragraph
}

// page returns the manuscript as a page.
func (s site) page(lines []line) string {
	var b strings.Builder
	b.WriteString(s.top)
	tail := false
	for i, l := range lines {
		if l.tail && !tail {
			b.WriteString(s.between)
			tail = true
		}
		switch l.kind {
		case "#":
		case "***":
			b.WriteString(s.rule)
		case ">":
			b.WriteString("<blockquote><p>" + l.markup() + "</p></blockquote>\n")
		default:
			b.WriteString("<p>" + l.markup() + "</p>\n")
		}
		if i%4 == 3 {
			b.WriteString(s.every)
		}
	}
	b.WriteString(s.bottom)
	return b.String()
}

// sites returns the pages by what they are like, each with words around and between that nobody may read.
func sites() map[string]site {
	return map[string]site{
		"like AO3": {
			top: `<!DOCTYPE html><html><head><title>The Ledger - inkwell</title><style>p.message{text-align:center}` +
				`.toc-heading{display:none}</style></head><body><div id="preface"><h2 class="toc-heading">Preface</h2><p ` +
				`class="message">` +
				`<b>The Ledger</b><br/>Posted originally on the LEAK Archive</p><div class="meta"><dl ` +
				`class="tags"><dt>Rating:</dt>` +
				`<dd>LEAK</dd></dl><h1>The Ledger</h1><div class="byline">by inkwell</div></div></div>` +
				`<div id="chapters" class="userstuff"><div class="meta group"><h2 class="heading">Chapter 4: The Ledger ` +
				`of Small ` +
				`Debts</h2><div class="endnote-link">See the end of LEAK <a href="#endnotes4">notes</a></div></div>` +
				`<!--chapter content--><div class="userstuff">`,
			between: `</div><!--/chapter content--><div id="endnotes4" class="meta"><p>Chapter End Notes</p>` +
				`<blockquote class="userstuff">`,
			bottom: `</blockquote></div></div><div id="afterword"><h2 class="toc-heading">Afterword</h2><p ` +
				`class="message">Please LEAK drop by</p></div></body></html>`,
			rule: "<p align=\"center\">* * *</p>\n", every: "<!-- LEAK -->\n",
		},
		"like FanFicFare": {
			top: `<!DOCTYPE html><html><head><title>The Ledger by Quill</title></head><body><h1><a href="x">The ` +
				`Ledger</a> by ` +
				`<a class="authorlink" href="x">Quill</a></h1><table ` +
				`class="full"><tr><td><b>Status:</b></td><td>LEAK</td></tr></table>` +
				`<a name="TOCTOP"><h2>Table of Contents</h2></a><p><a href="#section0001">LEAK</a></p>` +
				`<a name="section0001"><h2>Chapter 4: The Ledger of Small Debts</h2></a><div>`,
			between: `<div class="fff_chapter_notes fff_foot_notes"><b>Author&#39;s Note:</b><blockquote class="userstuff">`,
			bottom:  "</blockquote></div></div></body></html>", rule: "<div class='center'>* * *</div>\n",
		},
		"like Royal Road": {
			top: `<!DOCTYPE html><html><head><title>LEAK</title><style>.cjZ { display: none; speak: never; ` +
				`}</style></head><body>` +
				`<div class="page-header">LEAK menu</div><div class="fic-header"><h2>The Ledger</h2><h1>Chapter 4: The ` +
				`Ledger of ` +
				`Small Debts</h1><h3>by LEAK</h3></div><div class="chapter-inner chapter-content">`,
			between: `</div><div class="portlet light author-note-portlet"><div class="portlet-title"><span>LEAK A note ` +
				`from` +
				`</span></div><div class="portlet-body author-note">`,
			bottom: `</div></div><div class="comments"><p>LEAK first!</p></div></body></html>`, rule: "<hr>\n",
			every: `<p class="cjZ">LEAK This tale was stolen.</p>` + "\n",
		},
		"hidden in every way": {
			top: `<html><head><title>x</title><style>.a{display:none}.b{visibility:hidden}#c{font-size:0}p[data-x]{opacity:0}` +
				`</style><script>var LEAK</script></head><body><h1>Chapter 4: The Ledger of Small Debts</h1>`,
			bottom: `<template><p>LEAK</p></template><noscript>LEAK</noscript><form><textarea>LEAK</textarea></form></body></html>`,
			rule:   "<hr/>\n",
			every: `<p class="a">LEAK</p><p class="b">LEAK</p><p id="c">LEAK</p><p data-x="1">LEAK</p><p hidden>LEAK</p>` +
				`<p style="position:absolute;left:-9999px">LEAK</p><p style="color:transparent">LEAK</p><!-- LEAK ` +
				`--><svg><text>LEAK` +
				`</text></svg>`,
		},
	}
}

// handBook returns an EPUB made by hand: the chapter in a file, among files that are no part of it.
func handBook(t *testing.T, lines []line) []byte {
	t.Helper()
	file := func(body string) string {
		return `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" ` +
			`xmlns:epub="http://www.idpf.org/2007/ops"><head>` +
			`<title>x</title><link rel="stylesheet" href="s.css"/></head>` + body + `</html>`
	}
	chapter := site{top: `<body><h2>Chapter 4: The Ledger of Small Debts</h2>`, rule: "<hr/>\n", bottom: "</body>",
		every: `<aside epub:type="footnote"><p>LEAK</p></aside><p class="gone">LEAK</p><span epub:type="pagebreak" ` +
			`title="9">LEAK</span>`}
	return officetest.Pack(t, map[string]string{
		"mimetype": "application/epub+zip",
		"META-INF/container.xml": `<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile ` +
			`full-path="O/p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
		"O/p.opf": `<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata ` +
			`xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Ledger</dc:title></metadata><manifest>` +
			`<item id="t" href="t.xhtml" media-type="application/xhtml+xml"/><item id="c" href="c.xhtml" ` +
			`media-type="application/xhtml+xml"/><item id="l" href="l.xhtml" media-type="application/xhtml+xml"/>` +
			`<item id="n" href="n.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest><spine>` +
			`<itemref idref="t"/><itemref idref="n"/><itemref idref="c"/><itemref idref="l" linear="no"/></spine></package>`,
		"O/t.xhtml": file(`<body epub:type="titlepage"><p>LEAK</p></body>`),
		"O/n.xhtml": file(`<body><nav epub:type="toc"><ol><li><a href="c.xhtml">Chapter 4: The Ledger of Small ` +
			`Debts</a></li>` +
			`</ol></nav></body>`),
		"O/c.xhtml": file(chapter.page(lines)), "O/l.xhtml": file(`<body><p>LEAK</p></body>`),
		"O/s.css":     ".gone{display:none}",
		"O/LEAK.html": "<p>LEAK</p>",
	})
}

// textOf returns the manuscript as plain text, its lines broken at width, or not at all for 0.
func textOf(lines []line, width int) string {
	var b strings.Builder
	for _, l := range lines {
		at := 0
		for i, word := range strings.Fields(l.text + map[string]string{"***": "* * *"}[l.kind]) {
			if n := len([]rune(word)); i > 0 && width > 0 && at+1+n > width {
				b.WriteByte('\n')
				at = n
			} else if i > 0 {
				b.WriteByte(' ')
				at += 1 + n
			} else {
				at = n
			}
			b.WriteString(word)
		}
		b.WriteString("\n\n")
	}
	return strings.TrimSpace(b.String()) + "\n"
}

// novelOf returns the manuscript as in novelWriter, with the author's own lines in it.
func novelOf(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		text := strings.NewReplacer("**", "**", "*", "_").Replace(l.text)
		switch l.kind {
		case "#":
			b.WriteString("## " + text + "\n\n@pov: LEAK\n\n%Synopsis: LEAK\n\n### LEAK\n\n")
		case "***":
			b.WriteString("### LEAK\n\n@location: LEAK\n\n% LEAK\n\n")
		case ">":
			b.WriteString("> " + text + " <\n\n")
		default:
			b.WriteString(text + "\n\n")
		}
	}
	return b.String()
}

// trapped returns a paragraph of WordprocessingML with traps in it: words that were deleted, hidden, moved away or
// commented, and the code of a field.
func trapped(l line, n int) string {
	run := func(text, look string) string {
		return `<w:r><w:rPr>` + look + `</w:rPr><w:t xml:space="preserve">` + text + `</w:t></w:r>`
	}
	var runs strings.Builder
	rest := l.text
	for rest != "" {
		at := strings.Index(rest, "*")
		if at < 0 {
			at = len(rest)
		}
		if at > 0 {
			runs.WriteString(run(html.EscapeString(rest[:at]), ""))
		}
		if rest = rest[at:]; rest == "" {
			break
		}
		sign, look := "*", `<w:i/>`
		if strings.HasPrefix(rest, "**") {
			sign, look = "**", `<w:b/>`
		}
		words, after, _ := strings.Cut(rest[len(sign):], sign)
		runs.WriteString(run(html.EscapeString(words), look))
		rest = after
	}
	const by = ` w:author="A" w:date="2026-01-01T00:00:00Z"`
	id := fmt.Sprintf(` w:id="%d"`, n+1)
	inner := runs.String()
	switch n % 6 {
	case 0:
		inner += `<w:del` + id + by + `><w:r><w:delText>LEAK deleted</w:delText></w:r></w:del>`
	case 1:
		inner = run("LEAK hidden", "<w:vanish/>") + `<w:ins` + id + by + `>` + inner + `</w:ins>`
	case 2:
		inner = `<w:sdt><w:sdtPr><w:alias w:val="LEAK"/></w:sdtPr><w:sdtContent>` + inner + `</w:sdtContent></w:sdt>`
	case 3:
		inner += `<w:moveFrom` + id + by + `><w:r><w:t>LEAK moved</w:t></w:r></w:moveFrom>`
	case 4:
		inner = `<w:moveTo` + id + by + `>` + inner + `</w:moveTo>`
	case 5:
		inner = `<w:smartTag w:element="x">` + inner + `</w:smartTag><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>` +
			`<w:instrText> LEAK </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	return inner
}

// handWord returns a Word file made by hand, with a trap in every paragraph, rules as borders and as pictures, and one
// paragraph in a text box.
func handWord(t *testing.T, lines []line) []byte {
	t.Helper()
	var b strings.Builder
	p := func(look, inner string) { b.WriteString("<w:p><w:pPr>" + look + "</w:pPr>" + inner + "</w:p>\n") }
	rules := 0
	for i, l := range lines {
		inner := trapped(l, i)
		switch {
		case l.kind == "#":
			p(`<w:pStyle w:val="H1"/>`, inner)
		case l.kind == ">":
			p(`<w:pStyle w:val="Quote"/>`, inner)
		case l.kind == "***" && rules%3 == 0:
			p(`<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>`, "")
		case l.kind == "***" && rules%3 == 1:
			p("", `<w:r><w:pict><v:rect style="width:0;height:1.5pt" o:hr="t"/></w:pict></w:r>`)
		case l.kind == "***":
			p(`<w:jc w:val="center"/>`, `<w:r><w:t>* * *</w:t></w:r>`)
		case strings.HasPrefix(l.text, "Bette put"): // behind the paragraph that the box hangs at
			text := b.String()
			b.Reset()
			box := `<w:txbxContent><w:p>` + inner + `</w:p></w:txbxContent>`
			b.WriteString(strings.TrimSuffix(text,
				"</w:p>\n") + `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>` +
				boxTop + box + boxBottom + `</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>` + box +
				`</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>` + "\n")
		default:
			p("", inner)
		}
		if l.kind == "***" {
			rules++
		}
	}
	return officetest.Pack(t, wordParts(b.String()))
}

// What stands around the text of a box, without which LibreOffice draws none.
const (
	boxTop = `<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" ` +
		`locked="0" ` +
		`layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0` +
		`</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>` +
		`<wp:extent cx="2000000" cy="800000"/><wp:wrapTopAndBottom/><wp:docPr id="9" name="Box" descr="LEAK"/><a:graphic>` +
		`<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr ` +
		`txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="800000"/></a:xfrm><a:prstGeom ` +
		`prst="rect">` +
		`<a:avLst/></a:prstGeom></wps:spPr><wps:txbx>`
	boxBottom = `</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor>`
)

// wordParts returns the parts of a Word file with this text.
func wordParts(text string) map[string]string {
	const ns = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
		` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
		` xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"` +
		` xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"`
	const types = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	const rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	const pkg = "http://schemas.openxmlformats.org/package/2006/"
	return map[string]string{
		"[Content_Types].xml": `<Types xmlns="` + pkg + `content-types"><Default Extension="rels" ` +
			`ContentType="application/` +
			`vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="` + types +
			`document.main+xml"/><Override PartName="/word/styles.xml" ContentType="` + types + `styles+xml"/></Types>`,
		"_rels/.rels": `<Relationships xmlns="` + pkg + `relationships"><Relationship Id="r1" Type="` + rels +
			`officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/_rels/document.xml.rels": `<Relationships xmlns="` + pkg + `relationships"><Relationship Id="r1" ` +
			`Type="` + rels +
			`styles" Target="styles.xml"/></Relationships>`,
		"word/styles.xml": `<w:styles` + ns + `><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading ` +
			`1"/><w:pPr>` +
			`<w:outlineLvl w:val="0"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Quote"><w:name ` +
			`w:val="Quote"/>` +
			`</w:style></w:styles>`,
		"word/header1.xml":  `<w:hdr` + ns + `><w:p><w:r><w:t>LEAK</w:t></w:r></w:p></w:hdr>`,
		"word/comments.xml": `<w:comments` + ns + `><w:comment><w:p><w:r><w:t>LEAK</w:t></w:r></w:p></w:comment></w:comments>`,
		"word/document.xml": `<w:document` + ns + `><w:body>` + text + `<w:sectPr/></w:body></w:document>`,
	}
}
