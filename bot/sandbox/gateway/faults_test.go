package gateway_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"cliffhanger/bot/sandbox/gateway"
	"cliffhanger/bot/sandbox/world"
)

func TestHeartbeat(t *testing.T) {
	bubble(t, func(o *gateway.Options) { o.HeartbeatInterval = 40 * time.Second }, func(t *testing.T, b *bench) {
		c := b.session()
		for range 10 {
			time.Sleep(80*time.Second - time.Millisecond)
			c.send(`{"op":1,"d":4}`)
			c.want(11, "")
		}
		time.Sleep(80 * time.Second)
		c.closed(4009)
		if n := len(b.g.Stats().Sessions); n != 0 {
			t.Errorf("%d sessions after the time-out, want none", n)
		}
		mute := b.hello() // never identifies
		time.Sleep(80 * time.Second)
		mute.closed(4009)
	})
}

func TestBeat(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session()
		b.g.Beat()
		c.want(1, "")
	})
}

func TestTooManySends(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session() // one send
		for range 119 {
			c.send(`{"op":1,"d":null}`)
			c.want(11, "")
		}
		time.Sleep(time.Minute)
		for range 120 { // a full minute's worth again
			c.send(`{"op":1,"d":null}`)
			c.want(11, "")
		}
		time.Sleep(time.Minute - time.Millisecond)
		c.send(`{"op":1,"d":null}`)
		c.closed(4008)
		r := b.hello()
		r.resume(b.onlySession(), c.seq)
		r.want(0, "RESUMED")
	})
}

func TestCut(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		first := b.session()
		id := b.onlySession()
		other := b.hello()
		other.identify(`,"intents":0,"shard":[1,2]`)
		other.want(0, "READY")
		if n := b.g.Cut(id); n != 1 {
			t.Errorf("cut %d connections, want 1", n)
		}
		first.closed(0)
		other.open()
		if n := b.g.Cut("nobody"); n != 0 {
			t.Errorf("cut %d connections of an unknown session", n)
		}
		if n := b.g.Cut(""); n != 1 {
			t.Errorf("cut %d connections, want 1", n)
		}
		other.closed(0)
		if n := len(b.g.Stats().Sessions); n != 2 {
			t.Errorf("%d sessions can be resumed, want 2", n)
		}
	})
}

func TestEndSessions(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session()
		id := b.onlySession()
		b.g.EndSessions()
		b.w.emit(numbered(1))
		c.wantNumbers(1, 1) // it has not noticed yet
		b.g.Cut("")
		c.closed(0)
		r := b.hello()
		r.resume(id, c.seq)
		r.want(9, "")
		time.Sleep(5 * time.Second)
		r.identify(`,"intents":0`)
		r.want(0, "READY")
		if n := b.w.listeners(); n != 1 {
			t.Errorf("%d listeners, want 1", n)
		}
	})
}

func TestReconnect(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session()
		b.g.Reconnect()
		c.want(7, "")
		time.Sleep(5*time.Second - time.Millisecond)
		c.open()
		time.Sleep(time.Millisecond)
		c.closed(0)
		r := b.hello()
		r.resume(b.onlySession(), c.seq)
		r.want(0, "RESUMED")
		time.Sleep(10 * time.Second)
		r.open() // the time limit was for the old connection
	})
}

func TestInvalidate(t *testing.T) {
	for _, resumable := range []bool{true, false} {
		bubble(t, nil, func(t *testing.T, b *bench) {
			c := b.session()
			id := b.onlySession()
			b.g.Invalidate(resumable)
			m := c.want(9, "")
			if got := string(m.D) == "true"; got != resumable {
				t.Errorf("op 9 with %s, want %v", m.D, resumable)
			}
			b.w.emit(numbered(1))
			c.silent()
			c.resume(id, c.seq) // on the same connection
			if resumable {
				c.wantNumbers(1, 1)
				c.want(0, "RESUMED")
				return
			}
			c.want(9, "")
			time.Sleep(5 * time.Second)
			c.identify(`,"intents":0`)
			c.want(0, "READY")
		})
	}
}

