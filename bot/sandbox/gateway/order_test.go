package gateway_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cliffhanger/bot/sandbox/gateway"
	"cliffhanger/bot/sandbox/world"
)

func TestHoldHello(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		old := b.session()
		b.g.HoldHello(true)
		c := b.dial("v=10&encoding=json")
		gone := b.dial("v=10&encoding=json")
		for range 20 {
			time.Sleep(30 * time.Second)
			old.send(`{"op":1,"d":null}`)
			old.want(11, "") // it was greeted before
		}
		c.silent()
		c.open()
		gone.leave(-1)
		b.g.HoldHello(false)
		c.want(10, "")
		b.hello().silent()
		time.Sleep(82*time.Second + 499*time.Millisecond)
		c.open()
		time.Sleep(time.Millisecond)
		c.closed(4009) // from HELLO on it has to beat
	})
}

func TestHoldReady(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		old := b.session()
		id := b.onlySession()
		b.w.emit(numbered(1))
		old.leave(-1)
		time.Sleep(5 * time.Second)
		b.g.HoldReady(true)
		fresh, again := b.hello(), b.hello()
		fresh.identify(`,"intents":0`)
		again.resume(id, old.seq)
		time.Sleep(time.Minute)
		for _, c := range []*client{fresh, again} {
			c.silent()
			c.send(`{"op":1,"d":null}`)
			c.want(11, "")
		}
		bad := b.hello()
		bad.identify(`,"intents":-1`)
		bad.closed(4013)
		if st := b.g.Stats(); st.Identifies != 2 || st.Ready != 1 || st.Resumes != 0 || len(st.Sessions) != 1 {
			t.Errorf("stats %+v, want 2 identifies, 1 ready, no resumes, 1 session", st)
		}
		b.g.HoldReady(false)
		fresh.silent()
		again.silent()
		again.resume(id, old.seq)
		again.wantNumbers(1, 1)
		again.want(0, "RESUMED")
	})
}

func TestReconnectFirst(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		b.g.ReconnectFirst(2)
		for range 2 {
			c := b.dial("v=10&encoding=json")
			c.want(7, "")
			c.want(10, "")
			time.Sleep(5*time.Second - time.Millisecond)
			c.open()
			time.Sleep(time.Millisecond)
			c.closed(0)
		}
		b.session()
	})
}

func TestReconnectInstead(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		b.g.ReconnectInstead(1)
		c := b.hello()
		c.identify(`,"intents":0`)
		c.want(7, "")
		c.silent()
		time.Sleep(5 * time.Second)
		c.closed(0)
		if st := b.g.Stats(); st.Identifies != 1 || st.Ready != 0 || len(st.Sessions) != 0 {
			t.Errorf("stats %+v, want an identify that began nothing", st)
		}

		c = b.session()
		id := b.onlySession()
		c.leave(-1)
		b.w.emit(numbered(1))
		b.g.ReconnectInstead(1)
		r := b.hello()
		r.resume(id, c.seq)
		r.want(7, "")
		r.silent()
		r.leave(4000)
		r = b.hello()
		r.resume(id, c.seq)
		r.wantNumbers(1, 1)
		r.want(0, "RESUMED")
	})
}

func TestRefuseResume(t *testing.T) {
	tests := []struct {
		name  string
		how   gateway.Refusal
		op9   string // "" for none
		code  int    // the connection closes with, after a second at most; 0: it stays open
		stays bool   // the session can be resumed
	}{
		{"op 9 false", gateway.RefuseFalse, "false", 0, false},
		{"op 9 true", gateway.RefuseTrue, "true", 0, true},
		{"op 9 false and close", gateway.RefuseAndClose, "false", 4000, false},
		{"sequence", gateway.RefuseSequence, "", 4007, false},
		{"timed out", gateway.RefuseTimedOut, "", 4009, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, b *bench) {
				c := b.session()
				id := b.onlySession()
				c.leave(-1)
				b.g.RefuseResume(2, tt.how)
				for _, session := range []string{"unknown", id} {
					r := b.hello()
					r.resume(session, c.seq)
					if tt.op9 != "" {
						if m := r.want(9, ""); string(m.D) != tt.op9 {
							t.Errorf("op 9 with %s, want %s", m.D, tt.op9)
						}
						r.open()
					}
					time.Sleep(time.Second)
					if tt.code == 0 {
						r.open()
					} else {
						r.closed(tt.code)
					}
				}
				r := b.hello()
				r.resume(id, c.seq)
				left := 0
				if tt.stays {
					r.want(0, "RESUMED")
					left = 1
				} else if m := r.want(9, ""); string(m.D) != "false" {
					t.Errorf("later op 9 with %s, want false", m.D)
				}
				if st := b.g.Stats(); len(st.Sessions) != left || st.Refused != 3-left || b.w.listeners() != left {
					t.Errorf("stats %+v with %d listeners, want %d sessions and %d refused", st, b.w.listeners(), left, 3-left)
				}
			})
		})
	}
}

