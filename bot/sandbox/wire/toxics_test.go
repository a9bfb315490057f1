package wire_test

import (
	"context"
	"io"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/sandbox/wire"
)

func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := wire.New(wire.Options{})
		n.Set(wire.Toxics{Latency: 30 * time.Millisecond})
		began := time.Now()
		client, server := pair(t, n)
		if took := time.Since(began); took != 60*time.Millisecond {
			t.Errorf("dialling took %v, want a round trip of 60 ms", took)
		}
		began = time.Now()
		_, err := client.Write([]byte("ping"))
		must(t, err)
		_, err = server.Read(make([]byte, 8))
		must(t, err)
		_, err = server.Write([]byte("pong"))
		must(t, err)
		_, err = client.Read(make([]byte, 8))
		must(t, err)
		if took := time.Since(began); took != 60*time.Millisecond {
			t.Errorf("there and back took %v, want 60 ms", took)
		}
		// What is sent later does not arrive before what was sent earlier.
		_, err = client.Write([]byte("a"))
		must(t, err)
		n.Set(wire.Toxics{})
		_, err = client.Write([]byte("b"))
		must(t, err)
		must(t, client.Close())
		began = time.Now()
		got, err := io.ReadAll(server)
		must(t, err)
		if took := time.Since(began); string(got) != "ab" || took != 30*time.Millisecond {
			t.Errorf("read %q after %v, want ab after 30 ms", got, took)
		}
	})
}

func TestSlices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := wire.New(wire.Options{})
		n.Set(wire.Toxics{Slice: 3, SliceDelay: time.Second})
		client, server := pair(t, n)
		began := time.Now()
		_, err := client.Write([]byte("abcdefgh"))
		must(t, err)
		for i, want := range []string{"abc", "def", "gh"} {
			p := make([]byte, 100)
			k, err := server.Read(p)
			must(t, err)
			took := time.Since(began)
			if got := string(p[:k]); got != want || took != time.Duration(i)*time.Second {
				t.Errorf("piece %d is %q after %v, want %q after %d s", i, got, took, want, i)
			}
		}
	})
}

func TestSlowClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := wire.New(wire.Options{})
		n.Set(wire.Toxics{SlowClose: time.Minute})
		client, server := pair(t, n)
		_, err := client.Write([]byte("bye"))
		must(t, err)
		must(t, client.Close())
		began := time.Now()
		got, err := io.ReadAll(server)
		must(t, err)
		if took := time.Since(began); string(got) != "bye" || took != time.Minute {
			t.Errorf("read %q in %v, want bye and the end after a minute", got, took)
		}
	})
}

func TestBlackhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := wire.New(wire.Options{Buffer: 4})
		client, server := pair(t, n)
		n.Set(wire.Toxics{Blackhole: true})
		wrote, read, dialled := make(chan error, 1), make(chan string, 1), make(chan error, 1)
		go func() {
			_, err := client.Write([]byte("held back"))
			wrote <- err
		}()
		go func() {
			p := make([]byte, 9)
			if _, err := io.ReadFull(server, p); err != nil {
				t.Error(err)
			}
			read <- string(p)
		}()
		go func() {
			_, err := n.Dial(t.Context(), "tcp", "")
			dialled <- err
		}()
		time.Sleep(24 * time.Hour)
		if len(wrote)+len(read)+len(dialled) != 0 {
			t.Errorf("something went through a black hole: %d writes, %d reads, %d dials", len(wrote), len(read),
				len(dialled))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := n.Dial(ctx, "tcp", "")
		says(t, "dialling into a black hole", err, context.DeadlineExceeded)
		n.Set(wire.Toxics{})
		if got := <-read; got != "held back" {
			t.Errorf("read %q once it was over", got)
		}
		must(t, <-wrote)
		must(t, <-dialled)
		n.Set(wire.Toxics{Blackhole: true})
		must(t, client.Close())
		must(t, server.SetReadDeadline(time.Now().Add(time.Hour)))
		_, err = server.Read(make([]byte, 1))
		if err == nil || err == io.EOF {
			t.Errorf("the end of a connection came through: %v", err)
		}
	})
}

func TestReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := wire.New(wire.Options{})
		client, server := pair(t, n)
		_, err := client.Write([]byte("lost"))
		must(t, err)
		waits := make(chan error, 1)
		go func() {
			_, err := client.Read(make([]byte, 1))
			waits <- err
		}()
		synctest.Wait()
		if got := n.Reset(); got != 1 {
			t.Errorf("%d connections broke, want 1", got)
		}
		says(t, "who waited", <-waits, syscall.ECONNRESET)
		for name, end := range map[string]io.ReadWriteCloser{"client": client, "server": server} {
			_, err := end.Read(make([]byte, 1))
			says(t, name+" reads", err, syscall.ECONNRESET)
			_, err = end.Write([]byte("x"))
			says(t, name+" writes", err, syscall.ECONNRESET)
			must(t, end.Close())
		}
		if got := n.Reset(); got != 0 {
			t.Errorf("%d connections broke after all were closed", got)
		}
	})
}

func TestCutAfter(t *testing.T) {
	for _, sizes := range [][]int{{12}, {5, 7}, {10, 1}, {10, 0, 1}} {
		synctest.Test(t, func(t *testing.T) {
			n := wire.New(wire.Options{})
			n.Set(wire.Toxics{CutAfter: 10})
			client, server := pair(t, n)
			var err error
			wrote := 0
			for i, size := range sizes {
				var k int
				k, err = client.Write(make([]byte, size))
				wrote += k
				if i < len(sizes)-1 {
					must(t, err)
				}
			}
			says(t, "writing more than passes", err, syscall.ECONNRESET)
			got, err := io.ReadAll(server)
			says(t, "reading on", err, syscall.ECONNRESET)
			if len(got) != 10 || wrote != 10 {
				t.Errorf("%d bytes written and %d read of %v, want 10", wrote, len(got), sizes)
			}
			_, err = client.Read(make([]byte, 1))
			says(t, "the other way", err, syscall.ECONNRESET)
		})
	}
}

func TestRefuse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := wire.New(wire.Options{})
		client, server := pair(t, n)
		n.Set(wire.Toxics{Refuse: true})
		_, err := n.Dial(t.Context(), "tcp", "")
		says(t, "dialling", err, syscall.ECONNREFUSED)
		_, err = client.Write([]byte("x"))
		must(t, err)
		_, err = server.Read(make([]byte, 1))
		must(t, err)
		n.Set(wire.Toxics{})
		_, err = n.Dial(t.Context(), "tcp", "")
		must(t, err)
	})
}
