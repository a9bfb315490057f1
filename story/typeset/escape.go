package typeset

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
)

// Escape returns text as Discord Markdown that renders as the same words, at the start of a line or in the middle of
// one. Line breaks and white space are kept; addresses become <address>. What would be a list or heading at the start
// of a line is preceded by a U+2060 and not by a backslash, since in the middle of a line some clients show the
// backslash. The result has at most twice as many code points as the text. It is not for use inside
// code or a masked link, where Discord knows no escapes.
func Escape(text string) string {
	var w []byte
	for i, line := range strings.Split(clean(text), "\n") {
		if i > 0 {
			w = append(w, '\n')
		}
		glyphs, _ := compose(splitAddresses([]span{{text: line}}, defaultLimit))
		indent := slices.IndexFunc(glyphs, func(g glyph) bool { return !g.space() })
		if indent >= 0 && listLike(glyphs[indent:]) >= 0 {
			w = utf8.AppendRune(w, joiner)
		}
		for _, g := range glyphs {
			w = g.appendTo(w)
		}
	}
	return string(w)
}

// clean takes out what cannot be seen or sent: see the package comment, "What cannot be set".
func clean(s string) string {
	if isClean(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\ufffd")
	return strings.Map(cleanRune, strings.ReplaceAll(s, "\r\n", "\n"))
}

// isClean reports whether there is nothing in s for clean to change, as in nearly all prose.
func isClean(s string) bool {
	for i := 0; i < len(s); {
		if isPrintable(s[i]) {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || cleanRune(r) != r {
			return false
		}
		i += size
	}
	return true
}

func cleanRune(r rune) rune {
	switch r {
	case '\t', '\n':
		return r
	case '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return '\n'
	case '\ufeff':
		return -1
	}
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

// escape decides for each glyph of a line how it is to be written, so that it has no meaning to Discord. Code knows no
// escapes, so it only keeps what the server reads in it (@everyone) and what would end a spoiler around it.
func escape(line []glyph) {
	for i := range line {
		g := &line[i]
		if !isMarkup(g.r) || g.address { // nearly all of them
			continue
		}
		code := g.style&story.Code != 0
		switch g.r {
		case '@':
			if pings(line[i+1:]) {
				g.guard = parted
			}
		case '|':
			switch {
			case !code:
				g.guard = escaped
			case g.style&story.Spoiler != 0:
				g.guard = joined
			}
		case '\\', '*', '_', '~', '`', '<', '>', '[', ']':
			if !code {
				g.guard = escaped
			}
		case ':':
			if !code && names(line[i+1:]) {
				g.guard = escaped
			}
		}
	}
}

// pings reports whether what follows an @ makes it a mention of everyone.
func pings(rest []glyph) bool { return begins(rest, "everyone") || begins(rest, "here") }

// begins reports whether the glyphs begin with an ASCII word in any case.
func begins(rest []glyph, word string) bool {
	if len(rest) < len(word) {
		return false
	}
	for i, r := range word {
		if unicode.ToLower(rest[i].r) != r {
			return false
		}
	}
	return true
}

// names reports whether what follows a colon makes it the start of an emoji's name (:smile:) or of an address (://).
func names(rest []glyph) bool {
	if begins(rest, "//") {
		return true
	}
	for _, g := range rest {
		switch {
		case g.r == ':': // even at once: the __ of an underline that begins or ends between may make up a name
			return true
		case unicode.IsLetter(g.r), unicode.IsDigit(g.r): // of any script: there is :piñata:
		case strings.ContainsRune("_+-~'’", g.r):
		default:
			return false
		}
	}
	return false
}

// mostDigits is how many digits listLike reads before it takes them for a list's number.
const mostDigits = 64

// listLike says whether a line that begins with these glyphs would be a list item, a heading or subtext to Discord, and
// returns the index of the glyph that makes it so (the # or -, the dot after a number, or the first digit of a number
// too long to look for its dot), or -1. Quotations and the
// bullet * are not its business: their characters are escaped wherever they stand.
func listLike(line []glyph) int {
	if len(line) == 0 || line[0].style&story.Code != 0 {
		return -1
	}
	style, n, mark := line[0].style, 0, 0
	at := func(i int, r rune) bool { return i < len(line) && line[i].r == r && line[i].style == style }
	switch {
	case at(0, '#'):
		n = run(line, style, '#', '#')
	case at(0, '-'), at(0, '+'):
		n = 1
		if at(1, '#') {
			n = 2
		}
	default:
		n = run(line, style, '0', '9')
		if n == mostDigits {
			return 0
		}
		if n == 0 || !at(n, '.') && !at(n, ')') {
			return -1
		}
		mark = n
		n++
	}
	if n < len(line) && !line[n].space() {
		return -1
	}
	return mark
}

// run returns how many glyphs of a style, at most mostDigits, lie between two code points.
func run(line []glyph, style story.Style, low, high rune) int {
	n := 0
	for n < len(line) && n < mostDigits && line[n].r >= low && line[n].r <= high && line[n].style == style {
		n++
	}
	return n
}
