package drop_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/drop"
	"cliffhanger/store"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

func TestARetraction(t *testing.T) {
	s := tale(2, func(c *story.Chapter) { scenes(c); question(c) })
	s.Release.Index = true
	tell(t, func(h *house) {
		h.till("2000-01-01 20:00")
		h.ok(h.r.Retract(h.t.Context(), guild, s, 1, 7))
		all := h.w.in(town)
		for i, m := range all[:5] {
			if m.edits != 1 || strings.Contains(m.text, "Hour") || strings.Contains(m.text, "Morning") {
				t.Errorf("message %d says %q", i, m.text)
			}
		}
		if len(all) != 6 || len(all[4].emoji) != 3 || len(h.d.told(drop.Retracted)) != 1 {
			t.Errorf("%d messages, told %v", len(all), h.d.alerts)
		}
		if v := h.serial(town); v.Released != (story.Place{Chapter: 1, Scene: 3}) {
			t.Errorf("stands at %+v", v)
		}
		if err := h.r.Retract(h.t.Context(), guild, s, 1, 7); !errors.Is(err, drop.ErrUnchanged) {
			t.Errorf("a second time: %v", err)
		}
		_, err := h.r.Correct(h.t.Context(), guild, s, 1, 7)
		h.ok(err)
		if got := h.texts(town)[1]; got != "Morning 1 came." {
			t.Errorf("brought back as %q", got)
		}
	}, public(s))
}

// showsNothing fails the test if anything in a channel, or in the threads of it, still says something of a chapter.
func (h *house) showsNothing(chapter string, words ...string) {
	h.t.Helper()
	h.w.mu.Lock()
	defer h.w.mu.Unlock()
	for _, m := range h.w.messages {
		for _, w := range words {
			if strings.Contains(m.text, w) {
				h.t.Errorf("%s is taken back, and channel %d says %q", chapter, m.channel, m.text)
			}
		}
	}
}

func TestARetractionReachesTheIndexAndTheDiscussion(t *testing.T) {
	s := tale(2, func(c *story.Chapter) { scenes(c); question(c) })
	s.Chapters[0].Title = "The Tide"
	s.Release.Index, s.Release.Discuss = true, story.DiscussThread
	for _, talk := range []uint64{0, talks} {
		one := public(s)
		one.Discuss = talk
		tell(t, func(h *house) {
			h.till("2000-01-01 20:00")
			before := h.everyText()
			h.ok(h.r.Retract(h.t.Context(), guild, s, 1, 7))
			h.showsNothing("chapter 1", "Morning 1", "day 1", "The Tide", "What now?", "Sink")
			if got := h.w.find(h.serial(town).Index).text; !strings.Contains(got, "taken back by its author") {
				t.Errorf("the index says %q", got)
			}
			h.wait(time.Minute)
			_, err := h.r.Correct(h.t.Context(), guild, s, 1, 7)
			h.ok(err)
			same(t, "brought back", h.everyText(), before)
		}, one)
	}
}

// everyText returns what every message says.
func (h *house) everyText() []string {
	h.w.mu.Lock()
	defer h.w.mu.Unlock()
	var out []string
	for _, m := range h.w.messages {
		out = append(out, m.text)
	}
	return out
}

func TestAChapterTakenBackBetweenItsPortions(t *testing.T) {
	s := tale(2, scenes)
	s.Release.Portion = "1 scene"
	tell(t, func(h *house) {
		h.till("2000-01-01 20:00")
		h.ok(h.r.Retract(h.t.Context(), guild, s, 1, 7))
		for name, err := range map[string]error{
			"release": h.r.ReleaseNow(h.t.Context(), guild, s, 1, 7), "free": h.r.Free(h.t.Context(), guild, s, 1, 0, 7),
		} {
			if !errors.Is(err, drop.ErrRetracted) {
				t.Errorf("%s: %v", name, err)
			}
		}
		h.till("2000-01-03 12:00")
		h.again()
		if got := h.texts(town); len(got) != 2 {
			t.Fatalf("taken back, and the channel says %q", got)
		}
		h.showsNothing("chapter 1", "Morning 1")
		_, err := h.r.Correct(h.t.Context(), guild, s, 1, 7)
		h.ok(err)
		h.till("2000-01-10 20:00")
		same(t, "brought back", h.texts(town), []string{"## Chapter 1", "Morning 1 came.", "Hour 2 of day 1.",
			"Hour 3 of day 1.", "## Chapter 2", "Morning 2 came.", "Hour 2 of day 2.", "Hour 3 of day 2."})
	}, public(s))
}

