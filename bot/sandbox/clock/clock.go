package clock

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"
)

// MaxSpeed is the highest speed a clock takes: a little more than a day per second.
const MaxSpeed = 100_000

// Clock is a story clock. Make one with [New]; all methods may be called from any goroutine.
type Clock struct {
	mu     sync.Mutex
	base   time.Time // story time at anchor
	anchor time.Time // real time, with its monotonic reading
	speed  float64   // story seconds per real second
	turned chan struct{}
	waits  map[*Wake]struct{}
	watch  map[chan struct{}]struct{}
}

// New returns a clock that shows start now and runs at speed story seconds per real second: 1 with the present time
// is real time, 0 stands still. Speeds are limited as [Clock.SetSpeed] says. The clock keeps start's location.
func New(start time.Time, speed float64) *Clock {
	return &Clock{
		base:   start.Round(0), // the monotonic reading would make comparisons follow real time
		anchor: time.Now(),
		speed:  limit(speed),
		turned: make(chan struct{}),
		waits:  make(map[*Wake]struct{}),
		watch:  make(map[chan struct{}]struct{}),
	}
}

// Now returns the story time. It is never before an earlier answer.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

// Speed returns how many story seconds pass in a real second: 0 when the clock stands still, at most [MaxSpeed].
func (c *Clock) Speed() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.speed
}

// SetSpeed lets f story seconds pass in a real second from now on. 0 stops the clock, and so do a negative number and
// NaN; more than [MaxSpeed] means MaxSpeed.
func (c *Clock) SetSpeed(f float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turn(c.now(), limit(f))
}

// Jump winds the clock forward to the given story time and wakes every Wait that is due by then. A time before the
// present one is an error and changes nothing.
func (c *Clock) Jump(to time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if to.Before(now) {
		return fmt.Errorf("clock: cannot go back to %s: it is %s",
			to.Format(time.RFC3339Nano), now.Format(time.RFC3339Nano))
	}
	c.turn(to.Round(0).In(now.Location()), c.speed)
	return nil
}

// Wait returns nil once the story time is until or later, at once if it is so already. It returns ctx's error when ctx
// ends first, also when both are true. While it waits, [Clock.Upcoming] lists it under what, a label shown to people
// such as "next drop".
func (c *Clock) Wait(ctx context.Context, until time.Time, what string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	wake := &Wake{At: until, What: what}
	left, turned := c.begin(wake)
	if left == 0 {
		return nil
	}
	defer c.end(wake)
	timer := time.NewTimer(left)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-turned:
		case <-timer.C:
		}
		if left, turned = c.left(until); left == 0 {
			return ctx.Err()
		}
		timer.Reset(left)
	}
}

// left returns how much real time passes before the story time is until (0: it is now; the longest duration: the
// clock stands still) and a channel that closes when the answer changes.
func (c *Clock) left(until time.Time) (time.Duration, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	gap := until.Sub(c.now())
	if gap <= 0 {
		return 0, c.turned
	}
	ns := math.Ceil(float64(gap) / c.speed)
	if c.speed == 0 || ns >= math.MaxInt64 {
		return math.MaxInt64, c.turned
	}
	return time.Duration(ns), c.turned
}

// now is Now for those who hold the lock.
func (c *Clock) now() time.Time {
	elapsed := time.Since(c.anchor)
	if c.speed == 1 {
		return c.base.Add(elapsed) // exact, where floating point would round after some months
	}
	ns := float64(elapsed) * c.speed
	story := c.base
	for ; ns >= math.MaxInt64; ns -= math.MaxInt64 {
		story = story.Add(math.MaxInt64)
	}
	return story.Add(time.Duration(ns))
}

// turn lets the clock show story now and run at speed. Whoever calls it holds the lock.
func (c *Clock) turn(story time.Time, speed float64) {
	c.base, c.anchor, c.speed = story, time.Now(), speed
	close(c.turned)
	c.turned = make(chan struct{})
	c.tell()
}

func limit(f float64) float64 {
	if !(f > 0) { // also NaN
		return 0
	}
	return math.Min(f, MaxSpeed)
}
