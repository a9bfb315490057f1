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
	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// slow is an engine whose commits take a while.
type slow struct {
	kv.Engine
	by *atomic.Int64 // nanoseconds
}

func (s slow) Apply(ctx context.Context, c kv.Commit) error {
	timer := time.NewTimer(time.Duration(s.by.Load()))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return s.Engine.Apply(ctx, c)
}

// states collects how interactions of some people fare, until the test ends.
func (h *house) states(people ...world.ID) <-chan world.InteractionState {
	h.t.Helper()
	out := make(chan world.InteractionState, 1000)
	for _, p := range people {
		h.t.Cleanup(h.box.World.Watch(p, func(e world.Event) {
			if s, ok := e.Data.(world.InteractionState); ok {
				out <- s
			}
		}))
	}
	return out
}

func TestEverybodyIsAnsweredWhileTheDiskIsSlow(t *testing.T) {
	t.Parallel()
	var by atomic.Int64
	h := openAs(t, setting{
		stories: []*story.Story{tale("one", "story", 1)}, limits: fast(),
		wrap: func(e kv.Engine) kv.Engine { return slow{e, &by} },
	})
	guild, channel := h.place("story")
	h.jump("chapter")
	h.ends(channel, "hour 3")
	h.until("commands are known", func() bool { return len(h.box.World.Commands(guild)) > 0 })
	h.until("the chapter is complete", func() bool { return h.said("chapter complete") > 0 })
	people := []world.ID{h.person("Ines"), h.person("Tomasz"), h.person("Wren"), h.person("Juno")}
	states := h.states(people...)
	by.Store(int64(2 * time.Second))
	want := 0
	for _, who := range people {
		h.command(who, "read") // writes a place, which takes two seconds
		h.command(who, "next") // only reads, and waits for its turn
		h.command(who, "read")
		want += 3
	}
	answered, deferred := 0, 0
	for timeout := time.After(30 * time.Second); answered < want; {
		select {
		case s := <-states:
			switch s.State {
			case world.StateDeferred:
				deferred++
			case world.StateAnswered:
				answered++
			case world.StatePending:
			default:
				t.Errorf("an interaction ended as %s", s.State)
				answered++
			}
		case <-timeout:
			t.Fatalf("%d of %d answers, %d deferred", answered, want, deferred)
		}
	}
	if deferred == 0 {
		t.Error("nothing was deferred: the disk was not slow")
	}
	by.Store(0)
	h.validTraffic()
}

func TestWhatReadersWriteIsHarmless(t *testing.T) {
	t.Parallel()
	s := tale("one", "story", 1)
	s.Chapters[0].Question = &story.Question{Text: "And you? @everyone"}
	s.Release.Voting.Style = story.VoteAnswers
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	m := h.chapterIsOut("And you?", 0)
	ines, wren, mara := h.person("Ines"), h.person("Wren"), h.person("Mara")
	hostile := ""
	for n := 0; len(hostile) < 4000; n++ {
		hostile += fmt.Sprintf("%d @everyone **x** ||<@1>|| `y` <#2> # z\n> [a](http://b) ", n)
	}
	hostile = hostile[:4000]
	signs := strings.Count(hostile, "@")
	h.press(ines, m, "answer.")
	h.submit(ines, hostile)
	h.await(ines, "Thank you: the author")
	h.press(wren, m, "answer.")
	h.submit(wren, "More weather.")
	h.await(wren, "Thank you: the author")
	h.command(mara, "answers")
	page := h.await(mara, "Answers to the question of chapter 1")
	read := page.Content
	for len(page.Components) > 0 {
		buttons := page.Components[0].Components
		next := buttons[len(buttons)-1]
		if next.Disabled {
			break
		}
		if _, err := h.box.World.Press(mara, page.ChannelID, page.ID, *next.CustomID, nil); err != nil {
			t.Fatal(err)
		}
		before := page.Content
		h.until("the next page is shown", func() bool {
			all := h.messages(mara)
			page = all[len(all)-1]
			return page.Content != before
		})
		read += page.Content
	}
	if n := strings.Count(read, "@"); n != signs {
		t.Errorf("%d of the answer's %d signs can be read", n, signs)
	}
	h.jump("closes")
	h.await(ines, "2 readers answered")
	for _, m := range h.messages(mara) {
		if m.MentionEveryone || len(m.Mentions) > 0 || len(m.MentionRoles) > 0 {
			t.Errorf("a message pings: %.80q", m.Content)
		}
		if n := len([]rune(m.Content)); n > 2000 {
			t.Errorf("a message has %d characters", n)
		}
	}
	h.validTraffic()
}

func TestASlowDiscordIsAnsweredInTime(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{tale("one", "story", 1)}, limits: fast()})
	guild, channel := h.place("story")
	h.jump("chapter")
	h.ends(channel, "hour 3")
	h.until("commands are known", func() bool { return len(h.box.World.Commands(guild)) > 0 })
	ines, wren := h.person("Ines"), h.person("Wren")
	states := h.states(ines, wren)
	h.box.Faults().Add(rest.Fault{Route: "/interactions/*", Action: rest.Delay, Delay: time.Second})
	for range 4 { // one after the other they would take longer than Discord waits
		h.command(ines, "next")
		h.command(wren, "read")
	}
	for n := 0; n < 8; {
		select {
		case s := <-states:
			switch s.State {
			case world.StateAnswered:
				n++
			case world.StatePending, world.StateDeferred:
			default:
				t.Fatalf("an interaction ended as %s", s.State)
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("%d of 8 answers", n)
		}
	}
}
