package schedule_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cliffhanger/story/schedule"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"tue,fri 19:00", "tue,fri 19:00"},
		{"tue, fri  19:00", "tue,fri 19:00"},
		{"Tuesday Fri 19:00", "tue,fri 19:00"},
		{"daily 19:00", "daily 19:00"},
		{"everyday 0:00", "daily 00:00"},
		{"mon-sun 19:00", "daily 19:00"},
		{"weekdays 07:30", "weekdays 07:30"},
		{"mon-fri 7:30", "weekdays 07:30"},
		{"sat sun 7:30", "weekends 07:30"},
		{"mon-fri 8:00, sat 10:00", "weekdays 08:00, sat 10:00"},
		{"sun 09:00,18:00", "sun 09:00,18:00"},
		{"sun 18:00 9:00 18:00", "sun 09:00,18:00"},
		{"fri-mon 12:00", "mon,fri-sun 12:00"},
		{"mon–wed 23:59", "mon-wed 23:59"},
		{"wed-wed 1:00", "wed 01:00"},
		{"tue 19:00, fri 19:00", "tue,fri 19:00"},
		{"sat 10:00, mon 8:00, tue 8:00", "mon,tue 08:00, sat 10:00"},
		{"mon 8:00, mon 9:00, tue 9:00", "mon 08:00,09:00, tue 09:00"},
		{",thurs 9:00,", "thu 09:00"},
		{"Tuesday and Friday at 19:00", "tue,fri 19:00"},
		{"every tuesday 19:00", "tue 19:00"},
		{"every tue, fri 19:00", "tue,fri 19:00"},
		{"every day 19:00", "daily 19:00"},
		{"every 1 day 19:00", "daily 19:00"},
		{"every week tue 19:00", "tue 19:00"},
		{"every day 19:00 from 2026-12-01", "every day 19:00 from 2026-12-01"},
		{"every 3 days 19:00 from 2026-12-01", "every 3 days 19:00 from 2026-12-01"},
		{"every 3 days from 2026-12-01 at 19:00, 8:00", "every 3 days 08:00,19:00 from 2026-12-01"},
		{"every other day 19:00 from 2026-12-01", "every 2 days 19:00 from 2026-12-01"},
		{"every other week tue 19:00 from 2026-12-01", "every 2 weeks tue 19:00 from 2026-12-01"},
		{"every other tuesday 19:00 from 2026-12-01", "every 2 weeks tue 19:00 from 2026-12-01"},
		{"every 2 weeks fri tue 19:00 from 2026-12-01", "every 2 weeks tue,fri 19:00 from 2026-12-01"},
		{"every 2 weeks 19:00 from 2026-12-01", "every 2 weeks tue 19:00 from 2026-12-01"},
		{"every 3 days 19:00 from 2026-12-01, every 3 days 8:00 from 2026-12-01, sun 9:00",
			"sun 09:00, every 3 days 08:00,19:00 from 2026-12-01"},
		{"every 3 days 19:00 from 2026-12-02, every 2 weeks fri 9:00 from 2026-12-01, every 3 days 9:00 from 2026-12-01, " +
			"every 2 days 9:00 from 2026-12-01",
			"every 2 days 09:00 from 2026-12-01, every 2 weeks fri 09:00 from 2026-12-01, " +
				"every 3 days 09:00 from 2026-12-01, every 3 days 19:00 from 2026-12-02"},
		{"on 2026-12-24 18:00, 2026-12-01 19:00", "on 2026-12-01 19:00, 2026-12-24 18:00"},
		{"2026-12-24T18:00 2026-12-24T9:00", "on 2026-12-24 09:00,18:00"},
		{"on 2026-12-24, 2026-12-31 18:00, fri 19:00", "fri 19:00, on 2026-12-24 18:00, 2026-12-31 18:00"},
		{"cron: 0 19 * * 2,5", "cron: 0 19 * * 2,5"},
		{" CRON:0  19 * * TUE,Fri ", "cron: 0 19 * * tue,fri"},
		{"cron: 0 19 * * THU#1", "cron: 0 19 * * thu#1"},
		{"cron: 0 19 L-2,15 * ?", "cron: 0 19 l-2,15 * ?"},
	} {
		r, err := schedule.Parse(tt.text)
		if err != nil {
			t.Errorf("%q: %v", tt.text, err)
			continue
		}
		if got := r.String(); got != tt.want {
			t.Errorf("%q is %q, want %q", tt.text, got, tt.want)
		}
		again, err := schedule.Parse(r.String())
		if err != nil || again.String() != r.String() {
			t.Errorf("%q: read again it is %q, %v", r, again, err)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", "it is empty"},
		{" , ", "it is empty"},
		{"tue,fry 19:00", `"fry" is neither a day nor a time`},
		{"tu 19:00", `"tu" is neither`},
		{"tuesdays 19:00", `"tuesdays" is neither`},
		{"mon-fry 19:00", `"mon-fry" is not a range of days`},
		{"mon- 19:00", `"mon-" is not a range of days`},
		{"-fri 19:00", `"-fri" is neither`},
		{"tue 24:00", `"24:00" is not a time of day`},
		{"tue 19:60", `"19:60" is not a time of day`},
		{"tue 19:5", `"19:5" is not a time of day`},
		{"tue 019:05", `"019:05" is not a time of day`},
		{"tue 7pm", `"7pm" is not a time of day`},
		{"tue 19", `"19" is not a time of day`},
		{"19:00", `no day before "19:00"`},
		{"tue 19:00, fri", `no time after "fri"`},
		{"tue 1９:00", `"1９:00" is not a time of day`},
		{"tue 2026-12-01T", `no time after "2026-12-01"`},
		{"every", `no count after "every"`},
		{"every 3", `no “days” or “weeks” after "3"`},
		{"every 0 days 19:00 from 2026-12-01", `"0" is not a count from 1 to 366`},
		{"every 3 months 19:00", `"months" is neither “days” nor “weeks”`},
		{"every 3 days 19:00", `no first day for “every”`},
		{"every 3 days tue 19:00 from 2026-12-01", `"tue" does not go with a number of days`},
		{"mon every 3 days 19:00 from 2026-12-01", `"every" does not go with the days before it`},
		{"every week 19:00", `no first day`},
		{"every 3 days 19:00 from", `no date after "from"`},
		{"every 3 days 19:00 from tuesday", `"tuesday" is not a date`},
		{"every 3 days from 2026-12-01 19:00 from 2026-12-02", `a second time`},
		{"daily 19:00 from 2026-12-01", `"from" goes with “every”`},
		{"on 2026-02-29 19:00", `"2026-02-29" is not a date`},
		{"on 1999-12-31 19:00", `"1999-12-31" is not a date from 2000`},
		{"on 24-12-2026 19:00", `"24-12-2026" is not a date`},
		{"cron:", `has 5 fields, this one has 0`},
		{"cron: 0 19 * *", `has 5 fields, this one has 4`},
		{"cron: 0 0 19 * * 2", `has 5 fields, this one has 6`},
		{"cron: 60 19 * * 2", `"60" does not name minutes`},
		{"cron: 0 24 * * 2", `"24" does not name hours`},
		{"cron: 0 19 32 * 2", `"32" does not name days of the month`},
		{"cron: 0 19 * 13 2", `"13" does not name months`},
		{"cron: 0 19 * * fry", `"fry" does not name days of the week`},
		{"cron: 0 19 15w * *", `"15w" does not name days of the month`},
		{"cron: , 19 * * *", `"," does not name minutes`},
		{"cron: @daily", `this one has 1`},
		{"cron: tz=utc 0 19 * *", `"tz=utc" does not name minutes`},
		{"cron: 0 19 30 2 *", `no such date ever comes`},
		{strings.Repeat("tue 19:00 ", 1000), `longer than 4096 bytes`},
	} {
		_, err := schedule.Parse(tt.text)
		switch {
		case err == nil:
			t.Errorf("%q: no error", tt.text)
		case !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "accepted are"):
			t.Errorf("%q: %v, want %s and what is accepted", tt.text, err, tt.want)
		}
	}
}

