package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/wire"
)

// bubbled is a whole sandbox in a synctest bubble, with the network to it and an HTTP client.
type bubbled struct {
	*sandbox.Sandbox
	t    *testing.T
	net  *wire.Network
	http *http.Client
}

// inBubble runs a test in a bubble with a sandbox.
func inBubble(t *testing.T, o sandbox.Options, f func(*testing.T, *bubbled)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		// A bubble's time begins in 2000, and a snowflake cannot name a moment before 2015.
		time.Sleep(time.Until(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)))
		n := wire.New(wire.Options{})
		o.Listener = n
		transport := &http.Transport{DialContext: n.Dial}
		b := &bubbled{Sandbox: start(t, o), t: t, net: n, http: &http.Client{Transport: transport}}
		defer transport.CloseIdleConnections()
		f(t, b)
	})
}

// identify begins a session and returns its id and the address to resume at.
func (b *bubbled) identify(l *line, intents int) (session, resume string) {
	b.t.Helper()
	l.send(2, map[string]any{"token": b.Token(), "intents": intents, "properties": map[string]any{}})
	var ready struct {
		Session string `json:"session_id"`
		Resume  string `json:"resume_gateway_url"`
	}
	if err := json.Unmarshal(l.want("READY").D, &ready); err != nil {
		b.t.Fatal(err)
	}
	l.want("GUILD_CREATE")
	return ready.Session, ready.Resume
}

// call makes a REST request as the bot and returns the status.
func (b *bubbled) call(method, path, body string) int {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.API()+"/v10"+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bot "+b.Token())
	req.Header.Set("User-Agent", "DiscordBot (https://example.invalid, 1)")
	req.Header.Set("Content-Type", "application/json")
	res, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		b.t.Fatal(err)
	}
	return res.StatusCode
}

const guildsAndMessages = 1<<0 | 1<<9 | 1<<15 // and what is in the messages

// TestAnHourInABubble shows that a whole sandbox lives in a bubble's time: a client beats for an hour, hears what
// happens, loses its connection and resumes, and the story's clock, the rate limits and the page go along.
func TestAnHourInABubble(t *testing.T) {
	inBubble(t, sandbox.Options{}, func(t *testing.T, b *bubbled) {
		if b.URL() != "http://127.0.0.1:1" {
			t.Errorf("the sandbox is at %s", b.URL())
		}
		l := b.dial("ws" + strings.TrimPrefix(b.URL(), "http") + "/gateway")
		session, resume := b.identify(l, guildsAndMessages)
		ines := person(t, b.Sandbox, "Ines")
		_, talk := channel(t, b.Sandbox, "talk")
		began, story := time.Now(), b.Clock.Now()
		const talks = 12
		for i := range talks {
			time.Sleep(5 * time.Minute)
			if _, err := b.World.Say(ines, talk, fmt.Sprint("word ", i)); err != nil {
				t.Fatal(err)
			}
			l.want("MESSAGE_CREATE")
		}
		if real, told := time.Since(began), b.Clock.Now().Sub(story); real != time.Hour || told != time.Hour {
			t.Errorf("%v passed, and %v in the story, want an hour", real, told)
		}
		if want := int(time.Hour / (41250 * time.Millisecond)); l.acks != want || b.Gateway.Stats().Heartbeats != want {
			t.Errorf("%d heartbeats and %d acknowledgements in an hour, want %d", b.Gateway.Stats().Heartbeats, l.acks, want)
		}

		if b.net.Reset() == 0 {
			t.Error("there was no connection to break")
		}
		if err := l.ended(); websocket.CloseStatus(err) != -1 {
			t.Errorf("a broken connection ended with a close frame: %v", err)
		}
		if _, err := b.World.Say(ines, talk, "missed"); err != nil {
			t.Fatal(err)
		}
		back := b.dial(resume)
		back.send(6, map[string]any{"token": b.Token(), "session_id": session, "seq": l.seq})
		if got := back.want("MESSAGE_CREATE"); !strings.Contains(string(got.D), `"missed"`) {
			t.Errorf("replayed %s", got.D)
		}
		back.want("RESUMED")
		if st := b.Gateway.Stats(); st.Identifies != 1 || st.Resumes != 1 || st.ResumesThere != 1 {
			t.Errorf("stats %+v, want one identify and one resume where READY said", st)
		}
	})
}

// TestRateLimitsInABubble has the buckets of the REST API follow the bubble's time.
func TestRateLimitsInABubble(t *testing.T) {
	inBubble(t, sandbox.Options{Limits: rest.Limits{}}, func(t *testing.T, b *bubbled) {
		_, talk := channel(t, b.Sandbox, "talk")
		path := "/channels/" + talk.String() + "/messages"
		for round := range 3 {
			for i := range 6 {
				want := http.StatusOK
				if i == 5 { // Discord's 5 in 5 s
					want = http.StatusTooManyRequests
				}
				if got := b.call("POST", path, `{"content":"word"}`); got != want {
					t.Errorf("round %d, message %d: status %d, want %d", round, i, got, want)
				}
			}
			time.Sleep(5 * time.Second)
		}
		b.Faults().Add(rest.Fault{Method: http.MethodGet, Route: "/channels/{}", Action: rest.Delay, Delay: time.Hour,
			Count: 1})
		began := time.Now()
		if got := b.call("GET", "/channels/"+talk.String(), ""); got != http.StatusOK || time.Since(began) != time.Hour {
			t.Errorf("a request delayed by an hour: status %d after %v", got, time.Since(began))
		}
	})
}

