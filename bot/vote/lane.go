package vote

import "sync"

// removals is how many reactions may wait to be taken off; what does not fit is found again by the next reading.
const removals = 8192

// A lane holds the reactions that wait to be taken off, in the order in which they came, and room for no more than wait.
type lane struct {
	mu      sync.Mutex
	waiting []removal
	more    chan struct{} // holds something while anything waits
}

func newLane() *lane { return &lane{more: make(chan struct{}, 1)} }

// put has a reaction wait behind all others. It does not block; it reports false if there is no room.
func (l *lane) put(r removal) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) >= removals {
		return false
	}
	l.waiting = append(l.waiting, r)
	l.tell()
	return true
}

// take returns the reaction that has waited longest, and false if none does. It is called after more has told.
func (l *lane) take() (removal, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		return removal{}, false
	}
	r := l.waiting[0]
	l.waiting[0] = removal{} // it holds on to a poll
	if l.waiting = l.waiting[1:]; len(l.waiting) == 0 {
		l.waiting = nil
		return r, true
	}
	l.tell()
	return r, true
}

// tell says that something waits. The lock is held.
func (l *lane) tell() {
	select {
	case l.more <- struct{}{}:
	default: // it is known
	}
}
