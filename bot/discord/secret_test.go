package discord_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
)

const (
	canary      = "MTIzNDU2Nzg5.canary.of-the-bot"
	interaction = "aW50ZXJhY3Rpb24-canary"
)

// A pocket holds a value that holds a token, unexported, as any struct of the program may.
type pocket struct{ cfg discord.Config }

func TestATokenShowsItselfToNobody(t *testing.T) {
	cfg := discord.Config{Token: discord.NewToken(canary), Log: slog.New(slog.DiscardHandler)}
	c, err := discord.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, v := range []any{cfg.Token, &cfg.Token, cfg, &cfg, c, pocket{cfg}, &pocket{cfg}, []any{cfg, c},
		map[discord.ReactionKind]any{1: cfg.Token}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(h).Error("x", "value", v, slog.Group("g", "inner", v))
		}
	}
	for _, v := range []any{cfg.Token, map[string]any{"token": cfg.Token}} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
	}
	text, err := cfg.Token.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	noSecrets(t, out.String())
	if !strings.Contains(out.String(), "(secret)") {
		t.Error("nothing says that there is a token")
	}
	for _, empty := range []string{"", " ", "Bot ", "Bot"} {
		if _, err := discord.New(discord.Config{Token: discord.NewToken(empty), Log: cfg.Log}); err == nil {
			t.Errorf("a client is made with the token %q", empty)
		}
	}
}

// noSecrets fails if a text holds a canary, or what it looks like in hexadecimal or escaped.
func noSecrets(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{canary, interaction} {
		for _, form := range []string{secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret)} {
			if at := strings.Index(text, form); at >= 0 {
				t.Errorf("a secret is shown: …%s…", text[max(0, at-100):min(len(text), at+len(form)+20)])
			}
		}
	}
}

// Whatever a server does, and whatever it says, no secret comes out: not even if somebody on the way repeats the
// request.
func TestNoSecretIsInAnyErrorOrLog(t *testing.T) {
	parrot := func(status int, kind string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			said := r.URL.Path + " " + r.Header.Get("Authorization")
			body := `<html>` + said
			if kind != "page" {
				body = fmt.Sprintf(`{"code":%s,"message":%q,"retry_after":0.01}`, kind, said)
			}
			answer(status, body)(w, r)
		}
	}
	steps := map[string]http.HandlerFunc{
		"cut": cut, "400": parrot(400, "50035"), "401": parrot(401, "0"), "401 of a webhook": parrot(401, "50027"),
		"403": parrot(403, "50013"), "404": parrot(404, "10062"), "404 page": parrot(404, "page"),
		"429": parrot(429, "0"), "429 page": parrot(429, "page"), "500": parrot(500, "0"), "502": parrot(502, "page"),
		"200 page": parrot(200, "page"), "302": answer(302, "", "Location: http://127.0.0.1/"+interaction),
		"no answer in time": func(http.ResponseWriter, *http.Request) { time.Sleep(time.Minute) },
	}
	var log bytes.Buffer
	for name, step := range steps {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				to := slog.New(slog.NewTextHandler(locked{&mu, &log}, &slog.HandlerOptions{Level: slog.LevelDebug}))
				w := serve(t, step)
				for _, dial := range []*wire{w, closed()} {
					c, err := discord.New(discord.Config{Token: discord.NewToken(canary), API: "http://127.0.0.1/api",
						Dial: dial.Dial, Log: to})
					if err != nil {
						t.Fatal(err)
					}
					var out bytes.Buffer
					for _, err := range everything(c) {
						fmt.Fprintf(&out, "%v\n%+v\n%#v\n%q\n", err, err, err, err)
						to.Error("failed", "cause", err)
					}
					noSecrets(t, out.String())
				}
			})
		})
	}
	noSecrets(t, log.String())
	if !strings.Contains(log.String(), "asking again") {
		t.Error("nothing was logged at debug level: this test shows nothing")
	}
}

// everything calls all of a client and returns what fails.
func everything(c *discord.Client) (failures []error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	body := json.RawMessage(`{"content":"x"}`)
	for _, call := range []func() error{
		func() error { return c.Respond(ctx, 1, interaction, 4, body) },
		func() error { _, err := c.RespondAndTell(ctx, 1, interaction, 4, body); return err },
		func() error { return c.EditAnswer(ctx, 1, interaction, body) },
		func() error { return c.FollowUp(ctx, 1, interaction, body) },
		func() error { _, err := c.Post(ctx, 7, body, "n"); return err },
		func() error { return c.Edit(ctx, 7, 8, body) },
		func() error { return c.Delete(ctx, 7, 8) },
		func() error { _, err := c.Newest(ctx, 7); return err },
		func() error { return c.React(ctx, 7, 8, "x") },
		func() error { _, err := c.Reactors(ctx, 7, 8, "x"); return err },
		func() error { return c.Pin(ctx, 7, 8) },
		func() error { _, err := c.Pins(ctx, 7); return err },
		func() error { _, err := c.DM(ctx, 7); return err },
		func() error { _, err := c.Channel(ctx, 7); return err },
		func() error { return c.PutCommands(ctx, 7, body) },
	} {
		if err := call(); err != nil {
			failures = append(failures, err)
		}
	}
	return failures
}

func closed() *wire {
	w := newWire()
	close(w.down)
	return w
}

type locked struct {
	mu *sync.Mutex
	to *bytes.Buffer
}

func (l locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(b)
}
