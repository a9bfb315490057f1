package charset

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// ErrNotText says that bytes are no text: they hold NUL and are not UTF-16.
var ErrNotText = errors.New("the file holds NUL bytes and is not UTF-16: it is not a text")

// A Reason says what told an encoding.
type Reason uint8

// The reasons, from certain to a guess.
const (
	ByMark    Reason = iota // a byte order mark
	ByContent               // it is valid UTF-8
	ByName                  // it was named
	ByZeros                 // every other byte or so is zero
	ByLetters               // letters follow each other as in a language
	ByDefault               // nothing; it is taken for Windows-1252
)

// A Text is what was read.
type Text struct {
	UTF8     []byte // valid but for NUL; no byte order mark; what cannot be read is U+FFFD
	Encoding string // as the WHATWG calls it, else as it was named
	By       Reason
	Half     bool // it ends in half a character of UTF-16
	Lost     bool // what was said of the encoding is not true of every character

	// Word is the first with a letter beyond ASCII, else with any such sign, at most 24 characters; "": none is there, or
	// the encoding is certain and none was named.
	Word      string
	Line, Col int // where it stands, in characters from 1
}

// Read returns data as UTF-8, read as the encoding named or, without a name, as what it shows to be. The errors are
// [ErrNotText] and, for a name that is not known, a [*NameError].
func Read(data []byte, name string) (Text, error) {
	named, err := lookup(name)
	if err != nil {
		return Text{}, err
	}
	t, err := read(data, named, name)
	if err != nil {
		return Text{}, err
	}
	if t.By > ByContent || named != nil {
		t.Word, t.Line, t.Col = sampleWord(t.UTF8)
	}
	return t, nil
}

// read returns data as UTF-8, without a word.
func read(data []byte, named encoding.Encoding, name string) (Text, error) {
	if t, ok, err := readMarked(data); ok || err != nil {
		return t, err
	}
	zeros, valid := bytes.Count(data, []byte{0}), utf8.Valid(data)
	if valid && zeros == 0 && (named == nil || !isASCII(data)) {
		return Text{UTF8: data, Encoding: "utf-8", By: ByContent}, nil
	}
	if named != nil {
		t, err := decode(data, named, canonical(named, name), ByName)
		if bytes.Equal(t.UTF8, data) {
			t.Encoding, t.By = "utf-8", ByContent // plain ASCII
		}
		return t, err
	}
	if zeros > 0 && (!valid || controls(data)*4 >= len(data)) {
		if enc, name := utf16Of(data); enc != nil {
			return decode(data, enc, name, ByZeros)
		}
	}
	switch {
	case valid:
		return Text{UTF8: data, Encoding: "utf-8", By: ByContent}, nil
	case zeros > 0:
		return Text{}, ErrNotText
	}
	return guess(data)
}

// readMarked reads a text that begins with a byte order mark, and reports whether it is one.
func readMarked(data []byte) (Text, bool, error) {
	var t Text
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		t, err = decode(data[3:], unicode.UTF8, "utf-8", ByMark)
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		t, err = decode(data[2:], little(), "utf-16le", ByMark)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		t, err = decode(data[2:], big(), "utf-16be", ByMark)
	default:
		return Text{}, false, nil
	}
	return t, true, err
}

func little() encoding.Encoding { return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM) }

func big() encoding.Encoding { return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM) }

// decode reads data in one encoding.
func decode(data []byte, enc encoding.Encoding, name string, by Reason) (Text, error) {
	t := Text{Encoding: name, By: by}
	if wide := name == "utf-16le" || name == "utf-16be" || name == "utf-16"; wide && len(data)%2 != 0 {
		data, t.Half = data[:len(data)-1], true
	}
	text, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return Text{}, fmt.Errorf("read as %s: %w", name, err)
	}
	t.UTF8 = bytes.TrimPrefix(text, []byte("\ufeff"))
	t.Lost = by <= ByName && bytes.Contains(text, []byte("\ufffd")) && !utf8.Valid(data)
	return t, nil
}

// canonical returns what an encoding is called.
func canonical(enc encoding.Encoding, named string) string {
	if name, err := htmlindex.Name(enc); err == nil {
		return name
	}
	return named
}

// controls counts the bytes that are none of a text in UTF-8.
func controls(data []byte) int {
	n := 0
	for _, c := range data {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			n++
		}
	}
	return n
}

// isASCII reports whether every byte is below 128.
func isASCII(data []byte) bool { return firstBeyond(data) == len(data) }

// firstBeyond returns where the first byte of 128 or more is, else how many there are.
func firstBeyond(data []byte) int {
	for i, c := range data {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(data)
}
