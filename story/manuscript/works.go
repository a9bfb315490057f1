package manuscript

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
	"cliffhanger/story/manuscript/markup"
)

// workOf returns how a file is read by a package that knows its format.
func workOf(read func(name string, data []byte) (body.Work, []story.Problem)) func(*file) (volume, bool) {
	return func(f *file) (volume, bool) {
		work, told := read(f.name, f.data)
		f.spots = &spots{told: told, parts: map[string]int{}}
		v := volume{title: work.Title, author: work.Author, blurb: work.Blurb, language: work.Language,
			warnings: work.Warnings}
		n := 0
		for _, c := range work.Chapters {
			n += len(c.Paras)
		}
		f.spots.all = make([]spot, 0, n)
		for _, c := range work.Chapters {
			if d := f.draftOf(c); hasProse(d.paras) || len(work.Chapters) == 1 {
				v.drafts = append(v.drafts, d)
			} else {
				f.tellEmpty(c, d)
			}
		}
		switch {
		case len(v.drafts) == 0 && !story.HasErrors(told):
			f.report(0, 0, story.Error, "there is no chapter with any text in this file", "look whether it is the right one")
		case len(work.Chapters) == 1 && len(v.drafts) == 1:
			v.drafts[0].guess = oneLine(cmp.Or(work.Chapters[0].Title, work.Title))
			f.cutChapters(&v)
		}
		return v, len(v.drafts) > 0
	}
}

// readPages reads HTML, whose encoding may have been named.
func readPages(f *file) (volume, bool) {
	if f.encoding == "" {
		return workOf(markup.Read)(f)
	}
	return workOf(func(name string, data []byte) (body.Work, []story.Problem) {
		g := &file{name: name, data: data, encoding: f.encoding}
		text, ok := g.charset()
		if !ok {
			return body.Work{}, g.problems
		}
		w, told := markup.Read(name, text)
		return w, append(g.problems, told...)
	})(f)
}

// tellEmpty says that a chapter without prose is passed over: the page of a part's title, a dedication of a picture.
func (f *file) tellEmpty(c body.Chapter, d draft) {
	line, col := 0, 0
	if len(d.paras) > 0 {
		line, col = d.paras[0].line, d.paras[0].col
	}
	f.report(line, col, story.Notice, fmt.Sprintf("“%s” has no text, so it is not taken for a chapter",
		opening(cmp.Or(c.Title, "a chapter without a title"))), "")
}

// draftOf takes over a chapter as a format tells it. Notes come last, as they are posted.
func (f *file) draftOf(c body.Chapter) draft {
	d := draft{front: front{warnings: c.Warnings}}
	text := make([]para, 0, len(c.Paras)+1)
	var notes []para
	if c.Heading && oneLine(c.Title) != "" && !startsWithHeading(c) {
		text = append(text, para{level: 1,
			Block: story.Block{Kind: story.Heading, Runs: []story.Run{{Text: oneLine(c.Title)}}}})
	}
	gaps := gapsThatBreak(c.Paras)
	var summary []para
	for i, q := range c.Paras {
		p := f.spots.place(q)
		switch {
		case q.Gap && !gaps[i]:
			continue
		case q.Gap:
			p.cut, p.gap = true, true
		case !p.cut && !hasInk(p.Runs):
			continue
		}
		switch q.Role {
		case body.Summary:
			summary = append(summary, p)
		case body.HeadNote, body.EndNote:
			if p.role = q.Role; !p.cut {
				notes = append(notes, p)
			}
		default:
			text = append(text, p)
		}
	}
	headText(text)
	if len(summary) > 0 {
		f.report(summary[0].line, summary[0].col, story.Notice, fmt.Sprintf("the chapter's summary is not posted: “%s”",
			opening(summary[0].text())), "if it should be, copy it into the author's note")
	}
	f.tellHeadNote(notes)
	if slices.ContainsFunc(text, isHeld) {
		text = f.takeHolds(text)
	}
	d.paras = append(text, notes...)
	return d
}

// headText makes a heading of a text's first paragraph where that is one in letters that are only large, as
// "Chapter 4: The Gate". A heading that the format tells beside the text stands where that begins.
func headText(text []para) {
	if len(text) < 2 {
		return
	}
	bareHeads(text[:1])
	if first := &text[0]; first.Kind == story.Paragraph && isChapterHead(strings.TrimSpace(first.text())) {
		first.Kind, first.level = story.Heading, 1
	}
	if text[0].line == 0 {
		text[0].line, text[0].col = text[1].line, text[1].col
	}
}

// tellHeadNote says that a note above the story goes below it.
func (f *file) tellHeadNote(notes []para) {
	if i := slices.IndexFunc(notes, func(p para) bool { return p.role == body.HeadNote }); i >= 0 {
		f.report(notes[i].line, notes[i].col, story.Notice, fmt.Sprintf("the note above the story is posted below it: “%s”",
			opening(notes[i].text())), "what readers must know before, such as warnings, belongs into story.yaml")
	}
}

// startsWithHeading reports whether a chapter's text begins with its title.
func startsWithHeading(c body.Chapter) bool {
	for _, p := range c.Paras {
		if p.Role == body.Text && !p.Gap && !p.Cut {
			return p.Kind == story.Heading && oneLine(p.Text()) == oneLine(c.Title)
		}
	}
	return false
}

// What share of a chapter's paragraphs may be empty if emptiness is to mean something: above one in four it is spacing.
const mostGaps = 4

