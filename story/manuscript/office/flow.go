package office

import (
	"strconv"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// A Flow is text that runs from paragraph to paragraph: of the document, of a text box, or of a cell of a table.
type Flow struct {
	paras  []body.Para
	ranks  []ranked
	held   []story.Run // of paragraphs whose end was deleted, to stand at the start of the next
	length int         // of held, in characters
	frame  string      // key of the border of the paragraph before
	rule   bool        // a rule stands below the paragraph before, unless the next one shares its frame
	line   int         // of the paragraph before
	inside bool        // a box or a cell, where an empty paragraph means nothing
}

// A ranked paragraph is one whose style says what it is.
type ranked struct {
	at   int // in paras
	rank Rank
}

// Add ends a paragraph and adds it to the flow.
func (f *Flow) Add(p *Para) {
	p.turn()
	f.line = p.line
	grouped := p.Border.Key != "" && p.Border.Key == f.frame
	if f.rule && !grouped {
		f.cut()
	}
	f.rule, f.frame = false, p.Border.Key
	ink := p.ink() || len(f.held) > 0
	if f.length += p.size(); !p.Joins || f.length > mostText {
		p.Joins, f.length = false, 0
	}
	switch {
	case p.Rank == Contents || p.Gone:
		return
	case p.Rank == Break && p.words() == 0:
		f.cut()
		return
	case p.Joins && !p.cuts():
		for _, q := range p.parts {
			f.held = append(f.held, q.runs...)
		}
		f.paras = append(f.paras, p.boxes...)
		return
	}
	if p.PageBefore || p.Rank == Break {
		f.cut()
	}
	rules := p.rules(ink)
	if p.Border.Above && rules && !grouped {
		f.cut()
	}
	f.fill(p, ink)
	f.paras = append(f.paras, p.boxes...)
	if rules && p.Border.Below && !p.Joins {
		f.rule = ink
		if !ink {
			f.cut()
		}
	}
	if p.PageAfter {
		f.cut()
	}
}

// rules reports whether lines above or below the paragraph part it from its neighbours instead of framing it or setting
// it off: an empty paragraph is one rule whatever lines it has but at its sides, one with text has it on one side only.
func (p *Para) rules(ink bool) bool {
	b := p.Border
	switch {
	case b.Side || !b.Above && !b.Below:
		return false
	case !ink:
		return true
	}
	return p.Rank == Plain && p.Level == 0 && b.Above != b.Below
}

// fill adds what stands in the paragraph.
func (f *Flow) fill(p *Para, ink bool) {
	if !ink {
		if p.cuts() {
			f.cut()
		} else if !p.Lost && len(p.boxes) == 0 && p.Label.Text == "" && !p.rules(false) && !f.inside {
			f.gap()
		}
		return
	}
	first := true
	for i, q := range p.parts {
		if q.cut {
			f.cut()
			continue
		}
		runs := q.runs
		if i == 0 && len(f.held) > 0 {
			runs = append(f.held, runs...)
			f.held = nil
		}
		if p.Joins && i == len(p.parts)-1 {
			f.held = runs
			continue
		}
		if body.HasInk(runs) {
			f.text(p, runs, first)
			first = false
		}
	}
	if len(p.parts) == 0 && len(f.held) > 0 {
		held := f.held
		f.held = nil
		f.text(p, held, true)
	}
}

// text adds runs as one paragraph. Only the first part of a paragraph has its label.
func (f *Flow) text(p *Para, runs []story.Run, first bool) {
	block := story.Block{Runs: runs}
	label := p.Label
	if !first {
		label = Label{}
	}
	switch {
	case p.Level > 0:
		block.Kind = story.Heading
		block.Runs = labelled(label.Text, runs, ": ")
	case p.Rank == Quote:
		block.Kind = story.Quote
		block.Runs = labelled(label.Text, runs, " ")
	case label.Number > 0:
		block.Kind, block.Marker = story.Item, strconv.Itoa(label.Number)+"."
	case label.Bullet && label.Text == "•":
		block.Kind, block.Marker = story.Item, label.Text
	default:
		block.Runs = labelled(label.Text, runs, " ")
	}
	if p.Rank != Plain && p.Rank <= Date {
		f.ranks = append(f.ranks, ranked{len(f.paras), p.Rank})
	}
	f.paras = body.Append(f.paras, body.Para{Block: block, Line: p.line, Col: 1, Level: p.Level, Centred: p.Centred})
}

// labelled returns runs with a label before them. What follows the label of a heading, such as "Chapter 2", is parted
// from it as a title is.
func labelled(label string, runs []story.Run, between string) []story.Run {
	if label == "" {
		return runs
	}
	if last, _ := utf8.DecodeLastRuneInString(label); !unicode.IsLetter(last) && !unicode.IsDigit(last) {
		between = " "
	}
	return append([]story.Run{{Text: label + between}}, runs...)
}

// cut adds a break between scenes, but none at the start and no second one.
func (f *Flow) cut() {
	if n := len(f.paras); n > 0 && !f.paras[n-1].Cut {
		f.paras = body.Append(f.paras, body.Para{Cut: true, Line: f.line, Col: 1})
	}
}

// gap adds an empty paragraph, but none at the start.
func (f *Flow) gap() {
	if len(f.paras) > 0 {
		f.paras = body.Append(f.paras, body.Para{Gap: true, Line: f.line, Col: 1})
	}
}

// Close ends the flow: paragraphs that still wait for the next are added, breaks at the end are dropped.
func (f *Flow) Close() {
	if body.HasInk(f.held) {
		held := f.held
		f.held = nil
		f.text(&Para{line: f.line}, held, true)
	}
	for n := len(f.paras); n > 0 && (f.paras[n-1].Cut || f.paras[n-1].Gap); n = len(f.paras) {
		f.paras = f.paras[:n-1]
	}
}

// A Row collects the cells of one row of a table.
type Row struct{ cells [][]body.Para }

// mostInCell is up to how many paragraphs a cell of a table of words holds; with more, the table only lays out the
// page.
const mostInCell = 3

// Cell adds a cell, which is closed.
func (r *Row) Cell(f *Flow) {
	f.Close()
	r.cells = append(r.cells, f.paras)
}

// Row adds a row of a table: a line with its cells side by side, or cell by cell if there is only one or one holds
// whole passages. It reports whether it made a line of several cells.
func (f *Flow) Row(r *Row) bool {
	var line body.Para
	filled, long := 0, len(r.cells) == 1
	for _, cell := range r.cells {
		long = long || len(cell) > mostInCell
	}
	for i, cell := range r.cells {
		if long {
			f.paras = append(f.paras, cell...)
			continue
		}
		if i > 0 {
			line.Runs = append(line.Runs, story.Run{Text: " | "})
		}
		for j, p := range cell {
			if p.Cut {
				continue
			}
			if filled == 0 {
				line.Line, line.Col = p.Line, p.Col
			}
			if filled++; j > 0 {
				line.Runs = append(line.Runs, story.Run{Text: " / "})
			}
			line.Runs = append(line.Runs, p.Runs...)
		}
	}
	if filled > 0 {
		f.paras = body.Append(f.paras, line)
	}
	return filled > 0 && !long
}

// Box adds the text of a box, which is closed, behind the paragraph it hangs at.
func (p *Para) Box(f *Flow) bool {
	f.Close()
	p.boxes = append(p.boxes, f.paras...)
	return len(f.paras) > 0
}
