package discord

import (
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

func TestWhenASessionIsGivenUp(t *testing.T) {
	cut := io.ErrUnexpectedEOF
	for _, test := range []struct {
		name string
		end  ending
		last time.Duration
		dead []bool // after each of several such ends
	}{
		{"resumed each time and cut again", ending{resumed: true, opened: true, err: cut}, time.Second,
			[]bool{false, false, false, false}},
		{"cannot be reached", ending{err: io.EOF}, 0, []bool{false, false, false, false}},
		{"resuming is not answered", ending{resumed: true, err: errHung}, 30 * time.Second, []bool{false, true, false, true}},
		{"resuming is cut for less than a minute", ending{resumed: true, err: cut}, 0, []bool{false, false, false, false}},
		{"resuming is cut for longer", ending{resumed: true, err: cut}, 0,
			[]bool{false, false, false, false, false, false, false, true}},
		{"resuming is answered by op 7", ending{resumed: true, err: errReconnect}, 0, []bool{false, false, false}},
		{"op 9, resumable", ending{opened: true, err: errInvalidSession{resumable: true}}, time.Hour, []bool{false, false}},
		{"op 9", ending{opened: true, err: errInvalidSession{}}, time.Hour, []bool{true}},
		{"op 7", ending{opened: true, err: errReconnect}, time.Hour, []bool{false, false, false}},
		{"4009", ending{opened: true, err: fmt.Errorf("x: %w", &websocket.CloseError{Code: 4009})}, time.Hour,
			[]bool{true}},
		{"4000", ending{opened: true, err: &websocket.CloseError{Code: 4000}}, time.Hour, []bool{false, false, false}},
	} {
		inBubble(t, test.name, func(t *testing.T) {
			var a attempts
			before := time.Duration(0)
			for i, want := range test.dead {
				time.Sleep(before + test.last)
				pause, dead := a.next(test.end, test.last)
				if dead != want {
					t.Errorf("after end %d the session is dead: %v, want %v", i, dead, want)
				}
				if pause < 500*time.Millisecond && !errors.Is(test.end.err, errReconnect) || pause > 90*time.Second {
					t.Errorf("end %d: a pause of %s", i, pause)
				}
				if !test.end.opened && pause < before {
					t.Errorf("end %d: the pause shrinks from %s to %s", i, before, pause)
				}
				if test.end.opened && pause > 10*time.Second {
					t.Errorf("end %d: a pause of %s although Discord is there", i, pause)
				}
				if before = pause; errors.As(test.end.err, new(errInvalidSession)) && pause < time.Second {
					t.Errorf("%s after an invalid session, Discord asks for 1 s", pause)
				}
			}
		})
	}
}

// inBubble runs a subtest in a bubble.
func inBubble(t *testing.T, name string, f func(*testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
}

func TestASilentConnectionIsDeadAndTakesNothingMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		s := newSocket(ours, nil)
		defer s.Close()
		go func() { // one message, then silence
			hello := frame(`{"op":10,"d":{"heartbeat_interval":41250}}`)
			if _, err := io.WriteString(theirs, answered+string(hello)); err != nil {
				t.Error(err)
			}
		}()
		start, err := time.Now(), error(nil)
		for b := make([]byte, 4096); err == nil; {
			_, err = s.Read(b)
		}
		if took := time.Since(start); took < 50*time.Second || took > time.Minute {
			t.Errorf("dead after %s, want a little more than a heartbeat's interval", took)
		}
		read := make(chan []byte, 1)
		go func() {
			b, err := io.ReadAll(theirs)
			if err != nil {
				t.Error(err)
			}
			read <- b
		}()
		if _, err := s.Write([]byte("goodbye")); err != nil {
			t.Errorf("discordgo is told %v, and closes the connection twice at once", err)
		}
		s.abandon()
		if b := <-read; len(b) > 0 {
			t.Errorf("a dead connection took %q: it may come back to life and end the session", b)
		}
	})
}
