package schedule_test

import (
	"strings"
	"testing"

	"cliffhanger/story/schedule"
)

func TestParseAdjustment(t *testing.T) {
	for text, want := range map[string]string{
		"skip 2026-12-01T19:00":                         "",
		"shift 2026-12-01T19:00 by 2d":                  "",
		"shift from 2026-12-01T19:00 by -1d12h":         "",
		"pause from 2026-12-01T00:00":                   "",
		"hiatus from 2026-12-01T00:00 until 2027-01-10": "",
		"resume from 2026-12-20T12:00":                  "",
		"chapter 7 on 2026-12-24T18:00":                 "",
		" Skip  2026-12-01 9:00 ":                       "skip 2026-12-01T09:00",
		"SHIFT 2026-12-01 19:00 BY +90m":                "shift 2026-12-01T19:00 by 1h30m",
		"hiatus from 2026-12-01 00:00 until 2027-01-10": "hiatus from 2026-12-01T00:00 until 2027-01-10",
	} {
		if want == "" {
			want = text
		}
		a, err := schedule.ParseAdjustment(text)
		if err != nil || a.String() != want {
			t.Errorf("%q is %q, %v; want %q", text, a, err, want)
		}
	}
	for text, want := range map[string]string{
		"":                               "empty",
		"stop":                           `"stop" is none of skip`,
		"skip":                           "not a date with a time",
		"skip 2026-12-01":                "not a date with a time",
		"skip 2026-12-01 19:00 please":   `"please" is one word too many`,
		"shift 2026-12-01T19:00":         "“by” and a length of time are missing",
		"shift 2026-12-01T19:00 by":      "“by” and a length of time are missing",
		"shift 2026-12-01T19:00 by 0m":   "at least a minute",
		"shift 2026-12-01T19:00 by 90s":  "whole minutes",
		"shift 2026-12-01T19:00 by 367d": "at most 366d",
		"shift from":                     "not a date with a time",
		"pause 2026-12-01T19:00":         "“from” and a date",
		"hiatus from 2026-12-01T19:00":   "“until” and a date",
		"hiatus from 2026-12-01T19:00 until 2026-12-01": "ends before it begins",
		"hiatus from 2026-12-01T19:00 until later":      `"later" is not a date`,
		"chapter on 2026-12-01T19:00":                   "a number, “on”",
		"chapter seven on 2026-12-01T19:00":             `"seven" is not a chapter's number`,
		"chapter 0 on 2026-12-01T19:00":                 "1 or more",
		"skip " + strings.Repeat("9", 300):              "too long",
	} {
		if a, err := schedule.ParseAdjustment(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %q, %v; want %s", text, a, err, want)
		}
	}
	if got := (schedule.Adjustment{}).String(); got != "" {
		t.Errorf("the zero adjustment is %q", got)
	}
}

// FuzzAdjustment holds that an adjustment reads back as itself, and that any plan takes it and finds its next date.
func FuzzAdjustment(f *testing.F) {
	for _, s := range []string{
		"skip 2026-12-01T19:00", "shift 2026-12-01 19:00 by 2d", "shift from 2026-12-01T19:00 by -1d12h",
		"pause from 2026-12-01T00:00",
		"hiatus from 2026-12-01T00:00 until 2027-01-10", "resume from 2026-12-20T12:00", "chapter 7 on 2026-12-24T18:00",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := schedule.ParseAdjustment(text)
		if err != nil {
			return
		}
		if again, err := schedule.ParseAdjustment(a.String()); err != nil || again != a {
			t.Fatalf("%q is %q, which is %q, %v", text, a, again, err)
		}
		p, err := schedule.Plan{Rule: rule(t, "daily 19:00")}.With(a)
		if err != nil {
			t.Fatalf("%q: no plan takes it: %v", a, err)
		}
		last := slot(t, "2026-12-01T00:00")
		due, ok := p.Next(last, 8, last.At(nil))
		if _, paused := p.Paused(); !ok && !paused || ok && due.Used.Compare(last) < 0 {
			t.Fatalf("%q: %v, %v", a, due, ok)
		}
	})
}
