package drop_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/drop"
	"cliffhanger/store"
	"cliffhanger/story"
)

// numbers returns which chapters were announced in a channel, in order.
func (h *house) numbers(channel uint64) string {
	var out []string
	for _, l := range h.leads(channel) {
		out = append(out, l[strings.LastIndexByte(l, ' ')+1:])
	}
	return strings.Join(out, " ")
}

// logged fails the test unless the story's log has a line, of a person or of the bot.
func (h *house) logged(line string, person bool) {
	h.t.Helper()
	log, err := h.store.Audit(h.t.Context(), guild, h.served[0].Story.Key(), 50)
	if err != nil || !slices.ContainsFunc(log, func(e store.Entry) bool {
		return e.What == line && person == (e.Who != story.ReaderID{})
	}) {
		h.t.Errorf("the log has %+v, %v, want %q", log, err, line)
	}
}

// down lets the bot be away until an instant.
func (h *house) down(text string) {
	h.t.Helper()
	h.stop()
	h.till(text)
	h.engine = h.engine.Reopen()
	h.start()
}

func TestSeveralLateChaptersAreOneQuestion(t *testing.T) {
	s := tale(8, nil)
	one := public(s)
	one.Ping = 77
	for name, test := range map[string]struct {
		answer func(*house) error
		want   []string // after a further day
		log    string
	}{
		"post all": {func(h *house) error { return h.r.CatchUp(h.t.Context(), guild, s, 2, 7) },
			[]string{"2000-01-01 19:00 1", "2000-01-05 12:00 2", "2000-01-05 12:00 3", "2000-01-05 12:01 4",
				"2000-01-05 19:00 5"},
			"post chapter 2 and all that are late after it, up to 4"},
		"one per date": {func(h *house) error { return h.r.SkipDate(h.t.Context(), guild, s, 2, 7) },
			[]string{"2000-01-01 19:00 1", "2000-01-05 19:00 2"}, "skip the date of chapter 2"},
		"leave out": {func(h *house) error { return h.r.LeaveOut(h.t.Context(), guild, s, 2, 7) },
			[]string{"2000-01-01 19:00 1", "2000-01-05 19:00 5"},
			"leave out chapter 2 and all that are late after it, up to 4"},
		"the first alone": {func(h *house) error { return h.r.ReleaseNow(h.t.Context(), guild, s, 2, 7) },
			[]string{"2000-01-01 19:00 1", "2000-01-05 12:00 2"}, "release chapter 2 now"},
	} {
		t.Run(name, func(t *testing.T) {
			s.Release.Gap = time.Minute
			tell(t, func(h *house) {
				h.till("2000-01-01 20:00")
				h.down("2000-01-05 12:00")
				h.again()
				asked := h.d.told(drop.Backlog)
				if len(asked) != 1 || len(h.d.told(drop.Overdue)) != 0 {
					h.t.Fatalf("asked %+v", h.d.alerts)
				}
				if a := asked[0]; a.Chapter != 2 || a.Last != 4 || a.Count != 3 || a.Dated || a.Slot != "2000-01-02T19:00" {
					t.Errorf("asked %+v", a)
				}
				h.ok(test.answer(h))
				h.again() // the decision is kept; the pause after chapter 2 is not
				h.till("2000-01-06 10:00")
				same(t, "posted", h.leads(town), test.want)
				h.logged(test.log, true)
				asks := map[string]int{"the first alone": 2}
				if got := len(h.d.told(drop.Backlog)); got != max(1, asks[name]) {
					t.Errorf("asked %d times", got)
				}
				for _, m := range h.w.in(town) {
					if strings.HasPrefix(m.text, "## Chapter 3") && len(m.roles) > 0 && name == "post all" {
						t.Error("each of many chapters at once pings")
					}
				}
			}, one)
		})
	}
}

func TestLateChaptersOfTwoChannelsAreDecidedTogether(t *testing.T) {
	s := tale(8, nil)
	tellings := []drop.Telling{public(s), {Guild: guild, Channel: early, Story: s, Lead: 24 * time.Hour}}
	for name, test := range map[string]struct {
		answer      func(*house) error
		town, early string
	}{
		"post all":  {func(h *house) error { return h.r.CatchUp(h.t.Context(), guild, s, 2, 7) }, "1 2 3 4 5", "1 2 3 4 5 6"},
		"leave out": {func(h *house) error { return h.r.LeaveOut(h.t.Context(), guild, s, 2, 7) }, "1 5", "1 2 5 6"},
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, func(h *house) {
				h.till("2000-01-01 20:00") // the public has chapter 1, early readers 1 and 2
				h.down("2000-01-05 12:00")
				if c := h.course(); c.Asked != 2 {
					h.t.Fatalf("asked about %d, want what comes first", c.Asked)
				}
				h.ok(test.answer(h))
				h.till("2000-01-05 20:00")
				if a, b := h.numbers(town), h.numbers(early); a != test.town || b != test.early {
					t.Errorf("posted %q and %q, want %q and %q", a, b, test.town, test.early)
				}
				if err := test.answer(h); !errors.Is(err, drop.ErrOnTime) {
					t.Errorf("a second answer is %v", err)
				}
			}, tellings...)
		})
	}
}

