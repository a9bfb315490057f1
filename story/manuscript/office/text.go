package office

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// Where characters stand, which decides what they may be.
type place uint8

const (
	inText  place = iota // between tags
	inValue              // an attribute's
	inCDATA
)

// plain are the bytes that mean themselves wherever they stand.
var plain = func() (plain [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		plain[c] = c != '&' && c != '<' && c != '>'
	}
	plain['\t'], plain['\n'], plain['\r'] = true, true, true
	return plain
}()

// decode returns the characters that text stands for, in its own memory: what is escaped is never shorter. It reports
// whether everything in it is XML.
func decode(text []byte, at place) ([]byte, bool) {
	done, from := 0, 0 // text[:done] is decoded, text[from:i] belongs behind it
	for i := 0; i < len(text); {
		c := text[i]
		if plain[c] {
			i++
			continue
		}
		switch {
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && size == 1 || !isChar(r) {
				return nil, false
			}
			i += size
		case c == '&' && at != inCDATA:
			r, size := reference(text[i:])
			if size == 0 || !isChar(r) {
				return nil, false
			}
			done += copy(text[done:], text[from:i])
			done += utf8.EncodeRune(text[done:i+size], r)
			i += size
			from = i
		case c == '<' && at != inCDATA || c == '>' && at == inText && bytes.HasSuffix(text[from:i], []byte("]]")) ||
			c < ' ':
			return nil, false
		default:
			i++
		}
	}
	if from == 0 {
		return text, true
	}
	done += copy(text[done:], text[from:])
	return text[:done], true
}

// reference returns the character that a reference at the start of text stands for, and the reference's length, 0 if it
// is none. There are those that every XML has and numbers, of which those of surrogates stand for U+FFFD.
func reference(text []byte) (rune, int) {
	end := bytes.IndexByte(text, ';')
	if end < 2 {
		return 0, 0
	}
	name := text[1:end]
	if name[0] == '#' {
		base, digits := 10, name[1:]
		if len(digits) > 0 && digits[0] == 'x' {
			base, digits = 16, digits[1:]
		}
		n, err := strconv.ParseUint(string(digits), base, 32)
		if err != nil || n > utf8.MaxRune {
			return 0, 0
		}
		r := rune(n)
		if !utf8.ValidRune(r) {
			r = utf8.RuneError
		}
		return r, end + 1
	}
	switch string(name) {
	case "lt":
		return '<', end + 1
	case "gt":
		return '>', end + 1
	case "amp":
		return '&', end + 1
	case "apos":
		return '\'', end + 1
	case "quot":
		return '"', end + 1
	}
	return 0, 0
}

// isChar reports whether XML may have r (XML 1.0, 2.2).
func isChar(r rune) bool {
	return r >= ' ' && r != 0xfffe && r != 0xffff || r == '\t' || r == '\n' || r == '\r'
}

// unixLines returns text with line ends as XML wants them read, "\n" for "\r\n" and "\r", in its own memory.
func unixLines(text []byte) []byte {
	done := bytes.IndexByte(text, '\r')
	if done < 0 {
		return text
	}
	for i := done; i < len(text); {
		text[done] = '\n'
		done, i = done+1, i+1
		if i < len(text) && text[i] == '\n' {
			i++
		}
		next := bytes.IndexByte(text[i:], '\r')
		if next < 0 {
			next = len(text) - i
		}
		done += copy(text[done:], text[i:i+next])
		i += next
	}
	return text[:done]
}
