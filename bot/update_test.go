package bot_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"cliffhanger/bot"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/story"
)

// newer returns a story as its author might hand it in next, with so many chapters.
func newer(s *story.Story, chapters int) *story.Story {
	next := tale(s.ID, s.Release.Channel, chapters)
	next.Release = s.Release
	return next
}

// update hands over newer stories.
func (h *house) update(stories ...*story.Story) {
	h.t.Helper()
	if err := h.runs.Update(stories); err != nil {
		h.t.Fatal(err)
	}
}

// hours returns which scenes of a tale stand in a channel, in their order.
func (h *house) hours(channel world.ID) string {
	h.t.Helper()
	var out []string
	for _, m := range h.in(channel) {
		if _, rest, ok := strings.Cut(m.Content, ", day "); ok {
			var day, hour int
			if _, err := fmt.Sscanf(rest, "%d, hour %d.", &day, &hour); err != nil {
				h.t.Fatalf("%q: %v", m.Content, err)
			}
			out = append(out, fmt.Sprintf("%d.%d", day, hour))
		}
	}
	return strings.Join(out, " ")
}

func TestANewChapterComesWithoutARestart(t *testing.T) {
	t.Parallel()
	one, other := tale("one", "story", 1), tale("other", "talk", 2)
	h := openAs(t, setting{stories: []*story.Story{one, other}, limits: fast()})
	_, channel := h.place("story")
	h.until("both stories wait", func() bool { return h.said("next chapter") == 2 })
	h.jump("chapter")
	h.ends(channel, "day 1, hour 3")
	h.until("the story has run out", func() bool { return h.said("every chapter at hand is out") > 0 })
	h.update(newer(one, 2), other)
	h.until("chapter 2 of the first is waited for", func() bool {
		return h.said("story=one") > 0 && strings.Contains(h.lastSaid("next chapter", "story=one"), "chapter=2")
	})
	h.jump("chapter 2")
	h.ends(channel, "day 2, hour 3")
	if got, want := h.hours(channel), "1.1 1.2 1.3 2.1 2.2 2.3"; got != want {
		t.Errorf("posted are %s, want %s", got, want)
	}
}

// lastSaid returns the last line of the log with all parts, "" for none.
func (h *house) lastSaid(parts ...string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	last := ""
	for line := range strings.Lines(h.logged.String()) {
		all := true
		for _, p := range parts {
			all = all && strings.Contains(line, p)
		}
		if all {
			last = line
		}
	}
	return last
}

// However often a story is handed over while a chapter is being posted, each scene comes once and in order, as it was
// when the drop began.
func TestUpdatesInTheMiddleOfADropLoseAndRepeatNothing(t *testing.T) {
	t.Parallel()
	one := tale("one", "story", 1)
	h := openAs(t, setting{stories: []*story.Story{one}, limits: fast()})
	_, channel := h.place("story")
	h.clock.SetSpeed(20) // a quarter of a second between scenes
	h.until("the story waits", func() bool { return h.said("next chapter") == 1 })
	h.jump("chapter")
	h.ends(channel, "hour 1")
	updates := 0
	h.until("the chapter is out", func() bool {
		next := newer(one, 2)
		next.Chapters[0].Scenes[2].Blocks[0].Runs[0].Text = "Changed."
		h.update(next)
		updates++
		return strings.HasSuffix(h.hours(channel), "1.3")
	})
	t.Logf("handed over %d times", updates)
	h.until("the next is waited for", func() bool {
		return strings.Contains(h.lastSaid("next chapter"), "chapter=2")
	})
	if got, want := h.hours(channel), "1.1 1.2 1.3"; got != want {
		t.Errorf("posted are %s, want %s", got, want)
	}
}

func TestAStoryMovesToTheChannelItNamesNow(t *testing.T) {
	t.Parallel()
	one := tale("one", "story", 2)
	h := openAs(t, setting{stories: []*story.Story{one}, limits: fast()})
	_, talk := h.place("talk")
	_, channel := h.place("story")
	h.until("the story waits", func() bool { return h.said("next chapter") == 1 })
	h.jump("chapter")
	h.until("chapter 1 is complete", func() bool { return h.said("chapter complete") == 1 })
	next := newer(one, 2)
	next.Release.Channel = "talk"
	h.update(next)
	h.until("the story is silent in the old channel", func() bool { return h.said("not told here any more") == 1 })
	h.until("it waits in the new one", func() bool {
		return h.lastSaid("next chapter", "chapter=2", "channel="+talk.String()) != ""
	})
	h.jump("chapter 2")
	h.ends(talk, "day 2, hour 3")
	if got, want := h.hours(channel)+" | "+h.hours(talk), "1.1 1.2 1.3 | 2.1 2.2 2.3"; got != want {
		t.Errorf("posted are %s, want %s", got, want)
	}
}

func TestUpdateRefusesWhatCannotBeTold(t *testing.T) {
	t.Parallel()
	one := tale("one", "story", 1)
	h := openAs(t, setting{stories: []*story.Story{one}, limits: fast()})
	never := newer(one, 1)
	never.Release.Schedule = "someday"
	if err := h.runs.Update([]*story.Story{never}); err == nil || !strings.Contains(err.Error(), "one") {
		t.Errorf("a schedule that cannot be read: got %v, want an error about story one", err)
	}
	for name, list := range map[string][]*story.Story{
		"none": nil, "another": {newer(tale("two", "story", 1), 1)}, "more": {one, newer(one, 1)},
	} {
		for _, s := range list {
			s.Release.Schedule = one.Release.Schedule
		}
		if err := h.runs.Update(list); !errors.Is(err, bot.ErrOtherStories) {
			t.Errorf("%s: got %v, want %v", name, err, bot.ErrOtherStories)
		}
	}
}
