// Package wire is a network in memory: a listener, a dialler and the connections between them, with faults to order.
// It is for tests that run a whole server and its clients inside a testing/synctest bubble.
//
// # Use
//
//	n := wire.New(wire.Options{})
//	go server.Serve(n)                                   // a Network is the net.Listener
//	client := http.Client{Transport: &http.Transport{DialContext: n.Dial}}
//	n.Set(wire.Toxics{Latency: 80 * time.Millisecond})   // from now on
//	n.Reset()                                            // every connection breaks
//
// Dial ignores the address: there is one listener. It calls itself 127.0.0.1:1, so that URLs made of its address are
// loopback URLs.
//
// # Connections
//
// They behave as TCP's do. Bytes that were written before Close are still read, then comes io.EOF. Each way holds at
// most [Options.Buffer] bytes, those on their way included; a writer waits while it is full. Deadlines work, and may be
// set while a call waits. Errors are *net.OpError around what the system would say: net.ErrClosed,
// os.ErrDeadlineExceeded, io.EOF (bare), ECONNRESET, EPIPE, ECONNREFUSED. [Conn.CloseWrite] closes one way only.
//
// # Faults
//
// [Toxics] are latency, slicing, slow closing, a black hole, a limit of bytes and refused dials; [Network.Reset] breaks
// what is open.
//
// # Decisions
//
// Nothing runs in the background: a write stamps its bytes with the moment from which they may be read, and a reader
// sleeps until then. So there is no goroutine to outlive a test, and latency is exact in a bubble's time.
//
// net.Pipe has no buffer: two ends that write at once, as in a WebSocket's closing handshake, wait for each other for
// ever.
//
// Whoever waits does so on a channel or a timer, never on a mutex, so that a bubble sees it as durably blocked. A
// Network belongs to the bubble it was made in.
package wire