func TestCloseWith(t *testing.T) {
	for code, left := range map[int]int{4000: 1, 4008: 1, 1012: 1, 4009: 0, 4007: 0, 4004: 0, 4014: 0} {
		bubble(t, nil, func(t *testing.T, b *bench) {
			c := b.session()
			b.g.CloseWith(code)
			c.closed(code)
			if n := len(b.g.Stats().Sessions); n != left {
				t.Errorf("%d sessions after %d, want %d", n, code, left)
			}
		})
	}
}

func TestFreeze(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session()
		b.g.Freeze(true)
		sent := make(chan struct{})
		go func() { // the pipe has no buffer: this blocks, as a full one would
			defer close(sent)
			c.send(`{"op":1,"d":null}`)
		}()
		dialled := make(chan *client)
		go func() { dialled <- b.dial("v=10&encoding=json") }()
		b.w.emit(numbered(1))
		time.Sleep(10 * time.Minute)
		c.silent()
		c.open()
		select {
		case <-dialled:
			t.Error("a new connection was greeted")
		default:
		}
		b.g.Freeze(false)
		<-sent
		late := <-dialled
		late.want(10, "")
		got := map[int]int{}
		for range 2 {
			m, ok := c.next()
			if !ok {
				t.Fatal("what happened in the freeze was not sent")
			}
			got[m.Op]++
		}
		if got[0] != 1 || got[11] != 1 {
			t.Errorf("after the thaw got %v, want one event and one acknowledgement", got)
		}
	})
}

func TestFrozenConnectionsCanBeCut(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session()
		b.g.Freeze(true)
		b.w.emit(numbered(1))
		b.g.Cut("")
		c.closed(0)
		b.g.Freeze(false)
		r := b.hello()
		r.resume(b.onlySession(), c.seq)
		r.wantNumbers(1, 1)
		r.want(0, "RESUMED")
	})
}

func TestSlowClientLosesItsSession(t *testing.T) {
	bubble(t, func(o *gateway.Options) { o.Replay = 100 }, func(t *testing.T, b *bench) {
		c := b.session()
		id := b.onlySession()
		b.g.Freeze(true)
		for n := range 250 {
			b.w.emit(numbered(n))
		}
		c.closed(0)
		b.g.Freeze(false)
		r := b.hello()
		r.resume(id, c.seq)
		r.want(9, "")
		if n := b.w.listeners(); n != 0 {
			t.Errorf("%d listeners, want none", n)
		}
	})
}

func TestClose(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session()
		away := b.hello()
		away.identify(`,"intents":0,"shard":[1,2]`)
		away.want(0, "READY")
		away.leave(-1)
		b.g.Close()
		c.closed(0)
		if st := b.g.Stats(); len(st.Sessions) != 0 || st.Connections != 0 || b.w.listeners() != 0 {
			t.Errorf("left after Close: %+v and %d listeners", st, b.w.listeners())
		}
		_, res, err := websocket.Dial(t.Context(), wsURL, &websocket.DialOptions{HTTPClient: b.client})
		if err == nil || res == nil {
			t.Fatalf("a closed gateway took a connection: %v", err)
		}
		b.g.Close() // again does no harm
	})
}

