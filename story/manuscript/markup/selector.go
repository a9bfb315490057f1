package markup

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A compound is what one tag must have.
type compound struct {
	tag, id string
	classes []string
	attrs   []attribute
}

// An attribute is a test of one: op is 0 if it only has to be there, else '=' or the sign before "=".
type attribute struct {
	name, value string
	op          byte
}

// A selector is a chain of compounds, the last first; joins[i] says how parts[i+1] stands to parts[i]: '>' for a
// parent, ' ' for any ancestor.
type selector struct {
	parts  []compound
	joins  []byte
	child  bool // there is a '>' among joins
	weight uint32
}

// A meaning says what became of a selector.
type meaning uint8

const (
	clear   meaning = iota
	never           // it concerns nothing that is in the text, such as "::before" and ":hover"
	foreign         // it is not understood
)

// mostParts is how long a chain may be.
const mostParts = 16

// parseSelector reads one selector.
func parseSelector(text string) (selector, meaning) {
	var s selector
	join := byte(0)
	for text = strings.TrimSpace(text); text != ""; {
		if strings.IndexByte(">+~ \t\n\r\f", text[0]) >= 0 {
			switch c := text[0]; {
			case c == '>' && join != 0:
				join = '>'
			case c == '+' || c == '~' || join == 0 && c == '>':
				return s, foreign
			}
			text = text[1:]
			continue
		}
		part, rest, means := parseCompound(text, &s.weight)
		if means != clear || len(s.parts) == mostParts {
			return s, max(means, never)
		}
		if join != 0 {
			s.joins = append([]byte{join}, s.joins...)
			s.child = s.child || join == '>'
		}
		s.parts = append([]compound{part}, s.parts...)
		text, join = rest, ' '
	}
	if len(s.parts) == 0 {
		return s, foreign
	}
	return s, clear
}

// parseCompound reads what one tag must have from the start of text, and adds its weight.
func parseCompound(text string, weight *uint32) (compound, string, meaning) {
	var p compound
	for text != "" && strings.IndexByte(">+~ \t\n\r\f", text[0]) < 0 {
		sign := text[0]
		name, rest := ident(strings.TrimLeft(text[:1], ".#:*[") + text[1:])
		switch {
		case sign == '*':
			text = text[1:]
			continue
		case sign == '[':
			inside, after, closed := strings.Cut(text[1:], "]")
			if !closed {
				return p, "", foreign
			}
			p.attrs = append(p.attrs, parseAttribute(inside))
			*weight += 1 << 10
			text = after
			continue
		case sign == ':':
			return p, "", pseudo(text)
		case name == "":
			return p, "", foreign
		case sign == '#':
			p.id = name
			*weight += 1 << 20
		case sign == '.':
			p.classes = append(p.classes, name)
			*weight += 1 << 10
		default:
			if strings.HasPrefix(rest, "|") {
				return p, "", foreign
			}
			p.tag = strings.ToLower(name)
			*weight++
		}
		text = rest
	}
	return p, text, clear
}

// pseudo returns what a selector with a pseudo-class or pseudo-element concerns.
func pseudo(text string) meaning {
	name := strings.ToLower(strings.TrimLeft(text, ":"))
	for _, idle := range []string{
		"before", "after", "first-letter", "first-line", "selection", "marker", "placeholder", "backdrop", "-",
		"hover", "focus", "active", "visited", "target", "checked", "disabled", "empty",
	} {
		if strings.HasPrefix(name, idle) {
			return never
		}
	}
	return foreign
}

// parseAttribute reads what stands between square brackets.
func parseAttribute(text string) attribute {
	name, value, found := strings.Cut(text, "=")
	a := attribute{}
	if found {
		a.op = '='
		if n := len(name); n > 0 && strings.IndexByte("~^$*|", name[n-1]) >= 0 {
			a.op, name = name[n-1], name[:n-1]
		}
		a.value = strings.Trim(strings.TrimSuffix(strings.TrimSpace(value), " i"), " \"'")
	}
	a.name = strings.ToLower(strings.TrimSpace(strings.ReplaceAll(name, "\\", "")))
	return a
}

// is reports whether an attribute's value is as asked for.
func (a attribute) is(value string) bool {
	switch a.op {
	case '=':
		return value == a.value
	case '~':
		return hasWord(value, a.value)
	case '^':
		return a.value != "" && strings.HasPrefix(value, a.value)
	case '$':
		return a.value != "" && strings.HasSuffix(value, a.value)
	case '*':
		return a.value != "" && strings.Contains(value, a.value)
	case '|':
		return value == a.value || strings.HasPrefix(value, a.value+"-")
	}
	return true
}

// ident reads a name, with CSS's escapes resolved.
func ident(text string) (name, rest string) {
	var b []byte
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\\' && i+1 < len(text):
			r, size := unescape(text[i+1:])
			b = utf8.AppendRune(b, r)
			i += 1 + size
		case c == '-' || c == '_' || c >= utf8.RuneSelf || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z':
			b = append(b, c)
			i++
		default:
			return string(b), text[i:]
		}
	}
	return string(b), ""
}

// unescape returns the character that stands behind a backslash, and the bytes it takes.
func unescape(text string) (rune, int) {
	n := 0
	for n < min(6, len(text)) && strings.IndexByte("0123456789abcdefABCDEF", text[n]) >= 0 {
		n++
	}
	if n == 0 {
		return utf8.DecodeRuneInString(text)
	}
	code, err := strconv.ParseUint(text[:n], 16, 32)
	if err != nil || code > utf8.MaxRune {
		code = utf8.RuneError
	}
	if n < len(text) && strings.IndexByte(" \n\t", text[n]) >= 0 {
		n++
	}
	return rune(code), n
}

// hasWord reports whether words, separated by white space, hold word.
func hasWord(words, word string) bool {
	for word != "" && len(words) >= len(word) {
		i := strings.Index(words, word)
		if i < 0 {
			return false
		}
		end := i + len(word)
		if (i == 0 || words[i-1] <= ' ') && (end == len(words) || words[end] <= ' ') {
			return true
		}
		words = words[end:]
	}
	return false
}
