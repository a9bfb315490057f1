package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/coder/websocket"
)

// conn is one WebSocket connection: serve reads, write writes, and both end with ctx.
type conn struct {
	g       *Gateway
	version string
	enc     encoder
	there   bool            // it came to the gateway's own address for resuming
	ctx     context.Context // of the connection, which outlives the upgrade request
	cancel  context.CancelFunc
	ws      *websocket.Conn
	wake    chan struct{} // tells the writer that there is something to send
	sends   window        // of the reader only
	beat    *time.Timer   // runs out when heartbeats are missed

	// The gateway's lock guards the rest.
	session *session
	control [][]byte // payloads to send before any dispatch
	sent    int64    // sequence of the last dispatch sent
	resumed int64    // sequence up to which this is a replay
	code    int      // close code to send, 0 for none
	final   bool     // the session ends with this connection
	held    bool     // HELLO is kept back
	dropped bool     // the gateway ended it without a word
}

func newConn(g *Gateway, version string, enc encoder) *conn {
	c := &conn{g: g, version: version, enc: enc, wake: make(chan struct{}, 1)}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	return c
}

// serve upgrades the request, greets and reads until the connection ends.
func (c *conn) serve(w http.ResponseWriter, r *http.Request) {
	defer c.cancel()
	icy := &icyWriter{ResponseWriter: w, ice: c.g.ice}
	ws, err := websocket.Accept(icy, r, nil)
	if err != nil {
		c.g.opt.Log.Warn("gateway upgrade refused", "cause", err) // the client has been told by then
		return
	}
	// Closing what is below ends a closing handshake too, which would wait seconds for a client that is gone.
	context.AfterFunc(c.ctx, func() {
		if err := icy.conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			c.g.opt.Log.Info("gateway connection did not close well", "cause", err)
		}
	})
	c.ws = ws
	ws.SetReadLimit(-1) // next has its own

	c.greet()
	defer c.beat.Stop()
	if c.version != "9" && c.version != "10" {
		c.shut(codeBadVersion)
	}

	written := make(chan struct{})
	go func() {
		defer close(written)
		c.write()
	}()
	c.read()
	<-written
}

// greet says HELLO, if nothing else was ordered, and begins to wait for heartbeats.
func (c *conn) greet() {
	c.g.mu.Lock() // missed may come before beat is assigned, if the interval is tiny
	defer c.g.mu.Unlock()
	c.beat = time.AfterFunc(2*c.g.opt.HeartbeatInterval, c.missed)
	if used(&c.g.orders.reconnectFirst) {
		c.leaveSoon()
	}
	if c.held = c.g.orders.holdHello; !c.held {
		c.hello()
	}
}

// hello says HELLO. The lock is held.
func (c *conn) hello() {
	interval := strconv.FormatInt(c.g.opt.HeartbeatInterval.Milliseconds(), 10)
	c.control = append(c.control, control(opHello, `{"heartbeat_interval":`+interval+`}`))
	c.poke()
}

// read handles what the client sends until the connection ends.
func (c *conn) read() {
	for {
		p, err := c.next()
		if err != nil {
			c.ended(err)
			return
		}
		if code := c.handle(p); code != 0 {
			c.shut(code)
			return // the writer does the closing handshake, reading what still comes
		}
	}
}

// next returns the next payload, at most one byte longer than is allowed.
func (c *conn) next() ([]byte, error) {
	_, r, err := c.ws.Reader(c.ctx)
	if err != nil {
		return nil, fmt.Errorf("reading from the client: %w", err)
	}
	p, err := io.ReadAll(io.LimitReader(r, maxPayload+1))
	if err != nil {
		return nil, fmt.Errorf("reading from the client: %w", err)
	}
	return p, nil
}

// ended notes how the client left.
func (c *conn) ended(err error) {
	status := websocket.CloseStatus(err)
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	if c.code != 0 || c.dropped {
		return // the gateway ended it first; what the client answers means nothing
	}
	if status == websocket.StatusNormalClosure || status == websocket.StatusGoingAway {
		c.final = true
	}
	c.g.note(c, status)
	c.g.opt.Log.Info("gateway client left", "session", c.session.name(), "code", int(status), "final", c.final)
	c.cancel() // the writer has nobody to write to
}

// handle does what a payload asks for. It returns the code to close the connection with, or 0.
func (c *conn) handle(p []byte) int {
	if !c.sends.allow(time.Now()) {
		return codeRateLimited
	}
	var in payload
	if len(p) > maxPayload || json.Unmarshal(p, &in) != nil || in.Op == nil {
		return codeDecode
	}
	switch *in.Op {
	case opHeartbeat:
		return c.heartbeat(in.D)
	case opIdentify:
		return c.identify(in.D)
	case opResume:
		return c.resume(in.D)
	case opPresence, opVoice, opMembers, opSoundboard:
		return c.request(*in.Op, in.D)
	}
	return codeUnknownOpcode
}

// heartbeat acknowledges a heartbeat and waits for the next.
func (c *conn) heartbeat(d json.RawMessage) int {
	var seq *int64
	if len(d) > 0 && json.Unmarshal(d, &seq) != nil {
		return codeDecode
	}
	c.beat.Reset(2 * c.g.opt.HeartbeatInterval)
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	c.g.counts.Heartbeats++
	c.control = append(c.control, control(opAck, ""))
	c.poke()
	return 0
}

// missed closes a connection whose client has been silent for two intervals.
func (c *conn) missed() {
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	if c.held || c.g.ice.is() {
		c.beat.Reset(c.g.opt.HeartbeatInterval) // it was not told how often, or may have beaten unheard
		return
	}
	c.shutLocked(codeTimedOut)
}

// tell queues a payload that is no dispatch.
func (c *conn) tell(payload []byte) {
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	c.control = append(c.control, payload)
	c.poke()
}

// drop ends a connection as a failing network does. The lock is held.
func (c *conn) drop() {
	c.dropped = true
	c.cancel()
}

// shut has the writer close the connection with a code. The first code counts.
func (c *conn) shut(code int) {
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	c.shutLocked(code)
}

func (c *conn) shutLocked(code int) {
	if c.code != 0 {
		return
	}
	c.code = code
	c.final = endsSession(code)
	c.g.opt.Log.Info("gateway closes a connection", "session", c.session.name(), "code", code, "reason", reason(code))
	c.poke()
}

// poke wakes the writer.
func (c *conn) poke() {
	select {
	case c.wake <- struct{}{}:
	default: // it has a call waiting
	}
}
