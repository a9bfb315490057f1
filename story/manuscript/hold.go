package manuscript

import (
	"fmt"
	"slices"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// holdSign stands in a text for a line with which an author holds the scene below. It is a control character, which
// decode takes out of everything that was written, so that nothing else can be taken for it.
const holdSign = "\x1d"

// holdLine matches a line that holds the scene below it.
var holdLine = pattern(`(?i)^\s*(?:\[hold\]|<!--\s*hold\s*-->)\s*$`)

// isHold reports whether a line is one that holds a scene, as written or already replaced.
func isHold(line string) bool {
	bare := strings.TrimSpace(line)
	return bare == holdSign || bare != "" && strings.IndexByte("[<", bare[0]) >= 0 && holdLine().MatchString(line)
}

// isHoldComment reports whether a comment's content holds a scene.
func isHoldComment(content string) bool { return strings.EqualFold(strings.TrimSpace(content), "hold") }

// markHolds puts signs in place of the lines of plain text that hold scenes.
func markHolds(src *source) *source {
	e := &editor{old: src}
	at, done := 0, 0
	for line := range strings.Lines(src.text) {
		if bare := strings.TrimSuffix(line, "\n"); holdLine().MatchString(bare) {
			e.keep(done, at)
			e.keepAs(at, holdSign)
			done = at + len(bare)
		}
		at += len(line)
	}
	if done == 0 {
		return src
	}
	e.keep(done, len(src.text))
	return e.source()
}

// A place is a line and a column of the author's file; the zero place is none.
type place struct{ line, col int }

func (p place) known() bool { return p.line > 0 }

// isHeld reports whether a paragraph is nothing but a sign.
func isHeld(p para) bool { return len(p.Runs) == 1 && p.Runs[0].Text == holdSign }

// takeHolds takes the signs out of paragraphs and notes each at the paragraph below it. No sign is ever left.
func (f *file) takeHolds(paras []para) []para {
	out := make([]para, 0, len(paras))
	var hold place
	for _, p := range paras {
		if slices.ContainsFunc(p.Runs, func(r story.Run) bool { return strings.Contains(r.Text, holdSign) }) {
			if strings.TrimSpace(p.text()) == holdSign {
				hold = place{p.line, p.col}
				continue
			}
			f.tellStrayHold(place{p.line, p.col})
			p.Runs = body.Normalise(body.Map(p.Runs, func(s string) string { return strings.ReplaceAll(s, holdSign, " ") }))
			if !hasInk(p.Runs) {
				continue
			}
		}
		p.hold, hold = hold, place{}
		out = append(out, p)
	}
	if hold.known() {
		f.tellLostHold(hold)
	}
	return out
}

// tellStrayHold reports a hold that stands in the middle of a scene.
func (f *file) tellStrayHold(at place) {
	f.report(at.line, at.col, story.Error, "a hold stands inside a scene, and only a whole scene can wait",
		"write *** above it, so that a scene begins there; or \\[hold] if the word is meant to be read")
}

// tellLostHold reports a hold without a scene below it.
func (f *file) tellLostHold(at place) {
	f.report(at.line, at.col, story.Error, "no scene follows this hold",
		"write it on a line of its own right above the scene that is to wait")
}

// tellLostHolds reports holds above what turned out to be no scene, but a note or a question.
func (f *file) tellLostHolds(all, prose []para) {
	for _, p := range all {
		if p.hold.known() && !slices.ContainsFunc(prose, func(q para) bool { return q.hold == p.hold }) {
			f.tellLostHold(p.hold)
		}
	}
}

// A sceneNumber is the number of a scene the front matter holds, and where it says so.
type sceneNumber struct {
	number int
	at     place
}

// holds returns the scenes that wait, ascending: those marked in the text and those the front matter names, which must
// be there.
func (f *file) holds(marked []int, named []sceneNumber, scenes int) []int {
	for _, n := range named {
		if n.number > scenes {
			f.report(n.at.line, n.at.col, story.Error, fmt.Sprintf("there is no scene %d to hold: the chapter has %d",
				n.number, scenes), "scenes are counted from 1; `cliffhanger check` shows them")
			continue
		}
		marked = append(marked, n.number)
	}
	slices.Sort(marked)
	return slices.Compact(marked)
}
