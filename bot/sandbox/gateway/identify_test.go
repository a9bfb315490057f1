package gateway_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"cliffhanger/bot/sandbox/gateway"
	"cliffhanger/bot/sandbox/world"
)

// bubble runs a test in a synctest bubble with a gateway.
func bubble(t *testing.T, change func(*gateway.Options), f func(*testing.T, *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(t, setup(t, change)) })
}

func decode[T any](t *testing.T, m message) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(m.D, &v); err != nil {
		t.Fatalf("%v: %v", m, err)
	}
	return v
}

type readyData struct {
	V      int `json:"v"`
	User   struct{ ID world.ID }
	Guilds []struct {
		ID          world.ID
		Unavailable bool
	}
	Session     string `json:"session_id"`
	URL         string `json:"resume_gateway_url"`
	Shard       []int
	Application struct {
		ID    world.ID
		Flags int
	}
}

func TestReady(t *testing.T) {
	for _, version := range []int{9, 10} {
		bubble(t, nil, func(t *testing.T, b *bench) {
			b.w.flags = 1 << 19
			c := b.dial(fmt.Sprintf("v=%d&encoding=json", version))
			hello := decode[map[string]int](t, c.want(10, ""))
			if got := hello["heartbeat_interval"]; got != 41250 {
				t.Errorf("heartbeat_interval %d, want 41250", got)
			}
			c.identify(`,"intents":1`)
			m := c.want(0, "READY")
			got := decode[readyData](t, m)
			if len(got.Session) != 32 || *m.S != 1 {
				t.Errorf("session %q, sequence %d; want 32 digits and 1", got.Session, *m.S)
			}
			want := readyData{V: version, URL: wsURL + "/resume", Session: got.Session}
			want.User.ID, want.Application.ID, want.Application.Flags = theBot, theApp, 1<<19
			want.Guilds = append(want.Guilds, struct {
				ID          world.ID
				Unavailable bool
			}{guildA, true}, struct {
				ID          world.ID
				Unavailable bool
			}{guildB, true})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("READY (-want +got):\n%s", diff)
			}
			for i, name := range []string{"A", "B"} {
				m := c.want(0, "GUILD_CREATE")
				if got := decode[world.Guild](t, m); got.Name != name || *m.S != int64(i+2) {
					t.Errorf("server %q with sequence %d, want %q with %d", got.Name, *m.S, name, i+2)
				}
			}
			c.want(0, "EARLY")
			c.silent()
			st := b.g.Stats()
			if st.Identifies != 1 || st.Ready != 1 || len(st.Sessions) != 1 || st.Sessions[0].ID != got.Session {
				t.Errorf("stats %+v after one session %s", st, got.Session)
			}
		})
	}
}

func TestReadyWithoutGuildsIntent(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.hello()
		c.identify(`,"intents":0`)
		if got := decode[readyData](t, c.want(0, "READY")); len(got.Guilds) != 2 {
			t.Errorf("%d servers in READY, want 2", len(got.Guilds))
		}
		c.want(0, "EARLY")
		c.silent()
	})
}

