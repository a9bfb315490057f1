package schedule_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"cliffhanger/story/schedule"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func rule(t testing.TB, text string) schedule.Rule {
	t.Helper()
	r, err := schedule.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const layout = "2006-01-02 15:04 -0700"

func at(t testing.TB, text string) time.Time {
	t.Helper()
	v, err := time.Parse(layout, text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestNext walks over days at which clocks do something odd.
func TestNext(t *testing.T) {
	for _, tt := range []struct {
		name, zone, rule, after string
		want                    []string
	}{
		{"the same week", "Europe/Berlin", "tue,fri 19:00", "2026-11-22 12:00 +0100",
			[]string{"2026-11-24 19:00 +0100", "2026-11-27 19:00 +0100", "2026-12-01 19:00 +0100"}},
		{"strictly after", "Europe/Berlin", "daily 19:00", "2026-11-22 19:00 +0100",
			[]string{"2026-11-23 19:00 +0100"}},
		{"a minute before", "Europe/Berlin", "daily 19:00", "2026-11-22 18:59 +0100",
			[]string{"2026-11-22 19:00 +0100"}},
		{"after in another zone", "Asia/Tokyo", "mon 08:00", "2026-11-22 20:00 -0500",
			[]string{"2026-11-30 08:00 +0900"}},
		{"several times", "UTC", "sun 09:00,18:00", "2026-11-22 09:00 +0000",
			[]string{"2026-11-22 18:00 +0000", "2026-11-29 09:00 +0000"}},
		{"Berlin loses an hour", "Europe/Berlin", "daily 02:30", "2026-03-28 12:00 +0100",
			[]string{"2026-03-29 03:30 +0200", "2026-03-30 02:30 +0200"}},
		{"Berlin gains an hour", "Europe/Berlin", "daily 02:30", "2026-10-24 12:00 +0200",
			[]string{"2026-10-25 02:30 +0200", "2026-10-26 02:30 +0100"}},
		{"New York loses an hour", "America/New_York", "daily 02:30", "2026-03-07 12:00 -0500",
			[]string{"2026-03-08 03:30 -0400", "2026-03-09 02:30 -0400"}},
		{"New York gains an hour", "America/New_York", "daily 01:30", "2026-10-31 12:00 -0400",
			[]string{"2026-11-01 01:30 -0400", "2026-11-02 01:30 -0500"}},
		{"from inside the hour's second pass", "America/New_York", "daily 01:30", "2026-11-01 01:10 -0500",
			[]string{"2026-11-02 01:30 -0500"}},
		{"a moved time passes a later one", "America/New_York", "daily 02:30,03:10", "2026-03-07 12:00 -0500",
			[]string{"2026-03-08 03:10 -0400", "2026-03-08 03:30 -0400", "2026-03-09 02:30 -0400"}},
		{"two times become one instant", "America/New_York", "daily 02:30,03:30", "2026-03-08 00:00 -0500",
			[]string{"2026-03-08 03:30 -0400", "2026-03-09 02:30 -0400"}},
		{"Lord Howe loses half an hour", "Australia/Lord_Howe", "daily 02:15", "2026-10-03 12:00 +1030",
			[]string{"2026-10-04 02:45 +1100", "2026-10-05 02:15 +1100"}},
		{"Lord Howe gains half an hour", "Australia/Lord_Howe", "daily 01:45", "2026-04-04 12:00 +1100",
			[]string{"2026-04-05 01:45 +1100", "2026-04-06 01:45 +1030"}},
		{"Cairo has no Friday midnight", "Africa/Cairo", "fri 00:00", "2026-04-20 12:00 +0200",
			[]string{"2026-04-24 01:00 +0300", "2026-05-01 00:00 +0300"}},
		{"Santiago has no Sunday midnight", "America/Santiago", "sun 00:00", "2026-09-01 12:00 -0400",
			[]string{"2026-09-06 01:00 -0300", "2026-09-13 00:00 -0300"}},
		{"Santiago has two late Saturdays", "America/Santiago", "daily 23:30", "2026-04-04 12:00 -0300",
			[]string{"2026-04-04 23:30 -0300", "2026-04-05 23:30 -0400"}},
		{"Samoa has no 30 December", "Pacific/Apia", "daily 19:00", "2011-12-29 12:00 -1000",
			[]string{"2011-12-29 19:00 -1000", "2011-12-31 19:00 +1400", "2012-01-01 19:00 +1400"}},
		{"Samoa's Friday drop", "Pacific/Apia", "fri 19:00", "2011-12-29 12:00 -1000",
			[]string{"2011-12-31 19:00 +1400", "2012-01-06 19:00 +1400"}},
		{"Kwajalein has 30 September 1969 twice", "Pacific/Kwajalein", "daily 12:00", "1969-09-30 00:00 +1100",
			[]string{"1969-09-30 12:00 +1100", "1969-10-01 12:00 -1200"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			z, after := zone(t, tt.zone), at(t, tt.after)
			for _, want := range tt.want {
				next := rule(t, tt.rule).Next(after, z)
				if got := next.Format(layout); got != want {
					t.Errorf("after %s: %s, want %s", after.In(z).Format(layout), got, want)
				}
				after = at(t, want)
			}
		})
	}
}

func TestNextNever(t *testing.T) {
	var r schedule.Rule
	if got := r.Next(time.Now(), time.UTC); !got.IsZero() {
		t.Errorf("the zero rule happens at %v", got)
	}
	if got := r.String(); got != "" {
		t.Errorf("the zero rule is %q", got)
	}
}

func TestNextWithoutZone(t *testing.T) {
	got := rule(t, "daily 19:00").Next(at(t, "2026-11-22 20:30 +0200"), nil)
	if want := at(t, "2026-11-22 19:00 +0000"); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

var zones = []string{
	"UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Moscow", "Europe/Istanbul",
	"America/New_York", "America/Los_Angeles", "America/St_Johns", "America/Havana", "America/Sao_Paulo",
	"America/Santiago", "America/Asuncion", "America/Caracas", "America/Nuuk", "America/Scoresbysund",
	"Africa/Cairo", "Africa/Casablanca", "Africa/Juba", "Asia/Amman", "Asia/Beirut", "Asia/Gaza", "Asia/Kathmandu",
	"Asia/Kolkata", "Asia/Pyongyang", "Asia/Tehran", "Asia/Tokyo", "Atlantic/Azores", "Australia/Adelaide",
	"Australia/Lord_Howe", "Antarctica/Troll", "Antarctica/Casey", "Pacific/Apia", "Pacific/Auckland",
	"Pacific/Chatham", "Pacific/Fakaofo", "Pacific/Kiritimati", "Pacific/Kwajalein", "Pacific/Norfolk",
}

// TestEveryDate walks through whole years in zones with all manner of changes, and compares with each date's times
// looked up one by one.
func TestEveryDate(t *testing.T) {
	years := []int{2011, 2026}
	if !testing.Short() {
		for year := 1973; year < 2040; year += 7 {
			years = append(years, year)
		}
	}
	r := rule(t, "daily 00:00,02:15,23:45")
	clocks := []time.Duration{0, 135 * time.Minute, 1425 * time.Minute}
	for _, name := range zones {
		z := zone(t, name)
		for _, year := range years {
			first := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
			var want []time.Time
			for day := range 370 {
				for _, c := range clocks {
					want = append(want, instant(first.AddDate(0, 0, day).Add(c), z))
				}
			}
			slices.SortFunc(want, time.Time.Compare)
			want = slices.CompactFunc(want, time.Time.Equal)
			after := want[0].Add(-time.Second)
			for _, w := range want[:365*len(clocks)] {
				next := r.Next(after, z)
				if !next.Equal(w) {
					t.Fatalf("%s: after %v comes %v, want %v", name, after.In(z), next, w.In(z))
				}
				after = next
			}
		}
	}
}

// instant says when a clock in the zone first shows what wall shows in UTC; if never, when it would have shown it
// had the clock not been put forward. It searches, where the package reckons.
func instant(wall time.Time, z *time.Location) time.Time {
	shows := func(t time.Time) time.Time { // what the clock shows, as if that were UTC
		_, offset := t.In(z).Zone()
		return t.Add(time.Duration(offset) * time.Second)
	}
	low, high := wall.Add(-30*time.Hour), wall.Add(30*time.Hour)
	for probe := low; probe.Before(high); probe = probe.Add(6 * time.Hour) {
		t := wall.Add(probe.Sub(shows(probe)))
		if t.Before(high) && shows(t).Equal(wall) {
			high = t
		}
	}
	if shows(high).Equal(wall) {
		return high
	}
	for high.Sub(low) > time.Second { // the second at which the clock jumps past wall
		middle := low.Add(high.Sub(low) / 2).Truncate(time.Second)
		if shows(middle).Before(wall) {
			low = middle
		} else {
			high = middle
		}
	}
	return low.Add(wall.Sub(shows(low)))
}

func BenchmarkNext(b *testing.B) {
	r, z := rule(b, "tue,fri 19:00"), zone(b, "Europe/Berlin")
	after := at(b, "2026-11-22 12:00 +0100")
	for b.Loop() {
		r.Next(after, z)
	}
}
