package typeset

// A sign says why a character of ASCII is not simply itself.
type sign uint8

const (
	ends  sign = iota + 1 // it may end a sentence, or a line
	marks                 // it may have a meaning to Discord
)

// signs are asked about every character of a text, which is why they are a table. The others are 0.
var signs = [0x80]sign{
	'\n': ends, '\r': ends, '!': ends, '.': ends, '?': ends,
	'*': marks, ':': marks, '<': marks, '>': marks, '@': marks, '[': marks, '\\': marks, ']': marks, '_': marks,
	'`': marks, '|': marks, '~': marks,
}

// isMarkup reports whether r may have to be escaped.
func isMarkup(r rune) bool { return r < 0x80 && signs[r] == marks }

// goesOn reports whether r is of those characters of Latin prose that end neither a sentence nor a line.
func goesOn(r rune) bool {
	if r < 0x80 {
		return signs[r] != ends
	}
	return isCommon(r)
}

// isCommon reports whether r is a letter with an accent, or a quotation mark, dash or dots, as in Latin prose. None of
// them is in a cluster with another one or with a printable character, or ends a sentence or a line.
func isCommon(r rune) bool {
	return r >= '\u00c0' && r <= '\u024f' || r >= '\u2010' && r <= '\u201f' || r == '…'
}

// isPrintable reports whether a byte is a character by itself that can be seen, or a space.
func isPrintable(b byte) bool { return b >= ' ' && b <= '~' }

// isLatin reports whether r is a letter of ASCII.
func isLatin(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }
