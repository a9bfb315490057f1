package clock_test

import (
	"context"
	"fmt"
	"time"

	"cliffhanger/bot/sandbox/clock"
)

// A drop is due on Tuesday evening; somebody who does not want to wait jumps there.
func Example() {
	c := clock.New(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), 0) // Sunday morning, standing still
	changes, cancel := c.Watch()
	defer cancel()
	posted := make(chan error)
	go func() {
		posted <- c.Wait(context.Background(), time.Date(2026, 11, 24, 19, 0, 0, 0, time.UTC), "next drop")
	}()
	<-changes // the wait is on the list

	next := c.Upcoming()[0]
	fmt.Println(next.What, next.At.Format("Mon 15:04"))
	if err := c.Jump(next.At); err != nil {
		fmt.Println(err)
	}
	fmt.Println(<-posted, c.Now().Format("Mon 15:04"))
	// Output:
	// next drop Tue 19:00
	// <nil> Tue 19:00
}
