package odt

import (
	"math"
	"strconv"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/office"
)

// A place is where in a list something stands.
type place struct {
	style   string
	count   *count
	level   int // from 0
	start   int // the number that the item's own attribute gives it; 0: none
	waiting bool
}

// listed reads a list, or one of its items.
func (r *reader) listed(e office.Element) error {
	outer := r.list
	defer func() { r.list = outer }()
	if e.Name.Local == "list" {
		r.list = r.begin(e, outer)
		return r.within()
	}
	if outer != nil {
		inner := *outer
		inner.start = number(e.Attr("start-value"))
		inner.waiting = e.Name.Local == "list-item"
		r.list = &inner
	}
	return r.within()
}

// begin returns the place at the start of a list inside outer, if that is not nil.
func (r *reader) begin(e office.Element, outer *place) *place {
	style := e.AttrIn(office.TextSpace, "style-name")
	if outer != nil {
		inner := *outer
		inner.level, inner.waiting = min(outer.level+1, mostLevels-1), false
		if style != "" {
			inner.style = style
		}
		return &inner
	}
	p := &place{style: style, count: &count{}}
	if id := e.Attr("continue-list"); id != "" && r.lists.byID[id] != nil {
		p.count = r.lists.byID[id]
	} else if e.Attr("continue-numbering") == "true" && r.lists.counts[style] != nil {
		p.count = r.lists.counts[style]
	}
	r.lists.counts[style] = p.count
	if id := e.Attr("id"); id != "" {
		r.lists.byID[id] = p.count
	}
	return p
}

// label returns what is written before a paragraph that is an item of a list or a heading of a level.
func (r *reader) label(e office.Element, level int) office.Label {
	if l := r.list; l != nil && l.waiting {
		l.waiting = false
		if label := r.lists.label(l.style, l.count, l.level, l.start); label.Text != "" || level == 0 {
			return label
		}
	}
	if level == 0 || e.Attr("is-list-header") == "true" {
		return office.Label{}
	}
	start := 0
	if e.Attr("restart-numbering") == "true" {
		start = max(number(e.Attr("start-value")), 1)
	}
	return r.lists.label(outline, r.lists.counts[outline], level-1, start)
}

// table reads a table, or an element of one.
func (r *reader) table(e office.Element) error {
	switch outer := r.row; e.Name.Local {
	case "table-row":
		if v := e.Attr("visibility"); v == "collapse" || v == "filter" {
			return r.hush()
		}
		r.row = &office.Row{}
		err := r.scan.Each(r.visitor, nil)
		if r.muted == 0 {
			r.page.Row(r.row)
		}
		r.row = outer
		return err
	case "table-cell":
		if outer == nil {
			return r.scan.Each(r.visitor, nil)
		}
		cell, err := r.apart()
		outer.Cell(cell)
		return err
	case "table", "table-header-rows", "table-rows", "table-row-group", "sub-table":
		if e.Attr("display") == "false" {
			return r.hush()
		}
		return r.scan.Each(r.visitor, nil)
	}
	return nil // columns, covered cells, changes, sources
}

// apart reads text that stands by itself.
func (r *reader) apart() (*office.Flow, error) {
	list, row, look, link := r.list, r.row, r.look, r.link
	r.list, r.row, r.look, r.link = nil, nil, charLook{}, ""
	flow, err := r.page.Within(func() error { return r.scan.Each(r.visitor, nil) })
	r.list, r.row, r.look, r.link = list, row, look, link
	return flow, err
}

// drawing reads a picture, a text box or a shape. One without words is a rule if it is flat, or else lost.
func (r *reader) drawing(e office.Element) error {
	switch e.Name.Local {
	case "a", "g", "text-box", "layer-set":
		if e.Name.Local == "text-box" {
			return r.box()
		}
		return r.scan.Each(r.visitor, nil)
	case "frame", "rect", "line", "custom-shape", "ellipse", "circle", "polygon", "polyline", "path", "connector",
		"caption", "regular-polygon", "measure":
	default:
		return nil // what a frame shows, its description, its outline
	}
	if r.muted > 0 {
		return nil
	}
	before := r.seen
	var err error
	if e.Name.Local == "frame" {
		err = r.scan.Each(r.visitor, nil)
	} else {
		err = r.box()
	}
	switch {
	case err != nil || r.seen > before:
	case isRule(e):
		r.seen++
		r.page.Cut()
	default:
		r.page.Lose(story.Warning, "the picture here is not posted",
			"post it yourself; if it is an ornament between scenes, put *** in its place")
	}
	return err
}

// box reads the words in a box or a shape.
func (r *reader) box() error {
	p := r.page.Para()
	if p == nil { // it hangs at the page, not at a paragraph
		return r.scan.Each(r.visitor, nil)
	}
	before := r.seen
	flow, err := r.apart()
	if p.Box(flow) && r.seen > before {
		r.page.Once("box", story.Notice, "the words of a text box are put behind the paragraph it hangs at",
			"look whether they belong to the story")
	}
	return err
}

// isRule reports whether a shape without words is a line across the page.
func isRule(e office.Element) bool {
	const thin, wide = 4.0, 8.0 // points; times as wide as high
	switch e.Name.Local {
	case "line", "connector":
		width := math.Abs(length(e.Attr("x2")) - length(e.Attr("x1")))
		height := math.Abs(length(e.Attr("y2")) - length(e.Attr("y1")))
		return width > wide*height && width > 0
	case "rect", "custom-shape":
		width, height := length(e.Attr("width")), length(e.Attr("height"))
		return e.Attr("height") != "" && height <= thin && width > wide*height
	}
	return false
}

// length returns a length in points, 0 if it is none.
func length(s string) float64 {
	for unit, points := range map[string]float64{
		"in": 72, "cm": 72 / 2.54, "mm": 72 / 25.4, "pt": 1, "pc": 12, "px": .75,
	} {
		if digits, ok := strings.CutSuffix(s, unit); ok {
			n, err := strconv.ParseFloat(digits, 64)
			if err != nil {
				return 0
			}
			return n * points
		}
	}
	return 0
}
