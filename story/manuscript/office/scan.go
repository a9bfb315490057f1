package office

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/xml"
)

// What no program writes, and what would take memory or stack out of proportion.
const (
	mostDepth   = 400      // elements open at once; Word itself nests tables and text boxes to a few dozen
	mostStretch = 16 << 20 // bytes from one "<" to the next
	mostEquals  = 4096     // "=" in a stretch of more than longStretch: attributes of one element
	longStretch = 64 << 10
)

// A Scan reads the XML of one part of an office file from its beginning to its end. Its errors are of the kind
// [archive.Refusal].
//
// The lexer only cuts the data in pieces, and takes much for XML that is none. That tags match, and that names, values
// and characters are those of XML, is looked after here; anything else is damage, which no writing program makes.
type Scan struct {
	in    *parse.Input // of the lexer
	lexer *xml.Lexer
	names *names
	open  []opened
	attrs []Attr // of all open elements

	element Element // the one that was begun last
	text    []byte  // the characters that were read last
	empty   bool    // the element that was begun last ends at once
}

// An opened element is one whose end is still to come.
type opened struct {
	name  *name
	attrs int // of those around it
	undo  int // declarations around it
}

// A token is what comes next in a scan.
type token uint8

const (
	begins token = iota // an element
	ends                // an element
	characters
)

