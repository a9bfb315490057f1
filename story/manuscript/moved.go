package manuscript

import (
	"fmt"
	"slices"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// tellMoved tells of a note and of a question that the author marked in the middle of the story: they are posted below
// it. Of a note above the story [file.tellOpening] tells, and of what a format says is one [file.tellHeadNote].
func (f *file) tellMoved(e ending) {
	for _, part := range []struct {
		what  string
		paras []para
	}{{"author's note", e.note}, {"question", e.question}} {
		i := slices.IndexFunc(part.paras, func(p para) bool {
			return p.role == body.Text && !isCut(p) && e.tells(func(line int) bool { return line < p.line })
		})
		if i < 0 || !e.tells(func(line int) bool { return line > part.paras[i].line }) {
			continue
		}
		p := part.paras[i]
		f.report(p.line, p.col, story.Notice, fmt.Sprintf("the %s in the middle of the story is posted below it: “%s”",
			part.what, opening(p.text())), "if it belongs where it stands, take out the line above that names it")
	}
}

// tellAcross tells of a note or a question that goes on below a break, where the story may.
func (f *file) tellAcross(e ending) {
	for _, p := range e.across {
		if _, ok := marker(p); ok || isCut(p) || p.Kind == story.Heading || p.role != body.Text || len(e.prose) == 0 {
			continue
		}
		f.report(p.line, p.col, story.Notice, fmt.Sprintf("the author's note goes on below the break here: “%s”",
			opening(p.text())), "if this is story, move the note to the end of the chapter")
		return
	}
}

// tells reports whether there is prose in a line of which is holds.
func (e ending) tells(is func(line int) bool) bool {
	return slices.ContainsFunc(e.prose, func(p para) bool { return !isCut(p) && is(p.line) })
}
