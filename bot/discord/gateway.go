package discord

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
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
	staleAfter  = 2                // failed attempts to resume after which the session is given up
)

// Run keeps a gateway connection until ctx ends, and gives every event to sink, in order. Sink runs on the goroutine that
// reads the socket and must not block. Run returns nil when ctx ended, or a [FatalError].
func (c *Client) Run(ctx context.Context, sink func(Event)) error {
	var link *link
	failures := 0
	for ctx.Err() == nil {
		if link == nil {
			var err error
			if link, err = c.newLink(sink); err != nil {
				return err
			}
		}
		err := link.open(ctx)
		if err == nil {
			c.log.Info("connected to Discord")
			opened := time.Now()
			c.up.Store(true)
			err = link.wait(ctx)
			c.up.Store(false)
			if time.Since(opened) > maxPause {
				failures = 0
			}
		}
		if ctx.Err() != nil {
			break
		}
		var closed *websocket.CloseError
		if errors.As(err, &closed) {
			if f := fatal(closed.Code); f != nil {
				return f
			}
		}
		failures++
		pause := pauseAfter(failures)
		var invalid errInvalidSession
		dead := failures%staleAfter == 0 || errors.Is(err, errHung)
		if errors.As(err, &invalid) {
			pause = max(pause, time.Second+rand.N(4*time.Second)) // 1 to 5 s, as Discord asks
			dead = !invalid.resumable
		}
		if dead {
			link.abandon()
			link = nil
		}
		c.log.Warn("connection to Discord lost", "cause", err, "attempt", failures, "again_in", pause)
		sleep(ctx, pause)
	}
	if link != nil {
		link.close()
	}
	return nil
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
}

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
		if cause := l.sockets.cause(); err != nil && cause != nil {
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
