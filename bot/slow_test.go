package bot_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// With a disk that takes a second for each commit a chapter comes out all the same, once and in order, and readers who
// act meanwhile are answered before Discord gives up on them.
func TestADropGoesOnWhileTheDiskIsSlow(t *testing.T) {
	t.Parallel()
	var by atomic.Int64
	h := openAs(t, setting{
		stories: []*story.Story{tale("one", "story", 2)}, limits: fast(),
		wrap: func(e kv.Engine) kv.Engine { return slow{e, &by} },
	})
	guild, channel := h.place("story")
	h.jump("chapter")
	h.until("the chapter is complete", func() bool { return h.said("chapter complete") > 0 })
	h.until("commands are known", func() bool { return len(h.box.World.Commands(guild)) > 0 })
	people := []world.ID{h.person("Ines"), h.person("Tomasz"), h.person("Wren")}
	states := h.states(people...)
	by.Store(int64(time.Second))
	h.jump("chapter")
	h.until("the second chapter begins", func() bool { return len(h.in(channel)) > 4 })
	answered, deferred, want := 0, 0, 0
	for range 2 {
		for _, who := range people {
			h.command(who, "read") // which keeps a place
			want++
		}
	}
	h.until("everybody is answered", func() bool {
		for {
			select {
			case s := <-states:
				switch s.State {
				case world.StateDeferred:
					deferred++
				case world.StateAnswered:
					answered++
				case world.StatePending:
				default:
					t.Fatalf("an interaction ended as %s", s.State)
				}
			default:
				return answered == want
			}
		}
	})
	during := len(h.in(channel))
	h.until("the second chapter is complete", func() bool { return h.said("chapter complete") > 1 })
	var got []string
	for _, m := range h.in(channel)[4:] {
		got = append(got, m.Content)
	}
	if len(got) != 4 || !strings.Contains(got[0], "Chapter 2") {
		t.Fatalf("the second chapter came out as %q", got)
	}
	for hour := 1; hour <= 3; hour++ {
		if want := fmt.Sprintf("one, day 2, hour %d.", hour); !strings.Contains(got[hour], want) {
			t.Errorf("message %d is %q, want %q", hour, got[hour], want)
		}
	}
	t.Logf("%d interactions answered, %d of them deferred; %d of 8 messages were out then", answered, deferred, during)
	if deferred == 0 {
		t.Error("nothing was deferred: the disk was not slow")
	}
	by.Store(0)
	h.validTraffic()
}
