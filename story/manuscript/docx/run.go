package docx

import (
	"bytes"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/office"
)

// text reads words.
func (r *reader) text() error {
	p := r.page.Para()
	if p == nil || !r.run {
		return nil
	}
	if r.muted > 0 {
		p.Lost = true
		return nil
	}
	err := r.scan.Each(func(office.Element) error { return nil }, func(b []byte) {
		r.write(b)
	})
	if err != nil {
		return err
	}
	return r.page.Check()
}

// write writes words as the run that is being read looks.
func (r *reader) write(text []byte) {
	p := r.page.Para()
	if p == nil || r.muted > 0 {
		return
	}
	r.seen++
	if r.look.on&capitals != 0 {
		text = bytes.ToUpper(text)
	}
	if table := fontOf(r.look.font); table != nil {
		text = r.translate(text, table)
	}
	style, link := r.style, r.target()
	if link != "" {
		style &^= story.Underline // that is how programs show links
	}
	p.Write(text, style, link)
}

// sign reads an element that stands for one character or a break, or else reads through it.
func (r *reader) sign(e office.Element) error {
	p := r.page.Para()
	if p == nil || r.muted > 0 {
		return r.within()
	}
	switch e.Name.Local {
	case "br":
		switch e.Attr("type") {
		case "page":
			r.seen++
			p.Cut()
		case "column":
			r.write([]byte(" "))
		default:
			p.Line()
		}
	case "cr":
		p.Line()
	case "tab", "ptab":
		r.write([]byte(" "))
	case "noBreakHyphen":
		r.write([]byte("\u2011"))
	case "sym":
		r.symbol(e)
	case "footnoteReference", "endnoteReference":
		r.page.Lose(story.Warning, "the footnote here is not posted",
			"work it into the text, or into the author's note")
	case "commentReference":
		r.page.Once("comment", story.Notice, "this document has comments; they are never posted", "")
	default:
		return r.within()
	}
	return r.page.Check()
}

// math reads a formula, of which only the characters can be kept.
func (r *reader) math(e office.Element) error {
	if e.Name.Local != "t" {
		if e.Name.Local == "oMath" {
			r.wear(charLook{})
			r.page.Once("formula", story.Warning, "a formula is set as plain characters", "look whether it can still be read")
		}
		return r.within()
	}
	r.run = true
	err := r.text()
	r.run = false
	return err
}

// ruby reads a word and, in small letters above it, how it is read. The file has the reading first.
func (r *reader) ruby() error {
	p := r.page.Para()
	if p == nil {
		return r.within()
	}
	var reading []story.Run
	err := r.scan.Each(func(e office.Element) error {
		switch e.Name.Local {
		case "rt":
			mark := p.Mark()
			err := r.within()
			reading = append(reading, p.Since(mark)...)
			return err
		case "rubyBase":
			return r.within()
		}
		return nil
	}, nil)
	p.Put(reading)
	return err
}

// hyperlink reads words that lead somewhere.
func (r *reader) hyperlink(e office.Element) error {
	outer := r.link
	if id := e.AttrIn(office.RelationSpace, "id"); id != "" && r.links[id].external && r.muted == 0 {
		r.link = r.page.Link(r.links[id].target)
	}
	err := r.within()
	r.link = outer
	return err
}

// drawing reads a picture or a shape: a text box in it, or a line that parts scenes. What else it shows is lost.
func (r *reader) drawing(name string) error {
	before, flat := r.seen, r.flat
	r.flat = false
	err := r.within()
	rule := r.flat
	if r.flat = flat; err != nil || r.seen > before || r.muted > 0 {
		return err
	}
	r.seen++
	if rule {
		r.page.Cut()
		return nil
	}
	what := "the picture here is not posted"
	if name == "object" {
		what = "what is embedded here from another program is not posted"
	}
	r.page.Lose(story.Warning, what, "post it yourself; if it is an ornament between scenes, put *** in its place")
	return nil
}

// shape reads an element of a drawing that may be a rule: Google's and HTML's horizontal rule is a rectangle that says
// so, and people draw lines.
func (r *reader) shape(e office.Element) error {
	rule := false
	switch e.Name.Local {
	case "extent":
		// LibreOffice saves a horizontal rule as a rectangle of two points' height.
		const thin, wide = 4 * 12700, 8 // in EMU, 12,700 to a point; times as wide as high
		width, height := numberOf(e.Attr("cx")), numberOf(e.Attr("cy"))
		r.flat = height <= thin && width > wide*height
	case "rect", "shape":
		is := e.Attr("hr")
		rule = is == "t" || is == "true" || is == "1"
	case "line":
		rule = true
	case "prstGeom":
		kind := e.Attr("prst")
		rule = kind == "line" || kind == "straightConnector1"
	}
	if p := r.page.Para(); rule && p != nil && r.muted == 0 {
		r.seen++
		p.Cut()
	}
	return r.within()
}
