package office

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"

	"cliffhanger/story/manuscript/archive"
)

// What no program writes, and what makes encoding/xml take memory or stack out of proportion.
const (
	mostDepth   = 400      // elements open at once; Word itself nests tables and text boxes to a few dozen
	mostStretch = 16 << 20 // bytes from one "<" to the next
	mostEquals  = 4096     // "=" in a stretch of more than longStretch: attributes of one element
	longStretch = 64 << 10
)

// A Scan reads the XML of one part of an office file from its beginning to its end. Its errors are of the kind
// [archive.Refusal].
type Scan struct {
	decoder *xml.Decoder
	depth   int // elements open
}

// NewScan returns a scan of data, which must not change meanwhile. XML is UTF-8, or UTF-16 with a byte order mark.
// What would take memory out of proportion is refused here, and so are document type declarations later: no office
// program writes one, and entities are the only thing that could need it.
func NewScan(data []byte) (*Scan, error) {
	data = fromUTF16(data)
	for rest := data; len(rest) > 0; {
		next := 1 + bytes.IndexByte(rest[1:], '<')
		if next == 0 {
			next = len(rest)
		}
		if next > mostStretch || next > longStretch && bytes.Count(rest[:next], []byte("=")) > mostEquals {
			return nil, &archive.Refusal{
				Message: "an element in this file is too large; no manuscript is like that",
				Hint:    "look whether this is the right file, or save it again in your writing program",
			}
		}
		rest = rest[next:]
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(charset string, r io.Reader) (io.Reader, error) {
		if len(charset) >= 5 && (charset[:5] == "UTF-1" || charset[:5] == "utf-1") {
			return r, nil // it was UTF-16 and is UTF-8 by now
		}
		return nil, fmt.Errorf("the charset %.40q is not one of XML in office files", charset)
	}
	return &Scan{decoder: d}, nil
}

// fromUTF16 returns data as UTF-8 if it begins with a byte order mark of UTF-16, and without a mark of UTF-8.
func fromUTF16(data []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		order = binary.BigEndian
	default:
		return bytes.TrimPrefix(data, []byte("\ufeff"))
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i+1 < len(data); i += 2 {
		units = append(units, order.Uint16(data[i:]))
	}
	return []byte(string(utf16.Decode(units)))
}

// Each reads the element that was begun last up to its end, calling visit for each element directly in it, and text,
// unless that is nil, for the characters directly in it. At the start of a part it reads the whole part. What visit
// leaves unread of its element is skipped.
func (s *Scan) Each(visit func(xml.StartElement) error, text func([]byte)) error {
	base := s.depth
	for {
		token, err := s.next()
		if errors.Is(err, io.EOF) && base == 0 {
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if err := visit(token); err != nil {
				return err
			}
			for s.depth > base {
				if _, err := s.next(); err != nil {
					return err
				}
			}
		case xml.EndElement:
			return nil
		case xml.CharData:
			if text != nil {
				text(token)
			}
		}
	}
}

// next returns the next token and keeps count of the open elements.
func (s *Scan) next() (xml.Token, error) {
	token, err := s.decoder.Token()
	if errors.Is(err, io.EOF) {
		return nil, err
	}
	if err != nil {
		return nil, &archive.Refusal{
			Message: "the text in this file is damaged, so what follows cannot be read",
			Hint:    "open it in your writing program and save or export it again", Cause: err,
		}
	}
	switch token.(type) {
	case xml.StartElement:
		if s.depth++; s.depth > mostDepth {
			return nil, &archive.Refusal{
				Message: fmt.Sprintf("tables, boxes or styles in this file lie more than %d deep in one another", mostDepth),
				Hint:    "look whether this is the right file, or save it again in your writing program",
			}
		}
	case xml.EndElement:
		s.depth--
	case xml.Directive:
		return nil, &archive.Refusal{
			Message: "this file begins with a document type declaration, which no writing program makes",
			Hint:    "open it in your writing program and save it again",
		}
	}
	return token, nil
}

// Attr returns the value of an attribute by its name without a prefix, "" if there is none.
func Attr(e xml.StartElement, name string) string {
	for i := range e.Attr {
		if e.Attr[i].Name.Local == name {
			return e.Attr[i].Value
		}
	}
	return ""
}
