package schedule

import (
	"iter"
	"slices"
	"strings"
	"time"
)

// A Rule says on which dates and at which times of day something happens. The zero Rule never happens; [Parse] makes
// others. Rules do not change and may be shared.
type Rule struct {
	parts []part
}

// A part is a set of dates, and the times of day on each of them, ascending and at least one.
type part struct {
	dates dates
	times []Clock
}

// after returns the part's first slot after s.
func (p part) after(s Slot) (Slot, bool) {
	d, ok := p.dates.next(s.Date)
	if ok && d == s.Date {
		if i := slices.IndexFunc(p.times, func(c Clock) bool { return c > s.Clock }); i >= 0 {
			return Slot{d, p.times[i]}, true
		}
		d, ok = p.dates.next(d + 1)
	}
	return Slot{d, p.times[0]}, ok && d <= lastDate
}

// String returns the rule in a form that [Parse] reads as the same rule: days of the week from Monday, runs of three
// days and more as a range, then cycles, then single dates, times as HH:MM. The zero Rule gives "".
func (r Rule) String() string {
	groups := make([]string, len(r.parts))
	dated := false
	for i, p := range r.parts {
		words := make([]string, len(p.times))
		for j, c := range p.times {
			words[j] = c.String()
		}
		times := strings.Join(words, ",")
		switch d := p.dates.(type) {
		case weekdays:
			groups[i] = d.String() + " " + times
		case cycle:
			groups[i] = d.text(times)
		case cronDates:
			groups[i] = d.text
		case Date:
			groups[i] = d.String() + " " + times
			if !dated {
				groups[i], dated = "on "+groups[i], true
			}
		}
	}
	return strings.Join(groups, ", ")
}

// After returns the first slot after s on the wall, and whether there is one. A rule of days, cycles or cron text goes
// on to the year 9999; one of single dates ends with the last of them.
func (r Rule) After(s Slot) (Slot, bool) {
	var first Slot
	found := false
	for _, p := range r.parts {
		if t, ok := p.after(s); ok && (!found || t.Compare(first) < 0) {
			first, found = t, true
		}
	}
	return first, found
}

// Slots returns the slots from s on, s itself included, in the order of the wall.
func (r Rule) Slots(s Slot) iter.Seq[Slot] {
	return func(yield func(Slot) bool) {
		for t, ok := r.After(s.Plus(-time.Minute)); ok && yield(t); {
			t, ok = r.After(t)
		}
	}
}

// settle is how many dates after a hit can still hold an earlier instant: a gap moves a time forward, past the next
// date's first time at most by the day that Samoa skipped.
const settle = 2

// Next returns the first instant strictly after the given one at which a slot of the rule comes in the zone; nil means
// UTC. The seconds are 0. It returns the zero time if there is none.
//
// Next sees instants only: it returns an instant at which two slots come together once. [Plan.Next] keeps slots apart
// and remembers what it used.
func (r Rule) Next(after time.Time, zone *time.Location) time.Time {
	after = after.In(orUTC(zone))
	from, quiet := SlotOf(after, zone), calm(after)
	if !quiet {
		from.Date -= settle // an earlier slot may have moved past after
	}
	var next time.Time
	var last Date
	for s, ok := r.After(from); ok && (next.IsZero() || s.Date <= last); s, ok = r.After(s) {
		t := s.At(zone)
		if !t.After(after) || !next.IsZero() && !t.Before(next) {
			continue
		}
		if calm(t) {
			return t
		}
		if next.IsZero() {
			last = s.Date + settle
		}
		next = t
	}
	return next
}
