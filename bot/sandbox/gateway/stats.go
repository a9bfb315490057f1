package gateway

import (
	"cmp"
	"slices"

	"cliffhanger/bot/sandbox/world"
)

// Stats counts what has happened since the gateway was made, and lists what there is now.
type Stats struct {
	Identifies  int // IDENTIFYs that were well-formed and allowed, also those refused as too many
	TooSoon     int // of these, answered by op 9 as they came faster than max_concurrency
	Ready       int // sessions begun
	Resumes     int // RESUMEs that succeeded
	Refused     int // RESUMEs answered by op 9 or 4007
	Dispatches  int // events sent, repeated ones included
	Heartbeats  int // received
	Connections int // open now
	Sessions    []Session
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
	for _, s := range g.sessions {
		st.Sessions = append(st.Sessions, Session{
			ID: s.id, App: s.app, Shard: s.shard, Intents: s.intents, Connected: s.conn != nil, Seq: s.seq,
		})
	}
	slices.SortFunc(st.Sessions, func(a, b Session) int { return cmp.Compare(a.ID, b.ID) })
	return st
}
