package sandbox_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"

	"github.com/bwmarrin/discordgo"
)

// TestRetriedPostDoubles shows why a bot needs nonces: discordgo sends again after a 502, and Discord had stored the
// first.
func TestRetriedPostDoubles(t *testing.T) {
	s := start(t, described(t))
	d := client(t, s)
	_, story := channel(t, s, "story")
	order := rest.Fault{Method: http.MethodPost, Route: "/channels/{}/messages", Action: rest.CreateThenAnswer, Count: 1}
	s.Faults().Add(order)
	if _, err := d.ChannelMessageSend(story.String(), "Once"); err != nil {
		t.Fatal(err)
	}
	if got := stored(t, s, story); got != 2 {
		t.Errorf("%d messages without a nonce, want 2", got)
	}
	s.Faults().Clear()
	s.Faults().Add(order)
	url := discordgo.EndpointChannelMessages(story.String())
	body, err := d.RequestWithBucketID(http.MethodPost, url, map[string]any{"content": "Twice", "nonce": "scene-2",
		"enforce_nonce": true}, url)
	if err != nil {
		t.Fatal(err)
	}
	var m world.Message
	if err := json.Unmarshal(body, &m); err != nil {
		t.Fatal(err)
	}
	if got := stored(t, s, story); got != 3 || m.Content != "Twice" {
		t.Errorf("%d messages with a nonce, want 3; the last answer is %q", got, m.Content)
	}
}

// stored counts the messages of a channel.
func stored(t *testing.T, s *sandbox.Sandbox, channel world.ID) int {
	t.Helper()
	all, err := s.World.History(person(t, s, "Ines"), channel, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func TestLimitsBindDiscordgo(t *testing.T) {
	s := start(t, sandbox.Options{Limits: rest.Limits{Speed: 20}}) // 5 messages in 250 ms
	d := client(t, s)
	_, story := channel(t, s, "story")
	for range 8 {
		if _, err := d.ChannelMessageSend(story.String(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	for x := range s.Traffic().All() {
		if x.Status == http.StatusTooManyRequests {
			t.Errorf("a client that reads the headers ran into the limit: %+v", x)
		}
	}
	slow := start(t, sandbox.Options{}) // 5 messages in 5 s
	_, story = channel(t, slow, "story")
	var limited *discordgo.RateLimitError
	for range 20 {
		fresh := client(t, slow) // knows no bucket yet
		fresh.ShouldRetryOnRateLimit = false
		if _, err := fresh.ChannelMessageSend(story.String(), "b"); errors.As(err, &limited) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
	t.Error("clients that know no headers were never limited")
}

func TestRevokedToken(t *testing.T) {
	s := start(t, sandbox.Options{})
	d := client(t, s)
	s.World.RenewToken(s.App().ID)
	_, err := d.User("@me")
	if err == nil {
		t.Fatal("the old token works")
	}
	last := rest.Exchange{}
	for x := range s.Traffic().All() {
		last = x
	}
	if last.Status != http.StatusUnauthorized {
		t.Errorf("recorded %+v, want 401", last)
	}
}
