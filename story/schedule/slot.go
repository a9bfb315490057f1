package schedule

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// A Slot is a date and a time of day as the author's wall shows them, in no zone: what a drop is known by. Slots do not
// repeat when a clock is put back, and a change of a zone's rules changes none of them, only their instants. The zero
// Slot stands for “none”.
type Slot struct {
	Date  Date
	Clock Clock
}

// SlotOf returns what a clock in the zone shows at the instant, without its seconds; nil means UTC.
func SlotOf(t time.Time, zone *time.Location) Slot {
	t = t.In(orUTC(zone))
	return Slot{DateOf(t), Clock(t.Hour()*60 + t.Minute())}
}

// ParseSlot reads what String prints, or the same with a blank in place of the T.
func ParseSlot(text string) (Slot, error) {
	date, clock, ok := strings.Cut(strings.Replace(text, "T", " ", 1), " ")
	if !ok {
		return Slot{}, fmt.Errorf("%q is not a date with a time, written as 2026-12-01T19:00", text)
	}
	d, err := ParseDate(date)
	if err != nil {
		return Slot{}, err
	}
	c, err := parseClock(clock)
	if err != nil {
		return Slot{}, err
	}
	return Slot{d, c}, nil
}

// String returns the slot as 2026-12-01T19:00, which sorts as slots do, and "" for the zero Slot.
func (s Slot) String() string {
	if s.IsZero() {
		return ""
	}
	return s.Date.String() + "T" + s.Clock.String()
}

// IsZero reports whether it is the zero Slot.
func (s Slot) IsZero() bool { return s == Slot{} }

// Compare returns a negative number if s comes before t on the wall, 0 if they are the same and a positive number if it
// comes after.
func (s Slot) Compare(t Slot) int {
	return cmp.Or(cmp.Compare(s.Date, t.Date), cmp.Compare(s.Clock, t.Clock))
}

// Plus returns the slot that many whole minutes later on the wall; 24 hours are a day there, whatever the zone does.
func (s Slot) Plus(span time.Duration) Slot {
	minutes := int64(s.Date)*dayMinutes + int64(s.Clock) + int64(span/time.Minute)
	return Slot{Date(floorDiv(minutes, dayMinutes)), Clock(floorMod(minutes, dayMinutes))}
}

// At returns the instant at which the slot comes in the zone, as the package comment lays down; nil means UTC.
func (s Slot) At(zone *time.Location) time.Time {
	t, _ := s.find(orUTC(zone))
	return t
}

// long returns the slot as authors read it: Tue 1 Dec 2026 19:00.
func (s Slot) long() string { return s.Date.long() + " " + s.Clock.String() }

func orUTC(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}
