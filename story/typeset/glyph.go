package typeset

import (
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"cliffhanger/story"
)

const (
	joiner = '\u2060' // word joiner: no width, no break, not white space to Discord
	zwsp   = '\u200b' // zero width space: breaks @everyone
)

// A glyph is one code point as it is written inside a line. There is one for every character of a scene, so it is kept
// small.
type glyph struct {
	r       rune
	style   story.Style
	guard   guard
	cluster bool // begins a grapheme cluster; an address is one cluster
	address bool // part of an address: not escaped
}

// A guard is the one character that is written before or after a glyph, so that it means what the author meant.
type guard uint8

const (
	bare    guard = iota // nothing
	escaped              // a backslash before it
	opens                // the < before an address
	closes               // the > behind it
	parted               // a zero width space behind it
	joined               // a word joiner behind it
)

// units returns how many UTF-16 units the glyph takes.
func (g glyph) units() int {
	n := 1
	if g.r > 0xffff {
		n++
	}
	if g.guard != bare {
		n++
	}
	return n
}

// last returns the last code point the glyph writes.
func (g glyph) last() rune {
	switch g.guard {
	case closes:
		return '>'
	case parted:
		return zwsp
	case joined:
		return joiner
	}
	return g.r
}

// appendTo appends what the glyph writes.
func (g glyph) appendTo(b []byte) []byte {
	switch g.guard {
	case bare:
		return utf8.AppendRune(b, g.r)
	case escaped:
		return utf8.AppendRune(append(b, '\\'), g.r)
	case opens:
		return utf8.AppendRune(append(b, '<'), g.r)
	}
	return utf8.AppendRune(utf8.AppendRune(b, g.r), g.last())
}

func (g glyph) space() bool { return g.r == ' ' || (g.r < '!' || g.r > '~') && unicode.IsSpace(g.r) }

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
