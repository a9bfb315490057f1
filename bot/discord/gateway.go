package discord

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// A FatalError is an end of the connection that trying again cannot mend. Code is Discord's close code.
type FatalError struct {
	Code int
	Text string
}

// Error says what happened and what to do.
func (e *FatalError) Error() string { return fmt.Sprintf("%s (close code %d)", e.Text, e.Code) }

// Is makes a refused token match [ErrTokenRevoked].
func (e *FatalError) Is(target error) bool { return e.Code == 4004 && target == ErrTokenRevoked }

// fatal returns the error that a close code means for good, nil if trying again may help. The codes are those of
// Discord's documentation, "Gateway Close Event Codes".
func fatal(code int) error {
	text := ""
	switch code {
	case 4004:
		text = "Discord does not accept the bot's token: make a new one in the developer portal"
	case 4010, 4011:
		text = "Discord wants this bot in several shards, which this version does not do"
	case 4012:
		text = "Discord has retired the API version this program speaks: update it"
	case 4013, 4014:
		text = "Discord refuses the intents asked for: check the bot's page in the developer portal"
	default:
		return nil
	}
	return &FatalError{Code: code, Text: text}
}

const (
	openTimeout = 45 * time.Second // Open answers or fails within it; discordgo can hang in it for ever
	maxPause    = time.Minute      // between two attempts to connect
	fewEnds     = 3                // the pause grows up to this end of connections that did open
	staleAfter  = 2                // attempts to resume that failed after which the session is given up

	// A session may be begun at once startBurst times, and then every startEvery: at most 920 times in any 24 hours.
	// Discord allows 1000, and takes the token away beyond that.
	startBurst = 56
	startEvery = 100 * time.Second
)

// Run keeps a gateway connection until ctx ends, and gives every event to sink, in order. Sink runs on the goroutine
// that reads the socket and must not block. Run returns nil when ctx ended, or a [FatalError].
func (c *Client) Run(ctx context.Context, sink func(Event)) error {
	defer c.http.CloseIdleConnections()
	var link *link
	var begin starts
	for past := (attempts{}); ctx.Err() == nil; {
		if link == nil {
			var err error
			if link, err = c.newLink(sink); err != nil {
				return err
			}
		}
		if !link.begun.Load() && !Sleep(ctx, begin.next(time.Now())) {
			break
		}
		opened, lasted, err := c.follow(ctx, link)
		if ctx.Err() != nil {
			break
		}
		var closed *websocket.CloseError
		if errors.As(err, &closed) {
			if f := fatal(closed.Code); f != nil {
				return f
			}
		}
		pause, dead := past.next(opened, lasted, err)
		if dead {
			link.abandon()
			link = nil
		}
		c.log.Warn("connection to Discord lost", "cause", err, "attempt", past.short, "again_in", pause)
		Sleep(ctx, pause)
	}
	if link != nil {
		link.close()
	}
	return nil
}

// follow opens a link and returns when it has ended: whether it was open, how long, and what ended it.
func (c *Client) follow(ctx context.Context, l *link) (opened bool, lasted time.Duration, err error) {
	if err := l.open(ctx); err != nil {
		return false, 0, err
	}
	c.log.Info("connected to Discord")
	began := time.Now()
	c.up.Store(true)
	err = l.wait(ctx)
	c.up.Store(false)
	return true, time.Since(began), err
}

// starts spaces the beginnings of sessions.
type starts struct{ full time.Time } // when nothing of the allowance will be used up

// next takes one beginning of the allowance, and says how long to wait before it.
func (s *starts) next(now time.Time) time.Duration {
	if s.full.Before(now) {
		s.full = now
	}
	s.full = s.full.Add(startEvery)
	return max(0, s.full.Sub(now)-startBurst*startEvery)
}

// attempts counts what went wrong with connections.
type attempts struct {
	short int // connections in a row that did not last
	stuck int // attempts to open in a row that failed, in one session
}

