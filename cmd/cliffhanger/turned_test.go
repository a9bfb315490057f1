package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// turned makes the test binary be the program with a clock of the story's own; see turnedClock.
const turned = "CLIFFHANGER_TEST_CLOCK"

// A turnedClock goes faster than that on the wall, from an instant on, up to another at which it stands still. A test
// and the process it runs read the same.
type turnedClock struct {
	from  time.Time // the story's
	wall  time.Time // on the wall
	speed int64
	end   time.Time // the story's
}

// String is what the program reads.
func (c turnedClock) String() string {
	return fmt.Sprintf("%d %d %d %d", c.from.UnixNano(), c.wall.UnixNano(), c.speed, c.end.UnixNano())
}

func parseTurned(text string) (turnedClock, error) {
	var from, wall, speed, end int64
	if _, err := fmt.Sscanf(text, "%d %d %d %d", &from, &wall, &speed, &end); err != nil || speed <= 0 {
		return turnedClock{}, fmt.Errorf("the clock %q: %w", text, err)
	}
	return turnedClock{time.Unix(0, from), time.Unix(0, wall), speed, time.Unix(0, end)}, nil
}

// Now returns the story's time.
func (c turnedClock) Now() time.Time { return c.at(time.Now()) }

// at returns the story's time at an instant on the wall.
func (c turnedClock) at(wall time.Time) time.Time {
	now := c.from.Add(time.Duration(int64(wall.Round(0).Sub(c.wall)) * c.speed))
	if now.After(c.end) {
		return c.end
	}
	return now
}

// Wait returns at until. What comes after the clock's end never comes.
func (c turnedClock) Wait(ctx context.Context, until time.Time, _ string) error {
	for {
		left := until.Sub(c.Now())
		if left <= 0 {
			return ctx.Err()
		}
		pause := time.Hour
		if !until.After(c.end) {
			pause = left/time.Duration(c.speed) + time.Millisecond
		}
		t := time.NewTimer(pause)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
	}
}

// mainAt is the program by a turned clock.
func mainAt(text string) int {
	clock, err := parseTurned(text)
	if err != nil {
		return fail(os.Stderr, err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return call(os.Args[1:], &outside{ctx: ctx, getenv: os.Getenv, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		clock: clock})
}

func TestTurnedClock(t *testing.T) {
	from := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	c, err := parseTurned(turnedClock{from, from.Add(time.Hour), 60, from.Add(3 * time.Hour)}.String())
	if err != nil {
		t.Fatal(err)
	}
	for wall, want := range map[time.Duration]time.Duration{0: 0, time.Minute: time.Hour, time.Hour: 3 * time.Hour} {
		if got := c.at(from.Add(time.Hour + wall)); !got.Equal(from.Add(want)) {
			t.Errorf("after %s it is %s, want %s", wall, got, from.Add(want))
		}
	}
	if _, err := parseTurned("noon"); err == nil {
		t.Error("noon is a clock")
	}
}
