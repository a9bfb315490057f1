package epub_test

import (
	"archive/zip"
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
	"cliffhanger/story/manuscript/body/bodytest"
	"cliffhanger/story/manuscript/epub"
)

// show shows a work and its problems.
func show(w body.Work, problems []story.Problem) string {
	s := "title: " + w.Title + "\nauthor: " + w.Author + "\nblurb: " + w.Blurb + "\nlanguage: " + w.Language + "\n" +
		bodytest.Show(w)
	for _, p := range problems {
		s += p.String() + "\n"
	}
	return s
}

// TestBooks reads the books in testdata and compares with the texts beside them.
func TestBooks(t *testing.T) {
	books, err := filepath.Glob("testdata/*.epub")
	if err != nil || len(books) == 0 {
		t.Fatal(books, err)
	}
	for _, book := range books {
		data, err := os.ReadFile(book)
		if err != nil {
			t.Fatal(err)
		}
		got := show(epub.Read(filepath.Base(book), data))
		want, err := os.ReadFile(book + ".txt")
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(book+".txt", []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if err != nil {
			t.Fatal(err)
		} else if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", book, diff)
		}
		if strings.Contains(got, "LEAK") {
			t.Errorf("%s: a word leaks:\n%s", book, got)
		}
	}
}

// A files is a book's files by their names.
type files map[string]string

