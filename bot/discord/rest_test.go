package discord_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot/discord"
)

// A script answers the n-th request with its n-th step, and every later one with the last.
type script struct {
	mu    sync.Mutex
	steps []http.HandlerFunc
	seen  []string
	body  []byte
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	n := min(len(s.seen), len(s.steps)-1)
	s.seen = append(s.seen, r.Method+" "+r.URL.RequestURI())
	s.body, _ = io.ReadAll(r.Body) // what cannot be read fails the comparison in the test
	step := s.steps[n]
	s.mu.Unlock()
	step(w, r)
}

func (s *script) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		io.WriteString(w, body) // a client that has gone needs no answer
	}
}

func cut(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

const token = "canary.token.value"

func client(t *testing.T, steps ...http.HandlerFunc) (*discord.Client, *script) {
	t.Helper()
	s := &script{steps: steps}
	srv := httptest.NewUnstartedServer(s)
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	srv.Start()
	t.Cleanup(srv.Close)
	c, err := discord.New(discord.Config{Token: token, API: srv.URL + "/api", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

func post(c *discord.Client) (uint64, error) {
	return c.Post(context.Background(), 7, json.RawMessage(`{"content":"hi"}`), "nonce-1")
}

func TestPostEndsInOneOfThreeWays(t *testing.T) {
	for _, test := range []struct {
		name string
		step http.HandlerFunc
		want error
	}{
		{"sent", answer(200, `{"id":"42"}`), nil},
		{"unknown channel", answer(404, `{"code":10003,"message":"Unknown Channel"}`), discord.ErrUnknownChannel},
		{"no permission", answer(403, `{"code":50013,"message":"Missing Permissions"}`), discord.ErrMissingPermissions},
		{"no access", answer(403, `{"code":50001,"message":"Missing Access"}`), discord.ErrMissingAccess},
		{"token revoked", answer(401, `{"code":0,"message":"401: Unauthorized"}`), discord.ErrTokenRevoked},
		{"500", answer(500, `{"code":0,"message":"500"}`), discord.ErrOutcomeUnknown},
		{"502", answer(502, `<html>`), discord.ErrOutcomeUnknown},
		{"503", answer(503, ``), discord.ErrOutcomeUnknown},
		{"cut", cut, discord.ErrOutcomeUnknown},
		{"an answer that cannot be read", answer(200, `{"id":`), discord.ErrOutcomeUnknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, s := client(t, test.step)
			id, err := post(c)
			if !errors.Is(err, test.want) || (err == nil) != (test.want == nil) || test.want == nil && id != 42 {
				t.Errorf("Post = %d, %v, want %v", id, err, test.want)
			}
			if n := len(s.requests()); n != 1 {
				t.Errorf("%d requests: a message was posted again without looking", n)
			}
			if err != nil && strings.Contains(err.Error(), token) {
				t.Errorf("the error holds the token: %v", err)
			}
		})
	}
}

func TestPostCarriesItsNonce(t *testing.T) {
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
}

func TestRateLimitsAreWaitedOut(t *testing.T) {
	limited := func(header, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if header != "" {
				name, value, _ := strings.Cut(header, ": ")
				w.Header().Set(name, value)
			}
			w.WriteHeader(429)
			io.WriteString(w, body)
		}
	}
	for _, test := range []struct {
		name string
		step http.HandlerFunc
	}{
		{"of a route", limited("", `{"message":"slow down","retry_after":0.05,"global":false}`)},
		{"global, as documented", limited("X-RateLimit-Global: true", `{"message":"slow down","retry_after":0.05,"global":true}`)},
		{"in HTML, before Discord", limited("Retry-After: 0", `<html>error 1015</html>`)},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, s := client(t, test.step, test.step, answer(200, `{"id":"42"}`))
			if id, err := post(c); err != nil || id != 42 {
				t.Errorf("Post = %d, %v, want 42", id, err)
			}
			if n := len(s.requests()); n != 3 {
				t.Errorf("%d requests, want 3", n)
			}
		})
	}
}

func TestAWaitEndsWithTheContext(t *testing.T) {
	c, _ := client(t, answer(429, `{"message":"slow down","retry_after":3600,"global":false}`))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.Post(ctx, 7, json.RawMessage(`{}`), "n"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Post = %v, want the context's end", err)
	}
}

func TestWhatIsSafeIsAskedAgain(t *testing.T) {
	c, s := client(t, cut, answer(502, ""), answer(200, `[]`))
	if id, err := c.Newest(t.Context(), 7); err != nil || id != 0 {
		t.Errorf("Newest = %d, %v, want none", id, err)
	}
	if n := len(s.requests()); n != 3 {
		t.Errorf("%d requests, want 3", n)
	}
}

func TestReactorsOfBothKindsOnce(t *testing.T) {
	page := `[{"id":"1"},{"id":"2","bot":true}]`
	c, s := client(t, answer(200, page), answer(200, `[{"id":"2","bot":true},{"id":"3"}]`))
	got, err := c.Reactors(t.Context(), 7, 8, "🗝️")
	if err != nil || len(got) != 3 || !got[1].Bot || got[2].ID != 3 {
		t.Errorf("Reactors = %v, %v, want 1, 2 (a bot) and 3", got, err)
	}
	for i, kind := range []string{"type=0", "type=1"} {
		if r := s.requests()[i]; !strings.Contains(r, kind) || !strings.Contains(r, "/api/v9/channels/7/messages/8/reactions/%F0%9F%97%9D%EF%B8%8F?") {
			t.Errorf("request %d was %s", i, r)
		}
	}
}

func TestInteractionTokenIsInNoError(t *testing.T) {
	for _, step := range []http.HandlerFunc{cut, answer(404, `{"code":10062,"message":"Unknown interaction"}`), answer(500, "")} {
		c, _ := client(t, step)
		err := c.Respond(t.Context(), 5, "interaction-secret", 4, nil)
		if err == nil || strings.Contains(err.Error(), "interaction-secret") {
			t.Errorf("Respond = %v, want an error without the token", err)
		}
	}
}

func TestParseAPI(t *testing.T) {
	for text, ok := range map[string]bool{
		"": true, "http://127.0.0.1:8080/api": true, "http://localhost:1/api/": true, "http://[::1]:1/api": true,
		"https://discord.example/api": true, "http://discord.example/api": false, "http://10.0.0.1/api": false,
		"ftp://127.0.0.1/api": false, "127.0.0.1:8080": false, "http://user:pw@127.0.0.1/api": false, "http://127.0.0.1/api?x=1": false,
	} {
		if _, err := discord.ParseAPI(text); (err == nil) != ok {
			t.Errorf("ParseAPI(%q) = %v, want ok %v", text, err, ok)
		}
	}
}

func TestAWaitForTheBucketEndsWithTheContext(t *testing.T) {
	last := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset-After", "3600")
		w.Header().Set("X-RateLimit-Reset", strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10))
		w.Header().Set("Date", time.Now().UTC().Format(http.TimeFormat))
		answer(200, `{"id":"42"}`)(w, r)
	}
	c, s := client(t, last)
	if _, err := post(c); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 2)
	for range 2 { // one waits for the reset, the other for the first
		go func() {
			_, err := c.Post(ctx, 7, json.RawMessage(`{}`), "n")
			done <- err
		}()
	}
	time.AfterFunc(20*time.Millisecond, cancel)
	for range 2 {
		if err := <-done; !errors.Is(err, context.Canceled) || errors.Is(err, discord.ErrOutcomeUnknown) {
			t.Errorf("Post = %v, want the context's end, and no doubt about a request that was never sent", err)
		}
	}
	if n := len(s.requests()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}
