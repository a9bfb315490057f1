package gateway

import (
	"time"

	"cliffhanger/bot/sandbox/world"
)

// quota is what an application has used of its IDENTIFYs.
type quota struct {
	since time.Time           // of the day that counts
	used  int                 // since then
	last  map[int64]time.Time // by rate-limit key
}

type verdict int

const (
	granted verdict = iota
	tooSoon         // for this rate-limit key
	usedUp          // for today
)

const (
	identifyEvery = 5 * time.Second
	identifyDay   = 24 * time.Hour
)

// spend counts an IDENTIFY. When the day's are used up, every session of the application ends too, as Discord then
// resets the token.
func (g *Gateway) spend(app world.ID, s shard) verdict {
	now := time.Now()
	g.mu.Lock()
	g.counts.Identifies++
	q := g.quota[app]
	if q == nil || now.Sub(q.since) >= identifyDay {
		q = &quota{since: now, last: map[int64]time.Time{}}
		g.quota[app] = q
	}
	q.used++
	if q.used > g.opt.IdentifiesPerDay {
		g.opt.Log.Error("gateway: the application has used up its identifies of the day", "app", app.String())
		g.counts.TokenResets++
		detach := g.expel(app)
		g.mu.Unlock()
		for _, f := range detach {
			f()
		}
		if g.opt.Revoke != nil {
			g.opt.Revoke(app)
		}
		return usedUp
	}
	defer g.mu.Unlock()
	key := s[0] % int64(g.opt.ConcurrencyPer5s)
	if last, ok := q.last[key]; ok && now.Sub(last) < g.opt.IdentifyEvery {
		g.opt.Log.Warn("gateway: identified too soon", "app", app.String(), "shard", s, "after", now.Sub(last))
		g.counts.TooSoon++
		return tooSoon
	}
	q.last[key] = now
	return granted
}

// expel ends every session of an application with 4004. The lock is held; the functions are to be called when it no
// longer is.
func (g *Gateway) expel(app world.ID) (detach []func()) {
	for _, s := range g.sessions {
		if s.app != app {
			continue
		}
		if s.conn != nil { // it ends with its connection
			s.doomed = true
			s.conn.shutLocked(codeBadToken)
			continue
		}
		detach = append(detach, g.forget(s))
	}
	return detach
}

// StartLimit is session_start_limit of GET /gateway/bot.
type StartLimit struct {
	Total          int   `json:"total"`           // IDENTIFYs in 24 hours
	Remaining      int   `json:"remaining"`       // of them
	ResetAfter     int64 `json:"reset_after"`     // milliseconds until Remaining is Total again
	MaxConcurrency int   `json:"max_concurrency"` // IDENTIFYs in 5 seconds
}

// StartLimit returns what an application may still identify today.
func (g *Gateway) StartLimit(app world.ID) StartLimit {
	g.mu.Lock()
	defer g.mu.Unlock()
	l := StartLimit{
		Total: g.opt.IdentifiesPerDay, Remaining: g.opt.IdentifiesPerDay, MaxConcurrency: g.opt.ConcurrencyPer5s,
	}
	q := g.quota[app]
	if q == nil {
		return l
	}
	if left := identifyDay - time.Since(q.since); left > 0 {
		l.Remaining = max(0, l.Total-q.used)
		l.ResetAfter = left.Milliseconds()
	}
	return l
}
