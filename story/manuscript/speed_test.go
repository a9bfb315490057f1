//go:build unix

package manuscript_test

import (
	"fmt"
	"html"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
	"cliffhanger/story/manuscript/archive"
	"cliffhanger/story/manuscript/docx"
	"cliffhanger/story/manuscript/epub"
	"cliffhanger/story/manuscript/officetest"
	"cliffhanger/story/typeset"
)

// lexicon is what the prose of the benchmarks is made of.
var lexicon = strings.Fields(`the a an and but or of in on to from with without under over behind beside between through
	across along she he they it her his their its who what when where while until because although nobody somebody
	everything nothing something never always often again still already almost perhaps only even first last next
	lantern harbour ledger bell tide rope barrel candle window door stair landing cellar attic kitchen street bridge
	market tower wall garden river ferry boat oar sail net fish salt bread butter kettle stove table chair lamp letter
	envelope stamp ink paper map compass clock key lock coat sleeve collar button boot glove hat hand finger shoulder
	face eye mouth voice breath silence laughter music song dance winter autumn summer spring morning evening night noon
	rain snow wind fog frost thunder cloud sky star moon sun shadow light dark colour grey blue green yellow white black
	old young small large narrow wide heavy empty full quiet loud slow quick cold warm wet dry bitter sweet strange plain
	walked ran stood sat waited listened looked turned opened closed lifted carried dropped held pushed pulled counted
	wrote read said asked answered whispered shouted remembered forgot knew thought believed wondered decided refused
	found lost kept gave took brought left returned followed led climbed fell crossed reached passed began ended
	brother sister mother father captain keeper baker smith tailor clerk stranger neighbour child widow thief friend
	Mara Tomas Ines Henrike Oskar Brannoch don't it's wouldn't half-past candle-light quayside afterwards towards`)

// A passage is a paragraph of some sentences, every second of which may be in italics, or a scene break.
type passage struct {
	sentences []string
	italic    int // which of them is; -1: none
}

// novel returns chapters of about size bytes of text in all, as varied as random words are: scenes of some 700 words
// between breaks, dialogue, and below each chapter a note to readers with a question and two options.
func novel(size int) [][]passage {
	r := rand.New(rand.NewPCG(7, 11))
	var chapters [][]passage
	for size > 0 {
		var chapter []passage
		for scene := range 4 {
			if scene > 0 {
				chapter = append(chapter, passage{})
			}
			for range 14 + r.IntN(8) {
				p := passage{italic: r.IntN(12) - 8}
				for range 1 + r.IntN(1+r.IntN(9)) {
					s := saying(r)
					p.sentences = append(p.sentences, s)
					size -= len(s) + 1
				}
				chapter = append(chapter, p)
			}
		}
		for _, s := range []string{"A/N: Thank you for reading, and let me know what you think!",
			"Poll: What should Mara do next chapter?", "A) Take the ledger", "B) Leave it"} {
			chapter = append(chapter, passage{[]string{s}, -1})
		}
		chapters = append(chapters, chapter)
	}
	return chapters
}

// saying returns a sentence, which may be somebody's.
func saying(r *rand.Rand) string {
	words := make([]string, 4+r.IntN(18))
	for i := range words {
		words[i] = lexicon[r.IntN(len(lexicon))]
		if i > 2 && r.IntN(9) == 0 {
			words[i-1] += ","
		}
	}
	s := strings.ToUpper(words[0][:1]) + words[0][1:] + " " + strings.Join(words[1:], " ")
	switch r.IntN(5) {
	case 0:
		return "“" + s + "!”"
	case 1:
		return "“" + s + ",” she said."
	}
	return s + "."
}

