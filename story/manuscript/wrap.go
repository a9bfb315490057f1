package manuscript

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// brokenWords returns the words that lines of a text break at a hyphen, in small letters and without it, and of each
// whether the text has it in one piece elsewhere.
func brokenWords(text string) map[string]bool {
	var found map[string]bool
	for at := 0; ; {
		i := strings.Index(text[at:], "-\n")
		if i < 0 {
			break
		}
		at += i + len("-\n")
		if head, tail := wordBreak(text[:at-1], text[at:]); head != "" {
			if found == nil {
				found = map[string]bool{}
			}
			found[strings.ToLower(head+tail)] = false
		}
	}
	if found == nil {
		return nil
	}
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		word = strings.ToLower(word)
		if _, broken := found[word]; broken {
			found[word] = true
		}
	}
	return found
}

// wordBreak returns the two parts of a word that is broken at a hyphen between two lines, or "" where none is. In
// "two-" above "and threefold" the hyphen stands for a word to come.
func wordBreak(above, below string) (head, tail string) {
	above, hyphen := strings.CutSuffix(above, "-")
	below = strings.TrimLeft(below, " \t")
	if first, _ := utf8.DecodeRuneInString(below); !hyphen || !unicode.IsLower(first) {
		return "", ""
	}
	from, to := len(above), 0
	for from > 0 {
		r, n := utf8.DecodeLastRuneInString(above[:from])
		if !unicode.IsLetter(r) {
			break
		}
		from -= n
	}
	for _, r := range below {
		if !unicode.IsLetter(r) {
			break
		}
		to += utf8.RuneLen(r)
	}
	head, tail = above[from:], below[:to]
	switch tail {
	case "and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e":
		return "", ""
	}
	if head == "" {
		return "", ""
	}
	return head, tail
}

// unwrap joins lines that were broken to a width. A word that was broken at a hyphen is one again: without the hyphen
// if the text has it so elsewhere, as broken tells, else with it.
func unwrap(lines []string, broken map[string]bool) string {
	var b strings.Builder
	for i, line := range lines {
		if i+1 == len(lines) {
			b.WriteString(line)
			break
		}
		head, tail := wordBreak(line, lines[i+1])
		switch {
		case head == "":
			b.WriteString(line + lineJoint(line, lines[i+1]))
		case broken[strings.ToLower(head+tail)]:
			b.WriteString(line[:len(line)-1])
		default:
			b.WriteString(line)
		}
		if head != "" {
			lines[i+1] = strings.TrimLeft(lines[i+1], " \t")
		}
	}
	return b.String()
}

// lineJoint returns what stands in place of a line break between two lines that are one: a space, but nothing between
// Chinese or Japanese characters, which are written without.
func lineJoint(above, below string) string {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(above, " \t"))
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(below, " \t"))
	if isUnspaced(last) && isUnspaced(first) {
		return ""
	}
	return " "
}

// isUnspaced reports whether a character is of a script that has no spaces, or one of its signs.
func isUnspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r > 0x3000 && r < 0x3040 ||
		r > 0xff00 && r <= 0xff60
}