// TestRefusedResumeEndsTheOldConnection has a client try to resume a session whose connection is still open.
func TestRefusedResumeEndsTheOldConnection(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		stale := b.session()
		b.g.RefuseResume(1, gateway.RefuseFalse)
		r := b.hello()
		r.resume(b.onlySession(), stale.seq)
		r.want(9, "")
		stale.closed(0)
		if n := len(b.g.Stats().Sessions); n != 0 || b.w.listeners() != 0 {
			t.Errorf("%d sessions and %d listeners left", n, b.w.listeners())
		}
		if got := b.g.Stats().Closes; len(got) != 0 {
			t.Errorf("what the gateway dropped counts as left: %+v", got)
		}
	})
}

func TestRefuseIdentify(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		b.g.RefuseIdentify(2)
		c := b.hello()
		for range 2 {
			c.identify(`,"intents":0`)
			if m := c.want(9, ""); string(m.D) != "false" {
				t.Errorf("op 9 with %s, want false", m.D)
			}
			c.identify(`,"intents":0`) // really too soon: not one of the two
			c.want(9, "")
			time.Sleep(5 * time.Second)
		}
		c.identify(`,"intents":0`)
		c.want(0, "READY")
		if st := b.g.Stats(); st.Identifies != 5 || st.TooSoon != 2 || st.Ready != 1 {
			t.Errorf("stats %+v, want 5 identifies, 2 too soon, 1 ready", st)
		}
	})
}

func TestRefuseWith(t *testing.T) {
	for code, stays := range map[int]bool{4004: false, 4010: false, 4011: false, 4012: false, 4013: false, 4014: false,
		4008: true} {
		bubble(t, nil, func(t *testing.T, b *bench) {
			old := b.session()
			id := b.onlySession()
			old.leave(-1)
			b.g.RefuseWith(code)
			for range 3 {
				c := b.hello()
				c.identify(`,"intents":0`)
				c.closed(code)
			}
			if st := b.g.Stats(); st.Identifies != 1 || len(st.Arrivals) != 4 {
				t.Errorf("%d identifies count and %d came, want 1 and 4", st.Identifies, len(st.Arrivals))
			}
			r := b.hello()
			r.resume(id, old.seq)
			r.closed(code)
			b.g.RefuseWith(0)
			r = b.hello()
			r.resume(id, old.seq)
			if stays {
				r.want(0, "RESUMED")
				return
			}
			r.want(9, "")
			time.Sleep(5 * time.Second)
			r.identify(`,"intents":0`)
			r.want(0, "READY")
		})
	}
}

func TestResumeURL(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		begin := func() (readyData, *client) {
			c := b.hello()
			c.identify(`,"intents":0`)
			return decode[readyData](t, c.want(0, "READY")), c
		}
		const dead = "ws://127.0.0.1:9"
		b.g.ResumeURL(dead)
		if got, c := begin(); got.URL != dead {
			t.Errorf("resume_gateway_url %q, want %q", got.URL, dead)
		} else {
			c.leave(1000)
		}
		b.g.ResumeURL("")
		time.Sleep(5 * time.Second)
		got, c := begin()
		for i, url := range []string{wsURL, got.URL, got.URL + "/"} { // some clients put a slash before the query
			c.leave(-1)
			c = b.dialAt(url, "v=10&encoding=json")
			c.want(10, "")
			c.resume(got.Session, 2)
			c.want(0, "RESUMED")
			if st := b.g.Stats(); st.Resumes != i+1 || st.ResumesThere != i {
				t.Errorf("%d resumes, %d of them at %s; want %d and %d", st.Resumes, st.ResumesThere, got.URL, i+1, i)
			}
		}
	})
}

