package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"cliffhanger/bot/sandbox/clock"
	"cliffhanger/bot/sandbox/gateway"
	"cliffhanger/bot/sandbox/page"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
)

// Options say how a sandbox is. The zero value is a default world in real time on a free port of 127.0.0.1.
type Options struct {
	Listen              string        // host:port; "" is "127.0.0.1:0". Only loopback is allowed
	Listener            net.Listener  // to serve instead of listening on Listen; its address must be on loopback too
	Clock               *clock.Clock  // the story's time; nil: real time
	Log                 *slog.Logger  // nil: no log
	IdentifyConcurrency int           // max_concurrency of the gateway; 0: 1
	IdentifyEvery       time.Duration // how often each of them may identify; 0: 5 s
	Shards              int           // what /gateway/bot recommends; 0: one for every 1,000 servers
	IdentifiesPerDay    int           // after which the gateway revokes the token; 0: 1,000
	State               string        // file the world is loaded from and saved to; "": it is forgotten
	Limits              rest.Limits   // rate limits; the zero value is Discord's
	Heartbeat           time.Duration // of the gateway; 0: 41.25 s
	ResumeWindow        time.Duration // how long a gateway session waits for its client; 0: 3 min
	World               *world.World  // a world of one's own; nil: the default one, or that of State

	// Validate judges every request before the rest of the REST API does; see [rest.Options]. Package openapi makes
	// such a function of Discord's published description. nil: no such check.
	Validate func(method, path, contentType string, body []byte) error
}

// A Sandbox is a running server. World, Clock and Gateway may be used at any time.
type Sandbox struct {
	World   *world.World
	Clock   *clock.Clock
	Gateway *gateway.Gateway

	rest   *rest.Server
	app    world.App
	addr   string
	log    *slog.Logger
	state  *stateFile
	server *http.Server
	cancel context.CancelFunc
	served chan error // what Serve returned
	keeper sync.WaitGroup

	closing atomic.Bool
	closed  chan struct{} // closed when result is there; a sync.Once would stand still in a bubble of fake time
	result  error
}

// Start runs a sandbox until ctx ends or [Sandbox.Close] is called. It fails if it cannot listen, if the address is
// not on loopback, or if State cannot be read. Options.Listener is closed with the sandbox
func Start(ctx context.Context, o Options) (*Sandbox, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = clock.New(time.Now(), 1)
	}
	if o.Listener != nil {
		o.Listen = o.Listener.Addr().String()
	}
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if err := checkListen(o.Listen); err != nil {
		return nil, fmt.Errorf("starting the sandbox: %w", err)
	}
	s := &Sandbox{Clock: o.Clock, log: o.Log, served: make(chan error, 1), closed: make(chan struct{})}
	if err := s.open(o); err != nil {
		return nil, fmt.Errorf("starting the sandbox: %w", err)
	}
	listener := o.Listener
	if listener == nil {
		var err error
		if listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen); err != nil {
			return nil, fmt.Errorf("starting the sandbox: %w", err)
		}
	}
	s.addr = listener.Addr().String()
	s.build(o)
	s.serve(ctx, listener)
	return s, nil
}

// open makes or loads the world.
func (s *Sandbox) open(o Options) error {
	s.World = o.World
	if s.World == nil {
		s.World = world.New(o.Clock.Now)
	}
	loaded := false
	if o.State != "" {
		s.state = &stateFile{path: o.State, world: s.World}
		var err error
		if loaded, err = s.state.load(); err != nil {
			return err
		}
	}
	if !loaded && o.World == nil {
		s.World.Furnish()
	}
	apps := s.World.Apps()
	if len(apps) == 0 {
		return errors.New("the world has no application")
	}
	s.app = apps[0]
	return nil
}

