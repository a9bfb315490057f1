package discord

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// A book is a greeter that does as it is told.
type book struct {
	resume []byte
	err    error
	seq    int64
	asked  int
}

func (b *book) greet() ([]byte, error) { b.asked++; return b.resume, b.err }
func (b *book) last() int64            { return b.seq }

const (
	identifyText = `{"op":2,"d":{"token":"Bot x","intents":1537}}`
	resumeText   = `{"op":6,"d":{"token":"Bot x","session_id":"s","seq":7}}`
)

func TestWhatDiscordgoWritesIsPutRight(t *testing.T) {
	lost := errors.New("too late")
	text := func(payload string) []byte { return masked(textWhole, []byte(payload)) }
	cut := text(identifyText)
	for _, test := range []struct {
		name  string
		book  book
		write [][]byte // after the HTTP request
		want  string   // the last one's payload; "" if it passes as it is
		err   error
	}{
		{name: "an IDENTIFY without a session", write: [][]byte{text(identifyText)}},
		{name: "an IDENTIFY with a session", book: book{resume: []byte(resumeText)}, write: [][]byte{text(identifyText)},
			want: resumeText},
		{name: "an IDENTIFY with a session of a long name", book: book{resume: []byte(strings.Repeat("r", 5000))},
			write: [][]byte{text(identifyText)}, want: strings.Repeat("r", 5000)},
		{name: "a RESUME of discordgo's own", book: book{resume: []byte(resumeText)}, write: [][]byte{text(`{"op":6}`)},
			want: resumeText},
		{name: "an IDENTIFY on a connection that is over", book: book{err: lost}, write: [][]byte{text(identifyText)},
			err: lost},
		{name: "a second IDENTIFY", write: [][]byte{text(identifyText), text(identifyText)}, err: errGreeting},
		{name: "an IDENTIFY after a RESUME", book: book{resume: []byte(resumeText)},
			write: [][]byte{text(identifyText), text(identifyText)}, err: errGreeting},
		{name: "a heartbeat before the first event", write: [][]byte{text(`{"op":1,"d":0}`)}, want: `{"op":1,"d":null}`},
		{name: "a heartbeat", book: book{seq: 1 << 40}, write: [][]byte{text(`{"op":1,"d":3}`)},
			want: `{"op":1,"d":1099511627776}`},
		{name: "something else", write: [][]byte{text(`{"op":3,"d":{}}`)}},
		{name: "a pong", write: [][]byte{masked(0x8a, []byte("x"))}},
		{name: "goodbye with 1000", write: [][]byte{goodbye(1000)}, err: errClosing},
		{name: "goodbye with 1012", write: [][]byte{goodbye(1012)}, err: errClosing},
		{name: "goodbye without a code", write: [][]byte{masked(closeFrame, nil)}, err: errClosing},
		{name: "a frame and a half", write: [][]byte{append(text(`{"op":1}`), 0x81)}, err: errFrame},
		{name: "half a frame", write: [][]byte{cut[:len(cut)/2]}, err: errFrame},
		{name: "a frame's first byte", write: [][]byte{{textWhole}}, err: errFrame},
		{name: "a frame without a mask", write: [][]byte{[]byte("\x81\x08{\"op\":1}")}, err: errFrame},
		{name: "a frame of more than 65,535 bytes", write: [][]byte{append([]byte{textWhole, 0xff}, make([]byte, 70_000)...)},
			err: errFrame},
		{name: "not JSON", write: [][]byte{text(`op 2`)}, err: errFrame},
		{name: "an IDENTIFY of 127 bytes", book: book{resume: []byte(resumeText)}, // a length with a meaning of its own
			write: [][]byte{text(identifyText + strings.Repeat(" ", 127-len(identifyText)))}, want: resumeText},
		{name: "nothing", write: [][]byte{{}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := greetings{to: &test.book}
			request := goodbye(1000) // whatever it looks like, what is written first is the HTTP request
			if got, err := g.rewrite(request); err != nil || !bytes.Equal(got, request) {
				t.Fatalf("the HTTP request became %q, %v", got, err)
			}
			var got []byte
			var err error
			for i, w := range test.write {
				if got, err = g.rewrite(w); err != nil && i < len(test.write)-1 {
					t.Fatalf("write %d: %v", i, err)
				}
			}
			last := test.write[len(test.write)-1]
			switch {
			case test.err != nil:
				if !errors.Is(err, test.err) || errors.Is(err, errFrame) && len(got) > 0 {
					t.Errorf("rewrite = %q, %v, want %v", got, err, test.err)
				}
			case err != nil:
				t.Error(err)
			case test.want == "":
				if !bytes.Equal(got, last) {
					t.Errorf("%q became %q", last, got)
				}
			default:
				payload, err := unmask(got)
				if err != nil || string(payload) != test.want {
					t.Errorf("written %q, %v, want %q", payload, err, test.want)
				}
			}
		})
	}
}

// A tap is a connection that keeps the last write.
type tap struct {
	net.Conn
	mu      sync.Mutex
	written []byte
}

func (c *tap) Write(b []byte) (int, error) {
	c.mu.Lock()
	c.written = bytes.Clone(b)
	c.mu.Unlock()
	return c.Conn.Write(b)
}

