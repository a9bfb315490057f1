package gateway

import "time"

// window counts what a client sends on one connection.
type window struct {
	times [sendsPerMinute]time.Time // of the last sends, oldest at next
	next  int
}

// allow counts a payload sent now and tells whether it is within the limit of any 60 seconds.
func (w *window) allow(now time.Time) bool {
	oldest := &w.times[w.next]
	if !oldest.IsZero() && now.Sub(*oldest) < time.Minute {
		return false
	}
	*oldest = now
	w.next = (w.next + 1) % sendsPerMinute
	return true
}
