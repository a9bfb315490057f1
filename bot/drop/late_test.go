package drop_test

import (
	"testing"
	"time"

	"cliffhanger/bot/drop"
)

func TestLatePolicies(t *testing.T) {
	for _, test := range []struct {
		late, back string
		want       []string
		asked      int
	}{
		{"post", "2000-01-01 19:10", []string{"2000-01-01 19:10 1"}, 0},
		{"post", "2000-01-01 23:00", []string{"2000-01-01 23:00 1"}, 0},
		{"post", "2000-01-02 19:01", nil, 1},
		{"ask", "2000-01-01 19:10", []string{"2000-01-01 19:10 1"}, 0},
		{"ask", "2000-01-01 23:00", nil, 1},
		{"skip", "2000-01-01 19:10", []string{"2000-01-01 19:10 1"}, 0},
		{"skip", "2000-01-01 23:00", []string{"2000-01-02 19:00 1"}, 0},
		{"skip", "2000-01-03 12:00", nil, 1},
	} {
		t.Run(test.late+" "+test.back, func(t *testing.T) {
			s := tale(1, nil)
			s.Release.Late = test.late
			tell(t, func(h *house) {
				h.till("2000-01-01 12:00")
				h.stop()
				h.till(test.back)
				h.engine = h.engine.Reopen()
				h.start()
				h.wait(26 * time.Hour)
				h.again()
				same(t, "leads", h.leads(town), test.want)
				if got := h.d.told(drop.Overdue); len(got) != test.asked {
					t.Errorf("asked %v, want %d", got, test.asked)
				}
			}, public(s))
		})
	}
}

func TestAnswersAboutALateChapter(t *testing.T) {
	s := tale(3, nil)
	start := func(h *house) {
		h.till("2000-01-01 12:00")
		h.stop()
		h.till("2000-01-04 12:00")
		h.engine = h.engine.Reopen()
		h.start()
		if c := h.course(); c.Asked != 1 || c.AskAlert == 0 || len(h.leads(town)) != 0 {
			h.t.Fatalf("asked as %+v, posted %q", c, h.leads(town))
		}
	}
	t.Run("post now", func(t *testing.T) {
		tell(t, func(h *house) {
			start(h)
			if err := h.r.ReleaseNow(h.t.Context(), guild, s, 2, 7); err == nil {
				t.Error("chapter 2 was released before chapter 1")
			}
			h.ok(h.r.ReleaseNow(h.t.Context(), guild, s, 1, 7))
			same(t, "released", h.leads(town), []string{"2000-01-04 12:00 1"})
			if c := h.course(); c.Asked != 2 { // its date has passed too
				t.Errorf("asked about %d, want 2", c.Asked)
			}
			h.again()
			if got := len(h.leads(town)); got != 1 || len(h.d.told(drop.Backlog)) != 2 {
				t.Errorf("%d chapters, asked %v", got, h.d.told(drop.Backlog))
			}
		}, public(s))
	})
	t.Run("skip", func(t *testing.T) {
		tell(t, func(h *house) {
			start(h)
			h.ok(h.r.SkipDate(h.t.Context(), guild, s, 1, 7))
			h.till("2000-01-06 20:00")
			same(t, "after skipping", h.leads(town), []string{"2000-01-04 19:00 1", "2000-01-05 19:00 2", "2000-01-06 19:00 3"})
		}, public(s))
	})
	t.Run("a date that is used elsewhere", func(t *testing.T) {
		tell(t, func(h *house) {
			h.till("2000-01-01 12:00") // early readers have chapters 1 and 2
			h.stop()
			h.till("2000-01-04 12:00")
			h.engine = h.engine.Reopen()
			h.start()
			if err := h.r.SkipDate(h.t.Context(), guild, s, 1, 7); err != drop.ErrDated {
				t.Errorf("SkipDate = %v", err)
			}
			if a := h.d.told(drop.Backlog); len(a) == 0 || !a[0].Dated {
				t.Errorf("asked %+v, want one about a date that is used", a)
			}
		}, public(s), drop.Telling{Guild: guild, Channel: early, Story: s, Lead: 36 * time.Hour})
	})
}

func TestTwoLateChaptersAreAskedAboutInTurn(t *testing.T) {
	s := tale(4, nil)
	tell(t, func(h *house) {
		h.till("2000-01-01 20:00") // the public has chapter 1, early readers 1 and 2
		h.stop()
		h.till("2000-01-05 12:00")
		h.engine = h.engine.Reopen()
		h.start()
		h.again()
		asked := func() []int {
			var all []int
			for _, a := range append(h.d.told(drop.Overdue), h.d.told(drop.Backlog)...) {
				all = append(all, a.Chapter)
			}
			return all
		}
		if c := h.course(); c.Asked != 2 {
			t.Fatalf("asked about %d, want what comes first", c.Asked)
		}
		h.adjust("shift from 2000-01-03T19:00 by 7d") // chapter 3 has no date yet, and is late no more
		h.ok(h.r.ReleaseNow(h.t.Context(), guild, s, 2, 7))
		h.till("2000-01-20 00:00")
		same(t, "public", h.leads(town), []string{"2000-01-01 19:00 1", "2000-01-05 12:00 2", "2000-01-10 19:00 3",
			"2000-01-11 19:00 4"})
		same(t, "early", h.leads(early)[2:], []string{"2000-01-09 19:00 3", "2000-01-10 19:00 4"})
		for i, n := range asked() {
			if n != 2 && n != 3 {
				t.Errorf("question %d is about chapter %d", i, n)
			}
		}
	}, public(s), drop.Telling{Guild: guild, Channel: early, Story: s, Lead: 24 * time.Hour})
}

func TestADateUsedElsewhereIsNotSkipped(t *testing.T) {
	s := tale(3, nil)
	s.Release.Late = "skip"
	tell(t, func(h *house) {
		h.till("2000-01-01 12:00")
		h.stop()
		h.till("2000-01-01 22:00")
		h.engine = h.engine.Reopen()
		h.start()
		same(t, "public", h.leads(town), []string{"2000-01-01 22:00 1"})
	}, public(s), drop.Telling{Guild: guild, Channel: early, Story: s, Lead: 36 * time.Hour})
}
