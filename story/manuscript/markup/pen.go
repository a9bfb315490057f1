package markup

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// A pen writes the runs of the paragraph that is being read.
type pen struct {
	runs      []story.Run
	text      []byte // of the run being written
	run       story.Run
	space     bool    // white space was read that is written before the next word
	blank     bool    // white space, or a line break, was written last
	ink       bool    // something can be seen
	line, col int     // of the first word, if ink; else of the text that is read
	centred   bool    // the first word is
	broken    bool    // a line break was written last
	lines     bool    // there are line breaks
	kept      int     // line breaks of the file itself that count
	places    []place // where the lines after the first begin
}

// A place is a line and column of the file.
type place struct{ line, col int }

// at tells where the text that is about to be written stands.
func (p *pen) at(line, col int) {
	switch {
	case !p.ink:
		p.line, p.col = line, col
	case p.broken:
		p.places = append(p.places, place{line, col})
	}
	p.broken = false
}

// turn ends the run that is written if the next text differs in style or link.
func (p *pen) turn(style story.Style, link string) {
	if style == p.run.Style && link == p.run.Link {
		return
	}
	if p.space && p.ink {
		p.text, p.space, p.blank = append(p.text, ' '), false, true // it stood before the tag that is entered
	}
	p.end()
	p.run.Style, p.run.Link = style, link
}

// end ends the run that is written.
func (p *pen) end() {
	if len(p.text) > 0 {
		p.run.Text = string(p.text)
		p.runs = append(p.runs, p.run)
		p.text = p.text[:0]
	}
}

// write adds text that stands at the innermost open tag.
func (r *page) write(text []byte) {
	if !r.seen() {
		return
	}
	p, top := &r.pen, r.top()
	if p.line == 0 {
		p.line, p.col = r.line, r.col // of a sign that a tag stands for
	}
	kept := r.site.lines
	if top != nil {
		p.turn(top.look.style, top.link)
		if top.lost != nil {
			r.lose(top.lost, text)
		}
		kept = kept || top.look.kept
		if !p.ink {
			p.centred = top.look.centred
		}
	} else {
		p.turn(0, "")
	}
	if !kept && (top == nil || top.tag == "div" || top.tag == "body") && bytes.Contains(text, []byte("\n\n")) {
		kept = blankLines(text)
	}
	if kept {
		p.kept += bytes.Count(text, []byte("\n"))
	}
	for len(text) > 0 {
		n := plainWord(text)
		if n > 0 {
			p.word(text[:n])
			text = text[n:]
			continue
		}
		c, size := utf8.DecodeRune(text)
		text = text[size:]
		p.sign(c, kept)
	}
}

// plainWord returns how many bytes of text can be copied as they are.
func plainWord(text []byte) int {
	for i, c := range text {
		if c <= ' ' || c == 0x7f || c == 0xc2 || c == 0xef || c == 0xe2 {
			return i
		}
	}
	return len(text)
}

// word writes letters.
func (p *pen) word(text []byte) {
	if p.space {
		if p.ink {
			p.text = append(p.text, ' ')
		}
		p.space = false
	}
	p.text = append(p.text, text...)
	p.ink, p.blank = true, false
}

// sign writes one character that may be white space or invisible.
func (p *pen) sign(c rune, kept bool) {
	switch {
	case c == '\n' && kept:
		p.text, p.space, p.blank, p.lines = append(p.text, '\n'), false, true, true
	case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\u2028' || c == '\u2029':
		p.space = !p.blank
	case c == '\u00ad' || c == '\ufeff' || c == '\u2060':
	case c == '\u00a0' || c == '\u200b':
		if p.ink {
			p.word(utf8.AppendRune(nil, c))
		}
	case unicode.IsControl(c) || c == utf8.RuneError:
		p.space = p.space || c != utf8.RuneError && !p.blank
		if c == utf8.RuneError {
			p.word([]byte("\ufffd"))
		}
	default:
		p.word(utf8.AppendRune(nil, c))
	}
}

// blankLines reports whether text that has no tags is cut into paragraphs by blank lines.
func blankLines(text []byte) bool {
	paras := 0
	for part := range bytes.SplitSeq(text, []byte("\n\n")) {
		if len(bytes.TrimSpace(part)) > 0 {
			paras++
		}
	}
	return paras > 1
}

// newLine breaks the line.
func (r *page) newLine() {
	if r.seen() {
		p := &r.pen
		p.text, p.space, p.blank, p.broken, p.lines = append(p.text, '\n'), false, true, true, true
	}
}

// closeRuby closes the parenthesis that was opened for a reading, or takes it back if there was none.
func (r *page) closeRuby() {
	switch p := &r.pen; {
	case !r.seen() || !p.ink:
	case bytes.HasSuffix(p.text, []byte("(")):
		p.text = p.text[:len(p.text)-1]
	default:
		p.space = false
		p.word([]byte(")"))
	}
}

// cut appends a scene break that the page marks.
func (r *page) cut() {
	r.flush()
	if r.breaks(body.Para{Cut: true}) {
		r.shown()
	}
}

// gap appends an empty paragraph.
func (r *page) gap() { r.breaks(body.Para{Gap: true}) }

// breaks appends a break, if one can stand here, and reports whether it did.
func (r *page) breaks(p body.Para) bool {
	top := r.top()
	if !r.seen() || top != nil && top.meta {
		return false
	}
	p.Part, p.Line, p.Col = r.part, r.line, r.col
	if top != nil {
		p.Role = top.role
	}
	r.put(p)
	return true
}

// shown tells the innermost open tag that something in it is shown.
func (r *page) shown() {
	if top := r.top(); top != nil {
		top.paras = true
	}
}

// flush appends what was written as a paragraph, or as several if there are empty lines in it.
func (r *page) flush() {
	p := &r.pen
	p.end()
	if p.ink {
		if !r.taken() {
			r.release()
		}
		r.shown()
	}
	*p = pen{text: p.text[:0]}
}

// release appends the paragraphs that were written.
func (r *page) release() {
	p := &r.pen
	para := body.Para{
		Block: story.Block{Runs: p.runs}, Part: r.part, Line: p.line, Col: p.col, Centred: p.centred,
	}
	r.set(&para)
	if !p.lines {
		r.put(para)
		return
	}
	for _, one := range paragraphs(para, p.places, r.site.lines) {
		r.put(one)
	}
}

// set gives a paragraph what it has from the tags that are open.
func (r *page) set(p *body.Para) {
	top := r.top()
	if top == nil {
		return
	}
	p.Kind, p.Role = top.kind, top.role
	for i := len(r.stack) - 1; i >= 0; i-- {
		n := &r.stack[i]
		switch {
		case n.heading():
			p.Kind, p.Level = story.Heading, n.level()
			return
		case n.tag == "li":
			if p.Kind = story.Paragraph; n.fresh {
				p.Kind, p.Marker, n.fresh = story.Item, n.marker, false
			}
			return
		case n.block && n.tag == "pre":
			p.Kind = story.Verse
			return
		}
	}
	if p.Kind == story.Item { // a tag in an item was left open, and the item is not
		p.Kind = story.Paragraph
	}
}
