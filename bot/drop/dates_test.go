package drop_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/drop"
	"cliffhanger/store"
	"cliffhanger/story"

	"github.com/google/go-cmp/cmp"
)

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestOneTimeline(t *testing.T) {
	s := tale(12, nil)
	patrons := drop.Telling{Guild: guild, Channel: early, Story: s, Lead: 7 * 24 * time.Hour}
	tell(t, func(h *house) {
		h.till("2000-01-01 12:00") // the course began at midnight, so what is early has begun then
		h.till("2000-01-03 20:00")
		// Eight chapters are due within seven days of the beginning, and then one each day.
		var want []string
		for n := 1; n <= 7; n++ {
			want = append(want, "2000-01-01 00:00 "+string(rune('0'+n)))
		}
		want = append(want, "2000-01-01 19:00 8", "2000-01-02 19:00 9", "2000-01-03 19:00 10")
		same(t, "early", h.leads(early), want)
		same(t, "public", h.leads(town), []string{"2000-01-01 19:00 1", "2000-01-02 19:00 2", "2000-01-03 19:00 3"})
		stamp := fmt.Sprint(time.Date(2000, 1, 1, 19, 0, 0, 0, time.UTC).Unix()) // when the first is public
		if !strings.Contains(h.w.in(early)[0].text, stamp) || strings.Contains(h.w.in(town)[0].text, stamp) {
			t.Errorf("early: %q, public: %q", h.w.in(early)[0].text, h.w.in(town)[0].text)
		}
		h.adjust("shift from 2000-01-11T19:00 by 2d") // moves what has no date yet: chapters 11 and 12
		h.till("2000-01-20 00:00")
		same(t, "public in the end", h.leads(town)[3:], []string{"2000-01-04 19:00 4", "2000-01-05 19:00 5",
			"2000-01-06 19:00 6", "2000-01-07 19:00 7", "2000-01-08 19:00 8", "2000-01-09 19:00 9", "2000-01-10 19:00 10",
			"2000-01-13 19:00 11", "2000-01-14 19:00 12"})
		same(t, "early in the end", h.leads(early)[10:], []string{"2000-01-06 19:00 11", "2000-01-07 19:00 12"})
	}, public(s), patrons)
}

func TestAPauseHoldsEveryTelling(t *testing.T) {
	s := tale(4, nil)
	tell(t, func(h *house) {
		h.till("2000-01-01 20:00")
		h.adjust("pause from 2000-01-01T20:00")
		h.till("2000-01-05 12:00")
		if got := len(h.leads(town)) + len(h.leads(early)); got != 1+3 {
			t.Errorf("%d leads while paused: %q, %q", got, h.leads(town), h.leads(early))
		}
		if due := h.serial(town).NextDue; !due.IsZero() {
			t.Errorf("the next is said to be due %v", due)
		}
		h.adjust("resume from 2000-01-05T12:00")
		h.till("2000-01-05 13:00")
		if c := h.course(); c.Asked != 2 { // its date, which early readers had, passed during the pause
			t.Errorf("asked about %d, want 2", c.Asked)
		}
		h.ok(h.r.ReleaseNow(h.t.Context(), guild, s, 2, 7))
		h.ok(h.r.ReleaseNow(h.t.Context(), guild, s, 3, 7))
		h.till("2000-01-08 20:00")
		same(t, "public", h.leads(town), []string{"2000-01-01 19:00 1", "2000-01-05 13:00 2", "2000-01-05 13:00 3",
			"2000-01-05 19:00 4"})
		same(t, "early", h.leads(early)[3:], []string{"2000-01-05 12:00 4"})
	}, public(s), drop.Telling{Guild: guild, Channel: early, Story: s, Lead: 48 * time.Hour})
}

func TestADropIsPausedAtAScene(t *testing.T) {
	s := tale(1, scenes)
	s.Release.Gap = 10 * time.Minute
	tell(t, func(h *house) {
		h.till("2000-01-01 19:05")
		h.adjust("pause from 2000-01-01T19:05")
		h.till("2000-01-01 22:00")
		same(t, "while paused", h.texts(town), []string{"## Chapter 1", "Morning 1 came."})
		h.adjust("resume from 2000-01-01T22:00")
		same(t, "when resumed", h.texts(town), []string{"## Chapter 1", "Morning 1 came.", "Hour 2 of day 1."})
		h.again()
		h.till("2000-01-01 22:10")
		same(t, "later", h.texts(town)[3:], []string{"Hour 3 of day 1."})
	}, public(s))
}

