package gateway

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"sync"
)

// ice stops every connection from reading and writing while it is frozen.
type ice struct {
	mu     sync.Mutex
	thawed chan struct{} // closed while not frozen
}

func newIce() *ice {
	i := &ice{thawed: make(chan struct{})}
	close(i.thawed)
	return i
}

func (i *ice) set(frozen bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.frozen() == frozen {
		return
	}
	if frozen {
		i.thawed = make(chan struct{})
	} else {
		close(i.thawed)
	}
}

// is tells whether it is frozen.
func (i *ice) is() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.frozen()
}

// frozen needs the lock.
func (i *ice) frozen() bool {
	select {
	case <-i.thawed:
		return false
	default:
		return true
	}
}

// wait returns true once nothing is frozen, or false when done closes first.
func (i *ice) wait(done <-chan struct{}) bool {
	for {
		i.mu.Lock()
		thawed, frozen := i.thawed, i.frozen()
		i.mu.Unlock()
		if !frozen {
			return true
		}
		select {
		case <-thawed:
		case <-done:
			return false
		}
	}
}

// icyWriter hands out the request's connection behind the ice, below the WebSocket, so that pings and close frames
// freeze as well.
type icyWriter struct {
	http.ResponseWriter
	ice  *ice
	conn *icyConn // once it was handed out
}

// Hijack is called by the WebSocket upgrade.
func (w *icyWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	raw, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, fmt.Errorf("taking over the connection: %w", err)
	}
	w.conn = &icyConn{Conn: raw, ice: w.ice, closed: make(chan struct{})}
	// The upgrade by itself reads through the connection returned; the writer is ours to point at it.
	return w.conn, bufio.NewReadWriter(rw.Reader, bufio.NewWriter(w.conn)), nil
}

type icyConn struct {
	net.Conn
	ice    *ice
	once   sync.Once
	closed chan struct{}
}

func (c *icyConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if !c.ice.wait(c.closed) {
		return 0, net.ErrClosed
	}
	return n, err
}

func (c *icyConn) Write(p []byte) (int, error) {
	if !c.ice.wait(c.closed) {
		return 0, net.ErrClosed
	}
	return c.Conn.Write(p)
}

// Close frees whoever waits for the thaw. Only the first call closes and can fail.
func (c *icyConn) Close() (err error) {
	c.once.Do(func() {
		close(c.closed)
		err = c.Conn.Close()
	})
	return err
}
