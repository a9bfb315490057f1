package clock_test

import (
	"context"
	"errors"
	"math"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/bot/sandbox/clock"
)

var tuesday = time.Date(2026, 11, 24, 19, 0, 0, 0, time.FixedZone("CET", 3600))

func TestNowFollowsSpeed(t *testing.T) {
	tests := []struct {
		name  string
		speed float64
		real  time.Duration
		want  time.Duration
	}{
		{"real time", 1, 90 * time.Second, 90 * time.Second},
		{"real time for years", 1, 90 * 365 * 24 * time.Hour, 90 * 365 * 24 * time.Hour},
		{"stopped", 0, time.Hour, 0},
		{"an hour per second", 3600, time.Minute, 60 * time.Hour},
		{"slow motion", 0.25, 8 * time.Second, 2 * time.Second},
		{"negative stops", -3, time.Hour, 0},
		{"not a number stops", math.NaN(), time.Hour, 0},
		{"infinite is the limit", math.Inf(1), time.Second, clock.MaxSpeed * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := clock.New(tuesday, tt.speed)
				time.Sleep(tt.real)
				if got := c.Now().Sub(tuesday); got != tt.want {
					t.Errorf("after %v the story is %v on, want %v", tt.real, got, tt.want)
				}
				if got := c.Now().Location(); got != tuesday.Location() {
					t.Errorf("location %v, want the one given", got)
				}
			})
		})
	}
}

func TestNowOutrunsADuration(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.New(tuesday, clock.MaxSpeed)
		time.Sleep(60 * time.Hour) // 600,000,000 story hours: more than 292 years twice over
		want := tuesday.AddDate(0, 0, clock.MaxSpeed*60/24)
		if got := c.Now(); got.Sub(want).Abs() > time.Millisecond {
			t.Errorf("story time %v, want %v", got, want)
		}
	})
}

func TestWaitReturnsAtTheStoryTime(t *testing.T) {
	tests := []struct {
		name     string
		speed    float64
		wait     time.Duration
		wantReal time.Duration
	}{
		{"past", 1, -time.Second, 0},
		{"now, even when stopped", 0, 0, 0},
		{"real time", 1, 3 * time.Hour, 3 * time.Hour},
		{"fast", 3600, 3 * time.Hour, 3 * time.Second},
		{"less than a real nanosecond", clock.MaxSpeed, time.Nanosecond, time.Nanosecond},
		{"slow", 0.5, time.Second, 2 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := clock.New(tuesday, tt.speed)
				began := time.Now()
				if err := c.Wait(t.Context(), tuesday.Add(tt.wait), "next drop"); err != nil {
					t.Fatal(err)
				}
				if got := time.Since(began); got != tt.wantReal {
					t.Errorf("waited %v, want %v", got, tt.wantReal)
				}
				if got := c.Now(); got.Before(tuesday.Add(tt.wait)) {
					t.Errorf("woken at %v, before the time waited for", got)
				}
			})
		})
	}
}

// waiting starts a Wait and returns a function that says whether it has returned, and with what.
func waiting(ctx context.Context, c *clock.Clock, until time.Time, what string) func() (bool, error) {
	done := make(chan error, 1)
	go func() { done <- c.Wait(ctx, until, what) }()
	synctest.Wait()
	return func() (bool, error) {
		synctest.Wait()
		select {
		case err := <-done:
			return true, err
		default:
			return false, nil
		}
	}
}

func TestTurningWakesOnlyWhatIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.New(tuesday, 0)
		near := waiting(t.Context(), c, tuesday.Add(time.Hour), "near")
		far := waiting(t.Context(), c, tuesday.Add(48*time.Hour), "far")

		time.Sleep(1000 * time.Hour)
		if done, _ := near(); done {
			t.Fatal("a wait returned while the clock stood still")
		}
		if err := c.Jump(tuesday.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if done, err := near(); !done || err != nil {
			t.Errorf("after the jump to it: returned %v with %v, want true with nil", done, err)
		}
		if done, _ := far(); done {
			t.Error("the later wait returned too")
		}
		c.SetSpeed(3600)
		time.Sleep(46 * time.Second)
		if done, _ := far(); done {
			t.Error("the later wait returned an hour early")
		}
		time.Sleep(time.Second)
		if done, err := far(); !done || err != nil {
			t.Errorf("at its time: returned %v with %v, want true with nil", done, err)
		}
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.New(tuesday, 1)
		ctx, cancel := context.WithCancel(t.Context())
		wait := waiting(ctx, c, tuesday.Add(time.Hour), "next drop")
		cancel()
		if done, err := wait(); !done || !errors.Is(err, context.Canceled) {
			t.Errorf("returned %v with %v, want true with context.Canceled", done, err)
		}
		if got := c.Upcoming(); len(got) != 0 {
			t.Errorf("upcoming %v after the wait ended", got)
		}
		if err := c.Wait(ctx, tuesday, "past"); !errors.Is(err, context.Canceled) {
			t.Errorf("a wait on an ended context returned %v", err)
		}
	})
}