func (c *tap) last() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.written
}

// one is a listener for one connection.
type one struct {
	conn chan net.Conn
	done chan struct{}
	once sync.Once
}

func (l *one) Accept() (net.Conn, error) {
	select {
	case c := <-l.conn:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}
func (l *one) Close() error   { l.once.Do(func() { close(l.done) }); return nil }
func (l *one) Addr() net.Addr { return &net.UnixAddr{Name: "one", Net: "unix"} }

// gorillas returns both ends of a WebSocket of gorilla/websocket's, and what is below the client's.
func gorillas(t testing.TB) (client, server *websocket.Conn, below *tap) {
	t.Helper()
	ours, theirs := net.Pipe()
	listener := &one{conn: make(chan net.Conn, 1), done: make(chan struct{})}
	listener.conn <- theirs
	upgraded := make(chan *websocket.Conn, 1)
	web := &http.Server{
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
			if err != nil {
				t.Error(err)
			}
			upgraded <- c
		}),
	}
	go web.Serve(listener) // until web.Close
	below = &tap{Conn: ours}
	dialer := websocket.Dialer{NetDial: func(string, string) (net.Conn, error) { return below, nil }}
	client, _, err := dialer.Dial("ws://127.0.0.1/", nil)
	if err != nil {
		t.Fatal(err)
	}
	server = <-upgraded
	t.Cleanup(func() {
		ours.Close()
		theirs.Close()
		web.Close()
	})
	return client, server, below
}

// FuzzClientFrames takes any bytes for a frame of discordgo's, and any for a payload.
func FuzzClientFrames(f *testing.F) {
	f.Add([]byte(nil), []byte(identifyText), int64(0))
	f.Add(goodbye(1000), []byte(`{"op":1,"d":1}`), int64(7))
	f.Add(masked(textWhole, []byte(identifyText)), bytes.Repeat([]byte("x"), 126), int64(1))
	f.Add([]byte("\x81\xfe\x00\x02abcdxy"), []byte{0xff}, int64(-1)) // a length that could be shorter
	f.Add([]byte("\x81\x7e\x00"), bytes.Repeat([]byte("y"), 65_535), int64(1))
	client, server, below := gorillas(f)
	f.Fuzz(func(t *testing.T, frame, payload []byte, seq int64) {
		anyFrame(t, frame, seq)
		payload = payload[:min(len(payload), 65_535)]
		ours := masked(textWhole, payload)
		if back, err := unmask(ours); err != nil || !bytes.Equal(back, payload) {
			t.Errorf("%d bytes came back as %d, %v", len(payload), len(back), err)
		}
		sent := make(chan error, 2)
		go func() {
			_, err := below.Conn.Write(ours)
			sent <- err
		}()
		if _, got, err := server.ReadMessage(); err != nil || !bytes.Equal(got, payload) {
			t.Fatalf("gorilla/websocket reads our frame of %d bytes as %d, %v", len(payload), len(got), err)
		}
		if len(payload) > 4000 {
			return // more than its buffer holds; discordgo writes nothing of that size
		}
		go func() { sent <- client.WriteMessage(websocket.TextMessage, payload) }()
		if _, _, err := server.ReadMessage(); err != nil {
			t.Fatal(err)
		}
		for range cap(sent) {
			if err := <-sent; err != nil {
				t.Fatal(err)
			}
		}
		if back, err := unmask(below.last()); err != nil || !bytes.Equal(back, payload) {
			t.Errorf("gorilla/websocket's frame of %d bytes is read as %d, %v", len(payload), len(back), err)
		}
	})
}

// anyFrame gives bytes to greetings, which must neither panic nor let through what would end a session.
func anyFrame(t *testing.T, frame []byte, seq int64) {
	to := &book{resume: []byte(resumeText), seq: seq}
	g := greetings{to: to, asked: true}
	got, err := g.rewrite(frame)
	switch {
	case err != nil:
		return
	case len(got) > 0 && got[0] == closeFrame:
		t.Errorf("%q lets a close frame through", frame)
	case len(got) > 0 && got[0] == textWhole:
		payload, err := unmask(got)
		var message struct {
			Op int
			D  any
		}
		if err != nil || json.Unmarshal(payload, &message) != nil {
			t.Errorf("%q became %q", frame, got)
		}
		if message.Op == 2 || to.asked > 1 {
			t.Errorf("%q became %q, in place of a RESUME", frame, payload)
		}
	}
}

func TestAGoodbyeIsOneForGorilla(t *testing.T) {
	_, server, below := gorillas(t)
	sent := make(chan error, 1)
	go func() {
		_, err := below.Conn.Write(goodbye(closeResumable))
		if err == nil {
			answer := make([]byte, 4)
			if _, err = below.Conn.Read(answer); err == nil && binary.BigEndian.Uint16(answer[2:]) != closeResumable {
				err = errors.New("answered with another code")
			}
		}
		sent <- err
	}()
	_, _, err := server.ReadMessage()
	if !websocket.IsCloseError(err, closeResumable) {
		t.Errorf("gorilla/websocket reads our goodbye as %v", err)
	}
	select {
	case err := <-sent:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it was not answered")
	}
}
