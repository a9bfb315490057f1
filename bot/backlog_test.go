package bot_test

import (
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
	"cliffhanger/story"
)

// audited counts the lines of the story's log that have this part. The bot is stopped for it, and started again.
func (h *house) audited(part string) int {
	h.t.Helper()
	guild, _ := h.place("story")
	h.stop()
	defer h.start()
	st := h.store()
	defer func() {
		if err := st.Close(); err != nil {
			h.t.Error(err)
		}
	}()
	log, err := st.Audit(h.t.Context(), uint64(guild), h.story.Key(), 100)
	if err != nil {
		h.t.Error(err)
	}
	n := 0
	for _, e := range log {
		if strings.Contains(e.What, part) && e.Who != (story.ReaderID{}) {
			n++
		}
	}
	return n
}

// outTo turns the clock on until a chapter of the house's story is out in a channel.
func (h *house) outTo(channel world.ID, last string, chapters int) {
	h.t.Helper()
	for n := 1; n <= chapters; n++ {
		h.waits(channel, n)
		h.jump("chapter")
		h.until("the chapter is complete", func() bool { return h.said("chapter complete") == n })
	}
	h.ends(channel, last)
}

func TestAnEarlyChannelThatIsAddedLaterIsOneQuestion(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ button, want, log string }{
		{"joinall.", "1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3", "with chapter 1"},
		{"joinnext.", "", "after chapter 3"},
	} {
		t.Run(test.button, func(t *testing.T) {
			s := tale("one", "story", 9)
			s.Release.Desk = "author-desk"
			h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
			_, public := h.place("story")
			_, talk := h.place("talk")
			h.outTo(public, "day 3, hour 3", 3)
			next := newer(s, 9)
			next.Release.Early = []story.Early{{Channel: "talk", Lead: 2 * time.Hour}}
			h.told = []*story.Story{next}
			h.update(next)
			asked := h.alert("joins")
			if !strings.Contains(asked.Content, "3 chapters are out") {
				t.Errorf("the author is asked %q", asked.Content)
			}
			h.clock.SetSpeed(20) // a quarter of a second between scenes
			h.press(h.person("Mara"), asked, test.button)
			if test.want != "" {
				h.ends(talk, "day 1, hour 2")
				h.stop() // in the middle
				h.start()
				h.ends(talk, "day 3, hour 3")
			}
			h.until("the alert says what was decided", func() bool { return strings.Contains(h.alert("joins").Content, "✓") })
			h.until("the next is waited for there", func() bool {
				return h.lastSaid("next chapter", "chapter=4", "channel="+talk.String()) != "" && h.awaited("chapter 4") == 2
			})
			h.jump("chapter 4") // two hours ahead of everybody
			h.ends(talk, "day 4, hour 3")
			if got, want := h.hours(talk), strings.TrimSpace(test.want+" 4.1 4.2 4.3"); got != want {
				t.Errorf("posted are %s, want %s", got, want)
			}
			if n := len(h.in(public)); n != 12 {
				t.Errorf("%d messages in the channel for everybody, want three chapters of four", n)
			}
			if n := h.alerts("joins"); n != 1 {
				t.Errorf("asked %d times", n)
			}
			if n := h.audited(test.log); n != 1 {
				t.Errorf("the decision is %d times in the log", n)
			}
			h.validTraffic()
		})
	}
}

func TestALongAbsenceIsOneQuestion(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ button, want, log string }{
		{"postall.", "1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3 4.1 4.2 4.3", "up to 4"},
		{"leaveout.", "1.1 1.2 1.3", "leave out chapter 2"},
	} {
		t.Run(test.button, func(t *testing.T) {
			s := tale("one", "story", 9)
			s.Release.Desk = "author-desk"
			h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
			_, public := h.place("story")
			h.outTo(public, "day 1, hour 3", 1)
			h.stop()
			if err := h.clock.Jump(h.clock.Now().Add(3*24*time.Hour + 6*time.Hour)); err != nil {
				t.Fatal(err)
			}
			h.start()
			asked := h.alert("are late")
			h.stop()
			h.start() // it is not asked again
			h.press(h.person("Mara"), asked, test.button)
			h.until("the next is waited for", func() bool {
				return h.lastSaid("next chapter", "chapter=5", "channel="+public.String()) != ""
			})
			if got := h.hours(public); got != test.want {
				t.Errorf("posted are %s, want %s", got, test.want)
			}
			if n := h.audited(test.log); n != 1 {
				t.Errorf("the decision is %d times in the log", n)
			}
			if n := len(h.desk()); n != 1 {
				t.Errorf("the author has %d messages, want one", n)
			}
			h.validTraffic()
		})
	}
}
