package gateway

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"cliffhanger/bot/sandbox/world"
)

// World is what the gateway needs of the sandbox's state. *world.World is one.
type World interface {
	// Login finds the application of a bot token, given without "Bot ".
	Login(token string) (world.App, bool)
	// Ready returns the application's bot user and the application object for READY.
	Ready(app world.ID) (user *world.User, application any)
	// AttachShard returns those of the application's servers that has says yes to, and from then on calls deliver for
	// every event it may see, in order, until detach is called. The gateway's deliver does not block.
	AttachShard(app world.ID, has func(guild world.ID) bool, deliver func(world.Event)) (
		guilds []*world.Guild, detach func())
	// Members lists a server's members with ids above after, ascending, at most limit, as user may see them. A query
	// keeps those whose name starts with it.
	Members(user, guild, after world.ID, limit int, query string) ([]*world.Member, error)
}

// Options says how a Gateway behaves. World and URL are required; the rest has the defaults named.
type Options struct {
	World World
	URL   func() string // address of this handler ("ws://127.0.0.1:8080/gateway"); READY adds "/resume" to it

	// IdentifyEvery is how long each of them then has to wait. 0 means Discord's 5 seconds.
	IdentifyEvery time.Duration
	// ConcurrencyPer5s is max_concurrency: how many shards may identify at once every 5 seconds. 0 means 1.
	ConcurrencyPer5s int
	// IdentifiesPerDay is the number of IDENTIFYs an application may send in 24 hours. 0 means Discord's 1000.
	IdentifiesPerDay int
	// HeartbeatInterval is what HELLO asks for. 0 means the 41.25 s that Discord usually asks for.
	HeartbeatInterval time.Duration
	// ResumeWindow is how long a session waits for its client to come back. 0 means 3 minutes; Discord speaks of a few.
	ResumeWindow time.Duration
	// Revoke is called when an application has used up its IDENTIFYs of the day: Discord then resets its token, after
	// which Login should no longer know the old one. nil does nothing. It may call the gateway and the world.
	Revoke func(app world.ID)
	// Replay is the number of dispatches kept for a RESUME. 0 means 10,000. A connected client that falls twice as far
	// behind loses its session.
	Replay int

	Log *slog.Logger // nil discards
}

// Gateway serves the gateway protocol. Make one with [New]; all methods may be called from any goroutine.
type Gateway struct {
	opt Options
	ice *ice

	mu       sync.Mutex // guards what follows and every conn and session
	closed   bool
	conns    map[*conn]struct{}
	sessions map[string]*session
	quota    map[world.ID]*quota
	times    func(world.Event) int // see Repeat
	orders   orders
	down     map[world.ID]bool // servers in an outage
	counts   Stats
	serving  sync.WaitGroup
}

// New returns a gateway for opt.World. Nothing runs until a request comes in.
func New(opt Options) *Gateway {
	if opt.ConcurrencyPer5s <= 0 {
		opt.ConcurrencyPer5s = 1
	}
	if opt.IdentifyEvery <= 0 {
		opt.IdentifyEvery = identifyEvery
	}
	if opt.IdentifiesPerDay <= 0 {
		opt.IdentifiesPerDay = 1000
	}
	if opt.HeartbeatInterval <= 0 {
		opt.HeartbeatInterval = 41250 * time.Millisecond
	}
	if opt.ResumeWindow <= 0 {
		opt.ResumeWindow = 3 * time.Minute
	}
	if opt.Replay <= 0 {
		opt.Replay = 10_000
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	return &Gateway{
		opt:      opt,
		ice:      newIce(),
		conns:    make(map[*conn]struct{}),
		sessions: make(map[string]*session),
		quota:    make(map[world.ID]*quota),
		down:     make(map[world.ID]bool),
	}
}

// ServeHTTP upgrades the request and serves the connection until it ends. While the gateway is frozen it waits.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !g.ice.wait(r.Context().Done()) {
		return // the client gave up
	}
	version, enc, err := negotiate(r.URL.Query())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c := newConn(g, version, enc)
	c.there = strings.HasSuffix(strings.TrimSuffix(r.URL.Path, "/"), resumePath)
	if !g.enter(c) {
		http.Error(w, "the sandbox is closing", http.StatusServiceUnavailable)
		return
	}
	defer g.leave(c)
	c.serve(w, r)
}

// Close drops every connection without a word, forgets every session and waits for the handlers to return. Requests
// that come later get 503.
func (g *Gateway) Close() {
	g.mu.Lock()
	g.closed = true
	for c := range g.conns {
		c.drop()
	}
	var detach []func()
	for _, s := range g.sessions {
		detach = append(detach, g.forget(s))
	}
	g.mu.Unlock()
	for _, f := range detach {
		f()
	}
	g.ice.set(false) // for requests that wait to be upgraded: they get their 503
	g.serving.Wait()
}

// enter registers a connection, unless the gateway is closed.
func (g *Gateway) enter(c *conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.conns[c] = struct{}{}
	g.counts.Connects++
	g.serving.Add(1)
	return true
}

// leave takes out a connection that has ended, and its session too if that ended with it.
func (g *Gateway) leave(c *conn) {
	defer g.serving.Done()
	g.mu.Lock()
	delete(g.conns, c)
	detach := g.release(c, c.final)
	g.mu.Unlock()
	detach()
}

// release parts a connection from its session, which is forgotten when final is true or it was doomed, and else waits
// to be resumed. The lock is held; detach is to be called when it no longer is.
func (g *Gateway) release(c *conn, final bool) (detach func()) {
	s := c.session
	c.session = nil
	if s == nil || s.conn != c {
		return func() {}
	}
	s.conn = nil
	if final || s.doomed {
		return g.forget(s)
	}
	s.expiry = time.AfterFunc(g.opt.ResumeWindow, func() { g.expire(s) })
	return func() {}
}

// expire ends a session nobody came back for.
func (g *Gateway) expire(s *session) {
	g.mu.Lock()
	detach := func() {}
	if s.conn == nil && !s.ended {
		g.opt.Log.Info("gateway session expired", "session", s.id)
		detach = g.forget(s)
	}
	g.mu.Unlock()
	detach()
}

// forget ends a session. The lock is held; detach, which tells the world, is to be called when it no longer is.
func (g *Gateway) forget(s *session) (detach func()) {
	if s.expiry != nil {
		s.expiry.Stop()
	}
	s.ended = true
	delete(g.sessions, s.id)
	return s.detach
}
