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
	lanes   []*lane
	log     *slog.Logger
	refused atomic.Int64
}

// A lane is a queue of work that is done one piece after the other.
type lane struct {
	queue chan func(context.Context)

	mu          sync.Mutex
	taken, done int64  // pieces of work, ever
	marks       []mark // in the order of their places
}

// A mark is somebody who waits until so many pieces of work are done.
type mark struct {
	at      int64
	reached chan struct{}
}

// NewLanes returns lanes of which each holds up to depth pieces of work that wait.
func NewLanes(lanes, depth int, log *slog.Logger) *Lanes {
	l := &Lanes{lanes: make([]*lane, lanes), log: log}
	for i := range l.lanes {
		l.lanes[i] = &lane{queue: make(chan func(context.Context), depth)}
	}
	return l
}

// Do queues work behind all earlier work with the same key. It reports false, and counts it, if that lane is full: then
// whatever the work would have noticed has to be read again.
func (l *Lanes) Do(key uint64, work func(context.Context)) bool {
	key *= 0x9e3779b97f4a7c15 // snowflakes differ in their middle bits: spread them
	if l.lanes[(key>>32)%uint64(len(l.lanes))].take(work) {
		return true
	}
	l.refused.Add(1)
	return false
}

// Refused returns how many pieces of work were refused so far.
func (l *Lanes) Refused() int64 { return l.refused.Load() }

// Settle returns when all work that was taken before the call is finished, in every lane, whatever was taken since.
// It takes no room in the lanes and keeps nobody from handing work in. It returns the error of ctx if that ends first:
// give it one that ends with [Lanes.Run], after which the rest is never done.
func (l *Lanes) Settle(ctx context.Context) error {
	var marks []<-chan struct{}
	for _, lane := range l.lanes {
		if m := lane.mark(); m != nil {
			marks = append(marks, m)
		}
	}
	for _, m := range marks {
		select {
		case <-m:
		case <-ctx.Done():
			return fmt.Errorf("wait for the work in the lanes: %w", ctx.Err())
		}
	}
	return nil
}

// Run works until ctx ends. Work still waiting then is dropped. A panic in a piece of work is logged with its stack and
// ends that piece alone.
func (l *Lanes) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, lane := range l.lanes {
		wg.Go(func() {
			for {
				select {
				case work := <-lane.queue:
					l.guarded(ctx, work)
					lane.finished()
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

// take queues work if there is room. The lock makes one step of queueing and counting; nobody holds it for long.
func (l *lane) take(work func(context.Context)) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.queue <- work:
		l.taken++
		return true
	default:
		return false
	}
}

// mark returns what is closed when all work taken so far is done, nil if it is already.
func (l *lane) mark() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done == l.taken {
		return nil
	}
	m := mark{at: l.taken, reached: make(chan struct{})}
	l.marks = append(l.marks, m)
	return m.reached
}

// finished counts a piece of work that is done.
func (l *lane) finished() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done++
	for len(l.marks) > 0 && l.marks[0].at <= l.done {
		close(l.marks[0].reached)
		l.marks = l.marks[1:]
	}
}
