package schedule_test

import (
	"strings"
	"testing"
	"time"

	"cliffhanger/story/schedule"
)

func slot(t testing.TB, text string) schedule.Slot {
	t.Helper()
	s, err := schedule.ParseSlot(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func plan(t testing.TB, zoneName, text string, adjustments ...string) schedule.Plan {
	t.Helper()
	p := schedule.Plan{Rule: rule(t, text), Zone: zone(t, zoneName)}
	for _, a := range adjustments {
		adjustment, err := schedule.ParseAdjustment(a)
		if err != nil {
			t.Fatal(err)
		}
		if p, err = p.With(adjustment); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// TestClockChanges looks up, in every zone that ever surprised a scheduler, when a slot comes and what its author is
// told.
func TestClockChanges(t *testing.T) {
	for _, tt := range []struct{ zone, slot, want, note string }{
		{"Europe/Berlin", "2026-03-28T02:30", "2026-03-28 02:30 +0100", ""},
		{"Europe/Berlin", "2026-03-29T02:30", "2026-03-29 03:30 +0200",
			"clocks go forward that night: 02:30 does not exist, posted at 03:30"},
		{"Europe/Berlin", "2026-03-29T03:00", "2026-03-29 03:00 +0200", ""},
		{"Europe/Berlin", "2026-10-25T02:30", "2026-10-25 02:30 +0200",
			"clocks go back that night: 02:30 happens twice, posted the first time"},
		{"Europe/Berlin", "2026-10-25T03:00", "2026-10-25 03:00 +0100", ""},
		{"America/New_York", "2026-03-08T02:00", "2026-03-08 03:00 -0400",
			"clocks go forward that night: 02:00 does not exist, posted at 03:00"},
		{"America/New_York", "2026-11-01T01:59", "2026-11-01 01:59 -0400",
			"clocks go back that night: 01:59 happens twice, posted the first time"},
		{"America/New_York", "2026-11-01T00:59", "2026-11-01 00:59 -0400", ""},
		{"America/Santiago", "2026-09-06T00:00", "2026-09-06 01:00 -0300",
			"clocks go forward that night: 00:00 does not exist, posted at 01:00"},
		{"America/Santiago", "2026-04-04T23:00", "2026-04-04 23:00 -0300",
			"clocks go back that night: 23:00 happens twice, posted the first time"},
		{"America/Santiago", "2026-04-05T00:00", "2026-04-05 00:00 -0400", ""},
		{"Africa/Cairo", "2026-04-24T00:30", "2026-04-24 01:30 +0300",
			"clocks go forward that night: 00:30 does not exist, posted at 01:30"},
		{"Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-04 02:45 +1100",
			"clocks go forward that night: 02:15 does not exist, posted at 02:45"},
		{"Australia/Lord_Howe", "2026-10-04T02:30", "2026-10-04 02:30 +1100", ""},
		{"Australia/Lord_Howe", "2026-04-05T01:30", "2026-04-05 01:30 +1100",
			"clocks go back that night: 01:30 happens twice, posted the first time"},
		{"Pacific/Apia", "2011-12-29T19:00", "2011-12-29 19:00 -1000", ""},
		{"Pacific/Apia", "2011-12-30T19:00", "2011-12-31 19:00 +1400",
			"Fri 30 Dec 2011 19:00 does not exist in Pacific/Apia: posted on Sat 31 Dec 2011 19:00"},
		{"Pacific/Apia", "2011-12-31T19:00", "2011-12-31 19:00 +1400", ""},
		{"UTC", "2026-03-29T02:30", "2026-03-29 02:30 +0000", ""},
	} {
		s, z := slot(t, tt.slot), zone(t, tt.zone)
		if got := s.At(z).Format(layout); got != tt.want {
			t.Errorf("%s in %s: %s, want %s", tt.slot, tt.zone, got, tt.want)
		}
		p := schedule.Plan{Rule: rule(t, "on "+tt.slot), Zone: z}
		due, ok := p.Next(s.Plus(-time.Minute), 1, time.Time{})
		if note := strings.Join(due.Notes, "; "); !ok || due.Slot != s || note != tt.note {
			t.Errorf("%s in %s: %v, %v, note %q, want %q", tt.slot, tt.zone, due.Slot, ok, note, tt.note)
		}
	}
}

func TestSlotText(t *testing.T) {
	for text, want := range map[string]string{
		"2026-12-01T19:00": "2026-12-01T19:00", "2026-12-01 9:05": "2026-12-01T09:05", "2000-01-01T00:00": "2000-01-01T00:00",
		"9999-12-31T23:59": "9999-12-31T23:59",
	} {
		if got := slot(t, text).String(); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{
		"", "T", "2026-12-01", "2026-12-01T", "2026-12-01T24:00", "2026-13-01T19:00", "1999-12-31T19:00",
		"2026-12-01T19:00Z", "2026-12-01T19:00:00", "2026-12-01  19:00", "10000-01-01T00:00",
	} {
		if s, err := schedule.ParseSlot(text); err == nil {
			t.Errorf("%q is %v, want an error", text, s)
		}
	}
	if got := (schedule.Slot{}).String(); got != "" || !(schedule.Slot{}).IsZero() {
		t.Errorf("the zero slot is %q", got)
	}
}

func TestSlotArithmetic(t *testing.T) {
	for _, tt := range []struct {
		from string
		by   time.Duration
		want string
	}{
		{"2026-12-01T19:00", 48 * time.Hour, "2026-12-03T19:00"},
		{"2026-12-31T23:30", 45 * time.Minute, "2027-01-01T00:15"},
		{"2027-01-01T00:15", -45 * time.Minute, "2026-12-31T23:30"},
		{"2028-02-28T12:00", 24 * time.Hour, "2028-02-29T12:00"},
		{"2026-12-01T19:00", 59 * time.Second, "2026-12-01T19:00"},
	} {
		if got := slot(t, tt.from).Plus(tt.by).String(); got != tt.want {
			t.Errorf("%s and %v is %s, want %s", tt.from, tt.by, got, tt.want)
		}
	}
	a, b, c := slot(t, "2026-12-01T19:00"), slot(t, "2026-12-01T19:01"), slot(t, "2026-12-02T00:00")
	if a.Compare(b) >= 0 || b.Compare(c) >= 0 || c.Compare(a) <= 0 || a.Compare(a) != 0 {
		t.Error("slots do not compare in the order of the wall")
	}
	if got := schedule.SlotOf(at(t, "2026-12-01 23:59 -0500"), zone(t, "Asia/Tokyo")).String(); got != "2026-12-02T13:59" {
		t.Errorf("the wall in Tokyo shows %s", got)
	}
}
