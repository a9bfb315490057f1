package odt

import (
	"strconv"
	"strings"

	"cliffhanger/story/manuscript/office"
)

// A style is one of the document's, and once resolved all that it takes from those it is based on.
type style struct {
	key, base string // of styles
	name      string // as the program shows it
	char      charLook
	para      paraLook
	rank      office.Rank
	resolved  bool
}

// styles are the document's styles by their families and names.
type styles struct {
	byKey    map[string]*style
	defaults charLook // of paragraphs
	language string
}

// newStyles returns no styles.
func newStyles() *styles { return &styles{byKey: map[string]*style{}} }

// keyOf returns the key of a style. Names are unique only within a family.
func keyOf(family, name string) string { return family + "/" + name }

// stylesheet reads a list of styles.
func (r *reader) stylesheet() error {
	return r.scan.Each(func(e office.Element) error {
		switch e.Name.Local {
		case "default-style":
			if e.Attr("family") == "paragraph" {
				return r.defaults()
			}
		case "style":
			return r.styleOf(e)
		case "list-style":
			return r.lists.read(r.scan, e.Attr("name"))
		case "outline-style":
			return r.lists.read(r.scan, outline)
		}
		return nil
	}, nil)
}

// defaults reads what holds where no style says anything.
func (r *reader) defaults() error {
	return r.scan.Each(func(e office.Element) error {
		if e.Name.Local == "text-properties" {
			r.styles.defaults.read(e)
			language, country := e.Attr("language"), e.Attr("country")
			if language != "" && language != "none" && language != "zxx" {
				r.styles.language = language
				if country != "" && country != "none" {
					r.styles.language += "-" + country
				}
			}
		}
		return nil
	}, nil)
}

// styleOf reads one style.
func (r *reader) styleOf(e office.Element) error {
	family := e.Attr("family")
	if family != "text" && family != "paragraph" {
		return nil
	}
	st := &style{key: keyOf(family, e.AttrIn(office.StyleSpace, "name")), name: e.Attr("display-name")}
	if st.name == "" {
		st.name = decode(e.AttrIn(office.StyleSpace, "name"))
	}
	if base := e.Attr("parent-style-name"); base != "" {
		st.base = keyOf(family, base)
	}
	if e.Attr("master-page-name") != "" {
		st.para.pageBefore = yes
	}
	r.styles.byKey[st.key] = st
	return r.scan.Each(func(e office.Element) error {
		switch e.Name.Local {
		case "text-properties":
			st.char.read(e)
		case "paragraph-properties":
			st.para.read(e)
		}
		return nil
	}, nil)
}

// of returns the style of a family and a name with all it is based on, nil if there is none.
func (s *styles) of(family, name string) *style {
	key := keyOf(family, name)
	st := s.byKey[key]
	if st == nil {
		if name == "" {
			return nil
		}
		// A style that is only named still says what a paragraph is.
		st = &style{key: key, name: decode(name)}
		s.byKey[key] = st
	}
	if st.resolved {
		return st
	}
	var chain []*style
	for at := st; at != nil && !at.resolved && len(chain) < len(s.byKey); at = s.byKey[at.base] {
		at.resolved = true // also where styles are based on each other in a circle
		chain = append(chain, at)
	}
	for i := len(chain) - 1; i >= 0; i-- {
		at := chain[i]
		at.rank = office.RankOf(at.name)
		at.char.code = at.char.code || office.IsCode(at.name)
		if base := s.byKey[at.base]; base != nil && base != at {
			at.char, at.para = base.char.over(at.char), base.para.over(at.para)
			if at.rank == office.Plain {
				at.rank = base.rank
			}
		}
	}
	return st
}

// decode returns the name of a style with the characters that are written as "_20_" for U+0020.
func decode(name string) string {
	if !strings.Contains(name, "_") {
		return name
	}
	parts := strings.Split(name, "_")
	var b strings.Builder
	b.WriteString(parts[0])
	for i := 1; i < len(parts); i++ {
		code, err := strconv.ParseUint(parts[i], 16, 16)
		if err == nil && i+1 < len(parts) && code > 0 {
			b.WriteRune(rune(code))
			i++
			b.WriteString(parts[i])
			continue
		}
		b.WriteString("_" + parts[i])
	}
	return b.String()
}
