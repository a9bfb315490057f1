package manuscript

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"cliffhanger/story"
	"cliffhanger/story/schedule"
)

// dates takes over an entry of story.yaml that says when the story is told, and reports whether it is one. What needs
// another entry, the schedule and the start, is taken over when all are known.
func (f *file) dates(p *story.Plan, key string, e entry) bool {
	switch key {
	case "zone":
		p.Zone = f.zone(e)
	case "schedule", "start": // see settings
	case "gap":
		f.gap(p, e)
	case "vote":
		f.storyVote(p, e)
	case "late":
		p.Late = f.late(e)
	case "per_drop":
		p.Portion = f.portion(e)
	default:
		return false
	}
	return true
}

// schedule reads the rule by which drops come. One that counts from a first day and does not name it counts from the
// story's start, and is then kept with that date, so that it can be read without the start.
func (f *file) schedule(e entry, p story.Plan) string {
	raw, _ := scalar(e.value)
	text := oneLine(f.text(e))
	if text == "" {
		return ""
	}
	if _, err := schedule.Parse(raw); err == nil {
		return text
	}
	var anchor schedule.Date
	if !p.Start.IsZero() {
		anchor = schedule.DateOf(p.Start.In(p.Zone))
	}
	rule, err := schedule.ParseFrom(raw, anchor)
	if err == nil {
		return rule.String()
	}
	line, col, hint := e.valLine, e.valCol, ""
	var wrong *schedule.Error
	if errors.As(err, &wrong) {
		line, col = placeIn(e, wrong.Column)
		err, hint = wrong.Cause, wrong.Hint
	}
	f.report(line, col, story.Error, fmt.Sprintf("the schedule “%s” cannot be followed: %v", text, err), hint)
	return text
}

// placeIn returns where a character of an entry's value, counted from 1, stands in the author's file: exactly in a
// block after "|" and in a value of one line (if that has no escapes), else where the value begins.
func placeIn(e entry, column int) (line, col int) {
	s, _ := scalar(e.value)
	before := []rune(s)
	before = before[:min(max(column-1, 0), len(before))]
	if block, ok := e.value.(*ast.LiteralNode); ok {
		if block.Start != nil && strings.HasPrefix(block.Start.Value, "|") {
			return textSource(e).pos(len(string(before)))
		}
		return e.valLine, e.valCol
	}
	t := e.value.GetToken()
	if strings.Contains(strings.TrimSpace(t.Origin), "\n") {
		return e.valLine, e.valCol
	}
	if t.Type == token.DoubleQuoteType || t.Type == token.SingleQuoteType {
		return e.valLine, e.valCol + 1 + len(before)
	}
	return e.valLine, e.valCol + len(before)
}

// maxGap is the longest pause between two scenes, as package schedule has it.
const maxGap = 7 * 24 * time.Hour

// gap reads the pause between two scenes: a length of time, or “by reading”.
func (f *file) gap(p *story.Plan, e entry) {
	s := oneLine(f.text(e))
	if word, _, _ := strings.Cut(strings.ToLower(s), " "); word != "by" {
		p.Gap = f.duration(e, defaultGap, 0)
		if p.Gap > maxGap {
			f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is too long for “%s”", s, e.key),
				"write at most “"+e.key+": 7d”")
			p.Gap = defaultGap
		}
		return
	}
	g, err := schedule.ParseGap(s)
	if err == nil { // the canonical form always has the number
		pace := strings.TrimSuffix(strings.TrimPrefix(g.String(), "by reading "), " wpm")
		p.ReadingGap, err = strconv.Atoi(pace)
	}
	if err != nil {
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is not a gap", s),
			"write a length of time, such as 2m, or “by reading 230 wpm” with 50 to 1000 words a minute")
	}
}

// late reads what becomes of a late drop.
func (f *file) late(e entry) string {
	s := f.text(e)
	if s == "" {
		return defaultLate
	}
	l, err := schedule.ParseLate(strings.ToLower(s))
	if err != nil {
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is not a way to treat a late drop", s),
			"write post (late, but in order), ask (the author first) or skip (take the next date)")
		return defaultLate
	}
	return l.String()
}

// portion reads how much of a chapter a drop holds.
func (f *file) portion(e entry) string {
	s := f.text(e)
	if s == "" {
		return defaultPortion
	}
	p, err := schedule.ParsePortion(s)
	if err != nil {
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is not a part of a chapter", s),
			"write “chapter”, or a number of scenes from 1 to 99, such as “3 scenes”")
		return defaultPortion
	}
	return p.String()
}

// items returns the elements of a list as entries of the same key, and whether it is one.
func items(e entry) ([]entry, bool) {
	seq, ok := e.value.(*ast.SequenceNode)
	if !ok {
		return nil, false
	}
	out := make([]entry, 0, len(seq.Values))
	for _, v := range seq.Values {
		item := entry{key: e.key, line: e.line, col: e.col, value: v}
		item.valLine, item.valCol = nodePlace(v)
		out = append(out, item)
	}
	return out, true
}
