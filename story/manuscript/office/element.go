package office

import (
	"bytes"
	"encoding/xml"
	"strings"
	"unicode/utf8"
)

// A Space is the namespace of a name: none, one whose elements the readers know, or any other.
type Space uint8

// The namespaces.
const (
	NoSpace    Space = iota // a name without a prefix, where no default is declared
	OtherSpace              // one that is not listed here, or a prefix that is not declared

	WordSpace     // of Word's text, also in the strict form of ISO/IEC 29500; so are those below
	MathSpace     // of formulas in Word's files
	RelationSpace // of links to other parts of Word's files

	OfficeSpace // of OpenDocument: the file as a whole
	TextSpace
	DrawSpace
	TableSpace
	StyleSpace
	ExtensionSpace // LibreOffice's own
)

const openSpace = "urn:oasis:names:tc:opendocument:xmlns:"

// spaces are the namespaces by their addresses.
var spaces = map[string]Space{
	"": NoSpace,
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":         WordSpace,
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                     WordSpace,
	"http://schemas.openxmlformats.org/officeDocument/2006/math":           MathSpace,
	"http://purl.oclc.org/ooxml/officeDocument/math":                       MathSpace,
	openSpace + "office:1.0":                                               OfficeSpace,
	openSpace + "text:1.0":                                                 TextSpace,
	openSpace + "drawing:1.0":                                              DrawSpace,
	openSpace + "table:1.0":                                                TableSpace,
	openSpace + "style:1.0":                                                StyleSpace,
	"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": ExtensionSpace,
}

// SpaceOf returns the namespace of an address. Every one that ends in "relationships" is [RelationSpace].
func SpaceOf(address string) Space {
	if space, ok := spaces[address]; ok {
		return space
	}
	if strings.HasSuffix(address, "relationships") {
		return RelationSpace
	}
	return OtherSpace
}

// A Name is the name of an element or an attribute. An attribute without a prefix is in no namespace.
type Name struct {
	Space Space
	Local string // without the prefix
}

// An Attr is an attribute of an element.
type Attr struct {
	Name  Name
	value []byte // in the scan's data
	name  *name
}

// Value returns the attribute's value.
func (a *Attr) Value() string { return string(a.value) }

// An Element is the beginning of an element. It may be used until the element's end is read.
type Element struct {
	Name  Name
	Attrs []Attr // in the file's order, without declarations of namespaces
	names *names
}

// Attr returns the value of the first attribute of a name without its prefix, "" if there is none.
func (e *Element) Attr(local string) string {
	for i := range e.Attrs {
		if e.Attrs[i].Name.Local == local {
			return e.names.value(e.Attrs[i].value)
		}
	}
	return ""
}

// AttrIn returns the value of the first attribute of a name in a namespace, "" if there is none.
func (e *Element) AttrIn(space Space, local string) string {
	for i := range e.Attrs {
		if e.Attrs[i].Name == (Name{space, local}) {
			return e.names.value(e.Attrs[i].value)
		}
	}
	return ""
}

// What no file has. Files have some hundred names, forty prefixes, and up to a thousand values that readers ask for.
const (
	mostNames    = 4096 // of each that are remembered
	mostDeclared = 1024 // namespaces declared at one place
	longValue    = 64   // bytes; longer values are not remembered
)

// A name is what is in the file as the name of an element or an attribute.
type name struct {
	raw    string
	local  string
	prefix *prefix // nil: none
}

// A prefix stands for a namespace, as long as it is declared, else for itself.
type prefix struct {
	space    Space
	declared bool
}

// foreign are the prefixes that nothing can be declared for: "xml", and "xmlns" of an element.
var foreign = &prefix{space: OtherSpace}

// A declaration is what a prefix stood for before it was declared anew.
type declaration struct {
	prefix *prefix
	before prefix
}

// names are the names of a file, each kept once: to compare, to keep and to resolve them takes no time or memory then.
type names struct {
	known    map[string]*name
	prefixes map[string]*prefix // by what stands before the colon; "": of elements without one
	undo     []declaration
	values   map[string]string
}

