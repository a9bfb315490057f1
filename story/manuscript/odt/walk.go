package odt

import (
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/office"
)

// A reader reads the document's text.
type reader struct {
	page    *office.Page
	scan    *office.Scan
	visitor func(office.Element) error // visit
	writer  func([]byte)               // write
	styles  *styles
	lists   *lists

	look  charLook // of the words that are being read
	link  string
	muted int // hidden things that are being read
	row   *office.Row
	list  *place
	seen  int // words and breaks that are shown
}

// visit reads an element wherever it stands in the text.
func (r *reader) visit(e office.Element) error {
	switch e.Name.Space {
	case office.TextSpace:
		return r.textual(e)
	case office.DrawSpace:
		return r.drawing(e)
	case office.TableSpace:
		return r.table(e)
	case office.ExtensionSpace:
		if e.Attr("showing-place-holder") == "true" {
			return r.placeholder()
		}
		return r.within()
	case office.OfficeSpace:
		if e.Name.Local == "annotation" {
			r.page.Once("comment", story.Notice, "this document has comments; they are never posted", "")
		}
	}
	return nil // forms, scripts, comments, descriptions of pictures
}

// within reads the elements and words in the element that was begun last.
func (r *reader) within() error { return r.scan.Each(r.visitor, r.writer) }

// textual reads an element of the text's own. Those that are not known are read through, so that text is rather kept
// than lost.
func (r *reader) textual(e office.Element) error {
	switch e.Name.Local {
	case "p", "h":
		return r.paragraph(e)
	case "span":
		return r.span(e)
	case "s", "tab", "line-break":
		return r.space(e.Name.Local)
	case "a":
		outer := r.link
		if r.muted == 0 {
			r.link = r.page.Link(e.Attr("href"))
		}
		err := r.within()
		r.link = outer
		return err
	case "list", "list-item", "list-header":
		return r.listed(e)
	case "section":
		if e.Attr("display") == "none" || e.Attr("is-hidden") == "true" {
			return r.hush()
		}
	case "note":
		if r.muted == 0 {
			r.page.Lose(story.Warning, "the footnote here is not posted", "work it into the text, or into the author's note")
		}
		return nil
	case "table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index",
		"bibliography":
		r.page.Once("contents", story.Notice, "the table of contents or index is left out", "")
		return nil
	case "ruby":
		return r.ruby()
	}
	return r.field(e)
}

// field reads an element for text that the program fills in, or that marks a place.
func (r *reader) field(e office.Element) error {
	switch e.Name.Local {
	case "tracked-changes":
		r.page.Once("changes", story.Notice, "this document has tracked changes; it is read as if all were accepted",
			"accept or reject them in your writing program if that is not what you want")
		return nil
	case "hidden-text", "conditional-text":
		if e.Name.Local == "hidden-text" && e.Attr("is-hidden") != "false" {
			return r.hush()
		}
	case "hidden-paragraph":
		if p := r.page.Para(); p != nil && e.Attr("is-hidden") != "false" {
			p.Gone = true
			return r.hush()
		}
	case "placeholder":
		return r.placeholder()
	case "script", "number", "page-number", "page-count", "page-continuation", "page-variable-get", "page-variable-set",
		"note-ref":
		return nil
	}
	if e.AttrIn(office.TextSpace, "display") == "none" {
		return nil // a variable that is set where nobody sees it
	}
	return r.within()
}

// hush tells that hidden text is left out.
func (r *reader) hush() error {
	if p := r.page.Para(); p != nil {
		p.Lost = true
	}
	r.page.Once("hidden", story.Notice, "hidden text is left out, here and further on",
		"make it visible in your writing program if it belongs to the story")
	return nil
}

// placeholder tells that a field that was never filled in is left out.
func (r *reader) placeholder() error {
	if p := r.page.Para(); p != nil {
		p.Lost = true
	}
	r.page.Once("control", story.Notice, "a field that was never filled in is left out", "")
	return nil
}

// paragraph reads a paragraph or a heading.
func (r *reader) paragraph(e office.Element) error {
	outer, err := r.page.Begin()
	if err != nil {
		return err
	}
	look, link, muted := r.look, r.link, r.muted
	st := r.styles.of("paragraph", e.AttrIn(office.TextSpace, "style-name"))
	p := r.page.Para()
	if e.Name.Local == "h" {
		p.Level = min(max(number(e.Attr("outline-level")), 1), mostLevels)
	}
	r.look, r.link = r.styles.defaults, ""
	if st != nil {
		p.Rank, p.Centred = st.rank, st.para.centred == yes
		p.PageBefore, p.PageAfter = st.para.pageBefore == yes, st.para.pageAfter == yes
		if st.para.border != nil {
			p.Border = *st.para.border
		}
		r.look = r.look.over(st.char)
	}
	if p.Level > 0 || p.Rank == office.Title || p.Rank == office.Subtitle {
		r.look = charLook{capitals: r.look.capitals, hidden: r.look.hidden} // a heading is set bold anyway
	}
	if r.look.hidden == yes {
		p.Gone = true
		r.muted++
		if err := r.hush(); err != nil {
			return err
		}
	}
	if err = r.within(); err == nil {
		err = r.page.Check()
	}
	if !p.Empty() {
		p.Label = r.label(e, p.Level)
	} else if r.list != nil {
		p.Lost = true
	}
	r.page.End(outer)
	r.look, r.link, r.muted = look, link, muted
	return err
}

// span reads words in a style of their own.
func (r *reader) span(e office.Element) error {
	st := r.styles.of("text", e.AttrIn(office.TextSpace, "style-name"))
	if st == nil {
		return r.within()
	}
	look := r.look
	r.look = r.look.over(st.char)
	hides := r.look.hidden == yes && look.hidden != yes
	if hides {
		r.muted++
		if err := r.hush(); err != nil {
			return err
		}
	}
	err := r.within()
	if hides {
		r.muted--
	}
	if r.look = look; err != nil {
		return err
	}
	return r.page.Check()
}

// write writes words.
func (r *reader) write(text []byte) {
	p := r.page.Para()
	if p == nil || r.muted > 0 {
		return
	}
	r.seen++
	script := western
	if r.look.italic != [scripts]said{} || r.look.bold != [scripts]said{} {
		script = scriptOf(text)
	}
	style := r.look.style(script)
	if r.link != "" {
		style &^= story.Underline // that is how programs show links
	}
	if r.look.capitals == yes {
		text = []byte(strings.ToUpper(string(text)))
	}
	p.Write(text, style, r.link)
}

// space reads an element that stands for white space. Several spaces are one in the end.
func (r *reader) space(name string) error {
	p := r.page.Para()
	if p == nil || r.muted > 0 {
		return nil
	}
	if name == "line-break" {
		p.Line()
	} else {
		r.write([]byte(" "))
	}
	return r.page.Check()
}

// ruby reads a word and, behind it in parentheses, how it is read.
func (r *reader) ruby() error {
	p := r.page.Para()
	if p == nil {
		return nil
	}
	return r.scan.Each(func(e office.Element) error {
		if e.Name.Local != "ruby-text" {
			return r.within()
		}
		mark := p.Mark()
		err := r.within()
		p.Put(p.Since(mark))
		return err
	}, nil)
}
