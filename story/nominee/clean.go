package nominee

import (
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// MaxLength is how long a nominee may be, in UTF-16 units, which is never less than what Discord counts.
const MaxLength = 80

// What may be wrong with what somebody puts forward. What they are told is worded where all sentences are.
var (
	ErrEmpty   = errors.New("nominee: there is nothing to call it by")
	ErrLong    = errors.New("nominee: longer than 80 characters")
	ErrLink    = errors.New("nominee: it holds a link")
	ErrMention = errors.New("nominee: it holds a mention")
)

// marks is how many marks may sit on one letter: no language needs more, only text that climbs over its neighbours.
const marks = 4

// Clean returns what somebody typed as one line of plain text: white space is one space, and what cannot be seen and
// markup (stars, back-ticks, bars, headings, quotes) is gone. An error is one of this package's and nothing else: the
// text has nothing one could call it by ([ErrEmpty]), is longer than [MaxLength] ([ErrLong]), or holds a link or a
// mention ([ErrLink], [ErrMention]). What is returned is valid UTF-8 in NFC; cleaned again it stays as it is. It can
// still hold characters that Discord takes for markup, such as an underscore inside a word: escape it like any text.
func Clean(text string) (string, error) {
	if len(text) > 64*MaxLength {
		return "", ErrLong
	}
	for {
		cleaned := unmarked(visible(norm.NFC.String(strings.ToValidUTF8(text, " "))))
		if cleaned == text {
			break
		}
		text = cleaned
	}
	switch {
	case mention.MatchString(text):
		return "", ErrMention
	case link.MatchString(text):
		return "", ErrLink
	case strings.IndexFunc(text, says) < 0 || Key(text) == "":
		return "", ErrEmpty
	case len(utf16.Encode([]rune(text))) > MaxLength:
		return "", ErrLong
	}
	return text, nil
}

var (
	mention = regexp.MustCompile(`(?i)@(everyone|here)|<(@|#|/|a?:\w|t:|id:)`)
	link    = regexp.MustCompile(`(?i)://|\bwww\.|\bmailto:|\]\(|\bdiscord\.gg\b|[a-z0-9]\.[a-z]{2,}/[^\s/]`)
	block   = regexp.MustCompile(`^(>>>|[>#-]|-#|#{2,6})+ `)
	edge    = regexp.MustCompile(`(^|[\s\pP])_+|_+([\s\pP]|$)`)
)

// says reports whether a character by itself is something.
func says(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) }

// unseen reports whether a character cannot be seen, or is none. Joiners, which shape letters and emoji, are left to
// whoever asks.
func unseen(r rune) bool {
	switch {
	case r == '\u200c' || r == '\u200d' || r == '\u00a0':
		return false
	case r == '\u034f' || r == '\u115f' || r == '\u1160' || r == '\u17b4' || r == '\u17b5' || r == '\u2800' ||
		r == '\u3164' || r == '\uffa0' || r == '\ufffd':
		return true
	}
	return !unicode.IsSpace(r) && !unicode.IsGraphic(r)
}

// visible returns text with its white space as single spaces, without what cannot be seen.
func visible(text string) string {
	var out []rune
	on := 0 // marks on the letter before
	last := func() rune {
		if len(out) == 0 {
			return ' '
		}
		return out[len(out)-1]
	}
	for _, r := range text {
		switch joins := r == '\u200c' || r == '\u200d'; {
		case unicode.IsSpace(r):
			r = ' '
			if last() == '\u200c' || last() == '\u200d' {
				out = out[:len(out)-1]
			}
			if last() == ' ' {
				continue
			}
		case unseen(r), joins && (last() == ' ' || last() == '\u200c' || last() == '\u200d'):
			continue
		case unicode.IsMark(r):
			if on++; on > marks || last() == ' ' {
				continue
			}
		}
		if !unicode.IsMark(r) {
			on = 0
		}
		out = append(out, r)
	}
	return strings.Trim(string(out), " \u200c\u200d")
}

// unmarked returns text without Markdown that would change how it or what follows it looks.
func unmarked(text string) string {
	text = strings.NewReplacer("*", "", "`", "", "\\", "", "||", "", "~~", "", "__", "").Replace(text)
	text = block.ReplaceAllString(text, "")
	return strings.TrimSpace(edge.ReplaceAllString(text, "$1$2"))
}