// newNames returns no names.
func newNames() *names {
	return &names{known: map[string]*name{}, prefixes: map[string]*prefix{}, values: map[string]string{}}
}

// of returns a name by its bytes in the file, nil if it is none.
func (n *names) of(raw []byte) *name {
	if known := n.known[string(raw)]; known != nil {
		return known
	}
	if !isName(raw) || bytes.Count(raw, []byte(":")) > 1 {
		return nil
	}
	if len(n.known) >= mostNames {
		n.forget()
	}
	made := &name{raw: string(raw)}
	made.local = made.raw
	switch before, local, ok := strings.Cut(made.raw, ":"); {
	case !ok || before == "" || local == "":
	case before == "xml" || before == "xmlns":
		made.local, made.prefix = local, foreign
	default:
		made.local, made.prefix = local, n.prefix(before)
	}
	n.known[made.raw] = made
	return made
}

// forget drops all names, and the prefixes that are not declared now.
func (n *names) forget() {
	clear(n.known)
	for before, p := range n.prefixes {
		if !p.declared {
			delete(n.prefixes, before)
		}
	}
}

// prefix returns a prefix by what stands before the colon.
func (n *names) prefix(before string) *prefix {
	p := n.prefixes[before]
	if p == nil {
		p = &prefix{space: SpaceOf(before)}
		n.prefixes[before] = p
	}
	return p
}

// declare reads an attribute that may declare a namespace and reports whether it does.
func (n *names) declare(a *name, address []byte) bool {
	before := ""
	switch {
	case a.prefix == foreign && strings.HasPrefix(a.raw, "xmlns:"):
		before = a.local
	case a.raw != "xmlns":
		return false
	}
	p := n.prefix(before)
	n.undo = append(n.undo, declaration{p, *p})
	*p = prefix{SpaceOf(string(address)), true}
	return true
}

// restore takes declarations back until there are as many as there were before the element that made them.
func (n *names) restore(count int) {
	for i := len(n.undo) - 1; i >= count; i-- {
		*n.undo[i].prefix = n.undo[i].before
	}
	n.undo = n.undo[:count]
}

// element returns the name of an element as it is declared now. The element "xmlns" is in no namespace.
func (n *names) element(e *name) Name {
	p := e.prefix
	if p == nil && e.raw != "xmlns" {
		p = n.prefix("")
	}
	return resolved(p, e)
}

// resolved returns a name with the namespace of a prefix, which may be nil.
func resolved(p *prefix, of *name) Name {
	if p == nil {
		return Name{NoSpace, of.local}
	}
	return Name{p.space, of.local}
}

// value returns the value of an attribute. Most are among a few that come again and again.
func (n *names) value(v []byte) string {
	if known, ok := n.values[string(v)]; ok {
		return known
	}
	s := string(v)
	if len(s) <= longValue {
		if len(n.values) >= mostNames {
			clear(n.values)
		}
		n.values[s] = s
	}
	return s
}

// isNameByte reports whether a name may hold a byte. What stands for a letter beyond ASCII is not looked at here.
func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf ||
		c == '_' || c == ':' || c == '-' || c == '.'
}

// isName reports whether raw is a name in XML. What stands for a letter beyond ASCII, which names in office files never
// have, is asked of the standard library, whose tables are long.
func isName(raw []byte) bool {
	wide := false
	for _, c := range raw {
		if !isNameByte(c) {
			return false
		}
		wide = wide || c >= utf8.RuneSelf
	}
	if len(raw) == 0 || raw[0] >= '0' && raw[0] <= '9' || raw[0] == '-' || raw[0] == '.' {
		return false
	}
	return !wide || isWideName(raw)
}

// isWideName reports whether raw is a name with characters beyond ASCII.
func isWideName(raw []byte) bool {
	token, err := xml.NewDecoder(strings.NewReader("<?" + string(raw) + "?>")).RawToken()
	target, ok := token.(xml.ProcInst)
	return err == nil && ok && target.Target == string(raw)
}
