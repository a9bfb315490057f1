package schedule

import (
	"fmt"
	"time"
)

// reach is more than any zone was ever away from UTC (Manila and Juneau: under 16 hours) and more than any gap is long
// (Samoa and Kwajalein: 24 hours), so that the search for a wall time begins before the period it lies in.
const reach = 26 * time.Hour

// A showing says how often a zone's clocks show a slot.
type showing uint8

const (
	once showing = iota
	never
	twice
)

// find returns the instant at which clocks in the zone show the slot: the first one if there are two, and if there is
// none the instant that is as long after the gap's beginning as the time is after it on the wall.
func (s Slot) find(zone *time.Location) (time.Time, showing) {
	wall := time.Unix(int64(s.Date)*daySeconds+int64(s.Clock)*60, 0) // the instant, had the zone been UTC
	probe := wall.Add(-reach).In(zone)
	_, before := probe.Zone()
	for {
		_, offset := probe.Zone()
		start, end := probe.ZoneBounds()
		t := wall.Add(-seconds(offset)).In(zone)
		if !start.IsZero() && t.Before(start) { // shown neither before nor after this change: a gap
			return wall.Add(-seconds(before)).In(zone), never
		}
		if end.IsZero() || !end.After(probe) || t.Before(end) { // time puts a leap year's last day after its own end
			if _, after := end.Zone(); !end.IsZero() && !wall.Add(-seconds(after)).Before(end) {
				return t, twice
			}
			return t, once
		}
		probe, before = end, offset
	}
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// calm reports whether the zone of t leaves its clocks alone for long enough before and after that slots come in the
// order of the wall and each exactly once.
func calm(t time.Time) bool {
	start, end := t.ZoneBounds()
	return (start.IsZero() || t.Sub(start) > reach) && (end.IsZero() || end.Sub(t) > reach)
}

// note says in plain words what a clock change does to the slot, or nothing.
func (s Slot) note(zone *time.Location) string {
	at, shown := s.find(zone)
	switch got := SlotOf(at, zone); {
	case shown == twice:
		return fmt.Sprintf("clocks go back that night: %s happens twice, posted the first time", s.Clock)
	case shown == once:
		return ""
	case got.Date != s.Date:
		return fmt.Sprintf("%s %s does not exist in %s: posted on %s", s.Date.long(), s.Clock, zone, got.long())
	default:
		return fmt.Sprintf("clocks go forward that night: %s does not exist, posted at %s", s.Clock, got.Clock)
	}
}
