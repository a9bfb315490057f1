package discord_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
)

const (
	dropRooms = 500
	dropPosts = 4 // to each
	// dropFloor is what Discord's 50 a second allow at best: the last of 2000 posts begins that long after the first.
	dropFloor = (dropRooms*dropPosts - 1) * time.Second / 50
)

// drop posts a chapter to every room, in order in each, and returns how long it took.
func drop(t *testing.T, c *discord.Client, rooms []uint64) time.Duration {
	t.Helper()
	began := time.Now()
	var wg sync.WaitGroup
	for _, room := range rooms {
		wg.Go(func() {
			for n := range dropPosts {
				body := json.RawMessage(fmt.Sprintf(`{"content":"page %d"}`, n+1))
				if _, err := c.Post(t.Context(), room, body, fmt.Sprintf("%d-%d", room, n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	return time.Since(began)
}

// judge says how a drop went, and fails if it took longer than promised or went beyond a limit.
func judge(t *testing.T, p *place, took time.Duration) {
	t.Helper()
	limited, all := p.limited()
	ratio := float64(took) / float64(dropFloor)
	t.Logf("%d channels x %d messages at 100 ms: %v, %.3f of the floor of %v; %d requests, %d answers of 429",
		dropRooms, dropPosts, took.Round(time.Millisecond), ratio, dropFloor, all, limited)
	if ratio > 1.05 {
		t.Errorf("it took %.3f of the floor, want at most 1.05", ratio)
	}
	if limited > 0 {
		t.Errorf("%d answers of 429", limited)
	}
}

func TestADropToFiveHundredChannelsIsAsFastAsDiscordAllows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		rooms := p.addRooms(dropRooms)
		c := p.client(slowly(100*time.Millisecond, p.s))
		judge(t, p, drop(t, c, rooms))
		for _, room := range rooms {
			if got, want := p.pages(room), "page 4, page 3, page 2, page 1"; got != want {
				t.Fatalf("channel %d holds %s, newest first; want %s", room, got, want)
			}
		}
	})
}

// pages lists what the bot posted in a room, newest first.
func (p *place) pages(room uint64) string {
	p.t.Helper()
	all, err := p.w.Messages(p.app.User.ID, world.ID(room), world.Page{Limit: 100})
	if err != nil {
		p.t.Fatal(err)
	}
	var texts []string
	for _, m := range all {
		texts = append(texts, m.Content)
	}
	return strings.Join(texts, ", ")
}

func TestInteractionsAreNotBehindADrop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		rooms := p.addRooms(dropRooms)
		c := p.client(slowly(100*time.Millisecond, p.s))
		if err := c.PutCommands(t.Context(), uint64(p.app.ID),
			json.RawMessage(`[{"name":"read","description":"read"}]`)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		var waits []time.Duration
		done := make(chan struct{})
		var readers sync.WaitGroup
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				case <-time.After(130 * time.Millisecond):
				}
				i := p.invoke("read")
				began := time.Now()
				if err := c.Respond(t.Context(), uint64(i.ID), i.Token, 5, nil); err != nil {
					t.Error(err)
				}
				if err := c.EditAnswer(t.Context(), uint64(i.ApplicationID), i.Token,
					map[string]string{"content": "a page"}); err != nil {
					t.Error(err)
				}
				waits = append(waits, time.Since(began))
			}
		})
		took := drop(t, c, rooms)
		close(done)
		readers.Wait()
		judge(t, p, took)
		slices.Sort(waits)
		t.Logf("%d interactions meanwhile, each deferred and edited at 100 ms each: %v to %v",
			len(waits), waits[0], waits[len(waits)-1])
		if worst := waits[len(waits)-1]; len(waits) < 100 || worst != 200*time.Millisecond {
			t.Errorf("%d interactions, the slowest took %v, want 200 ms each", len(waits), worst)
		}
	})
}

// Discord made the message and the answer was lost, for one post in twenty in each of two ways.
func TestNoPostIsDoubledOrMissingWhenAnswersAreLost(t *testing.T) {
	for name, action := range map[string]rest.Action{"created, but 502": rest.CreateThenAnswer,
		"created, but cut": rest.CreateThenCut, "never arrived": rest.Drop} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPlace(t)
				rooms := p.addRooms(dropRooms)
				_, struck := p.s.Faults().Add(rest.Fault{Method: http.MethodPost, Route: "/channels/{}/messages",
					Probability: 0.05, Action: action})
				c := p.client(nil)
				sender := outbox.New(c, slog.New(slog.DiscardHandler))
				var wg sync.WaitGroup
				for _, room := range rooms {
					wg.Go(func() {
						floor := uint64(0)
						for n := range dropPosts {
							id, err := sender.Send(t.Context(), outbox.Letter{Channel: room, Floor: floor,
								Body: json.RawMessage(fmt.Sprintf(`{"content":"page %d"}`, n+1)), Nonce: fmt.Sprint(n)})
							if err != nil {
								t.Error(err)
							}
							floor = id
						}
					})
				}
				wg.Wait()
				doubled, missing := 0, 0
				for _, room := range rooms {
					got := p.pages(room)
					for n := range dropPosts {
						switch k := strings.Count(got, fmt.Sprintf("page %d", n+1)); {
						case k == 0:
							missing++
						case k > 1:
							doubled += k - 1
						}
					}
				}
				limited, _ := p.limited()
				t.Logf("%d posts, %d answers lost: %d doubled, %d missing, %d answers of 429",
					dropRooms*dropPosts, struck(), doubled, missing, limited)
				if doubled+missing+limited > 0 || struck() < 50 {
					t.Error("want none of these, and at least 50 answers lost")
				}
			})
		})
	}
}
