package discord_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/gateway"
	simnet "cliffhanger/bot/sandbox/wire"
	"cliffhanger/bot/sandbox/world"
)

// A stage is a whole sandbox in a synctest bubble, so that all times are exact and none is waited for, with a channel
// in which readers react to numbered messages.
type stage struct {
	*sandbox.Sandbox
	t    *testing.T
	net  *simnet.Network
	log  *journal
	keep *keeper

	stops        []context.CancelFunc
	reader, room world.ID
	numbers      *sync.Map // of messages; from uint64 to int
	sent         int       // the numbers below this one were reacted to
}

// onStage runs a test in a bubble with a sandbox.
func onStage(t *testing.T, o sandbox.Options, play func(*testing.T, *stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		// A bubble's time begins in 2000, and a snowflake cannot name a moment before 2015.
		time.Sleep(time.Until(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)))
		s := &stage{t: t, net: simnet.New(simnet.Options{}), log: &journal{}, keep: &keeper{}, numbers: &sync.Map{}}
		o.Listener = s.net
		box, err := sandbox.Start(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		s.Sandbox = box
		defer s.leave()
		s.furnish()
		play(t, s)
	})
}

// leave ends everything, also after a failure: a bubble's time stands still once its test has ended.
func (s *stage) leave() {
	s.net.Set(calm)
	for _, stop := range s.stops {
		stop()
	}
	time.Sleep(time.Minute) // what discordgo has left behind ends by itself
	if err := s.Close(); err != nil {
		s.t.Errorf("closing the sandbox: %v", err)
	}
	time.Sleep(time.Minute)
}

// furnish finds somebody to react, and where.
func (s *stage) furnish() {
	s.t.Helper()
	for _, p := range s.World.People() {
		if p.Name == "Ines" {
			s.reader = p.ID
		}
	}
	for _, g := range s.World.View(s.App().User.ID).Guilds {
		for _, c := range g.Channels {
			if c.Name == "talk" {
				s.room = c.ID
			}
		}
	}
}

// react has a reader react to a message with the next number.
func (s *stage) react() {
	s.t.Helper()
	s.reactAs(s.reader, s.room)
}

func (s *stage) reactAs(person, room world.ID) {
	s.t.Helper()
	m, err := s.World.Say(person, room, fmt.Sprint("line ", s.sent))
	if err != nil {
		s.t.Fatal(err)
	}
	s.numbers.Store(uint64(m.ID), s.sent)
	if err := s.World.React(person, room, m.ID, "👍"); err != nil {
		s.t.Fatal(err)
	}
	s.sent++
}

// A running is a client that runs.
type running struct {
	*discord.Client
	ears *ears
	stop context.CancelFunc
	done chan error
}

// run starts a client; adjust may change its configuration. A zero Sessions is that of the stage.
func (s *stage) run(adjust ...func(*discord.Config)) *running {
	s.t.Helper()
	return s.runWith(&ears{numbers: s.numbers}, adjust...)
}

func (s *stage) runWith(e *ears, adjust ...func(*discord.Config)) *running {
	s.t.Helper()
	return s.runHandler(e, e, adjust...)
}

// runHandler starts a client with a handler that lets e hear everything.
func (s *stage) runHandler(h discord.Handler, e *ears, adjust ...func(*discord.Config)) *running {
	s.t.Helper()
	cfg := discord.Config{
		Token: discord.NewToken(s.Token()), API: s.API(), Shards: 1, Sessions: s.keep, Dial: s.dial,
		Log: slog.New(slog.NewTextHandler(s.log, nil)),
	}
	for _, f := range adjust {
		f(&cfg)
	}
	c, err := discord.New(cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(s.t.Context())
	s.stops = append(s.stops, cancel)
	r := &running{Client: c, ears: e, stop: cancel, done: make(chan error, 1)}
	go func() { r.done <- c.Run(ctx, h) }()
	return r
}

// The addresses below are not the sandbox's: nobody listens at the first, and nothing comes back from the second.
const (
	nobody  = "127.0.0.1:9"
	nowhere = "127.0.0.1:10"
)

func (s *stage) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	switch addr {
	case nobody:
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
	case nowhere:
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return s.net.Dial(ctx, network, addr)
}

// calm is a network without faults.
var calm = simnet.Toxics{}

// cutOff breaks every connection and refuses new ones.
func (s *stage) cutOff() {
	s.net.Set(simnet.Toxics{Refuse: true})
	s.net.Reset()
}

// until lets time pass until something is so, and returns how long it took.
func (s *stage) until(what string, limit time.Duration, is func() bool) time.Duration {
	s.t.Helper()
	for start := time.Now(); ; time.Sleep(step) {
		synctest.Wait()
		took := time.Since(start)
		if is() {
			return took
		}
		if took > limit {
			s.t.Fatalf("%s: not within %s\n%+v\n%s", what, limit, s.Gateway.Stats(), s.log.text())
		}
	}
}

// step is how exactly until measures.
const step = 50 * time.Millisecond

// end stops a client, which must not say that anything was wrong.
func (s *stage) end(r *running) {
	s.t.Helper()
	before := time.Now()
	r.stop()
	if err := <-r.done; err != nil {
		s.t.Errorf("Run = %v", err)
	}
	if took := time.Since(before); took > time.Second {
		s.t.Errorf("the stop took %s", took)
	}
	if r.Connected() || r.Stats().Connected != 0 {
		s.t.Error("a client that has stopped says that it is connected")
	}
}

// paced fails the test if more than so many IDENTIFYs came in any 5 s for one of the buckets, or the token was lost.
func (s *stage) paced(concurrency int64) {
	s.t.Helper()
	st := s.Gateway.Stats()
	if st.TooSoon != 0 || st.TokenResets != 0 {
		s.t.Errorf("%d IDENTIFYs came too soon, and the token was reset %d times", st.TooSoon, st.TokenResets)
	}
	last := map[int64]time.Time{}
	for _, a := range st.Arrivals {
		bucket := a.Shard[0] % concurrency
		if before, ok := last[bucket]; ok && a.At.Sub(before) < 5*time.Second {
			s.t.Errorf("two IDENTIFYs of bucket %d within %s", bucket, a.At.Sub(before))
		}
		last[bucket] = a.At
	}
}

// keptOpen fails the test if the client ended a session by a close code, and returns the codes it sent.
func (s *stage) keptOpen() []int {
	s.t.Helper()
	var codes []int
	for _, c := range s.Gateway.Stats().Closes {
		codes = append(codes, c.Code)
		if c.Code == 1000 || c.Code == 1001 {
			s.t.Errorf("the client sent close code %d, which ends the session", c.Code)
		}
	}
	return codes
}

// session returns the only session there is.
func (s *stage) session() gateway.Session {
	s.t.Helper()
	all := s.Gateway.Stats().Sessions
	if len(all) != 1 {
		s.t.Fatalf("there are %d sessions, want 1", len(all))
	}
	return all[0]
}
