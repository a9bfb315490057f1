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

func TestSessionsAreNeverBegunAThousandTimesADay(t *testing.T) {
	var s starts
	now := time.Unix(1_700_000_000, 0)
	for i := range startBurst {
		if wait := s.next(now); wait != 0 {
			t.Fatalf("beginning %d of the first %d waits %s", i, startBurst, wait)
		}
	}
	n := startBurst
	for at := now; ; n++ { // as fast as is allowed, for a day
		if at = at.Add(s.next(at)); at.Sub(now) > 24*time.Hour {
			break
		}
	}
	if n >= 1000 || n < 800 {
		t.Errorf("%d sessions begun in a day, want some below 1000", n)
	}
}

func TestWhenASessionIsGivenUp(t *testing.T) {
	cut := errDisconnected
	for _, test := range []struct {
		name string
		err  error
		open bool
		last time.Duration
		dead []bool // after each of several such ends
	}{
		{"resumed each time and cut again", cut, true, time.Second, []bool{false, false, false, false}},
		{"cannot be opened", io.EOF, false, 0, []bool{false, true, false, true}},
		{"op 9, resumable", errInvalidSession{resumable: true}, true, time.Hour, []bool{false, false}},
		{"op 9", errInvalidSession{}, true, time.Hour, []bool{true}},
		{"hung", errHung, false, 0, []bool{true}},
		{"4009", fmt.Errorf("x: %w", &websocket.CloseError{Code: 4009}), true, time.Hour, []bool{true}},
		{"4000", &websocket.CloseError{Code: 4000}, true, time.Hour, []bool{false, false, false}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var a attempts
			before := time.Duration(0)
			for i, want := range test.dead {
				pause, dead := a.next(test.open, test.last, test.err)
				if dead != want {
					t.Errorf("after end %d the session is dead: %v, want %v", i, dead, want)
				}
				if pause < 500*time.Millisecond || pause > 90*time.Second {
					t.Errorf("end %d: a pause of %s", i, pause)
				}
				if !test.open && pause < before {
					t.Errorf("end %d: the pause shrinks from %s to %s", i, before, pause)
				}
				if test.open && pause > 10*time.Second {
					t.Errorf("end %d: a pause of %s although Discord is there", i, pause)
				}
				if before = pause; errors.As(test.err, new(errInvalidSession)) && pause < time.Second {
					t.Errorf("%s after an invalid session, Discord asks for 1 s", pause)
				}
			}
		})
	}
}

func TestASilentConnectionIsDeadAndTakesNothingMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		s := &socket{Conn: ours}
		defer s.Close()
		go func() { // one message, then silence
			if _, err := io.WriteString(theirs, answered+string(frame(`{"op":10,"d":{"heartbeat_interval":41250}}`))); err != nil {
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
		if n, err := s.Write([]byte("goodbye")); n != 0 || err == nil {
			t.Errorf("a dead connection took %d bytes: it may come back to life and end the session", n)
		}
	})
}
