package wire

import (
	"context"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// Options say how a network is made. The zero value is fit for use.
type Options struct {
	Buffer int // bytes each way of a connection holds; 0: 64 KiB
}

const (
	defaultBuffer = 64 << 10
	backlog       = 128   // connections that wait for Accept; more are refused, as a system does
	firstPort     = 49152 // of those who dial
)

// A Network is a listener and the way to it. It is a net.Listener. All methods may be called from any goroutine.
type Network struct {
	buffer int
	queue  chan *Conn // not accepted yet
	closed chan struct{}

	mu      sync.Mutex // never held while waiting
	toxics  Toxics
	changed chan struct{} // closed when toxics change
	links   map[*link]struct{}
	port    int
	down    bool
}

// New makes a network with a listener.
func New(o Options) *Network {
	if o.Buffer <= 0 {
		o.Buffer = defaultBuffer
	}
	return &Network{buffer: o.Buffer, queue: make(chan *Conn, backlog), closed: make(chan struct{}),
		changed: make(chan struct{}), links: map[*link]struct{}{}, port: firstPort}
}

// Set replaces what is wrong with the network, for the connections there are and for later ones.
func (n *Network) Set(t Toxics) {
	n.mu.Lock()
	n.toxics = t
	close(n.changed)
	n.changed = make(chan struct{})
	all := n.open()
	n.mu.Unlock()
	for _, l := range all {
		l.poke()
	}
}

// Reset breaks every connection: both ends get ECONNRESET, and what was on its way is lost. It returns how many.
func (n *Network) Reset() int {
	n.mu.Lock()
	all := n.open()
	n.mu.Unlock()
	for _, l := range all {
		l.reset()
	}
	return len(all)
}

// Open counts the connections that are not closed at both ends.
func (n *Network) Open() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.links)
}

// open lists the links. The lock is held.
func (n *Network) open() []*link {
	all := make([]*link, 0, len(n.links))
	for l := range n.links {
		all = append(all, l)
	}
	return all
}

// now returns what is wrong.
func (n *Network) now() Toxics {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.toxics
}

// Dial connects to the listener, whatever the address. It fails with ECONNREFUSED if nobody listens, dials are refused
// or too many wait to be accepted, and with ctx's error when that ends first. It is fit for http.Transport.DialContext.
func (n *Network) Dial(ctx context.Context, network, _ string) (net.Conn, error) {
	fail := func(err error) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: n.Addr(), Err: err}
	}
	if err := n.approach(ctx); err != nil {
		return fail(err)
	}
	here, there := n.connect()
	if here == nil {
		return fail(os.NewSyscallError("connect", syscall.ECONNREFUSED))
	}
	select {
	case n.queue <- there:
	default:
		here.link.drop()
		return fail(os.NewSyscallError("connect", syscall.ECONNREFUSED))
	}
	select {
	case <-n.closed: // perhaps between connect and the queue: nobody would take it out
		n.drain()
	default:
	}
	return here, nil
}

// approach takes the time of a round trip, or as long as a black hole lasts.
func (n *Network) approach(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n.mu.Lock()
		t, changed := n.toxics, n.changed
		n.mu.Unlock()
		if !t.Blackhole {
			return pause(ctx, 2*t.Latency)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// connect makes the two ends of a connection; nil if dials are refused.
func (n *Network) connect() (here, there *Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.down || n.toxics.Refuse {
		return nil, nil
	}
	l := newLink(n)
	n.links[l] = struct{}{}
	client := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: n.port}
	n.port++
	if n.port > 65535 {
		n.port = firstPort
	}
	here = &Conn{link: l, in: l.down, out: l.up, local: client, remote: n.Addr()}
	there = &Conn{link: l, in: l.up, out: l.down, local: n.Addr(), remote: client}
	return here, there
}

// forget takes out a link that has ended.
func (n *Network) forget(l *link) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.links, l)
}

// Accept returns the next connection, or an error that is net.ErrClosed once the listener is closed.
func (n *Network) Accept() (net.Conn, error) {
	closed := &net.OpError{Op: "accept", Net: "tcp", Addr: n.Addr(), Err: net.ErrClosed}
	select {
	case <-n.closed:
		return nil, closed
	default:
	}
	select {
	case c := <-n.queue:
		return c, nil
	case <-n.closed:
		return nil, closed
	}
}

// Close ends listening: later dials are refused, and connections that were not accepted break. Others stay. Closing
// again is an error that is net.ErrClosed.
func (n *Network) Close() error {
	n.mu.Lock()
	if n.down {
		n.mu.Unlock()
		return &net.OpError{Op: "close", Net: "tcp", Addr: n.Addr(), Err: net.ErrClosed}
	}
	n.down = true
	close(n.closed)
	n.mu.Unlock()
	n.drain()
	return nil
}

// drain breaks the connections that wait to be accepted.
func (n *Network) drain() {
	for {
		select {
		case c := <-n.queue:
			c.link.reset()
			// Nobody else has this end; what closing twice would say is of no interest.
			c.shut()
		default:
			return
		}
	}
}

// Addr returns 127.0.0.1:1.
func (n *Network) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
