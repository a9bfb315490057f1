package drop_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/drop"
	"cliffhanger/story/schedule"
)

// TestFiveYears tells a serial of Tuesdays and Fridays for five years in each zone, to everybody and to others a week
// ahead: as many drops as the calendar has such days, each at its time, none late.
func TestFiveYears(t *testing.T) {
	var table strings.Builder
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
			began := time.Now() // outside the bubble, where time is real
			tellFrom(t, begin, func(h *house) {
				h.wait(end.Sub(begin))
				all := checkLeads(t, h, town, 0, begin, want)
				var ahead []time.Time
				for _, at := range days(t, begin, end.AddDate(0, 0, 7), zone, test.clock) {
					if !at.AddDate(0, 0, -7).After(end.Add(-2 * time.Hour)) { // far enough from the end for any clock change
						ahead = append(ahead, at)
					}
				}
				first := checkLeads(t, h, early, 7*24*time.Hour, begin, ahead)
				fmt.Fprintf(&table, "%-20s %s  %6d/%d %12d/%d %13s", test.zone, test.clock, len(want), all.posted, len(ahead),
					first.posted, max(all.off, first.off))
				if a := h.d.told(drop.Overdue); len(a) > 0 {
					t.Errorf("asked about %+v", a)
				}
			}, public(s), drop.Telling{Guild: guild, Channel: early, Story: s, Lead: 7 * 24 * time.Hour})
			fmt.Fprintf(&table, " %9.2f\n", time.Since(began).Seconds())
		})
	}
	t.Logf("drops in five years, as many as the calendar has / posted:\n%-20s %s %11s %14s %13s %9s\n%s", "zone", "time ",
		"everybody", "a week ahead", "most off by", "seconds", table.String())
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

// leads are the announcements of chapters in a channel: how many there were, and by how much one was late or early at
// most.
type leads struct {
	posted int
	off    time.Duration
}

// checkLeads compares when chapters were announced with when they were due, which is never before the beginning.
func checkLeads(t *testing.T, h *house, channel uint64, lead time.Duration, begin time.Time, want []time.Time) leads {
	t.Helper()
	got := h.w.in(channel)
	if len(got) == 2*len(want)+2 { // one that is due in the last two hours
		got = got[:2*len(want)]
	}
	if len(got) != 2*len(want) {
		t.Fatalf("%d messages in channel %d, want two for each of %d drops", len(got), channel, len(want))
	}
	all := leads{posted: len(got) / 2}
	for i, at := range want {
		due := at.Add(-lead)
		if due.Before(begin) {
			due = begin
		}
		late := got[2*i].at.Sub(due)
		all.off = max(all.off, late.Abs())
		if late != 0 || got[2*i+1].at != got[2*i].at {
			t.Errorf("drop %d in channel %d, due %v, is %v late", i+1, channel, due, late)
		}
	}
	return all
}
