package typeset_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// expected returns the cells readers should see of blocks, whatever way they are paged. Links have to be plain http
// addresses; bare addresses in text need no care, as their style is not compared.
func expected(blocks []story.Block) []cell {
	var cells []cell
	for _, b := range blocks {
		cells = append(cells, expectedBlock(b)...)
	}
	return cells
}

func expectedBlock(b story.Block) []cell {
	var kind story.BlockKind
	if b.Kind == story.Heading || b.Kind == story.Quote {
		kind = b.Kind
	}
	var out []cell
	for _, line := range expectedLines(b.Runs) {
		settle(line)
		for _, c := range line {
			if c.kind = kind; !unseen(c.r) {
				out = append(out, c)
			}
		}
	}
	if len(out) == 0 || b.Kind != story.Item {
		return out
	}
	marker := strings.Join(strings.Fields(tidy(b.Marker)), " ")
	if strings.Contains("•-*+–◦‣▪·●○", marker) && utf8.RuneCountInString(marker) < 2 {
		marker = "•"
	}
	var first []cell
	for _, r := range marker {
		if !unseen(r) {
			first = append(first, cell{r: r})
		}
	}
	return append(first, out...)
}

// tidy makes line breaks of what breaks lines, and leaves out what cannot be sent.
func tidy(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", r):
			return '\n'
		case r == '\ufeff' || r != '\t' && unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
}

// expectedLines returns the runs' characters, white space included, each cluster in the style of its beginning.
func expectedLines(runs []story.Run) [][]cell {
	var lines [][]cell
	var text strings.Builder
	var styles []story.Style // of each byte of text
	flush := func() {
		var line []cell
		for it := graphemes.FromString(text.String()); it.Next(); {
			for i, r := range it.Value() {
				line = append(line, cell{r: r, style: styles[it.Start()], own: styles[it.Start()+i]})
			}
		}
		lines = append(lines, line)
		text.Reset()
		styles = styles[:0]
	}
	add := func(s string, style story.Style) {
		for i, part := range strings.Split(s, "\n") {
			if i > 0 {
				flush()
			}
			text.WriteString(part)
			for range len(part) {
				styles = append(styles, style)
			}
		}
	}
	for i, r := range runs {
		add(tidy(r.Text), r.Style)
		if r.Link != "" && r.Text != r.Link && (i+1 == len(runs) || runs[i+1].Link != r.Link) {
			add(" ("+r.Link+")", r.Style&story.Spoiler)
		}
	}
	flush()
	return lines
}

// settle takes the styles away that code cannot have.
func settle(line []cell) {
	for i := 0; i < len(line); {
		j := i
		var inside strings.Builder
		for ; j < len(line) && line[j].style == line[i].style; j++ {
			inside.WriteRune(line[j].r)
		}
		style, s := line[i].style, inside.String()
		if style&story.Code != 0 {
			switch {
			case strings.Contains(s, "`"):
				style &^= story.Code
			default:
				for _, c := range []struct {
					in   string
					lost story.Style
				}{{"*", story.Bold | story.Italic}, {"_", story.Underline}, {"~", story.Strike}} {
					if strings.Contains(s, c.in) {
						style &^= c.lost
					}
				}
			}
		}
		for ; i < j; i++ {
			line[i].style = style
		}
	}
}

// check fails unless pages keep every promise about blocks.
func check(t *testing.T, blocks []story.Block, pages []typeset.Page, limit int) {
	t.Helper()
	for _, fault := range faults(blocks, pages, limit) {
		t.Error(fault)
	}
}

// faults says which promises pages break: that what readers see is what was written, that nothing is alive, that all
// pages are within the limit and trimmed.
func faults(blocks []story.Block, pages []typeset.Page, limit int) []string {
	var out []string
	var got []cell
	for i, p := range pages {
		out = append(out, pageFaults(i, p, limit)...)
		r := read(p.Content)
		if len(r.live) > 0 {
			out = append(out, fmt.Sprintf("page %d: alive: %q in %q", i, r.live, p.Content))
		}
		got = append(got, r.cells...)
	}
	if s := difference(got, expected(blocks), pages); s != "" {
		out = append(out, s)
	}
	return out
}

func checkPage(t *testing.T, i int, p typeset.Page, limit int) {
	t.Helper()
	for _, fault := range pageFaults(i, p, limit) {
		t.Error(fault)
	}
}

// pageFaults says what is wrong with one page, whatever it shows.
func pageFaults(i int, p typeset.Page, limit int) []string {
	var out []string
	if n := utf8.RuneCountInString(p.Content); n != p.Length {
		out = append(out, fmt.Sprintf("page %d: Length %d, want %d", i, p.Length, n))
	}
	if n := len(utf16.Encode([]rune(p.Content))); n > limit {
		out = append(out, fmt.Sprintf("page %d: %d UTF-16 units, limit %d", i, n, limit))
	}
	if p.Content == "" || strings.TrimSpace(p.Content) != p.Content {
		out = append(out, fmt.Sprintf("page %d: empty or with white space at its ends: %q", i, p.Content))
	}
	return out
}

// compare fails unless what is seen is what should be.
func compare(t *testing.T, got, want []cell, pages []typeset.Page) {
	t.Helper()
	if s := difference(got, want, pages); s != "" {
		t.Error(s)
	}
}

// difference says where what is seen is not what should be; "" if it is. An address has no style but Spoiler.
func difference(got, want []cell, pages []typeset.Page) string {
	for i := range min(len(got), len(want)) {
		g, w := got[i], want[i]
		if g.address {
			w.style = w.own & story.Spoiler
			g.address = false
		} else if i > 0 && got[i-1].address && (unicode.Is(unicode.M, g.r) || g.style == w.own) {
			w.style = g.style // an address is a cluster; for Unicode its last character may go on after it
		}
		w.own = 0
		if g != w {
			return fmt.Sprintf("character %d is %s, want %s\n%+v", i, describe(got, i), describe(want, i), pages)
		}
	}
	if len(got) != len(want) {
		return fmt.Sprintf("%d characters to see, want %d\n%+v", len(got), len(want), pages)
	}
	return ""
}

func describe(cells []cell, i int) string {
	var near strings.Builder
	for _, c := range cells[max(0, i-10):min(len(cells), i+10)] {
		near.WriteRune(c.r)
	}
	c := cells[i]
	var styles strings.Builder
	for _, s := range []struct {
		style story.Style
		name  string
	}{{story.Italic, "I"}, {story.Bold, "B"}, {story.Underline, "U"}, {story.Strike, "S"}, {story.Spoiler, "P"},
		{story.Code, "C"}} {
		if c.style&s.style != 0 {
			styles.WriteString(s.name)
		}
	}
	return string(c.r) + " [" + styles.String() + "] in “" + near.String() + "”"
}
