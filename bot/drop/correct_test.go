package drop_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/drop"
	"cliffhanger/bot/render"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

// fixed returns the story with another text in a scene of a chapter.
func fixed(s *story.Story, chapter, scene int, text string) *story.Story {
	t := *s
	t.Chapters = append([]story.Chapter(nil), s.Chapters...)
	c := &t.Chapters[chapter-1]
	c.Scenes = append([]story.Scene(nil), c.Scenes...)
	c.Scenes[scene-1].Blocks = paragraph("%s", text)
	return &t
}

func TestACorrectionEditsTheVeryMessages(t *testing.T) {
	s := tale(2, func(c *story.Chapter) { scenes(c); question(c) })
	better := fixed(s, 1, 2, "Hour two of day one.")
	tellings := []drop.Telling{
		public(s), {Guild: guild, Channel: early, Story: s, Lead: time.Hour, Names: drop.Names{Ping: 7}},
		{Guild: guild, Channel: forum, Kind: drop.Forum, Story: s},
	}
	tell(t, func(h *house) {
		if _, err := h.r.Correct(h.t.Context(), guild, better, 1, 7); !errors.Is(err, drop.ErrNotOut) {
			t.Errorf("before it is out: %v", err)
		}
		h.till("2000-01-01 20:00")
		if _, err := h.r.Correct(h.t.Context(), guild, s, 1, 7); !errors.Is(err, drop.ErrUnchanged) {
			t.Errorf("with nothing changed: %v", err)
		}
		before := len(h.w.messages)
		want, err := h.r.Changes(h.t.Context(), guild, better, 1)
		h.ok(err)
		if len(want) != 3 || h.w.calls["edit"] != 0 {
			t.Fatalf("would change %+v after %d edits", want, h.w.calls["edit"])
		}
		got, err := h.r.Correct(h.t.Context(), guild, better, 1, 7)
		h.ok(err)
		same(t, "changes", got, want)
		for _, c := range got {
			if len(c.Messages) != 1 || h.w.find(c.Messages[0]).text != "Hour two of day one." {
				t.Errorf("in channel %d: %v", c.Channel, c.Messages)
			}
		}
		if h.w.calls["edit"] != 3 || len(h.w.messages) != before || len(h.d.told(drop.Corrected)) != 3 {
			t.Errorf("%d edits, %d messages, told %v", h.w.calls["edit"], len(h.w.messages), h.d.alerts)
		}
		if _, err := h.r.Correct(h.t.Context(), guild, better, 1, 7); !errors.Is(err, drop.ErrUnchanged) {
			t.Errorf("a second time: %v", err)
		}
		h.wait(time.Minute)
		_, err = h.r.Correct(h.t.Context(), guild, s, 1, 7) // and back
		h.ok(err)
		if h.w.calls["edit"] != 6 || h.texts(town)[2] != "Hour 2 of day 1." {
			t.Errorf("%d edits, %q", h.w.calls["edit"], h.texts(town))
		}
		entries, err := h.store.Audit(h.t.Context(), guild, s.Key(), 0)
		h.ok(err)
		if len(entries) != 2 || entries[0].What != "correct chapter 1" || entries[0].Who != h.store.Reader(7) {
			t.Errorf("audit %+v", entries)
		}
	}, tellings...)
}

func TestACorrectionThatCannotBe(t *testing.T) {
	s := tale(1, func(c *story.Chapter) { scenes(c); question(c) })
	s.Release.Gap = time.Minute
	tell(t, func(h *house) {
		h.till("2000-01-01 19:01")
		dawn := fixed(s, 1, 1, "Dawn.")
		if _, err := h.r.Correct(h.t.Context(), guild, dawn, 1, 7); !errors.Is(err, drop.ErrUnderWay) {
			t.Errorf("while it is posted: %v", err)
		}
		h.till("2000-01-01 20:00")
		var long *render.TooLong
		more := fixed(s, 1, 1, strings.Repeat("long ", 900))
		if _, err := h.r.Correct(h.t.Context(), guild, more, 1, 7); !errors.As(err, &long) {
			t.Errorf("too long: %v", err)
		}
		other := fixed(s, 1, 1, "Dawn.")
		other.Chapters[0].Question = nil
		if _, err := h.r.Correct(h.t.Context(), guild, other, 1, 7); !errors.Is(err, render.ErrQuestionChanged) {
			t.Errorf("without its question: %v", err)
		}
		if _, err := h.r.Correct(h.t.Context(), guild, s, 9, 7); !errors.Is(err, drop.ErrNoChapter) {
			t.Errorf("no chapter: %v", err)
		}
		if h.w.calls["edit"] != 0 {
			t.Errorf("%d edits", h.w.calls["edit"])
		}
	}, public(s))
}

