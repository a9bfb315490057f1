package discord

import (
	"errors"
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
)

var errAbandoned = errors.New("the connection was given up")

// A socket is a connection to the gateway on which nothing waits for ever, and which is over at the first failure.
type socket struct {
	net.Conn
	out greetings // used by one writer at a time, under writing

	writing  sync.Mutex
	mu       sync.Mutex
	explicit time.Time // a read deadline set from outside, which goes first
	coming   error     // what ends the connection once the reader has taken what came before it
	failed   error
	lost     chan struct{} // closed at the first failure

	in frames // used by the reader alone
}

func newSocket(conn net.Conn, to greeter) *socket {
	return &socket{Conn: conn, out: greetings{to: to}, lost: make(chan struct{})}
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

// Read reads, and fails when nothing has come for a while, or when Discord says that this connection is at its end.
// What came before an end is given to the reader first. discordgo handles each event before it reads on, so that an
// end which is noted is behind every event that it has let through.
func (s *socket) Read(b []byte) (int, error) {
	s.mu.Lock()
	own, coming := s.explicit.IsZero(), s.coming
	s.mu.Unlock()
	if coming != nil {
		return 0, s.note(coming)
	}
	if own {
		if err := s.Conn.SetReadDeadline(time.Now().Add(s.in.quiet())); err != nil {
			return 0, s.note(err)
		}
	}
	n, err := s.Conn.Read(b)
	n, ending := s.in.feed(b[:n])
	switch {
	case ending != nil:
		err = ending
	case s.in.closed != nil: // the frame goes to the reader as it is
		err = s.in.closed
	}
	if n == 0 {
		return 0, s.note(err)
	}
	s.mu.Lock()
	s.coming = err
	s.mu.Unlock()
	return n, nil
}

// Write writes what greetings make of b, and fails when that takes too long. A connection that has failed takes
// nothing more: a close frame of discordgo's that came through after all would end the session.
func (s *socket) Write(b []byte) (int, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.cause(); err != nil {
		return 0, err
	}
	frame, err := s.out.rewrite(b)
	if err != nil {
		return 0, s.note(err)
	}
	return len(b), s.put(frame)
}

// put writes a frame. It is called under writing.
func (s *socket) put(frame []byte) error {
	if err := s.Conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return s.note(err)
	}
	_, err := s.Conn.Write(frame)
	return s.note(err)
}

// Close closes the connection without a word to Discord.
func (s *socket) Close() error {
	_ = s.note(net.ErrClosed)
	return s.Conn.Close()
}

// leave says goodbye with a close code and closes the connection.
func (s *socket) leave(code uint16) {
	s.writing.Lock()
	if s.cause() == nil {
		_ = s.put(goodbye(code)) // noted; there is nobody left to whom it would matter
	}
	s.writing.Unlock()
	s.abandon()
}

// abandon closes the connection as given up.
func (s *socket) abandon() {
	_ = s.note(errAbandoned)
	s.Conn.Close() // nothing to be done if it is closed already
}

// note keeps the first failure. What discordgo does because of an end that was coming is not its cause.
func (s *socket) note(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil && s.failed == nil {
		s.failed = err
		if s.coming != nil {
			s.failed = s.coming
		}
		close(s.lost)
	}
	return err
}

// cause returns the first failure, nil before that.
func (s *socket) cause() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}