// TestPageStreamsInABubble reads the page's events, heartbeats included.
func TestPageStreamsInABubble(t *testing.T) {
	inBubble(t, sandbox.Options{}, func(t *testing.T, b *bubbled) {
		ines := person(t, b.Sandbox, "Ines")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.URL()+"/page/events?as="+ines.String(), nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := b.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		read := make(chan error, 1)
		go func() {
			_, err := io.Copy(&text, res.Body)
			read <- err
		}()
		time.Sleep(time.Minute)
		_, talk := channel(t, b.Sandbox, "talk")
		if _, err := b.World.Say(ines, talk, "over the stream"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		cancel()
		if err := <-read; !errors.Is(err, context.Canceled) {
			t.Errorf("the stream ended with %v", err)
		}
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
		if got := text.String(); res.StatusCode != 200 || !strings.Contains(got, "over the stream") ||
			strings.Count(got, ": still here") != 4 {
			t.Errorf("status %d, want a message and 4 signs of life in a minute: %s", res.StatusCode, got)
		}
	})
}

// TestAClientBehindABlackholeIsTimedOut loses every packet without a sign, as a dead router does.
func TestAClientBehindABlackholeIsTimedOut(t *testing.T) {
	inBubble(t, sandbox.Options{}, func(t *testing.T, b *bubbled) {
		l := b.dial("ws" + strings.TrimPrefix(b.URL(), "http") + "/gateway")
		b.identify(l, guildsAndMessages)
		b.net.Set(wire.Toxics{Blackhole: true})
		time.Sleep(2 * time.Minute)
		if n := len(b.Gateway.Stats().Sessions); n != 0 {
			t.Errorf("%d sessions, want none after two intervals without a heartbeat", n)
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.err != nil {
			t.Errorf("the client noticed: %v", l.err)
		}
	})
}

// TestTooManyIdentifiesRevokeTheToken uses up the IDENTIFYs of a day.
func TestTooManyIdentifiesRevokeTheToken(t *testing.T) {
	inBubble(t, sandbox.Options{IdentifiesPerDay: 1}, func(t *testing.T, b *bubbled) {
		old := b.Token()
		url := "ws" + strings.TrimPrefix(b.URL(), "http") + "/gateway"
		first := b.dial(url)
		b.identify(first, guildsAndMessages)
		second := b.dial(url)
		second.send(2, map[string]any{"token": old, "intents": 0, "properties": map[string]any{}})
		for _, l := range []*line{first, second} {
			if code := websocket.CloseStatus(l.ended()); code != 4004 {
				t.Errorf("closed with %d, want 4004", code)
			}
		}
		if got := b.Gateway.Stats().TokenResets; got != 1 || b.Token() == old {
			t.Errorf("the token was reset %d times and is the old one: %v", got, b.Token() == old)
		}
		if got := b.call("GET", "/users/@me", ""); got != http.StatusOK {
			t.Errorf("the new token gets %d", got)
		}
	})
}

// TestCrowdedShards has a bot in 3,000 servers: one shard is too few, three share them.
func TestCrowdedShards(t *testing.T) {
	inBubble(t, sandbox.Options{IdentifyConcurrency: 3}, func(t *testing.T, b *bubbled) {
		const servers = 3000
		b.World.Crowd(b.App().ID, servers-1) // and the default one
		url := "ws" + strings.TrimPrefix(b.URL(), "http") + "/gateway"
		identify := func(l *line, shard ...int) {
			l.send(2, map[string]any{"token": b.Token(), "intents": 1, "properties": map[string]any{}, "shard": shard})
		}
		alone := b.dial(url)
		identify(alone, 0, 1)
		if code := websocket.CloseStatus(alone.ended()); code != 4011 {
			t.Errorf("3,000 servers on one shard: closed with %d, want 4011", code)
		}
		time.Sleep(5 * time.Second)
		seen, size := map[string]bool{}, 0
		for i := range 3 {
			l := b.dial(url)
			identify(l, i, 3)
			var ready struct{ Guilds []struct{ ID string } }
			if err := json.Unmarshal(l.want("READY").D, &ready); err != nil {
				t.Fatal(err)
			}
			if n := len(ready.Guilds); n < 999 || n > 1001 {
				t.Errorf("shard %d has %d servers, want about 1,000", i, n)
			}
			for _, g := range ready.Guilds {
				seen[g.ID] = true
				size += len(l.want("GUILD_CREATE").D)
			}
		}
		if len(seen) != servers || size/servers < 16_000 || size/servers > 18_000 {
			t.Errorf("%d servers of %d bytes each, want 3,000 of about 17,000", len(seen), size/servers)
		}
	})
}

// TestListenerMustBeOnLoopback gives a listener whose address others could reach.
func TestListenerMustBeOnLoopback(t *testing.T) {
	s, err := sandbox.Start(t.Context(), sandbox.Options{Listener: afar{wire.New(wire.Options{})}})
	if err == nil {
		t.Error("it serves a listener that is not on loopback")
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// afar is a listener that others could reach.
type afar struct{ *wire.Network }

func (afar) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 80} }
