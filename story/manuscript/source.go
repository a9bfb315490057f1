package manuscript

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// A source is a text and the places in the author's file its parts came from, so that a problem found after comments
// were cut and blank lines added is still reported where the author sees it.
type source struct {
	text  string
	marks []mark // ascending by at; one at 0 at least
	last  mark   // the place asked for last, from which to go on counting in a long line
}

// A mark says that the text from byte at on, up to the next mark or line break, began at this line and column.
type mark struct{ at, line, col int }

// newSource returns the source of a text whose first line is line number first of the author's file.
func newSource(text string, first int) *source {
	s := &source{text: text, marks: []mark{{0, first, 1}}}
	for i := range len(text) {
		if text[i] == '\n' {
			first++
			s.marks = append(s.marks, mark{i + 1, first, 1})
		}
	}
	return s
}

// indent returns the source with every line moved right by n characters, as text stands in a YAML block.
func (s *source) indent(n int) *source {
	out := &source{text: s.text}
	for _, m := range s.marks {
		out.marks = append(out.marks, mark{m.at, m.line, m.col + n})
	}
	return out
}

// pos returns the line and column, both from 1, of byte at.
func (s *source) pos(at int) (line, col int) {
	at = min(max(at, 0), len(s.text))
	i := sort.Search(len(s.marks), func(i int) bool { return s.marks[i].at > at }) - 1
	m := s.marks[max(i, 0)]
	if s.last.line > 0 && s.last.at > m.at && s.last.at <= at {
		m = s.last
	}
	// Inserted text has no line of its own, so a line break in it must not count as a character.
	passed := s.text[m.at:at]
	s.last = mark{at, m.line, m.col + utf8.RuneCountInString(passed) - strings.Count(passed, "\n")}
	return s.last.line, s.last.col
}

// An editor builds a new source out of pieces of an old one.
type editor struct {
	old   *source
	text  strings.Builder
	marks []mark
}

// keep copies the bytes from..to of the old source.
func (e *editor) keep(from, to int) {
	if from >= to {
		return
	}
	line, col := e.old.pos(from)
	e.marks = append(e.marks, mark{e.text.Len(), line, col})
	first := sort.Search(len(e.old.marks), func(i int) bool { return e.old.marks[i].at > from })
	for _, m := range e.old.marks[first:] {
		if m.at >= to {
			break
		}
		e.marks = append(e.marks, mark{e.text.Len() + m.at - from, m.line, m.col})
	}
	e.text.WriteString(e.old.text[from:to])
}

// insert adds text that has no place of its own in the old source.
func (e *editor) insert(text string) { e.text.WriteString(text) }

// keepAs writes text in place of what stands at byte at of the old source.
func (e *editor) keepAs(at int, text string) {
	line, col := e.old.pos(at)
	e.marks = append(e.marks, mark{e.text.Len(), line, col})
	e.insert(text)
}

// source returns what was built.
func (e *editor) source() *source {
	marks := e.marks
	if len(marks) == 0 || marks[0].at > 0 {
		line, col := e.old.pos(0)
		marks = append([]mark{{0, line, col}}, marks...)
	}
	return &source{text: e.text.String(), marks: marks}
}
