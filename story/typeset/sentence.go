package typeset

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// sentenceStarts returns the indexes of the glyphs that begin a sentence, after the first one. Unicode's rule (UAX #29)
// decides, except that nothing is cut after a title or an initial, before a word in lower case (“Stop!” she said) or
// before mere punctuation.
func (l *layout) sentenceStarts(line []glyph) []int {
	text := l.text[:0]
	for _, g := range line {
		text = utf8.AppendRune(text, g.r)
	}
	l.text = text
	s := string(text)
	starts := l.starts[:0]
	at := 0
	pieces := sentences.FromString(s)
	for pieces.Next() {
		piece := pieces.Value()
		if at > 0 && !continues(s[:pieces.Start()], piece) {
			starts = append(starts, at)
		}
		at += utf8.RuneCountInString(piece)
	}
	return starts
}

// continues reports whether next goes on with the sentence that ends before.
func continues(before, next string) bool {
	first := strings.IndexFunc(next, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	if first < 0 {
		return true
	}
	if r, _ := utf8.DecodeRuneInString(next[first:]); unicode.IsLower(r) {
		return true
	}
	return abbreviates(strings.TrimRightFunc(before, unicode.IsSpace))
}

// longestTitle is how many bytes of a word abbreviates looks at.
const longestTitle = 8

// abbreviates reports whether text ends with a title or an initial and its dot.
func abbreviates(text string) bool {
	text, dotted := strings.CutSuffix(text, ".")
	if !dotted {
		return false
	}
	from := max(0, len(text)-longestTitle)
	tail := text[from:]
	word := tail[strings.LastIndexFunc(tail, func(r rune) bool { return !unicode.IsLetter(r) })+1:]
	if first, size := utf8.DecodeRuneInString(word); size == len(word) {
		return unicode.IsUpper(first) && first != 'I'
	}
	switch word {
	case "Mr", "Mrs", "Ms", "Dr", "St", "Prof", "Capt", "Col", "Gen", "Lt", "Sgt", "Rev", "Hon", "Mme", "Mlle", "Mt",
		"vs":
		return true
	}
	return false
}
