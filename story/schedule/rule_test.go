package schedule_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/netresearch/go-cron"

	"cliffhanger/story/schedule"
)

// TestAfter lists what rules beside days of the week come to.
func TestAfter(t *testing.T) {
	for _, tt := range []struct {
		rule, after string
		want        []string // "" at the end: no more
	}{
		{"every 3 days 19:00 from 2026-12-01", "2026-11-01T00:00",
			[]string{"2026-12-01T19:00", "2026-12-04T19:00", "2026-12-07T19:00"}},
		{"every 3 days 19:00 from 2026-12-01", "2026-12-04T19:00", []string{"2026-12-07T19:00"}},
		{"every 3 days 8:00,19:00 from 2026-12-01", "2026-12-04T08:00", []string{"2026-12-04T19:00", "2026-12-07T08:00"}},
		{"every 2 weeks tue,fri 19:00 from 2026-12-02", "2026-11-20T00:00", // a Wednesday: its Tuesday is past
			[]string{"2026-12-04T19:00", "2026-12-15T19:00", "2026-12-18T19:00", "2026-12-29T19:00"}},
		{"every 2 weeks mon,sun 19:00 from 2026-11-30", "2026-11-30T19:00",
			[]string{"2026-12-06T19:00", "2026-12-14T19:00", "2026-12-20T19:00"}},
		{"every other week 19:00 from 2026-12-01", "2026-12-02T00:00", []string{"2026-12-15T19:00"}},
		{"on 2026-12-24 18:00, 2026-12-01 19:00,20:00", "2026-11-30T00:00",
			[]string{"2026-12-01T19:00", "2026-12-01T20:00", "2026-12-24T18:00", ""}},
		{"fri 19:00, on 2026-12-24 18:00", "2026-12-20T00:00",
			[]string{"2026-12-24T18:00", "2026-12-25T19:00", "2027-01-01T19:00"}},
		{"fri 19:00, on 2026-12-25 19:00", "2026-12-20T00:00", []string{"2026-12-25T19:00", "2027-01-01T19:00"}},
		{"cron: 0 19 * * 2,5", "2026-11-22T00:00", []string{"2026-11-24T19:00", "2026-11-27T19:00"}},
		{"cron: 30 8 1,15,l * *", "2027-02-01T08:30", []string{"2027-02-15T08:30", "2027-02-28T08:30", "2027-03-01T08:30"}},
		{"cron: 0 19 13 * 5", "2026-11-10T00:00", []string{"2026-11-13T19:00", "2026-11-20T19:00"}},
		{"cron: 0 19 * * fri#1", "2026-11-22T00:00", []string{"2026-12-04T19:00", "2027-01-01T19:00"}},
		{"cron: 0 19 * * 7#l", "2026-11-22T00:00", []string{"2026-11-29T19:00", "2026-12-27T19:00"}},
		{"cron: 0 0 29 2 *", "2097-01-01T00:00", []string{"2104-02-29T00:00"}},
		{"cron: 0 0 * 2 fri#5", "2092-03-01T00:00", []string{"2104-02-29T00:00", "2132-02-29T00:00"}},
		{"cron: 0 0 * 2 fri#5", "2188-03-01T00:00", []string{"2228-02-29T00:00"}},
		{"daily 19:00", "9999-12-31T18:59", []string{"9999-12-31T19:00", ""}},
	} {
		r, s := rule(t, tt.rule), slot(t, tt.after)
		for _, want := range tt.want {
			next, ok := r.After(s)
			if got := next.String(); ok != (want != "") || ok && got != want {
				t.Errorf("%q after %v: %s, %v, want %s", tt.rule, s, got, ok, want)
			}
			s = next
		}
	}
}

func TestSlots(t *testing.T) {
	var got []string
	for s := range rule(t, "daily 8:00,19:00").Slots(slot(t, "2026-12-01T08:00")) {
		if got = append(got, s.String()); len(got) == 3 {
			break
		}
	}
	if want := []string{"2026-12-01T08:00", "2026-12-01T19:00", "2026-12-02T08:00"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	got = nil
	for s := range rule(t, "on 2026-12-24 18:00").Slots(slot(t, "2026-12-24T18:00")) {
		got = append(got, s.String())
	}
	if want := []string{"2026-12-24T18:00"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestCycles counts days one by one, where the package divides.
func TestCycles(t *testing.T) {
	monday := slot(t, "2026-11-30T00:00").Date
	for step := 1; step <= 20; step++ {
		for lag := range 7 {
			from := monday + schedule.Date(lag)
			days := rule(t, fmt.Sprintf("every %d days 12:00 from %s", step, from))
			weeks := rule(t, fmt.Sprintf("every %d weeks mon,wed,sun 12:00 from %s", step, from))
			var wantDays, wantWeeks []schedule.Slot
			for d := from; d < monday+400; d++ {
				if int(d-from)%step == 0 {
					wantDays = append(wantDays, schedule.Slot{Date: d, Clock: 720})
				}
				day := d.Weekday()
				if int(d-monday)/7%step == 0 && (day == time.Monday || day == time.Wednesday || day == time.Sunday) {
					wantWeeks = append(wantWeeks, schedule.Slot{Date: d, Clock: 720})
				}
			}
			compareSlots(t, days, monday-9, wantDays)
			compareSlots(t, weeks, monday-9, wantWeeks)
		}
	}
}

func compareSlots(t *testing.T, r schedule.Rule, from schedule.Date, want []schedule.Slot) {
	t.Helper()
	i := 0
	for s := range r.Slots(schedule.Slot{Date: from}) {
		if s != want[i] {
			t.Fatalf("%q: slot %d is %v, want %v", r, i, s, want[i])
		}
		if i++; i == len(want) {
			return
		}
	}
	t.Fatalf("%q: only %d slots, want %d", r, i, len(want))
}

// TestCronInUTC compares with the library's own search in a zone without clock changes, where that is right.
func TestCronInUTC(t *testing.T) {
	for _, text := range []string{
		"0 19 * * 2,5",
		"*/20 8-18/5 * * *", "30 8 1,15,L * *", "0 0 L-2 * *", "0 19 * * FRI#1", "0 19 * * SUN#L", "5 4 29 2 *",
		"0 19 13 * 5", "0 19 */2 * MON-FRI", "59 23 31 * *", "0 12 * JAN,JUN-AUG 0-7", "0 12 * 11-2 6-1", "0 6 1-7 * ?",
		"15,45 22-2 * * 7", "0 0 L 2 1#2",
	} {
		reader := cron.MustNewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow |
			cron.DowNth | cron.DowLast | cron.DomL | cron.DowOrDom).WithMaxSearchYears(50)
		theirs, err := reader.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		ours := rule(t, "cron: "+text)
		after := time.Date(2023, 12, 30, 0, 0, 0, 0, time.UTC)
		for range 400 {
			want := theirs.Next(after)
			got := ours.Next(after, time.UTC)
			if !got.Equal(want) {
				t.Fatalf("%q after %v: %v, want %v", text, after, got, want)
			}
			after = want
		}
	}
}
