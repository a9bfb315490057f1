package office

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// start reads the tag an element begins with.
func (t *tokens) start() (token, error) {
	name, rest := cutName(t.data[1:])
	if name == nil {
		return token{}, errSyntax
	}
	raw, err := t.names.word(name)
	if err != nil {
		return token{}, err
	}
	t.data = rest
	t.names.begin()
	attrs, err := t.attributes()
	if err != nil {
		return token{}, err
	}
	t.open = append(t.open, raw)
	start := xml.StartElement{Name: t.names.element(raw), Attr: attrs}
	for i := range attrs {
		attrs[i].Name = t.names.attribute(attrs[i].Name.Local)
	}
	return token{kind: startTag, start: start}, nil
}

// attributes reads a tag from behind its name to its end. The names of attributes are as they are written.
func (t *tokens) attributes() ([]xml.Attr, error) {
	var attrs []xml.Attr
	for {
		t.data = bytes.TrimLeft(t.data, whites)
		switch {
		case len(t.data) == 0:
			return nil, io.ErrUnexpectedEOF
		case t.data[0] == '>':
			t.data = t.data[1:]
			return attrs, nil
		case bytes.HasPrefix(t.data, []byte("/>")):
			t.data, t.empty = t.data[2:], true
			return attrs, nil
		}
		name, rest := cutName(t.data)
		rest = bytes.TrimLeft(rest, whites)
		if name == nil || len(rest) == 0 || rest[0] != '=' {
			return nil, errSyntax
		}
		rest = bytes.TrimLeft(rest[1:], whites)
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return nil, errSyntax
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 || bytes.IndexByte(rest[1:end+1], '<') >= 0 {
			return nil, errSyntax
		}
		plain, err := t.plain(rest[1 : end+1])
		if err != nil {
			return nil, err
		}
		raw, err := t.names.word(name)
		if err != nil {
			return nil, err
		}
		value := t.names.intern(plain)
		t.data = rest[end+2:]
		t.names.bind(raw, value)
		attrs = append(attrs, xml.Attr{Name: xml.Name{Local: raw}, Value: value})
	}
}

// end reads the tag an element ends with.
func (t *tokens) end() (token, error) {
	inner, err := t.until("</", ">")
	if err != nil {
		return token{}, err
	}
	if n := len(t.open) - 1; n < 0 || t.open[n] != string(bytes.TrimRight(inner, whites)) {
		return token{}, errSyntax
	}
	return t.close(), nil
}

// close ends the element that was begun last.
func (t *tokens) close() token {
	t.open = t.open[:len(t.open)-1]
	t.names.end()
	return token{kind: endTag}
}

// cutName returns the name that data begins with, nil if there is none, and what is behind it.
func cutName(data []byte) (name, rest []byte) {
	n := bytes.IndexAny(data, " \t\r\n/>=<&\"'")
	if n < 1 || !allowed(data[:n]) {
		return nil, data
	}
	return data[:n], data[n:]
}

// character returns what a name between & and ; stands for.
func character(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "apos":
		return '\'', true
	case "quot":
		return '"', true
	}
	digits, is := strings.CutPrefix(name, "#")
	base := 10
	if hex, isHex := strings.CutPrefix(digits, "x"); isHex {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if !is || err != nil || n > utf8.MaxRune || !allowed([]byte(string(rune(n)))) {
		return 0, false
	}
	return rune(n), true
}

// mostKnown is up to how many names and short values are kept to be found again.
const mostKnown = 4096

// names knows what names stand for: which prefixes are bound to which namespaces.
type names struct {
	known  map[string]string // strings that were met, by themselves, so that there is one of each
	spaces map[string]string // prefixes and their namespaces
	undo   []binding         // of spaces, what was before, and an empty one where an element begins
}

type binding struct {
	prefix, space string
	begins, bound bool
}

// intern returns bytes as a string, the same one for the same bytes where they are few.
func (n *names) intern(b []byte) string {
	const short = 48
	if s, known := n.known[string(b)]; known {
		return s
	}
	s := string(b)
	if len(s) <= short && len(n.known) < mostKnown {
		n.known[s] = s
	}
	return s
}

// word returns a name as it is written, or an error if it can be none.
func (n *names) word(b []byte) (string, error) {
	if bytes.Count(b, []byte(":")) > 1 {
		return "", errSyntax
	}
	return n.intern(b), nil
}

// begin notes that an element begins.
func (n *names) begin() { n.undo = append(n.undo, binding{begins: true}) }

// bind takes notice of an attribute that binds a prefix.
func (n *names) bind(name, value string) {
	of, prefix := split(name)
	switch {
	case name == "xmlns":
		prefix = ""
	case of != "xmlns":
		return
	}
	old, bound := n.spaces[prefix]
	n.undo = append(n.undo, binding{prefix: prefix, space: old, bound: bound})
	n.spaces[prefix] = value
}

// end gives back what the element that ends had bound.
func (n *names) end() {
	for {
		last := n.undo[len(n.undo)-1]
		n.undo = n.undo[:len(n.undo)-1]
		switch {
		case last.begins:
			return
		case last.bound:
			n.spaces[last.prefix] = last.space
		default:
			delete(n.spaces, last.prefix)
		}
	}
}

// element returns the name of an element.
func (n *names) element(name string) xml.Name {
	prefix, local := split(name)
	return xml.Name{Space: n.space(prefix), Local: local}
}

// attribute returns the name of an attribute; one without a prefix is in no namespace.
func (n *names) attribute(name string) xml.Name {
	prefix, local := split(name)
	if prefix == "" || prefix == "xmlns" {
		return xml.Name{Space: prefix, Local: local}
	}
	return xml.Name{Space: n.space(prefix), Local: local}
}

// space returns the namespace of a prefix; one that is not bound stands for itself.
func (n *names) space(prefix string) string {
	if prefix == "xml" {
		return "http://www.w3.org/XML/1998/namespace"
	}
	if space, bound := n.spaces[prefix]; bound {
		return space
	}
	return prefix
}

// split parts a name from its prefix.
func split(name string) (prefix, local string) {
	if at := strings.IndexByte(name, ':'); at > 0 && at < len(name)-1 {
		return name[:at], name[at+1:]
	}
	return "", name
}
