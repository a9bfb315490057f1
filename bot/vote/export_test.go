package vote

import "time"

// What tests of the clockwork look into.
var (
	Missed     = missed
	ReminderAt = reminderAt
)

// A Deadline is one that tests move.
type Deadline struct{ deadline }

// Get, Set and End are the deadline's own.
func (d *Deadline) Get(first time.Time) (time.Time, bool, <-chan struct{}) { return d.get(first) }
func (d *Deadline) Set(at time.Time, early bool) bool                      { return d.set(at, early) }
func (d *Deadline) End(moved <-chan struct{}) bool                         { return d.end(moved) }
