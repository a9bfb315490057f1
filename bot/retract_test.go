package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
	"cliffhanger/bot/vote"
	"cliffhanger/story"
)

// notice is a part of what stands in place of a chapter that was taken back.
const notice = "took this chapter back"

// asks has Mara order something of a chapter, and returns the answer with this part.
func (h *house) asks(sub, part string, chapter int) *world.Message {
	h.t.Helper()
	h.command(h.person("Mara"), "chapter",
		world.OptionValue{Name: sub, Options: []world.OptionValue{{Name: "number", Value: chapter}}})
	return h.await(h.person("Mara"), part)
}

// reads waits until the private page of a reader, on which they press a button, has all of these parts.
func (h *house) reads(who world.ID, page *world.Message, parts ...string) *world.Message {
	h.t.Helper()
	var m *world.Message
	h.until("the page says "+strings.Join(parts, ", "), func() bool {
		m = nil
		for _, one := range h.messages(who) {
			if one.ID == page.ID {
				m = one
			}
		}
		return m != nil && !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(m.Content, p) })
	})
	return m
}

// private returns the newest private message that somebody sees.
func (h *house) private(who world.ID) *world.Message {
	h.t.Helper()
	all := h.messages(who)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Flags&world.FlagEphemeral != 0 {
			return all[i]
		}
	}
	return nil
}

// turns presses Back or Next under a page.
func (h *house) turns(who world.ID, page *world.Message, label string) {
	h.t.Helper()
	for _, row := range page.Components {
		for _, b := range row.Components {
			if b.Label != nil && *b.Label == label {
				if _, err := h.box.World.Press(who, page.ChannelID, page.ID, *b.CustomID, nil); err != nil {
					h.t.Fatalf("press %s: %v", label, err)
				}
				return
			}
		}
	}
	h.t.Fatalf("there is no %s under %q", label, page.Content)
}

// opened has somebody use /read and waits for a page with this part.
func (h *house) opened(who world.ID, part string, options ...world.OptionValue) *world.Message {
	h.t.Helper()
	before := h.private(who)
	h.command(who, "read", options...)
	var m *world.Message
	h.until("/read shows "+part, func() bool {
		m = h.private(who)
		return m != nil && (before == nil || m.ID != before.ID) && strings.Contains(m.Content, part)
	})
	return m
}

// says waits until no message that everybody sees in the story's channel has one of these parts, or each is in one.
func (h *house) says(is bool, parts ...string) {
	h.t.Helper()
	h.until("the channel says it, or no more", func() bool {
		all := strings.Join(h.posted(), "\n")
		return !slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(all, p) != is })
	})
}

func TestNobodyIsShownAChapterThatWasTakenBack(t *testing.T) {
	t.Parallel()
	s := tale("tide", "story", 3)
	s.Chapters[1].Title = "The Ebb"
	s.Release.Index = true
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	_, channel := h.place("story")
	for n := 1; n <= 3; n++ {
		h.until("the chapter is waited for", func() bool { return h.said(`msg="next chapter"`) == n })
		h.jump("chapter")
		h.until("the chapter is complete", func() bool { return h.said(`msg="chapter complete"`) == n })
	}
	ines, wren, mara := h.person("Ines"), h.person("Wren"), h.person("Mara")
	second := world.OptionValue{Name: "chapter", Value: 2}
	page := h.opened(ines, "day 2, hour 1", second)
	h.turns(ines, page, "Next")
	page = h.reads(ines, page, "day 2, hour 2")

	h.turns(mara, h.asks("retract", "Take back", 2), "Take it back")
	h.await(mara, "is being taken back")
	h.opened(ines, notice) // where they were, though not every message need be edited yet
	h.opened(wren, notice, second)
	h.turns(ines, page, "Back") // a button of old
	page = h.reads(ines, page, notice)
	h.turns(ines, page, "Next")
	page = h.reads(ines, page, "day 3, hour 1")
	h.turns(ines, page, "Back")
	page = h.reads(ines, page, notice)
	h.turns(ines, page, "Back")
	h.reads(ines, page, "day 1, hour 3")
	h.command(ines, "contents")
	contents := h.await(ines, "Chapter 2 · taken back by its author")
	if strings.Contains(contents.Content, "Ebb") || !strings.Contains(contents.Content, "Chapter 3") {
		t.Errorf("the contents are %q", contents.Content)
	}
	h.says(false, "day 2", "The Ebb")
	h.says(true, notice, "taken back by its author", "day 1, hour 1", "day 3, hour 3")
	if n := len(h.in(channel)); n != 3*4+2 {
		t.Errorf("%d messages, want three chapters, the index, and that it was pinned", n)
	}

	h.stop()
	h.start() // a restart forgets nothing
	h.until("it answers again", func() bool {
		h.command(ines, "progress")
		time.Sleep(20 * time.Millisecond)
		return h.find(ines, "You have read **") != nil
	})
	h.opened(wren, notice, second)
	h.turns(mara, h.asks("correct", "Bring back", 2), "Change them")
	h.await(mara, "being changed")
	h.opened(wren, "day 2, hour 1", second)
	h.says(false, notice)
	h.says(true, "day 2, hour 1", "day 2, hour 3", "The Ebb")
	h.validTraffic()
}

