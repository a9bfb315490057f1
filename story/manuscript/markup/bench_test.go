package markup_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"cliffhanger/story/manuscript/markup"
)

// saved returns a page of about size bytes as one saves it: a class on every paragraph, some italics, entities.
func saved(size int) []byte {
	var b bytes.Buffer
	b.WriteString("<html><head><style>.c1{text-indent:1em}.c2{font-style:normal}p{margin:0}</style></head><body>")
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "<p class=\"c%d\">The tide took step %d of the stair, and <em>nobody</em> on the quay would say "+
			"what it had left there; “%d,” said Ines, “is a bad number &amp; I will not write it.”</p>\n", i%7, i, i*i)
	}
	return b.Bytes()
}

func BenchmarkRead(b *testing.B) {
	data := saved(10 << 20)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if w, _ := markup.Read("a.html", data); len(w.Chapters) != 1 {
			b.Fatal(len(w.Chapters))
		}
	}
}

// BenchmarkTokens measures what of that is the tokenizer's.
func BenchmarkTokens(b *testing.B) {
	data := saved(10 << 20)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		z := html.NewTokenizer(bytes.NewReader(data))
		for z.Next() != html.ErrorToken {
			z.Raw()
		}
	}
}

func BenchmarkSheet(b *testing.B) {
	const rules = ".calibre1 { display: block; font-size: 1em; margin: 0 5pt }\n.x > p.y { font-style: italic }\n"
	css := strings.Repeat(rules, 1000)
	b.SetBytes(int64(len(css)))
	for b.Loop() {
		markup.ParseSheet(css)
	}
}