// pack returns the archive of a book's files.
func (f files) pack(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(f)) {
		p, err := w.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := p.Write([]byte(f[name])); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// with returns the files with others added or in place of those of their names.
func (f files) with(more files) files {
	out := maps.Clone(f)
	maps.Copy(out, more)
	return out
}

// container returns META-INF/container.xml for a package file.
func container(opf string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><container version="1.0" ` +
		`xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="` + opf +
		`" media-type="application/oebps-package+xml"/></rootfiles></container>`
}

// opf returns a package file with these items in its spine, each "id href [attributes of its itemref]", and others that
// are only listed.
func opf(title string, spine []string, listed ...string) string {
	var items, refs strings.Builder
	for _, s := range spine {
		id, rest, _ := strings.Cut(s, " ")
		href, attrs, _ := strings.Cut(rest, " ")
		items.WriteString(`<item id="` + id + `" href="` + href + `" media-type="application/xhtml+xml"/>`)
		refs.WriteString(`<itemref idref="` + id + `" ` + attrs + `/>`)
	}
	return `<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">` +
		`<metadata ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf"><dc:title>` + title +
		`</dc:title><dc:creator opf:role="aut">A. Writer</dc:creator><dc:creator opf:role="ill">LEAK</dc:creator>` +
		`<dc:language>en</dc:language></metadata><manifest>` + items.String() + strings.Join(listed, "") +
		`</manifest><spine toc="ncx">` + refs.String() + `</spine></package>`
}

// page returns an XHTML page.
func page(head, body string) string {
	return `<?xml version="1.0" encoding="utf-8"?>` + "\n" + `<!DOCTYPE html>` + "\n" +
		`<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>LEAK</title>` +
		head + `</head>` + "\n" + body + `</html>`
}

// plain is a small book.
func plain() files {
	return files{
		"mimetype": "application/epub+zip", "META-INF/container.xml": container("OEBPS/p.opf"),
		"OEBPS/p.opf":   opf("A Book", []string{"a a.xhtml", "b b.xhtml"}),
		"OEBPS/a.xhtml": page("", "<body><h1>One</h1><p>First.</p></body>"),
		"OEBPS/b.xhtml": page("", "<body><h1>Two</h1><p>Second.</p></body>"),
	}
}

// TestKinds reads books built as several programs build them.
func TestKinds(t *testing.T) {
	nav := `<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>`
	tests := map[string]struct {
		files files
		want  string
	}{
		"plain": {plain(), "# One\nFirst.\n# Two\nSecond.\n"},
		"linear, twice, nav": {plain().with(files{
			"OEBPS/p.opf":   opf("A Book", []string{`n n.xhtml linear="no"`, "b b.xhtml", "b b.xhtml", "nav nav.xhtml"}, nav),
			"OEBPS/n.xhtml": page("", "<body><p>LEAK</p></body>"),
			"OEBPS/nav.xhtml": page("", `<body><nav epub:type="toc"><ol><li><a href="b.xhtml">The Second</a></li></ol></nav>`+
				`<nav epub:type="landmarks"><a href="a.xhtml">LEAK</a></nav></body>`),
		}), "# The Second\n## Two\nSecond.\n"},
		"self-closed tags": {plain().with(files{
			"OEBPS/a.xhtml": page("<script/><title/>", "<body><a id='x'/><p/><h1>One</h1><p>a<i/>b</p><div/>c<![CDATA[ <d> "+
				"]]></body>"),
		}), "# One\nab\nc <d>\n# Two\nSecond.\n"},
		"chapters inside a file": {plain().with(files{
			"OEBPS/p.opf": opf("A Book", []string{"a a.xhtml"}, nav),
			"OEBPS/nav.xhtml": `<html><nav><ol><li><a href="a.xhtml#one">I</a></li><li><a href="a.xhtml#two">II</a></li>` +
				`</ol></nav></html>`,
			"OEBPS/a.xhtml": page("", `<body><h2 id="one">I</h2><p>a</p><section id="two"><h2>II: The End</h2><p>b</p>`+
				`</section></body>`),
		}), "# I\na\n# II: The End\nb\n"},
		"styles": {plain().with(files{
			"OEBPS/a.xhtml": page(`<link rel="stylesheet" href="../css/s.css"/>`, `<body><p class="i">a</p><p class="h">`+
				`LEAK</p></body>`),
			"css/s.css": `.i{font-style:italic}.h{display:none}`,
		}), "# []\n*a*\n# Two\nSecond.\n"},
		"imported styles": {plain().with(files{
			"OEBPS/a.xhtml": page(`<link rel="stylesheet" href="../css/s.css"/>`, `<body><p class="h">LEAK</p><p class="k">`+
				`LEAK</p><p class="p">a</p><p class="l">b</p></body>`),
			"css/s.css": `@charset "utf-8"; @IMPORT 'more/h.css'; @import url( "k.css" ) screen; @import "p.css" print;` +
				`@import url(https://example.org/far.css); .i{font-style:italic} @import "late.css";`,
			"css/more/h.css": `@import "../s.css"; .h{display:none}`,
			"css/k.css":      `.k{display:none}`,
			"css/p.css":      `.p{display:none}`,
			"css/late.css":   `.l{display:none}`,
		}), "# []\na\nb\n# Two\nSecond.\n"},
		"split": {plain().with(files{
			"OEBPS/p.opf":            opf("A Book", []string{"a a.xhtml", "b t_split_001.html"}),
			"OEBPS/t_split_001.html": page("", "<body><p>goes on</p></body>"),
		}), "# One\nFirst.\ngoes on\n"},
		"odd names": {plain().with(files{
			"OEBPS/p.opf":            opf("A Book", []string{"a ../Text/ch%201.XHTML"}),
			"Text/Ch 1.xhtml":        page("", "<body><p>found</p></body>"),
			"META-INF/container.xml": "broken",
		}), "# []\nfound\n"},
		"utf-16": {plain().with(files{
			"OEBPS/b.xhtml": "\xff\xfe" + wide(strings.Replace(page("", "<body><p>naïve</p></body>"), "utf-8", "utf-16", 1)),
		}), "# One\nFirst.\n# []\nnaïve\n"},
		"front matter": {plain().with(files{
			"OEBPS/p.opf": opf("A Book", []string{"t t.xhtml", "a a.xhtml", "c c.xhtml"}),
			"OEBPS/t.xhtml": page("", `<body epub:type="frontmatter"><section epub:type="titlepage"><h1>LEAK</h1></section>`+
				`</body>`),
			"OEBPS/c.xhtml": page("", `<body epub:type="backmatter"><section epub:type="colophon"><p>LEAK</p></section>`+
				`</body>`),
		}), "# One\nFirst.\n"},
		"standard ebooks": {plain().with(files{
			"OEBPS/p.opf": opf("A Book", []string{"a a.xhtml", "e e.xhtml"}, nav),
			"OEBPS/nav.xhtml": page("", `<body><nav epub:type="toc"><ol><li><a href="a.xhtml">I: <span>The Toll</span></a>`+
				`</li></ol></nav></body>`),
			"OEBPS/a.xhtml": page("", `<body epub:type="bodymatter z3998:fiction"><section id="chapter-1" `+
				`epub:type="chapter"><hgroup>`+
				`<h2 epub:type="ordinal z3998:roman">I</h2><p epub:type="title">The Toll</p></hgroup><p>Salt<a `+
				`href="e.xhtml#n1" `+
				`epub:type="noteref">LEAK1</a>.</p><hr/><p><i epub:type="thought">So <em>that</em></i> was it.</p></section>`+
				`</body>`),
			"OEBPS/e.xhtml": page("", `<body><section id="endnotes" epub:type="endnotes"><ol><li epub:type="endnote">`+
				`LEAK</li></ol></section></body>`),
		}), "# I: The Toll\nSalt.\n---\n*So that* was it.\n"},
		"fanficfare": {fanFicFare(), "# 1. Planting\nhead: A new one.\nThey planted glass.\n^* * *\nIt *rang*.\nend: " +
			"More soon.\n# 2. Frost\nIt froze.\n"},
		"fichub": {plain().with(files{
			"META-INF/container.xml": container("EPUB/content.opf"),
			"EPUB/content.opf": opf("A Book", []string{"introduction " +
				"introduction.xhtml", "chap_1 chap_1.xhtml", "nav nav.xhtml"}, nav),
			"EPUB/introduction.xhtml": page("", "<body><h1>A Book</h1><p>by A. Writer</p></body>"),
			"EPUB/nav.xhtml": page("", `<body><nav epub:type="toc"><ol><li><a href="introduction.xhtml">Introduction</a></li>`+
				`<li><a href="chap_1.xhtml">1. Planting</a></li></ol></nav></body>`),
			"EPUB/chap_1.xhtml": page("", "<body><h1>1. Planting</h1><h2>Planting</h2><p>They planted glass.</p></body>"),
		}), "# 1. Planting\nThey planted glass.\n"},
	}
	for name, test := range tests {
		w, problems := epub.Read("book.epub", test.files.pack(t))
		if diff := cmp.Diff(test.want, bodytest.Show(w)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if story.HasErrors(problems) || w.Title != "A Book" || w.Author != "A. Writer" {
			t.Errorf("%s: %q by %q: %v", name, w.Title, w.Author, problems)
		}
	}
}

// fanFicFare returns a book as FanFicFare makes one.
func fanFicFare() files {
	chapter := func(title, body string) string {
		return page(`<link href="stylesheet.css" type="text/css" rel="stylesheet"/><meta name="chapterorigtitle" `+
			`content="LEAK"/>`,
			`<body class="fff_chapter"><h3 class="fff_chapter_title">`+title+`</h3>`+body+`</body>`)
	}
	return files{
		"META-INF/container.xml": container("content.opf"),
		"content.opf": opf("A Book", []string{"title_page OEBPS/title_page.xhtml", "toc OEBPS/toc_page.xhtml",
			"file0001 OEBPS/file0001.xhtml", "file0002 OEBPS/file0002.xhtml", "log OEBPS/log_page.xhtml"},
			`<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>`),
		"toc.ncx": `<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Title ` +
			`Page</text></navLabel>` +
			`<content src="OEBPS/title_page.xhtml"/></navPoint><navPoint><navLabel><text>1. Planting</text></navLabel>` +
			`<content ` +
			`src="OEBPS/file0001.xhtml"/></navPoint><navPoint><navLabel><text>2. Frost</text></navLabel><content ` +
			`src="OEBPS/file0002.xhtml"/></navPoint></navMap></ncx>`,
		"OEBPS/title_page.xhtml": page("", `<body class="fff_titlepage"><h3>LEAK</h3></body>`),
		"OEBPS/toc_page.xhtml":   page("", `<body class="fff_tocpage"><h3>LEAK</h3></body>`),
		"OEBPS/log_page.xhtml":   page("", `<body class="fff_logpage"><h3>LEAK</h3></body>`),
		"OEBPS/stylesheet.css":   `.center {text-align: center;}`,
		"OEBPS/file0001.xhtml": chapter("1. Planting", `<div class="fff_chapter_notes fff_head_notes"><b>Author's `+
			`Note:</b>`+
			`<p>A new one.</p></div><h3>Planting</h3>They planted glass.<br/><br/><div class='center'>* * *</div>It <i>`+
			`rang</i>.`+
			`<div class="fff_chapter_notes fff_foot_notes"><b>Author's Note:</b><p>More soon.</p></div>`),
		"OEBPS/file0002.xhtml": chapter("2. Frost", `<p>It froze.</p>`),
	}
}

// wide returns text as UTF-16 with the low byte first.
func wide(text string) string {
	var b strings.Builder
	for _, c := range text {
		b.WriteByte(byte(c))
		b.WriteByte(byte(c >> 8))
	}
	return b.String()
}
