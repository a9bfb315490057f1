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
	list := contents{}
	d := xml.NewDecoder(bytes.NewReader(utf8Of(data)))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	var title strings.Builder
	var href string
	inList, writing, total := true, false, 0
	for {
		t, err := d.RawToken()
		if err != nil || total > 20_000 {
			return list
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "nav":
				inList = kind(t) == "" || hasWord(kind(t), "toc")
			case "a", "text":
				href, writing = value(t, "href"), inList
				title.Reset()
				if !inList {
					b.landmark(base, t)
					total++
				}
			case "content":
				b.note(list, base, value(t, "src"), title.String())
				total++
			case "pageList":
				return list
			}
		case xml.CharData:
			if writing && title.Len() < 1000 {
				title.Write(t)
			}
		case xml.EndElement:
			if t.Name.Local == "a" && writing {
				b.note(list, base, href, title.String())
				total++
			}
			if t.Name.Local == "a" || t.Name.Local == "text" {
				writing = false
			}
		}
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
