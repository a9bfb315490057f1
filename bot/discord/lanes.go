package discord

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Lanes run work in order per key, and side by side otherwise. They never block whoever hands work in.
type Lanes struct {
	queues  []chan func(context.Context)
	log     *slog.Logger
	refused atomic.Int64
}

// NewLanes returns lanes of which each holds up to depth pieces of work that wait.
func NewLanes(lanes, depth int, log *slog.Logger) *Lanes {
	l := &Lanes{queues: make([]chan func(context.Context), lanes), log: log}
	for i := range l.queues {
		l.queues[i] = make(chan func(context.Context), depth)
	}
	return l
}

// Do queues work behind all earlier work with the same key. It reports false, and counts it, if that lane is full: then
// whatever the work would have noticed has to be read again.
func (l *Lanes) Do(key uint64, work func(context.Context)) bool {
	key *= 0x9e3779b97f4a7c15 // snowflakes differ in their middle bits: spread them
	select {
	case l.queues[(key>>32)%uint64(len(l.queues))] <- work:
		return true
	default:
		l.refused.Add(1)
		return false
	}
}

// Refused returns how many pieces of work were refused so far.
func (l *Lanes) Refused() int64 { return l.refused.Load() }

// Run works until ctx ends. Work still waiting then is dropped. A panic in a piece of work is logged with its stack and
// ends that piece alone.
func (l *Lanes) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, q := range l.queues {
		wg.Go(func() {
			for {
				select {
				case work := <-q:
					l.guarded(ctx, work)
				case <-ctx.Done():
					return
				}
			}
		})
	}
	wg.Wait()
}

func (l *Lanes) guarded(ctx context.Context, work func(context.Context)) {
	defer func() {
		if r := recover(); r != nil {
			l.log.Error("panic in a piece of work", "cause", fmt.Sprint(r), "stack", string(debug.Stack()))
		}
	}()
	work(ctx)
}

// Settle returns once all work queued before the call is finished, or ctx has ended.
func (l *Lanes) Settle(ctx context.Context) error {
	reached := make(chan struct{}, len(l.queues))
	for _, q := range l.queues {
		select {
		case q <- func(context.Context) { reached <- struct{}{} }:
		case <-ctx.Done():
			return fmt.Errorf("wait for work that is under way: %w", ctx.Err())
		}
	}
	for range l.queues {
		select {
		case <-reached:
		case <-ctx.Done():
			return fmt.Errorf("wait for work that is under way: %w", ctx.Err())
		}
	}
	return nil
}
