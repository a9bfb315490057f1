package gateway

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"cliffhanger/bot/sandbox/world"
)

// session is what an IDENTIFY begins: a numbered log of dispatches that outlives its connections. The gateway's lock
// guards what is not set once at the beginning.
type session struct {
	id      string
	app     world.ID
	me      world.ID // the bot user
	intents Intents
	shard   shard

	conn   *conn // nil while its client is away
	log    []dispatch
	seq    int64                  // of the last dispatch, counted from 1
	early  []dispatch             // events that came before READY was in the log
	ready  bool                   // READY is in the log
	doomed bool                   // cannot be resumed once its connection is gone
	ended  bool                   // forgotten by the gateway
	expiry *time.Timer            // runs while conn is nil
	detach func()                 // tells the world to stop
	asked  map[world.ID]time.Time // when op 8 last asked for all members of a server
}

// name is the session's id for the log; a nil session has none.
func (s *session) name() string {
	if s == nil {
		return ""
	}
	return s.id
}

// deliver takes an event from the world. It runs under the world's lock and must not call the world.
func (g *Gateway) deliver(s *session, e world.Event) {
	if !s.shard.has(e.Guild) || !knownByIntent(s.intents, e) {
		return
	}
	data, err := s.see(e)
	if err != nil {
		g.opt.Log.Error("gateway cannot tell an event", "event", e.Type, "cause", err)
		return
	}
	if data == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if e.Guild != 0 && g.down[e.Guild] {
		return
	}
	n := 1
	if g.times != nil {
		n = g.times(e)
	}
	for range n {
		d := dispatch{name: e.Type, data: data}
		if s.ready {
			g.push(s, d)
		} else {
			s.early = append(s.early, d)
		}
	}
}

// see returns an event's data as this session may see it, or nil if it may not.
func (s *session) see(e world.Event) (json.RawMessage, error) {
	data, err := json.Marshal(e.Data)
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", e.Type, err)
	}
	if onlyAboutSelf(s.intents, e.Type) {
		if about, err := concerns(data, s.me); err != nil || !about {
			return nil, err
		}
	}
	if s.filtersContent(e) {
		return conceal(data, s.me, e.Author == s.me || slices.Contains(e.Mentions, s.me))
	}
	return data, nil
}

// push puts a dispatch into a session's log and wakes its writer. The lock is held.
func (g *Gateway) push(s *session, d dispatch) {
	if s.ended {
		return
	}
	s.seq++
	d.seq = s.seq
	s.log = append(s.log, d)
	keep := g.opt.Replay
	if s.conn != nil {
		keep *= 2 // so that a client that comes back to a full log has time to read it
	}
	if over := len(s.log) - keep; over > 0 {
		s.log = s.log[over:]
	}
	if s.conn == nil {
		return
	}
	if s.conn.sent < s.log[0].seq-1 {
		g.opt.Log.Warn("gateway client is too slow: its session ends", "session", s.id, "behind", s.seq-s.conn.sent)
		s.doomed = true
		s.conn.drop()
		return
	}
	s.conn.poke()
}

// after returns the dispatch that follows seq, if it has happened.
func (s *session) after(seq int64) (dispatch, bool) {
	if len(s.log) == 0 || seq >= s.seq {
		return dispatch{}, false
	}
	// The log has no gaps, and push drops a connection before its next dispatch leaves the log.
	return s.log[seq+1-s.log[0].seq], true
}

// keeps tells whether everything after seq is still in the log.
func (s *session) keeps(seq int64) bool {
	return seq == s.seq || len(s.log) > 0 && seq >= s.log[0].seq-1
}