func TestJumpRefusesThePast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.New(tuesday, 1)
		time.Sleep(time.Minute)
		if err := c.Jump(tuesday); err == nil {
			t.Error("a jump back was taken")
		}
		if got, want := c.Now(), tuesday.Add(time.Minute); !got.Equal(want) {
			t.Errorf("after the refused jump it is %v, want %v", got, want)
		}
		if err := c.Jump(c.Now()); err != nil {
			t.Errorf("a jump to the present: %v", err)
		}
		if err := c.Jump(tuesday.Add(time.Hour).UTC()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if got, want := c.Now(), tuesday.Add(time.Hour+time.Second); got != want {
			t.Errorf("after the jump and a second it is %v, want %v", got, want)
		}
	})
}

func TestUpcoming(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.New(tuesday, 1)
		hour, day := tuesday.Add(time.Hour), tuesday.Add(24*time.Hour)
		waiting(t.Context(), c, day, "vote closes")
		waiting(t.Context(), c, day, "next drop")
		waiting(t.Context(), c, day, "next drop")
		waiting(t.Context(), c, hour, "reminder")
		want := []clock.Wake{{At: hour, What: "reminder"}, {At: day, What: "next drop"}, {At: day, What: "vote closes"}}
		if diff := cmp.Diff(want, c.Upcoming()); diff != "" {
			t.Errorf("upcoming (-want +got):\n%s", diff)
		}
		if err := c.Jump(hour); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want[1:], c.Upcoming()); diff != "" {
			t.Errorf("upcoming after the jump (-want +got):\n%s", diff)
		}
		if err := c.Jump(day); err != nil { // lets the waits end with the bubble
			t.Fatal(err)
		}
	})
}

func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.New(tuesday, 1)
		changes, cancel := c.Watch()
		defer cancel()
		expect := func(what string, want bool) {
			t.Helper()
			synctest.Wait()
			select {
			case <-changes:
				if !want {
					t.Errorf("%s was told", what)
				}
			default:
				if want {
					t.Errorf("%s was not told", what)
				}
			}
		}
		expect("nothing", false)
		time.Sleep(time.Hour)
		expect("time passing", false)
		c.SetSpeed(2)
		c.SetSpeed(1)
		expect("a new speed", true)
		expect("the same two changes again", false)
		if err := c.Jump(c.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		expect("a jump", true)
		if err := c.Jump(tuesday); err == nil {
			t.Fatal("a jump back was taken")
		}
		expect("a refused jump", false)
		wait := waiting(t.Context(), c, c.Now().Add(time.Hour), "next drop")
		expect("a new wait", true)
		time.Sleep(time.Hour)
		if done, _ := wait(); !done {
			t.Fatal("the wait has not returned")
		}
		expect("a wait that ended", true)

		cancel()
		cancel()
		if _, open := <-changes; open {
			t.Error("the channel got a value after cancel, want it closed")
		}
		c.SetSpeed(3) // must not meet the closed channel
	})
}

func TestManyHandsNeverTurnItBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.New(tuesday, 1)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				last := c.Now()
				for n := 0; ctx.Err() == nil; n++ {
					switch (n + i) % 3 {
					case 0:
						c.SetSpeed(float64((n * 7) % 5000))
					case 1:
						// Others move the clock meanwhile: being refused is fine, going back is not.
						_ = c.Jump(last.Add(time.Minute))
					default:
						short, stop := context.WithTimeout(ctx, 50*time.Millisecond)
						if err := c.Wait(short, last.Add(time.Second), "x"); err == nil && c.Now().Before(last.Add(time.Second)) {
							t.Error("a wait returned early")
						}
						stop()
					}
					now := c.Now()
					if now.Before(last) {
						t.Errorf("the clock went back from %v to %v", last, now)
					}
					last = now
					time.Sleep(time.Millisecond)
				}
			})
		}
		wg.Wait()
	})
}
