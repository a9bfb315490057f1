// Package schedule says when the next drop is due.
//
// An author writes a few words in story.yaml, such as "tue,fri 19:00"; [Parse] makes a [Rule] of them, and [Rule.Next]
// finds the first time after a given one, in the author's time zone:
//
//	daily 19:00
//	tue,fri 19:00
//	weekdays 07:30
//	mon-fri 8:00, sat 10:00
//	sun 09:00,18:00
//
// Days come first, then the times for these days; the next day begins a new group. Commas and blanks both separate, so
// "tue, fri 19:00" is the same as "tue,fri 19:00". Case does not matter.
//
// # Clock changes
//
// A time belongs to a date on the author's calendar, not to an instant. A rule is asked for its dates, one after the
// other, and each time of a date is then looked up in the zone:
//
//   - a time that the clock skips (02:30 on the night it jumps from 2 to 3) moves forward by the length of the gap, to
//     03:30, as RFC 5545 section 3.3.5 has it;
//   - a time that happens twice (01:30 on the night the clock goes back) happens once, at the first pass;
//   - a date that the zone skips as a whole (30 December 2011 in Samoa) moves to the date after it. Where both dates
//     have the same time, that is one instant and one drop: nothing is due on a day that nobody lived through.
//
// So every date the rule names has exactly one drop for each of its times, at whatever instant that is.
//
// The zone's rules come from the system or the binary; whoever builds a binary imports time/tzdata to be sure of them.
//
// # Decisions
//
// The words are few on purpose. Other kinds of rules (every so many days, single dates, cron) have one place to go:
// a part of a Rule is a set of dates with times, and only [Parse] and String know that today's parts are days of the
// week.
//
// The times of time.Date are not used: it moves a skipped time back in some zones and forward in others.
package schedule

import (
	"slices"
	"strings"
	"time"
)

// A Rule says on which dates and at which times of day something happens. The zero Rule never happens; [Parse] makes
// others. Rules do not change and may be shared.
type Rule struct {
	parts []part
}

// A part is a set of dates, and the times of day on each of them, ascending.
type part struct {
	days  weekdays
	times []clock
}

// on reports whether the date is one of the part's.
func (p part) on(d date) bool { return p.days.has(d.weekday()) }

// String returns the rule in a form that [Parse] reads as the same rule: days from Monday, runs of three days and more
// as a range, times as HH:MM. The zero Rule gives "".
func (r Rule) String() string {
	groups := make([]string, len(r.parts))
	for i, p := range r.parts {
		times := make([]string, len(p.times))
		for j, c := range p.times {
			times[j] = c.String()
		}
		groups[i] = p.days.String() + " " + strings.Join(times, ",")
	}
	return strings.Join(groups, ", ")
}

// horizon is how many dates Next looks at: every rule Parse accepts happens within eight days, two more are for dates
// that a zone moves, and the rest costs nothing because it is never reached.
const horizon = 16

// settle is how many dates after a hit can still hold an earlier instant: a gap moves a time forward, past the next
// date's first time at most by the day that Samoa skipped.
const settle = 2

// Next returns the first time strictly after the given instant, in the zone; nil means UTC. The seconds are 0. It
// returns the zero time if there is none, which happens for the zero Rule only.
func (r Rule) Next(after time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	var next time.Time
	found := -1
	first := dateOf(after.In(zone)).plus(-settle) // a time of the day before may have moved past after
	for i := 0; i < horizon && (found < 0 || i <= found+settle); i++ {
		for _, c := range r.on(first.plus(i)) {
			t := first.plus(i).at(c, zone)
			if !t.After(after) || !next.IsZero() && !t.Before(next) {
				continue
			}
			next = t
			if found < 0 {
				found = i
			}
		}
	}
	return next
}

// on returns the rule's times on one date, ascending, each once.
func (r Rule) on(d date) []clock {
	var times []clock
	for _, p := range r.parts {
		if p.on(d) {
			times = append(times, p.times...)
		}
	}
	slices.Sort(times)
	return slices.Compact(times)
}
