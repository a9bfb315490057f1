package discord

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// errReconnect ends a connection on which Discord asked to reconnect (op 7). discordgo v0.29.0 would say goodbye first,
// and hangs for ever where this comes before a session has begun.
var errReconnect = errors.New("a reconnection was asked for by Discord")

// errInvalidSession ends a connection on which Discord said that the session is not valid (op 9). discordgo v0.29.0
// would identify again at once, and for ever; Discord wants a pause of 1 to 5 s, and counts.
type errInvalidSession struct{ resumable bool }

func (e errInvalidSession) Error() string {
	return fmt.Sprintf("Discord says that the session is not valid (resumable: %v)", e.resumable)
}

// frames follows what the gateway sends, byte by byte as it comes, to find what discordgo v0.29.0 keeps to itself or
// gets wrong: op 7 and 9, the heartbeat's interval (in op 10), and the code with which a connection is closed. A
// server's frames are not masked (RFC 6455, section 5.1), and ours are not compressed.
type frames struct {
	open    bool   // the HTTP answer is over
	head    []byte // the beginning of what is not complete: of the HTTP answer, or of a frame's head
	payload []byte // of a frame that may be op 7, 9 or 10
	left    uint64 // bytes of the payload still to come
	kept    byte   // the frame's first byte if its payload is wanted, 0 if not

	heartbeat time.Duration         // as asked for; 0 before that
	closed    *websocket.CloseError // how the server closed the connection; nil before that
}

const (
	textWhole  = 0x81 // FIN and opcode 1
	closeFrame = 0x88 // FIN and opcode 8
	wantedMax  = 512  // op 7, 9 and 10 have some 40 to 200 bytes, a close frame at most 125
)

// quiet is how long the server may be silent before the connection counts as dead.
func (f *frames) quiet() time.Duration {
	if f.heartbeat == 0 {
		return quiet
	}
	return f.heartbeat*6/5 + quietSlack
}

// feed takes what was read. If that completes an op 7 or 9, it returns the error, and how many bytes before its frame may
// still be given to the reader.
func (f *frames) feed(b []byte) (before int, err error) {
	if !f.open {
		n := len(f.head)
		f.head = append(f.head, b...)
		end := bytes.Index(f.head, []byte("\r\n\r\n"))
		if end < 0 {
			return len(b), nil
		}
		before = end + 4 - n
		f.open, f.head = true, nil
	}
	for at := before; at < len(b); {
		if f.left == 0 {
			if len(f.head) == 0 {
				before = at
			}
			f.head = append(f.head, b[at])
			at++
			f.begin()
			if f.left > 0 || len(f.head) > 0 {
				continue
			}
		}
		n := min(uint64(len(b)-at), f.left)
		if f.kept != 0 {
			f.payload = append(f.payload, b[at:at+int(n)]...)
		}
		at += int(n)
		if f.left -= n; f.left == 0 {
			if err := f.complete(); err != nil {
				return before, err
			}
		}
	}
	return len(b), nil
}

// begin takes a frame's head once it is complete.
func (f *frames) begin() {
	if len(f.head) < 2 {
		return
	}
	size, extra := uint64(f.head[1]&0x7f), 0
	switch size {
	case 126:
		extra = 2
	case 127:
		extra = 8
	}
	if len(f.head) < 2+extra {
		return
	}
	switch extra {
	case 2:
		size = uint64(binary.BigEndian.Uint16(f.head[2:]))
	case 8:
		size = binary.BigEndian.Uint64(f.head[2:])
	}
	if f.kept = 0; (f.head[0] == textWhole || f.head[0] == closeFrame) && size <= wantedMax {
		f.kept = f.head[0]
	}
	f.left, f.head, f.payload = size, f.head[:0], f.payload[:0]
}

// complete looks at a whole frame.
func (f *frames) complete() error {
	switch f.kept {
	case closeFrame:
		f.closed = &websocket.CloseError{Code: websocket.CloseNoStatusReceived}
		if len(f.payload) >= 2 {
			f.closed.Code = int(binary.BigEndian.Uint16(f.payload))
			f.closed.Text = strings.ToValidUTF8(string(f.payload[2:]), "")
		}
	case textWhole:
		var message struct {
			Op int
			D  json.RawMessage
		}
		if json.Unmarshal(f.payload, &message) != nil {
			return nil // what is not JSON is discordgo's to refuse
		}
		switch message.Op {
		case 7:
			return errReconnect
		case 9:
			return errInvalidSession{resumable: string(message.D) == "true"}
		case 10:
			f.hello(message.D)
		}
	}
	return nil
}

// hello takes the heartbeat's interval, in milliseconds, from the first message. One that is not sane is left alone.
func (f *frames) hello(data json.RawMessage) {
	var d struct {
		Interval int64 `json:"heartbeat_interval"`
	}
	if json.Unmarshal(data, &d) == nil && d.Interval > 0 && d.Interval <= longestBeat.Milliseconds() {
		f.heartbeat = time.Duration(d.Interval) * time.Millisecond
	}
}
