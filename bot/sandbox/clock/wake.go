package clock

import (
	"cmp"
	"slices"
	"time"
)

// Wake is a story time somebody waits for.
type Wake struct {
	At   time.Time
	What string // the label given to Wait
}

// Upcoming returns what is being waited for, soonest first and by label at equal times. Several waits for the same
// time under the same label are listed once.
func (c *Clock) Upcoming() []Wake {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	list := make([]Wake, 0, len(c.waits))
	for w := range c.waits {
		if w.At.After(now) { // else it is due and about to return
			list = append(list, *w)
		}
	}
	order := func(a, b Wake) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.What, b.What)) }
	slices.SortFunc(list, order)
	return slices.CompactFunc(list, func(a, b Wake) bool { return order(a, b) == 0 })
}

// Watch returns a channel that gets a value after the speed was set, the clock was jumped or the upcoming list
// changed. Changes that come faster than they are read are told once. cancel closes the channel; it must be called,
// and may be called again.
func (c *Clock) Watch() (changes <-chan struct{}, cancel func()) {
	ch := make(chan struct{}, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.watch[ch] = struct{}{}
	return ch, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if _, open := c.watch[ch]; open {
			delete(c.watch, ch)
			close(ch)
		}
	}
}

// begin lists a wait unless it is due, and says how long it takes, as left does.
func (c *Clock) begin(w *Wake) (time.Duration, <-chan struct{}) {
	left, turned := c.left(w.At)
	if left == 0 {
		return 0, turned
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waits[w] = struct{}{}
	c.tell()
	// A turn between left and here has closed the channel: Wait looks again at once.
	return left, turned
}

// end takes a wait off the list.
func (c *Clock) end(w *Wake) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.waits, w)
	c.tell()
}

// tell marks a change for every watcher. Whoever calls it holds the lock.
func (c *Clock) tell() {
	for ch := range c.watch {
		select {
		case ch <- struct{}{}:
		default: // one is waiting to be read already
		}
	}
}
