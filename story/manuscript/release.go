package manuscript

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"cliffhanger/story"
	"cliffhanger/story/schedule"
)

// A release is what a chapter's front matter says about when, how and whether it appears.
type release struct {
	date   string // as schedule.Slot prints it; empty: none
	dateAt place
	hold   bool // the whole chapter waits
	holds  []sceneNumber
	silent bool
	branch *story.Branch
}

// release takes over an entry of front matter that says when, how or whether the chapter appears, and reports whether it is one.
// A date is left to its caller, who knows what else is said.
func (f *file) release(r *release, key string, e entry) bool {
	switch key {
	case "hold":
		f.hold(r, e)
	case "silent":
		r.silent = f.yes(e)
	case "branch":
		r.branch = f.branch(e)
	default:
		return false
	}
	return true
}

// date reads a chapter's own date. Other programs write dates too, of when a file was made; where the front matter
// shows such a program, a date without a time of day is taken for its.
func (f *file) date(r *release, e entry, foreign bool) {
	s := noneIsEmpty(oneLine(f.text(e)))
	if s == "" {
		return
	}
	slot, err := schedule.ParseSlot(strings.ToUpper(s))
	switch {
	case err == nil:
		r.date, r.dateAt = slot.String(), place{e.valLine, e.valCol}
	case foreign:
		f.report(e.valLine, e.valCol, story.Notice, fmt.Sprintf("“%s” is taken for another program's date: "+
			"the chapter comes when the schedule says", s), "for a date of its own write “date: 2026-12-24 18:00”")
	default:
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is not a date with a time of day", s),
			"write it as “date: 2026-12-24 18:00”, in the story's zone, or take the line out")
	}
}

// wholeChapter is what stands for all of it in a list of scenes that wait.
const wholeChapter = "chapter"

// hold reads which part of the chapter waits for the author: all of it, or scenes.
func (f *file) hold(r *release, e entry) {
	if _, list := e.value.(*ast.SequenceNode); !list {
		switch strings.ToLower(f.text(e)) {
		case "yes", "true", "on":
			r.hold = true
			return
		case "no", "false", "off", "none", "":
			return
		}
	}
	for _, p := range f.list(e, true) {
		if lower := strings.ToLower(p.text); lower == wholeChapter || lower == "all" {
			r.hold = true
			continue
		}
		n, err := strconv.Atoi(p.text)
		if err != nil || n < 1 {
			f.report(p.line, p.col, story.Error, fmt.Sprintf("“%s” is not a scene's number", p.text),
				"write “hold: yes” for the whole chapter, or scenes such as “hold: [2, 4]”")
			continue
		}
		r.holds = append(r.holds, sceneNumber{n, place{p.line, p.col}})
	}
}

// datesInOrder warns of chapters whose own date is not after that of a chapter before: it will not be kept, because
// chapters never change places.
func datesInOrder(chapters []story.Chapter, at map[string]place) []story.Problem {
	var problems []story.Problem
	var last, next story.Chapter
	for _, c := range chapters {
		if c.Date == "" {
			continue
		}
		if c.Number > next.Number { // the ways of one number may have one date
			last = next
		}
		if c.Date <= last.Date {
			p := at[c.File]
			problems = append(problems, story.Problem{File: c.File, Line: p.line, Column: p.col, Severity: story.Warning,
				Message: fmt.Sprintf("chapter %d has a date that is not after chapter %d's, %s, so it comes later than it says",
					c.Number, last.Number, strings.Replace(last.Date, "T", " ", 1)),
				Hint: "give it a later date, or take the date out"})
			continue
		}
		if next.Number != c.Number || c.Date > next.Date {
			next = c
		}
	}
	return problems
}
