package gateway

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"net/url"
	"sync/atomic"

	"github.com/coder/websocket"
)

// encoder turns a payload into a WebSocket message. One belongs to one connection and is used by its writer only.
type encoder interface {
	encode(payload []byte) (websocket.MessageType, []byte, error)
}

// negotiate reads the query of the upgrade request. A version it does not know is returned as it is: that is refused
// by a close code and not by HTTP.
func negotiate(q url.Values) (version string, enc encoder, err error) {
	if e := q.Get("encoding"); e != "json" {
		return "", nil, fmt.Errorf("encoding %q: the sandbox's gateway speaks json only", e)
	}
	switch c := q.Get("compress"); c {
	case "":
		enc = &plain{}
	case "zlib-stream":
		enc = newZlibStream()
	default:
		return "", nil, fmt.Errorf("compress %q: the sandbox's gateway speaks zlib-stream or nothing", c)
	}
	return q.Get("v"), enc, nil
}

// plain sends text, or zlib in binary messages once the client has asked for it in IDENTIFY.
type plain struct {
	deflate atomic.Bool // set by the reader
}

// worthDeflating is the size in bytes from which payloads are compressed on request. Discord compresses only some
// payloads, so clients have to tell by the type of message; a limit makes sure that they meet both.
const worthDeflating = 512

func (p *plain) encode(payload []byte) (websocket.MessageType, []byte, error) {
	if !p.deflate.Load() || len(payload) < worthDeflating {
		return websocket.MessageText, payload, nil
	}
	var buf bytes.Buffer
	w := zlib.NewWriter(&buf)
	if _, err := w.Write(payload); err != nil {
		return 0, nil, fmt.Errorf("compressing a payload: %w", err)
	}
	if err := w.Close(); err != nil {
		return 0, nil, fmt.Errorf("compressing a payload: %w", err)
	}
	return websocket.MessageBinary, buf.Bytes(), nil
}

// zlibStream is transport compression: one zlib stream for the whole connection, flushed after every payload, so that
// each message ends in 00 00 ff ff.
type zlibStream struct {
	buf bytes.Buffer
	w   *zlib.Writer
}

func newZlibStream() *zlibStream {
	z := &zlibStream{}
	z.w = zlib.NewWriter(&z.buf)
	return z
}

func (z *zlibStream) encode(payload []byte) (websocket.MessageType, []byte, error) {
	z.buf.Reset()
	if _, err := z.w.Write(payload); err != nil {
		return 0, nil, fmt.Errorf("compressing a payload: %w", err)
	}
	if err := z.w.Flush(); err != nil {
		return 0, nil, fmt.Errorf("compressing a payload: %w", err)
	}
	return websocket.MessageBinary, z.buf.Bytes(), nil
}