// join begins with a story of which five chapters are out at the end, and adds a channel to it.
func join(t *testing.T, s *story.Story, play func(h *house)) {
	t.Helper()
	tell(t, func(h *house) {
		h.till("2000-01-04 20:00")
		h.stop()
		h.engine = h.engine.Reopen()
		h.served = append(h.served, drop.Telling{Guild: guild, Channel: early, Story: s, Lead: time.Hour})
		h.till("2000-01-06 12:00")
		h.d.alerts = nil
		h.start()
		play(h)
	}, public(s))
}

func TestANewChannelIsOneQuestion(t *testing.T) {
	for name, test := range map[string]struct {
		all  bool
		want string
		log  string
	}{
		"from the first": {true, "1 2 3 4 5 6", "begin in channel 33 with chapter 1"},
		"from the next":  {false, "6", "begin in channel 33 after chapter 5"},
	} {
		t.Run(name, func(t *testing.T) {
			s := tale(8, nil)
			join(t, s, func(h *house) {
				h.again()
				asked := h.d.told(drop.Joining)
				if len(asked) != 1 || asked[0].Channel != early || asked[0].Count != 5 || asked[0].Last != 5 {
					h.t.Fatalf("asked %+v", h.d.alerts)
				}
				if err := h.r.ReleaseNow(h.t.Context(), guild, s, 6, 7); err != nil {
					t.Errorf("the other channel waits for the new one: %v", err)
				}
				h.ok(h.r.Join(h.t.Context(), guild, s, early, test.all, 7))
				if err := h.r.Join(h.t.Context(), guild, s, early, !test.all, 7); !errors.Is(err, drop.ErrOnTime) {
					t.Errorf("a second answer is %v", err)
				}
				h.again()
				h.till("2000-01-06 20:00")
				if got := h.numbers(early); got != test.want {
					t.Errorf("posted %q, want %q", got, test.want)
				}
				h.logged(test.log, true)
				if len(h.d.told(drop.Joining)) != 1 {
					t.Errorf("asked %+v", h.d.alerts)
				}
			})
		})
	}
}

// However often the program dies while it catches up, each chapter comes once, and in order.
func TestCatchingUpSurvivesDeaths(t *testing.T) {
	s := tale(6, scenes)
	s.Release.Gap = time.Minute
	join(t, s, func(h *house) {
		h.ok(h.r.Join(h.t.Context(), guild, s, early, true, 7))
		for range 30 {
			h.wait(40 * time.Second)
			h.again()
		}
		h.wait(time.Hour)
		got := h.texts(early)
		var want []string
		for n := 1; n <= 4; n++ {
			want = append(want, fmt.Sprintf("## Chapter %d", n), fmt.Sprintf("Morning %d came.", n),
				fmt.Sprintf("Hour 2 of day %d.", n), fmt.Sprintf("Hour 3 of day %d.", n))
		}
		same(t, "posted", got[:min(len(got), len(want))], want)
	})
}

func TestANewChannelWithoutADeskBeginsWithTheNextChapter(t *testing.T) {
	s := tale(8, nil)
	tell(t, func(h *house) {
		h.till("2000-01-04 20:00")
		h.stop()
		h.engine = h.engine.Reopen()
		h.served = append(h.served, drop.Telling{Guild: guild, Channel: early, Story: s, Lead: time.Hour})
		h.d.none = true
		h.till("2000-01-06 12:00")
		h.start()
		h.again()
		h.till("2000-01-06 20:00")
		if got := h.numbers(early); got != "6" {
			t.Errorf("posted %q, want only what was not out", got)
		}
		h.logged("begin in channel 33 after chapter 5", false)
	}, public(s))
}

func TestAHoldEndsWhatIsCaughtUp(t *testing.T) {
	s := tale(6, nil)
	s.Release.Gap = time.Minute
	tell(t, func(h *house) {
		h.till("2000-01-01 20:00")
		h.down("2000-01-06 12:00")
		h.ok(h.r.CatchUp(h.t.Context(), guild, s, 2, 7))
		h.ok(h.r.Hold(h.t.Context(), guild, s, 4, 0, 7))
		h.wait(10 * time.Minute)
		if got := h.numbers(town); got != "1 2 3" {
			t.Errorf("posted %q past a hold", got)
		}
		h.ok(h.r.Free(h.t.Context(), guild, s, 4, 0, 7))
		h.wait(10 * time.Minute)
		if got := h.numbers(town); got != "1 2 3 4 5" {
			t.Errorf("posted %q", got)
		}
	}, public(s))
}

func TestPortionsOfABacklogAreLeftOutTogether(t *testing.T) {
	s := tale(4, scenes)
	s.Release.Portion = "1 scene"
	tell(t, func(h *house) {
		h.till("2000-01-01 20:00") // the first scene of chapter 1
		h.down("2000-01-06 12:00") // four more are late: the rest of chapter 1, and two of chapter 2
		h.ok(h.r.LeaveOut(h.t.Context(), guild, s, 1, 7))
		if v := h.serial(town); v.Chapter != 1 || v.Scene != 2 || v.Released != (story.Place{Chapter: 2, Scene: 2}) {
			t.Errorf("stands at %+v", v)
		}
		h.till("2000-01-06 20:00")
		all := h.texts(town)
		if last := all[len(all)-1]; last != "Hour 3 of day 2." || len(all) != 3 {
			t.Errorf("posted %q", all)
		}
	}, public(s))
}
