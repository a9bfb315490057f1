package discord_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"

	"github.com/bwmarrin/discordgo"
)

func post(c *discord.Client) (uint64, error) {
	return c.Post(context.Background(), 7, json.RawMessage(`{"content":"hi"}`), "nonce-1")
}

func TestPostEndsInOneOfThreeWays(t *testing.T) {
	const tries = 5 // of what may be repeated
	for _, test := range []struct {
		name  string
		steps []http.HandlerFunc
		want  error
		asked int
	}{
		{"sent", []http.HandlerFunc{answer(200, `{"id":"42"}`)}, nil, 1},
		{"unknown channel", []http.HandlerFunc{answer(404, `{"code":10003,"message":"Unknown Channel"}`)},
			discord.ErrUnknownChannel, 1},
		{"no permission", []http.HandlerFunc{answer(403, `{"code":50013,"message":"Missing Permissions"}`)},
			discord.ErrMissingPermissions, 1},
		{"no access", []http.HandlerFunc{answer(403, `{"code":50001}`)}, discord.ErrMissingAccess, 1},
		{"cannot DM", []http.HandlerFunc{answer(403, `{"code":50007}`)}, discord.ErrCannotDM, 1},
		{"archived", []http.HandlerFunc{answer(400, `{"code":50083}`)}, discord.ErrArchivedThread, 1},
		{"slow mode of hours", []http.HandlerFunc{answer(429, `{"code":20016,"retry_after":21600}`)}, discord.ErrSlowmode, 1},
		{"token revoked", []http.HandlerFunc{answer(401, `{"code":0,"message":"401: Unauthorized"}`)},
			discord.ErrTokenRevoked, 1},
		{"500", []http.HandlerFunc{answer(500, `{"code":0,"message":"500"}`)}, discord.ErrOutcomeUnknown, tries},
		{"502", []http.HandlerFunc{answer(502, `<html>`)}, discord.ErrOutcomeUnknown, tries},
		{"503", []http.HandlerFunc{answer(503, ``)}, discord.ErrOutcomeUnknown, tries},
		{"cut", []http.HandlerFunc{cut}, discord.ErrOutcomeUnknown, tries},
		{"an answer that cannot be read", []http.HandlerFunc{answer(200, `{"id":`)}, discord.ErrOutcomeUnknown, 1},
		{"an answer that breaks off", []http.HandlerFunc{answer(200, `{"id":`, "Content-Length: 99")},
			discord.ErrOutcomeUnknown, tries},
		{"cut, then sent", []http.HandlerFunc{cut, answer(502, ""), answer(200, `{"id":"42"}`)}, nil, 3},
		{"cut, then refused", []http.HandlerFunc{cut, answer(403, `{"code":50013}`)}, discord.ErrOutcomeUnknown, 2},
		{"a limit's header that is nonsense", []http.HandlerFunc{
			answer(200, `{"id":"42"}`, "X-RateLimit-Reset-After: soon", "X-RateLimit-Remaining: few")}, nil, 1},
		{"led elsewhere", []http.HandlerFunc{answer(307, ``, "Location: http://127.0.0.1/else")},
			discord.ErrOutcomeUnknown, tries},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, s := client(t, test.steps...)
				id, err := post(c)
				if !errors.Is(err, test.want) || (err == nil) != (test.want == nil) || test.want == nil && id != 42 {
					t.Errorf("Post = %d, %v, want %v", id, err, test.want)
				}
				if n := len(s.requests()); n != test.asked {
					t.Errorf("%d requests, want %d", n, test.asked)
				}
			})
		})
	}
}

func TestARequestThatCouldNotBeSentIsNotInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := newWire()
		if err := down.Close(); err != nil {
			t.Fatal(err)
		}
		c, err := discord.New(discord.Config{Token: discord.NewToken(token), API: "http://127.0.0.1/api", Dial: down.Dial,
			Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		for what, err := range map[string]error{
			"a post":      func() error { _, err := post(c); return err }(),
			"a follow-up": c.FollowUp(t.Context(), 1, "secret", nil),
		} {
			if !errors.Is(err, discord.ErrUnreachable) || errors.Is(err, discord.ErrOutcomeUnknown) || discord.Refused(err) {
				t.Errorf("%s without a network: %v, want that it was not sent", what, err)
			}
		}
	})
}

func TestAPostIsRepeatedOnlyWhileDiscordRemembersItsNonce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		late := func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(19 * time.Second)
			cut(w, r)
		}
		c, s := client(t, late)
		began := time.Now()
		_, err := post(c)
		if took := time.Since(began); !errors.Is(err, discord.ErrOutcomeUnknown) || took > 80*time.Second {
			t.Errorf("Post = %v after %v, want a doubt", err, took)
		}
		if n := len(s.requests()); n != 4 { // the fourth begins 57 s after the first and some, a fifth would not within 60 s
			t.Errorf("%d requests, want 4", n)
		}
	})
}

func TestAPostIsNotRepeatedAfterALongLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := client(t, cut, answer(429, `{"retry_after":120}`), answer(200, `{"id":"42"}`))
		if _, err := post(c); !errors.Is(err, discord.ErrOutcomeUnknown) {
			t.Errorf("Post = %v, want a doubt, as two minutes are too long for the nonce", err)
		}
		if n := len(s.requests()); n != 2 {
			t.Errorf("%d requests, want 2", n)
		}
		if id, err := post(c); err != nil || id != 42 {
			t.Errorf("Post = %d, %v, want 42", id, err)
		}
	})
}

