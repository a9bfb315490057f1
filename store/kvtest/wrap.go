package kvtest

import (
	"context"
	"errors"
	"sync"

	"cliffhanger/store/kv"
)

// ErrLost is what Lossy answers instead of the outcome.
var ErrLost = errors.New("kvtest: no answer")

// wrapped is an engine inside another one; it passes on what it does not change.
type wrapped struct{ kv.Engine }

// Limits returns those of the engine inside.
func (w wrapped) Limits() kv.Limits {
	if l, ok := w.Engine.(kv.Limiter); ok {
		return l.Limits()
	}
	return kv.Limits{}
}

// Shared returns e with a Close that does nothing, for one of several DBs on e.
func Shared(e kv.Engine) kv.Engine { return shared{wrapped{e}} }

type shared struct{ wrapped }

// Close leaves the engine to the others.
func (shared) Close() error { return nil }

// Twice returns an engine that makes a DB run each group of update functions twice: it refuses every other commit of
// each client with a conflict that is none. A function that is not fit to run twice then gives itself away.
func Twice(e kv.Engine) kv.Engine {
	return &twice{wrapped: wrapped{e}, first: map[[16]byte]bool{}}
}

type twice struct {
	wrapped
	mu    sync.Mutex
	first map[[16]byte]bool // clients whose last commit was refused
}

// Apply refuses a client's first commit and passes on its second.
func (e *twice) Apply(ctx context.Context, c kv.Commit) error {
	e.mu.Lock()
	refuse := !e.first[c.ID.Client]
	e.first[c.ID.Client] = refuse
	e.mu.Unlock()
	if refuse {
		return kv.ErrConflict
	}
	return e.Engine.Apply(ctx, c)
}

// Lossy returns an engine that loses, of every five commits with writes, one request and one reply, and delivers a
// third one twice. The caller sees ErrLost for the first two, and the second delivery's answer for the third. Commits
// that only compare are never lost.
func Lossy(e kv.Engine) kv.Engine { return &lossy{wrapped: wrapped{e}} }

type lossy struct {
	wrapped
	mu sync.Mutex
	n  int
}

// Apply passes a commit on, or loses it.
func (e *lossy) Apply(ctx context.Context, c kv.Commit) error {
	if len(c.Writes) == 0 {
		return e.Engine.Apply(ctx, c)
	}
	e.mu.Lock()
	e.n++
	n := e.n % 5
	e.mu.Unlock()
	switch n {
	case 1:
		return ErrLost
	case 3:
		return errors.Join(ErrLost, passable(e.Engine.Apply(ctx, c)))
	case 4:
		if err := passable(e.Engine.Apply(ctx, c)); err != nil {
			return err
		}
	}
	return e.Engine.Apply(ctx, c)
}

// passable drops a conflict, which is an answer that got lost, and keeps what a lossy network cannot hide.
func passable(err error) error {
	if errors.Is(err, kv.ErrConflict) {
		return nil
	}
	return err
}
