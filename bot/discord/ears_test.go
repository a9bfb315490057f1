package discord_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"cliffhanger/bot/discord"
)

// ears are a handler that writes everything down.
type ears struct {
	numbers *sync.Map    // of messages
	panics  map[int]bool // numbers that it cannot stand

	mu     sync.Mutex
	events []discord.Event
	heard  []int // numbers, in the order in which they came
	err    error // of making effects durable
}

func (e *ears) Event(ev discord.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.events = append(e.events, ev)
	if r, ok := ev.(discord.Reaction); ok {
		v, _ := e.numbers.Load(r.Message)
		n, known := v.(int)
		if !known {
			n = -1
		}
		e.heard = append(e.heard, n)
		if e.panics[n] {
			panic(fmt.Sprint("cannot stand number ", n))
		}
	}
}

func (e *ears) Settle(context.Context) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}

// unsettle has effects fail to become durable from now on; nil ends that.
func (e *ears) unsettle(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.err = err
}

// first returns the first event, nil if there was none.
func (e *ears) first() discord.Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.events) == 0 {
		return nil
	}
	return e.events[0]
}

// all returns the numbers heard so far.
func (e *ears) all() []int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.heard)
}

// has tells whether a number was heard.
func (e *ears) has(n int) bool { return slices.Contains(e.all(), n) }

// told returns the events so far that are of one kind.
func told[T discord.Event](e *ears) []T {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []T
	for _, ev := range e.events {
		if v, ok := ev.(T); ok {
			out = append(out, v)
		}
	}
	return out
}

// missing returns which of the numbers below n were not heard. It fails the test if any was heard twice or out of
// order.
func missing(t *testing.T, heard []int, n int) []int {
	t.Helper()
	for i := 1; i < len(heard); i++ {
		if heard[i] <= heard[i-1] {
			t.Errorf("number %d came after %d: %v", heard[i], heard[i-1], heard)
		}
	}
	var out []int
	for i := range n {
		if !slices.Contains(heard, i) {
			out = append(out, i)
		}
	}
	return out
}

// A keeper keeps session records, in place of a store.
type keeper struct {
	mu      sync.Mutex
	records map[int]discord.Session
	frozen  bool  // nothing more is saved, as if the process had died
	err     error // of loading
	saves   int
}

func (k *keeper) LoadSession(_ context.Context, shard int) (discord.Session, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.records[shard], k.err
}

func (k *keeper) SaveSession(_ context.Context, s discord.Session) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.frozen {
		return nil
	}
	if k.records == nil {
		k.records = map[int]discord.Session{}
	}
	k.saves++
	k.records[s.Shard] = s
	return nil
}

// record returns a shard's record.
func (k *keeper) record(shard int) discord.Session {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.records[shard]
}

// alter changes the record of shard 0.
func (s *stage) alter(change func(*discord.Session)) {
	s.keep.set(func(k *keeper) {
		v := k.records[0]
		change(&v)
		k.records[0] = v
	})
}

// set changes a keeper under its lock.
func (k *keeper) set(change func(*keeper)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	change(k)
}

// A journal collects a log.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(b)
}

func (j *journal) text() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

// count returns how many lines hold all of the words.
func (j *journal) count(words ...string) int {
	n := 0
	for line := range strings.Lines(j.text()) {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(line, w) }) {
			n++
		}
	}
	return n
}
