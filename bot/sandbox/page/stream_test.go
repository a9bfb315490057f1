package page_test

import (
	"bufio"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/sandbox/clock"
	"cliffhanger/bot/sandbox/page"
	"cliffhanger/bot/sandbox/world"
)

// listen opens a stream and returns a function that reads its next event as "name data".
func (d *desk) listen(as string) (next func() string, hangUp func()) {
	d.t.Helper()
	ctx, cancel := context.WithCancel(d.t.Context())
	r, err := http.NewRequestWithContext(ctx, "GET", d.url+"/page/events?as="+as, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
		d.t.Fatalf("content type %q", got)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	next = func() string {
		d.t.Helper()
		var event []string
		for lines.Scan() && lines.Text() != "" {
			if name, value, _ := strings.Cut(lines.Text(), ": "); name != "retry" {
				event = append(event, value)
			}
		}
		return strings.Join(event, " ")
	}
	hangUp = func() { cancel(); resp.Body.Close() }
	d.t.Cleanup(hangUp)
	return next, hangUp
}

func TestStream(t *testing.T) {
	d := newDesk(t)
	d.world.watched = make(chan world.ID, 2)
	next, _ := d.listen("102")
	other, _ := d.listen("101")
	if got, want := next(), `hello {"now":"2026-11-24T12:00:00Z","speed":0,"upcoming":[]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	other()
	<-d.world.watched
	<-d.world.watched
	said := map[string]string{"content": "a\nb"}
	d.world.tell(ines, world.Event{Type: "MESSAGE_CREATE", Guild: guild, Channel: story, Data: said})
	d.world.tell(mara, world.Event{Type: "TYPING_START", Channel: story})
	want := `dispatch {"type":"MESSAGE_CREATE","guild":"200","channel":"201","data":{"content":"a\nb"}}`
	if got := next(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	want = `dispatch {"type":"TYPING_START","guild":"0","channel":"201","data":null}`
	if got := other(); got != want {
		t.Errorf("Mara's stream: got %s, want %s", got, want)
	}
	d.clock.SetSpeed(30)
	if got := next(); !strings.HasPrefix(got, "clock ") || !strings.Contains(got, `"speed":30`) {
		t.Errorf("got %s", got)
	}
}

func TestStreamKeepsOrder(t *testing.T) {
	d := newDesk(t)
	d.world.watched = make(chan world.ID, 1)
	next, _ := d.listen("102")
	next()
	<-d.world.watched
	for i := range 500 {
		d.world.tell(ines, world.Event{Type: "MESSAGE_CREATE", Data: i})
	}
	for i := range 500 {
		if got, want := next(), `"data":`+strconv.Itoa(i)+`}`; !strings.HasSuffix(got, want) {
			t.Fatalf("event %d: got %s", i, got)
		}
	}
}

// A slowWriter is a browser that reads nothing until it is let go.
type slowWriter struct {
	head http.Header
	gate chan struct{}

	mu   sync.Mutex
	text strings.Builder
}

func (s *slowWriter) Header() http.Header { return s.head }
func (s *slowWriter) WriteHeader(int)     {}
func (s *slowWriter) Flush()              {}

func (s *slowWriter) Write(b []byte) (int, error) {
	<-s.gate
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *slowWriter) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// bubble runs a stream inside a synctest bubble, where no network is.
func bubble(t *testing.T, test func(w *slowWriter, f *fakeWorld)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeWorld{}
		h := page.New(page.Options{World: f, Clock: clock.New(noon, 0), Log: slog.New(slog.DiscardHandler)})
		ctx, cancel := context.WithCancel(t.Context())
		w := &slowWriter{head: http.Header{}, gate: make(chan struct{})}
		done := make(chan struct{})
		go func() {
			defer close(done)
			h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/page/events?as=102", nil))
		}()
		synctest.Wait()
		test(w, f)
		cancel()
		<-done
		if calls := f.noted(); len(calls) != 1 || calls[0] != "unwatch 102" {
			t.Errorf("after the stream: %v", calls)
		}
	})
}

func TestStreamOverflowAsksToReadAnew(t *testing.T) {
	bubble(t, func(w *slowWriter, f *fakeWorld) {
		for i := range 3000 {
			f.tell(ines, world.Event{Type: "MESSAGE_CREATE", Data: i}) // would hang if put blocked
		}
		close(w.gate)
		synctest.Wait()
		text := w.said()
		if strings.Count(text, "event: resync\n") != 1 {
			t.Errorf("%d resyncs", strings.Count(text, "event: resync\n"))
		}
		if !strings.Contains(text, `"data":2999}`) || strings.Contains(text, `"data":0}`) {
			t.Error("the newest must come, the oldest are dropped")
		}
		if n := strings.Count(text, "event: dispatch"); n > 1024 {
			t.Errorf("%d events were kept", n)
		}
		if strings.Index(text, "event: resync") > strings.Index(text, "event: dispatch") {
			t.Error("resync must come before what is left")
		}
	})
}

func TestStreamHeartbeat(t *testing.T) {
	bubble(t, func(w *slowWriter, _ *fakeWorld) {
		close(w.gate)
		time.Sleep(46 * time.Second) // the bubble's time
		synctest.Wait()
		if got := strings.Count(w.said(), ": still here\n\n"); got != 3 {
			t.Errorf("%d heartbeats in 46 seconds, want 3", got)
		}
	})
}

func TestStreamEndsWithTheBrowser(t *testing.T) {
	d := newDesk(t)
	d.world.watched = make(chan world.ID, 1)
	d.world.left = make(chan world.ID, 1)
	next, hangUp := d.listen("102")
	next()
	<-d.world.watched
	hangUp()
	if got := <-d.world.left; got != ines {
		t.Errorf("%d left, want %d", got, ines)
	}
}

func TestStreamTellsOfWhatCannotBeWritten(t *testing.T) {
	d := newDesk(t)
	d.world.watched = make(chan world.ID, 1)
	next, _ := d.listen("102")
	next()
	<-d.world.watched
	d.world.tell(ines, world.Event{Type: "MESSAGE_CREATE", Data: func() {}})
	if got := next(); got != "" {
		t.Errorf("got %s, want the end of the stream", got)
	}
	// The stream ends after its handler has returned, so that the log is complete.
	if got := d.log.String(); !strings.Contains(got, "MESSAGE_CREATE") {
		t.Errorf("the log does not say why: %s", got)
	}
}
