package sandbox_test

import (
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/openapi"
	"cliffhanger/bot/sandbox/world"

	"github.com/bwmarrin/discordgo"
)

// start runs a sandbox for a test, and fails it if closing goes wrong.
func start(t *testing.T, o sandbox.Options) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// reroute sends what is meant for Discord to a sandbox.
type reroute struct{ to *url.URL }

func (r reroute) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.URL.Scheme, req.URL.Host, req.Host = r.to.Scheme, r.to.Host, r.to.Host
	return http.DefaultTransport.RoundTrip(req)
}

// client makes a discordgo session that talks to the sandbox. Its gateway is not open.
func client(t *testing.T, s *sandbox.Sandbox) *discordgo.Session {
	t.Helper()
	d, err := discordgo.New("Bot " + s.Token())
	if err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	d.Client = &http.Client{Transport: reroute{to}, Timeout: 10 * time.Second}
	d.ShouldReconnectOnError = false
	d.SyncEvents = true
	return d
}

// person returns the id of somebody of the default world.
func person(t *testing.T, s *sandbox.Sandbox, name string) world.ID {
	t.Helper()
	for _, p := range s.World.People() {
		if p.Name == name {
			return p.ID
		}
	}
	t.Fatalf("nobody is called %q", name)
	return 0
}

// channel returns the guild and a channel of the default world.
func channel(t *testing.T, s *sandbox.Sandbox, name string) (guild, id world.ID) {
	t.Helper()
	for _, g := range s.World.View(s.App().User.ID).Guilds {
		for _, c := range g.Channels {
			if c.Name == name {
				return g.ID, c.ID
			}
		}
	}
	t.Fatalf("there is no channel %q", name)
	return 0, 0
}

// receive takes the next value, or fails after ten seconds.
func receive[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(10 * time.Second):
		t.Fatalf("no %s in ten seconds", what)
		panic("unreachable")
	}
}

// validator holds requests against Discord's published description, if that lies beside the repository; nil otherwise.
func validator(t *testing.T) func(method, path, contentType string, body []byte) error {
	t.Helper()
	v, err := openapi.Load(filepath.Join("..", "..", "..", "shared", "data", "discord-openapi.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("requests are not held against Discord's API description, which is not here")
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return v.Check
}