func TestHolds(t *testing.T) {
	s := tale(3, scenes)
	s.Chapters[0].Holds = []int{2}
	s.Chapters[1].Hold = true
	tell(t, func(h *house) {
		h.till("2000-01-01 20:00")
		same(t, "a scene held in the manuscript", h.texts(town), []string{"## Chapter 1", "Morning 1 came."})
		h.again()
		h.ok(h.r.Hold(h.t.Context(), guild, s, 1, 3, 7))
		h.ok(h.r.Free(h.t.Context(), guild, s, 1, 2, 7))
		same(t, "a scene held by order", h.texts(town)[2:], []string{"Hour 2 of day 1."})
		h.ok(h.r.Free(h.t.Context(), guild, s, 1, 3, 7))
		same(t, "freed", h.texts(town)[3:], []string{"Hour 3 of day 1."})
		h.till("2000-01-04 12:00")
		same(t, "a chapter held in the manuscript", h.leads(town), []string{"2000-01-01 19:00 1"})
		h.ok(h.r.Free(h.t.Context(), guild, s, 2, 0, 7))
		h.till("2000-01-04 20:00")
		same(t, "freed after its date", h.leads(town)[1:2], []string{"2000-01-04 12:00 2"})
		if got := h.d.told(drop.Overdue); len(got) != 0 {
			t.Errorf("asked about what was freed: %v", got)
		}
		if err := h.r.Hold(h.t.Context(), guild, s, 1, 2, 7); err != drop.ErrOut {
			t.Errorf("holding what is out: %v", err)
		}
	}, public(s))
}

func TestClockJumps(t *testing.T) {
	for _, by := range []time.Duration{time.Hour, -time.Hour, -30 * time.Hour} {
		for _, at := range []string{"2000-01-02 18:30", "2000-01-02 19:00", "2000-01-02 19:05"} {
			s := tale(6, scenes)
			s.Release.Gap = 3 * time.Minute
			tell(t, func(h *house) {
				h.till(at)
				h.clock.set(by)
				h.wait(14 * 24 * time.Hour)
				var got []string
				for _, m := range h.w.in(town) {
					if m.text != "" {
						got = append(got, m.text)
					}
				}
				if len(got) != 6*4 || len(h.leads(town)) != 6 {
					t.Errorf("a jump of %v at %s: %d messages, chapters %q", by, at, len(got), h.leads(town))
				}
			}, public(s))
		}
	}
}

func TestAStoryThatRanOutGoesOnAtItsNextDate(t *testing.T) {
	s := tale(1, nil)
	tell(t, func(h *house) {
		h.till("2000-01-10 12:00")
		h.stop()
		more := tale(3, nil)
		h.served[0].Story = more
		h.engine = h.engine.Reopen()
		h.start()
		h.till("2000-01-11 20:00")
		same(t, "leads", h.leads(town), []string{"2000-01-01 19:00 1", "2000-01-10 19:00 2", "2000-01-11 19:00 3"})
	}, public(s))
}

func TestRunwayIsToldOnceEach(t *testing.T) {
	s := tale(5, nil)
	tell(t, func(h *house) {
		for range 8 {
			h.wait(24 * time.Hour)
			h.again()
		}
		var left []int
		for _, a := range h.d.told(drop.Runway) {
			left = append(left, a.Left)
			if a.Text == "" {
				t.Errorf("no words in %+v", a)
			}
		}
		same(t, "told", left, []int{2, 1, 0})
	}, public(s), drop.Telling{Guild: guild, Channel: early, Story: s, Lead: 24 * time.Hour})
}

