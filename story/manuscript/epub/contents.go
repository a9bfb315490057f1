package epub

import (
	"bytes"
	"encoding/xml"
	"path"
	"strings"
)

// A contents is a book's list of contents: for each file the entries that lead to it.
type contents map[string][]entry

// An entry is one line of the list.
type entry struct{ title, id string }

// at returns whether a chapter begins with the file, its title, and the ids at which further ones begin.
func (c contents) at(name string) (begins bool, title string, starts map[string]string) {
	for _, e := range c[name] {
		switch {
		case e.id == "" && !begins, e.id != "" && strings.HasPrefix(e.id, "calibre_toc_"):
			if !begins {
				begins, title = true, e.title
			}
		case e.id != "":
			if starts == nil {
				starts = map[string]string{}
			}
			if _, twice := starts[e.id]; !twice {
				starts[e.id] = e.title
			}
		}
	}
	return begins, title, starts
}

// contents reads the list of contents; without one it is empty. Of nested entries the innermost count if they lead to
// other places than those around them.
func (b *book) contents() contents {
	nav, ncx := "", ""
	for _, it := range b.pack.Manifest {
		switch {
		case hasWord(it.Properties, "nav"):
			nav = b.resolve(b.base, it.Href)
		case it.Type == "application/x-dtbncx+xml" || it.ID != "" && it.ID == b.pack.Spine.Toc:
			ncx = b.resolve(b.base, it.Href)
		}
	}
	for _, name := range []string{nav, ncx} {
		if name == "" {
			continue
		}
		data, err := b.Read(name)
		if err != nil {
			b.refuse("", err)
			continue
		}
		if list := b.entries(path.Dir(name), data); len(list) > 0 {
			return list
		}
	}
	return nil
}

// entries reads the entries of a list of contents of either kind. Of EPUB 3's lists in one file only that of contents
// counts. What is damaged ends the list.
func (b *book) entries(base string, data []byte) contents {
	l := listing{book: b, base: base, list: contents{}, counts: true}
	d := xml.NewDecoder(bytes.NewReader(utf8Of(data)))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	for !l.ended && l.total <= mostEntries {
		t, err := d.RawToken()
		if err != nil {
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			l.start(t)
		case xml.CharData:
			if l.writing && l.title.Len() < 1000 {
				l.title.Write(t)
			}
		case xml.EndElement:
			l.end(t.Name.Local)
		}
	}
	return l.list
}

// mostEntries is after how many entries a list is read no further.
const mostEntries = 20_000

// A listing is a list of contents that is being read.
type listing struct {
	*book
	base    string // the file it stands in
	list    contents
	counts  bool // it is that of contents
	writing bool // an entry's title is read
	title   strings.Builder
	href    string
	total   int // entries so far
	ended   bool
}

// start takes a tag.
func (l *listing) start(t xml.StartElement) {
	switch t.Name.Local {
	case "nav":
		l.counts = kind(t) == "" || hasWord(kind(t), "toc")
	case "a", "text":
		l.href, l.writing = value(t, "href"), l.counts
		l.title.Reset()
		if !l.counts {
			l.landmark(l.base, t)
			l.total++
		}
	case "content":
		l.note(l.list, l.base, value(t, "src"), l.title.String())
		l.total++
	case "pageList":
		l.ended = true
	}
}

// end takes the end of a tag.
func (l *listing) end(tag string) {
	if tag == "a" && l.writing {
		l.note(l.list, l.base, l.href, l.title.String())
		l.total++
	}
	if tag == "a" || tag == "text" {
		l.writing = false
	}
}

// note adds an entry.
func (b *book) note(list contents, base, href, title string) {
	if href == "" {
		return
	}
	_, id, _ := strings.Cut(href, "#")
	name := b.resolve(base, href)
	list[name] = append(list[name], entry{title: strings.Join(strings.Fields(title), " "), id: id})
}

// kind returns the epub:type of an element.
func kind(t xml.StartElement) string { return value(t, "type") }

// value returns an attribute's value, in whatever namespace.
func value(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
