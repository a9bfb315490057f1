package office_test

import (
	"fmt"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/archive"
	"cliffhanger/story/manuscript/office"
	"cliffhanger/story/manuscript/officetest"
)

// prose returns a document of about size bytes of XML in the way that Word and LibreOffice write it, and as a packed
// file.
func prose(tb testing.TB, ext string, size int) (text string, data []byte) {
	tb.Helper()
	var b strings.Builder
	word := ext == ".docx"
	b.WriteString(map[bool]string{true: wordHead, false: openHead}[word])
	for i := 0; b.Len() < size; i++ {
		first := fmt.Sprintf("The %dth wave took lantern %d and left nothing of it but the smell of oil, which the night "+
			"kept for itself until %x came up. ", i, i*7919%10007, i*i)
		second := fmt.Sprintf("So it goes, she said, and closed door %d on all of them.", i*31%997)
		if word {
			fmt.Fprintf(&b,
				`<w:p w:rsidP="%08X" w:rsidR="00A1%04X" w:rsidRDefault="00B2%04X"><w:pPr><w:pStyle w:val="N"/>`+
					`<w:spacing w:after="0"/><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:pPr>`+
					`<w:r w:rsidRPr="00A1%04X"><w:rPr>`+
					`<w:lang w:val="en-GB"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r><w:r><w:rPr><w:i/><w:iCs/>`+
					`<w:lang w:val="en-GB"/></w:rPr><w:t>%s</w:t></w:r></w:p>`, i, i&0xffff, i*3&0xffff, i*5&0xffff,
				first, second)
		} else {
			fmt.Fprintf(&b,
				`<text:p text:style-name="P%d">%s<text:span text:style-name="T%d">%s</text:span></text:p>`,
				i%20, first, i%30, second)
		}
	}
	b.WriteString(map[bool]string{true: wordFoot, false: openFoot}[word])
	text = b.String()
	return text, hostile{ext: ext, text: text}.file(tb)
}

// BenchmarkRead reads documents of 10 MiB of XML, the bytes of which MB/s counts.
func BenchmarkRead(b *testing.B) {
	for ext, read := range readers {
		text, data := prose(b, ext, 10<<20)
		b.Run(ext[1:], func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			b.ReportMetric(float64(len(data))/(1<<20), "MiB-packed")
			for b.Loop() {
				if work, problems := read("a", data); len(work.Chapters) != 1 || story.HasErrors(problems) {
					b.Fatal(officetest.Messages(problems))
				}
			}
		})
	}
}

// BenchmarkStages measures what comes before the text is read: unpacking, and taking XML apart.
func BenchmarkStages(b *testing.B) {
	text, data := prose(b, ".docx", 10<<20)
	b.Run("unpack", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			a, err := archive.Open(data, archive.For(len(data)))
			if err != nil {
				b.Fatal(err)
			}
			if _, err := a.Read("word/document.xml"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("scan", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			scan, err := office.NewScan([]byte(text))
			if err != nil {
				b.Fatal(err)
			}
			if err := scan.Each(func(office.Element) error { return nil }, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestMemory reads a document of 10 MiB of XML and looks at the live heap.
func TestMemory(t *testing.T) {
	for ext, read := range readers {
		text, data := prose(t, ext, 10<<20)
		peak := measure(func() {
			if _, problems := read("a", data); story.HasErrors(problems) {
				t.Error(officetest.Messages(problems))
			}
		})
		t.Logf("%s of %.1f MiB (%.1f MiB of XML): %.1f MiB of memory", ext, mib(uint64(len(data))),
			mib(uint64(len(text))), mib(peak))
		if most := max(10*uint64(len(data)), 64<<20); peak > most {
			t.Errorf("%s takes %.1f MiB of memory, more than %.1f", ext, mib(peak), mib(most))
		}
	}
}
