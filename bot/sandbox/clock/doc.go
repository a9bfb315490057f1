// Package clock is the story's time in the sandbox: a clock that people can speed up, stop and wind forward.
//
// A serial that posts on Tuesdays cannot be tried out in real time. Everything in the sandbox that follows the
// calendar (message timestamps, snowflakes, the next drop) reads a [Clock] and waits on it; whoever plays with the
// sandbox sets its speed or jumps to the next thing that is due.
//
//	c := clock.New(time.Now(), 1) // real time until somebody turns it
//	go func() { err := c.Wait(ctx, dropAt, "next drop"); ... }()
//	for _, w := range c.Upcoming() { fmt.Println(w.At, w.What) } // what one can jump to
//	err := c.Jump(dropAt) // the Wait above returns
//
// # Decisions
//
// The clock never goes backwards: speeds below zero stop it and Jump refuses the past, so that what was posted later
// is always stamped later.
//
// A jump over several waits wakes them all at the time jumped to, as if the machine had been off in between. The
// clock does not stop at each of them: how a late drop is treated is the waiter's policy, and one to be seen.
//
// Story time is measured from the machine's monotonic clock, so that a correction of the wall clock does not move it.
// While the machine sleeps the story sleeps too. In a testing/synctest bubble it follows the bubble's time.
package clock
