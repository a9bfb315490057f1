package gateway

import "time"

// orders are the faults of what is yet to come. The gateway's lock guards them.
type orders struct {
	holdHello      bool
	holdReady      bool
	reconnectFirst int // connections
	reconnectLate  int // IDENTIFYs and RESUMEs
	refuseIdentify int // IDENTIFYs
	refuseResume   int // RESUMEs
	how            Refusal
	fatal          int    // close code; 0 for none
	resumeURL      string // "" for the gateway's own
}

// HoldHello keeps HELLO back on connections that are opened from now on; they stay open and are not timed out.
// HoldHello(false) greets those that still wait. Discord's documentation says that HELLO comes as soon as one has
// connected, and sets no time: a client has to set its own.
func (g *Gateway) HoldHello(hold bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.orders.holdHello = hold
	if hold {
		return
	}
	for c := range g.conns {
		if c.held {
			c.held = false
			c.beat.Reset(2 * g.opt.HeartbeatInterval)
			c.hello()
		}
	}
}

// HoldReady takes IDENTIFYs and RESUMEs without an answer until HoldReady(false); those taken meanwhile are not
// answered later either. No session begins, and one that was to be resumed stays as it is. An IDENTIFY counts as one,
// and what is wrong with it is still answered. Heartbeats are acknowledged. Discord's documentation does not say how
// long READY may take.
func (g *Gateway) HoldReady(hold bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.orders.holdReady = hold
}

// ReconnectFirst makes op 7 the first packet of the next n connections, before HELLO; they are dropped after five
// seconds as with [Gateway.Reconnect]. Discord's documentation warns that op 7 may come at any time, even before HELLO.
func (g *Gateway) ReconnectFirst(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.orders.reconnectFirst = n
}

// ReconnectInstead answers the next n IDENTIFYs and RESUMEs with op 7 where READY or RESUMED should come. An IDENTIFY
// counts and begins no session; a session that was to be resumed can still be. Discord's documentation says to
// reconnect and resume after op 7, which only one who has a session can.
func (g *Gateway) ReconnectInstead(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.orders.reconnectLate = n
}

// A Refusal is a way to refuse a RESUME.
type Refusal int

const (
	// RefuseFalse is op 9 with false: the session is over, and the client must IDENTIFY, on this connection or another.
	RefuseFalse Refusal = iota
	// RefuseTrue is op 9 with true: the session stays, and the client should try to resume again.
	RefuseTrue
	// RefuseAndClose is op 9 with false and, a second later, close code 4000. The documentation says to reconnect after
	// op 9; 4000 alone would allow a RESUME, but the session is over.
	RefuseAndClose
	// RefuseSequence is close code 4007 (invalid sequence): the documentation says to reconnect and begin anew.
	RefuseSequence
	// RefuseTimedOut is close code 4009 (session timed out): the same.
	RefuseTimedOut
)

// refusalGrace is how long after op 9 the connection is closed; Discord does not say.
const refusalGrace = time.Second

// RefuseResume refuses the next n RESUMEs that have a good token, whether or not their session is known.
func (g *Gateway) RefuseResume(n int, how Refusal) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.orders.refuseResume, g.orders.how = n, how
}

// RefuseIdentify answers the next n IDENTIFYs with op 9 false, as Discord does when too many shards identify at once.
// The connection stays open. They count as IDENTIFYs; those that are wrong or really come too soon are answered as ever
// and are not among the n.
func (g *Gateway) RefuseIdentify(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.orders.refuseIdentify = n
}

// RefuseWith closes every connection that sends IDENTIFY or RESUME with a code until RefuseWith(0). Of 4004 and 4010 to
// 4014 the documentation says not to reconnect. The IDENTIFY does not count for the day; the session of a RESUME ends
// if the code is one after which it cannot be resumed.
func (g *Gateway) RefuseWith(code int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.orders.fatal = code
}

// ResumeURL sets resume_gateway_url of later READYs, such as that of a host that does not answer. "" is the gateway's
// own, which differs from the address for connecting by its path: see [Stats].ResumesThere. The documentation says to
// resume there, and to IDENTIFY at the usual address if that fails.
func (g *Gateway) ResumeURL(url string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.orders.resumeURL = url
}

// resumePath ends the path of the gateway's own resume_gateway_url.
const resumePath = "/resume"

// resumeURL is what READY says.
func (g *Gateway) resumeURL() string {
	own := g.opt.URL() + resumePath // asked without the lock, as it is the caller's function
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.orders.resumeURL != "" {
		return g.orders.resumeURL
	}
	return own
}

// used takes one off a count and tells whether there was one.
func used(n *int) bool {
	if *n <= 0 {
		return false
	}
	*n--
	return true
}

// invalid tells the client that its session is not valid. The lock is held.
func (c *conn) invalid(resumable string) {
	c.control = append(c.control, control(opInvalid, resumable))
	c.poke()
}

// leaveSoon asks the client to reconnect and drops it if it has not left after a while. The lock is held.
func (c *conn) leaveSoon() {
	c.control = append(c.control, control(opReconnect, ""))
	c.poke()
	time.AfterFunc(reconnectGrace, func() { // of no effect on one that has left
		c.g.mu.Lock()
		defer c.g.mu.Unlock()
		c.drop()
	})
}

// divertIdentify does what was ordered in place of beginning a session. It tells whether anything was.
func (c *conn) divertIdentify() bool {
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	if used(&c.g.orders.refuseIdentify) {
		c.invalid("false")
		return true
	}
	return c.divert()
}

// divert does what was ordered in place of READY or RESUMED. The lock is held.
func (c *conn) divert() bool {
	if used(&c.g.orders.reconnectLate) {
		c.leaveSoon()
		return true
	}
	return c.g.orders.holdReady
}

// refuseOnOrder refuses a RESUME of s, which may be nil, as was ordered. It returns the code to close with, or 0. The
// lock is held; detach is to be called when it no longer is.
func (c *conn) refuseOnOrder(s *session) (code int, detach func()) {
	c.g.counts.Refused++
	how := c.g.orders.how
	if how == RefuseTrue {
		c.invalid("true")
		return 0, func() {}
	}
	detach = c.g.end(s)
	switch how {
	case RefuseSequence:
		return codeBadSequence, detach
	case RefuseTimedOut:
		return codeTimedOut, detach
	case RefuseAndClose:
		time.AfterFunc(refusalGrace, func() {
			if c.ctx.Err() == nil {
				c.shut(codeUnknownError)
			}
		})
	}
	c.invalid("false")
	return 0, detach
}

// refusesWith returns the code to close with if every RESUME is to be refused, or 0. The session ends if it is of those
// that end it.
func (g *Gateway) refusesWith(session string) (code int) {
	g.mu.Lock()
	code, detach := g.orders.fatal, func() {}
	if endsSession(code) {
		detach = g.end(g.sessions[session])
	}
	g.mu.Unlock()
	detach()
	return code
}

// end makes sure that a session cannot be resumed, and drops its connection if there is one. s may be nil. The lock is
// held; detach is to be called when it no longer is.
func (g *Gateway) end(s *session) (detach func()) {
	switch {
	case s == nil:
		return func() {}
	case s.conn == nil:
		return g.forget(s)
	}
	s.doomed = true
	s.conn.drop()
	return func() {}
}
