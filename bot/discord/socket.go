package discord

import (
	"errors"
	"net"
	"sync"
	"time"
)

const (
	// quiet is how long the gateway may say nothing before the connection counts as dead, until it has said how often
	// it wants a heartbeat, each of which it answers. From then on it is that interval, a fifth of it and
	// quietSlack: 50.5 s for the 41.25 s that Discord asks for.
	quiet       = 60 * time.Second
	quietSlack  = time.Second
	longestBeat = 5 * time.Minute // a longer interval is not believed
	// writeTimeout bounds one write to the gateway, goodbyeTime the last one of a bot that stops.
	writeTimeout = 10 * time.Second
	goodbyeTime  = time.Second
	// lull is how long an end is kept from discordgo, for a heartbeat that is under way: it needs the lock under which
	// discordgo sleeps a second when it has learnt of an end.
	lull = time.Millisecond
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
	own, ended := s.explicit.IsZero(), s.failed
	if ended == nil {
		ended = s.coming
	}
	s.mu.Unlock()
	if ended != nil {
		return 0, s.endWith(ended)
	}
	if own {
		if err := s.Conn.SetReadDeadline(time.Now().Add(s.in.quiet())); err != nil {
			return 0, s.endWith(err)
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
		return 0, s.endWith(err)
	}
	s.mu.Lock()
	s.coming = err
	s.mu.Unlock()
	return n, nil
}

// endWith notes why there is nothing more to read, and returns it when discordgo may learn of it.
func (s *socket) endWith(err error) error {
	if err = s.note(err); err != nil {
		time.Sleep(lull)
	}
	return err
}

// Write writes what greetings make of b, and gives the connection up when that takes too long. A connection that has
// failed takes nothing more: a close frame of discordgo's that came through after all would end the session.
//
// It never says so: discordgo would close its side from the heartbeat's goroutine while the reader's does the same.
// The reader is told.
func (s *socket) Write(b []byte) (int, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.cause() != nil {
		return len(b), nil
	}
	if frame, err := s.out.rewrite(b); err != nil {
		_ = s.note(err)
	} else {
		s.put(frame)
	}
	return len(b), nil
}

// put writes a frame, and notes it if that fails. It is called under writing.
func (s *socket) put(frame []byte) {
	err := s.Conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	if err == nil {
		_, err = s.Conn.Write(frame)
	}
	_ = s.note(err)
}

// Close closes the connection without a word to Discord.
func (s *socket) Close() error {
	_ = s.note(net.ErrClosed)
	return s.Conn.Close()
}

// leave says goodbye with a close code and closes the connection.
func (s *socket) leave(code uint16) {
	late := time.AfterFunc(goodbyeTime, s.abandon)
	defer late.Stop()
	s.writing.Lock()
	if s.cause() == nil {
		s.put(goodbye(code))
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
