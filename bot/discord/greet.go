package discord

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
)

// greeter decides what a connection says first, and what its heartbeats name as the last event.
type greeter interface {
	// greet returns the RESUME to send in place of discordgo's IDENTIFY, nil for the IDENTIFY as it is.
	greet() ([]byte, error)
	// last returns the sequence number of the last event, 0 if there was none.
	last() int64
}

var (
	errClosing  = errors.New("discordgo closes the connection")
	errGreeting = errors.New("discordgo would identify a second time on one connection")
	errFrame    = errors.New("discordgo wrote a frame that cannot be followed")
)

// greetings follows what discordgo v0.29.0 writes to the gateway, and changes three things. Its IDENTIFY becomes a
// RESUME where there is a session to go on with, as discordgo keeps sessions to itself and loses them with the
// process. Its heartbeats name the last event of that session. And its close frames are refused: it says 1000, with
// which a session ends for good.
type greetings struct {
	to    greeter
	asked bool // the HTTP request is written
	begun bool // a greeting has been written
}

// rewrite returns what to write in place of b, which is one whole frame (RFC 6455, section 5.2) in every write of
// gorilla/websocket's that is not larger than its buffer; none of discordgo's is.
func (g *greetings) rewrite(b []byte) ([]byte, error) {
	if !g.asked {
		g.asked = true
		return b, nil
	}
	if len(b) > 0 && b[0] == closeFrame {
		return nil, errClosing
	}
	if len(b) == 0 || b[0] != textWhole {
		return b, nil // a pong
	}
	payload, err := unmask(b)
	if err != nil {
		return nil, err
	}
	var message struct{ Op int }
	if err := json.Unmarshal(payload, &message); err != nil {
		return nil, fmt.Errorf("%w: %w", errFrame, err)
	}
	switch message.Op {
	case 1:
		return masked(textWhole, heartbeat(g.to.last())), nil
	case 2, 6:
		if g.begun {
			return nil, errGreeting
		}
		g.begun = true
		resume, err := g.to.greet()
		if err != nil || resume == nil {
			return b, err
		}
		return masked(textWhole, resume), nil
	}
	return b, nil
}

// heartbeat is a heartbeat's payload: the last event's number, null before the first.
func heartbeat(seq int64) []byte {
	if seq == 0 {
		return []byte(`{"op":1,"d":null}`)
	}
	return fmt.Appendf(nil, `{"op":1,"d":%d}`, seq)
}

// unmask returns the payload of one whole frame of a client's.
func unmask(b []byte) ([]byte, error) {
	if len(b) < 6 || b[1]&0x80 == 0 {
		return nil, errFrame
	}
	size, at := int(b[1]&0x7f), 2
	switch size {
	case 126:
		size, at = int(binary.BigEndian.Uint16(b[2:])), 4
	case 127:
		return nil, errFrame // 65,536 bytes or more, of which Discord takes 4,096
	}
	if len(b) != at+4+size {
		return nil, errFrame
	}
	payload := make([]byte, size)
	for i := range payload {
		payload[i] = b[at+4+i] ^ b[at+i%4]
	}
	return payload, nil
}

// masked makes one whole frame of a client's; the payload has fewer than 65,536 bytes.
func masked(first byte, payload []byte) []byte {
	b := []byte{first, 0x80 | byte(min(len(payload), 126))}
	if len(payload) > 125 {
		b = binary.BigEndian.AppendUint16(b, uint16(len(payload)))
	}
	var key [4]byte
	rand.Read(key[:]) // never fails, as its documentation promises
	b = append(b, key[:]...)
	for i, p := range payload {
		b = append(b, p^key[i%4])
	}
	return b
}

// goodbye is a close frame with a code.
func goodbye(code uint16) []byte {
	return masked(closeFrame, binary.BigEndian.AppendUint16(nil, code))
}
