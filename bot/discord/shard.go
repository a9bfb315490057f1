package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

// A shard keeps one gateway session, over as many connections as it takes.
type shard struct {
	client  *Client
	id, of  int
	handler Handler
	log     *slog.Logger

	mu      sync.Mutex
	session Session
	online  bool          // events come in now
	fresh   chan struct{} // of size 1: a session has begun, or gone on

	begun time.Time // when a session was last begun here; zero: never
	plain bool      // the next RESUME goes to the general address
	past  attempts
}

func newShard(c *Client, h Handler, id, of int) *shard {
	s := &shard{client: c, id: id, of: of, handler: h, log: c.log, fresh: make(chan struct{}, 1)}
	if of > 1 {
		s.log = c.log.With("shard", id)
	}
	s.session = Session{Shard: id, Shards: of, Purpose: c.purpose()}
	return s
}

// run keeps the session until ctx ends, and returns nil then, or a [FatalError].
func (s *shard) run(ctx context.Context) error {
	s.load(ctx)
	if s.client.cfg.Sessions != nil {
		keeping, stop := context.WithCancel(context.WithoutCancel(ctx))
		var kept sync.WaitGroup
		kept.Go(func() { s.keep(keeping) })
		defer func() {
			stop()
			kept.Wait()
			s.settle(ctx)
		}()
	}
	for ctx.Err() == nil {
		began := time.Now()
		end := s.connect(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if fatal := fatalCause(end.err); fatal != nil {
			return fatal
		}
		if end.opened {
			s.handler.Event(Lost{Shard: s.id, Shards: s.of})
		}
		pause, dead := s.past.next(end, time.Since(began))
		if dead {
			s.forget()
		}
		s.log.Warn("connection to Discord lost", "cause", end.err, "attempt", s.past.short, "again_in", pause)
		Sleep(ctx, pause)
	}
	return nil
}

// settle writes the record down a last time, with everything that was handled.
func (s *shard) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	last := s.record()
	last.Exact = true
	if err := s.save(ctx, last); err != nil {
		s.log.Warn("the gateway session is not written down as it ended; some events will come again", "cause", err)
	}
}

// connect makes one connection, and returns when it has ended: it resumes the session if there is one, and begins one
// if not.
func (s *shard) connect(ctx context.Context) ending {
	if s.record().ID == "" {
		return s.identify(ctx)
	}
	url := s.record().URL
	if s.plain || url == "" {
		p, err := s.client.portal(ctx)
		if err != nil {
			return ending{err: err}
		}
		url = p.URL
	}
	end := newLink(s, url, nil).run(ctx)
	if !end.opened {
		s.plain = !s.plain // the address may be what is wrong
	}
	return end
}

// identify begins a session when it is this shard's turn.
func (s *shard) identify(ctx context.Context) ending {
	url, begun, err := s.client.begin.enter(ctx, s.id, s.begun)
	if err != nil {
		return ending{err: err}
	}
	defer begun(false) // in case that no IDENTIFY is sent
	now := time.Now()
	end := newLink(s, url, begun).run(ctx)
	if end.identified {
		s.begun = now
	}
	return end
}

// resume returns the RESUME for the shard's session, nil if it has to begin one.
func (s *shard) resume() ([]byte, error) {
	now := s.record()
	if now.ID == "" {
		return nil, nil
	}
	var p struct {
		Op int `json:"op"`
		D  struct {
			Token     string `json:"token"`
			SessionID string `json:"session_id"`
			Seq       int64  `json:"seq"`
		} `json:"d"`
	}
	p.Op, p.D.Token, p.D.SessionID, p.D.Seq = 6, "Bot "+s.client.token.text(), now.ID, now.Seq
	b, err := json.Marshal(p)
	if err != nil {
		return nil, errors.New("encode a RESUME") // the cause could quote the token
	}
	return b, nil
}

// last returns the sequence number of the last event.
func (s *shard) last() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.session.Seq
}

// up says whether the shard's events come in.
func (s *shard) up(now bool) {
	s.mu.Lock()
	s.online = now
	if !now {
		s.session.Alive = time.Now()
	}
	s.mu.Unlock()
	if now {
		s.log.Info("connected to Discord")
		s.client.counts.up.Add(1)
		return
	}
	s.client.counts.up.Add(-1)
}

// take handles one event, on the goroutine that reads the socket. A mistake in the handling of one must not keep the
// others from coming in.
func (s *shard) take(e *discordgo.Event) {
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("panic while an event was taken", "type", e.Type, "cause", fmt.Sprint(r), "stack", string(debug.Stack()))
		}
		s.mu.Lock()
		s.session.Seq, s.session.Alive = e.Sequence, time.Now()
		s.mu.Unlock()
		if e.Type == "READY" || e.Type == "RESUMED" {
			s.begin()
		}
	}()
	ev, err := s.event(e)
	if err != nil {
		s.log.Error("event not understood", "type", e.Type, "cause", err)
	}
	if ev != nil {
		s.handler.Event(ev)
	}
}

// begin has the session written down that has just begun, or gone on.
func (s *shard) begin() {
	select {
	case s.fresh <- struct{}{}:
	default: // that is going to happen
	}
}

// event turns a raw event into one of ours; nil for one that nobody needs.
func (s *shard) event(e *discordgo.Event) (Event, error) {
	switch e.Type {
	case "READY":
		return s.ready(e.RawData)
	case "RESUMED":
		s.client.counts.resumes.Add(1)
		now := s.record()
		s.client.self.Store(now.Self)
		return Resumed{Self: now.Self, App: now.App, Shard: s.id, Shards: s.of}, nil
	}
	ev, err := decodeEvent(e)
	switch of := ev.(type) {
	case Reaction:
		of.Session, of.Seq = s.fingerprint(), e.Sequence
		ev = of
	case *Interaction:
		of.Session, of.Seq = s.fingerprint(), e.Sequence
	}
	return ev, err
}

// fingerprint is short for the session's name.
func (s *shard) fingerprint() uint32 {
	h := fnv.New32a()
	h.Write([]byte(s.record().ID)) // never fails
	return h.Sum32()
}

// ready takes up a new session.
func (s *shard) ready(raw json.RawMessage) (Event, error) {
	var r struct {
		SessionID         string `json:"session_id"`
		ResumeURL         string `json:"resume_gateway_url"`
		User, Application struct{ ID id }
		Guilds            []struct{ ID id }
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return nil, fmt.Errorf("decode READY: %w", err)
	}
	s.mu.Lock()
	s.session.ID, s.session.URL = r.SessionID, r.ResumeURL
	s.session.Self, s.session.App = uint64(r.User.ID), uint64(r.Application.ID)
	s.mu.Unlock()
	s.plain = false // this session has an address of its own
	s.client.self.Store(uint64(r.User.ID))
	ev := Ready{Self: uint64(r.User.ID), App: uint64(r.Application.ID), Shard: s.id, Shards: s.of}
	for _, g := range r.Guilds {
		ev.Guilds = append(ev.Guilds, uint64(g.ID))
	}
	return ev, nil
}

// forget gives the session up: the next connection begins one.
func (s *shard) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.session.ID, s.session.URL, s.session.Seq = "", "", 0
}
