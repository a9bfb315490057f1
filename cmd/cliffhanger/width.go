package main

import (
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/width"
)

// columns returns how many columns of a terminal a text takes: two for what East Asian scripts and emoji take, none for
// what cannot be seen.
func columns(s string) int {
	n := 0
	for clusters := graphemes.FromString(s); clusters.Next(); {
		n += clusterColumns(clusters.Value())
	}
	return n
}

// clusterColumns returns how many columns one character takes, as people see it.
func clusterColumns(cluster string) int {
	widest := 0
	for i, r := range cluster {
		switch kind := width.LookupRune(r).Kind(); {
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth || r == '\ufe0f' || r >= 0x1f1e6 && r <= 0x1f1ff:
			return 2 // U+FE0F asks for an emoji, and flags are pairs of letters that have no width of their own
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
		case i == 0 || !unicode.IsMark(r):
			widest = 1
		}
	}
	return widest
}

// wrapped breaks a text into lines of at most so many columns, between words. A word that is longer, as in scripts
// without spaces, is broken. What stands in quotes and is short stays together, as it is to be written.
func wrapped(s string, most int) []string {
	var lines []string
	line, used := "", 0
	var words []string
	for _, word := range quotesTogether(strings.Fields(s), most/2) {
		words = append(words, pieces(word, most)...)
	}
	for _, word := range words {
		n := columns(word)
		switch {
		case line == "":
			line, used = word, n
		case used+1+n > most:
			lines = append(lines, line)
			line, used = word, n
		default:
			line, used = line+" "+word, used+1+n
		}
	}
	return append(lines, line)
}

// pieces cuts a word into parts of at most so many columns.
func pieces(word string, most int) []string {
	if len(word) <= most {
		return []string{word}
	}
	var out []string
	part, used := "", 0
	for clusters := graphemes.FromString(word); clusters.Next(); {
		n := clusterColumns(clusters.Value())
		if used+n > most {
			out, part, used = append(out, part), "", 0
		}
		part, used = part+clusters.Value(), used+n
	}
	return append(out, part)
}

// quotesTogether joins the words between “ and ” to one, where they take at most so many columns.
func quotesTogether(words []string, most int) []string {
	var out []string
	for i := 0; i < len(words); i++ {
		for n := i; n < len(words) && strings.Contains(words[i], "“"); n++ {
			phrase := strings.Join(words[i:n+1], " ")
			if columns(phrase) > most {
				break
			}
			if strings.Count(phrase, "“") == strings.Count(phrase, "”") {
				words[n], i = phrase, n
				break
			}
		}
		out = append(out, words[i])
	}
	return out
}

// ellipsis stands for what is cut away.
const ellipsis = "…"

// crop cuts a line of text to at most so many columns around a character, counted from 1, and returns it with the
// columns before that character. Without one (0) it is the beginning of the line, and the columns are -1.
func crop(s string, character, most int) (text string, before int) {
	s, character = around(s, character, 64*most)
	var parts []string
	at, seen := -1, 0
	for clusters := graphemes.FromString(s); clusters.Next(); {
		part := clusters.Value()
		if seen += len([]rune(part)); at < 0 && character > 0 && character <= seen {
			at = len(parts)
		}
		if strings.TrimSpace(part) == "" || clusterColumns(part) == 0 {
			part = " " // tabs and what cannot be seen
		}
		parts = append(parts, part)
	}
	if character > 0 && at < 0 {
		at = len(parts) // behind the last
	}
	from := 0
	if at > 0 && columns(strings.Join(parts, "")) > most {
		from = at
		for used := 0; from > 0; from-- {
			if used += clusterColumns(parts[from-1]); used > most/3 {
				break
			}
		}
	}
	lead := ""
	if from > 0 {
		lead = ellipsis
	}
	text = lead + fitted(parts[from:], most-len([]rune(lead)))
	if at < 0 {
		return text, -1
	}
	return text, columns(lead + strings.Join(parts[from:at], ""))
}

// around returns at most so many code points to each side of a character of a line, and which character of these it is:
// a line may be a whole book, and its characters take much more memory apart than together.
func around(s string, character, reach int) (part string, at int) {
	first, last := max(character-reach, 1), max(character, 1)+reach
	from, to, n := 0, len(s), 0
	for i := range s {
		n++
		if n == first {
			from = i
		}
		if n == last {
			to = i
			break
		}
	}
	if n < first { // the character is far behind the last
		return "", min(character, 1)
	}
	return s[from:to], max(character-first+1, 0)
}

// fitted joins as many characters as so many columns hold.
func fitted(parts []string, most int) string {
	used, end := 0, 0
	for i, part := range parts {
		used += clusterColumns(part)
		if used > most {
			return strings.TrimRight(strings.Join(parts[:end], ""), " ") + ellipsis
		}
		if used < most { // leaves room for the sign that something is cut away
			end = i + 1
		}
	}
	return strings.Join(parts, "")
}
