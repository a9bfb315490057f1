package discord

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

const (
	// quiet is how long the gateway may say nothing before the connection counts as dead, until it has said how often
	// it wants a heartbeat, each of which it answers. From then on it is that interval, a quarter of it and
	// quietSlack: 54 s for the 41.25 s that Discord asks for.
	quiet      = 60 * time.Second
	quietSlack = 2 * time.Second
	// writeTimeout bounds one write to the gateway.
	writeTimeout = 10 * time.Second
	// burst is how many frames may be written within burstTime. A bot writes a heartbeat now and then; discordgo
	// v0.29.0 answers each "invalid session" by identifying again at once, and a thousand of those in a day cost the
	// bot its token.
	burst     = 15
	burstTime = 10 * time.Second
)

var errBurst = errors.New("too many frames sent in a short time: the session is caught in a loop")

// sockets makes the connections of one session and remembers the newest.
type sockets struct {
	mu   sync.Mutex
	last *socket
}

// dial returns a dial function for a websocket.Dialer. onlyLoopback refuses every other address.
func (s *sockets) dial(onlyLoopback bool) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(addr); onlyLoopback && (err != nil || !isLoopback(host)) {
			return nil, fmt.Errorf("refused: a connection to %s while a Discord on this machine is configured", addr)
		}
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return s.made(conn), nil
	}
}

// dialTLS is a dial function for wss. What is inside the encryption is what has to be watched.
func (s *sockets) dialTLS(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := (&tls.Dialer{}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return s.made(conn), nil
}

func (s *sockets) made(conn net.Conn) *socket {
	sock := &socket{Conn: conn}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = sock
	return sock
}

// close cuts the newest connection.
func (s *sockets) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last != nil {
		s.last.Conn.Close() // nothing to be done if it is closed already
	}
}

// cause returns what ended the newest connection, nil if that is not known.
func (s *sockets) cause() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil {
		return nil
	}
	return s.last.cause()
}

// A socket is a connection on which nothing waits for ever.
type socket struct {
	net.Conn
	mu       sync.Mutex
	explicit time.Time // a read deadline set from outside, which goes first
	sent     []time.Time
	failed   error

	in    frames // used by the reader alone
	ended error  // what the next Read returns
}

// SetDeadline sets both deadlines, as net.Conn describes.
func (s *socket) SetDeadline(t time.Time) error {
	s.mu.Lock()
	s.explicit = t
	s.mu.Unlock()
	return s.Conn.SetDeadline(t)
}

// SetReadDeadline sets the read deadline, as net.Conn describes; without one, the connection's own applies.
func (s *socket) SetReadDeadline(t time.Time) error {
	s.mu.Lock()
	s.explicit = t
	s.mu.Unlock()
	return s.Conn.SetReadDeadline(t)
}

// Read reads, and fails when nothing has come for a while, or when Discord says that the session is not valid.
func (s *socket) Read(b []byte) (int, error) {
	if s.ended != nil {
		return 0, s.ended
	}
	s.mu.Lock()
	own := s.explicit.IsZero()
	s.mu.Unlock()
	if own {
		if err := s.Conn.SetReadDeadline(time.Now().Add(s.in.quiet())); err != nil {
			return 0, err
		}
	}
	n, err := s.Conn.Read(b)
	before, invalid := s.in.feed(b[:n])
	if s.in.closed != nil {
		_ = s.note(s.in.closed) // the frame goes to the reader as it is
	}
	if invalid != nil {
		s.ended = s.note(invalid)
		if before > 0 {
			return before, nil
		}
		return 0, s.ended
	}
	return n, s.note(err)
}

// Write writes, and fails when it takes too long or when frames follow each other as in a loop. A connection that has
// failed takes nothing more: a close frame of discordgo's that came through after all would end the session.
func (s *socket) Write(b []byte) (int, error) {
	if err := s.cause(); err != nil {
		return 0, err
	}
	if err := s.count(time.Now()); err != nil {
		s.Conn.Close()
		return 0, s.note(err)
	}
	if err := s.Conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, s.note(err)
	}
	n, err := s.Conn.Write(b)
	return n, s.note(err)
}

func (s *socket) count(now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, now)
	for now.Sub(s.sent[0]) > burstTime {
		s.sent = s.sent[1:]
	}
	if len(s.sent) > burst {
		return errBurst
	}
	return nil
}

// note keeps the first failure.
func (s *socket) note(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil && s.failed == nil {
		s.failed = err
	}
	return err
}

func (s *socket) cause() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}