// gapsThatBreak returns which empty paragraphs are scene breaks. Where any other sign of a break is used, none is.
// Where they are spacing, two of them in a row may be a break, if that is rare in turn.
func gapsThatBreak(paras []body.Para) map[int]bool {
	single, double, full := map[int]bool{}, map[int]bool{}, 0
	for i, p := range paras {
		switch {
		case p.Role != body.Text:
		case p.Cut, !p.Gap && p.Kind == story.Paragraph && ornament(p.Text()) >= breakSure:
			return nil
		case !p.Gap:
			full++
		case i > 0 && paras[i-1].Gap:
			double[i] = true
		case full > 0:
			single[i] = true
		}
	}
	switch {
	case mostGaps*(len(single)+len(double)) <= full:
		return single
	case mostGaps*len(double) <= full:
		return double
	}
	return nil
}

// hasProse reports whether there is text other than headings and notes.
func hasProse(paras []para) bool {
	return slices.ContainsFunc(paras, func(p para) bool {
		return !p.cut && p.Kind != story.Heading && p.role == body.Text
	})
}

// about takes over what a file says of the story where the story does not say it yet.
func (f *file) about(s *story.Story, v volume) {
	s.Title = cmp.Or(s.Title, oneLine(v.title))
	s.Author = cmp.Or(s.Author, oneLine(v.author))
	s.Blurb = cmp.Or(s.Blurb, oneLine(v.blurb))
	s.Warnings = union(s.Warnings, v.warnings)
	if tag, err := language.Parse(strings.TrimSpace(v.language)); err == nil && v.language != "" &&
		s.Language == defaultLanguage {
		s.Language = tag.String()
	}
}

// union returns a with what of b is not in it.
func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a[:len(a):len(a)], s)
		}
	}
	return a
}

// spots knows where the paragraphs of a file stand that has places of its own: lines in the parts of an archive. While
// a chapter is made, a paragraph's line is its number in the file times lineStep, so that lines ascend from part to
// part.
type spots struct {
	told  []story.Problem // what the format's reader noticed, with places
	all   []spot
	parts map[string]int // the order of parts
}

// lineStep leaves room between two paragraphs for the lines of the first.
const lineStep = 10_000

type spot struct {
	part      string
	line, col int
}

// place returns a paragraph as a para, its line the number of its spot.
func (s *spots) place(q body.Para) para {
	if _, known := s.parts[q.Part]; !known {
		s.parts[q.Part] = len(s.parts)
	}
	s.all = append(s.all, spot{q.Part, q.Line, q.Col})
	p := para{Block: q.Block, line: len(s.all) * lineStep, col: q.Col, cut: q.Cut, level: q.Level, bold: q.Bold,
		centred: q.Centred}
	if slices.ContainsFunc(p.Runs, hasStray) {
		p.Runs = body.Normalise(body.Map(p.Runs, withoutStray))
	}
	if p.Kind == story.Paragraph && !p.isLong() && isHold(p.text()) {
		p.Runs = []story.Run{{Text: holdSign}}
	}
	return p
}

// settle puts problems in the order of their places, which are the author's from here on.
func (f *file) settle() {
	if f.spots == nil {
		sortProblems(f.problems)
		return
	}
	for i := range f.problems {
		f.spots.settle(&f.problems[i])
	}
	f.problems = append(f.spots.told, f.problems...)
	order := func(p story.Problem) int {
		_, part, inside := strings.Cut(p.File, f.name+"!")
		switch at, known := f.spots.parts[part]; {
		case p.Line == 0 && !inside:
			return -1
		case known:
			return at
		}
		return len(f.spots.parts)
	}
	slices.SortStableFunc(f.problems, func(a, b story.Problem) int {
		return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	f.spots = nil
}

// hasStray reports whether a run holds a sign that does not belong in prose.
func hasStray(r story.Run) bool {
	return mayHaveStray(r.Text) && strings.ContainsFunc(r.Text, func(c rune) bool { return isStray(c) || c == '\ufeff' })
}

// mayHaveStray reports whether any byte of a text may be of a sign that does not belong in prose. Text of ASCII, which
// most is, is looked at by eight bytes at once.
func mayHaveStray(text string) bool {
	const each = 0x0101_0101_0101_0101
	for ; len(text) >= 8; text = text[8:] {
		eight := binary.LittleEndian.Uint64([]byte(text[:8]))
		const high = 0x80 * each
		if ascii := eight&high == 0; ascii && ((eight-' '*each)|(eight+each))&high == 0 {
			continue // none is below the space, or 0x7f
		}
		if mayBeStray(text[:8]) {
			return true
		}
	}
	return mayBeStray(text)
}

// mayBeStray reports whether any byte is one with which a control begins in UTF-8, or a byte order mark.
func mayBeStray(text string) bool {
	for _, c := range []byte(text) {
		if c < ' ' || c == 0x7f || c == 0xc2 || c == 0xef {
			return true
		}
	}
	return false
}

// settle gives a problem its place in the author's file. Within a paragraph of several lines only its beginning is
// known.
func (s *spots) settle(p *story.Problem) {
	n := p.Line / lineStep
	if n < 1 || n > len(s.all) {
		p.Line, p.Column = 0, 0
		return
	}
	p.Hint = strings.ReplaceAll(p.Hint, "at the top of the file", "at the top of the file, saved as Markdown")
	at := s.all[n-1]
	if at.part != "" {
		p.File += "!" + at.part
	}
	p.Line = at.line
	if p.Column == 0 || at.line == 0 {
		p.Column = at.col
	}
}
