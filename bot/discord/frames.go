package discord

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
)

// errInvalidSession ends a connection on which Discord said that the session is not valid (op 9). discordgo v0.29.0 would
// identify again at once, and for ever; Discord wants a pause of 1 to 5 s, and counts.
type errInvalidSession struct{ resumable bool }

func (e errInvalidSession) Error() string {
	return fmt.Sprintf("Discord says that the session is not valid (resumable: %v)", e.resumable)
}

// frames follows what the gateway sends, byte by byte as it comes, to find op 9 before discordgo does. A server's frames
// are not masked (RFC 6455, section 5.1), and ours are not compressed.
type frames struct {
	open    bool   // the HTTP answer is over
	head    []byte // the beginning of what is not complete: of the HTTP answer, or of a frame's head
	payload []byte // of a frame that may be op 9
	left    uint64 // bytes of the payload still to come
	text    bool   // the frame is a whole text message, short enough to be op 9
}

const (
	textWhole = 0x81 // FIN and opcode 1
	opNineMax = 512  // an op 9 has some 40 bytes
)

// feed takes what was read. If that completes an op 9, it returns the error, and how many bytes before its frame may still
// be given to the reader.
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
		if f.text {
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
	f.text = f.head[0] == textWhole && size <= opNineMax
	f.left, f.head, f.payload = size, f.head[:0], f.payload[:0]
}

// complete looks at a whole frame.
func (f *frames) complete() error {
	if !f.text {
		return nil
	}
	var message struct {
		Op int
		D  json.RawMessage
	}
	if json.Unmarshal(f.payload, &message) != nil || message.Op != 9 {
		return nil // what is not JSON is discordgo's to refuse
	}
	return errInvalidSession{resumable: string(message.D) == "true"}
}
