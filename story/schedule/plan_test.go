package schedule_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/story/schedule"
)

// dueSlots returns the slots of the next chapters, from chapter 1 on.
func dueSlots(p schedule.Plan, last schedule.Slot, n int) []string {
	var got []string
	for chapter := 1; chapter <= n; chapter++ {
		due, ok := p.Next(last, chapter, time.Time{})
		if !ok {
			return append(got, "none")
		}
		got, last = append(got, due.Slot.String()), due.Used
	}
	return got
}

// TestPlan lists what adjustments make of “tue,fri 19:00” in December 2026, whose first day is a Tuesday. Slots are
// written by their day; the time is 19:00 unless given.
func TestPlan(t *testing.T) {
	for _, tt := range []struct {
		name        string
		adjustments []string
		want        string
	}{
		{"nothing", nil, "01 04 08 11"},
		{"a skipped date", []string{"skip 2026-12-04T19:00"}, "01 08 11 15"},
		{"a skip that meets nothing", []string{"skip 2026-12-04T18:00"}, "01 04 08 11"},
		{"one date moved", []string{"shift 2026-12-04T19:00 by 1d"}, "01 05 08 11"},
		{"one date moved back", []string{"shift 2026-12-04T19:00 by -1d"}, "01 03 08 11"},
		{"one date moved within its day", []string{"shift 2026-12-04T19:00 by 90m"}, "01 04T20:30 08 11"},
		{"one date moved past another", []string{"shift 2026-12-04T19:00 by 5d"}, "01 08 09 11"},
		{"one date moved onto another", []string{"shift 2026-12-04T19:00 by 4d"}, "01 08 11 15"},
		{"all dates moved", []string{"shift from 2026-12-04T19:00 by 7d"}, "01 11 15 18"},
		{"all dates moved back", []string{"shift from 2026-12-04T19:00 by -1d"}, "01 03 07 10"},
		{"moved to before the last drop", []string{"shift 2026-12-04T19:00 by -9d"}, "01 08 11 15"},
		{"a hiatus", []string{"hiatus from 2026-12-02T00:00 until 2026-12-15"}, "01 15 18 22"},
		{"a pause", []string{"pause from 2026-12-05T00:00"}, "01 04 none"},
		{"a pause resumed", []string{"pause from 2026-12-02T00:00", "resume from 2026-12-10T00:00"}, "01 11 15 18"},
		{"a pause resumed at once", []string{"pause from 2026-12-02T00:00", "resume from 2026-12-02T00:00"}, "01 04 08 11"},
		{"a hiatus cut short", []string{"hiatus from 2026-12-02T00:00 until 2027-06-01", "resume from 2026-12-10T00:00"},
			"01 11 15 18"},
		{"a second pause", []string{"pause from 2026-12-02T00:00", "resume from 2026-12-08T00:00",
			"pause from 2026-12-12T00:00"}, "01 08 11 none"},
		{"a skip within a pause stays", []string{"skip 2026-12-08T19:00", "pause from 2026-12-02T00:00",
			"resume from 2026-12-05T00:00"}, "01 11 15 18"},
		{"skip what was moved", []string{"shift from 2026-12-04T19:00 by 1d", "skip 2026-12-05T19:00"}, "01 09 12 16"},
		{"move what was skipped", []string{"skip 2026-12-04T19:00", "shift from 2026-12-04T19:00 by 1d"}, "01 09 12 16"},
		{"skip where it no longer is", []string{"shift 2026-12-04T19:00 by 1d", "skip 2026-12-04T19:00"}, "01 05 08 11"},
		{"moved into a hiatus", []string{"shift 2026-12-04T19:00 by 3d", "hiatus from 2026-12-06T00:00 until 2026-12-10"},
			"01 11 15 18"},
		{"moved out of a hiatus: it was taken out first", []string{"hiatus from 2026-12-03T00:00 until 2026-12-06",
			"shift 2026-12-04T19:00 by 3d"}, "01 08 11 15"},
		{"there and back", []string{"shift from 2026-12-04T19:00 by 2d",
			"shift from 2026-12-06T19:00 by -2d"}, "01 04 08 11"},
		{"a chapter's own date", []string{"chapter 3 on 2026-12-24T18:00"}, "01 04 24T18:00 25"},
		{"a chapter's own date on a date of the rule", []string{"chapter 2 on 2026-12-11T19:00"}, "01 11 15 18"},
		{"a chapter's own date, changed", []string{"chapter 2 on 2026-12-24T18:00", "chapter 2 on 2026-12-05T18:00"},
			"01 05T18:00 08 11"},
		{"a chapter's own date before the one before", []string{"chapter 3 on 2026-12-02T18:00"}, "01 04 08 11"},
		{"a chapter's own date that the one before takes", []string{"chapter 3 on 2026-12-04T19:00"}, "01 04 08 11"},
		{"a chapter's own date in a hiatus", []string{"hiatus from 2026-12-02T00:00 until 2027-02-01",
			"chapter 2 on 2026-12-24T18:00"}, "01 24T18:00 2027-02-02T19:00 2027-02-05T19:00"},
		{"a chapter's own date in a pause", []string{"pause from 2026-12-02T00:00", "chapter 2 on 2026-12-24T18:00"},
			"01 none"},
		{"a chapter's own date after a pause", []string{"pause from 2026-12-02T00:00", "resume from 2026-12-10T00:00",
			"chapter 2 on 2026-12-24T18:00"}, "01 24T18:00 25 29"},
		{"a chapter's own date in a pause that is over", []string{"chapter 2 on 2026-12-05T18:00",
			"pause from 2026-12-02T00:00", "resume from 2026-12-10T00:00"}, "01 11 15 18"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var want []string
			for _, w := range strings.Fields(tt.want) {
				if w != "none" && len(w) < 16 {
					if w = "2026-12-" + w; !strings.Contains(w, "T") {
						w += "T19:00"
					}
				}
				want = append(want, w)
			}
			p := plan(t, "Europe/Berlin", "tue,fri 19:00", tt.adjustments...)
			got := dueSlots(p, slot(t, "2026-11-30T00:00"), 4)
			if !slices.Equal(got, want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
		})
	}
}