// TestParseColumns checks where an error says it is.
func TestParseColumns(t *testing.T) {
	for _, tt := range []struct {
		text string
		want int
	}{
		{"", 1},
		{"fry 19:00", 1},
		{"tue, fry 19:00", 6},
		{"mon–wed,\u00a0fry 19:00", 10},
		{"tue 19:00, fri", 15},
		{"every 3 days 19:00 from tuesday", 25},
		{"every 3 dayz 19:00", 9},
		{"on 2026-12-24T25:00", 15},
		{"cron: 0 24 * * 2", 9},
		{"cron:0 24 * * 2", 8},
		{"cron: 0 19 * *", 15},
	} {
		_, err := schedule.Parse(tt.text)
		var wrong *schedule.Error
		if !errors.As(err, &wrong) {
			t.Errorf("%q: %v", tt.text, err)
			continue
		}
		if wrong.Column != tt.want || wrong.Text != tt.text || wrong.Hint == "" {
			t.Errorf("%q: column %d, want %d: %v", tt.text, wrong.Column, tt.want, err)
		}
		if strings.Contains(errors.Unwrap(err).Error(), "accepted") {
			t.Errorf("%q: the cause gives the hint: %v", tt.text, errors.Unwrap(err))
		}
	}
}

func TestParseFrom(t *testing.T) {
	anchor, err := schedule.ParseDate("2026-12-01")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"every 3 days 19:00":                 "every 3 days 19:00 from 2026-12-01",
		"every 3 days 19:00 from 2027-01-01": "every 3 days 19:00 from 2027-01-01",
		"every other week 19:00":             "every 2 weeks tue 19:00 from 2026-12-01",
		"every week 19:00":                   "every week tue 19:00 from 2026-12-01",
		"every day 19:00":                    "daily 19:00",
		"tue 19:00":                          "tue 19:00",
	} {
		r, err := schedule.ParseFrom(text, anchor)
		if err != nil || r.String() != want {
			t.Errorf("%q is %q, %v; want %q", text, r, err, want)
		}
	}
}