func TestPostCarriesItsNonce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := client(t, answer(200, `{"id":"42"}`))
		if _, err := post(c); err != nil {
			t.Fatal(err)
		}
		var body map[string]any
		if err := json.Unmarshal(s.body, &body); err != nil {
			t.Fatal(err)
		}
		if body["nonce"] != "nonce-1" || body["enforce_nonce"] != true || body["content"] != "hi" {
			t.Errorf("posted %s", s.body)
		}
	})
}

func TestNobodyIsPinged(t *testing.T) {
	data := json.RawMessage(`{"content":"@everyone"}`)
	own := json.RawMessage(`{"content":"@everyone","allowed_mentions":{"parse":["everyone"]}}`)
	null := json.RawMessage(`{"content":"@everyone","allowed_mentions":null}`)
	for name, send := range map[string]func(*discord.Client, json.RawMessage) error{
		"post": func(c *discord.Client, b json.RawMessage) error {
			_, err := c.Post(context.Background(), 7, b, "n")
			return err
		},
		"edit": func(c *discord.Client, b json.RawMessage) error { return c.Edit(context.Background(), 7, 8, b) },
		"answer": func(c *discord.Client, b json.RawMessage) error {
			return c.Respond(context.Background(), 7, "t", 4, b)
		},
		"update": func(c *discord.Client, b json.RawMessage) error {
			return c.Respond(context.Background(), 7, "t", 7, b)
		},
		"edit an answer": func(c *discord.Client, b json.RawMessage) error {
			return c.EditAnswer(context.Background(), 7, "t", b)
		},
		"follow-up": func(c *discord.Client, b json.RawMessage) error { return c.FollowUp(context.Background(), 7, "t", b) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, s := client(t, answer(200, `{"id":"1"}`))
				for _, b := range []json.RawMessage{data, null} {
					if err := send(c, b); err != nil || !strings.Contains(string(s.body), `"allowed_mentions":{"parse":[]}`) {
						t.Errorf("sent %s, %v, which may ping", s.body, err)
					}
				}
				if err := send(c, own); err != nil || !strings.Contains(string(s.body), `"parse":["everyone"]`) {
					t.Errorf("sent %s, %v, without the mentions that were asked for", s.body, err)
				}
			})
		})
	}
}

func TestADeferralAndAModalCarryNoMentions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := client(t, answer(204, ""))
		for kind, data := range map[int]any{5: map[string]int{"flags": 64}, 6: nil, 9: map[string]string{"title": "x"}} {
			if err := c.Respond(t.Context(), 7, "t", discordgo.InteractionResponseType(kind), data); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(s.body), "mentions") || strings.Contains(string(s.body), "null") {
				t.Errorf("answer %d is %s", kind, s.body)
			}
		}
	})
}

func TestWhatIsSafeIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := client(t, cut, answer(502, ""), answer(200, `[]`))
		if id, err := c.Newest(t.Context(), 7); err != nil || id != 0 {
			t.Errorf("Newest = %d, %v, want none", id, err)
		}
		if n := len(s.requests()); n != 3 {
			t.Errorf("%d requests, want 3", n)
		}
	})
}

func TestWhatIsNotSafeIsNotAskedAgain(t *testing.T) {
	for _, step := range []http.HandlerFunc{cut, answer(500, ""), answer(502, "")} {
		synctest.Test(t, func(t *testing.T) {
			c, s := client(t, step)
			if err := c.FollowUp(t.Context(), 1, "secret", nil); !errors.Is(err, discord.ErrOutcomeUnknown) {
				t.Errorf("FollowUp = %v, want a doubt", err)
			}
			if n := len(s.requests()); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
		})
	}
}

func TestReactorsOfBothKindsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page := `[{"id":"1"},{"id":"2","bot":true}]`
		c, s := client(t, answer(200, page), answer(200, `[{"id":"2","bot":true},{"id":"3"}]`))
		got, err := c.Reactors(t.Context(), 7, 8, "🗝️")
		if err != nil || len(got) != 3 || !got[1].Bot || got[2].ID != 3 {
			t.Errorf("Reactors = %v, %v, want 1, 2 (a bot) and 3", got, err)
		}
		const path = "/api/v9/channels/7/messages/8/reactions/%F0%9F%97%9D%EF%B8%8F?"
		for i, kind := range []string{"type=0", "type=1"} {
			if r := s.requests()[i]; !strings.Contains(r, kind) || !strings.Contains(r, path) {
				t.Errorf("request %d was %s", i, r)
			}
		}
	})
}

func TestParseAPI(t *testing.T) {
	for text, ok := range map[string]bool{
		"": true, "http://127.0.0.1:8080/api": true, "http://localhost:1/api/": true, "http://[::1]:1/api": true,
		"https://discord.example/api": true, "http://discord.example/api": false, "http://10.0.0.1/api": false,
		"ftp://127.0.0.1/api": false, "127.0.0.1:8080": false, "http://user:pw@127.0.0.1/api": false,
		"http://127.0.0.1/api?x=1": false,
	} {
		if _, err := discord.ParseAPI(text); (err == nil) != ok {
			t.Errorf("ParseAPI(%q) = %v, want ok %v", text, err, ok)
		}
	}
}
