package bot_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/bot/vote"
	"cliffhanger/store/kv"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// numbered is an engine under a process that dies after so many commits: from then on nothing is kept any more.
type numbered struct {
	kv.Engine
	left *atomic.Int64 // commits; negative: it does not die
}

// Apply implements [kv.Engine].
func (n numbered) Apply(ctx context.Context, c kv.Commit) error {
	switch left := n.left.Load(); {
	case left == 0:
		return kv.ErrFull // what keeps nothing, at once
	case left > 0:
		n.left.Add(-1)
	}
	return n.Engine.Apply(ctx, c)
}

// A bot that dies after any commit between a vote's end and the beginning of its run-off leaves one result and one
// run-off in the channel, whatever the next one finds.
func TestDyingBetweenCloseAndResult(t *testing.T) {
	t.Parallel()
	for n := range int64(14) {
		t.Run(fmt.Sprintf("after %d commits", n), func(t *testing.T) {
			t.Parallel()
			var left atomic.Int64
			left.Store(-1)
			h := openAs(t, setting{
				stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Tie: story.TieRunoff}, "Runs", "Waits", "Sings")},
				limits:  fast(), wrap: func(e kv.Engine) kv.Engine { return numbered{e, &left} },
			})
			m := h.chapterIsOut("What does Ruta do?", 4)
			mara := h.person("Mara")
			h.votes(m, map[string]int{"Ines": 0, "Wren": 2})
			h.until("the chapter is complete", func() bool { return h.said("chapter complete") > 0 })
			left.Store(n)
			h.jump("the vote closes")
			announced := func() bool {
				again := h.find(mara, "### Run-off")
				return again != nil && strings.Contains(again.Content, "Voting ends") && len(again.Reactions) == 3
			}
			h.until("the process is about to die, or everything is done", func() bool {
				return left.Load() == 0 || announced()
			})
			h.stop()
			left.Store(-1)
			h.wrap = nil
			h.start()
			h.until("the run-off is announced, or the vote extended", func() bool {
				return announced() || h.find(mara, "I was away") != nil && h.said("following a vote") > 1
			})
			if !announced() { // it died before it had kept that it was there to the end
				h.jump("the vote closes")
			}
			h.until("the run-off is announced", announced)
			if r, f := h.times("a run-off among them follows"), h.times("### Run-off"); r != 1 || f != 1 {
				t.Errorf("%d results and %d run-offs", r, f)
			}
			h.pictured(h.find(mara, "a run-off among them follows"))
			h.recount(m)
			h.jump("the vote closes")
			h.await(mara, "Nobody voted in the run-off")
			h.validTraffic()
		})
	}
}

func TestAResultWithoutThePermissionForItsPicture(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Tie: story.TieAuthor}, "Runs", "Waits")},
		limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 3)
	h.votes(m, map[string]int{"Ines": 0})
	if err := h.box.World.Overrule(m.ChannelID, world.Overwrite{ID: h.box.App().User.ID, Type: 1,
		Deny: world.PermAttachFiles}); err != nil {
		t.Fatal(err)
	}
	h.jump("the vote closes")
	result := h.await(h.person("Mara"), "**Runs** wins.")
	if len(result.Attachments) != 0 || h.times("has closed") != 1 {
		t.Errorf("%d attachments, %d results", len(result.Attachments), h.times("has closed"))
	}
}

func TestAResultWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Tie: story.TieAuthor}, "Runs", "Waits")},
		limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 3)
	h.votes(m, map[string]int{"Ines": 0})
	h.until("the chapter is complete", func() bool { return h.said("chapter complete") > 0 })
	h.box.Faults().Add(rest.Fault{Route: "/channels/{}/messages", Method: "POST", Action: rest.CreateThenCut, Count: 6})
	h.jump("the vote closes")
	h.pictured(h.await(h.person("Mara"), "**Runs** wins."))
	h.until("it is done", func() bool { return h.said("the vote is closed and its result posted") > 0 })
	if n := h.times("has closed"); n != 1 {
		t.Errorf("%d results", n)
	}
}