func TestAChapterTakenBackBeforeItIsOutEverywhere(t *testing.T) {
	s := tale(2, scenes)
	tell(t, func(h *house) {
		h.till("2000-01-01 18:30")
		h.ok(h.r.Retract(h.t.Context(), guild, s, 1, 7))
		h.till("2000-01-02 18:30")
		if got := h.texts(town); len(got) > 0 {
			t.Errorf("everybody is shown %q", got)
		}
		h.showsNothing("chapter 1", "Morning 1")
		_, err := h.r.Correct(h.t.Context(), guild, fixed(s, 1, 1, "Dawn."), 1, 7)
		h.ok(err)
		h.till("2000-01-03 20:00")
		same(t, "everybody reads", h.texts(town)[2:4], []string{"Hour 2 of day 1.", "Hour 3 of day 1."})
		if got := h.texts(early); got[1] != "Dawn." || len(got) != 8 {
			t.Errorf("those ahead read %q", got)
		}
	}, public(s), drop.Telling{Guild: guild, Channel: early, Story: s, Lead: time.Hour})
}

func TestAChapterUnderWayIsNotTakenBack(t *testing.T) {
	s := tale(1, scenes)
	s.Release.Gap = time.Minute
	tell(t, func(h *house) {
		h.till("2000-01-01 19:01")
		if err := h.r.Retract(h.t.Context(), guild, s, 1, 7); !errors.Is(err, drop.ErrUnderWay) {
			t.Errorf("under way: %v", err)
		}
		if c := h.course(); len(c.Retracted) > 0 {
			t.Errorf("the course says that %v are taken back", c.Retracted)
		}
		h.till("2000-01-01 19:30")
		h.ok(h.r.Retract(h.t.Context(), guild, s, 1, 7))
		h.showsNothing("chapter 1", "Morning 1", "Hour")
	}, public(s))
}

// Whatever becomes of the order: if the chapter counts as taken back, then in the end no message shows its text, though
// its author does nothing more; and if not, then all show it.
func TestARetractionSurvivesAnything(t *testing.T) {
	s := tale(1, scenes)
	for _, fault := range []memkv.Fault{memkv.Break, memkv.LoseRequest, memkv.LoseReply, memkv.Fill} {
		for n := 1; n <= 10; n++ {
			tell(t, func(h *house) {
				h.till("2000-01-01 20:00")
				before := h.texts(town)
				h.engine.Fault(n, fault)
				h.broken = fault == memkv.Break
				if err := h.r.Retract(h.t.Context(), guild, s, 1, 7); err != nil {
					h.stop()
					h.broken = false
					h.engine = h.engine.Reopen()
					h.start()
				}
				h.alive()
				for _, channel := range []uint64{town, early} {
					switch got := h.texts(channel); {
					case len(h.course().Retracted) == 0:
						same(t, "not taken back", got, before)
					case len(got) != 4 || slices.ContainsFunc(got, func(s string) bool {
						return strings.Contains(s, "Hour") || strings.Contains(s, "Morning")
					}):
						t.Errorf("fault %d at commit %d: taken back as %q", fault, n, got)
					}
				}
			}, public(s), drop.Telling{Guild: guild, Channel: early, Story: s, Lead: time.Hour})
		}
	}
}

// An order of a program that did not note in the course what it took back.
func TestAnOldRetractionIsNoted(t *testing.T) {
	s := tale(1, scenes)
	forget := func(h *house) {
		_, err := h.store.ChangeCourse(h.t.Context(), guild, s.Key(), func(c *store.Course) error {
			c.Retracted = nil
			return nil
		}, store.Entry{})
		h.ok(err)
	}
	tell(t, func(h *house) {
		h.till("2000-01-01 20:00")
		h.w.set(func(w *world) { w.errs["edit"] = many(1, errUnknown) })
		h.ok(h.r.Retract(h.t.Context(), guild, s, 1, 7))
		forget(h)
		h.again() // half done
		h.wait(time.Minute)
		same(t, "taken back", h.course().Retracted, []int{1})
		forget(h) // done
		h.ok(h.r.Retract(h.t.Context(), guild, s, 1, 7))
		same(t, "taken back once more", h.course().Retracted, []int{1})
		if err := h.r.Retract(h.t.Context(), guild, s, 1, 7); !errors.Is(err, drop.ErrUnchanged) {
			t.Errorf("a further time: %v", err)
		}
	}, public(s))
}