// TestPlanAfter checks which slots count for a story that begins or begins anew.
func TestPlanAfter(t *testing.T) {
	p := plan(t, "America/New_York", "daily 01:30,19:00")
	for _, tt := range []struct{ name, last, after, want string }{
		{"the first drop", "", "2026-11-22 12:00 -0500", "2026-11-22T19:00"},
		{"strictly after", "", "2026-11-22 19:00 -0500", "2026-11-23T01:30"},
		{"late and in order", "2026-11-10T19:00", "", "2026-11-11T01:30"},
		{"begun anew", "2026-11-10T19:00", "2026-11-22 12:00 -0500", "2026-11-22T19:00"},
		{"the clock was set back since", "2026-11-22T19:00", "2026-11-22 12:00 -0500", "2026-11-23T01:30"},
		{"in the second pass", "", "2026-11-01 01:10 -0500", "2026-11-01T19:00"},
		{"in the first pass", "", "2026-11-01 01:10 -0400", "2026-11-01T01:30"},
	} {
		var last schedule.Slot
		var after time.Time
		if tt.last != "" {
			last = slot(t, tt.last)
		}
		if tt.after != "" {
			after = at(t, tt.after)
		}
		if due, ok := p.Next(last, 1, after); !ok || due.Slot.String() != tt.want || due.Used != due.Slot {
			t.Errorf("%s: %v, used %v, %v, want %s", tt.name, due.Slot, due.Used, ok, tt.want)
		}
	}
	if due, ok := p.Next(schedule.Slot{}, 1, time.Time{}); ok {
		t.Errorf("neither a last slot nor an instant: %v", due)
	}
	var none schedule.Plan
	if due, ok := none.Next(slot(t, "2026-11-10T19:00"), 1, time.Now()); ok {
		t.Errorf("the zero plan has %v", due)
	}
	own := plan(t, "UTC", "daily 19:00", "chapter 1 on 2026-11-02T18:00")
	if due, _ := own.Next(schedule.Slot{}, 1, at(t, "2026-11-22 12:00 +0000")); due.Used.String() != "2026-11-22T12:00" {
		t.Errorf("a story that begins with a passed date: used %s: the dates since would all be late", due.Used)
	}
	night := plan(t, "Europe/Berlin", "daily 02:30")
	if due, _ := night.Next(schedule.Slot{}, 1, at(t, "2026-03-29 03:05 +0200")); due.Slot.String() != "2026-03-29T02:30" {
		t.Errorf("begun while a time in the gap has not come: %s", due.Slot)
	}
	midnight := plan(t, "UTC", "daily 00:00", "hiatus from 2026-12-01T00:00 until 2026-12-09")
	if due, _ := midnight.Next(slot(t, "2026-11-30T00:00"), 1, time.Time{}); due.Slot.String() != "2026-12-09T00:00" {
		t.Errorf("the first midnight after a hiatus: %s", due.Slot)
	}
	early := plan(t, "UTC", "daily 19:00", "chapter 3 on 2026-12-02T18:00")
	due, _ := early.Next(slot(t, "2026-12-01T19:00"), 3, time.Time{})
	if due.Slot.String() != "2026-12-02T18:00" {
		t.Errorf("a date of its own: %s", due.Slot)
	}
	due, _ = early.Next(due.Used, 3, time.Time{}) // skipped as late
	want := []string{"chapter 3 comes later than its own date, Wed 2 Dec 2026 18:00, which was no longer free"}
	if due.Slot.String() != "2026-12-02T19:00" || !slices.Equal(due.Notes, want) {
		t.Errorf("after its own date was skipped: %s, %q", due.Slot, due.Notes)
	}
}

