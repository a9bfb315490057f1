package manuscript

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unquoted returns a text without what stands in quotation marks of any country. Single marks count only around words,
// where they are no apostrophes.
func unquoted(text string) string {
	var b strings.Builder
	for piece, said := range pieces(text) {
		switch {
		case said:
		case len(piece) == len(text):
			return text
		default:
			b.WriteString(piece)
		}
	}
	return b.String()
}

// pieces goes through the pieces of a text, those that somebody says with their quotation marks. What is never closed
// is said to the end.
func pieces(text string) iter.Seq2[string, bool] {
	return func(yield func(piece string, said bool) bool) {
		closers := "" // what ends the quotation that is read
		from := 0     // where the piece begins
		for i := 0; i < len(text); {
			if c := text[i]; c < utf8.RuneSelf && c != '"' {
				i++
				continue
			}
			r, n := utf8.DecodeRuneInString(text[i:])
			if closers == "" {
				if closers = closersOf(r, text[:i]); closers != "" {
					if from < i && !yield(text[from:i], false) {
						return
					}
					from = i
				}
			} else if strings.ContainsRune(closers, r) && (r != '’' || !startsWithLetter(text[i+n:])) {
				if !yield(text[from:i+n], true) {
					return
				}
				closers, from = "", i+n
			}
			i += n
		}
		if from < len(text) {
			yield(text[from:], closers != "")
		}
	}
}

// closersOf returns what ends the quotation that r begins below some text, or "" where it begins none.
func closersOf(r rune, before string) string {
	last, _ := utf8.DecodeLastRuneInString(before)
	switch {
	case r == '"':
		return `"`
	case r == '“' && (before == "" || last == ' '):
		return "”"
	case r == '„':
		return "“”"
	case r == '«':
		return "»"
	case r == '»' && !unicode.IsLetter(last) && !unicode.IsPunct(last):
		return "«"
	case r == '「':
		return "」"
	case r == '‘' && !unicode.IsLetter(last):
		return "’"
	}
	return ""
}

// startsWithLetter reports whether a text begins with a letter.
func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}
