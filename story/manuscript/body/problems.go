package body

import (
	"cmp"
	"fmt"
	"slices"

	"cliffhanger/story"
)

// mostProblems is how many problems of one file are told. A hostile file could have one at every byte.
const mostProblems = 200

// Problems collects what was noticed in one file. The zero value is ready but for the name of the file.
type Problems struct {
	File string // as the author named it

	list  []story.Problem
	parts map[string]int // by the order in which they were first reported
	order []int          // of each problem in list, the place of its part
	more  int            // not kept
}

// Report adds a problem at a line and column, both from 1, or 0 where they are not known. Part is the file inside an
// archive, "" for a file that is none: the problem's File is then "book.epub!OEBPS/ch3.xhtml". After 200 problems
// only errors are kept, and after 400 none; List says how many more there were.
func (p *Problems) Report(part string, line, col int, severity story.Severity, message, hint string) {
	most := mostProblems
	if severity == story.Error {
		most *= 2
	}
	if len(p.list) >= most {
		p.more++
		return
	}
	name := p.File
	if part != "" {
		name += "!" + part
	}
	place, known := p.parts[part]
	if !known {
		if p.parts == nil {
			p.parts = map[string]int{}
		}
		place = len(p.parts)
		p.parts[part] = place
	}
	p.order = append(p.order, place)
	p.list = append(p.list, story.Problem{
		File: name, Line: line, Column: col, Severity: severity, Message: message, Hint: hint,
	})
}

// List returns the problems, part by part in the order in which the parts were first reported, and within a part in the
// order of their places.
func (p *Problems) List() []story.Problem {
	places := make([]int, len(p.list))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int {
		return cmp.Or(cmp.Compare(p.order[a], p.order[b]), cmp.Compare(p.list[a].Line, p.list[b].Line),
			cmp.Compare(p.list[a].Column, p.list[b].Column))
	})
	var out []story.Problem
	for _, i := range places {
		out = append(out, p.list[i])
	}
	if p.more > 0 {
		out = append(out, story.Problem{
			File: p.File, Severity: story.Notice, Message: fmt.Sprintf("%d more problems are not shown", p.more),
			Hint: "solve those above and look again",
		})
	}
	return out
}
