package manuscript

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fields cuts a text into words, in small letters and with straight apostrophes.
func fields(text string) []string { return appendFields(nil, text) }

// appendFields appends the words of a text, as fields cuts them.
func appendFields(words []string, text string) []string {
	text = straight(text)
	words = slices.Grow(words, len(text)/6) // as many as English prose has
	from := -1                              // where the word begins that is read
	for i := 0; i < len(text); {
		in, n := isFieldByte(text[i]), 1
		if text[i] >= utf8.RuneSelf {
			var r rune
			r, n = utf8.DecodeRuneInString(text[i:])
			in = unicode.IsLetter(r) || unicode.IsMark(r)
		}
		switch {
		case in && from < 0:
			from = i
		case !in && from >= 0:
			words = append(words, text[from:i])
			from = -1
		}
		i += n
	}
	if from >= 0 {
		words = append(words, text[from:])
	}
	return words
}

// isFieldByte reports whether a byte of ASCII in a straight text is part of a word.
func isFieldByte(c byte) bool { return c >= 'a' && c <= 'z' || c == '\'' }

// straight returns a text in small letters and with straight apostrophes. Nearly all letters are of ASCII, even where
// quotation marks are not.
func straight(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			b.WriteByte(c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == '’' {
			r = '\''
		}
		b.WriteRune(unicode.ToLower(r))
		i += n
	}
	return b.String()
}

// unquoted returns a text without what stands in quotation marks of any country. Single marks count only around words,
// where they are no apostrophes.
func unquoted(text string) string {
	var b strings.Builder
	closers := "" // what ends the quotation that is read
	from := 0     // where what is kept begins
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf && c != '"' {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case closers == "":
			if closers = closersOf(r, text[:i]); closers != "" {
				b.WriteString(text[from:i])
			}
		case strings.ContainsRune(closers, r) && (r != '’' || !startsWithLetter(text[i+n:])):
			closers, from = "", i+n
		}
		i += n
	}
	if closers == "" {
		if from == 0 {
			return text
		}
		b.WriteString(text[from:])
	}
	return b.String()
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