func TestCompression(t *testing.T) {
	long := strings.Repeat("chapter ", 100)
	tests := []struct {
		name, query, identify string
		short, long           websocket.MessageType
	}{
		{"none", "v=10&encoding=json", ``, websocket.MessageText, websocket.MessageText},
		{"payload", "v=10&encoding=json", `,"compress":true`, websocket.MessageText, websocket.MessageBinary},
		{"transport", "v=10&encoding=json&compress=zlib-stream", ``, websocket.MessageBinary, websocket.MessageBinary},
		{"transport excludes payload", "v=10&encoding=json&compress=zlib-stream", `,"compress":true`,
			websocket.MessageBinary, websocket.MessageBinary},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, b *bench) {
				b.w.flags = 1 << 19
				c := b.dial(tt.query)
				c.want(10, "")
				c.identify(`,"intents":33280` + tt.identify)
				c.want(0, "READY")
				c.want(0, "EARLY")
				b.w.emit(said("short"))
				b.w.emit(said(long))
				for i, want := range []string{"short", long} {
					m := c.want(0, "MESSAGE_CREATE")
					if got := decode[struct{ Content string }](t, m).Content; got != want {
						t.Errorf("content %d is %q, want %q", i, got, want)
					}
				}
				synctest.Wait()
				n := len(c.kinds)
				if c.kinds[n-2] != tt.short || c.kinds[n-1] != tt.long {
					t.Errorf("message types %v and %v, want %v and %v", c.kinds[n-2], c.kinds[n-1], tt.short, tt.long)
				}
			})
		})
	}
}

func TestCloseDoesNotWaitForTheDead(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		dial := func() *websocket.Conn {
			ws, _, err := websocket.Dial(t.Context(), wsURL+"?v=10&encoding=json", &websocket.DialOptions{HTTPClient: b.client})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { ws.CloseNow() })
			return ws
		}
		dial() // does not even read HELLO
		deaf := dial()
		if _, _, err := deaf.Read(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.g.CloseWith(4000)
		synctest.Wait()
		b.g.Freeze(true)
		refused := make(chan int)
		go func() {
			_, res, err := websocket.Dial(t.Context(), wsURL+"?v=10&encoding=json", &websocket.DialOptions{HTTPClient: b.client})
			if err == nil || res == nil {
				t.Errorf("a gateway that closes took a connection: %v", err)
				close(refused)
				return
			}
			refused <- res.StatusCode
		}()
		synctest.Wait()
		began := time.Now()
		b.g.Close()
		if code := <-refused; code != 503 {
			t.Errorf("a request that waited was answered with %d, want 503", code)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("closing took %v", took)
		}
	})
}

func TestRepeat(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session()
		b.g.Repeat(func(e world.Event) int {
			n := e.Data.(map[string]int)["n"]
			return n % 3
		})
		for n := range 3 {
			b.w.emit(numbered(n))
		}
		c.wantNumbers(1, 2)
		c.wantNumbers(2, 2)
		c.silent()
		b.g.Repeat(nil)
		b.w.emit(numbered(3))
		c.wantNumbers(3, 3)
	})
}

// TestNothingIsLostOverManyCuts has a client resume again and again while events go on: each comes once, in order.
func TestNothingIsLostOverManyCuts(t *testing.T) {
	const events = 3000
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session()
		id := b.onlySession()
		go func() {
			for n := 1; n <= events; n++ {
				b.w.emit(numbered(n))
				if n%7 == 0 {
					time.Sleep(time.Millisecond)
				}
			}
		}()
		cuts, last := 0, 0
		for last < events {
			time.Sleep(5 * time.Millisecond)
			if b.g.Cut("") == 1 {
				cuts++
			}
			for m, ok := c.next(); ok; m, ok = c.next() {
				if m.T == "RESUMED" {
					continue
				}
				if got := decode[map[string]int](t, m)["n"]; got != last+1 {
					t.Fatalf("after %d cuts and number %d came %v", cuts, last, m)
				}
				last++
			}
			seq := c.seq
			c = b.hello()
			c.seq = seq
			c.resume(id, seq)
		}
		if cuts < 50 {
			t.Errorf("only %d cuts", cuts)
		}
		synctest.Wait() // for the last resume
		if st := b.g.Stats(); st.Identifies != 1 || st.Resumes < cuts || st.Refused != 0 {
			t.Errorf("stats %+v after %d cuts, want 1 identify and as many resumes", st, cuts)
		}
	})
}
