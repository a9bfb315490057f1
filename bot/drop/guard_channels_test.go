package drop_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/drop"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A chapter of which only a portion is out is held like one that is out.
func TestAChapterOutInPartHoldsTheStoryToo(t *testing.T) {
	long := func(names ...string) *story.Story {
		s := book(names...)
		s.Release.Portion = "1 scene"
		for i := range s.Chapters {
			c := &s.Chapters[i]
			c.Scenes = append(c.Scenes, story.Scene{Blocks: paragraph("%s", prose(c.Title+" goes on"))})
		}
		return s
	}
	s := long("Ash", "Birch", "Cedar")
	tell(t, func(h *house) {
		h.till("2000-01-03 20:00") // Ash, and of Birch the first scene
		same(t, "messages", len(h.w.in(town)), 5)
		h.hand(long("Ash", "Zero", "Birch", "Cedar"))
		h.till("2000-01-04 20:00")
		same(t, "messages while it is wrong", len(h.w.in(town)), 5)
		same(t, "told", h.renumbered(), []story.Shift{{Chapter: 2, Now: 3, Title: "Birch"}})
		h.hand(s)
		h.till("2000-01-06 20:00")
		same(t, "leads", h.named(town), "Ash Birch Cedar")
		same(t, "messages in the end", len(h.w.in(town)), 9)
	}, public(s))
}

// What was taken back is known by its number still, and what a channel told counts when the story has left it.
func TestRetractedChaptersAndFormerChannelsCount(t *testing.T) {
	s := book("Ash", "Birch", "Cedar", "Dogwood")
	shifted := book("Zero", "Ash", "Cedar", "Dogwood") // Birch is another text now: only Ash has another number
	tell(t, func(h *house) {
		h.till("2000-01-02 20:00")
		h.ok(h.r.Retract(h.t.Context(), guild, s, 1, 7))
		h.stop()
		h.engine = h.engine.Reopen()
		h.served[0].Channel, h.served[0].Story = early, s
		h.start()
		_, err := h.store.Move(h.t.Context(), store.Telling{Guild: guild, Story: s.Key(), Channel: town}, early)
		if err == nil {
			t.Fatal("the channel was not told the story before it moved there")
		}
		h.hand(shifted)
		h.till("2000-01-03 20:00")
		same(t, "told", h.renumbered(), []story.Shift{{Chapter: 1, Now: 2, Title: "Ash"}})
		same(t, "messages where it was told", len(h.w.in(town)), 4)
		same(t, "posted where it is told now", len(h.w.in(early)), 0)
	}, public(s))
}

// TestAnotherChannelTellsTheOldStoryToItsEnd hands a story over to one channel while another still posts a chapter of
// the old one: that it has another number is known to the first only when the second begins with the new one.
func TestAnotherChannelTellsTheOldStoryToItsEnd(t *testing.T) {
	s := book("Ash", "Birch", "Cedar", "Dogwood")
	shifted := book("Ash", "Birch", "Zero", "Cedar", "Dogwood")
	tell(t, func(h *house) {
		ahead := drop.Telling{Guild: guild, Channel: early, Story: s, Lead: 24 * time.Hour}
		serve := func(t drop.Telling) (end func()) {
			ctx, cancel := context.WithCancel(h.t.Context())
			done := make(chan error, 1)
			go func() { done <- h.r.Serve(ctx, t) }()
			synctest.Wait()
			return func() {
				cancel()
				if err := <-done; err != nil {
					h.t.Errorf("Serve: %v", err)
				}
			}
		}
		end := serve(ahead)
		h.till("2000-01-01 20:00") // Ash is out here and Birch there
		h.hand(shifted)            // here alone: there is nothing to be seen
		end()
		end = serve(ahead)
		h.till("2000-01-02 20:00")
		same(t, "ahead", h.named(early), "Ash Birch Cedar")
		same(t, "here", h.named(town), "Ash Birch")
		same(t, "told before", len(h.renumbered()), 0)
		end()
		ahead.Story = shifted
		end = serve(ahead)
		same(t, "told", h.renumbered(), []story.Shift{{Chapter: 3, Now: 4, Title: "Cedar"}})
		h.till("2000-01-03 20:00")
		same(t, "here, where nobody looked", h.named(town), "Ash Birch")
		same(t, "told once", len(h.renumbered()), 1)
		end()
	}, public(s))
}
