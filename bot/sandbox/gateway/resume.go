package gateway

import (
	"encoding/json"
	"strings"

	"cliffhanger/bot/sandbox/world"
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
	if code := c.g.refusesWith(*in.Session); code != 0 {
		return code
	}
	app, ok := c.g.opt.World.Login(strings.TrimPrefix(*in.Token, "Bot "))
	if !ok {
		return codeBadToken
	}
	code, detach := c.resumeAs(app.ID, *in.Session, *in.Seq)
	detach()
	return code
}

// resumeAs is resume for an application that has shown its token. detach is to be called.
func (c *conn) resumeAs(app world.ID, id string, seq int64) (code int, detach func()) {
	none := func() {}
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	s := c.g.sessions[id]
	if s != nil && s.app != app {
		s = nil // it knows another's
	}
	switch {
	case used(&c.g.orders.refuseResume):
		return c.refuseOnOrder(s)
	case c.divert():
		return 0, none
	case s == nil || s.doomed:
		c.refuse()
		return 0, none
	case seq < 0 || seq > s.seq:
		c.g.counts.Refused++
		return codeBadSequence, c.g.end(s)
	case !s.keeps(seq):
		c.refuse()
		if s.conn == nil {
			return 0, c.g.forget(s)
		}
		return 0, none
	}
	c.adopt(s, seq)
	return 0, none
}

// refuse answers a RESUME that cannot be: the client must identify. The lock is held.
func (c *conn) refuse() {
	c.g.counts.Refused++
	c.g.opt.Log.Info("gateway refuses a resume")
	c.invalid("false")
}

// adopt takes a session over from seq on. A connection that still had it is dropped. The lock is held.
func (c *conn) adopt(s *session, seq int64) {
	if s.conn != nil {
		s.conn.session = nil
		s.conn.drop()
	}
	if s.expiry != nil {
		s.expiry.Stop()
	}
	s.conn, c.session = c, s
	c.sent, c.resumed = seq, s.seq
	c.g.counts.Resumes++
	if c.there {
		c.g.counts.ResumesThere++
	}
	c.g.opt.Log.Info("gateway session resumed", "session", s.id, "from", seq, "missed", s.seq-seq)
	c.g.push(s, dispatch{name: "RESUMED", data: json.RawMessage(`{}`)})
}
