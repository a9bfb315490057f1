package schedule

import (
	"fmt"
	"time"
)

// A ChapterInfo is what a forecast needs to know about a chapter that is not out, or about a portion of it that makes
// a drop of its own.
type ChapterInfo struct {
	Number   int
	Title    string
	Messages int    // how many messages it is posted in
	Scenes   Scenes // the zero Scenes: the whole chapter
}

// chapter returns the number by which a plan may know a date of its own.
func (c ChapterInfo) chapter() int {
	if c.Scenes.First > 1 {
		return 0
	}
	return c.Number
}

// A Standing is where a serial stands: the slot it used last and the instant after which slots count, both as
// [Plan.Next] takes them, and the present instant.
type Standing struct {
	Last  Slot
	After time.Time
	Now   time.Time
}

// A Drop is a chapter with its date.
type Drop struct {
	Chapter ChapterInfo
	Due
	Local string // Tue 1 Dec 2026 19:00 CET
	UTC   string // Tue 1 Dec 2026 18:00 UTC
}

// Stamp returns Discord's markup for the instant, which every reader sees in their own zone and language.
// Source: Discord's reference on message formatting, timestamps, style F.
func (d Drop) Stamp() string { return fmt.Sprintf("<t:%d:F>", d.At.Unix()) }

// A Forecast is what a plan makes of the chapters at hand.
type Forecast struct {
	Drops  []Drop // the next ones, in order
	Runway Runway
}

// readable is how a forecast writes an instant.
const readable = "Mon 2 Jan 2006 15:04 MST"

// Simulate returns the next n drops of the chapters, which are those not out in their order (or their portions in
// theirs), and how far they all reach. There are fewer drops if chapters or dates run out.
func (p Plan) Simulate(at Standing, chapters []ChapterInfo, n int) Forecast {
	var f Forecast
	var last Due
	known := at.Now.In(p.zone())
	f.Runway = Runway{Chapters: count(chapters)}
	for i, c := range chapters {
		due, ok := p.Next(at.Last, c.chapter(), at.After)
		if !ok {
			f.Runway.Undated = count(chapters[i:])
			break
		}
		if due.At.Before(last.At) { // its own date, in a night in which the one before waited for clocks
			due.At = last.At
		}
		if due.At.Before(at.Now) {
			due.Notes = append(due.Notes, "this date has passed")
		}
		d := Drop{Chapter: c, Due: due, Local: due.At.Format(readable), UTC: due.At.UTC().Format(readable)}
		if due.Slot.note(p.zone()) == "" { // else the drop after it says more
			d.Notes = append(d.Notes, offsetNotes(known, due.At)...)
			known = due.At
		}
		if i < n {
			f.Drops = append(f.Drops, d)
		}
		last = due
		at.Last, at.After = due.Used, time.Time{}
	}
	f.Runway.end(p, at, chapters, last)
	return f
}

// offsetNotes says how the zone's clocks were changed between two instants, if they were.
func offsetNotes(before, at time.Time) []string {
	_, was := before.Zone()
	_, is := at.Zone()
	if was == is || !before.Before(at) {
		return nil
	}
	start, _ := at.ZoneBounds()
	way, elsewhere := "forward", "earlier"
	if is < was {
		way, elsewhere = "back", "later"
	}
	return []string{fmt.Sprintf("clocks have gone %s by %s on %s: the same time here, that much %s in UTC",
		way, formatSpan(seconds(is-was).Abs()), DateOf(start).long(), elsewhere)}
}