// What readers chose is kept, and counted, though the question is not shown any more.
func TestAVoteOnAChapterThatWasTakenBack(t *testing.T) {
	t.Parallel()
	s := theSample(t, 1)
	h := open(t, s, fast())
	q := s.Chapters[0].Question
	ines, mara := h.person("Ines"), h.person("Mara")
	asked := h.chapterIsOut(q.Text[:20], len(q.Options)+1)
	h.react(ines, asked, q.Options[1].Emoji)
	h.counts(ines, asked, q.Options[1].Emoji)
	h.until("the chapter is complete", func() bool { return h.said(`msg="chapter complete"`) == 1 })
	h.turns(mara, h.asks("retract", "Take back", 1), "Take it back")
	h.says(false, q.Text[:20])
	h.command(ines, "vote mine")
	if m := h.await(ines, "Your vote: **"+q.Options[1].Emoji); strings.Contains(m.Content, q.Text[:20]) ||
		strings.Contains(m.Content, q.Options[1].Text) {
		t.Errorf("/vote says %q", m.Content)
	}
	h.command(ines, "next")
	h.await(ines, "Taken back by the author.")
	h.jump("closes")
	if m := h.await(ines, "has closed"); strings.Contains(m.Content, q.Text[:20]) ||
		!strings.Contains(m.Content, "1 reader voted") {
		t.Errorf("the result is %q", m.Content)
	}
	h.validTraffic()
}

// A question that was taken back with its chapter is not quoted again: not by the list of what readers put forward, and
// not by the vote on that.
func TestAQuestionThatWasTakenBackIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Nominate: 24 * time.Hour,
		Admit: story.AdmitAll})}, limits: fast()})
	const asked = "What does Ruta do?"
	m := h.chapterIsOut(asked, 0)
	h.until("the chapter is complete", func() bool { return h.said("chapter complete") > 0 })
	if err := h.runs.Drops().Retract(t.Context(), h.ref(m).Guild, h.story, 1, uint64(h.person("Mara"))); err != nil {
		t.Fatal(err)
	}
	h.says(false, asked)
	_, _, err := h.runs.Votes().Nominate(t.Context(), h.ref(m), vote.Person{User: uint64(h.person("Ines"))}, "Hides")
	if err != nil {
		t.Fatal(err)
	}
	h.stop()
	h.start() // which renews the list at once
	h.until("it is followed again", func() bool { return h.said("following a vote") == 2 })
	h.jump("the question closes")
	h.until("the vote is announced", func() bool {
		v := h.find(h.person("Mara"), "### Your vote")
		return v != nil && strings.Contains(v.Content, "Voting ends") && strings.Contains(v.Content, "Hides")
	})
	for _, p := range h.posted() {
		if strings.Contains(p, asked) {
			t.Errorf("it says %q", p)
		}
	}
	h.validTraffic()
}
