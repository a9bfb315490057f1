package drop_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot/drop"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A council is what votes have come to.
type council struct {
	mu      sync.Mutex
	strays  bool // what a telling goes by does not stand any more
	asked   int  // how often that was asked
	waiting drop.Waiting
}

func (c *council) Stands(context.Context, uint64, *story.Story) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	return !c.strays, nil
}

func (c *council) Waiting(context.Context, uint64, *story.Story) (drop.Waiting, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.waiting, nil
}

var sink = story.Option{Emoji: "🌊", Text: "Sink"}

// forked is a story of which the vote on chapter 1 decides what chapter 2 is.
func forked() *story.Story {
	s := tale(4, nil)
	question(&s.Chapters[0])
	down := s.Chapters[1]
	down.Branch = &story.Branch{Vote: 1, Option: sink}
	up := down
	up.Branch = &story.Branch{Vote: 1, Else: true}
	s.Ways = []story.Chapter{down, up}
	s.Chapters = append(s.Chapters[:1:1], s.Chapters[2:]...)
	return s
}

// sunk serves the story as it is told after sinking was chosen.
func sunk(s *story.Story, at time.Time) drop.Telling {
	told := public(s.Told(map[int]story.Option{1: sink}))
	told.Chosen = map[int]drop.Chosen{1: {Option: sink, At: at, First: 2}}
	return told
}

func TestAChapterThatWaitedForItsVoteIsNotLate(t *testing.T) {
	s := forked()
	s.Release.Late = "ask"
	decided := time.Date(2000, 1, 3, 10, 0, 0, 0, time.UTC)
	tell(t, func(h *house) {
		h.till("2000-01-02 12:00")
		if due := h.serial(town).NextDue; due.Day() != 2 || due.Hour() != 19 {
			t.Errorf("the next is due %v", due)
		}
		h.votes.waiting.Closes = decided
		h.till("2000-01-02 20:00")
		told := h.d.told(drop.Awaiting)
		if len(told) != 1 || told[0].Chapter != 2 || told[0].Vote != 1 || !told[0].Due.Equal(decided) {
			t.Errorf("the author is told %+v", told)
		}
		if due := h.serial(town).NextDue; !due.Equal(decided) {
			t.Errorf("the next is due %v, and not when the vote closes", due)
		}
		h.again()
		h.till("2000-01-03 09:00")
		if n := len(h.d.told(drop.Awaiting)); n != 1 {
			t.Errorf("the author is told %d times", n)
		}
		if n := len(h.d.told(drop.Runway)); n != 0 {
			t.Errorf("the author is warned %d times that chapters run out", n)
		}
		h.till("2000-01-03 10:00")
		h.served = []drop.Telling{sunk(s, decided)}
		h.again()
		h.till("2000-01-05 00:00")
		same(t, "chapters", h.leads(town), []string{"2000-01-01 19:00 1", "2000-01-03 10:00 2", "2000-01-03 19:00 3",
			"2000-01-04 19:00 4"})
		if n := len(h.d.told(drop.Overdue)) + len(h.d.told(drop.Backlog)); n != 0 {
			t.Errorf("the author is asked %d times about late chapters", n)
		}
		c := h.course()
		if way, ok := c.Way(1); !ok || way != sink {
			t.Errorf("taken is %v, %t", way, ok)
		}
	}, public(s.Told(nil)))
}

func TestATellingThatWentAstrayWaits(t *testing.T) {
	for name, stray := range map[string]func(*house){
		"another way was taken": func(h *house) {
			_, err := h.store.ChangeCourse(h.t.Context(), guild, story.KeyOf("tale"), func(c *store.Course) error {
				c.Ways = []store.Way{{Vote: 1, Chosen: story.NoneOption()}}
				return nil
			}, store.Entry{})
			h.ok(err)
		},
		"the vote came out otherwise": func(h *house) { h.votes.strays = true },
	} {
		t.Run(name, func(t *testing.T) {
			s := forked()
			tell(t, func(h *house) {
				h.till("2000-01-02 12:00")
				stray(h)
				h.till("2000-01-03 12:00")
				if n := len(h.leads(town)); n != 1 {
					t.Errorf("%d chapters are out", n)
				}
				if h.votes.asked == 0 {
					t.Error("nobody was told that it went astray")
				}
				c := h.course()
				if way, ok := c.Way(1); ok && way == sink {
					t.Error("its way is kept")
				}
			}, sunk(s, time.Date(2000, 1, 2, 10, 0, 0, 0, time.UTC)))
		})
	}
}

func TestAWayThatIsNotWrittenIsToldAtOnce(t *testing.T) {
	s := forked()
	s.Ways = s.Ways[:1]
	tell(t, func(h *house) {
		h.till("2000-01-01 20:00")
		told := h.d.told(drop.Awaiting)
		if len(told) != 1 || told[0].Text != "none of these" {
			t.Errorf("the author is told %+v", told)
		}
	}, public(s.Told(map[int]story.Option{1: story.NoneOption()})))
}
