package wire

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// A link is a connection as the network sees it: up is the way to the listener, down the way back.
type link struct {
	net      *Network
	up, down *stream
}

func newLink(n *Network) *link { return &link{net: n, up: newStream(n), down: newStream(n)} }

func (l *link) poke() {
	l.up.poke()
	l.down.poke()
}

// reset breaks both ways at once.
func (l *link) reset() {
	l.up.snap(false)
	l.down.snap(false)
}

// cut breaks both ways after what is on them.
func (l *link) cut() {
	l.up.snap(true)
	l.down.snap(true)
}

// drop takes a link out that nobody got.
func (l *link) drop() { l.net.forget(l) }

// A Conn is one end of a connection. It is a net.Conn; all methods may be called from any goroutine.
type Conn struct {
	link          *link
	in, out       *stream
	local, remote net.Addr
}

// Read returns bytes that have arrived, at least one, or waits for them until the read deadline.
func (c *Conn) Read(p []byte) (int, error) {
	n, err := c.in.read(p)
	return n, c.wrap("read", err)
}

// Write sends p and waits while the buffer is full, until the write deadline. n is how much was sent.
func (c *Conn) Write(p []byte) (n int, err error) {
	n, cut, err := c.out.write(p)
	if cut {
		c.link.cut()
	}
	return n, c.wrap("write", err)
}

// Close closes both ways. What was written is still read at the other end; what was sent to this one is lost. Closing
// again is an error that is net.ErrClosed.
func (c *Conn) Close() error {
	if !c.shut() {
		return c.wrap("close", net.ErrClosed)
	}
	return nil
}

// shut is Close. It tells whether anything was open.
func (c *Conn) shut() bool {
	wrote := c.out.finish()
	read := c.in.abandon()
	if c.link.up.over() && c.link.down.over() {
		c.link.net.forget(c.link)
	}
	return wrote || read
}

// CloseWrite closes the way out: the other end reads io.EOF after what was written, and this one can still read.
func (c *Conn) CloseWrite() error {
	if !c.out.finish() {
		return c.wrap("close", net.ErrClosed)
	}
	return nil
}

// LocalAddr returns this end's address.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr returns the other end's address.
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline sets both deadlines.
func (c *Conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

// SetReadDeadline says when a Read gives up, one that waits now included. The zero time is never.
func (c *Conn) SetReadDeadline(t time.Time) error {
	c.in.readDeadline(t)
	return nil
}

// SetWriteDeadline says when a Write gives up, one that waits now included. The zero time is never.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	c.out.writeDeadline(t)
	return nil
}

// wrap says of an error where it happened, in the form the net package gives.
func (c *Conn) wrap(op string, err error) error {
	if err == nil || err == io.EOF {
		return err // readers compare with io.EOF
	}
	var code syscall.Errno
	if errors.As(err, &code) {
		err = os.NewSyscallError(op, err)
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.local, Addr: c.remote, Err: err}
}
