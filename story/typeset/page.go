package typeset

import (
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
)

// page writes what lies between two spots.
func (l *layout) page(from, to spot) string {
	w := l.text[:0]
	for i := from.line; i <= to.line; i++ {
		ln := &l.lines[i]
		start, end := 0, len(ln.glyphs)
		switch {
		case i > from.line:
			w = append(w, ln.sep...)
		case from.glyph > 0:
			w = append(w, ln.again...)
			start = from.glyph
		default:
			w = append(w, ln.lead...)
		}
		if i == to.line {
			end = to.glyph
		}
		w = ln.write(w, start, end)
	}
	l.text = w
	return string(w)
}

// write appends the glyphs from start to end as the beginning of a line, and closes what it opens.
func (ln *line) write(w []byte, start, end int) []byte {
	guard := ln.guard(start)
	var style story.Style
	var last rune
	for i, g := range ln.glyphs[start:end] {
		if g.style != style {
			w = append(w, turn(style, g.style, last)...)
		}
		switch {
		case guard < 0:
		case ln.joined || ln.glyphs[start].style != 0 || unicode.IsDigit(ln.glyphs[guard].r):
			// A backslash might show here, and is no escape before a digit.
			if i == 0 {
				w = utf8.AppendRune(w, joiner)
			}
		case start+i == guard:
			w = append(w, '\\')
		}
		w = g.appendTo(w)
		style, last = g.style, g.last()
	}
	return append(w, turn(style, 0, last)...)
}
