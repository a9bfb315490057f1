package sandbox_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
)

// packet is what the gateway sends.
type packet struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
	S  int64           `json:"s"`
	T  string          `json:"t"`
}

// line is a hand-written gateway client on one connection: it beats as HELLO says and collects what comes.
type line struct {
	t    *testing.T
	ws   *websocket.Conn
	over chan struct{} // closed when reading has ended

	mu   sync.Mutex
	got  []packet
	seq  int64
	err  error // why it ended
	acks int
}

// dial opens a connection and starts reading and beating.
func (b *bubbled) dial(url string) *line {
	b.t.Helper()
	ws, _, err := websocket.Dial(b.t.Context(), url+"?v=10&encoding=json", &websocket.DialOptions{HTTPClient: b.http})
	if err != nil {
		b.t.Fatalf("dialling %s: %v", url, err)
	}
	ws.SetReadLimit(-1)
	l := &line{t: b.t, ws: ws, over: make(chan struct{})}
	b.t.Cleanup(func() { ws.CloseNow() }) // it may have ended before
	go func() {
		defer close(l.over)
		err := l.read()
		l.mu.Lock()
		defer l.mu.Unlock()
		l.err = err
	}()
	return l
}

func (l *line) read() error {
	for {
		_, text, err := l.ws.Read(context.Background())
		if err != nil {
			return err
		}
		var p packet
		if err := json.Unmarshal(text, &p); err != nil {
			return err
		}
		l.mu.Lock()
		switch p.Op {
		case 0:
			l.seq = p.S
			l.got = append(l.got, p)
		case 10:
			var hello struct {
				Milliseconds int `json:"heartbeat_interval"`
			}
			if err := json.Unmarshal(p.D, &hello); err != nil {
				l.t.Error(err)
			}
			go l.beat(time.Duration(hello.Milliseconds) * time.Millisecond)
		case 11:
			l.acks++
		default:
			l.got = append(l.got, p)
		}
		l.mu.Unlock()
	}
}

// beat sends heartbeats until the connection ends.
func (l *line) beat(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-l.over:
			return
		case <-tick.C:
		}
		l.mu.Lock()
		seq := l.seq
		l.mu.Unlock()
		if l.write(1, seq) != nil {
			return // reading ends too, and says why
		}
	}
}

func (l *line) write(op int, d any) error {
	text, err := json.Marshal(map[string]any{"op": op, "d": d})
	if err != nil {
		return err
	}
	return l.ws.Write(context.Background(), websocket.MessageText, text)
}

func (l *line) send(op int, d any) {
	l.t.Helper()
	if err := l.write(op, d); err != nil {
		l.t.Fatalf("sending op %d: %v", op, err)
	}
}

// want takes the next packet that is neither HELLO nor an acknowledgement; it must have the name.
func (l *line) want(name string) packet {
	l.t.Helper()
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.got) == 0 {
		l.t.Fatalf("nothing came, want %s (reading: %v)", name, l.err)
	}
	p := l.got[0]
	if l.got = l.got[1:]; p.T != name {
		l.t.Fatalf("got op %d %s %s, want %s", p.Op, p.T, p.D, name)
	}
	return p
}

// ended fails the test unless the connection is over, and returns why.
func (l *line) ended() error {
	l.t.Helper()
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		l.t.Fatal("the connection is open")
	}
	return l.err
}
