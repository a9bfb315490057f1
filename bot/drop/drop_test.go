package drop_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/drop"
	"cliffhanger/story"

	"github.com/google/go-cmp/cmp"
)

var (
	errUnknown = fmt.Errorf("post: %w", discord.ErrOutcomeUnknown)
	denied     = &discord.Error{Op: "post", Status: 403, Code: 50013}
	missing    = &discord.Error{Op: "post", Status: 404, Code: 10003}
)

func TestNoSilenceOfDiscordEndsAStory(t *testing.T) {
	limited := &discord.Error{Status: 429}
	for _, test := range []struct {
		name string
		errs map[string][]error
	}{
		{"no answer before the plan", map[string][]error{"newest": many(3, errUnknown)}},
		{"no answer to a reaction", map[string][]error{"react": many(4, errUnknown)}},
		{"a post put off", map[string][]error{"post": many(5, limited)}},
		{"no connection", map[string][]error{"post": many(2, fmt.Errorf("post: %w", discord.ErrUnreachable))}},
	} {
		t.Run(test.name, func(t *testing.T) {
			tell(t, func(h *house) {
				h.w.set(func(w *world) { w.errs = test.errs })
				h.till("2000-01-01 19:02")
				all := h.w.in(town)
				if len(all) != 3 || len(all[2].emoji) != 3 {
					t.Errorf("posted %q, want a lead, a scene and a question with 3 reactions", h.texts(town))
				}
				if len(h.d.told(drop.Refused)) != 0 {
					t.Error("the author was told of a refusal")
				}
			}, public(tale(1, question)))
		})
	}
}

func TestSlowModeIsWaitedOut(t *testing.T) {
	tell(t, func(h *house) {
		h.w.set(func(w *world) { w.errs["post"] = many(3, &discord.Error{Status: 400, Code: 20016}) })
		h.till("2000-01-01 19:04")
		if got := len(h.w.in(town)); got != 2 || len(h.d.told(drop.Refused)) != 0 {
			t.Errorf("%d messages and %v", got, h.d.alerts)
		}
	}, public(tale(1, nil)))
}

func TestARefusalParksOneTelling(t *testing.T) {
	s := tale(3, nil)
	s.Release.Schedule = "daily 08:00,19:00"
	tell(t, func(h *house) {
		h.w.set(func(w *world) { w.gone[town] = denied })
		h.till("2000-01-01 20:00")
		if got := h.w.calls["newest"] + h.w.calls["post"]; got != 1+2*3 { // one in town; the lead and a scene twice elsewhere
			t.Errorf("%d requests, want one refused and six carried out", got)
		}
		if got, want := h.leads(early), []string{"2000-01-01 08:00 1", "2000-01-01 19:00 2"}; !cmp.Equal(got, want) {
			t.Errorf("elsewhere %q, want %q", got, want)
		}
		alerts := h.d.told(drop.Refused)
		if len(alerts) != 1 || alerts[0].Channel != town || alerts[0].Cause != error(denied) {
			t.Errorf("told %v, want the refusal once", alerts)
		}
		p := h.serial(town).Parked
		if p.Since.IsZero() || p.Reason == "" || p.Alert == 0 {
			t.Errorf("parked as %+v", p)
		}
		h.adjust("skip 2000-01-20T19:00") // which says nothing about the channel
		h.again()                         // may have mended it, and has not
		if got := h.d.told(drop.Refused); len(got) != 1 {
			t.Errorf("told %d times of one refusal", len(got))
		}
		if got := h.serial(town).Parked; !got.Since.Equal(p.Since) || got.Alert != p.Alert {
			t.Errorf("parked anew as %+v", got)
		}
		h.w.set(func(w *world) { delete(w.gone, town) })
		h.ok(h.r.Retry(h.t.Context(), guild, s.Key(), town, 7))
		h.till("2000-01-02 08:30")
		if got := len(h.leads(town)); got != 3 {
			t.Errorf("%d chapters after the retry, want 3: %q", got, h.leads(town))
		}
		if p := h.serial(town).Parked; !p.Since.IsZero() {
			t.Errorf("still parked: %+v", p)
		}
	}, public(s), drop.Telling{Guild: guild, Channel: early, Story: s})
}

func TestABarredTellingAsksNobody(t *testing.T) {
	s := tale(1, nil)
	one := public(s)
	one.Barred = fmt.Errorf("not age-restricted")
	tell(t, func(h *house) {
		h.wait(48 * time.Hour)
		if len(h.w.calls) != 0 || len(h.d.told(drop.Refused)) != 1 {
			t.Errorf("requests %v, told %v", h.w.calls, h.d.alerts)
		}
	}, one)
}

func TestARestartGoesOnAfterARefusal(t *testing.T) {
	tell(t, func(h *house) {
		h.w.set(func(w *world) { w.errs["post"] = []error{nil, missing} })
		h.till("2000-01-01 20:00")
		if got := h.texts(town); len(got) != 1 {
			t.Fatalf("posted %q, want the lead", got)
		}
		h.again()
		if got := h.texts(town); len(got) != 2 {
			t.Errorf("posted %q, want the lead and the scene", got)
		}
	}, public(tale(1, nil)))
}

func TestWhatIsPostedForAChapter(t *testing.T) {
	note := func(c *story.Chapter) { c.Note.Blocks = paragraph("Thank you.") }
	for _, test := range []struct {
		name   string
		change func(*story.Chapter)
		want   []string // parts of the messages, in order
	}{
		{"a scene alone", nil, []string{"Chapter 1", "Morning 1"}},
		{"a note and no question", note, []string{"Chapter 1", "Morning 1", "Thank you."}},
		{"a question without options", func(c *story.Chapter) { c.Question = &story.Question{Text: "And you?"} },
			[]string{"Chapter 1", "Morning 1", "And you?"}},
		{"warnings", func(c *story.Chapter) { c.Warnings = []string{"spiders"} }, []string{"||spiders||", "Morning 1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			tell(t, func(h *house) {
				h.till("2000-01-01 19:01")
				all := h.w.in(town)
				if len(all) != len(test.want) {
					t.Fatalf("posted %q", h.texts(town))
				}
				for i, part := range test.want {
					if !strings.Contains(all[i].text, part) || len(all[i].emoji) != 0 || len(all[i].roles) != 0 {
						t.Errorf("message %d is %+v, want %q", i, all[i], part)
					}
				}
			}, public(tale(1, test.change)))
		})
	}
}

func TestOnePing(t *testing.T) {
	s := tale(2, scenes)
	s.Chapters[1].Silent = true
	one := public(s)
	one.Ping = 77
	tell(t, func(h *house) {
		h.till("2000-01-02 19:01")
		for i, m := range h.w.in(town) {
			if pings := len(m.roles) > 0; pings != (i == 0) || m.silenced == (i == 0) {
				t.Errorf("message %d, %q, pings %v, silent %v", i, m.text, m.roles, m.silenced)
			}
		}
	}, one)
}

func TestAScheduleThatIsNoneIsAnError(t *testing.T) {
	for name, change := range map[string]func(*story.Story){
		"schedule":              func(s *story.Story) { s.Release.Schedule = "whenever" },
		"the date of chapter 1": func(s *story.Story) { s.Chapters[0].Date = "soon" },
	} {
		s := tale(1, nil)
		change(s)
		err := drop.New(drop.Config{Log: quiet}).Serve(t.Context(), public(s))
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("Serve = %v, want an error about %s", err, name)
		}
	}
}