func TestTroubleWithEdits(t *testing.T) {
	s := tale(2, scenes)
	better := fixed(fixed(s, 1, 1, "Dawn."), 1, 3, "Dusk.")
	for _, test := range []struct {
		name   string
		errs   []error
		within time.Duration
		dusk   bool // the second edit is made
		told   int
		parked bool
	}{
		{"no answer", []error{errUnknown}, time.Minute, true, 0, false},
		{"old messages are edited too often", many(1, &discord.Error{Status: 429, Code: 30046}), 11 * time.Minute,
			true, 1, false},
		{"one message is not taken", many(1, &discord.Error{Status: 400, Code: 50035}), time.Second, true, 1, false},
		{"one message was deleted", many(1, &discord.Error{Status: 404, Code: 10008}), time.Second, true, 0, false},
		{"no access", many(1, &discord.Error{Status: 403, Code: 50001}), time.Minute, false, 0, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			tell(t, func(h *house) {
				h.till("2000-01-01 20:00")
				h.w.set(func(w *world) { w.errs["edit"] = test.errs })
				_, err := h.r.Correct(h.t.Context(), guild, better, 1, 7)
				h.ok(err)
				h.wait(test.within)
				if got := h.texts(town)[3] == "Dusk."; got != test.dusk {
					t.Errorf("the channel says %q", h.texts(town))
				}
				if got := h.d.told(drop.CannotEdit); len(got) != test.told {
					t.Errorf("told %+v", got)
				}
				if p := h.serial(town).Parked; p.Since.IsZero() == test.parked {
					t.Errorf("parked as %+v", p)
				}
				h.ok(h.r.Retry(h.t.Context(), guild, s.Key(), town, 7))
				h.till("2000-01-02 20:00")
				if got := h.texts(town); len(got) != 8 || got[3] != "Dusk." {
					t.Errorf("in the end %q", got)
				}
			}, public(s))
		})
	}
}

func TestJobsSurviveAnything(t *testing.T) {
	s := tale(1, scenes)
	better := fixed(fixed(s, 1, 1, "Dawn."), 1, 3, "Dusk.")
	for _, fault := range []memkv.Fault{memkv.Break, memkv.LoseRequest, memkv.LoseReply, memkv.Fill} {
		for n := 1; n <= 12; n++ {
			tell(t, func(h *house) {
				h.till("2000-01-01 20:00")
				h.engine.Fault(n, fault)
				h.broken = fault == memkv.Break
				if _, err := h.r.Correct(h.t.Context(), guild, better, 1, 7); err != nil { // the author does it again
					h.stop()
					h.broken = false
					h.engine = h.engine.Reopen()
					h.start()
					_, err = h.r.Correct(h.t.Context(), guild, better, 1, 7)
					if !errors.Is(err, drop.ErrUnderWay) && !errors.Is(err, drop.ErrUnchanged) {
						h.ok(err)
					}
				}
				h.alive()
				if got := h.texts(town); len(got) != 4 || got[1] != "Dawn." || got[3] != "Dusk." {
					t.Errorf("fault %d at commit %d: %q", fault, n, got)
				}
				jobs, err := h.store.UnfinishedJobs(h.t.Context(), h.serial(town).Telling)
				if err != nil || len(jobs) > 0 {
					t.Errorf("fault %d at commit %d: left %+v, %v", fault, n, jobs, err)
				}
			}, public(s))
		}
	}
}

