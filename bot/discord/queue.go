package discord

import (
	"context"
	"slices"
	"sync"
)

type lineKey struct{}

// For returns a context for requests that are made on behalf of somebody, such as a story. Where many requests wait for
// the whole bot's pace, those on whose behalf they are take turns, so that one with many channels does not hold up one
// with few. Requests of other contexts are one more behalf together.
func For(ctx context.Context, whom string) context.Context {
	return context.WithValue(ctx, lineKey{}, whom)
}

// lineOf returns on whose behalf requests are made.
func lineOf(ctx context.Context) string {
	whom, _ := ctx.Value(lineKey{}).(string)
	return whom
}

// A queue lets one at a time through. Those who wait stand in lines, and the lines take turns.
type queue struct {
	mu    sync.Mutex
	taken bool
	lines map[string][]chan struct{} // none is empty
	turns []string                   // the lines, the next first
}

// take waits to be let through. Whoever got nil calls pass afterwards.
func (q *queue) take(ctx context.Context, revoked <-chan struct{}) error {
	q.mu.Lock()
	if !q.taken {
		q.taken = true
		q.mu.Unlock()
		return nil
	}
	line, me := lineOf(ctx), make(chan struct{})
	if len(q.lines[line]) == 0 {
		q.turns = append(q.turns, line)
	}
	q.lines[line] = append(q.lines[line], me)
	q.mu.Unlock()
	var err error
	select {
	case <-me:
		return nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-revoked:
		err = ErrTokenRevoked
	}
	if !q.forget(line, me) {
		q.pass()
	}
	return err
}

// forget takes somebody out of a line, unless they have been let through.
func (q *queue) forget(line string, who chan struct{}) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	at := slices.Index(q.lines[line], who)
	if at < 0 {
		return false
	}
	if q.lines[line] = slices.Delete(q.lines[line], at, at+1); len(q.lines[line]) == 0 {
		delete(q.lines, line)
		q.turns = slices.DeleteFunc(q.turns, func(l string) bool { return l == line })
	}
	return true
}

// pass lets the next one through.
func (q *queue) pass() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.turns) == 0 {
		q.taken = false
		return
	}
	line := q.turns[0]
	q.turns = q.turns[1:]
	next := q.lines[line][0]
	if rest := q.lines[line][1:]; len(rest) > 0 {
		q.lines[line] = rest
		q.turns = append(q.turns, line)
	} else {
		delete(q.lines, line)
	}
	close(next)
}
