package wire_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/nettest"

	"cliffhanger/bot/sandbox/wire"
)

// pair connects the two ends of a network.
func pair(t *testing.T, n *wire.Network) (client, server net.Conn) {
	t.Helper()
	client, err := n.Dial(t.Context(), "tcp", "127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	if server, err = n.Accept(); err != nil {
		t.Fatal(err)
	}
	return client, server
}

// TestConnsAreNetConns runs the suite that the Go team has for implementations of net.Conn.
func TestConnsAreNetConns(t *testing.T) {
	for name, o := range map[string]wire.Options{"default": {}, "tiny buffer": {Buffer: 7}} {
		t.Run(name, func(t *testing.T) {
			nettest.TestConn(t, func() (client, server net.Conn, stop func(), err error) {
				n := wire.New(o)
				client, server = pair(t, n)
				return client, server, func() {
					client.Close() // the suite may have closed them already
					server.Close()
					if left := n.Open(); left != 0 {
						t.Errorf("%d connections are open after both ends closed", left)
					}
				}, nil
			})
		})
	}
}

// must fails the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// says fails the test unless err is the one wanted.
func says(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func TestWhatWasWrittenBeforeCloseIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := pair(t, wire.New(wire.Options{}))
		_, err := client.Write([]byte("the last words"))
		must(t, err)
		must(t, client.Close())
		says(t, "closing again", client.Close(), net.ErrClosed)
		_, err = client.Read(make([]byte, 1))
		says(t, "reading after Close", err, net.ErrClosed)
		_, err = client.Write([]byte("x"))
		says(t, "writing after Close", err, net.ErrClosed)
		got, err := io.ReadAll(server)
		if string(got) != "the last words" || err != nil {
			t.Errorf("read %q, %v", got, err)
		}
		_, err = server.Write([]byte("x"))
		says(t, "writing to a closed end", err, syscall.EPIPE)
	})
}

func TestCloseWriteLeavesTheWayBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := pair(t, wire.New(wire.Options{}))
		half, ok := client.(interface{ CloseWrite() error })
		if !ok {
			t.Fatal("a connection cannot be closed one way")
		}
		must(t, half.CloseWrite())
		says(t, "closing the way out again", half.CloseWrite(), net.ErrClosed)
		_, err := server.Read(make([]byte, 1))
		says(t, "reading the closed way", err, io.EOF)
		_, err = server.Write([]byte("back"))
		must(t, err)
		got := make([]byte, 4)
		_, err = io.ReadFull(client, got)
		must(t, err)
		if string(got) != "back" {
			t.Errorf("read %q", got)
		}
		must(t, client.Close())
		must(t, server.Close())
	})
}

// TestAWriterWaitsForASlowReader also shows that waiting is durable: else the bubble's Wait would not return.
func TestAWriterWaitsForASlowReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := pair(t, wire.New(wire.Options{Buffer: 10}))
		text := []byte("0123456789abcdef")
		done := make(chan error, 1)
		go func() {
			n, err := client.Write(text)
			if n != len(text) {
				t.Errorf("wrote %d bytes, want %d", n, len(text))
			}
			done <- err
		}()
		synctest.Wait()
		select {
		case err := <-done:
			t.Fatalf("16 bytes went into a buffer of 10: %v", err)
		default:
		}
		got := make([]byte, len(text))
		_, err := io.ReadFull(server, got)
		must(t, err)
		must(t, <-done)
		if !bytes.Equal(got, text) {
			t.Errorf("read %q, want %q", got, text)
		}
		must(t, client.SetWriteDeadline(time.Now().Add(time.Minute)))
		began := time.Now()
		n, err := client.Write(text)
		says(t, "writing into a full buffer", err, os.ErrDeadlineExceeded)
		if took := time.Since(began); n != 10 || took != time.Minute {
			t.Errorf("%d bytes were written in %v, want 10 in a minute", n, took)
		}
	})
}

func TestDeadlinesWakeWhoWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _ := pair(t, wire.New(wire.Options{}))
		began := time.Now()
		time.AfterFunc(time.Hour, func() {
			if err := client.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
				t.Error(err)
			}
		})
		_, err := client.Read(make([]byte, 1))
		says(t, "reading past the deadline", err, os.ErrDeadlineExceeded)
		var timeout net.Error
		if !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("%v is no net.Error that is a timeout", err)
		}
		if took := time.Since(began); took != time.Hour+time.Second {
			t.Errorf("it took %v, want 1 h and 1 s", took)
		}
	})
}

func TestListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := wire.New(wire.Options{})
		if got := n.Addr().String(); got != "127.0.0.1:1" {
			t.Errorf("the listener is %s", got)
		}
		accepted, server := pair(t, n)
		if accepted.LocalAddr().String() != server.RemoteAddr().String() || server.LocalAddr().String() != "127.0.0.1:1" {
			t.Errorf("addresses %v - %v and %v - %v", accepted.LocalAddr(), accepted.RemoteAddr(), server.LocalAddr(),
				server.RemoteAddr())
		}
		waiting, err := n.Dial(t.Context(), "tcp", "")
		must(t, err)
		must(t, n.Close())
		says(t, "closing the listener again", n.Close(), net.ErrClosed)
		_, err = waiting.Read(make([]byte, 1))
		says(t, "a connection nobody accepted", err, syscall.ECONNRESET)
		must(t, waiting.Close())
		_, err = n.Accept()
		says(t, "accepting", err, net.ErrClosed)
		_, err = n.Dial(t.Context(), "tcp", "")
		says(t, "dialling a closed listener", err, syscall.ECONNREFUSED)
		_, err = server.Write([]byte("x"))
		must(t, err) // connections outlive their listener
		must(t, accepted.Close())
		must(t, server.Close())
		if left := n.Open(); left != 0 {
			t.Errorf("%d connections are left", left)
		}
	})
}

func TestTooManyWaitToBeAccepted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := wire.New(wire.Options{})
		dials := 0
		var err error
		for ; err == nil && dials < 1000; dials++ {
			_, err = n.Dial(context.Background(), "tcp", "")
		}
		says(t, "dialling", err, syscall.ECONNREFUSED)
		if dials != 129 || n.Open() != 128 {
			t.Errorf("refused at dial %d with %d open, want 129 and 128", dials, n.Open())
		}
	})
}