func TestAVoteWhoseMessageIsDeleted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		rules  story.Voting
		delete func(h *house, m *world.Message) error
		posted int
	}{
		{"its message", story.Voting{Open: 48 * time.Hour, Tie: story.TieAuthor},
			func(h *house, m *world.Message) error {
				return h.box.World.DeleteMessage(h.person("Mara"), m.ChannelID, m.ID)
			}, 1},
		{"a secret one's", story.Voting{Open: 48 * time.Hour, Tie: story.TieAuthor, Style: story.VoteSecret},
			func(h *house, m *world.Message) error {
				return h.box.World.DeleteMessage(h.person("Mara"), m.ChannelID, m.ID)
			}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := openAs(t, setting{stories: []*story.Story{asks(test.rules, "Runs", "Waits")}, limits: fast()})
			reactions := 3
			if test.rules.Style == story.VoteSecret {
				reactions = 0
			}
			m := h.chapterIsOut("What does Ruta do?", reactions)
			if reactions > 0 {
				h.votes(m, map[string]int{"Ines": 1})
			}
			h.until("the chapter is complete", func() bool { return h.said("chapter complete") > 0 })
			if err := test.delete(h, m); err != nil {
				t.Fatal(err)
			}
			h.alert("was deleted")
			h.until("the result is posted", func() bool { return h.times("has closed") == test.posted })
			h.stop()
			h.start()
			h.until("the bot is back", func() bool { return h.said("commands registered") == 2 })
			n := 0
			for _, d := range h.desk() {
				if strings.Contains(d.Content, "was deleted") {
					n++
				}
			}
			if n != 1 {
				t.Errorf("the author was told %d times", n)
			}
			h.recount(m)
		})
	}
}

// A channel that is deleted takes a run-off with it, or keeps it from being held: a draw decides, or the author does.
func TestATieWhoseChannelIsDeleted(t *testing.T) {
	t.Parallel()
	for _, during := range []bool{true, false} {
		t.Run(fmt.Sprintf("during the run-off %t", during), func(t *testing.T) {
			t.Parallel()
			h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Tie: story.TieRunoff}, "Runs",
				"Waits", "Sings")}, limits: fast()})
			m := h.chapterIsOut("What does Ruta do?", 4)
			mara := h.person("Mara")
			h.votes(m, map[string]int{"Ines": 0, "Wren": 2})
			h.until("the chapter is complete", func() bool { return h.said("chapter complete") > 0 })
			ref := h.ref(m)
			ended := func(how string) {
				t.Helper()
				h.until("the vote has ended by "+how, func() bool {
					x, err := h.runs.Votes().Export(t.Context(), ref)
					return err == nil && x.Announced != nil && x.Announced.How == how
				})
				h.recountOf(ref)
			}
			if during {
				h.jump("the vote closes")
				h.until("the run-off is announced", func() bool {
					again := h.find(mara, "### Run-off")
					return again != nil && strings.Contains(again.Content, "Voting ends")
				})
				h.remove(m.ChannelID)
				ended(ballot.HowRunoff)
				if x, _ := h.recountOf(ref); x.Announced.Winner == nil || *x.Announced.Winner == 1 {
					t.Errorf("the draw has fallen on %v", x.Announced.Winner)
				}
				return
			}
			h.remove(m.ChannelID)
			ended(ballot.HowAwaitsUnheld)
			h.alert("its run-off cannot be held: the channel was deleted")
			h.stop()
			h.start()
			h.until("it is asked about no more", func() bool { return h.said("commands registered") == 2 })
			if _, err := h.runs.Votes().TieChoose(t.Context(), ref, 1, uint64(mara)); err != vote.ErrNotTied {
				t.Errorf("an option that is not tied: %v", err)
			}
			if _, err := h.runs.Votes().TieChoose(t.Context(), ref, 2, uint64(mara)); err != nil {
				t.Fatal(err)
			}
			ended(ballot.HowUnheld)
			if n := h.alerts("cannot be held"); n != 1 {
				t.Errorf("the author was told %d times", n)
			}
		})
	}
}

// uneditable has Discord take no more edits of messages, and returns what says how many it did not take.
func (h *house) uneditable() func() int {
	_, struck := h.box.Faults().Add(rest.Fault{Route: "/channels/{}/messages/{}", Method: "PATCH", Action: rest.Answer,
		Status: 429, Body: `{"message": "Maximum number of edits to messages older than 1 hour reached.", "code": 30046}`})
	return struck
}

// The message of a closed vote says so also where the process that closed it died before, or Discord takes no edits now.
func TestDyingBeforeTheQuestionSaysThatItIsClosed(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Tie: story.TieAuthor,
		Style: story.VoteSecret}, "Runs", "Waits")}, limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 0)
	h.until("the chapter is complete", func() bool { return h.said("chapter complete") > 0 })
	struck := h.uneditable()
	h.jump("the vote closes")
	h.await(h.person("Mara"), "Nobody voted this time.")
	h.until("Discord takes no edit of it", func() bool { return struck() > 0 })
	h.stop()
	if now := h.find(h.person("Mara"), "### Your turn"); !strings.Contains(now.Content, "Voting ends") {
		t.Fatalf("it was edited all the same: %q", now.Content)
	}
	h.box.Faults().Clear()
	h.start()
	h.retired(m, "Nobody voted this time.")
	h.validTraffic()
}
