package gateway

import (
	"time"

	"cliffhanger/bot/sandbox/world"
)

// Cut drops connections as a failing network does, without a close frame: that of the session with the given id, or
// all of them, also those not identified, when it is "". It returns how many. Their sessions can be resumed.
func (g *Gateway) Cut(session string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for c := range g.conns {
		if session == "" || c.session.name() == session {
			c.drop()
			n++
		}
	}
	return n
}

// Freeze makes the gateway deaf and mute: connections stay open, and nothing is read from or written to them or to
// new ones until Freeze(false). What happens meanwhile is sent then. Silence of the clients is not held against them.
func (g *Gateway) Freeze(frozen bool) { g.ice.set(frozen) }

// EndSessions makes sure that no session of now can be resumed: the next RESUME is answered by op 9 false. Connections
// stay as they are; cut them for the client to notice.
func (g *Gateway) EndSessions() {
	g.mu.Lock()
	var detach []func()
	for _, s := range g.sessions {
		s.doomed = true
		if s.conn == nil {
			detach = append(detach, g.forget(s))
		}
	}
	g.mu.Unlock()
	for _, f := range detach {
		f()
	}
}

// reconnectGrace is how long a client has to leave after op 7; Discord's is a few seconds.
const reconnectGrace = 5 * time.Second

// Reconnect asks every client to reconnect and resume (op 7), and drops those that have not left after five seconds.
func (g *Gateway) Reconnect() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for c := range g.conns {
		c.leaveSoon()
	}
}

// Invalidate tells every identified client that its session is invalid (op 9), and whether it may be resumed. The
// connections stay open: a client may RESUME or IDENTIFY on them or on new ones.
func (g *Gateway) Invalidate(resumable bool) {
	d := "false"
	if resumable {
		d = "true"
	}
	g.mu.Lock()
	var detach []func()
	for c := range g.conns {
		if c.session == nil {
			continue
		}
		detach = append(detach, g.release(c, !resumable))
		c.control = append(c.control, control(opInvalid, d))
		c.poke()
	}
	g.mu.Unlock()
	for _, f := range detach {
		f()
	}
}

// CloseWith closes every connection with a close code, such as 4000 or 4009. Codes after which Discord allows no
// RESUME end the sessions too. Codes a close frame cannot carry (1005, 1006, below 1000) arrive as 1011.
func (g *Gateway) CloseWith(code int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for c := range g.conns {
		c.shutLocked(code)
	}
}

// Beat asks every client for a heartbeat at once (op 1), as Discord does now and then.
func (g *Gateway) Beat() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for c := range g.conns {
		c.control = append(c.control, control(opHeartbeat, ""))
		c.poke()
	}
}

// Repeat makes every later event reach each session as often as times says: 0 loses it, 2 repeats it, as Discord's
// documentation on consistency warns of. nil is once, as at the beginning. READY, GUILD_CREATE at the start, RESUMED
// and the answers to requests are not asked about. times may be called at any moment but not by two goroutines at
// once; it must neither block nor call the gateway or the world.
func (g *Gateway) Repeat(times func(world.Event) int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.times = times
}
