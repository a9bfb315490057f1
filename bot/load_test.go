package bot_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/wire"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

// large says that a test is to be as large as the promise it shows, for which there is time now and then only.
func large() bool { return os.Getenv("CLIFFHANGER_LARGE") != "" }

// A hall is a bot in a sandbox with many guilds and Discord's own limits, all of it in a bubble.
type hall struct {
	t           *testing.T
	box         *sandbox.Sandbox
	kept        *memkv.Engine
	log         *tally
	start, stop func() // of the bot
}

// oneWay is how long the network takes in one direction: 100 ms for a request and its answer.
const oneWay = 50 * time.Millisecond

// inHall runs a test on a bot that has told the stories' guilds of itself and waits for their first date, a minute from
// the time at which f begins. The bot is in so many guilds, each of which has rooms named story and talk.
func inHall(t *testing.T, guilds int, stories []*story.Story, furnish func(*sandbox.Sandbox), f func(*hall)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		// A bubble's time begins in 2000, and a snowflake cannot name a moment before 2015.
		time.Sleep(time.Until(time.Date(2026, 3, 2, 18, 50, 0, 0, time.UTC)))
		network := wire.New(wire.Options{})
		box, err := sandbox.Start(t.Context(), sandbox.Options{Listener: network, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		box.World.Crowd(box.App().ID, guilds-1) // besides its own
		furnish(box)
		network.Set(wire.Toxics{Latency: oneWay})
		h := &hall{t: t, box: box, kept: memkv.New(), log: newTally()}
		h.start = func() { h.serve(stories, network) }
		h.start()
		time.Sleep(time.Until(time.Date(2026, 3, 2, 18, 59, 0, 0, time.UTC)))
		f(h)
		h.stop()
		network.Set(wire.Toxics{})
		if err := box.Close(); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Minute) // what discordgo has left behind ends by itself
	})
}

// serve starts a bot with what the one before it has kept.
func (h *hall) serve(stories []*story.Story, network *wire.Network) {
	h.t.Helper()
	for _, s := range stories {
		s.Release.Schedule = cmp.Or(s.Release.Schedule, "daily 19:00")
		s.Release.Zone, s.Release.Gap = time.UTC, 0
	}
	st, err := store.Open(h.t.Context(), kv.Open(kept{h.kept}, kv.Options{}), store.Secret{1}, store.Options{})
	if err != nil {
		h.t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(h.log, nil))
	b, err := bot.New(bot.Config{
		Discord: discord.Config{Token: discord.NewToken(h.box.Token()), API: h.box.API(), Dial: network.Dial, Log: log},
		Store:   st, Stories: stories, Clock: h.box.Clock, Log: log,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(h.t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	h.stop = func() {
		cancel()
		if err := <-done; err != nil {
			h.t.Errorf("the bot ended with %v", err)
		}
		if err := st.Close(); err != nil {
			h.t.Error(err)
		}
	}
}

// until lets time pass until the bot has logged something so many times.
func (h *hall) until(what string, times int, limit time.Duration) {
	h.t.Helper()
	for end := time.Now().Add(limit); h.log.said(what) < times; time.Sleep(time.Second) {
		if time.Now().After(end) {
			h.t.Fatalf("%d of %d times %q after %s:\n%s", h.log.said(what), times, what, limit, h.log.tail())
		}
	}
}

// posts returns the requests since a moment by route, and of those that post messages also the first and the last. It
// fails the test if any was refused.
func (h *hall) posts(since time.Time, room func(path string) bool) (byRoute map[string]int, first, last time.Time) {
	h.t.Helper()
	byRoute = map[string]int{}
	for x := range h.box.Traffic().All() {
		if x.Status >= 400 {
			h.t.Errorf("%s %s: status %d", x.Method, x.Path, x.Status)
		}
		if x.Time.Before(since) {
			continue
		}
		byRoute[x.Method+" "+x.Route]++
		if x.Method == http.MethodPost && strings.HasSuffix(x.Path, "/messages") && room(x.Path) {
			if first.IsZero() || x.Time.Before(first) {
				first = x.Time
			}
			if x.Time.After(last) {
				last = x.Time
			}
		}
	}
	return byRoute, first, last
}

// spent returns the CPU time that the process has used.
func spent(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// A chapter goes to many channels as fast as Discord lets it, and no faster.
func TestADropToManyChannelsTakesHardlyLongerThanItMust(t *testing.T) {
	channels := 60
	if large() {
		channels = 500
	}
	const each = 4 // a lead and three scenes
	tide := tale("tide", "story", 1)
	inHall(t, channels, []*story.Story{tide}, func(*sandbox.Sandbox) {}, func(h *hall) {
		h.until(`msg="next chapter"`, channels, 0)
		due, before := time.Now().Add(time.Minute), spent(t)
		h.until(`msg="chapter complete"`, channels, 5*time.Minute)
		cpu := spent(t) - before
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		byRoute, first, last := h.posts(due, func(string) bool { return true })
		n := channels * each
		floor := time.Duration(n-1) * time.Second / 50
		took := last.Sub(due)
		t.Logf("%d messages to %d channels: %s, %.3f of the floor (first after %s); %s of CPU and %d MiB with the sandbox; %v",
			n, channels, took, took.Seconds()/floor.Seconds(), first.Sub(due),
			cpu.Round(time.Millisecond), m.HeapInuse>>20, byRoute)
		if got := byRoute["POST /channels/{channel_id}/messages"]; got != n {
			t.Errorf("%d messages were posted, want %d", got, n)
		}
		if most := floor + floor/20; took > most {
			t.Errorf("it took %s, want at most %s", took, most)
		}
	})
}

// A story that is told in one guild does not wait until another is through with all of its own.
func TestASmallStoryIsNotHeldUpByALargeOne(t *testing.T) {
	const channels, each = 100, 4
	tide, ash := tale("tide", "story", 1), tale("ash", "attic", 1)
	var attic world.ID
	furnish := func(box *sandbox.Sandbox) {
		attic = box.World.AddChannel(box.World.View(box.App().User.ID).Guilds[0].ID, "attic", "")
	}
	inHall(t, channels, []*story.Story{tide, ash}, furnish, func(h *hall) {
		h.until(`msg="next chapter"`, channels+1, 0)
		due := time.Now().Add(time.Minute)
		h.until(`msg="chapter complete"`, channels+1, 5*time.Minute)
		_, _, last := h.posts(due, func(string) bool { return true })
		_, _, small := h.posts(due, func(path string) bool { return strings.Contains(path, fmt.Sprint(attic)) })
		t.Logf("the large story took %s, the small one %s", last.Sub(due), small.Sub(due))
		if most := (each + 1) * time.Second; small.Sub(due) > most {
			t.Errorf("the small story took %s, want at most %s", small.Sub(due), most)
		}
	})
}
