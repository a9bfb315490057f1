package discord

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Lanes run work in order per key, and side by side otherwise. They never block whoever hands work in. A lane in which
// nothing is done costs a few words: it has a goroutine for as long as there is work, and room for what waits.
type Lanes struct {
	lanes   []lane
	depth   int
	log     *slog.Logger
	refused atomic.Int64
	working sync.WaitGroup
}

// A lane is a queue of work that is done one piece after the other.
type lane struct {
	mu          sync.Mutex
	queue       []func(context.Context) // what waits
	open        context.Context         // for work, while Run runs; nil else
	busy        bool                    // somebody works here
	taken, done int64                   // pieces of work, ever
	marks       []mark                  // in the order of their places
}

// A mark is somebody who waits until so many pieces of work are done.
type mark struct {
	at      int64
	reached chan struct{}
}

// NewLanes returns lanes of which each holds up to depth pieces of work that wait.
func NewLanes(lanes, depth int, log *slog.Logger) *Lanes {
	return &Lanes{lanes: make([]lane, lanes), depth: depth, log: log}
}

// Do queues work behind all earlier work with the same key. It reports false, and counts it, if that lane is full: then
// whatever the work would have noticed has to be read again.
func (l *Lanes) Do(key uint64, work func(context.Context)) bool {
	key *= 0x9e3779b97f4a7c15 // snowflakes differ in their middle bits: spread them
	if l.take(&l.lanes[(key>>32)%uint64(len(l.lanes))], work) {
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
	for i := range l.lanes {
		if m := l.lanes[i].mark(); m != nil {
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

// Run works until ctx ends. Work still waiting then is dropped, and what is under way is finished. A panic in a piece of
// work is logged with its stack and ends that piece alone.
func (l *Lanes) Run(ctx context.Context) {
	for i := range l.lanes {
		l.begin(ctx, &l.lanes[i])
	}
	<-ctx.Done()
	for i := range l.lanes {
		l.lanes[i].close()
	}
	l.working.Wait()
}

// begin opens a lane for work, and has done what waits there.
func (l *Lanes) begin(ctx context.Context, lane *lane) {
	lane.mu.Lock()
	defer lane.mu.Unlock()
	lane.open = ctx
	l.staff(lane)
}

// take queues work if there is room.
func (l *Lanes) take(lane *lane, work func(context.Context)) bool {
	lane.mu.Lock()
	defer lane.mu.Unlock()
	if len(lane.queue) >= l.depth {
		return false
	}
	lane.queue = append(lane.queue, work)
	lane.taken++
	l.staff(lane)
	return true
}

// staff sees to it that somebody works where something waits. The lane's lock is held.
func (l *Lanes) staff(lane *lane) {
	ctx := lane.open
	if lane.busy || ctx == nil || len(lane.queue) == 0 {
		return
	}
	lane.busy = true
	l.working.Go(func() {
		for work := lane.next(); work != nil; work = lane.next() {
			l.guarded(ctx, work)
			lane.finished()
		}
	})
}

func (l *Lanes) guarded(ctx context.Context, work func(context.Context)) {
	defer func() {
		if r := recover(); r != nil {
			l.log.Error("panic in a piece of work", "cause", fmt.Sprint(r), "stack", string(debug.Stack()))
		}
	}()
	work(ctx)
}

// next returns the work that is next. If there is none, or none is to be done any more, nobody works here from now on.
func (l *lane) next() func(context.Context) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == 0 || l.open == nil || l.open.Err() != nil {
		l.busy = false
		return nil
	}
	work := l.queue[0]
	l.queue[0] = nil
	if l.queue = l.queue[1:]; len(l.queue) == 0 {
		l.queue = nil
	}
	return work
}

// close ends the lane's work.
func (l *lane) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = nil
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
