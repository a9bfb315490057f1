package office

import (
	"strings"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// A Rank is what the name of a paragraph's style says it is.
type Rank uint8

// The ranks.
const (
	Plain    Rank = iota
	Title         // of the whole work
	Subtitle      // of the whole work
	Author        // of the whole work
	Date          // of the whole work
	Quote         // set off from the text
	Contents      // a line of a table of contents, which is never shown
	Break         // a new scene begins; ornaments in it are not text
)

// RankOf returns what the English name of a style, or the name a program shows, stands for.
func RankOf(name string) Rank {
	name, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(name)), ",")
	switch name = strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '_' }), " "); name {
	case "title":
		return Title
	case "subtitle":
		return Subtitle
	case "author":
		return Author
	case "date":
		return Date
	case "quote", "intense quote", "block text", "blocktext", "quotations", "block quote", "blockquote":
		return Quote
	case "scene break", "scenebreak", "section break", "horizontal line", "horizontalline", "ornament", "ornamental break",
		"scene separator", "separator":
		return Break
	}
	for _, prefix := range []string{"toc ", "contents "} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && (len(rest) == 1 || rest == "heading") {
			return Contents
		}
	}
	return Plain
}

// IsCode reports whether the name of a style of characters says that they are a program's text.
func IsCode(name string) bool {
	switch strings.ReplaceAll(strings.ToLower(name), "_", " ") {
	case "verbatim char", "html code", "source text", "html typewriter", "html keyboard", "source code",
		"html preformatted", "teletype", "preformatted text":
		return true
	}
	return false
}

// A Border says which lines are drawn around a paragraph.
type Border struct {
	Above, Below, Side bool
	Key                string // neighbours of the same key share one frame; "" without lines
}

// A Para is a paragraph that is being read. Its fields are what the format says of it; text is written by its methods.
type Para struct {
	Rank    Rank
	Level   int // of a heading, from 1; 0: not a heading
	Centred bool
	Border  Border
	Label   Label

	PageBefore, PageAfter bool // a page ends there

	Joins bool // the end of this paragraph was deleted or is hidden: the next one goes on in it
	Gone  bool // it is hidden as a whole
	Lost  bool // something in it is not kept, so that it is no gap even if it is empty

	line   int
	column int // characters written
	parts  []part
	run    story.Run
	text   []byte // of run
	boxes  []body.Para
}

// A part of a paragraph is text or a break within it.
type part struct {
	runs []story.Run
	cut  bool
}

// Write adds text in a style and a link. Line breaks and tabs in it are spaces: in XML they mean nothing more.
func (p *Para) Write(text []byte, style story.Style, link string) {
	if style != p.run.Style || link != p.run.Link {
		p.turn()
		p.run.Style, p.run.Link = style, link
	}
	from := len(p.text)
	p.text = append(p.text, text...)
	for i, c := range p.text[from:] {
		if c < ' ' {
			p.text[from+i] = ' '
		}
		if utf8.RuneStart(c) {
			p.column++
		}
	}
}

// Line begins a new line.
func (p *Para) Line() {
	p.text = append(p.text, '\n')
	p.column++
}

// Cut ends a scene in the middle of the paragraph.
func (p *Para) Cut() {
	p.turn()
	p.parts = append(p.parts, part{cut: true}, part{})
}

// Column returns the column of what comes next, counted in characters from 1.
func (p *Para) Column() int { return p.column + 1 }

// Tail returns the last words written, to tell an author where something stands; "" at the paragraph's start.
func (p *Para) Tail() string {
	const enough = 60 // bytes
	text := string(p.text[max(len(p.text)-enough, 0):])
	if n := len(p.parts); n > 0 {
		runs := p.parts[n-1].runs
		for i := len(runs) - 1; i >= 0 && len(text) < enough; i-- {
			text = runs[i].Text[max(len(runs[i].Text)-enough, 0):] + text
		}
	}
	words := strings.Fields(strings.ToValidUTF8(text, ""))
	return strings.Join(words[max(len(words)-4, 0):], " ")
}

// size returns about how many bytes of text the paragraph holds.
func (p *Para) size() int { return p.column + len(p.text) }

// turn ends the run that is being written.
func (p *Para) turn() {
	if len(p.text) == 0 {
		return
	}
	p.run.Text = string(p.text)
	p.text = p.text[:0]
	if len(p.parts) == 0 {
		p.parts = append(p.parts, part{})
	}
	last := &p.parts[len(p.parts)-1]
	last.runs = append(last.runs, p.run)
}

// Mark returns a place in the paragraph's runs for Since.
func (p *Para) Mark() int {
	p.turn()
	if len(p.parts) == 0 {
		return 0
	}
	return len(p.parts[len(p.parts)-1].runs)
}

// Since takes the runs written since Mark out of the paragraph and returns them: the reading of a word, which stands
// before it in the file and behind it on the page.
func (p *Para) Since(mark int) []story.Run {
	p.turn()
	if len(p.parts) == 0 {
		return nil
	}
	last := &p.parts[len(p.parts)-1]
	mark = min(mark, len(last.runs))
	out := append([]story.Run(nil), last.runs[mark:]...)
	last.runs = last.runs[:mark]
	return out
}

// Put adds runs, in parentheses: how a word is read that stands before them.
func (p *Para) Put(runs []story.Run) {
	if !body.HasInk(runs) {
		return
	}
	p.Write([]byte("("), p.run.Style, p.run.Link)
	for _, r := range runs {
		p.Write([]byte(r.Text), r.Style, r.Link)
	}
	p.Write([]byte(")"), p.run.Style, p.run.Link)
}

// ink reports whether something in the paragraph can be seen.
func (p *Para) ink() bool {
	for _, q := range p.parts {
		if body.HasInk(q.runs) {
			return true
		}
	}
	return len(p.text) > 0 && body.HasInk([]story.Run{{Text: string(p.text)}})
}

// words counts the words in the paragraph.
func (p *Para) words() int {
	n := 0
	for _, q := range p.parts {
		n += story.Words([]story.Block{{Runs: q.runs}})
	}
	return n
}

// cuts reports whether a scene ends in the middle of the paragraph.
func (p *Para) cuts() bool {
	for _, q := range p.parts {
		if q.cut {
			return true
		}
	}
	return false
}

// Empty reports whether nothing that can be seen was written.
func (p *Para) Empty() bool {
	p.turn()
	return !p.ink()
}
