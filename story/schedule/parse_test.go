package schedule_test

import (
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

// FuzzParse holds that any text is refused with an error or is a rule that reads back as itself and happens within
// eight days, time after time.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"tue,fri 19:00", "mon-fri 8:00, sat 10:00", "sun 09:00,18:00", "daily 0:00", "x", "mon", "1:1",
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
		for range 3 {
			next := r.Next(after, time.UTC)
			if wait := next.Sub(after); wait <= 0 || wait > 8*24*time.Hour {
				t.Fatalf("%q after %v is %v", r, after, next)
			}
			after = next
		}
	})
}
