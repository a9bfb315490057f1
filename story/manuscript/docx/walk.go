package docx

import (
	"cliffhanger/story"
	"cliffhanger/story/manuscript/office"
)

// A reader reads the document's text.
type reader struct {
	page    *office.Page
	scan    *office.Scan
	visitor func(office.Element) error // visit
	styles  *styles
	lists   *lists
	links   relateds

	para   paraLook // of the paragraph that is being read
	styled *style   // its style, may be nil
	look   charLook // of the run that is being read
	style  story.Style
	worn   worn   // what look and style were found from last
	link   string // of the hyperlink that is being read
	run    bool   // in a run
	mute   bool   // in a hidden run

	fields []field
	muted  int // of fields, those whose text is not shown now
	row    *office.Row
	flat   bool // the drawing that is being read is a line by its size
	seen   int  // words, breaks and pictures met that are shown
}

// visit reads an element wherever it stands in the text. Elements that are not known are read through, as they only
// wrap others; so text is rather kept than lost.
func (r *reader) visit(e office.Element) error {
	switch e.Name.Space {
	case office.WordSpace:
		return r.word(e)
	case office.MathSpace:
		return r.math(e)
	}
	switch e.Name.Local {
	case "AlternateContent":
		return r.alternatives()
	case "conflictDel": // of two people who wrote at once, the words of the one who lost
		r.changed()
		return nil
	case "rect", "shape", "line", "prstGeom", "extent":
		return r.shape(e)
	}
	return r.within()
}

// within reads the elements in the one that was begun last.
func (r *reader) within() error { return r.scan.Each(r.visitor, nil) }

// word reads an element of Word's own.
func (r *reader) word(e office.Element) error {
	switch e.Name.Local {
	case "p":
		return r.paragraph()
	case "r":
		return r.runOf()
	case "t":
		return r.text()
	case "tbl", "tr", "tc":
		return r.table(e.Name.Local)
	case "del", "moveFrom":
		r.changed()
		return nil
	case "ins", "moveTo":
		r.changed()
		return r.within()
	case "delText", "delInstrText", "fldData", "pPr", "rPr", "sectPr", "sdtEndPr", "tblPr", "tblGrid", "tblPrEx", "trPr",
		"tcPr", "smartTagPr", "customXmlPr", "background", "numberingChange", "softHyphen":
		return nil
	case "sdt":
		return r.control()
	case "hyperlink":
		return r.hyperlink(e)
	case "fldSimple":
		return r.simpleField(e)
	case "fldChar":
		return r.fieldSign(e)
	case "instrText":
		return r.fieldCode()
	case "drawing", "pict", "object":
		return r.drawing(e.Name.Local)
	case "txbxContent":
		return r.box()
	case "ruby":
		return r.ruby()
	case "altChunk", "subDoc":
		r.page.Lose(story.Error, "the text of another file embedded here is not read",
			"open the document in Word, save it anew as .docx, and import that")
		return nil
	}
	return r.sign(e)
}

// changed tells once that the document has tracked changes.
func (r *reader) changed() {
	r.page.Once("changes", story.Notice, "this document has tracked changes; it is read as if all were accepted",
		"accept or reject them in your writing program if that is not what you want")
}

// alternatives reads the first of several forms of the same thing that shows anything. Word writes a text box twice,
// for itself and for older versions.
func (r *reader) alternatives() error {
	done := false
	return r.scan.Each(func(e office.Element) error {
		if done || e.Name.Local != "Choice" && e.Name.Local != "Fallback" {
			return nil
		}
		before := r.seen
		err := r.within()
		done = r.seen > before
		return err
	}, nil)
}

// control reads a content control. Its placeholder, such as "Click here to enter text", is none of the author's words,
// and a table of contents is for pages that there are none of.
func (r *reader) control() error {
	drop := false
	return r.scan.Each(func(e office.Element) error {
		if e.Name.Local == "sdtPr" {
			return r.scan.Each(func(e office.Element) error {
				switch e.Name.Local {
				case "showingPlcHdr":
					drop = drop || truth(e)
				case "docPartObj":
					return r.scan.Each(func(e office.Element) error {
						drop = drop || e.Name.Local == "docPartGallery" && e.Attr("val") == "Table of Contents"
						return nil
					}, nil)
				}
				return nil
			}, nil)
		}
		if !drop {
			return r.visit(e)
		}
		if p := r.page.Para(); p != nil {
			p.Lost = true
		}
		r.page.Once("control", story.Notice, "a table of contents, or a field that was never filled in, is left out", "")
		return nil
	}, nil)
}

// table reads a table, a row, or a cell.
func (r *reader) table(name string) error {
	switch outer := r.row; {
	case name == "tr":
		r.row = &office.Row{}
		gone, err := r.cells("trPr")
		if !gone {
			r.page.Row(r.row)
		}
		r.row = outer
		return err
	case name == "tc" && outer != nil:
		r.row = nil
		gone := false
		cell, err := r.apart(func() (err error) {
			gone, err = r.cells("tcPr")
			return err
		})
		r.row = outer
		if !gone {
			r.row.Cell(cell)
		}
		return err
	}
	return r.within()
}

// cells reads what is in a row or a cell, unless its properties say that it was deleted, is hidden, or is covered by
// the cell above.
func (r *reader) cells(properties string) (gone bool, err error) {
	err = r.scan.Each(func(e office.Element) error {
		if e.Name.Local == properties {
			return r.scan.Each(func(e office.Element) error {
				switch e.Name.Local {
				case "del", "cellDel":
					gone = true
					r.changed()
				case "hidden":
					gone = gone || truth(e)
				case "vMerge":
					gone = gone || e.Attr("val") != "restart"
				}
				return nil
			}, nil)
		}
		if gone {
			return nil
		}
		return r.visit(e)
	}, nil)
	return gone, err
}

// apart reads text that stands by itself, with fields and formats of its own.
func (r *reader) apart(read func() error) (*office.Flow, error) {
	outer := *r
	r.fields, r.muted, r.run, r.link, r.row = nil, 0, false, "", nil
	flow, err := r.page.Within(read)
	r.unended()
	seen := r.seen
	*r = outer
	r.seen = seen
	return flow, err
}

// box reads the text of a text box.
func (r *reader) box() error {
	if r.muted > 0 {
		return nil
	}
	before := r.seen
	flow, err := r.apart(r.within)
	if p := r.page.Para(); p != nil && p.Box(flow) && r.seen > before {
		r.page.Once("box", story.Notice, "the words of a text box are put behind the paragraph it hangs at",
			"look whether they belong to the story")
	}
	return err
}
