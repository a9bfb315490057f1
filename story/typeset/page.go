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
	// A backslash might show here, and is no escape before a digit.
	joins := guard >= 0 && (ln.joined || ln.glyphs[start].style != 0 || unicode.IsDigit(ln.glyphs[guard].r))
	var style story.Style
	for i := start; i < end; i++ {
		g := ln.glyphs[i]
		if g.style != style {
			w = turn(w, style, g.style, ln.last(start, i))
			style = g.style
		}
		switch {
		case joins && i == start:
			w = utf8.AppendRune(w, joiner)
		case i == guard && !joins:
			w = append(w, '\\')
		}
		w = g.appendTo(w)
		for ; i+1 < end && i+1 != guard; i++ {
			next := &ln.glyphs[i+1]
			if next.style != style || next.guard != bare {
				break
			}
			w = utf8.AppendRune(w, next.r)
		}
	}
	return turn(w, style, 0, ln.last(start, end))
}

// last returns the code point before glyph i on a page that begins with glyph start, 0 if there is none.
func (ln *line) last(start, i int) rune {
	if i == start {
		return 0
	}
	return ln.glyphs[i-1].last()
}