func TestBadPayloadsCloseTheConnection(t *testing.T) {
	ident := func(rest string) string { return `{"op":2,"d":{"token":"good","properties":{}` + rest + `}}` }
	tests := []struct {
		name string
		send string
		code int // 0: stays open
	}{
		{"not JSON", `{`, 4002},
		{"not an object", `7`, 4002},
		{"no opcode", `{"d":1}`, 4002},
		{"opcode of another type", `{"op":"2"}`, 4002},
		{"too long", `{"op":1,"d":null,"x":"` + strings.Repeat("x", 4096) + `"}`, 4002},
		{"as long as allowed", `{"op":1,"d":null,"x":"` + strings.Repeat("x", 4096-24) + `"}`, 0},
		{"unknown opcode", `{"op":99,"d":{}}`, 4001},
		{"an opcode of the server", `{"op":11}`, 4001},
		{"heartbeat", `{"op":1,"d":17}`, 0},
		{"heartbeat without a sequence", `{"op":1,"d":null}`, 0},
		{"heartbeat of another type", `{"op":1,"d":"x"}`, 4002},
		{"presence before identify", `{"op":3,"d":{}}`, 4003},
		{"members before identify", `{"op":8,"d":{}}`, 4003},
		{"identify without data", `{"op":2}`, 4002},
		{"no token", `{"op":2,"d":{"properties":{},"intents":0}}`, 4002},
		{"no properties", `{"op":2,"d":{"token":"good","intents":0}}`, 4002},
		{"properties null", `{"op":2,"d":{"token":"good","intents":0,"properties":null}}`, 4002},
		{"bad token", `{"op":2,"d":{"token":"bad","properties":{},"intents":0}}`, 4004},
		{"no intents", ident(``), 4013},
		{"unknown intents", ident(`,"intents":131072`), 4013},
		{"negative intents", ident(`,"intents":-1`), 4013},
		{"all unprivileged intents", ident(fmt.Sprintf(`,"intents":%d`, allIntents&^33026)), 0},
		{"members not allowed", ident(`,"intents":2`), 4014},
		{"presences not allowed", ident(`,"intents":256`), 4014},
		{"content not allowed", ident(`,"intents":32768`), 4014},
		{"shard", ident(`,"intents":0,"shard":[1,2]`), 0},
		{"shard beyond", ident(`,"intents":0,"shard":[2,2]`), 4010},
		{"no shards", ident(`,"intents":0,"shard":[0,0]`), 4010},
		{"negative shard", ident(`,"intents":0,"shard":[-1,2]`), 4010},
		{"resume without data", `{"op":6}`, 4002},
		{"resume without sequence", `{"op":6,"d":{"token":"good","session_id":"x"}}`, 4002},
		{"resume with a bad token", `{"op":6,"d":{"token":"bad","session_id":"x","seq":1}}`, 4004},
		{"token with its type", `{"op":2,"d":{"token":"Bot good","properties":{},"intents":0}}`, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, b *bench) {
				c := b.hello()
				c.send(tt.send)
				if tt.code == 0 {
					c.open()
					return
				}
				c.closed(tt.code)
				if n := len(b.g.Stats().Sessions); n != 0 {
					t.Errorf("%d sessions, want none", n)
				}
			})
		})
	}
}

func TestPrivilegedIntentsFollowTheFlags(t *testing.T) {
	tests := []struct{ flag, intent int }{
		{1 << 12, 1 << 8}, {1 << 13, 1 << 8}, {1 << 14, 1 << 1}, {1 << 15, 1 << 1}, {1 << 18, 1 << 15}, {1 << 19, 1 << 15},
	}
	for _, tt := range tests {
		bubble(t, nil, func(t *testing.T, b *bench) {
			b.w.flags = tt.flag
			c := b.hello()
			c.identify(fmt.Sprintf(`,"intents":%d`, tt.intent))
			c.want(0, "READY")
			c = b.hello()
			c.identify(fmt.Sprintf(`,"intents":%d`, (1<<1|1<<8|1<<15)&^tt.intent))
			c.closed(4014)
		})
	}
}

func TestIdentifiedConnection(t *testing.T) {
	tests := []struct {
		name, send string
		code       int
	}{
		{"presence", `{"op":3,"d":{"status":"online","activities":[],"since":null,"afk":false}}`, 0},
		{"presence without data", `{"op":3}`, 4002},
		{"voice state", `{"op":4,"d":{}}`, 0},
		{"soundboard", `{"op":31,"d":{"guild_ids":[]}}`, 0},
		{"identify again", `{"op":2,"d":{"token":"good","properties":{},"intents":0}}`, 4005},
		{"resume while identified", `{"op":6,"d":{"token":"good","session_id":"x","seq":0}}`, 4005},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, b *bench) {
				c := b.session()
				c.send(tt.send)
				if tt.code == 0 {
					c.silent()
					c.open()
					return
				}
				c.closed(tt.code)
				if n := len(b.g.Stats().Sessions); n != 1 {
					t.Errorf("%d sessions after %d, want 1 to resume", n, tt.code)
				}
			})
		})
	}
}

func TestNegotiation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, nil)
		for _, query := range []string{
			"", "v=10", "v=10&encoding=etf", "v=10&encoding=json&compress=zstd-stream", "v=10&encoding=json&compress=x",
		} {
			_, res, err := websocket.Dial(t.Context(), wsURL+"?"+query, &websocket.DialOptions{HTTPClient: b.client})
			if err == nil || res == nil || res.StatusCode != http.StatusBadRequest {
				t.Errorf("query %q: %v with %+v, want HTTP 400", query, err, res)
			}
		}
		for _, version := range []string{"", "&v=8", "&v=11", "&v=x"} {
			c := b.dial("encoding=json" + version)
			c.want(10, "")
			c.closed(4012)
		}
	})
}

