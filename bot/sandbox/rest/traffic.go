package rest

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"time"
)

// An Exchange is one request and how it went.
type Exchange struct {
	Time        time.Time // when it came, in real time
	Took        time.Duration
	Method      string
	Path        string // as requested, without the query
	Query       string
	Route       string // the pattern it matched, without /api/vN; "" if none
	ContentType string
	Body        []byte
	Status      int    // 0: the connection was cut
	Fault       string // what went wrong on order, "" if nothing
	Invalid     string // what Options.Validate said, "" if nothing
}

// Traffic remembers the newest requests, in the order in which they were finished.
type Traffic struct {
	mu    sync.Mutex
	keep  int
	ring  []Exchange // a ring once it is full
	total int
	wake  chan struct{} // closed and replaced at each request
}

// keepDefault is how many requests are remembered unless told.
const keepDefault = 10_000

// keepBytes is how much of a body is remembered.
const keepBytes = 64 << 10

func newTraffic(keep int) *Traffic {
	if keep <= 0 {
		keep = keepDefault
	}
	return &Traffic{keep: keep, wake: make(chan struct{})}
}

func (t *Traffic) add(x Exchange) {
	if len(x.Body) > keepBytes {
		x.Body = append([]byte(nil), x.Body[:keepBytes]...)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.ring) < t.keep {
		t.ring = append(t.ring, x)
	} else {
		t.ring[t.total%t.keep] = x
	}
	t.total++
	close(t.wake)
	t.wake = make(chan struct{})
}

// Total counts all requests, remembered or not.
func (t *Traffic) Total() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.total
}

// All iterates over the requests that are remembered now, oldest first. Bodies over 64 KiB are cut.
func (t *Traffic) All() iter.Seq[Exchange] {
	all, _ := t.since(0)
	return func(yield func(Exchange) bool) {
		for _, x := range all {
			if !yield(x) {
				return
			}
		}
	}
}

// Count counts the remembered requests with a method ("" is any) and a route pattern as in [Fault].
func (t *Traffic) Count(method, route string) int {
	n := 0
	for x := range t.All() {
		if (method == "" || x.Method == method) && samePattern(route, x.Route) {
			n++
		}
	}
	return n
}

// Wait returns the first remembered request for which match is true, waiting for it if need be.
func (t *Traffic) Wait(ctx context.Context, match func(Exchange) bool) (Exchange, error) {
	seen := 0
	for {
		t.mu.Lock()
		wake := t.wake
		t.mu.Unlock()
		fresh, total := t.since(seen)
		for _, x := range fresh {
			if match(x) {
				return x, nil
			}
		}
		seen = total
		select {
		case <-wake:
		case <-ctx.Done():
			return Exchange{}, fmt.Errorf("waiting for a request: %w", ctx.Err())
		}
	}
}

// since returns the remembered requests after the first n, and how many there were in all.
func (t *Traffic) since(n int) ([]Exchange, int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	first := max(n, t.total-len(t.ring))
	out := make([]Exchange, 0, t.total-first)
	for i := first; i < t.total; i++ {
		out = append(out, t.ring[i%t.keep])
	}
	return out, t.total
}
