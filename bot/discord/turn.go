package discord

import (
	"context"
	"slices"
	"time"
)

// A turn is one request's place in its lane, from [pacer.enter] to leave. Between the two it may be sent several times:
// each begins with begin and ends with land.
type turn struct {
	p         *pacer
	route     string
	lane      key
	major     uint64
	essential bool
	free      bool // not paced
	hook      bool // of an interaction: not held by a limit of all either

	wake chan struct{} // of size 1: look again
	held *window       // this turn holds it, or waits for it
	rush bool          // others may follow before it is answered, if Discord has said that there is room
	left *window       // under way with others
}

// A window is one of Discord's limits at one channel: what is known of its present window of time.
type window struct {
	key     key
	holder  *turn
	waiting []*turn
	until   time.Time // nothing may be sent before
	left    int       // how many requests may follow until ends, as far as is known
	ends    time.Time // when the present window of time is over; zero if that is not known
	timed   bool      // a timer is set that forgets it
	away    int       // requests under way of which none holds it
}

// enter puts a request at the end of its lane.
func (p *pacer) enter(r *request) *turn {
	t := &turn{p: p, route: r.route, lane: key{r.route + r.lane, r.major}, major: r.major,
		essential: r.essential || r.hook || r.urgent,
		free:      r.hook || r.urgent, hook: r.hook, rush: r.rush, wake: make(chan struct{}, 1)}
	if !t.free {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.lanes[t.lane] = append(p.lanes[t.lane], t)
	}
	return t
}

// begin returns when the request may be sent. After an error it has not been, and must not be.
func (t *turn) begin(ctx context.Context) error {
	p := t.p
	for {
		wait, err := t.look()
		switch {
		case err != nil:
			return err
		case wait != 0:
			if err := p.pause(ctx, t.wake, wait); err != nil {
				return err
			}
			continue
		case t.free:
			return ctx.Err()
		}
		if went, err := t.goThrough(ctx); went || err != nil {
			return err
		}
	}
}

// goThrough waits for the whole bot's pace, and reports whether the request may be sent then: it may not if what was
// free when it was looked at is not any more.
func (t *turn) goThrough(ctx context.Context) (bool, error) {
	p := t.p
	if err := p.queue.take(ctx, p.revoked); err != nil {
		return false, err
	}
	defer p.queue.pass()
	select {
	case p.seats <- struct{}{}:
	case <-ctx.Done():
		return false, ctx.Err()
	case <-p.revoked:
		return false, ErrTokenRevoked
	}
	err := p.pass(ctx)
	if err == nil && t.takeOff() {
		return true, nil
	}
	<-p.seats
	return false, err
}

// look says how long to wait before looking again, 0 if the lane and the window are free.
func (t *turn) look() (time.Duration, error) {
	t.p.mu.Lock()
	defer t.p.mu.Unlock()
	return t.clear()
}

// takeOff reports whether what was free when looked at still is.
func (t *turn) takeOff() bool {
	t.p.mu.Lock()
	defer t.p.mu.Unlock()
	wait, err := t.clear()
	if err != nil || wait != 0 || time.Now().Before(t.p.blocked) {
		return false
	}
	t.held.left--
	if w := t.held; t.rush && w.left > 0 && time.Now().Before(w.ends) {
		w.away++
		t.left = w
		t.drop()
	}
	return true
}

// clear is look under the lock. It takes the window, or a place in its queue; another window than before if an answer
// has told meanwhile under which limit the route counts.
func (t *turn) clear() (time.Duration, error) {
	p := t.p
	if err := p.admit(t.essential); err != nil || t.hook {
		return 0, err
	}
	if t.free {
		return max(0, time.Until(p.blocked)), nil
	}
	if p.lanes[t.lane][0] != t {
		return never, nil
	}
	if w := p.window(t.route, t.major); t.held != w {
		t.drop()
		t.held = w
		if w.holder == nil {
			w.holder = t
		} else {
			w.waiting = append(w.waiting, t)
		}
	}
	if t.held.holder != t {
		return never, nil
	}
	return max(0, time.Until(t.held.until)), nil
}

// land takes an answer, or the news that there was none.
func (t *turn) land(v *verdict) {
	p := t.p
	if t.free {
		return
	}
	p.mu.Lock()
	if v.bucket != "" {
		p.names[t.route] = v.bucket
	}
	w := p.window(t.route, t.major)
	if t.left != nil {
		t.left.away--
	}
	w.learn(v, t.left != nil, time.Now())
	if t.left != nil && t.left != w {
		p.forget(t.left)
	}
	t.left = nil
	t.drop()
	p.forget(w)
	p.mu.Unlock()
	<-p.seats
}

// learn takes what an answer says. One that says nothing of the limit, or that never came, was counted all the same. Of
// several that were under way together the answers come in any order, and the least of what they leave is what is left.
func (w *window) learn(v *verdict, together bool, now time.Time) {
	if v.wait > 0 {
		if !v.global {
			w.until, w.left = later(w.until, now.Add(v.wait)), 0 // what was thought to be left was not
		}
		return
	}
	switch {
	case v.status == 0 || v.left < 0:
	case together && now.Before(w.ends):
		w.left = min(w.left, v.left)
	default:
		w.left, w.ends = max(0, v.left-w.away), now.Add(v.resets)
	}
	if w.left == 0 {
		w.until = later(w.until, w.ends)
	}
}

// leave ends a turn. Whoever is next in its lane has its turn then.
func (t *turn) leave() {
	p := t.p
	if t.free {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	t.drop()
	lane := slices.DeleteFunc(p.lanes[t.lane], func(o *turn) bool { return o == t })
	if len(lane) == 0 {
		delete(p.lanes, t.lane)
		return
	}
	p.lanes[t.lane] = lane
	lane[0].nudge()
}

// nudge has a turn look again.
func (t *turn) nudge() {
	select {
	case t.wake <- struct{}{}:
	default: // it has been told and has not looked yet
	}
}

// window returns the window of a route. The lock is held.
func (p *pacer) window(route string, major uint64) *window {
	k := key{"route " + route, major} // until Discord has named the limit
	if name, known := p.names[route]; known {
		k.name = name
	}
	w := p.windows[k]
	if w == nil {
		w = &window{key: k}
		p.windows[k] = w
	}
	return w
}

// drop gives up the window that is held or waited for. The lock is held.
func (t *turn) drop() {
	w := t.held
	if w == nil {
		return
	}
	t.held = nil
	if w.holder != t {
		w.waiting = slices.DeleteFunc(w.waiting, func(o *turn) bool { return o == t })
	} else if w.holder = nil; len(w.waiting) > 0 {
		w.holder, w.waiting = w.waiting[0], w.waiting[1:]
		w.holder.nudge()
	}
	t.p.forget(w)
}

// forget drops a window that nobody wants, now or when its time is over and what is known of it worthless. The lock is
// held.
func (p *pacer) forget(w *window) {
	if w.holder != nil || len(w.waiting) > 0 || w.away > 0 || w.timed || p.windows[w.key] != w {
		return
	}
	left := time.Until(later(w.until, w.ends))
	if left <= 0 {
		delete(p.windows, w.key)
		return
	}
	w.timed = true
	time.AfterFunc(left, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		w.timed = false
		p.forget(w)
	})
}
