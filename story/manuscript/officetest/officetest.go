// Package officetest helps to test readers of office files: it packs XML into such files, shows what was read in one
// line for each paragraph, checks what must hold of all that is read, and measures the memory that reading takes.
//
// A line of [Show] begins with what the paragraph is: "P" a paragraph, "H1" a heading of level 1, "Q" a quote, "V"
// verse, "I" an item with its marker, "CUT", "GAP"; behind it "^" if it is centred. Styles are marked around the
// words: / for italics, * for bold, _ for underlined, ~ for struck out, ` for code, and [words](address) for a link.
// Lines of one paragraph are parted by "⏎".
package officetest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// Pack returns a zip archive of parts by their names. "mimetype" comes first, the others in the order of names.
func Pack(tb testing.TB, parts map[string]string) []byte {
	tb.Helper()
	names := slices.Sorted(maps.Keys(parts))
	slices.SortStableFunc(names, func(a, b string) int {
		switch {
		case a == "mimetype" && b != a:
			return -1
		case b == "mimetype" && b != a:
			return 1
		}
		return 0
	})
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		p, err := w.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := p.Write([]byte(parts[name])); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// Show returns a work's paragraphs, one in a line.
func Show(w body.Work) string {
	var b strings.Builder
	for _, c := range w.Chapters {
		for _, p := range c.Paras {
			b.WriteString(show(p))
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// show returns one paragraph.
func show(p body.Para) string {
	switch {
	case p.Cut:
		return "CUT"
	case p.Gap:
		return "GAP"
	}
	s := [...]string{story.Paragraph: "P", story.Heading: "H", story.Quote: "Q", story.Verse: "V", story.Item: "I"}[p.Kind]
	if p.Level > 0 {
		s += fmt.Sprint(p.Level)
	}
	if p.Marker != "" {
		s += " " + p.Marker
	}
	if p.Centred {
		s += "^"
	}
	s += " "
	for _, r := range p.Runs {
		s += run(r)
	}
	return strings.ReplaceAll(s, "\n", "⏎")
}

// run returns one run.
func run(r story.Run) string {
	s := r.Text
	for _, mark := range []struct {
		style story.Style
		sign  string
	}{{story.Italic, "/"}, {story.Bold, "*"}, {story.Underline, "_"}, {story.Strike, "~"}, {story.Code, "`"}} {
		if r.Style&mark.style != 0 {
			s = mark.sign + s + mark.sign
		}
	}
	if r.Link != "" {
		s = "[" + s + "](" + r.Link + ")"
	}
	return s
}

// Messages returns the severities and messages of problems, one in a line.
func Messages(problems []story.Problem) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%d:%d: %s: %s\n", p.Line, p.Column, p.Severity, p.Message)
	}
	return b.String()
}