func TestConcurrency(t *testing.T) {
	bubble(t, func(o *gateway.Options) { o.ConcurrencyPer5s = 2 }, func(t *testing.T, b *bench) {
		shard := func(n int) *client {
			c := b.hello()
			c.identify(fmt.Sprintf(`,"intents":0,"shard":[%d,4]`, n))
			return c
		}
		shard(0).want(0, "READY")
		shard(1).want(0, "READY")
		late := shard(2) // shares its key with shard 0
		if m := late.want(9, ""); string(m.D) != "false" {
			t.Errorf("invalid session with %s, want false", m.D)
		}
		late.open()
		time.Sleep(5 * time.Second)
		late.identify(`,"intents":0,"shard":[2,4]`) // on the same connection
		late.want(0, "READY")
		if st := b.g.Stats(); st.Identifies != 4 || st.TooSoon != 1 || st.Ready != 3 {
			t.Errorf("stats %+v, want 4 identifies, 1 too soon, 3 ready", st)
		}
	})
}

func TestDailyIdentifies(t *testing.T) {
	bubble(t, func(o *gateway.Options) { o.IdentifiesPerDay = 3 }, func(t *testing.T, b *bench) {
		want := gateway.StartLimit{Total: 3, Remaining: 3, MaxConcurrency: 16}
		if got := b.g.StartLimit(theApp); got != want {
			t.Errorf("at first %+v, want %+v", got, want)
		}
		var last *client
		for i := range 3 {
			last = b.hello()
			last.identify(fmt.Sprintf(`,"intents":0,"shard":[%d,16]`, i))
			last.want(0, "READY")
		}
		time.Sleep(time.Second)
		want = gateway.StartLimit{Total: 3, Remaining: 0, ResetAfter: 86399000, MaxConcurrency: 16}
		if got := b.g.StartLimit(theApp); got != want {
			t.Errorf("after three %+v, want %+v", got, want)
		}
		if got := b.g.StartLimit(otherApp).Remaining; got != 3 {
			t.Errorf("the other application has %d left, want 3", got)
		}
		c := b.hello()
		c.identify(`,"intents":0,"shard":[4,16]`)
		c.closed(4004)
		last.want(0, "EARLY")
		last.closed(4004) // the token is gone for everybody
		time.Sleep(24 * time.Hour)
		if st := b.g.Stats(); len(st.Sessions) != 0 || b.w.listeners() != 0 {
			t.Errorf("%d sessions and %d listeners left, want none", len(st.Sessions), b.w.listeners())
		}
		c = b.hello()
		c.identify(`,"intents":0`)
		c.want(0, "READY")
	})
}

func TestShards(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		var shards [2]*client
		for i := range shards {
			shards[i] = b.hello()
			shards[i].identify(fmt.Sprintf(`,"intents":4609,"shard":[%d,2]`, i))
			got := decode[readyData](t, shards[i].want(0, "READY"))
			want := []world.ID{guildA, guildB}[i]
			if len(got.Guilds) != 1 || got.Guilds[0].ID != want || !cmp.Equal(got.Shard, []int{i, 2}) {
				t.Errorf("shard %d has %+v of %v, want server %v of [%d 2]", i, got.Guilds, got.Shard, want, i)
			}
			shards[i].want(0, "GUILD_CREATE")
		}
		shards[0].want(0, "EARLY")
		for _, tt := range []struct {
			event world.Event
			shard int
		}{
			{world.Event{Type: "CHANNEL_UPDATE", Guild: guildA}, 0},
			{world.Event{Type: "CHANNEL_UPDATE", Guild: guildB}, 1},
			{world.Event{Type: "MESSAGE_CREATE", Channel: aChannel}, 0}, // direct
			{world.Event{Type: "INTERACTION_CREATE", Guild: guildB, App: theApp}, 1},
			{world.Event{Type: "INTERACTION_CREATE", App: theApp}, 0},
		} {
			b.w.emit(tt.event)
			shards[tt.shard].want(0, tt.event.Type)
			shards[1-tt.shard].silent()
		}
	})
}

func TestTooManyServersForOneShard(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		b.w.guilds = nil
		for i := range 2501 {
			b.w.guilds = append(b.w.guilds, &world.Guild{ID: world.ID(i+1) << 22})
		}
		c := b.hello()
		c.identify(`,"intents":0`)
		c.closed(4011)
		if n := b.w.listeners(); n != 0 {
			t.Errorf("%d listeners left in the world", n)
		}
		time.Sleep(5 * time.Second)
		c = b.hello()
		c.identify(`,"intents":0,"shard":[0,2]`)
		if got := decode[readyData](t, c.want(0, "READY")); len(got.Guilds) != 1250 {
			t.Errorf("%d servers on shard 0 of 2, want 1250", len(got.Guilds))
		}
	})
}
