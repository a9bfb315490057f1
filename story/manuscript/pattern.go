package manuscript

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// pattern returns a regular expression that is compiled when it is first asked for. There are some sixty here, which
// together take a quarter of a megabyte, and most manuscripts need few of them: whoever imports this package to read
// what is plain does not pay for what is not. A malformed one panics then; a test asks for all of them.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// rare returns a test for a pattern that seldom matches, and never without one of some signs. To look for signs is many
// times quicker than to match, so a text without any of them is not looked at further.
func rare(expr func() *regexp.Regexp, signs ...string) func(text string) bool {
	return func(text string) bool {
		return slices.ContainsFunc(signs, func(s string) bool { return strings.Contains(text, s) }) &&
			expr().MatchString(text)
	}
}

// begins returns a test for a pattern that matches only at the start of a text: none of it, or nothing before one of
// these letters and digits, which are of ASCII and small, but signs and letters of other scripts. Nearly every text is
// told by its first letter.
func begins(expr func() *regexp.Regexp, letters string) func(text string) bool {
	return func(text string) bool {
		return strings.IndexByte(letters, firstLetter(text)) >= 0 && expr().MatchString(text)
	}
}

// firstLetter returns the first letter of ASCII in a text, in small letters, or digit; 0: there is none.
func firstLetter(text string) byte {
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			return c
		case c >= 'A' && c <= 'Z':
			return c - 'A' + 'a'
		}
	}
	return 0
}

// headMost is more bytes than anything has that is looked for at the start of a paragraph.
const headMost = 200

// beginning returns as much of a text as patterns need that match its start: a long text costs them time even where
// they do not look at it.
func beginning(text string) string {
	if len(text) <= headMost {
		return text
	}
	n := headMost
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