// NewScan returns a scan of data, which belongs to the scan from then on and is changed by it. XML is UTF-8, or UTF-16
// with a byte order mark. What would take memory out of proportion is refused here, and so are document type
// declarations later: no office program writes one, and entities are the only thing that could need it.
func NewScan(data []byte) (*Scan, error) {
	data = unixLines(fromUTF16(data))
	for rest := data; len(rest) > 0; {
		next := 1 + bytes.IndexByte(rest[1:], '<')
		if next == 0 {
			next = len(rest)
		}
		if next > mostStretch || next > longStretch && bytes.Count(rest[:next], []byte("=")) > mostEquals {
			return nil, tooLarge()
		}
		rest = rest[next:]
	}
	in := parse.NewInputBytes(data)
	return &Scan{in: in, lexer: xml.NewLexer(in), names: newNames()}, nil
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
// unless that is nil, for the characters directly in it, which are only there during the call. At the start of a part
// it reads the whole part. What visit leaves unread of its element is skipped.
func (s *Scan) Each(visit func(Element) error, text func([]byte)) error {
	base := len(s.open)
	for {
		next, err := s.next()
		if base == 0 && errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch next {
		case begins:
			if err := visit(s.element); err != nil {
				return err
			}
			for len(s.open) > base {
				if _, err := s.next(); err != nil {
					return err
				}
			}
		case ends:
			return nil
		case characters:
			if text != nil {
				text(s.text)
			}
		}
	}
}

// next reads up to the next token. At the end of the part the error is io.EOF.
func (s *Scan) next() (token, error) {
	if s.empty {
		s.empty = false
		s.leave()
		return ends, nil
	}
	for {
		// Lead the lexer over text: it would look at every byte of it.
		if to := bytes.IndexByte(s.in.Bytes()[s.in.Offset():], '<'); to > 0 {
			s.in.Move(to)
		}
		switch kind, piece := s.lexer.Next(); kind {
		case xml.StartTagToken:
			return begins, s.begin(s.lexer.Text())
		case xml.EndTagToken:
			return ends, s.end(piece, s.lexer.Text())
		case xml.TextToken:
			return characters, s.chars(piece, inText)
		case xml.CDATAToken:
			if !bytes.HasSuffix(piece, []byte("]]>")) {
				return 0, damaged("a CDATA section does not end")
			}
			return characters, s.chars(s.lexer.Text(), inCDATA)
		case xml.CommentToken:
			text, ok := bytes.CutSuffix(piece[len("<!--"):], []byte("-->"))
			if !ok || bytes.HasSuffix(text, []byte("-")) || bytes.Contains(text, []byte("--")) {
				return 0, damaged("a comment does not end")
			}
		case xml.StartTagPIToken:
			if err := s.instruction(s.lexer.Text()); err != nil {
				return 0, err
			}
		case xml.DOCTYPEToken:
			return 0, typed()
		default:
			if !errors.Is(s.lexer.Err(), io.EOF) {
				return 0, damaged("there is a NUL")
			}
			if len(s.open) > 0 {
				return 0, damaged("an element does not end")
			}
			return 0, io.EOF
		}
	}
}

// chars reads characters.
func (s *Scan) chars(piece []byte, at place) error {
	text, ok := decode(piece, at)
	if !ok {
		return damaged("there are characters that XML does not have")
	}
	s.text = text
	return nil
}

// begin reads the beginning of an element, from behind its name.
func (s *Scan) begin(raw []byte) error {
	if bytes.HasPrefix(raw, []byte("!")) {
		return typed()
	}
	e := opened{name: s.names.of(raw), attrs: len(s.attrs), undo: len(s.names.undo)}
	if e.name == nil {
		return damaged("an element has no name")
	}
	for reading := true; reading; {
		switch kind, _ := s.lexer.Next(); kind {
		case xml.AttributeToken:
			if err := s.attribute(s.lexer.Text(), s.lexer.AttrVal()); err != nil {
				return err
			}
		case xml.StartTagCloseToken, xml.StartTagCloseVoidToken:
			s.empty = kind == xml.StartTagCloseVoidToken
			reading = false
		default:
			return damaged("the beginning of an element does not end")
		}
	}
	attrs := s.attrs[e.attrs:len(s.attrs):len(s.attrs)]
	for i := range attrs {
		attrs[i].Name = resolved(attrs[i].name.prefix, attrs[i].name)
	}
	s.element = Element{s.names.element(e.name), attrs, s.names}
	if s.open = append(s.open, e); len(s.open) > mostDepth {
		return tooDeep()
	}
	if len(s.names.undo) > mostDeclared {
		return tooLarge()
	}
	return nil
}

// attribute reads an attribute of the element that is begun.
func (s *Scan) attribute(raw, quoted []byte) error {
	n := len(quoted)
	if n < 2 || quoted[0] != quoted[n-1] || quoted[0] != '"' && quoted[0] != '\'' {
		return damaged("an attribute has no value in quotation marks")
	}
	value, ok := decode(quoted[1:n-1], inValue)
	name := s.names.of(raw)
	if !ok || name == nil {
		return damaged("there is an attribute as XML does not have them")
	}
	if !s.names.declare(name, value) {
		s.attrs = append(s.attrs, Attr{name: name, value: value})
	}
	return nil
}

// end reads the end of an element.
func (s *Scan) end(piece, raw []byte) error {
	if n := len(s.open); n == 0 || s.open[n-1].name.raw != string(raw) || piece[len(piece)-1] != '>' {
		return damaged("an element ends that is not the last one begun")
	}
	s.leave()
	return nil
}

// leave goes back to what is around the element that ends.
func (s *Scan) leave() {
	e := s.open[len(s.open)-1]
	s.open, s.attrs = s.open[:len(s.open)-1], s.attrs[:e.attrs]
	s.names.restore(e.undo)
}

// instruction reads a processing instruction, up to whose name and what clings to it the lexer came. Only what an XML
// declaration says matters: its version and charset. As the lexer looks for attributes in all of them, it is led to
// where they end.
func (s *Scan) instruction(raw []byte) error {
	n := 0
	for n < len(raw) && isNameByte(raw[n]) {
		n++
	}
	from := s.in.Offset()
	length := bytes.Index(s.in.Bytes()[from:], []byte("?>"))
	if !isName(raw[:n]) || length < 0 {
		return damaged("a processing instruction has no name or no end")
	}
	content := s.in.Bytes()[from-len(raw)+n : from+length]
	s.in.Move(length)
	s.in.Skip()
	s.lexer.Next() // "?>"
	if bytes.IndexByte(content, 0) >= 0 {
		return damaged("there is a NUL in a processing instruction")
	}
	if string(raw[:n]) != "xml" {
		return nil
	}
	if version := declared(content, "version"); version != "" && version != "1.0" {
		return damaged(fmt.Sprintf("this is XML %.20q", version))
	}
	charset := declared(content, "encoding")
	switch upper := strings.ToUpper(charset); {
	case upper == "", upper == "UTF-8", strings.HasPrefix(upper, "UTF-1"): // it was UTF-16 and is UTF-8 by now
		return nil
	case upper == "US-ASCII", upper == "ASCII": // what Python writes unless told otherwise, and a part of UTF-8
		return nil
	}
	return damaged(fmt.Sprintf("the charset %.40q is not one of XML in office files", charset))
}

// declared returns what an XML declaration says of something, "" if nothing.
func declared(declaration []byte, what string) string {
	for {
		_, rest, ok := bytes.Cut(declaration, []byte(what+"="))
		if !ok || len(rest) == 0 {
			return ""
		}
		if rest[0] == '"' || rest[0] == '\'' {
			value, _, ok := bytes.Cut(rest[1:], rest[:1])
			if !ok {
				return ""
			}
			return string(value)
		}
		declaration = rest[1:]
	}
}
