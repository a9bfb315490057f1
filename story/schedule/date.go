package schedule

import (
	"fmt"
	"time"
)

// A clock is a time of day in minutes after midnight, as a clock on the wall shows it.
type clock int

// String returns the time as HH:MM.
func (c clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// A date is a day on the calendar, in no zone: the number of days since 1 January 1970.
type date int64

const daySeconds = 24 * 60 * 60

// dateOf returns the date that t's own zone shows.
func dateOf(t time.Time) date {
	y, m, d := t.Date()
	return date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / daySeconds)
}

// plus returns the date n days later.
func (d date) plus(n int) date { return d + date(n) }

// weekday returns the day of the week; day 0 was a Thursday.
func (d date) weekday() time.Weekday { return time.Weekday(((int64(d)+4)%7 + 7) % 7) }

// reach is more than any zone was ever away from UTC (Manila and Juneau: under 16 hours), so that the search for a wall
// time begins before the period it lies in.
const reach = 26 * time.Hour

// at returns the instant at which clocks in the zone show this date and time: the first one if there are two, and if
// there is none the instant that is as long after the gap's beginning as the time is after it on the wall.
func (d date) at(c clock, zone *time.Location) time.Time {
	wall := time.Unix(int64(d)*daySeconds+int64(c)*60, 0) // the instant, had the zone been UTC
	probe := wall.Add(-reach).In(zone)
	_, before := probe.Zone()
	for {
		_, offset := probe.Zone()
		start, end := probe.ZoneBounds()
		t := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		if !start.IsZero() && t.Before(start) { // shown neither before nor after this change: a gap
			return wall.Add(-time.Duration(before) * time.Second).In(zone)
		}
		if end.IsZero() || t.Before(end) {
			return t
		}
		probe, before = end, offset
	}
}
