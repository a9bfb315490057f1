package office_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/officetest"
)

const (
	wordHead = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
		`xmlns:v="urn:schemas-microsoft-com:vml"><w:body>`
	wordFoot = `</w:body></w:document>`
	openHead = `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" ` +
		`xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" ` +
		`xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" ` +
		`xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>`
	openFoot = `</office:text></office:body></office:document-content>`
)

// A hostile is a file made to hurt: XML in the place of the text, for a reader of either format.
type hostile struct{ ext, text, want string }

// file returns the hostile packed as a file.
func (h hostile) file(tb testing.TB) []byte {
	if h.ext == ".odt" {
		return officetest.Pack(tb, map[string]string{"content.xml": h.text})
	}
	return officetest.Pack(tb, map[string]string{"word/document.xml": h.text})
}

// fill repeats a piece of XML, with a number that keeps it from being packed too well, up to about size bytes.
func fill(size int, piece string) string {
	var b strings.Builder
	random := rand.New(rand.NewPCG(1, 2))
	for b.Len() < size {
		b.WriteString(strings.ReplaceAll(piece, "#", fmt.Sprintf("a%x", random.Uint64())))
	}
	return b.String()
}

// hostiles are files made to take stack, time or memory.
func hostiles(size int) map[string]hostile {
	deep := func(tag string) string { return strings.Repeat("<"+tag+">", 20_000) }
	word := func(s string) string { return wordHead + s + wordFoot }
	open := func(s string) string { return openHead + s + openFoot }
	return map[string]hostile{
		"deep tables": {".docx", wordHead + deep("w:tbl"), "deep in one another"},
		"deep boxes":  {".docx", wordHead + deep("w:p><w:r><w:pict><w:txbxContent"), "deep in one another"},
		"deep spans":  {".odt", openHead + "<text:p>" + deep("text:span"), "deep in one another"},
		"deep lists":  {".odt", openHead + deep("text:list><text:list-item"), "deep in one another"},
		"entities": {".docx", `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>` +
			word("<w:p>&b;</w:p>"), "document type"},
		"file": {".odt", `<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>` +
			open("<text:p>&a;</text:p>"), "document type"},
		"undeclared":      {".odt", open(strings.Repeat("<text:p>&a;</text:p>", 1000)), "damaged"},
		"attributes":      {".docx", wordHead + "<w:p " + strings.Repeat(`a="" `, 200_000) + ">", "too large"},
		"many attributes": {".odt", openHead + "<text:p " + fill(size, ` x#="1"`) + ">", "too large"},
		"empty paragraphs": {".docx", word("<w:p><w:r><w:t>a</w:t></w:r></w:p>" + fill(size,
			`<w:p w:rsidR="#"/>`) + "<w:p><w:r><w:t>a</w:t></w:r></w:p>"), ""},
		"short paragraphs": {".odt", open(fill(size, `<text:p>#</text:p>`)), ""},
		"changing styles": {".docx", word(fill(size,
			`<w:p>`+strings.Repeat(`<w:r><w:t>#</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>b</w:t></w:r>`,
				9)+`</w:p>`)), ""},
		"long paragraph": {".docx", word("<w:p>" + fill(2<<20, `<w:r><w:t>#</w:t></w:r>`) + "</w:p>"),
			"million characters"},
		"long text": {".odt", open("<text:p>" + fill(2<<20, `# `) + "</text:p>"), "million characters"},
		"page breaks": {".docx", word("<w:p>" + fill(size, `<w:r><w:br w:type="page" x="#"/></w:r>`) +
			"</w:p>"), "no text"},
		"footnotes": {".docx", word("<w:p>" + fill(size,
			`<w:r><w:t>a</w:t><w:footnoteReference w:id="#"/></w:r>`) + "</w:p>"), ""},
		"joined": {".docx", word(fill(size,
			`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>#</w:t></w:r></w:p>`)), ""},
		"rows": {".odt", open("<table:table>" + fill(size,
			`<table:table-row><table:table-cell><text:p>#</text:p></table:table-cell><table:table-cell/>`+
				`</table:table-row>`) + "</table:table>"), ""},
		"pictures": {".odt", open("<text:p>" + fill(size, `<draw:frame draw:name="#"/>`) + "</text:p>"),
			"no text"},
		"bomb":    {".docx", word(strings.Repeat(" ", 30<<20)), "too large"},
		"half":    {".odt", openHead + "<text:p>a</text:p><text:p>b", "damaged"},
		"no XML":  {".docx", strings.Repeat("\x00", 1000), "damaged"},
		"nothing": {".odt", "", "no text"},
	}
}

