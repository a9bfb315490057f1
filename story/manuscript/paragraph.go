package manuscript

import (
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// A para is what every format is read into: one paragraph, or what stands in place of one, and where it begins.
type para struct {
	story.Block
	line, col int
	cut       bool // a scene break the format itself marks, such as a rule; the block is empty
	gap       bool // the break is only a gap wider than usual
	level     int  // of a heading, from 1
	bold      bool // the whole paragraph is set bold, as a makeshift heading is
	centred   bool // it is set in the middle of the line
	role      body.Role
	hold      place // of the line above that has the scene wait which begins here
}

// text returns the paragraph's words without style.
func (p para) text() string { return p.Block.Text() }

// isLong reports whether the paragraph has several runs, which its text must be made of, and more bytes in them than
// any line that breaks a scene.
func (p para) isLong() bool {
	if len(p.Runs) == 1 {
		return false
	}
	n := 0
	for _, r := range p.Runs {
		n += len(r.Text)
	}
	return n > utf8.UTFMax*breakLongest
}

// words counts the paragraph's words.
func (p para) words() int { return story.Words([]story.Block{p.Block}) }

// add appends a paragraph as [body.Append] does: in the one form that all formats have.
func add(paras []para, p para) []para {
	for _, q := range body.Append(nil, body.Para{Block: p.Block}) {
		p.Block, p.bold = q.Block, q.Bold
		paras = append(paras, p)
	}
	return paras
}

// hasInk reports whether anything in the runs can be seen.
func hasInk(runs []story.Run) bool { return body.HasInk(runs) }

// cutRuns splits runs at byte at of their text.
func cutRuns(runs []story.Run, at int) (before, after []story.Run) {
	for _, r := range runs {
		n := min(max(at, 0), len(r.Text))
		at -= len(r.Text)
		head, tail := r, r
		head.Text, tail.Text = r.Text[:n], r.Text[n:]
		before, after = append(before, head), append(after, tail)
	}
	return body.Normalise(before), body.Normalise(after)
}