// build puts the parts behind one handler.
func (s *Sandbox) build(o Options) {
	s.World.ServeAt(s.URL())
	socket := func() string { return "ws://" + s.addr + "/gateway" }
	s.Gateway = gateway.New(gateway.Options{World: s.World, URL: socket, ConcurrencyPer5s: o.IdentifyConcurrency,
		IdentifyEvery: o.IdentifyEvery, IdentifiesPerDay: o.IdentifiesPerDay, HeartbeatInterval: o.Heartbeat,
		ResumeWindow: o.ResumeWindow, Log: o.Log, Revoke: func(app world.ID) { s.World.RenewToken(app) }})
	var shards func(world.ID) int
	if o.Shards > 0 {
		shards = func(world.ID) int { return o.Shards }
	}
	s.rest = rest.New(rest.Options{World: s.World, Gateway: socket, Limits: o.Limits, Validate: o.Validate, Log: o.Log,
		Shards: shards,
		Sessions: func(app world.ID) rest.SessionLimit {
			l := s.Gateway.StartLimit(app)
			return rest.SessionLimit{Total: l.Total, Remaining: l.Remaining, ResetAfter: l.ResetAfter,
				MaxConcurrency: l.MaxConcurrency}
		}})
	mux := http.NewServeMux()
	mux.Handle("/api/", s.rest)
	mux.Handle("/attachments/", s.rest)
	mux.Handle("/gateway", s.Gateway)
	mux.Handle("/gateway/", s.Gateway) // for resuming; and discordgo puts a slash before the query
	mux.Handle("/", page.New(page.Options{World: s.World, Clock: s.Clock, Log: o.Log}))
	s.server = &http.Server{Handler: guard(mux), ReadHeaderTimeout: 10 * time.Second,
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug)}
}

// serve starts what runs in the background.
func (s *Sandbox) serve(ctx context.Context, listener net.Listener) {
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.cancel = cancel
	s.server.BaseContext = func(net.Listener) context.Context { return base }
	go func() { s.served <- s.server.Serve(listener) }()
	s.keeper.Go(func() { s.keep(base) })
	context.AfterFunc(ctx, func() {
		if err := s.Close(); err != nil {
			s.log.Error("closing the sandbox", "cause", err)
		}
	})
	s.log.Info("sandbox runs", "url", s.URL())
}

// How often the world is looked after, and how often it is saved when something has changed.
const (
	tickEvery = time.Second
	saveEvery = 3 // ticks
)

// keep lets time pass in the world and saves it now and then.
func (s *Sandbox) keep(ctx context.Context) {
	t := time.NewTicker(tickEvery)
	defer t.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		s.World.Tick()
		if s.state != nil && n%saveEvery == 0 {
			if err := s.state.save(); err != nil {
				s.log.Error("saving the sandbox", "cause", err)
			}
		}
	}
}

// Close stops the sandbox, saves its world and returns what went wrong. A second call returns the same.
func (s *Sandbox) Close() error {
	if s.closing.CompareAndSwap(false, true) {
		s.result = s.end()
		close(s.closed)
	}
	<-s.closed
	return s.result
}

func (s *Sandbox) end() error {
	s.cancel() // ends the page's streams and the keeper
	s.Gateway.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var result error
	if err := s.server.Shutdown(ctx); err != nil {
		// A client that keeps a request open must not keep the sandbox open.
		result = errors.Join(result, s.server.Close())
	}
	if err := <-s.served; !errors.Is(err, http.ErrServerClosed) {
		result = errors.Join(result, fmt.Errorf("serving the sandbox: %w", err))
	}
	s.keeper.Wait()
	if s.state != nil {
		result = errors.Join(result, s.state.save())
	}
	return result
}

// URL returns the page's address, such as "http://127.0.0.1:8080".
func (s *Sandbox) URL() string { return "http://" + s.addr }

// API returns what stands for https://discord.com/api.
func (s *Sandbox) API() string { return s.URL() + "/api" }

// Token returns the bot token, without the word "Bot". It changes when it is revoked.
func (s *Sandbox) Token() string { return s.World.Token(s.app.ID) }

// App returns the application the token is for.
func (s *Sandbox) App() world.App { return s.app }

// Faults returns what goes wrong on order in the REST API. For the gateway see the methods of Gateway.
func (s *Sandbox) Faults() *rest.Faults { return s.rest.Faults() }

// Traffic returns the requests the REST API got.
func (s *Sandbox) Traffic() *rest.Traffic { return s.rest.Traffic() }