// FuzzParse holds that any text is refused with an error or is a rule that reads back as itself and goes forward, time
// after time, on the same slots in both directions of asking.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"tue,fri 19:00", "mon-fri 8:00, sat 10:00", "sun 09:00,18:00", "daily 0:00", "x", "mon", "1:1",
		"every 3 days 19:00 from 2026-12-01", "every other week tue 19:00 from 2026-12-01", "on 2026-12-24T18:00",
		"cron: 0 19 * * 2,5", "cron: */7 8-20/3 L * fri#1", "every day 1:00 and 2:00 from 2000-01-01",
	} {
		f.Add(s, int64(1_780_000_000))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		r, err := schedule.Parse(text)
		if err != nil {
			return
		}
		again, err := schedule.Parse(r.String())
		if err != nil || again.String() != r.String() {
			t.Fatalf("%q is %q, which is %q, %v", text, r, again, err)
		}
		after := time.Unix(unix%(1<<36), 0)
		slot := schedule.SlotOf(after, nil)
		for range 3 {
			next, ok := r.After(slot)
			if (again.Next(after, nil) == time.Time{}) == ok {
				t.Fatalf("%q after %v: a slot is %v, an instant is not", r, slot, ok)
			}
			if !ok {
				return
			}
			if after = r.Next(after, nil); next.Compare(slot) <= 0 || !after.Equal(next.At(nil)) {
				t.Fatalf("%q after %v is %v, %v", r, slot, next, after)
			}
			slot = next
		}
	})
}
