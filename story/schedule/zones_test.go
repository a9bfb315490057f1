package schedule_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"cliffhanger/story/schedule"
)

// allZones returns every zone of the tz database, links and all.
func allZones(t *testing.T) []*time.Location {
	t.Helper()
	b, err := os.ReadFile("testdata/zones.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []*time.Location
	for _, name := range strings.Fields(string(b)) {
		all = append(all, zone(t, name))
	}
	if len(all) < 590 {
		t.Fatalf("only %d zones", len(all))
	}
	return all
}

// TestEveryZone walks through twenty years in every zone: each date of the rule comes exactly once, in order, at the
// instant at which the zone's clocks show it, or that much after a gap.
func TestEveryZone(t *testing.T) {
	first, years := 2011, 20
	if testing.Short() {
		years = 2
	}
	from := slot(t, "2011-01-01T00:00")
	end := schedule.DateOf(time.Date(first+years, 1, 1, 0, 0, 0, 0, time.UTC))
	for _, tt := range []struct {
		rule string
		want int // drops in these years
	}{
		{"tue,fri 19:00", countDays(from.Date, end, time.Tuesday, time.Friday)},
		{"sun 00:00,02:30", 2 * countDays(from.Date, end, time.Sunday)},
		{"cron: 30 1 * * *", int(end - from.Date)},
	} {
		r := rule(t, tt.rule)
		for _, z := range allZones(t) {
			count, moved := 0, 0
			var last schedule.Slot
			var before time.Time
			for s := range r.Slots(from) {
				if s.Date >= end {
					break
				}
				at := s.At(z)
				if s.Compare(last) <= 0 || at.Before(before) {
					t.Fatalf("%q in %s: %v at %v comes after %v at %v", tt.rule, z, s, at, last, before)
				}
				if schedule.SlotOf(at, z) != s {
					moved++
				}
				count, last, before = count+1, s, at
			}
			if count != tt.want || moved > 2*years {
				t.Fatalf("%q in %s: %d drops, %d of them moved by gaps; want %d drops", tt.rule, z, count, moved, tt.want)
			}
		}
	}
}

func countDays(from, end schedule.Date, days ...time.Weekday) int {
	n := 0
	for d := from; d < end; d++ {
		for _, day := range days {
			if d.Weekday() == day {
				n++
			}
		}
	}
	return n
}

// TestPlanInEveryZone walks as a serial does, from drop to drop, with times so close together that gaps move some past
// others: none is lost or doubled, and none is due before the one before it.
func TestPlanInEveryZone(t *testing.T) {
	from, days := slot(t, "2011-12-01T00:00"), 1000
	if testing.Short() {
		days = 40
	}
	r := rule(t, "daily 00:00,00:20,02:10,02:50,03:05,23:40")
	for _, z := range allZones(t) {
		p := schedule.Plan{Rule: r, Zone: z}
		last, before, count := from.Plus(-time.Minute), time.Time{}, 0
		for {
			due, ok := p.Next(last, count+1, time.Time{})
			if !ok {
				t.Fatalf("%s: no drop after %v", z, last)
			}
			if int(due.Slot.Date-from.Date) >= days {
				break
			}
			late := due.At.Sub(due.Slot.At(z))
			if due.Used.Compare(last) <= 0 || due.At.Before(before) || late < 0 || late > 24*time.Hour {
				t.Fatalf("%s: %v at %v comes after %v at %v", z, due.Slot, due.At, last, before)
			}
			last, before, count = due.Used, due.At, count+1
		}
		if want := days * 6; count != want {
			t.Fatalf("%s: %d drops, want %d", z, count, want)
		}
	}
}

// TestTuesdaysAndFridays counts five years of drops as the bot finds them, by the instant, in zones with odd changes.
func TestTuesdaysAndFridays(t *testing.T) {
	r := rule(t, "tue,fri 19:00")
	for _, name := range zones {
		z := zone(t, name)
		after := time.Date(2024, 1, 1, 0, 0, 0, 0, z)
		end := time.Date(2029, 1, 1, 0, 0, 0, 0, z)
		count := 0
		for {
			next := r.Next(after, z)
			if !next.Before(end) {
				break
			}
			if day := next.Weekday(); next.Format("15:04:05") != "19:00:00" || day != time.Tuesday && day != time.Friday {
				t.Fatalf("%s: a drop at %v", name, next)
			}
			after, count = next, count+1
		}
		first := schedule.DateOf(time.Date(2024, 1, 1, 0, 0, 0, 0, z))
		if want := countDays(first, schedule.DateOf(end), time.Tuesday, time.Friday); count != want {
			t.Errorf("%s: %d drops, want %d", name, count, want)
		}
	}
}