func TestAZoneThatMoved(t *testing.T) {
	s := tale(6, nil)
	west := *s
	west.Release.Zone = time.FixedZone("West", 2*60*60)
	patrons := drop.Telling{Guild: guild, Channel: early, Story: s, Lead: 24 * time.Hour}
	tell(t, func(h *house) {
		h.till("2000-01-02 20:00") // chapters 1 and 2 are out; 3 has its date, 4 is expected
		h.stop()
		h.served[0].Story, h.served[1].Story = &west, &west // as if the zone's rules were others
		h.engine = h.engine.Reopen()
		h.start()
		given, _, err := h.store.TimedOf(h.t.Context(), guild, s.Key(), 3)
		if want := time.Date(2000, 1, 3, 17, 0, 0, 0, time.UTC); err != nil || !given.At.Equal(want) {
			t.Errorf("chapter 3 is recorded as %+v, %v", given, err)
		}
		h.again()
		h.till("2000-01-06 20:00")
		same(t, "public", h.leads(town)[2:5], []string{"2000-01-03 17:00 3", "2000-01-04 17:00 4", "2000-01-05 17:00 5"})
		same(t, "early", h.leads(early)[3:5], []string{"2000-01-03 17:00 4", "2000-01-04 17:00 5"})
		alerts := h.d.told(drop.ZoneMoved)
		if len(alerts) != 1 || alerts[0].Chapter != 3 {
			t.Errorf("told %+v, want the move of chapter 3 once", alerts)
		}
	}, public(s), patrons)
	tell(t, func(h *house) {
		h.till("2000-01-02 20:00")
		h.stop()
		h.served[0].Story = &west
		h.engine = h.engine.Reopen()
		h.start()
		h.again()
		if alerts := h.d.told(drop.ZoneMoved); len(alerts) != 1 || alerts[0].Chapter != 3 {
			t.Errorf("told %+v, want the move of the expected chapter 3 once", alerts)
		}
	}, public(s))
}

func TestPortions(t *testing.T) {
	s := tale(2, func(c *story.Chapter) { scenes(c); question(c) })
	s.Release.Portion, s.Release.Gap, s.Release.Discuss = "2 scenes", 10*time.Minute, story.DiscussThread
	tell(t, func(h *house) {
		h.till("2000-01-01 20:00")
		if got := h.w.calls["thread"]; got != 0 {
			t.Errorf("%d discussions before the last scene is out", got)
		}
		same(t, "first portion", h.texts(town), []string{"## Chapter 1", "Morning 1 came.", "Hour 2 of day 1."})
		if v := h.serial(town); v.Chapter != 0 || v.Scene != 2 || v.Released != (story.Place{Chapter: 1, Scene: 2}) {
			t.Errorf("stands at %+v", v)
		}
		h.again()
		h.till("2000-01-02 20:00")
		got := h.w.in(town)[3:]
		if len(got) != 2 || got[0].text != "Hour 3 of day 1." || got[1].thread == "" {
			t.Fatalf("second portion %+v", got)
		}
		if at := got[0].at.Format("15:04"); at != "19:00" {
			t.Errorf("the second portion came at %s", at)
		}
		h.till("2000-01-04 20:00")
		same(t, "leads", h.leads(town), []string{"2000-01-01 19:00 1", "2000-01-03 19:00 2"})
		if v := h.serial(town); v.Chapter != 2 || v.Scene != 0 {
			t.Errorf("ends at %+v", v)
		}
	}, public(s))
}

func TestPokesAreNoTrouble(t *testing.T) {
	s := tale(2, scenes)
	s.Release.Gap = time.Minute
	tell(t, func(h *house) {
		for range 24 * 60 {
			h.wait(time.Minute)
			h.r.Poke(guild, s.Key())
		}
		h.r.Poke(guild+1, s.Key())
		if got := len(h.w.in(town)); got != 4 {
			t.Errorf("%d messages, want the 4 of chapter 1", got)
		}
		entries, err := h.store.Audit(h.t.Context(), guild, s.Key(), 0)
		if err != nil || len(entries) != 0 {
			t.Errorf("audit %v, %v", entries, err)
		}
	}, public(s))
}

func TestAStoryToldBeforeThereWereCourses(t *testing.T) {
	s := tale(2, nil)
	tell(t, func(h *house) {
		h.till("2000-01-02 08:00")
		key := store.Telling{Guild: guild, Story: s.Key(), Channel: town}
		h.ok(h.store.Attach(h.t.Context(), key, store.Spot{}))
		h.ok(h.store.SetDue(h.t.Context(), key, time.Date(2000, 1, 1, 19, 0, 0, 0, time.UTC)))
		h.served = []drop.Telling{public(s)}
		h.again()
		same(t, "its date has passed", h.leads(town), []string{"2000-01-02 08:00 1"})
	})
}
