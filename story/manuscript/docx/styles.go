package docx

import (
	"strings"

	"cliffhanger/story/manuscript/archive"
	"cliffhanger/story/manuscript/office"
)

// A style is one of the document's, and once resolved all that it takes from those it is based on.
type style struct {
	kind     string // "paragraph", "character", …
	name     string // in English and small letters for Word's own styles, whatever language Word speaks
	base     string
	char     charLook
	para     paraLook
	rank     office.Rank
	resolved bool
}

// styles are the document's styles by their ids.
type styles struct {
	byID     map[string]*style
	basic    string // the id of the style of paragraphs that name none
	defaults charLook
	language string
}

// newStyles returns no styles.
func newStyles() *styles { return &styles{byID: map[string]*style{}} }

// load reads the part with the styles.
func (s *styles) load(a *archive.Archive, part string) error {
	if part == "" {
		part = "word/styles.xml"
	}
	return each(a, part, func(scan *office.Scan, e office.Element) error {
		switch e.Name.Local {
		case "docDefaults":
			return s.readDefaults(scan)
		case "style":
			return s.read(scan, e)
		}
		return nil
	})
}

// readDefaults reads what holds where no style says anything.
func (s *styles) readDefaults(scan *office.Scan) error {
	return scan.Each(func(e office.Element) error {
		if e.Name.Local != "rPrDefault" {
			return nil
		}
		return scan.Each(func(office.Element) error {
			return scan.Each(func(e office.Element) error {
				if e.Name.Local == "lang" {
					s.language = e.Attr("val")
				}
				s.defaults.read(e)
				return nil
			}, nil)
		}, nil)
	}, nil)
}

// read reads one style.
func (s *styles) read(scan *office.Scan, e office.Element) error {
	st := &style{kind: e.Attr("type"), para: unsaidPara()}
	id := e.Attr("styleId")
	if standard := e.Attr("default"); st.kind == "paragraph" && (standard == "1" || standard == "true") {
		s.basic = id
	}
	s.byID[id] = st
	return scan.Each(func(e office.Element) error {
		switch e.Name.Local {
		case "name":
			st.name = strings.ToLower(e.Attr("val"))
		case "basedOn":
			st.base = e.Attr("val")
		case "rPr":
			return scan.Each(func(e office.Element) error { st.char.read(e); return nil }, nil)
		case "pPr":
			return scan.Each(func(e office.Element) error { return st.para.read(scan, e) }, nil)
		}
		return nil
	}, nil)
}

// of returns the style of an id with all it is based on, nil if nothing is known of it.
func (s *styles) of(id string) *style {
	st := s.byID[id]
	if st == nil {
		if id == "" {
			return nil
		}
		// Files made without a list of styles still name Word's own.
		st = &style{name: strings.ToLower(id), para: unsaidPara()}
		s.byID[id] = st
	}
	if st.resolved {
		return st
	}
	var chain []*style
	for at := st; at != nil && !at.resolved && len(chain) < len(s.byID); at = s.byID[at.base] {
		at.resolved = true // also where styles are based on each other in a circle
		chain = append(chain, at)
	}
	for i := len(chain) - 1; i >= 0; i-- {
		chain[i].settle(s.byID[chain[i].base])
	}
	return st
}

// settle takes what a style does not say itself from the one it is based on.
func (st *style) settle(base *style) {
	st.rank = office.RankOf(st.name)
	if st.para.outline == 0 {
		st.para.outline = headingLevel(st.name)
	}
	st.char.code = office.IsCode(st.name)
	if base == nil || base == st {
		return
	}
	st.char, st.para = base.char.over(st.char), base.para.over(st.para)
	if st.rank == office.Plain && st.para.outline == base.para.outline {
		st.rank = base.rank
	}
}

// headingLevel returns the level that the name of a style tells, "heading 2" or "Heading2", else 0.
func headingLevel(name string) int {
	rest, ok := strings.CutPrefix(name, "heading")
	rest = strings.TrimSpace(rest)
	if !ok || len(rest) != 1 || rest[0] < '1' || rest[0] > '9' {
		return 0
	}
	return int(rest[0] - '0')
}
