package gateway

import (
	"encoding/json"
	"strings"
)

// resume gives a session a new connection and sends what the client missed.
func (c *conn) resume(d json.RawMessage) int {
	if c.identified() {
		return codeIdentifiedTwice
	}
	var in struct {
		Token   *string `json:"token"`
		Session *string `json:"session_id"`
		Seq     *int64  `json:"seq"`
	}
	if json.Unmarshal(d, &in) != nil || in.Token == nil || in.Session == nil || in.Seq == nil {
		return codeDecode
	}
	app, ok := c.g.opt.World.Login(strings.TrimPrefix(*in.Token, "Bot "))
	if !ok {
		return codeBadToken
	}
	c.g.mu.Lock()
	s := c.g.sessions[*in.Session]
	detach := func() {}
	defer func() { detach() }()
	defer c.g.mu.Unlock()
	switch {
	case s == nil || s.app != app.ID || s.doomed:
		c.refuse()
		return 0
	case *in.Seq < 0 || *in.Seq > s.seq:
		c.g.counts.Refused++
		if s.conn == nil {
			detach = c.g.forget(s)
		} else {
			s.doomed = true
			s.conn.cancel()
		}
		return codeBadSequence
	case !s.keeps(*in.Seq):
		c.refuse()
		if s.conn == nil {
			detach = c.g.forget(s)
		}
		return 0
	}
	c.adopt(s, *in.Seq)
	return 0
}

// refuse answers a RESUME that cannot be: the client must identify. The lock is held.
func (c *conn) refuse() {
	c.g.counts.Refused++
	c.g.opt.Log.Info("gateway refuses a resume")
	c.control = append(c.control, control(opInvalid, "false"))
	c.poke()
}

// adopt takes a session over from seq on. A connection that still had it is dropped. The lock is held.
func (c *conn) adopt(s *session, seq int64) {
	if s.conn != nil {
		s.conn.session = nil
		s.conn.cancel()
	}
	if s.expiry != nil {
		s.expiry.Stop()
	}
	s.conn, c.session = c, s
	c.sent, c.resumed = seq, s.seq
	c.g.counts.Resumes++
	c.g.opt.Log.Info("gateway session resumed", "session", s.id, "from", seq, "missed", s.seq-seq)
	c.g.push(s, dispatch{name: "RESUMED", data: json.RawMessage(`{}`)})
}