func TestACorrectionWaitsForNoScene(t *testing.T) {
	s := tale(2, scenes)
	s.Chapters[1].Holds = []int{2}
	tell(t, func(h *house) {
		h.till("2000-01-03 12:00") // the second chapter waits before its second scene
		_, err := h.r.Correct(h.t.Context(), guild, fixed(s, 1, 1, "Dawn."), 1, 7)
		h.ok(err)
		if got := h.texts(town)[1]; got != "Dawn." {
			t.Errorf("the first chapter says %q", got)
		}
	}, public(s))
}

func TestReleaseNow(t *testing.T) {
	s := tale(3, scenes)
	s.Chapters[1].Hold = true
	tell(t, func(h *house) {
		h.till("2000-01-01 12:00")
		if err := h.r.ReleaseNow(h.t.Context(), guild, s, 2, 7); !errors.Is(err, drop.ErrNotNext) {
			t.Errorf("the second chapter first: %v", err)
		}
		h.ok(h.r.ReleaseNow(h.t.Context(), guild, s, 1, 7))
		h.adjust("pause from 2000-01-01T12:00")
		h.wait(time.Hour)
		h.ok(h.r.ReleaseNow(h.t.Context(), guild, s, 2, 7)) // held, and paused
		same(t, "released while paused", len(h.w.in(town)), 8)
		h.adjust("resume from 2000-01-01T13:00")
		if err := h.r.ReleaseNow(h.t.Context(), guild, s, 1, 7); !errors.Is(err, drop.ErrOut) {
			t.Errorf("what is out: %v", err)
		}
		h.again()
		h.till("2000-01-05 12:00")
		same(t, "leads", h.leads(town), []string{"2000-01-01 12:00 1", "2000-01-01 13:00 2", "2000-01-02 19:00 3"})
		if got := len(h.w.in(town)); got != 12 {
			t.Errorf("%d messages", got)
		}
	}, public(s))
}

func TestReleaseOfAPortion(t *testing.T) {
	s := tale(1, scenes)
	s.Release.Portion = "1 scene"
	tell(t, func(h *house) {
		h.till("2000-01-01 12:00")
		h.ok(h.r.ReleaseNow(h.t.Context(), guild, s, 1, 7))
		h.wait(time.Hour)
		same(t, "released", h.texts(town), []string{"## Chapter 1", "Morning 1 came."})
		h.till("2000-01-02 12:00")
		same(t, "the day after its date", len(h.texts(town)), 2) // the date of the first day is used up
		h.till("2000-01-02 20:00")
		same(t, "on the next date", h.texts(town)[2:], []string{"Hour 2 of day 1."})
	}, public(s))
}

func TestOrdersAboutALaterPortion(t *testing.T) {
	s := tale(1, scenes)
	s.Release.Portion, s.Release.Late = "1 scene", "ask"
	tell(t, func(h *house) {
		h.till("2000-01-01 20:00")
		h.ok(h.r.Hold(h.t.Context(), guild, s, 1, 0, 7))
		h.ok(h.r.Free(h.t.Context(), guild, s, 1, 0, 7))
		same(t, "freed before its date", len(h.texts(town)), 2)
		h.stop()
		h.till("2000-01-03 12:00")
		h.engine = h.engine.Reopen()
		h.start()
		if c := h.course(); c.Asked != 1 {
			t.Fatalf("asked about %d", c.Asked)
		}
		h.ok(h.r.SkipDate(h.t.Context(), guild, s, 1, 7))
		h.till("2000-01-03 20:00")
		same(t, "on the next date", h.texts(town)[2:], []string{"Hour 2 of day 1."})
		h.ok(h.r.Hold(h.t.Context(), guild, s, 1, 0, 7))
		h.till("2000-01-07 12:00")
		h.ok(h.r.Free(h.t.Context(), guild, s, 1, 0, 7))
		same(t, "freed after its date", h.texts(town)[3:], []string{"Hour 3 of day 1."})
	}, public(s))
}
