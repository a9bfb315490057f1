package discord

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// frame returns a server's text frame.
func frame(text string) []byte {
	n := len(text)
	head := []byte{textWhole, byte(n)}
	switch {
	case n > 65535:
		head = []byte{textWhole, 127, 0, 0, 0, 0, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
	case n > 125:
		head = []byte{textWhole, 126, byte(n >> 8), byte(n)}
	}
	return append(head, text...)
}

const answered = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"

func TestOpSevenAndNineAreFoundHoweverTheyAreCut(t *testing.T) {
	quiet := []string{
		`{"op":10,"d":{"heartbeat_interval":41250}}`, "", strings.Repeat("x", 126), strings.Repeat("y", 70_000), `not json`,
		`{"op":0,"t":"X","d":{"op":9}}`, `{"op":0,"t":"X","d":[{"op":7}]}`, `{"op":77}`,
	}
	for _, sought := range []string{
		`{"t":null,"s":null,"op":9,"d":false}`, `{"op":9,"d":true}`, `{"t":null,"s":null,"op":7,"d":null}`, `{"op":7}`,
	} {
		stream := []byte(answered)
		for _, q := range quiet {
			stream = append(stream, frame(q)...)
		}
		stream = append(stream, 0x89, 0) // a ping without payload
		start := len(stream)
		stream = append(stream, frame(sought)...)
		stream = append(stream, frame(`{"op":11}`)...)
		for seed := range uint64(300) {
			dice := rand.New(rand.NewPCG(seed, 1))
			var f frames
			var given []byte
			var err error
			for rest := stream; len(rest) > 0 && err == nil; {
				n := min(len(rest), 1+dice.IntN(1+dice.IntN(len(stream))))
				var before int
				if before, err = f.feed(rest[:n]); before > n || err == nil && before != n {
					t.Fatalf("seed %d: %d of %d bytes may be given", seed, before, n)
				}
				given = append(given, rest[:before]...)
				rest = rest[n:]
			}
			want := errReconnect
			if strings.Contains(sought, `"op":9`) {
				want = errInvalidSession{resumable: strings.Contains(sought, "true")}
			}
			if err != want {
				t.Fatalf("seed %d: %s was read as %v", seed, sought, err)
			}
			if len(given) >= start+len(frame(sought)) || !bytes.HasPrefix(stream, given) {
				t.Fatalf("seed %d: %d bytes were given, the frame ends at %d", seed, len(given), start+len(frame(sought)))
			}
		}
	}
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte(answered+"\x81\x02{}"), uint8(3))
	f.Add(append([]byte(answered), frame(`{"op":10,"d":{"heartbeat_interval":41250}}`)...), uint8(0))
	f.Add(append([]byte(answered+"\x89\x00"), frame(`{"op":7,"d":null}`)...), uint8(4))
	f.Add(append([]byte(answered), frame(`{"op":9,"d":true}`)...), uint8(200))
	f.Add([]byte(answered+"\x88\x02\x0f\xa9\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff{}"), uint8(1))
	f.Fuzz(func(t *testing.T, stream []byte, cut uint8) {
		var whole, parts frames
		_, wholeErr := whole.feed(stream)
		var partErr error
		for rest := stream; len(rest) > 0 && partErr == nil; {
			n := min(len(rest), int(cut)+1)
			var before int
			if before, partErr = parts.feed(rest[:n]); before < 0 || before > n {
				t.Fatalf("%d of %d bytes may be given", before, n)
			}
			rest = rest[n:]
		}
		if wholeErr != partErr {
			t.Errorf("in one piece: %v, in pieces: %v", wholeErr, partErr)
		}
		if whole.quiet() != parts.quiet() || (whole.closed == nil) != (parts.closed == nil) {
			t.Errorf("in one piece: %v, %v, in pieces: %v, %v", whole.quiet(), whole.closed, parts.quiet(), parts.closed)
		}
		if q := whole.quiet(); q <= quietSlack || q > longestBeat*6/5+quietSlack {
			t.Errorf("a silence of %s would be waited out", q)
		}
	})
}

func TestFramesKeepTheCloseCodeAndTheHeartbeat(t *testing.T) {
	for _, test := range []struct {
		name, stream string
		code         int
		quiet        time.Duration
	}{
		{"nothing yet", "", 0, quiet},
		{"op 10", string(frame(`{"op":10,"d":{"heartbeat_interval":4000}}`)), 0, 4800*time.Millisecond + quietSlack},
		{"an interval too long to wait for", string(frame(`{"op":10,"d":{"heartbeat_interval":900000}}`)), 0, quiet},
		{"an interval that is none", string(frame(`{"op":10,"d":{"heartbeat_interval":-1}}`)), 0, quiet},
		{"a close frame", "\x88\x16\x0f\xa4Authentication failed", 4004, quiet},
		{"a close frame without a code", "\x88\x00", 1005, quiet},
	} {
		t.Run(test.name, func(t *testing.T) {
			var f frames
			for i, b := range []byte(answered + test.stream) { // byte by byte: the worst a network can do
				if before, err := f.feed([]byte{b}); err != nil || before > 1 {
					t.Fatalf("byte %d: %d, %v", i, before, err)
				}
			}
			if code := 0; f.closed != nil || test.code != 0 {
				if f.closed != nil {
					code = f.closed.Code
				}
				if code != test.code {
					t.Errorf("closed with %d, want %d", code, test.code)
				}
			}
			if got := f.quiet(); got != test.quiet {
				t.Errorf("dead after %s, want %s", got, test.quiet)
			}
		})
	}
}
