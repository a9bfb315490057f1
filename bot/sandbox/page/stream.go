package page

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"cliffhanger/bot/sandbox/world"
)

const (
	backlog   = 1024             // events kept for a slow reader
	heartbeat = 15 * time.Second // between comments on a quiet stream
	patience  = 20 * time.Second // for one write
	again     = time.Second      // after which a browser that lost the stream tries again
)

// A queue keeps events until a stream has sent them. The world fills it while it holds its lock, so that put never
// blocks: what does not fit is dropped with everything before it, and the client told to read anew.
type queue struct {
	mu      sync.Mutex
	events  []world.Event
	dropped bool
	ready   chan struct{} // has a value when there is something to take
}

func newQueue() *queue { return &queue{ready: make(chan struct{}, 1)} }

func (q *queue) put(e world.Event) {
	q.mu.Lock()
	if len(q.events) >= backlog {
		q.events, q.dropped = nil, true
	}
	q.events = append(q.events, e)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default: // somebody has been told already
	}
}

// take returns what came since the last call, and whether something before it was dropped.
func (q *queue) take() (events []world.Event, dropped bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	events, dropped = q.events, q.dropped
	q.events, q.dropped = nil, false
	return events, dropped
}

// A dispatch is an event as the page reads it.
type dispatch struct {
	Type    string   `json:"type"`
	Guild   world.ID `json:"guild"`
	Channel world.ID `json:"channel"`
	Data    any      `json:"data"`
}

// events answers GET events.
func (h *handler) events(w http.ResponseWriter, r *http.Request) {
	as, err := known(r.URL.Query().Get("as"), h.world.People())
	if err != nil {
		h.fail(w, r, err)
		return
	}
	q := newQueue()
	defer h.world.Watch(as, q.put)()
	changes, stop := h.clock.Watch()
	defer stop()
	head := w.Header()
	head.Set("Content-Type", "text/event-stream")
	head.Set("Cache-Control", "no-store")
	s := &stream{w: w, control: http.NewResponseController(w)}
	if err := h.run(r, s, q, changes); err != nil && r.Context().Err() == nil {
		h.log.Info("page stream ended", "as", as, "cause", err)
	}
}

// run sends until the browser goes away or a write fails.
func (h *handler) run(r *http.Request, s *stream, q *queue, changes <-chan struct{}) error {
	if err := s.put(fmt.Sprintf("retry: %d\n", again.Milliseconds())); err != nil {
		return err
	}
	if err := s.send("hello", h.clockState()); err != nil {
		return err
	}
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-r.Context().Done():
			return nil
		case <-q.ready:
			err = h.forward(s, q)
		case <-changes:
			err = s.send("clock", h.clockState())
		case <-tick.C:
			err = s.put(": still here\n\n")
		}
		if err != nil {
			return err
		}
	}
}

func (h *handler) forward(s *stream, q *queue) error {
	events, dropped := q.take()
	if dropped {
		if err := s.send("resync", struct{}{}); err != nil {
			return err
		}
	}
	for _, e := range events {
		if err := s.send("dispatch", dispatch{e.Type, e.Guild, e.Channel, e.Data}); err != nil {
			return fmt.Errorf("dispatch %s: %w", e.Type, err)
		}
	}
	return nil
}

// A stream writes server-sent events (HTML standard, "Server-sent events").
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// send writes one event. JSON has no line ends, so that it fits one data line.
func (s *stream) send(name string, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("event %s as JSON: %w", name, err)
	}
	return s.put("event: " + name + "\ndata: " + string(body) + "\n\n")
}

func (s *stream) put(text string) error {
	err := s.control.SetWriteDeadline(time.Now().Add(patience))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("write deadline: %w", err)
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	if err := s.control.Flush(); err != nil {
		return fmt.Errorf("flush: %w", err)
	}
	return nil
}
