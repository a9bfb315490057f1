package schedule_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story/schedule"
)

func chapters(from, n int) []schedule.ChapterInfo {
	var all []schedule.ChapterInfo
	for i := range n {
		all = append(all, schedule.ChapterInfo{Number: from + i, Title: fmt.Sprintf("Part %d", from+i), Messages: 5 + i})
	}
	return all
}

// lines writes a forecast as a command would print it.
func lines(f schedule.Forecast) []string {
	var out []string
	for _, d := range f.Drops {
		line := fmt.Sprintf("%d %q %d messages: %s | %s | %s", d.Chapter.Number, d.Chapter.Title, d.Chapter.Messages,
			d.Local, d.UTC, d.Stamp())
		out = append(out, strings.Join(append([]string{line}, d.Notes...), " | "))
	}
	return append(out, f.Runway.String())
}

func TestSimulate(t *testing.T) {
	for _, tt := range []struct {
		name   string
		plan   schedule.Plan
		at     schedule.Standing
		number int
		n      int
		want   []string
	}{
		{"through a night without 02:30", plan(t, "Europe/Berlin", "daily 02:30"),
			schedule.Standing{After: at(t, "2026-03-27 12:00 +0100"), Now: at(t, "2026-03-27 12:00 +0100")}, 3, 3,
			[]string{
				`1 "Part 1" 5 messages: Sat 28 Mar 2026 02:30 CET | Sat 28 Mar 2026 01:30 UTC | <t:1774661400:F>`,
				`2 "Part 2" 6 messages: Sun 29 Mar 2026 03:30 CEST | Sun 29 Mar 2026 01:30 UTC | <t:1774747800:F> | ` +
					`clocks go forward that night: 02:30 does not exist, posted at 03:30`,
				`3 "Part 3" 7 messages: Mon 30 Mar 2026 02:30 CEST | Mon 30 Mar 2026 00:30 UTC | <t:1774830600:F> | ` +
					`clocks have gone forward by 1h on Sun 29 Mar 2026: the same time here, that much earlier in UTC`,
				"3 chapters left, the last on Mon 30 Mar 2026; nothing for Tue 31 Mar 2026",
			}},
		{"over the end of summer time, fewer shown than there are", plan(t, "Europe/Berlin", "tue,fri 19:00"),
			schedule.Standing{Last: slot(t, "2026-10-20T19:00"), Now: at(t, "2026-10-21 12:00 +0200")}, 4, 2,
			[]string{
				`1 "Part 1" 5 messages: Fri 23 Oct 2026 19:00 CEST | Fri 23 Oct 2026 17:00 UTC | <t:1792774800:F>`,
				`2 "Part 2" 6 messages: Tue 27 Oct 2026 19:00 CET | Tue 27 Oct 2026 18:00 UTC | <t:1793124000:F> | ` +
					`clocks have gone back by 1h on Sun 25 Oct 2026: the same time here, that much later in UTC`,
				"4 chapters left, the last on Tue 3 Nov 2026; nothing for Fri 6 Nov 2026",
			}},
		{"a drop that was missed", plan(t, "UTC", "tue,fri 19:00"),
			schedule.Standing{Last: slot(t, "2026-11-17T19:00"), Now: at(t, "2026-11-22 12:00 +0000")}, 2, 9,
			[]string{
				`1 "Part 1" 5 messages: Fri 20 Nov 2026 19:00 UTC | Fri 20 Nov 2026 19:00 UTC | <t:1795201200:F> | ` +
					`this date has passed`,
				`2 "Part 2" 6 messages: Tue 24 Nov 2026 19:00 UTC | Tue 24 Nov 2026 19:00 UTC | <t:1795546800:F>`,
				"2 chapters left, the last on Tue 24 Nov 2026; nothing for Fri 27 Nov 2026",
			}},
		{"a chapter's own date, and one too early", plan(t, "UTC", "tue,fri 19:00", "chapter 1 on 2026-12-24T18:00",
			"chapter 2 on 2026-12-20T18:00"),
			schedule.Standing{Last: slot(t, "2026-11-20T19:00"), Now: at(t, "2026-11-22 12:00 +0000")}, 2, 9,
			[]string{
				`1 "Part 1" 5 messages: Thu 24 Dec 2026 18:00 UTC | Thu 24 Dec 2026 18:00 UTC | <t:1798135200:F> | ` +
					`chapter 1 has this date of its own`,
				`2 "Part 2" 6 messages: Fri 25 Dec 2026 19:00 UTC | Fri 25 Dec 2026 19:00 UTC | <t:1798225200:F> | ` +
					`chapter 2 comes later than its own date, Sun 20 Dec 2026 18:00, which was no longer free`,
				"2 chapters left, the last on Fri 25 Dec 2026; nothing for Tue 29 Dec 2026",
			}},
		{"a day that does not exist", plan(t, "Pacific/Apia", "daily 19:00"),
			schedule.Standing{Last: slot(t, "2011-12-29T19:00"), Now: at(t, "2011-12-29 20:00 -1000")}, 2, 9,
			[]string{
				`1 "Part 1" 5 messages: Sat 31 Dec 2011 19:00 +14 | Sat 31 Dec 2011 05:00 UTC | <t:1325307600:F> | ` +
					`Fri 30 Dec 2011 19:00 does not exist in Pacific/Apia: posted on Sat 31 Dec 2011 19:00`,
				`2 "Part 2" 6 messages: Sat 31 Dec 2011 19:00 +14 | Sat 31 Dec 2011 05:00 UTC | <t:1325307600:F> | ` +
					`clocks have gone forward by 1d on Sat 31 Dec 2011: the same time here, that much earlier in UTC`,
				"2 chapters left, the last on Sat 31 Dec 2011; nothing for Sun 1 Jan 2012",
			}},
		{"nothing to post", plan(t, "UTC", "tue,fri 19:00"),
			schedule.Standing{Last: slot(t, "2026-11-20T19:00"), Now: at(t, "2026-11-22 12:00 +0000")}, 0, 9,
			[]string{"no chapter left; nothing for Tue 24 Nov 2026"}},
		{"one to post", plan(t, "UTC", "tue,fri 19:00"),
			schedule.Standing{Last: slot(t, "2026-11-20T19:00"), Now: at(t, "2026-11-22 12:00 +0000")}, 1, 0,
			[]string{"1 chapter left, on Tue 24 Nov 2026; nothing for Fri 27 Nov 2026"}},
		{"paused", plan(t, "UTC", "tue,fri 19:00", "pause from 2026-11-25T00:00"),
			schedule.Standing{Last: slot(t, "2026-11-20T19:00"), Now: at(t, "2026-11-22 12:00 +0000")}, 3, 0,
			[]string{"3 chapters left, 2 of them without a date after Tue 24 Nov 2026"}},
		{"paused at once", plan(t, "UTC", "tue,fri 19:00", "pause from 2026-11-22T00:00"),
			schedule.Standing{Last: slot(t, "2026-11-20T19:00"), Now: at(t, "2026-11-22 12:00 +0000")}, 3, 9,
			[]string{"3 chapters left, without a date"}},
		{"single dates that run out", plan(t, "UTC", "on 2026-12-24 18:00"),
			schedule.Standing{After: at(t, "2026-11-22 12:00 +0000"), Now: at(t, "2026-11-22 12:00 +0000")}, 1, 0,
			[]string{"1 chapter left, on Thu 24 Dec 2026"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := lines(tt.plan.Simulate(tt.at, chapters(1, tt.number), tt.n))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRunwayLevel(t *testing.T) {
	p := plan(t, "UTC", "daily 19:00")
	now := at(t, "2026-11-22 12:00 +0000")
	for n, want := range []schedule.Level{
		schedule.NoneLeft, schedule.OneLeft, schedule.TwoLeft, schedule.Enough, schedule.Enough,
	} {
		f := p.Simulate(schedule.Standing{After: now, Now: now}, chapters(7, n), 2)
		if got := f.Runway.Level(); got != want || f.Runway.Chapters != n || len(f.Drops) != min(n, 2) {
			t.Errorf("%d chapters: level %d, want %d; %d drops", n, got, want, len(f.Drops))
		}
		if got, want := f.Runway.Empty.Slot, slot(t, "2026-11-22T19:00").Plus(time.Duration(n)*24*time.Hour); got != want {
			t.Errorf("%d chapters: nothing for %v, want %v", n, got, want)
		}
	}
}

func TestMoved(t *testing.T) {
	s := slot(t, "2026-12-01T19:00")
	berlin, istanbul := zone(t, "Europe/Berlin"), zone(t, "Europe/Istanbul")
	recorded := s.At(berlin)
	if m, moved := schedule.Moved(s, recorded, berlin); moved || !m.At.Equal(recorded) || m.By != 0 || m.Text != "" {
		t.Errorf("the same rules: %+v", m)
	}
	m, moved := schedule.Moved(s, recorded, istanbul)
	want := "the clocks of Europe/Istanbul follow other rules than when this date was set: Tue 1 Dec 2026 19:00 is now " +
		"Tue 1 Dec 2026 16:00 UTC, 2h earlier than announced (Tue 1 Dec 2026 18:00 UTC)"
	if !moved || m.By != -2*time.Hour || m.Text != want || m.At.Location() != istanbul {
		t.Errorf("other rules: %v, by %v\ngot  %s\nwant %s", m.At, m.By, m.Text, want)
	}
	if m, _ := schedule.Moved(s, s.At(istanbul), berlin); m.By != 2*time.Hour || !strings.Contains(m.Text, "2h later") {
		t.Errorf("the other way: %+v", m)
	}
}

// TestPlanMoved checks that a slot that waits for an earlier one is not taken for one that moved.
func TestPlanMoved(t *testing.T) {
	p := plan(t, "Europe/Berlin", "daily 02:30,03:10", "chapter 9 on 2026-03-29T02:45")
	for _, text := range []string{"2026-03-29T02:30", "2026-03-29T03:10", "2026-03-30T03:10"} {
		s := slot(t, text)
		due, ok := p.Next(s.Plus(-time.Minute), 1, time.Time{})
		if !ok || due.Slot != s {
			t.Fatalf("%s: %v, %v", text, due, ok)
		}
		if m, moved := p.Moved(due.Slot, due.At); moved {
			t.Errorf("%s: %s", text, m.Text)
		}
	}
	due, _ := p.Next(slot(t, "2026-03-20T00:00"), 9, time.Time{})
	if m, moved := p.Moved(due.Slot, due.At); moved {
		t.Errorf("a chapter's own date: %s", m.Text)
	}
	p.Zone = zone(t, "Europe/Istanbul")
	if m, moved := p.Moved(due.Slot, due.At); !moved || m.By != -2*time.Hour {
		t.Errorf("a chapter's own date in another zone: %+v", m)
	}
}
