package drop_test

import (
	"testing"
	"time"

	"cliffhanger/bot/drop"
	"cliffhanger/story/schedule"
)

// TestFiveYears tells a serial of Tuesdays and Fridays for five years in each zone, to everybody and to others a week
// ahead: as many drops as the calendar has such days, each at its time, none late.
func TestFiveYears(t *testing.T) {
	begin, end := time.Date(2009, 6, 1, 12, 0, 0, 0, time.UTC), time.Date(2014, 6, 1, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct{ zone, clock string }{
		{"UTC", "19:00"}, {"Europe/Berlin", "02:30"}, {"America/New_York", "01:30"}, {"America/New_York", "02:30"},
		{"Australia/Lord_Howe", "02:15"}, {"Africa/Cairo", "00:00"}, {"America/Santiago", "00:00"},
		{"Asia/Kathmandu", "19:00"}, {"Pacific/Apia", "19:00"}, // which skipped Friday 2011-12-30
		{"Pacific/Chatham", "02:45"}, {"Africa/Casablanca", "02:30"},
	} {
		t.Run(test.zone+" "+test.clock, func(t *testing.T) {
			zone, err := time.LoadLocation(test.zone)
			if err != nil {
				t.Fatal(err)
			}
			want := days(t, begin, end, zone, test.clock)
			s := tale(len(want)+20, nil)
			s.Release.Zone, s.Release.Schedule = zone, "tue,fri "+test.clock
			tellFrom(t, begin, func(h *house) {
				h.wait(end.Sub(begin))
				checkLeads(t, h, town, 0, begin, want)
				var ahead []time.Time
				for _, at := range days(t, begin, end.AddDate(0, 0, 7), zone, test.clock) {
					if !at.AddDate(0, 0, -7).After(end.Add(-2 * time.Hour)) { // far enough from the end for any clock change
						ahead = append(ahead, at)
					}
				}
				checkLeads(t, h, early, 7*24*time.Hour, begin, ahead)
				if a := h.d.told(drop.Overdue); len(a) > 0 {
					t.Errorf("asked about %+v", a)
				}
			}, public(s), drop.Telling{Guild: guild, Channel: early, Story: s, Lead: 7 * 24 * time.Hour})
		})
	}
}

// days returns when the Tuesdays and Fridays between two instants come, counted by the calendar.
func days(t *testing.T, begin, end time.Time, zone *time.Location, clock string) []time.Time {
	t.Helper()
	var all []time.Time
	for d := begin.AddDate(0, 0, -2); d.Before(end.AddDate(0, 0, 2)); d = d.AddDate(0, 0, 1) {
		if d.Weekday() != time.Tuesday && d.Weekday() != time.Friday {
			continue
		}
		slot, err := schedule.ParseSlot(d.Format(time.DateOnly) + "T" + clock)
		if err != nil {
			t.Fatal(err)
		}
		if at := slot.At(zone); at.After(begin) && !at.After(end) {
			all = append(all, at)
		}
	}
	if len(all) < 520 || len(all) > 525 {
		t.Fatalf("%d days in five years", len(all))
	}
	return all
}

// checkLeads compares when chapters were announced with when they were due, which is never before the beginning.
func checkLeads(t *testing.T, h *house, channel uint64, lead time.Duration, begin time.Time, want []time.Time) {
	t.Helper()
	got := h.w.in(channel)
	for len(got) > 2*len(want) { // one that is due in the last two hours
		got = got[:len(got)-2]
	}
	if len(got) != 2*len(want) {
		t.Fatalf("%d messages in channel %d, want two for each of %d drops", len(got), channel, len(want))
	}
	for i, at := range want {
		due := at.Add(-lead)
		if due.Before(begin) {
			due = begin
		}
		if late := got[2*i].at.Sub(due); late != 0 || got[2*i+1].at != got[2*i].at {
			t.Fatalf("drop %d in channel %d, due %v, is %v late", i+1, channel, due, late)
		}
	}
}