func TestPaused(t *testing.T) {
	for want, adjustments := range map[string][]string{
		"":                 {"hiatus from 2026-12-02T00:00 until 2027-02-01"},
		"2026-12-02T00:00": {"pause from 2026-12-02T00:00", "pause from 2026-12-05T00:00"},
		"2026-12-09T00:00": {"pause from 2026-12-02T00:00", "resume from 2026-12-05T00:00", "pause from 2026-12-09T00:00"},
	} {
		since, paused := plan(t, "UTC", "daily 19:00", adjustments...).Paused()
		if since.String() != want || paused != (want != "") {
			t.Errorf("%v: paused since %q, %v, want %q", adjustments, since, paused, want)
		}
	}
}

// TestPlanAtRandom holds the plan's search against a plain reading of the manual: all slots of some years in a list,
// each adjustment applied to the list in turn, sorted at the end.
func TestPlanAtRandom(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	rules := []string{"tue,fri 19:00", "daily 08:00,19:00", "every 3 days 12:00 from 2026-01-05", "cron: 0 12 1,15 * *",
		"on 2027-01-05 12:00, 2027-02-05 12:00"}
	first := slot(t, "2026-10-01T00:00")
	last := slot(t, "2026-12-01T00:00")
	for range 2000 {
		r := rule(t, rules[random.IntN(len(rules))])
		var list []listed
		for s := range r.Slots(first) {
			if s.Date > first.Date+400 {
				break
			}
			list = append(list, listed{slot: s})
		}
		p := schedule.Plan{Rule: r}
		var texts []string
		for range random.IntN(6) {
			a, change := randomAdjustment(random, list)
			q, err := p.With(a)
			if err != nil {
				t.Fatal(err)
			}
			p, texts = q, append(texts, a.String())
			for i := range list {
				change(&list[i])
			}
		}
		var want []string
		for _, l := range list {
			if !l.gone && !l.off && l.slot.Compare(last) > 0 && l.slot.Date < first.Date+300 {
				want = append(want, l.slot.String())
			}
		}
		slices.Sort(want)
		want = slices.Compact(want)
		if got := dueSlots(p, last, len(want)); !slices.Equal(got, want) {
			t.Fatalf("%q with %q:\ngot  %v\nwant %v", r, texts, got, want)
		}
	}
}

type listed struct {
	slot      schedule.Slot
	gone, off bool
}

