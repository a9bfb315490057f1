package typeset

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// sentenceStarts returns the indexes of the glyphs that begin a sentence, after the first one. Unicode's rule (UAX #29)
// decides, except that nothing is cut after a title or an initial, before a word in lower case (“Stop!” she said),
// before the particle that says of Japanese speech that it was said, or before mere punctuation. A bracket that opens is
// part of the sentence that it opens: to the rule brackets are all alike, and without a space go with what is before.
func (l *layout) sentenceStarts(line []glyph) []int {
	starts := l.unicodeStarts(line)
	kept := starts[:0]
	for i, at := range starts {
		end := len(line)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		for at > 1 && unicode.Is(unicode.Ps, line[at-1].r) {
			at--
		}
		if !continues(line[:at], line[at:end]) {
			kept = append(kept, at)
		}
	}
	return kept
}

// unicodeStarts returns where sentences begin by Unicode's rule alone. It is asked only about the signs that may end a
// sentence, each with what is around it up to a letter on either side: to the rule a letter is as good as a sentence's
// beginning, and it never looks past the next one.
func (l *layout) unicodeStarts(line []glyph) []int {
	starts := l.starts[:0]
	for at := 0; at < len(line); { // a letter, or the line's beginning
		sign := at
		for sign < len(line) && goesOn(line[sign].r) {
			sign++
		}
		if sign == len(line) {
			break
		}
		from, to := sign, sign+1
		for from > at && !isLatin(line[from].r) {
			from--
		}
		for to < len(line) && !isLatin(line[to].r) {
			to++
		}
		text := l.text[:0]
		for _, g := range line[from:min(to+1, len(line))] {
			text = utf8.AppendRune(text, g.r)
		}
		l.text = text
		for pieces := sentences.FromBytes(text); pieces.Next(); {
			if pieces.Start() > 0 {
				starts = append(starts, from)
			}
			from += utf8.RuneCount(pieces.Value())
		}
		at = to
	}
	return starts
}

// continues reports whether next goes on with the sentence that ends before.
func continues(before, next []glyph) bool {
	first := slices.IndexFunc(next, func(g glyph) bool { return unicode.IsLetter(g.r) || unicode.IsDigit(g.r) })
	return first < 0 || unicode.IsLower(next[first].r) || abbreviates(before) || quotes(before, next)
}

// quotes reports whether Japanese speech ends before, and next begins with と or って, which makes a quotation of it:
// 「止まれ！」と彼女は言った。 Some other words begin so too; they are taken for it, as a page can end elsewhere.
func quotes(before, next []glyph) bool {
	if len(before) == 0 {
		return false
	}
	if end := before[len(before)-1].r; end != '」' && end != '』' {
		return false
	}
	return next[0].r == 'と' || len(next) > 1 && next[0].r == 'っ' && next[1].r == 'て'
}

// longestTitle is how many characters the longest title has.
const longestTitle = 4

// abbreviates reports whether glyphs end with a title or an initial and its dot, but for white space.
func abbreviates(line []glyph) bool {
	dot := len(line) - 1
	for dot >= 0 && line[dot].space() {
		dot--
	}
	if dot < 0 || line[dot].r != '.' {
		return false
	}
	from := dot
	for from > 0 && dot-from <= longestTitle && unicode.IsLetter(line[from-1].r) {
		from--
	}
	if dot-from == 1 {
		return unicode.IsUpper(line[from].r) && line[from].r != 'I'
	}
	var word []byte
	for _, g := range line[from:dot] {
		word = utf8.AppendRune(word, g.r)
	}
	switch string(word) {
	case "Mr", "Mrs", "Ms", "Dr", "St", "Prof", "Capt", "Col", "Gen", "Lt", "Sgt", "Rev", "Hon", "Mme", "Mlle", "Mt",
		"vs":
		return true
	}
	return false
}
