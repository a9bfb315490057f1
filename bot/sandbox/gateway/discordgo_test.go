package gateway_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"cliffhanger/bot/sandbox/gateway"
)

// redirect answers discordgo's one question, where the gateway is.
type redirect string

func (r redirect) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK,
		Header:     http.Header{},
		Body:       io.NopCloser(strings.NewReader(`{"url":"` + string(r) + `"}`)),
	}, nil
}

// discordClient opens a discordgo session on a gateway on loopback and returns it with what it hears.
func discordClient(t *testing.T, w gateway.World, compress bool) (*discordgo.Session, *gateway.Gateway, chan any) {
	t.Helper()
	var url string
	g := gateway.New(gateway.Options{
		World: w, URL: func() string { return url }, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	srv := httptest.NewServer(g)
	url = "ws" + strings.TrimPrefix(srv.URL, "http") + "/gateway/"
	s, err := discordgo.New("Bot good")
	if err != nil {
		t.Fatal(err)
	}
	s.Client = &http.Client{Transport: redirect(url)}
	s.SyncEvents = true
	s.Compress, s.Identify.Compress = compress, compress
	s.Identify.Intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsGuildMessageReactions
	heard := make(chan any, 100)
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.Ready) { heard <- e })
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.Resumed) { heard <- e })
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.GuildCreate) { heard <- e })
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.MessageCreate) { heard <- e })
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing discordgo: %v", err)
		}
		g.Close()
		srv.Close()
	})
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	return s, g, heard
}

// hear takes the next event, which must be of type T.
func hear[T any](t *testing.T, heard chan any) T {
	t.Helper()
	var v T
	select {
	case e := <-heard:
		var ok bool
		if v, ok = e.(T); !ok {
			t.Fatalf("heard %T, want %T", e, v)
		}
	case <-time.After(time.Minute): // only when it is broken
		t.Fatalf("heard nothing for a minute, want %T", v)
	}
	return v
}

// beaten waits for the n-th heartbeat. discordgo sends one as a connection opens, from another goroutine, and is best
// not disturbed before: when that one fails it closes whatever connection there is by then.
func beaten(t *testing.T, g *gateway.Gateway, n int) {
	t.Helper()
	for limit := time.Now().Add(time.Minute); g.Stats().Heartbeats < n; {
		if time.Now().After(limit) {
			t.Fatalf("%d heartbeats after a minute, want %d", g.Stats().Heartbeats, n)
		}
		time.Sleep(time.Millisecond)
	}
}

func TestDiscordgo(t *testing.T) {
	for name, compress := range map[string]bool{"plain": false, "compressed": true} {
		t.Run(name, func(t *testing.T) {
			w := newFakeWorld()
			s, g, heard := discordClient(t, w, compress)
			if r := hear[*discordgo.Ready](t, heard); r.User.ID != theBot.String() || len(r.Guilds) != 2 {
				t.Errorf("ready as %v with %d servers, want %v with 2", r.User, len(r.Guilds), theBot)
			}
			for _, want := range []string{"A", "B"} {
				if c := hear[*discordgo.GuildCreate](t, heard); c.Name != want {
					t.Errorf("server %q, want %q", c.Name, want)
				}
			}
			// A message that is its own carries its text, and is long enough to be compressed.
			mine := said(strings.Repeat("once ", 200))
			mine.Author = theBot
			mine.Data.(map[string]any)["embeds"] = []any{}
			mine.Data.(map[string]any)["attachments"] = []any{}
			mine.Data.(map[string]any)["components"] = []any{}
			w.emit(mine)
			if m := hear[*discordgo.MessageCreate](t, heard); len(m.Content) != 1000 {
				t.Errorf("%d bytes of content, want 1000", len(m.Content))
			}

			beaten(t, g, 1)
			g.Cut("")
			w.emit(said("missed"))
			if m := hear[*discordgo.MessageCreate](t, heard); m.ID != "1" || m.Content != "" {
				t.Errorf("missed message %s with content %q, want 1 without content", m.ID, m.Content)
			}
			hear[*discordgo.Resumed](t, heard)

			beaten(t, g, 2)
			g.Reconnect()
			hear[*discordgo.Resumed](t, heard)
			beaten(t, g, 3)
			if st := g.Stats(); st.Identifies != 1 || st.Resumes != 2 || len(st.Sessions) != 1 {
				t.Errorf("stats %+v, want one identify and two resumes of one session", st)
			}
			if got := s.State.SessionID; got != g.Stats().Sessions[0].ID {
				t.Errorf("session %q, want the first one", got)
			}
		})
	}
}
