package manuscript

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/charset"
)

// maxBytes is the largest file that is taken for a chapter: four times the longest chapter AO3 accepts (500,000
// characters), so that a film given by mistake is refused with a sentence instead of eating memory.
const maxBytes = 2 << 20

// mostLines is how many lines of such a file may hold something: lines of fewer than 35 characters on the average
// are no prose, and would take memory out of proportion.
const mostLines = 60_000

// decode returns the text of a file with line breaks as "\n" and without controls. It reports what it assumed, and
// returns false when the bytes are not a text.
func (f *file) decode() (string, bool) {
	switch {
	case len(f.data) > maxBytes:
		f.report(0, 0, story.Error, "the file is larger than 2 MiB, which is no chapter",
			"split it into one file per chapter")
		return "", false
	case bytes.HasPrefix(f.data, []byte("PK\x03\x04")):
		f.report(0, 0, story.Error, "this is a zip archive of something else than a manuscript, or a damaged one",
			"give a Word, OpenDocument or EPUB file, or unpack it and give what is in it")
		return "", false
	}
	data, ok := f.charset()
	if !ok {
		return "", false
	}
	text := newlines.Replace(string(data))
	if strings.Count(text, "\n") > mostLines && filled(text) > mostLines {
		f.report(0, 0, story.Error, fmt.Sprintf("the file has more than %d lines, which is no chapter", mostLines),
			"look whether it is the right one; or cut it in several")
		return "", false
	}
	return f.clean(text)
}

// filled counts the lines of a text that are not blank.
func filled(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			n++
		}
	}
	return n
}

// newlines makes one of all that end a line somewhere.
var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n",
	"\v", "\n", "\f", "\n")

// charset returns the file as UTF-8, and tells what it was read as unless that is certain.
func (f *file) charset() ([]byte, bool) {
	t, err := charset.Read(f.data, f.encoding)
	switch {
	case errors.Is(err, charset.ErrNotText):
		f.report(0, 0, story.Error, "the file holds NUL bytes and is not UTF-8: it is not a text",
			"give the manuscript itself, saved as Markdown or plain text")
		return nil, false
	case err != nil:
		f.report(0, 0, story.Error, "the file cannot be read: "+err.Error(), "save it as UTF-8")
		return nil, false
	}
	if f.encoding != "" && t.By < charset.ByName && t.Word != "" {
		f.report(0, 0, story.Notice, fmt.Sprintf("the file shows itself to be %s, so it is not read as %s", t.Encoding,
			f.encoding), "")
	}
	for _, p := range t.Problems() {
		f.report(p.Line, p.Column, p.Severity, p.Message, p.Hint)
	}
	return t.UTF8, true
}

// clean leaves out control characters, which no one can see and Discord may refuse, and reports the first of them. NUL
// means that the file is not a text at all.
func (f *file) clean(text string) (string, bool) {
	line, col, told, broken := 1, 0, false, false
	for _, r := range text {
		col++
		switch {
		case r == '\n':
			line, col = line+1, 0
		case r == 0:
			f.report(line, col, story.Error, "a NUL byte: the file is damaged or not a text",
				"save the manuscript again as UTF-8")
			return "", false
		case r == utf8.RuneError && !broken:
			broken = true
			f.report(line, col, story.Warning, "the character � stands for one that was lost when the file was made",
				"look up what should be here")
		case isStray(r) && !told:
			told = true
			f.report(line, col, story.Warning, "an invisible control character is left out", "retype the word it is in")
		}
	}
	return withoutStray(text), true
}

// withoutStray returns a text without control characters and byte order marks.
func withoutStray(text string) string {
	return strings.Map(func(r rune) rune {
		if isStray(r) || r == '\ufeff' {
			return -1
		}
		return r
	}, text)
}

// isStray reports whether r is a control that does not belong in prose.
func isStray(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }
