package gateway_test

import (
	"fmt"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/gateway"
	"cliffhanger/bot/sandbox/world"
)

// numbered makes an event that carries a number.
func numbered(n int) world.Event {
	return world.Event{Type: "MESSAGE_REACTION_ADD", Guild: guildA, Data: map[string]int{"n": n}}
}

// wantNumbers takes numbered events, in order.
func (c *client) wantNumbers(from, to int) {
	c.t.Helper()
	for n := from; n <= to; n++ {
		if m := c.want(0, "MESSAGE_REACTION_ADD"); string(m.D) != fmt.Sprintf(`{"n":%d}`, n) {
			c.t.Fatalf("got %v, want number %d", m, n)
		}
	}
}

func (b *bench) onlySession() string {
	b.t.Helper()
	all := b.g.Stats().Sessions
	if len(all) != 1 {
		b.t.Fatalf("%d sessions, want 1", len(all))
	}
	return all[0].ID
}

func TestResumeReplaysWhatWasMissed(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session()
		id := b.onlySession()
		b.w.emit(numbered(1))
		c.wantNumbers(1, 1)
		c.leave(4000)
		for n := 2; n <= 4; n++ {
			b.w.emit(numbered(n))
		}
		for round := range 3 { // the second and third replay pass over earlier RESUMEDs
			r := b.hello()
			r.resume(id, c.seq)
			r.wantNumbers(2, 4+round)
			r.want(0, "RESUMED")
			r.silent()
			b.w.emit(numbered(5 + round))
			r.wantNumbers(5+round, 5+round)
			r.leave(-1)
		}
		if st := b.g.Stats(); st.Identifies != 1 || st.Resumes != 3 || b.w.listeners() != 1 {
			t.Errorf("stats %+v with %d listeners, want 1 identify, 3 resumes, 1 listener", st, b.w.listeners())
		}
	})
}

func TestResumeWithNothingMissed(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session()
		c.leave(-1)
		r := b.hello()
		r.resume(b.onlySession(), c.seq)
		if m := r.want(0, "RESUMED"); *m.S != c.seq+1 {
			t.Errorf("RESUMED has sequence %d, want %d", *m.S, c.seq+1)
		}
	})
}

func TestResumeTakesOverFromAStaleConnection(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		stale := b.session()
		r := b.hello()
		r.resume(b.onlySession(), stale.seq)
		r.want(0, "RESUMED")
		stale.closed(0)
		b.w.emit(numbered(1))
		r.wantNumbers(1, 1)
		if id := b.onlySession(); id == "" {
			t.Error("the session has lost its id")
		}
	})
}

func TestRefusedResumes(t *testing.T) {
	small := func(o *gateway.Options) { o.Replay = 10 }
	tests := []struct {
		name string
		do   func(b *bench, c *client) (session string, seq int64)
		code int // 0: op 9 false on an open connection
		left int // sessions afterwards
	}{
		{"unknown session", func(b *bench, c *client) (string, int64) { return "nobody", 1 }, 0, 1},
		{"sequence from the future", func(b *bench, c *client) (string, int64) {
			return b.onlySession(), c.seq + 1
		}, 4007, 0},
		{"negative sequence", func(b *bench, c *client) (string, int64) { return b.onlySession(), -1 }, 4007, 0},
		{"more missed than is kept", func(b *bench, c *client) (string, int64) {
			for n := range 11 {
				b.w.emit(numbered(n))
			}
			return b.onlySession(), c.seq
		}, 0, 0},
		{"too late", func(b *bench, c *client) (string, int64) {
			id := b.onlySession()
			time.Sleep(3 * time.Minute)
			return id, c.seq
		}, 0, 0},
		{"sessions ended", func(b *bench, c *client) (string, int64) {
			id := b.onlySession()
			b.g.EndSessions()
			return id, c.seq
		}, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, small, func(t *testing.T, b *bench) {
				c := b.session()
				c.leave(-1)
				id, seq := tt.do(b, c)
				r := b.hello()
				r.resume(id, seq)
				if tt.code != 0 {
					r.closed(tt.code)
				} else {
					if m := r.want(9, ""); string(m.D) != "false" {
						t.Errorf("invalid session with %s, want false", m.D)
					}
					r.open()
				}
				st := b.g.Stats()
				if len(st.Sessions) != tt.left || b.w.listeners() != tt.left || st.Refused != 1 {
					t.Errorf("%d sessions, %d listeners, %d refused; want %d, %d, 1",
						len(st.Sessions), b.w.listeners(), st.Refused, tt.left, tt.left)
				}
			})
		})
	}
}

func TestResumeAtTheEdges(t *testing.T) {
	bubble(t, func(o *gateway.Options) { o.Replay = 10 }, func(t *testing.T, b *bench) {
		c := b.session()
		c.leave(-1)
		for n := range 10 { // exactly what is kept
			b.w.emit(numbered(n))
		}
		time.Sleep(3*time.Minute - time.Millisecond) // the last moment
		r := b.hello()
		r.resume(b.onlySession(), c.seq)
		r.wantNumbers(0, 9)
		r.want(0, "RESUMED") // pushes nothing out that is still to be sent
	})
}

func TestAnotherApplicationCannotResume(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session()
		c.leave(-1)
		r := b.hello()
		r.send(fmt.Sprintf(`{"op":6,"d":{"token":"other","session_id":%q,"seq":1}}`, b.onlySession()))
		r.want(9, "")
		b.onlySession()
	})
}

func TestHowTheClientLeavesDecides(t *testing.T) {
	tests := []struct {
		code int
		left int
	}{{1000, 0}, {1001, 0}, {4000, 1}, {1012, 1}, {3000, 1}, {-1, 1}}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.code), func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, b *bench) {
				b.session().leave(tt.code)
				if st := b.g.Stats(); len(st.Sessions) != tt.left || st.Connections != 0 {
					t.Errorf("%d sessions and %d connections, want %d and 0", len(st.Sessions), st.Connections, tt.left)
				}
				if n := b.w.listeners(); n != tt.left {
					t.Errorf("%d listeners in the world, want %d", n, tt.left)
				}
			})
		})
	}
}
