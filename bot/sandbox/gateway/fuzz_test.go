package gateway

import (
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
)

// emptyWorld knows one token and has nothing to tell.
type emptyWorld struct{}

func (emptyWorld) Login(token string) (world.App, bool) { return world.App{ID: 1}, token == "good" }

func (emptyWorld) Ready(world.ID) (*world.User, any) { return &world.User{ID: 2}, struct{}{} }

func (emptyWorld) AttachShard(world.ID, func(world.ID) bool, func(world.Event)) ([]*world.Guild, func()) {
	return nil, func() {}
}

func (emptyWorld) Members(_, _, _ world.ID, _ int, _ string) ([]*world.Member, error) {
	return nil, errors.New("nobody here")
}

// FuzzHandle feeds two payloads to a connection: whatever they are, they are answered or refused with one of the
// documented codes, and what is queued for the client is JSON.
func FuzzHandle(f *testing.F) {
	identify := `{"op":2,"d":{"token":"good","properties":{},"intents":0,"shard":[0,1]}}`
	for _, s := range []string{
		identify, `{"op":1,"d":null}`, `{"op":1,"d":1e400}`, `{"op":6,"d":{"token":"good","session_id":"","seq":0}}`,
		`{"op":8,"d":{"guild_id":"1","user_ids":null}}`, `{"op":8,"d":{"guild_id":1,"user_ids":["2"],"nonce":{}}}`,
		`{"op":3,"d":{}}`, `{"op":8,"d":{"guild_id":"1","query":"","limit":0}}`, `{"op":2,"d":null}`, `null`, `{"op":null}`,
		`{"op":2,"d":{"token":"good","properties":{},"intents":1,"shard":[9223372036854775806,9223372036854775807]}}`,
	} {
		f.Add(identify, s)
		f.Add(s, identify)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		g := New(Options{
			World: emptyWorld{}, URL: func() string { return "ws://x" }, Log: slog.New(slog.DiscardHandler),
		})
		c := newConn(g, "10", &plain{})
		defer c.cancel()
		c.beat = time.AfterFunc(time.Hour, func() {})
		defer c.beat.Stop()
		for _, p := range []string{first, second} {
			code := c.handle([]byte(p))
			if code != 0 && reason(code) == "" {
				t.Fatalf("%q is answered by the undocumented code %d", p, code)
			}
			for out, _ := c.take(); out != nil; out, _ = c.take() {
				if !json.Valid(out) {
					t.Fatalf("%q is answered by %q, which is not JSON", p, out)
				}
			}
		}
	})
}

// FuzzConceal hides what it is given: the result is JSON without the text, or an error.
func FuzzConceal(f *testing.F) {
	for _, s := range []string{
		`{"content":"secret"}`, `{"content":"secret","referenced_message":{"content":"secret","author":{"id":"1"}}}`, `[]`,
		`{"referenced_message":7}`, `{"referenced_message":{"author":{"id":null},"mentions":null}}`, `null`, `{}`,
		`{"content":"secret","content":"secret"}`, `{"CONTENT":"x","poll":{"question":{"text":"secret"}}}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out, err := conceal(json.RawMessage(in), 1, false)
		if err != nil {
			return
		}
		var all map[string]json.RawMessage
		if err := json.Unmarshal(out, &all); err != nil {
			t.Fatalf("%q becomes %q: %v", in, out, err)
		}
		if content, ok := all["content"]; ok && string(content) != `""` {
			t.Errorf("%q keeps its content in %q", in, out)
		}
	})
}