// randomAdjustment returns an adjustment near one of the slots and what it does to each of them.
func randomAdjustment(random *rand.Rand, list []listed) (schedule.Adjustment, func(*listed)) {
	s := list[random.IntN(len(list))].slot
	if random.IntN(3) == 0 {
		s = s.Plus(time.Duration(random.IntN(2000)-1000) * time.Minute)
	}
	by := time.Duration(1+random.IntN(10)) * 24 * time.Hour
	if random.IntN(2) == 0 {
		by = -by / 7
	}
	by = by.Truncate(time.Minute)
	switch random.IntN(6) {
	case 0:
		return schedule.Skip(s), func(l *listed) { l.gone = l.gone || l.slot == s }
	case 1:
		return schedule.Shift(s, by), func(l *listed) {
			if l.slot == s {
				l.slot = l.slot.Plus(by)
			}
		}
	case 2:
		return schedule.ShiftFrom(s, by), func(l *listed) {
			if l.slot.Compare(s) >= 0 {
				l.slot = l.slot.Plus(by)
			}
		}
	case 3:
		return schedule.Pause(s), func(l *listed) { l.off = l.off || l.slot.Compare(s) >= 0 }
	case 4:
		until := s.Date + schedule.Date(1+random.IntN(100))
		return schedule.Hiatus(s, until), func(l *listed) {
			l.off = l.off || l.slot.Compare(s) >= 0 && l.slot.Date < until
		}
	default:
		return schedule.Resume(s), func(l *listed) { l.off = l.off && l.slot.Compare(s) < 0 }
	}
}

func TestPlanLimits(t *testing.T) {
	p := plan(t, "UTC", "daily 19:00")
	day := func(i int) schedule.Slot { return slot(t, "2026-12-01T19:00").Plus(time.Duration(i) * 24 * time.Hour) }
	for i := range 500 {
		var err error
		if p, err = p.With(schedule.Skip(day(i)), schedule.Pin(i+1, day(i))); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(p.Adjustments()); got != 1000 {
		t.Errorf("%d adjustments, want 1000", got)
	}
	for want, a := range map[string]schedule.Adjustment{
		"500 at most":              schedule.Skip(day(0)),
		"it says nothing":          {},
		"ends before it begins":    schedule.Hiatus(day(3), day(3).Date),
		"at least a minute":        schedule.Shift(day(0), time.Second),
		"at most 366d":             schedule.ShiftFrom(day(0), 367*24*time.Hour),
		"not one from 2000-01-01":  schedule.Pause(schedule.Slot{}),
		"number is 1 or more":      schedule.Pin(0, day(0)),
		"9999-12-31":               schedule.Resume(schedule.Slot{Date: day(0).Date, Clock: 1440}),
		`"chapter 0 on 2026-12-01`: schedule.Pin(0, day(0)),
	} {
		if _, err := p.With(a); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", a, err, want)
		}
	}
	q := plan(t, "UTC", "daily 19:00", "pause from 2000-01-01T00:00", "resume from 2000-01-02T00:00",
		"shift from 2026-12-01T19:00 by 300d")
	if _, err := q.With(schedule.ShiftFrom(day(0), -67*24*time.Hour)); err == nil {
		t.Error("shifts of 367 days together: no error")
	}
	// A plan handed on is not changed by the one made from it.
	one, _ := q.With(schedule.Skip(day(1)))
	two, _ := q.With(schedule.Skip(day(2)))
	if fmt.Sprint(one.Adjustments()) == fmt.Sprint(two.Adjustments()) || len(q.Adjustments()) != 3 {
		t.Error("plans share their adjustments")
	}
}

// BenchmarkPlanNext is a serial in its second year with a few adjustments behind it.
func BenchmarkPlanNext(b *testing.B) {
	p := plan(b, "Europe/Berlin", "tue,fri 19:00", "skip 2025-12-26T19:00", "shift 2026-01-02T19:00 by 1d",
		"hiatus from 2026-06-01T00:00 until 2026-09-01", "chapter 200 on 2026-12-24T18:00")
	last := slot(b, "2026-11-24T19:00")
	for b.Loop() {
		p.Next(last, 150, time.Time{})
	}
}

// BenchmarkPlanEveryMinute is the heaviest plan there is: a drop a minute, a year of shifts, a hiatus of centuries.
func BenchmarkPlanEveryMinute(b *testing.B) {
	p := plan(b, "Europe/Berlin", "cron: * * * * *", "shift from 2026-01-02T19:00 by 183d",
		"shift from 2026-12-01T19:00 by -183d", "hiatus from 2027-01-01T00:00 until 2999-09-01")
	last := slot(b, "2027-01-01T00:00")
	for b.Loop() {
		p.Next(last, 1, time.Time{})
	}
}
