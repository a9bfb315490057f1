package schedule

import (
	"fmt"
	"time"
)

// A Level says how urgent it is to write on.
type Level uint8

// The levels: three chapters and more are enough.
const (
	Enough Level = iota
	TwoLeft
	OneLeft
	NoneLeft
)

// A Runway says how long the chapters at hand will last.
type Runway struct {
	Chapters int       // not out
	Undated  int       // of them, those without a date, if only for a portion: paused, or the rule ends before
	Last     time.Time // when the last dated one is due, in the plan's zone; zero: none is
	Empty    Due       // the first date there is nothing for; zero if there is no such date
}

// end fills in the last dates.
func (r *Runway) end(p Plan, at Standing, chapters []ChapterInfo, last Due) {
	r.Last = last.At
	if r.Undated > 0 {
		return
	}
	next := 1
	for _, c := range chapters {
		next = max(next, c.Number+1)
	}
	if due, ok := p.Next(at.Last, next, at.After); ok {
		r.Empty = due
	}
}

// count returns how many chapters there are, whose portions follow each other.
func count(chapters []ChapterInfo) int {
	n := 0
	for i, c := range chapters {
		if i == 0 || c.Number != chapters[i-1].Number {
			n++
		}
	}
	return n
}

// Level returns how urgent it is to write on.
func (r Runway) Level() Level {
	switch r.Chapters {
	case 0:
		return NoneLeft
	case 1:
		return OneLeft
	case 2:
		return TwoLeft
	}
	return Enough
}

// String returns a sentence for the author, such as “3 chapters left, the last on Tue 14 Oct 2026; nothing for Fri 17
// Oct 2026”. It warns by that alone; [Runway.Level] says when to send it.
func (r Runway) String() string {
	text := fmt.Sprintf("%d chapters left", r.Chapters)
	switch r.Chapters {
	case 0:
		text = "no chapter left"
	case 1:
		text = "1 chapter left"
	}
	switch dated := r.Chapters - r.Undated; {
	case dated == 1 && r.Chapters == 1:
		text += ", on " + DateOf(r.Last).long()
	case dated > 0 && r.Undated == 0:
		text += ", the last on " + DateOf(r.Last).long()
	case dated > 0:
		text += fmt.Sprintf(", %d of them without a date after %s", r.Undated, DateOf(r.Last).long())
	case r.Chapters > 0:
		text += ", without a date"
	}
	if !r.Empty.At.IsZero() {
		text += "; nothing for " + DateOf(r.Empty.At).long()
	}
	return text
}
