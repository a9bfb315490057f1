package drop_test

import (
	"regexp"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/drop"
	"cliffhanger/store/memkv"
	"cliffhanger/story"

	"github.com/google/go-cmp/cmp"
)

// A sight is what readers see of a message.
type sight struct {
	Text, Thread string
	Emoji        []string
	Pinned       bool
}

var instants = regexp.MustCompile(`<t:\d+`)

// sights returns what readers see in a channel, and in the threads on its messages. The index is left out but for its
// name: it was posted at another moment in another run.
func (h *house) sights(channel uint64) []sight {
	var out []sight
	for _, m := range h.w.in(channel) {
		s := sight{instants.ReplaceAllString(m.text, "<t:"), m.thread, m.emoji, m.pinned}
		if m.pinned {
			s.Text = "the index"
		}
		if m.thread != "" {
			for range h.w.in(m.id) {
				s.Thread += " and a message"
			}
		}
		out = append(out, s)
	}
	return out
}

// everything is a story with one of each kind of step, and its tellings: in a text channel, ahead of it in another, and
// in a forum.
func everything() (*story.Story, []drop.Telling) {
	s := tale(2, func(c *story.Chapter) {
		scenes(c)
		question(c)
		c.Warnings = []string{"spiders"}
		c.Note.Blocks = paragraph("Thank you for day %d.", c.Number)
	})
	s.Release.Start = time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC) // so that nothing is posted before a test has begun
	s.Release.Portion, s.Release.Discuss, s.Release.Index = "2 scenes", story.DiscussThread, true
	return s, []drop.Telling{
		{Guild: guild, Channel: town, Story: s, Kind: drop.Announcement},
		{Guild: guild, Channel: early, Story: s, Lead: 24 * time.Hour},
		{Guild: guild, Channel: forum, Story: s, Kind: drop.Forum},
	}
}

// alive lets five days pass, and starts the program again within minutes whenever it has died. It returns how often.
func (h *house) alive() (deaths int) {
	for end := time.Now().Add(120 * time.Hour); time.Now().Before(end); {
		select {
		case <-h.died:
			deaths++
			h.wait(5 * time.Minute)
			h.stop()
			h.broken = false
			h.w.set(func(w *world) { w.nonces = map[string]uint64{} }) // long forgotten
			h.engine = h.engine.Reopen()
			h.start()
		case <-time.After(time.Until(end)):
		}
	}
	synctest.Wait()
	return deaths
}

func (h *house) all() [][]sight {
	out := [][]sight{h.sights(town), h.sights(early)}
	var posts []uint64
	for id := range h.w.posts {
		posts = append(posts, id)
	}
	slices.Sort(posts)
	for _, id := range posts {
		out = append(out, h.sights(id))
	}
	return out
}

func clean(t *testing.T) (seen [][]sight, calls, commits int) {
	t.Helper()
	_, tellings := everything()
	tell(t, func(h *house) {
		before := h.engine.Applies()
		h.alive()
		seen, calls, commits = h.all(), h.w.total, h.engine.Applies()-before
	}, tellings...)
	if len(seen) != 4 || len(seen[0]) != 13 || calls < 60 {
		t.Fatalf("%d channels, %d calls: %+v", len(seen), calls, seen)
	}
	return seen, calls, commits
}

func TestDyingAfterAnyRequest(t *testing.T) {
	want, calls, commits := clean(t)
	t.Logf("%d requests, %d commits", calls, commits)
	for n := 1; n <= calls; n++ {
		_, tellings := everything()
		tell(t, func(h *house) {
			h.w.dieAfter(n, func() { h.cancel() })
			if deaths := h.alive(); deaths != 1 {
				t.Errorf("the program died %d times at request %d", deaths, n)
			}
			if diff := cmp.Diff(want, h.all()); diff != "" {
				t.Errorf("dying after request %d:\n%s", n, diff)
			}
			if len(h.d.told(drop.Refused)) > 0 {
				t.Errorf("dying after request %d: a refusal was told", n)
			}
		}, tellings...)
	}
}

func TestAStoreThatFailsAtAnyCommit(t *testing.T) {
	want, _, commits := clean(t)
	for _, fault := range []memkv.Fault{memkv.Break, memkv.LoseRequest, memkv.LoseReply, memkv.Fill} {
		for n := 1; n <= commits; n++ {
			_, tellings := everything()
			tell(t, func(h *house) {
				h.engine.Fault(n, fault)
				h.broken = fault == memkv.Break
				certain := n <= commits*9/10 // two tellings at one time may look again once more or less
				if deaths := h.alive(); deaths > 0 && fault != memkv.Break || deaths == 0 && fault == memkv.Break && certain {
					t.Errorf("fault %d at commit %d: the program died %d times", fault, n, deaths)
				}
				if diff := cmp.Diff(want, h.all()); diff != "" {
					t.Errorf("fault %d at commit %d:\n%s", fault, n, diff)
				}
			}, tellings...)
		}
	}
}
