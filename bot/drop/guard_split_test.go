package drop_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cliffhanger/story"
)

// scene returns a text that begins with a name, of made-up words: scenes have hardly a pair of them in common.
func scene(name string) story.Scene {
	seed := uint64(0)
	for _, b := range []byte(name) {
		seed = seed*31 + uint64(b)
	}
	r := rand.New(rand.NewPCG(seed, 9))
	text := name + " began so."
	for range 120 {
		text += " "
		for range 1 + r.IntN(3) {
			text += string("bdfgklmnprst"[r.IntN(12)]) + string("aeiou"[r.IntN(5)])
		}
	}
	return story.Scene{Blocks: paragraph("%s.", text)}
}

// twoScenes is a book whose chapters have two scenes each.
func twoScenes(names ...string) *story.Story {
	s := book(names...)
	for i := range s.Chapters {
		c := &s.Chapters[i]
		c.Scenes = []story.Scene{scene(c.Title), scene(c.Title + " goes on")}
	}
	return s
}

// halved is a story whose first chapter was made two, of a scene each.
func halved(s *story.Story) *story.Story {
	out := *s
	head, tail := s.Chapters[0], s.Chapters[0]
	head.Scenes, tail.Scenes, tail.Title = head.Scenes[:1], tail.Scenes[1:], "Rest"
	out.Chapters = slices.Insert(slices.Clone(s.Chapters[1:]), 0, head, tail)
	for i := range out.Chapters {
		out.Chapters[i].Number = i + 1
	}
	return &out
}

// times counts the messages in a channel that begin the second scene of a chapter.
func (h *house) times(channel uint64, name string) (n int) {
	for _, m := range h.w.in(channel) {
		n += strings.Count(m.text, name+" goes on began so.")
	}
	return n
}

// The second part of a chapter that was split when it was out has a number of which nothing is out: it waits.
func TestAChapterSplitWhenItIsOutIsNotToldTwice(t *testing.T) {
	s := twoScenes("Ash", "Birch", "Cedar")
	tell(t, func(h *house) {
		h.till("2000-01-01 20:00")
		same(t, "the second scene", h.times(town, "Ash"), 1)
		h.hand(halved(s))
		h.till("2000-01-02 20:00")
		same(t, "told", h.renumbered(), []story.Shift{{Chapter: 1, Now: 2, Title: "Rest"}})
		same(t, "leads while it is wrong", h.named(town), "Ash")
		h.hand(s)
		h.till("2000-01-04 20:00")
		same(t, "leads", h.named(town), "Ash Birch Cedar")
		same(t, "the second scene in the end", h.times(town, "Ash"), 1)
	}, public(s))
}

// What is split off of a chapter before it is out is told as a chapter of its own.
func TestAChapterSplitBehindWhatIsOutGoesOn(t *testing.T) {
	s := twoScenes("Ash", "Birch", "Cedar")
	s.Release.Portion = "1 scene"
	tell(t, func(h *house) {
		h.till("2000-01-01 20:00")
		same(t, "the second scene at first", h.times(town, "Ash"), 0)
		h.hand(halved(s))
		h.till("2000-01-10 20:00")
		same(t, "told", len(h.renumbered()), 0)
		same(t, "leads", h.named(town), "Ash Rest Birch Cedar")
		for _, name := range []string{"Ash", "Birch", "Cedar"} {
			same(t, "the second scene of "+name, h.times(town, name), 1)
		}
	}, public(s))
}
