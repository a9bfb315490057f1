package typeset

import (
	"strings"
	"unicode"

	"cliffhanger/story"
)

// page writes what lies between two spots.
func (l *layout) page(from, to spot) string {
	var w strings.Builder
	for i := from.line; i <= to.line; i++ {
		ln := &l.lines[i]
		start, end := 0, len(ln.glyphs)
		switch {
		case i > from.line:
			w.WriteString(ln.sep)
		case from.glyph > 0:
			w.WriteString(ln.again)
			start = from.glyph
		default:
			w.WriteString(ln.lead)
		}
		if i == to.line {
			end = to.glyph
		}
		ln.write(&w, start, end)
	}
	return w.String()
}

// write writes the glyphs from start to end as the beginning of a line, and closes what it opens.
func (ln *line) write(w *strings.Builder, start, end int) {
	guard := ln.guard(start)
	var style story.Style
	var last rune
	for i, g := range ln.glyphs[start:end] {
		if g.style != style {
			w.WriteString(turn(style, g.style, last))
		}
		switch {
		case guard < 0:
		case ln.joined || ln.glyphs[start].style != 0 || unicode.IsDigit(ln.glyphs[guard].r):
			// A backslash might show here, and is no escape before a digit.
			if i == 0 {
				w.WriteRune(joiner)
			}
		case start+i == guard:
			w.WriteByte('\\')
		}
		writeGlyph(w, g)
		style, last = g.style, g.last()
	}
	w.WriteString(turn(style, 0, last))
}
