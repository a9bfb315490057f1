package epub

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"cliffhanger/story/manuscript/archive"
)

// A packageFile is what is read of a book's package file. Elements are found by their names in whatever namespace, as
// programs write several.
type packageFile struct {
	Metadata metadata `xml:"metadata"`
	Manifest []item   `xml:"manifest>item"`
	Spine    struct {
		Toc  string `xml:"toc,attr"`
		Refs []struct {
			ID     string `xml:"idref,attr"`
			Linear string `xml:"linear,attr"`
		} `xml:"itemref"`
	} `xml:"spine"`
	Guide []struct {
		Type string `xml:"type,attr"`
		Href string `xml:"href,attr"`
	} `xml:"guide>reference"`
}

// A metadata is what a book says of itself.
type metadata struct {
	Titles       []string `xml:"title"`
	Languages    []string `xml:"language"`
	Descriptions []string `xml:"description"`
	Creators     []struct {
		Name string `xml:",chardata"`
		Role string `xml:"role,attr"`
	} `xml:"creator"`
}

// authors returns the names of those who wrote the book.
func (m *metadata) authors() string {
	var names []string
	for _, c := range m.Creators {
		if name := strings.Join(strings.Fields(c.Name), " "); name != "" && (c.Role == "" || c.Role == "aut") {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// An item is a file of the book.
type item struct {
	ID         string `xml:"id,attr"`
	Href       string `xml:"href,attr"`
	Type       string `xml:"media-type,attr"`
	Properties string `xml:"properties,attr"`
}

// isText reports whether a file is one of text.
func (it item) isText() bool {
	switch strings.ToLower(it.Type) {
	case "application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/xml", "text/xml", "":
		return true
	}
	return false
}

// packageName returns the name of the package file.
func (b *book) packageName() (string, error) {
	var container struct {
		Roots []struct {
			Path string `xml:"full-path,attr"`
			Type string `xml:"media-type,attr"`
		} `xml:"rootfiles>rootfile"`
	}
	if err := b.parse("META-INF/container.xml", &container); err != nil {
		for _, name := range b.Names() { // some programs forget it
			if strings.HasSuffix(strings.ToLower(name), ".opf") {
				return name, nil
			}
		}
		return "", &archive.Refusal{
			Message: "this is no EPUB: it does not say where its text is", Hint: "look whether it is the right file", Cause: err,
		}
	}
	for _, root := range container.Roots {
		if name, ok := b.Find(root.Path); ok {
			return name, nil
		}
	}
	return "", &archive.Refusal{
		Message: "the book's package file is missing", Hint: "export or download it again",
	}
}

// mostXML is how large a file of the book that is not text may be, and mostDeep how deep its elements.
const (
	mostXML  = 8 << 20
	mostDeep = 64
)

// parse reads an XML file into v. A document type may be there, but what it declares is not followed.
func (b *book) parse(name string, v any) error {
	data, err := b.Read(name)
	if err != nil {
		return err
	}
	if err = shallow(data); err == nil {
		err = decoder(data).Decode(v)
	}
	if err != nil {
		return &archive.Refusal{
			Message: fmt.Sprintf("the file %.80q in the book is damaged", name), Hint: "export or download it again", Cause: err,
		}
	}
	return nil
}

// decoder returns a strict decoder that knows no entities but XML's own and reads UTF-8 only.
func decoder(data []byte) *xml.Decoder {
	return xml.NewDecoder(bytes.NewReader(utf8Of(data)))
}

// shallow returns an error if XML is too large or too deep to be unmarshalled, which recurses.
func shallow(data []byte) error {
	if len(data) > mostXML {
		return errors.New("it has more than 8 MiB")
	}
	d := decoder(data)
	for deep := 0; ; {
		t, err := d.RawToken()
		if err != nil {
			return nil // Decode reports it, or it is the end
		}
		switch t.(type) {
		case xml.StartElement:
			if deep++; deep > mostDeep {
				return errors.New("its elements are too deep inside each other")
			}
		case xml.EndElement:
			deep--
		}
	}
}

// declaredEncoding is what an XML declaration may say that is UTF-8 here.
var declaredEncoding = []byte("encoding")

// utf8Of returns text as UTF-8 without a declaration that says otherwise: UTF-16 is told by its byte order mark, and
// what else is not UTF-8 has its wrong bytes replaced.
func utf8Of(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case len(data) > 1 && (data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff):
		units := make([]uint16, 0, len(data)/2)
		for i := 2; i+1 < len(data); i += 2 {
			unit := uint16(data[i])<<8 | uint16(data[i+1])
			if data[0] == 0xff {
				unit = unit<<8 | unit>>8
			}
			units = append(units, unit)
		}
		data = []byte(string(utf16.Decode(units)))
	}
	if !utf8.Valid(data) {
		data = bytes.ToValidUTF8(data, []byte("\ufffd"))
	}
	end := bytes.Index(data[:min(len(data), 200)], []byte("?>"))
	if bytes.HasPrefix(data, []byte("<?xml")) && end > 0 && bytes.Contains(data[:end], declaredEncoding) {
		blank := bytes.Clone(data)
		for i := 5; i < end; i++ {
			if blank[i] != '\n' {
				blank[i] = ' '
			}
		}
		copy(blank[5:], ` version="1.0"`)
		return blank
	}
	return data
}

// hasWord reports whether words hold word.
func hasWord(words, word string) bool {
	for w := range strings.FieldsSeq(words) {
		if w == word {
			return true
		}
	}
	return false
}
