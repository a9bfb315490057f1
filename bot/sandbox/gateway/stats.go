package gateway

import (
	"cmp"
	"slices"
	"time"

	"github.com/coder/websocket"

	"cliffhanger/bot/sandbox/world"
)

// Stats counts what has happened since the gateway was made, and lists what there is now.
type Stats struct {
	Connects     int // connections made
	Identifies   int // IDENTIFYs that were well-formed and allowed, also those refused as too many
	TooSoon      int // of these, answered by op 9 as they came faster than max_concurrency
	TokenResets  int // times that the IDENTIFYs of a day were used up
	Ready        int // sessions begun
	Resumes      int // RESUMEs that succeeded
	ResumesThere int // of these, those at the gateway's own resume_gateway_url
	Refused      int // RESUMEs answered by op 9, 4007 or 4009
	Dispatches   int // events sent, repeated ones included
	Heartbeats   int // received
	Connections  int // open now
	Sessions     []Session
	Arrivals     []Arrival // the last 1,000
	Closes       []Close   // the last 100
}

// An Arrival is an IDENTIFY that could be read, whatever its answer.
type Arrival struct {
	At    time.Time
	Shard [2]int64 // as asked for, {0, 1} without one
}

// A Close is a connection that the client ended, or that broke without the gateway's doing.
type Close struct {
	At      time.Time
	Code    int    // 1006: without a close frame; 1005: without a code
	Session string // "" if it had none
	Kept    bool   // the session can be resumed
}

// How much Stats remembers.
const (
	keepArrivals = 1000
	keepCloses   = 100
)

// last adds to a list that keeps no more than limit.
func last[T any](list []T, one T, limit int) []T {
	list = append(list, one)
	return list[max(0, len(list)-limit):]
}

// note records how a client left. The lock is held.
func (g *Gateway) note(c *conn, status websocket.StatusCode) {
	if status == -1 {
		status = websocket.StatusAbnormalClosure
	}
	kept := c.session != nil && !c.session.doomed && !c.final
	g.counts.Closes = last(g.counts.Closes, Close{At: time.Now(), Code: int(status), Session: c.session.name(),
		Kept: kept}, keepCloses)
}

// noteIdentify records an IDENTIFY and returns the code to close with if every one is to be refused, or 0.
func (g *Gateway) noteIdentify(s shard) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.counts.Arrivals = last(g.counts.Arrivals, Arrival{At: time.Now(), Shard: s}, keepArrivals)
	return g.orders.fatal
}

// Session is a session as it is now.
type Session struct {
	ID        string
	App       world.ID
	Shard     [2]int64 // id and number of shards
	Intents   Intents
	Connected bool
	Seq       int64 // of the last dispatch
}

// Stats returns the figures; Sessions is sorted by id.
func (g *Gateway) Stats() Stats {
	g.mu.Lock()
	defer g.mu.Unlock()
	st := g.counts
	st.Connections = len(g.conns)
	st.Arrivals, st.Closes = slices.Clone(st.Arrivals), slices.Clone(st.Closes)
	for _, s := range g.sessions {
		st.Sessions = append(st.Sessions, Session{
			ID: s.id, App: s.app, Shard: s.shard, Intents: s.intents, Connected: s.conn != nil, Seq: s.seq,
		})
	}
	slices.SortFunc(st.Sessions, func(a, b Session) int { return cmp.Compare(a.ID, b.ID) })
	return st
}
