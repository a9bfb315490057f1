package epub_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body/bodytest"
	"cliffhanger/story/manuscript/epub"
)

// TestHostile reads books that are broken or made to harm. Each must give an error with a sentence, or its text, and
// take no more memory in all than ten times its size or 256 MiB.
func TestHostile(t *testing.T) {
	up := strings.Repeat
	whole := plain().pack(t)
	var spine []string
	many := plain()
	for i := range 4000 {
		name := fmt.Sprintf("x%d.xhtml", i)
		spine = append(spine, fmt.Sprintf("x%d %s", i, name))
		many["OEBPS/"+name] = "<body><p>a"
	}
	many["OEBPS/p.opf"] = opf("A Book", spine)
	one := func(name, text string) []byte { return plain().with(files{name: text}).pack(t) }
	tests := map[string]struct {
		data []byte
		want string // in an error; "": none
	}{
		"nothing":           {nil, "no whole EPUB"},
		"a page":            {[]byte("<p>a"), "no whole EPUB"},
		"truncated":         {whole[:len(whole)-60], "no whole EPUB"},
		"another zip":       {files{"a.txt": "a"}.pack(t), "no EPUB"},
		"no package":        {one("META-INF/container.xml", container("none.opf")), "package file is missing"},
		"up and away":       {one("META-INF/container.xml", container("../../etc/passwd")), "package file is missing"},
		"package cut":       {one("OEBPS/p.opf", opf("A", []string{"a a.xhtml"})[:300]), "damaged"},
		"package too deep":  {one("OEBPS/p.opf", up("<a>", 100_000)), "damaged"},
		"package too large": {one("OEBPS/p.opf", up("<a/>", 3<<20)), "large"},
		"entity flood": {one("OEBPS/p.opf", `<!DOCTYPE x [<!ENTITY a "LEAK"><!ENTITY b "&a;&a;&a;">]>`+
			strings.Replace(opf("A Book", nil), "A Book", "&b;", 1)), "damaged"},
		"external entity": {one("OEBPS/p.opf", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>`+
			strings.Replace(opf("A Book", nil), "A Book", "&a;", 1)), "damaged"},
		"no spine":           {one("OEBPS/p.opf", opf("A Book", nil)), "which files"},
		"a file missing":     {one("OEBPS/p.opf", opf("A Book", []string{"a a.xhtml", "z z.xhtml"})), "missing"},
		"paths":              {one("OEBPS/p.opf", opf("A Book", []string{"a ../../../etc/passwd", "b b.xhtml"})), "missing"},
		"a bomb":             {one("OEBPS/a.xhtml", "<p>"+up("\x00", 40<<20)), "too large"},
		"a bomb of text":     {one("OEBPS/a.xhtml", "<p>"+up("LEAK", 10<<20)), "too large"},
		"a page too deep":    {one("OEBPS/a.xhtml", up("<div>", 100_000)+"a"), "500 tags"},
		"a page of entities": {one("OEBPS/a.xhtml", "<!DOCTYPE x [<!ENTITY a 'LEAK'>]><body><h1>One</h1><p>a&a;"), ""},
		"many files":         {many.pack(t), ""},
		"a toc of entries": {one("OEBPS/p.opf", opf("A Book", []string{"a a.xhtml"},
			`<item id="ncx" href="a.xhtml" media-type="application/x-dtbncx+xml"/>`)), ""},
		"sheets": {one("OEBPS/a.xhtml", page(up(`<link rel="stylesheet" href="p.opf"/>`, 500), "<body><p>a")), ""},
		"locked": {one("META-INF/encryption.xml", "<e><EncryptedKey/></e>"), "encrypted"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			w, problems := epub.Read("book.epub", test.data)
			runtime.ReadMemStats(&after)
			var messages string
			for _, p := range problems {
				messages += p.String() + "\n"
				if p.Severity == story.Error && p.Hint == "" {
					t.Errorf("no hint: %v", p)
				}
			}
			if story.HasErrors(problems) != (test.want != "") || !strings.Contains(messages, test.want) {
				t.Errorf("want %q, got %.300s", test.want, messages)
			}
			if test.want == "" && len(w.Chapters) == 0 {
				t.Error("there is no text")
			}
			if got := bodytest.Show(w); strings.Contains(got, "LEAK") || strings.Contains(got, "root:") {
				t.Errorf("a word leaks: %.200s", got)
			}
			if took := after.TotalAlloc - before.TotalAlloc; took > max(256<<20, 10*uint64(len(test.data))) {
				t.Errorf("%d bytes took %d MiB", len(test.data), took>>20)
			}
		})
	}
}

// FuzzEpub puts anything into a book's page, package file and style sheet.
func FuzzEpub(f *testing.F) {
	book := plain()
	f.Add(book["OEBPS/p.opf"], book["OEBPS/a.xhtml"], "p{display:none}", "")
	ff := fanFicFare()
	f.Add(ff["content.opf"], ff["OEBPS/file0001.xhtml"], ".center{text-align:center}", ff["toc.ncx"])
	f.Add(opf("A", []string{"a a.xhtml"}, `<item id="n" href="n" properties="nav"/>`), `<div id="preface"><h1>x</h1>`+
		`</div>`+
		`<div id="chapters" class="userstuff"><div><h2>Chapter 1</h2></div>a</div>`, "", `<nav><a href="a.xhtml#a">b</a>`+
		`</nav>`)
	f.Fuzz(func(t *testing.T, opf, xhtml, css, nav string) {
		data := plain().with(files{"OEBPS/p.opf": opf, "OEBPS/a.xhtml": xhtml, "OEBPS/s.css": css, "OEBPS/n": nav}).pack(t)
		w, problems := epub.Read("book.epub", data)
		if len(w.Chapters) == 0 && !story.HasErrors(problems) {
			t.Error("neither text nor an error")
		}
		for _, c := range w.Chapters {
			for _, p := range c.Paras {
				if p.Part == "" || !p.Cut && !p.Gap && strings.TrimSpace(p.Text()) == "" {
					t.Errorf("a paragraph without a place or words: %v", p)
				}
			}
		}
	})
}

// library returns a book of about size bytes of text in chapters of 60 kB, with the styles and breaks of fiction.
func library(tb testing.TB, size int) (packed []byte, text int) {
	tb.Helper()
	book := plain()
	var spine []string
	for n := 0; text < size; n++ {
		var b bytes.Buffer
		for i := 0; b.Len() < 60<<10; i++ {
			fmt.Fprintf(&b, "<p class=\"c%d\">The %dth lamp went out at %d past two, and <em>nobody</em> on the %x side of "+
				"the river saw who had done it; “%d,” said Ines, “is a bad number &amp; I will not write it.”</p>"+
				"\n", i%7, n*i, i%60,
				n*i*i, i)
			if i%40 == 39 {
				b.WriteString("<hr/>\n")
			}
		}
		name := fmt.Sprintf("c%d.xhtml", n)
		spine = append(spine, fmt.Sprintf("c%d %s", n, name))
		book["OEBPS/"+name] = page(`<link rel="stylesheet" href="s.css"/>`,
			fmt.Sprintf("<body><h2>Chapter %d</h2>%s</body>", n+1, b.String()))
		text += b.Len()
	}
	book["OEBPS/s.css"] = ".c1{text-indent:1em}.c2{font-style:normal}p{margin:0}.c3 em{font-weight:400}"
	book["OEBPS/p.opf"] = opf("A Book", spine)
	return book.pack(tb), text
}

func BenchmarkRead(b *testing.B) {
	data, text := library(b, 10<<20)
	b.SetBytes(int64(text))
	b.ReportAllocs()
	for b.Loop() {
		if w, _ := epub.Read("book.epub", data); len(w.Chapters) < 100 {
			b.Fatalf("%d chapters", len(w.Chapters))
		}
	}
}
