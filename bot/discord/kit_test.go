package discord_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot/discord"
)

// A wire is a network without sockets, so that a client and a server can live in a bubble of testing/synctest.
type wire struct {
	calls chan net.Conn
	down  chan struct{}
	once  sync.Once
}

func newWire() *wire { return &wire{calls: make(chan net.Conn), down: make(chan struct{})} }

// Dial makes a connection to whoever accepts.
func (w *wire) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case w.calls <- there:
		return here, nil
	case <-w.down:
		return nil, &net.OpError{Op: "dial", Net: "pipe", Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept is net.Listener's.
func (w *wire) Accept() (net.Conn, error) {
	select {
	case c := <-w.calls:
		return c, nil
	case <-w.down:
		return nil, net.ErrClosed
	}
}

// Close is net.Listener's.
func (w *wire) Close() error {
	w.once.Do(func() { close(w.down) })
	return nil
}

// Addr is net.Listener's.
func (w *wire) Addr() net.Addr { return &net.UnixAddr{Name: "wire", Net: "unix"} }

// serve serves h on a wire until the test ends.
func serve(t testing.TB, h http.Handler) *wire {
	t.Helper()
	w := newWire()
	server := &http.Server{Handler: h, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(w); err != http.ErrServerClosed {
			t.Errorf("the server ended with %v", err)
		}
	}()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		<-done
	})
	return w
}

// connect returns a client of what h serves.
func connect(t testing.TB, h http.Handler, token string, log *slog.Logger) *discord.Client {
	t.Helper()
	c, err := discord.New(discord.Config{
		Token: discord.NewToken(token), API: "http://127.0.0.1/api", Dial: serve(t, h).Dial, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// slowly lets each request take d: half of it on the way there, half on the way back.
func slowly(d time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(d / 2)
		next.ServeHTTP(w, r)
		time.Sleep(d / 2)
	})
}

// A script answers the n-th request with its n-th step, and every later one with the last.
type script struct {
	mu    sync.Mutex
	steps []http.HandlerFunc
	seen  []string
	body  []byte
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	n := min(len(s.seen), len(s.steps)-1)
	s.seen = append(s.seen, r.Method+" "+r.URL.RequestURI())
	s.body, _ = io.ReadAll(r.Body) // what cannot be read fails the comparison in the test
	step := s.steps[n]
	s.mu.Unlock()
	step(w, r)
}

func (s *script) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}

// client returns a client of a server that follows a script.
func client(t *testing.T, steps ...http.HandlerFunc) (*discord.Client, *script) {
	t.Helper()
	s := &script{steps: steps}
	return connect(t, s, token, slog.New(slog.DiscardHandler)), s
}

// answer is a step: a status and a body, and headers such as "Retry-After: 1".
func answer(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		io.WriteString(w, body) // a client that has gone needs no answer
	}
}

func cut(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

const token = "canary.token.value"
