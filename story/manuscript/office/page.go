package office

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/archive"
	"cliffhanger/story/manuscript/body"
)

// mostText is what no paragraph reaches; a file beyond it would take memory out of proportion.
const mostText = 1 << 20 // bytes of one paragraph

// A Page is what is written while an office file is read: its text, paragraph by paragraph, and what there is to tell
// about it.
type Page struct {
	problems body.Problems
	flow     *Flow
	para     *Para
	count    int    // paragraphs begun
	runs     int    // runs written
	spare    []byte // what paragraphs that are done had for the text of their runs
	told     map[string]bool
}

// NewPage returns an empty page for the file of this name.
func NewPage(name string) *Page {
	return &Page{problems: body.Problems{File: name}, flow: &Flow{}, told: map[string]bool{}}
}

// Begin begins a paragraph inside the one that is being read, if any, which Begin returns for End.
func (p *Page) Begin() (outer *Para, err error) {
	if p.count++; p.count > body.MostParas {
		return nil, &archive.Refusal{
			Message: fmt.Sprintf("this file has more than %d paragraphs", body.MostParas),
			Hint:    "look whether this is the right file; or cut it in several",
		}
	}
	outer = p.para
	p.para = &Para{line: p.count, text: p.spare}
	p.spare = nil
	return outer, nil
}

// End adds the paragraph to the text and goes on with the outer one.
func (p *Page) End(outer *Para) {
	if p.para.Rank == Contents && p.para.ink() {
		p.Once("contents", story.Notice, "the table of contents is left out", "")
	}
	p.flow.Add(p.para)
	p.spare = p.para.text[:0]
	p.para = outer
}

// Para returns the paragraph that is being read, nil between paragraphs.
func (p *Page) Para() *Para { return p.para }

// Check returns an error if what was read is too large to go on. The paragraph at which that shows is no prose and is
// not kept: to find where to cut it would take many times its size.
func (p *Page) Check() error {
	p.runs++
	if p.para != nil && p.para.size() > mostText || p.runs > body.MostRuns {
		if p.para != nil {
			p.para = &Para{line: p.para.line}
		}
		return &archive.Refusal{
			Message: "a paragraph in this file is longer than a million characters, or in too many pieces",
			Hint:    "look whether this is the right file; or cut it in several",
		}
	}
	return nil
}

// Within reads text that stands by itself, in a box or a cell, with read, and returns it.
func (p *Page) Within(read func() error) (*Flow, error) {
	flow, para := p.flow, p.para
	p.flow, p.para = &Flow{inside: true}, nil
	err := read()
	inner := p.flow
	p.flow, p.para = flow, para
	return inner, err
}

// Row adds a row of a table to the text.
func (p *Page) Row(r *Row) {
	if p.flow.Row(r) {
		p.Once("table", story.Notice, "a table is set as lines, its cells parted by “|”", "")
	}
}

// Cut ends a scene, within a paragraph or between two.
func (p *Page) Cut() {
	if p.para != nil {
		p.para.Cut()
		return
	}
	p.flow.cut()
}

// Lose tells that something at this place is not kept, and where that is.
func (p *Page) Lose(severity story.Severity, what, hint string) {
	if p.para != nil {
		p.para.Lost = true
		if tail := p.para.Tail(); tail != "" {
			what = fmt.Sprintf("%s, after “%s”", what, tail)
		}
	}
	p.Report(severity, what, hint)
}

// Report adds a problem at the place that is being read.
func (p *Page) Report(severity story.Severity, message, hint string) {
	line, col := p.count, 1
	if p.para != nil {
		line, col = p.para.line, p.para.Column()
	}
	if line == 0 {
		col = 0
	}
	p.problems.Report("", line, col, severity, message, hint)
}

// Once reports a problem unless one of the same key was reported.
func (p *Page) Once(key string, severity story.Severity, message, hint string) {
	if !p.told[key] {
		p.told[key] = true
		p.Report(severity, message, hint)
	}
}

// Fail reports an error that ended the reading.
func (p *Page) Fail(err error) {
	var refusal *archive.Refusal
	if errors.As(err, &refusal) {
		p.Report(story.Error, refusal.Message, refusal.Hint)
		return
	}
	p.Report(story.Error, err.Error(), "save the file again in your writing program")
}

// Link returns the address a link leads to if readers can follow it, else "" and a problem, unless it leads to another
// place in the document.
func (p *Page) Link(address string) string {
	address = strings.TrimSpace(address)
	if address == "" || address[0] == '#' {
		return ""
	}
	u, err := url.Parse(address)
	web := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
	if web && !strings.ContainsAny(address, " \n\t<>") {
		return address
	}
	p.Report(story.Warning, fmt.Sprintf("the link to “%.80s” leads nowhere on Discord; its words are kept", address),
		"write the whole address, beginning with https://")
	return ""
}

// Work returns what was read and the problems. Title and language are what the file's description says, and hold where
// the text does not say better.
func (p *Page) Work(title, language string) (body.Work, []story.Problem) {
	if p.flow.rule {
		p.flow.rule = false
	}
	p.flow.Close()
	w := body.Work{Language: strings.TrimSpace(language)}
	chapter := body.Chapter{Paras: p.flow.front(&w)}
	if w.Title == "" {
		w.Title = strings.TrimSpace(title)
	}
	chapter.Title = w.Title
	if len(chapter.Paras) > 0 {
		w.Chapters = []body.Chapter{chapter}
	} else if problems := p.problems.List(); !story.HasErrors(problems) {
		p.problems.Report("", 0, 0, story.Error, "there is no text in this file", "look whether this is the right file")
	}
	return w, p.problems.List()
}
