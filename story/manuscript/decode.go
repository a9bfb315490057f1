package manuscript

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"cliffhanger/story"
)

// maxBytes is the largest file that is taken for a chapter: four times the longest chapter AO3 accepts (500,000
// characters), so that a film given by mistake is refused with a sentence instead of eating memory.
const maxBytes = 2 << 20

// decode returns the text of a file with line breaks as "\n" and without controls. It reports what it assumed, and
// returns false when the bytes are not a text.
func (f *file) decode() (string, bool) {
	data := f.data
	switch {
	case len(data) > maxBytes:
		f.report(0, 0, story.Error, "the file is larger than 2 MiB, which is no chapter",
			"split it into one file per chapter")
		return "", false
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		f.report(0, 0, story.Error, "this is a zip archive of something else than a manuscript, or a damaged one",
			"give a Word, OpenDocument or EPUB file, or unpack it and give what is in it")
		return "", false
	}
	text, ok := f.charset(data)
	if !ok {
		return "", false
	}
	return f.clean(newlines.Replace(text))
}

// newlines makes one of all that end a line somewhere.
var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n",
	"\v", "\n", "\f", "\n")

// charset turns bytes into UTF-8: by the byte order mark, else UTF-8 where it is valid, else UTF-16 where every other
// byte is zero, else Windows-1252, which is what word processors on Windows write as "text".
func (f *file) charset(data []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return f.utf16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return f.utf16(data[2:], binary.BigEndian)
	}
	if order := utf16Order(data); order != nil {
		f.report(0, 0, story.Warning, "the file is read as UTF-16 although it does not say so",
			"save it as UTF-8 to be sure")
		return f.utf16(data, order)
	}
	if utf8.Valid(data) {
		return string(data), true
	}
	if bytes.IndexByte(data, 0) >= 0 {
		f.report(0, 0, story.Error, "the file holds NUL bytes and is not UTF-8: it is not a text",
			"give the manuscript itself, saved as Markdown or plain text")
		return "", false
	}
	line, col := placeOfInvalid(data)
	text, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		f.report(line, col, story.Error, "the file is neither UTF-8 nor Windows-1252: "+err.Error(), "save it as UTF-8")
		return "", false
	}
	f.report(line, col, story.Warning, "the file is not UTF-8 here; all of it is read as Windows-1252",
		"look at the accents and quotation marks, and save the file as UTF-8")
	return string(text), true
}

// utf16 decodes UTF-16 of the given byte order.
func (f *file) utf16(data []byte, order binary.ByteOrder) (string, bool) {
	if len(data)%2 != 0 {
		f.report(0, 0, story.Warning, "the UTF-16 file ends in half a character, which is left out",
			"check that the file was copied whole")
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return strings.TrimPrefix(string(utf16.Decode(units)), "\ufeff"), true
}

// utf16Order returns the byte order of UTF-16 without a mark, or nil: in a text of mostly Latin letters nearly every
// other byte is zero.
func utf16Order(data []byte) binary.ByteOrder {
	if len(data) < 4 || len(data)%2 != 0 {
		return nil
	}
	var zeros [2]int
	for i, b := range data {
		if b == 0 {
			zeros[i%2]++
		}
	}
	half := len(data) / 2
	switch {
	case zeros[1] > half*3/4 && zeros[0] == 0:
		return binary.LittleEndian
	case zeros[0] > half*3/4 && zeros[1] == 0:
		return binary.BigEndian
	}
	return nil
}

// placeOfInvalid returns the line and column of the first byte that is not UTF-8.
func placeOfInvalid(data []byte) (line, col int) {
	line, col = 1, 1
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			break
		}
		col++
		if r == '\n' {
			line, col = line+1, 1
		}
		data = data[n:]
	}
	return line, col
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
