package charset

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// longestWord is how many characters of a word are shown. Some scripts have no spaces.
const longestWord = 24

// separators end a word: white space and the brackets of tags.
const separators = " \t\r\n\v\f<>"

// sampleWord returns the first word with a letter beyond ASCII and where it stands, else the first with any such sign.
func sampleWord(text []byte) (word string, line, col int) {
	first, letter := -1, -1
	for i := firstBeyond(text); i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r >= utf8.RuneSelf && !unicode.IsSpace(r) {
			if first < 0 {
				first = i
			}
			if unicode.IsLetter(r) {
				letter = i
				break
			}
		}
		i += n
	}
	at := letter
	if at < 0 {
		at = first
	}
	if at < 0 {
		return "", 0, 0
	}
	from := 1 + bytes.LastIndexAny(text[:at], separators)
	for utf8.RuneCount(text[from:at]) > longestWord/2 {
		_, n := utf8.DecodeRune(text[from:])
		from += n
	}
	shown := text[from:]
	if end := bytes.IndexAny(shown, separators); end >= 0 {
		shown = shown[:end]
	}
	if letter >= 0 { // without the marks around it
		bare := bytes.TrimLeftFunc(shown, notWord)
		from += len(shown) - len(bare)
		shown = bytes.TrimRightFunc(bare, notWord)
	}
	runes := []rune(string(shown[:min(len(shown), longestWord*utf8.UTFMax)]))
	line, col = place(text[:from])
	return string(runes[:min(len(runes), longestWord)]), line, col
}

// notWord reports whether a character is no part of a word.
func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) }

// place returns the line and column behind a text, both from 1.
func place(before []byte) (line, col int) {
	last := bytes.LastIndexAny(before, "\r\n")
	line = 1 + bytes.Count(before, []byte("\n")) + bytes.Count(before, []byte("\r")) - bytes.Count(before, []byte("\r\n"))
	return line, 1 + utf8.RuneCount(before[last+1:])
}
