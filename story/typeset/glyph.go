package typeset

import (
	"unicode"
	"unicode/utf16"

	"cliffhanger/story"
)

const (
	joiner = '\u2060' // word joiner: no width, no break, not white space to Discord
	zwsp   = '\u200b' // zero width space: breaks @everyone
)

// A glyph is one code point as it is written inside a line: between an optional character before it and one after.
type glyph struct {
	r       rune
	before  rune // a backslash, the < of an address, or 0
	after   rune // zwsp, joiner, the > of an address, or 0
	style   story.Style
	cluster bool // begins a grapheme cluster; an address is one cluster
	address bool // part of an address: not escaped
}

// units returns how many UTF-16 units the glyph takes.
func (g glyph) units() int {
	n := utf16.RuneLen(g.r)
	if g.before != 0 {
		n++
	}
	if g.after != 0 {
		n++
	}
	return n
}

// last returns the last code point the glyph writes.
func (g glyph) last() rune {
	if g.after != 0 {
		return g.after
	}
	return g.r
}

func (g glyph) space() bool { return unicode.IsSpace(g.r) }

// breaking reports whether a page may end at the glyph's white space: the no-break spaces hold words together.
func (g glyph) breaking() bool {
	switch g.r {
	case '\u00a0', '\u2007', '\u202f':
		return false
	}
	return g.space()
}

// units returns the length of s in UTF-16 units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