func TestStatsTellHowClientsLeft(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		began := time.Now()
		var want []gateway.Close
		for i, tt := range []struct {
			leave, code int
			kept        bool
		}{{4000, 4000, true}, {1000, 1000, false}, {1001, 1001, false}, {1012, 1012, true}, {-1, 1006, true}} {
			c := b.hello()
			c.identify(fmt.Sprintf(`,"intents":0,"shard":[%d,5]`, i))
			session := decode[readyData](t, c.want(0, "READY")).Session
			c.leave(tt.leave)
			want = append(want, gateway.Close{At: began, Code: tt.code, Session: session, Kept: tt.kept})
		}
		b.hello().leave(4000)
		want = append(want, gateway.Close{At: began, Code: 4000})
		b.hello()
		b.g.Cut("")
		b.hello()
		b.g.CloseWith(4009) // not the client's doing, nor the one before
		st := b.g.Stats()
		if diff := cmp.Diff(want, st.Closes); diff != "" {
			t.Errorf("closes (-want +got):\n%s", diff)
		}
		if st.Connects != 8 {
			t.Errorf("%d connections made, want 8", st.Connects)
		}
		for range 200 {
			b.hello().leave(-1)
		}
		if got := len(b.g.Stats().Closes); got != 100 {
			t.Errorf("%d closes are kept, want the last 100", got)
		}
	})
}

func TestStatsTellWhenClientsIdentified(t *testing.T) {
	bubble(t, func(o *gateway.Options) { o.ConcurrencyPer5s = 2 }, func(t *testing.T, b *bench) {
		began := time.Now()
		var want []gateway.Arrival
		for i := range int64(4) {
			if i%2 == 0 && i > 0 {
				time.Sleep(5 * time.Second)
			}
			c := b.hello()
			c.identify(fmt.Sprintf(`,"intents":0,"shard":[%d,4]`, i))
			c.want(0, "READY")
			want = append(want, gateway.Arrival{At: began.Add(time.Duration(i/2) * 5 * time.Second), Shard: [2]int64{i, 4}})
		}
		c := b.hello()
		c.send(`{"op":2,"d":{"token":"bad","properties":{},"intents":0}}`)
		c.closed(4004)
		want = append(want, gateway.Arrival{At: began.Add(5 * time.Second), Shard: [2]int64{0, 1}})
		if diff := cmp.Diff(want, b.g.Stats().Arrivals); diff != "" {
			t.Errorf("arrivals (-want +got):\n%s", diff)
		}
	})
}

func TestDailyLimitRevokesTheToken(t *testing.T) {
	var revoked []world.ID
	bubble(t, func(o *gateway.Options) {
		o.IdentifiesPerDay = 2
		o.Revoke = func(app world.ID) { revoked = append(revoked, app) }
	}, func(t *testing.T, b *bench) {
		for i := range 3 {
			c := b.hello()
			c.identify(fmt.Sprintf(`,"intents":0,"shard":[%d,3]`, i))
			if i < 2 {
				c.want(0, "READY")
				continue
			}
			c.closed(4004)
		}
		want := gateway.Stats{Connects: 3, Identifies: 3, TokenResets: 1, Ready: 2}
		got := b.g.Stats()
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(gateway.Stats{}, "Arrivals", "Dispatches")); diff != "" {
			t.Errorf("stats (-want +got):\n%s", diff)
		}
		if !slices.Equal(revoked, []world.ID{theApp}) {
			t.Errorf("revoked the tokens of %v, want %v", revoked, theApp)
		}
	})
}

// TestSessionsOfOneShardAllHear has two processes serve the same shard, as in a hand-over.
func TestSessionsOfOneShardAllHear(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		var same [2]*client
		for i := range same {
			same[i] = b.hello()
			same[i].identify(`,"intents":4609,"shard":[0,2]`)
			same[i].want(0, "READY")
			same[i].want(0, "GUILD_CREATE")
			same[i].want(0, "EARLY")
			time.Sleep(5 * time.Second)
		}
		b.w.emit(world.Event{Type: "INTERACTION_CREATE", App: theApp})
		b.w.emit(world.Event{Type: "MESSAGE_CREATE", Channel: aChannel})
		b.w.emit(world.Event{Type: "CHANNEL_UPDATE", Guild: guildA})
		b.w.emit(world.Event{Type: "CHANNEL_UPDATE", Guild: guildB})
		for _, c := range same {
			c.want(0, "INTERACTION_CREATE")
			c.want(0, "MESSAGE_CREATE")
			c.want(0, "CHANNEL_UPDATE")
			c.silent()
		}
	})
}