// named are files made to hurt by their names and values.
func named(size int) map[string]hostile {
	word := func(s string) string { return wordHead + s + wordFoot }
	open := func(s string) string { return openHead + s + openFoot }
	return map[string]hostile{
		"names":    {".docx", word("<w:p>" + fill(size, `<# #=""/>`) + "</w:p>"), "no text"},
		"prefixes": {".odt", open("<text:p>" + fill(size, `<#:a/><#:b xmlns:#="x"/>`) + "</text:p>"), "no text"},
		"declared": {".docx", word("<w:p " + fill(100_000, ` xmlns:#="x"`) + "/>"), "too large"},
		"values": {".docx", word(fill(size, `<w:p><w:pPr><w:pStyle w:val="#"/></w:pPr></w:p>`) +
			"<w:p><w:r><w:t>a</w:t></w:r></w:p>"), ""},
	}
}

// TestHostile reads files made to hurt. Each gives text or an error in words, and takes no more than its memory: the
// live heap is looked at while they are read.
func TestHostile(t *testing.T) {
	files := hostiles(3 << 20)
	maps.Copy(files, named(3<<20))
	for name, h := range files {
		data := h.file(t)
		var problems []story.Problem
		paras := 0
		peak := measure(func() {
			work, told := readers[h.ext]("a"+h.ext, data)
			problems = told
			if len(work.Chapters) > 0 {
				paras = len(work.Chapters[0].Paras)
			}
		})
		messages := officetest.Messages(problems)
		if h.want != "" && (!story.HasErrors(problems) || !strings.Contains(messages, h.want)) {
			t.Errorf("%s: %.300q, want an error that says %q", name, messages, h.want)
		}
		if h.want == "" && paras == 0 {
			t.Errorf("%s: nothing was read: %.300s", name, messages)
		}
		if h.want == "million characters" && paras > 0 {
			t.Errorf("%s: the paragraph is kept", name)
		}
		if strings.Contains(messages, "goroutine") || len(problems) > 500 {
			t.Errorf("%s: %d problems", name, len(problems))
		}
		t.Logf("%-16s %5.1f MiB packed, %6.1f MiB of memory, %d paragraphs", name, mib(uint64(len(data))),
			mib(peak), paras)
		if most := uint64(256 << 20); peak > most {
			t.Errorf("%s takes %d MiB", name, peak>>20)
		}
	}
}

// mib returns bytes in MiB.
func mib(n uint64) float64 { return float64(n) / (1 << 20) }

// measure returns by how much the heap grows at most while read runs, garbage collected often.
func measure(read func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	return officetest.Peak(read)
}

// TestCutShort reads every beginning of a file, and the file with each of its bytes changed in turn.
func TestCutShort(t *testing.T) {
	for ext, read := range readers {
		data := hostile{ext: ext, text: wordHead + "<w:p><w:r><w:t>A</w:t></w:r></w:p>" + wordFoot}.file(t)
		if ext == ".odt" {
			data = hostile{ext: ext, text: openHead + "<text:p>A</text:p>" + openFoot}.file(t)
		}
		for i := range data {
			if _, problems := read("a", data[:i]); !story.HasErrors(problems) {
				t.Errorf("the first %d of %d bytes are read without an error", i, len(data))
			}
			spoilt := append([]byte(nil), data...)
			spoilt[i] ^= 0x55
			if work, problems := read("a", spoilt); len(work.Chapters) == 0 && !story.HasErrors(problems) {
				t.Errorf("with byte %d changed there is neither text nor an error", i)
			}
		}
	}
}
