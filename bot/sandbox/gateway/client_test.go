package gateway_test

import (
	"compress/zlib"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/coder/websocket"

	"cliffhanger/bot/sandbox/gateway"
)

const wsURL = "ws://gateway.test/gateway"

// bench is a gateway over in-memory connections, so that a synctest bubble owns its time.
type bench struct {
	t *testing.T
	w *fakeWorld
	g *gateway.Gateway

	client *http.Client
}

// setup starts a gateway on a fake world; it must run in a bubble. change may be nil.
func setup(t *testing.T, change func(*gateway.Options)) *bench {
	t.Helper()
	w := newFakeWorld()
	opt := gateway.Options{
		World: w, URL: func() string { return wsURL },
		ConcurrencyPer5s: 16, // else every test with two sessions would have to wait
	}
	if change != nil {
		change(&opt)
	}
	b := &bench{t: t, w: w, g: gateway.New(opt)}
	lis := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	srv := &http.Server{Handler: b.g}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := srv.Serve(lis); !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("serving ended with %v", err)
		}
	}()
	transport := &http.Transport{DialContext: lis.dial}
	b.client = &http.Client{Transport: transport}
	t.Cleanup(func() {
		b.g.Close()
		if err := srv.Close(); err != nil {
			t.Errorf("closing the server: %v", err)
		}
		<-served
		transport.CloseIdleConnections()
	})
	return b
}

// pipes is a listener on net.Pipe.
type pipes struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// message is what the gateway sends.
type message struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
	S  *int64          `json:"s"`
	T  string          `json:"t"`
}

func (m message) String() string {
	seq := "-"
	if m.S != nil {
		seq = fmt.Sprint(*m.S)
	}
	return fmt.Sprintf("op %d s %s %s %s", m.Op, seq, m.T, m.D)
}

// client is a raw gateway client that reads all the time.
type client struct {
	t  *testing.T
	ws *websocket.Conn

	mu    sync.Mutex
	got   []message
	kinds []websocket.MessageType
	err   error // why reading ended
	seq   int64 // of the last dispatch taken by next
}

// dial connects with a query and starts reading. It does not wait for HELLO.
func (b *bench) dial(query string) *client {
	b.t.Helper()
	return b.dialAt(wsURL, query)
}

func (b *bench) dialAt(url, query string) *client {
	b.t.Helper()
	ws, _, err := websocket.Dial(b.t.Context(), url+"?"+query, &websocket.DialOptions{HTTPClient: b.client})
	if err != nil {
		b.t.Fatalf("dialling: %v", err)
	}
	ws.SetReadLimit(-1)
	c := &client{t: b.t, ws: ws}
	b.t.Cleanup(func() { ws.CloseNow() })
	go c.read(query)
	return c
}

// hello connects in the usual way and takes HELLO.
func (b *bench) hello() *client {
	b.t.Helper()
	c := b.dial("v=10&encoding=json")
	c.want(10, "")
	return c
}

const allIntents = 1<<17 - 1 | 3<<20 | 3<<24

func (c *client) identify(extra string) {
	c.t.Helper()
	c.send(`{"op":2,"d":{"token":"good","properties":{"os":"x"}` + extra + `}}`)
}

// session connects, identifies with all intents but the privileged ones, and takes READY and what follows it.
func (b *bench) session() *client {
	b.t.Helper()
	c := b.hello()
	c.identify(fmt.Sprintf(`,"intents":%d`, allIntents&^(1<<1|1<<8|1<<15)))
	for _, want := range []string{"READY", "GUILD_CREATE", "GUILD_CREATE", "EARLY"} {
		c.want(0, want)
	}
	return c
}

func (c *client) read(query string) {
	var err error
	if query == "v=10&encoding=json&compress=zlib-stream" {
		err = c.readStream()
	} else {
		err = c.readMessages()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = err
}

func (c *client) readMessages() error {
	for {
		kind, r, err := c.ws.Reader(context.Background())
		if err != nil {
			return err
		}
		if kind == websocket.MessageBinary {
			if r, err = zlib.NewReader(r); err != nil {
				return err
			}
		}
		var m message
		if err := json.NewDecoder(r).Decode(&m); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			return err
		}
		c.took(m, kind)
	}
}

// readStream reads one zlib stream over all messages.
func (c *client) readStream() error {
	stream := &flushed{c: c}
	z, err := zlib.NewReader(stream)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(z)
	for {
		var m message
		if err := dec.Decode(&m); err != nil {
			return errors.Join(stream.err, err)
		}
		c.took(m, websocket.MessageBinary)
	}
}

// flushed joins the messages of a zlib stream, each of which must end in the mark of a flush.
type flushed struct {
	c    *client
	rest []byte
	err  error
}

func (f *flushed) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		_, b, err := f.c.ws.Read(context.Background())
		if err != nil {
			f.err = err
			return 0, err
		}
		if n := len(b); n < 4 || string(b[n-4:]) != "\x00\x00\xff\xff" {
			f.c.t.Errorf("a message of the stream ends in % x", b[max(0, n-4):])
		}
		f.rest = b
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

func (c *client) took(m message, kind websocket.MessageType) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.got = append(c.got, m)
	c.kinds = append(c.kinds, kind)
}

// next takes the oldest message not taken yet; ok is false if there is none once all is quiet.
func (c *client) next() (m message, ok bool) {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.got) == 0 {
		return message{}, false
	}
	m, c.got = c.got[0], c.got[1:]
	if m.S != nil {
		c.seq = *m.S
	}
	return m, true
}

// want takes the next message, which must have the opcode and, for a dispatch, the name.
func (c *client) want(op int, name string) message {
	c.t.Helper()
	m, ok := c.next()
	if !ok {
		c.t.Fatalf("nothing came, want op %d %s (reading: %v)", op, name, c.reading())
	}
	if m.Op != op || m.T != name {
		c.t.Fatalf("got %v, want op %d %s", m, op, name)
	}
	return m
}

// silent fails if there is a message.
func (c *client) silent() {
	c.t.Helper()
	if m, ok := c.next(); ok {
		c.t.Errorf("got %v, want nothing", m)
	}
}

func (c *client) reading() error {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// closed fails unless the connection was closed with the code; 0 means without a close frame.
func (c *client) closed(code int) {
	c.t.Helper()
	err := c.reading()
	if err == nil {
		c.t.Fatalf("the connection is open, want it closed with %d", code)
	}
	if code == 0 {
		code = -1
	}
	if got := int(websocket.CloseStatus(err)); got != code {
		c.t.Errorf("closed with %d (%v), want %d", got, err, code)
	}
}

func (c *client) open() {
	c.t.Helper()
	if err := c.reading(); err != nil {
		c.t.Fatalf("the connection ended: %v", err)
	}
}

func (c *client) send(s string) {
	c.t.Helper()
	if err := c.ws.Write(c.t.Context(), websocket.MessageText, []byte(s)); err != nil {
		c.t.Fatalf("sending: %v", err)
	}
}

// leave closes with a code; -1 drops the connection.
func (c *client) leave(code int) {
	c.t.Helper()
	if code == -1 {
		c.ws.CloseNow()
	} else {
		c.ws.Close(websocket.StatusCode(code), "")
	}
	synctest.Wait()
}

// resume sends RESUME and leaves the answer to be taken.
func (c *client) resume(session string, seq int64) {
	c.t.Helper()
	c.send(fmt.Sprintf(`{"op":6,"d":{"token":"good","session_id":%q,"seq":%d}}`, session, seq))
}
