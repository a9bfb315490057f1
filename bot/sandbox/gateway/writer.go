package gateway

import (
	"context"
	"errors"
	"net"

	"github.com/coder/websocket"
)

// write sends what is queued until the connection ends, and closes it if that is the gateway's part.
func (c *conn) write() {
	defer c.cancel()
	for {
		p, code := c.take()
		if code != 0 {
			c.bye(code)
			return
		}
		if p == nil {
			select {
			case <-c.wake:
				continue
			case <-c.ctx.Done():
				return
			}
		}
		if err := c.send(p); err != nil {
			if !errors.Is(err, context.Canceled) && !errors.Is(err, net.ErrClosed) {
				c.g.opt.Log.Info("gateway connection broke", "cause", err)
			}
			return
		}
	}
}

// take returns the next payload to send, nil when there is none at present, or the code to close with.
func (c *conn) take() (p []byte, code int) {
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	if len(c.control) > 0 {
		p, c.control = c.control[0], c.control[1:]
		return p, 0
	}
	if c.code != 0 {
		return nil, c.code
	}
	if c.session == nil || c.ctx.Err() != nil {
		return nil, 0
	}
	for {
		d, ok := c.session.after(c.sent)
		if !ok {
			return nil, 0
		}
		c.sent = d.seq
		if d.name == "RESUMED" && d.seq <= c.resumed {
			continue // the end of an earlier replay
		}
		c.g.counts.Dispatches++
		return d.payload(), 0
	}
}

func (c *conn) send(payload []byte) error {
	kind, b, err := c.enc.encode(payload)
	if err != nil {
		return err
	}
	return c.ws.Write(c.ctx, kind, b)
}

// bye does the closing handshake, which waits a few seconds for the client's part.
func (c *conn) bye(code int) {
	// An error says that the client has left without its part of the handshake, which ends the connection as well.
	if err := c.ws.Close(websocket.StatusCode(code), reason(code)); err != nil {
		c.g.opt.Log.Debug("gateway client did not answer the close", "code", code, "cause", err)
	}
}