// next says how long to wait before the next attempt, and whether the session is dead and a new one has to begin.
func (a *attempts) next(opened bool, lasted time.Duration, err error) (pause time.Duration, dead bool) {
	if lasted > maxPause {
		a.short = 0
	}
	a.short++
	a.stuck++
	if opened { // Discord is there, and every second in which we are not costs readers an answer
		a.short, a.stuck = min(a.short, fewEnds), 0
	}
	pause = pauseAfter(a.short)
	var invalid errInvalidSession
	var closed *websocket.CloseError
	switch {
	case errors.As(err, &invalid):
		pause = max(pause, time.Second+rand.N(4*time.Second)) // 1 to 5 s, as Discord asks
		dead = !invalid.resumable
	case errors.As(err, &closed):
		dead = closed.Code == 4007 || closed.Code == 4009 // documented as not to be resumed
	case errors.Is(err, errHung):
		dead = true
	}
	if dead = dead || a.stuck >= staleAfter; dead {
		a.stuck = 0
	}
	return pause, dead
}

// pauseAfter returns how long to wait after so many failures in a row: half a second doubling to a minute, with up to
// half of it more by chance, so that many bots do not come back at once.
func pauseAfter(failures int) time.Duration {
	d := min(500*time.Millisecond<<min(failures-1, 10), maxPause)
	return d + rand.N(d/2)
}

var (
	errHung         = errors.New("the opening was not finished in time")
	errDisconnected = errors.New("the connection ended")
)

// A link is one discordgo session and its socket.
type link struct {
	session *discordgo.Session
	sockets *sockets
	lost    chan struct{}
	begun   atomic.Bool // its session has begun: opening it again resumes
}

// newLink makes a session that is not open yet; its events go to sink.
func (c *Client) newLink(sink func(Event)) (*link, error) {
	s, err := c.newSession()
	if err != nil {
		return nil, err
	}
	l := &link{session: s, sockets: &sockets{}, lost: make(chan struct{}, 1)}
	s.Dialer = &websocket.Dialer{
		NetDialContext:    l.sockets.dial(c.base != nil && isLoopback(c.base.Hostname())),
		NetDialTLSContext: l.sockets.dialTLS,
		HandshakeTimeout:  10 * time.Second,
	}
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) {
		ev, err := decodeEvent(e)
		if err != nil {
			c.log.Error("event not understood", "type", e.Type, "cause", err)
		}
		if ready, ok := ev.(Ready); ok {
			c.self.Store(ready.Self)
			l.begun.Store(true)
		}
		if ev != nil {
			sink(ev)
		}
	})
	s.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) {
		select {
		case l.lost <- struct{}{}:
		default:
		}
	})
	return l, nil
}

// open connects, and identifies or resumes.
func (l *link) open(ctx context.Context) error {
	select {
	case <-l.lost: // left over from an earlier connection
	default:
	}
	done := make(chan error, 1)
	go func() { done <- l.session.Open() }()
	timer := time.NewTimer(openTimeout)
	defer timer.Stop()
	select {
	case err := <-done:
		if cause := l.sockets.cause(); err != nil && cause != nil && !errors.Is(err, cause) {
			err = errors.Join(err, cause)
		}
		return err
	case <-timer.C:
		return errHung
	case <-ctx.Done():
		l.sockets.close()
		return ctx.Err()
	}
}

// wait returns when the connection has ended or ctx has.
func (l *link) wait(ctx context.Context) error {
	select {
	case <-l.lost:
		if err := l.sockets.cause(); err != nil {
			return err
		}
		return errDisconnected
	case <-ctx.Done():
		return ctx.Err()
	}
}

// abandon drops the session without a word to Discord, which ends it by itself after some minutes.
func (l *link) abandon() { l.sockets.close() }

// close ends the session for good (close code 1000), so that the bot is shown offline at once.
func (l *link) close() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := l.session.Close(); err != nil {
			l.sockets.close() // the socket is broken already, which is as good as closed
		}
	}()
	select {
	case <-done:
	case <-time.After(1500 * time.Millisecond): // discordgo holds its lock for a second after the close frame
		l.sockets.close()
	}
}
