package nominee

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Key returns the name under which a nominee is known: texts that differ only in case, width, diacritics (of scripts
// that use them as ornaments: Latin, Greek, Cyrillic, Hebrew, Arabic), a leading article, punctuation, space or what
// cannot be seen have the same one. It is for comparing, not for showing. It is empty only for a text in which nothing
// but ornament can be seen, and the key of a key is itself.
func Key(text string) string {
	text = foldFully(text)
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || isBreak(r) })
	for i, w := range words {
		words[i] = strings.Map(dropPunctuation, elided(w))
	}
	key := strings.Join(withoutArticles(words), "")
	if key != "" {
		return key
	}
	return strings.Map(dropSpace, text) // nothing but punctuation
}

// foldFully folds until there is nothing left to fold: what one step takes apart may be folded by the next.
func foldFully(text string) string {
	for range 8 {
		folded := fold(text)
		if folded == text {
			break
		}
		text = folded
	}
	return text
}

// fold takes compatibility forms, case, ornaments and what cannot be seen out of a text.
func fold(text string) string {
	text = norm.NFKD.String(cases.Fold().String(norm.NFKD.String(strings.ToValidUTF8(text, ""))))
	var out strings.Builder
	var base rune
	for _, r := range text {
		switch {
		case unseen(r) || r == '\u200c' || r == '\u200d' || unicode.Is(unicode.Variation_Selector, r):
			continue
		case unicode.Is(unicode.Mn, r):
			if !unicode.IsLetter(base) || // what stood between may go, and another letter would bear the mark
				unicode.In(base, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hebrew, unicode.Arabic) {
				continue
			}
		default:
			base = r
		}
		if plain, ok := plainLetter(r); ok {
			out.WriteString(plain)
			continue
		}
		out.WriteRune(r)
	}
	return norm.NFKD.String(out.String())
}

// plainLetter returns what is commonly written for a letter that Unicode does not take apart.
func plainLetter(r rune) (string, bool) {
	switch r {
	case 'ø':
		return "o", true
	case 'ł':
		return "l", true
	case 'đ', 'ð':
		return "d", true
	case 'æ':
		return "ae", true
	case 'œ':
		return "oe", true
	case 'þ':
		return "th", true
	case 'ı':
		return "i", true
	}
	return "", false
}

// isBreak reports whether a character parts words.
func isBreak(r rune) bool { return unicode.IsPunct(r) && !isApostrophe(r) }

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' }

func dropPunctuation(r rune) rune {
	if unicode.IsPunct(r) || isApostrophe(r) {
		return -1
	}
	return r
}

func dropSpace(r rune) rune {
	if unicode.IsSpace(r) {
		return -1
	}
	return r
}

// elided returns a word without an elided article before it ("l’étranger").
func elided(w string) string {
	head, rest, ok := strings.Cut(strings.ReplaceAll(w, "’", "'"), "'")
	if ok && head == "l" && strings.Map(dropPunctuation, rest) != "" {
		return rest
	}
	return w
}

// withoutArticles leaves out the articles words begin with, but not the last word.
func withoutArticles(words []string) []string {
	rest := words[:0]
	for _, w := range words {
		if w != "" {
			rest = append(rest, w)
		}
	}
	for len(rest) > 1 && isArticle(rest[0]) {
		rest = rest[1:]
	}
	return rest
}

// isArticle reports whether a folded word is an article in one of a few languages. Those that begin many names (de, van)
// or are words of their own elsewhere (i, o) are left out.
func isArticle(w string) bool {
	switch w {
	case "the", "a", "an", "der", "die", "das", "den", "dem", "ein", "eine", "le", "la", "les", "un", "une", "el", "los",
		"las", "una", "il", "lo", "gli", "het", "een":
		return true
	}
	return false
}
