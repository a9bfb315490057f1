package charset

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// mostSample is how many bytes of a text are looked at, which is as many as the detector looks at itself.
const mostSample = 8 << 10

// leastSure is from where on, of 100, what the detector says is believed, and muchSurer by how much it must believe in
// another encoding more than in Windows-1252, the likeliest, for that to be taken.
const (
	leastSure = 15
	muchSurer = 5
)

// guess reads a text as what its letters show, else as Windows-1252.
func guess(data []byte) (Text, error) {
	found, err := chardet.NewTextDetector().DetectAll(telling(data))
	if err != nil { // it says nothing but that nothing was found
		found = nil
	}
	slices.SortFunc(found, func(a, b chardet.Result) int { // the detector's own order differs from call to call
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Charset, b.Charset))
	})
	latin := 0
	for _, f := range found {
		if f.Charset == "ISO-8859-1" || f.Charset == "windows-1252" {
			latin = max(latin, f.Confidence)
		}
	}
	for _, f := range found {
		if f.Confidence < max(leastSure, latin) {
			break
		}
		enc, err := lookup(spelling(f.Charset))
		if err != nil || f.Confidence < latin+muchSurer && enc != charmap.Windows1252 && latin > 0 {
			continue
		}
		if t, err := decode(data, enc, canonical(enc, f.Charset), ByLetters); err == nil && legible(t.UTF8) {
			return t, nil
		}
	}
	return decode(data, charmap.Windows1252, "windows-1252", ByDefault)
}

// spelling returns the WHATWG's name for one of the detector's.
func spelling(name string) string {
	if name == "GB-18030" {
		return "gb18030"
	}
	return name
}

// telling returns the lines of a text that hold more than ASCII, or their beginning.
func telling(data []byte) []byte {
	if len(data) <= mostSample {
		return data
	}
	var out []byte
	for line := range bytes.Lines(data) {
		if at := firstBeyond(line); at < len(line) {
			out = append(out, line[max(0, at-mostSample/4):]...)
		}
		if len(out) >= mostSample {
			return out[:mostSample]
		}
	}
	return out
}

// legible reports whether a text holds nothing that could not be read and no controls that were never typed.
func legible(text []byte) bool {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if r == utf8.RuneError || r >= 0x80 && r < 0xa0 && r != 0x85 {
			return false
		}
		text = text[n:]
	}
	return true
}

// utf16Of returns the byte order of UTF-16 without a mark, or nil. Read in the right order, line ends and spaces are
// where the zeros are, and all else are letters and signs that exist.
func utf16Of(data []byte) (encoding.Encoding, string) {
	if len(data)%2 != 0 {
		return nil, ""
	}
	left, right := likeText(data, binary.LittleEndian), likeText(data, binary.BigEndian)
	switch {
	case left > right:
		return little(), "utf-16le"
	case right > left:
		return big(), "utf-16be"
	}
	return nil, ""
}

// likeText returns how many of the characters of what may be UTF-16 are ASCII letters, spaces, line ends and marks, of
// which any text has some, or -1 if others are none that a text holds.
func likeText(data []byte, order binary.ByteOrder) int {
	common, high := 0, rune(0)
	for ; len(data) >= 2; data = data[2:] {
		r := rune(order.Uint16(data))
		switch {
		case utf16.IsSurrogate(r) && r < 0xdc00 && high == 0:
			high = r
			continue
		case high != 0:
			if r = utf16.DecodeRune(high, r); r == unicode.ReplacementChar {
				return -1
			}
			high = 0
		case utf16.IsSurrogate(r), r >= 0xfffe:
			return -1
		}
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r >= ' ' && r < 0x7f:
			common++
		case unicode.IsControl(r):
			return -1
		}
	}
	return common
}