// bound returns a novel as an EPUB, a file for each chapter.
func bound(tb testing.TB, chapters [][]passage) []byte {
	const opf = `<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Long Tide</dc:title></metadata><manifest>%s</manifest>` +
		`<spine>%s</spine></package>`
	parts := map[string]string{
		"mimetype": "application/epub+zip",
		"META-INF/container.xml": `<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>` +
			`<rootfile full-path="o.opf"/></rootfiles></container>`,
		"s.css": ".p1 { text-indent: 1em; margin: 0 } .i { font-style: italic }\nhr { width: 30% }",
	}
	var items, refs strings.Builder
	for i, chapter := range chapters {
		var b strings.Builder
		fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head>`+
			`<link rel="stylesheet" href="s.css"/></head><body><h2>Chapter %d: The %d. Tide</h2>`+"\n", i+1, i+1)
		for _, p := range chapter {
			if len(p.sentences) == 0 {
				b.WriteString("<hr/>\n")
				continue
			}
			b.WriteString(`<p class="p1">`)
			for j, s := range p.sentences {
				if s = html.EscapeString(s); j == p.italic {
					s = `<span class="i">` + s + `</span>`
				}
				b.WriteString(strings.Repeat(" ", min(j, 1)) + s)
			}
			b.WriteString("</p>\n")
		}
		b.WriteString("</body></html>")
		parts[fmt.Sprintf("c%05d.xhtml", i)] = b.String()
		fmt.Fprintf(&items, `<item id="c%d" href="c%05d.xhtml" media-type="application/xhtml+xml"/>`, i, i)
		fmt.Fprintf(&refs, `<itemref idref="c%d"/>`, i)
	}
	parts["o.opf"] = fmt.Sprintf(opf, items.String(), refs.String())
	return officetest.Pack(tb, parts)
}

// typed returns a novel as a DOCX as Word writes it.
func typed(tb testing.TB, chapters [][]passage) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` +
		`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	for i, chapter := range chapters {
		fmt.Fprintf(&b, `<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>Chapter %d: The %d. Tide</w:t></w:r>`+
			`</w:p>`, i+1, i+1)
		for j, p := range chapter {
			if len(p.sentences) == 0 {
				b.WriteString(`<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>* * *</w:t></w:r></w:p>`)
				continue
			}
			fmt.Fprintf(&b, `<w:p w:rsidR="00A1%04X" w:rsidRDefault="00B2%04X"><w:pPr><w:spacing w:after="0"/></w:pPr>`,
				j*7&0xffff, i*3&0xffff)
			for k, s := range p.sentences {
				style := ""
				if k == p.italic {
					style = `<w:rPr><w:i/></w:rPr>`
				}
				fmt.Fprintf(&b, `<w:r>%s<w:t xml:space="preserve">%s%s</w:t></w:r>`, style, strings.Repeat(" ", min(k, 1)),
					html.EscapeString(s))
			}
			b.WriteString(`</w:p>`)
		}
	}
	b.WriteString(`</w:body></w:document>`)
	return officetest.Pack(tb, map[string]string{"word/document.xml": b.String()})
}

// A manuscriptFile is a file of the benchmarks, with the reader of its format.
type manuscriptFile struct {
	name string
	data []byte
	read func(data []byte)
}

// novels returns a novel with size bytes of text, as the formats that have to be quick.
func novels(tb testing.TB, size int) []manuscriptFile {
	chapters := novel(size)
	return []manuscriptFile{
		{"novel.epub", bound(tb, chapters), func(data []byte) { epub.Read("novel.epub", data) }},
		{"novel.docx", typed(tb, chapters), func(data []byte) { docx.Read("novel.docx", data) }},
	}
}

// setAll sets every scene and note of a story.
func setAll(s *story.Story) (pages int) {
	for i := range s.Chapters {
		c := &s.Chapters[i]
		for _, scene := range c.Scenes {
			pages += len(typeset.Scene(scene, typeset.Options{}))
		}
		pages += len(typeset.Blocks(c.Note.Blocks, typeset.Options{}))
	}
	return pages
}

// BenchmarkToPages reads a manuscript of 10 MiB of text and sets it in pages, stage by stage and as a whole. MB/s
// counts the text. CPU time is the process's, on all cores, the collector's work included.
func BenchmarkToPages(b *testing.B) {
	const size = 10 << 20
	for _, m := range novels(b, size) {
		s, problems := manuscript.ReadWork(m.name, m.data)
		if story.HasErrors(problems) || len(s.Chapters) < 100 || len(s.Chapters[7].Scenes) != 4 ||
			s.Chapters[7].Question == nil || len(s.Chapters[7].Question.Options) != 2 {
			b.Fatalf("%d chapters, %v", len(s.Chapters), problems[0])
		}
		stage := func(name string, run func()) {
			b.Run(m.name[len("novel."):]+"/"+name, func(b *testing.B) {
				b.SetBytes(size)
				b.ReportAllocs()
				before := cpu()
				for b.Loop() {
					run()
				}
				b.ReportMetric((cpu()-before)/float64(b.N), "cpu-s/op")
			})
		}
		stage("archive", func() { unpack(b, m.data) })
		stage("reader", func() { m.read(m.data) })
		stage("work", func() { manuscript.ReadWork(m.name, m.data) })
		stage("typeset", func() { setAll(&s) })
		stage("whole", func() {
			s, _ := manuscript.ReadWork(m.name, m.data)
			setAll(&s)
		})
	}
}

// unpack reads every file of an archive.
func unpack(tb testing.TB, data []byte) {
	a, err := archive.Open(data, archive.For(len(data)))
	if err != nil {
		tb.Fatal(err)
	}
	for _, name := range a.Names() {
		if _, err := a.Read(name); err != nil {
			tb.Fatal(err)
		}
	}
}

// cpu returns how many seconds of CPU the process has used.
func cpu() float64 {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return seconds(use.Utime) + seconds(use.Stime)
}
