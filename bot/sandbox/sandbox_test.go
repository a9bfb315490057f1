package sandbox_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
)

func TestListensOnLoopbackOnly(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "example.com:0", "127.0.0.1", "[::]:0"} {
		s, err := sandbox.Start(t.Context(), sandbox.Options{Listen: addr})
		if err == nil {
			t.Errorf("it listens on %q", addr)
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestGuard(t *testing.T) {
	s := start(t, sandbox.Options{})
	host := strings.TrimPrefix(s.URL(), "http://")
	port := host[strings.LastIndex(host, ":"):]
	for _, c := range []struct {
		host, origin string
		status       int
	}{
		{host, "", 200},
		{"localhost" + port, "", 200},
		{"LOCALHOST" + port, "http://LOCALHOST" + port, 200},
		{"[::1]" + port, "", 200},
		{"evil.example" + port, "", 421},
		{"127.0.0.1.evil.example" + port, "", 421},
		{host, s.URL(), 200},
		{host, "http://evil.example", 403},
		{host, "null", 403},
		{host, "https://" + host, 403},
	} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", s.API()+"/v10/gateway", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = c.host
		req.Header.Set("User-Agent", "DiscordBot (https://example.invalid, 1)")
		if c.origin != "" {
			req.Header.Set("Origin", c.origin)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != c.status {
			t.Errorf("Host %q, Origin %q: status %d, want %d: %s", c.host, c.origin, res.StatusCode, c.status, body)
		}
	}
}

func TestStateSurvives(t *testing.T) {
	file := filepath.Join(t.TempDir(), "world.json")
	o := sandbox.Options{State: file, Limits: rest.Limits{Off: true}}
	first, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	_, talk := channel(t, first, "talk")
	if _, err := first.World.Say(person(t, first, "Ines"), talk, "remember me"); err != nil {
		t.Fatal(err)
	}
	token := first.Token()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file, which holds a token, has mode %o, want 600", info.Mode().Perm())
	}
	second := start(t, o)
	if second.Token() != token {
		t.Error("the token has changed")
	}
	got, err := second.World.History(person(t, second, "Wren"), talk, 0, 10)
	if err != nil || len(got) != 1 || got[0].Content != "remember me" {
		t.Errorf("history %v, %v", got, err)
	}
	left, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(left) != 1 {
		t.Errorf("files left: %v, %v", left, err)
	}
}

func TestDamagedStateIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "world.json")
	if err := os.WriteFile(file, []byte("{half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sandbox.Start(t.Context(), sandbox.Options{State: file}); err == nil {
		t.Fatal("it started with a damaged file")
	}
	if data, err := os.ReadFile(file); err != nil || string(data) != "{half" {
		t.Errorf("the file is now %q, %v", data, err)
	}
}

func TestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := sandbox.Start(ctx, sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := s.Close(); err != nil { // waits for the closing that the context began, or does it
		t.Fatal(err)
	}
	if res, err := http.Get(s.URL()); err == nil {
		t.Errorf("it still answers: %s", res.Status)
	}
}

func TestDefaultWorld(t *testing.T) {
	s := start(t, sandbox.Options{})
	var names []string
	for _, p := range s.World.People() {
		names = append(names, p.Name+"/"+p.Role)
	}
	const want = "Mara Voss/author Ines/reader Tomasz/reader Wren/reader Juno/moderator Cliffhanger/bot"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("people %q, want %q", got, want)
	}
	_, story := channel(t, s, "story")
	reader, bot := s.World.Permissions(person(t, s, "Ines"), story), s.World.Permissions(s.App().User.ID, story)
	if reader.Has(world.PermSendMessages) || reader.Has(world.PermAddReactions) || !reader.Has(world.PermReadHistory) {
		t.Errorf("a reader may %b in #story", reader)
	}
	need := world.PermViewChannel | world.PermSendMessages | world.PermSendInThreads | world.PermEmbedLinks |
		world.PermAttachFiles | world.PermReadHistory | world.PermAddReactions | world.PermManageMessages |
		world.PermCreatePublicThreads | world.PermPinMessages | world.PermExternalEmojis
	if !bot.Has(need) {
		t.Errorf("the bot may only %b in #story", bot)
	}
}
