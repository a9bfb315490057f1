package vote

import (
	"sync"

	"cliffhanger/story"
)

// fresh remembers which reactions have been pressed lately, as events told, until they are counted or a reading covers
// them. A reading needs it where a reaction waits to be taken off as surplus: one that was pressed meanwhile is a new
// click all the same.
type fresh struct {
	mu      sync.Mutex
	pressed map[press]int64 // by whom and what: the arrival of the newest event
}

type press struct {
	voter  story.ReaderID
	choice story.Choice
}

// note remembers an event.
func (f *fresh) note(p press, arrival int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pressed == nil {
		f.pressed = map[press]int64{}
	}
	f.pressed[p] = max(f.pressed[p], arrival)
}

// counted forgets an event that was counted, unless there is a newer one.
func (f *fresh) counted(p press, arrival int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pressed[p] <= arrival {
		delete(f.pressed, p)
	}
}

// has reports whether such an event has come.
func (f *fresh) has(p press) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, ok := f.pressed[p]
	return ok
}

// covered forgets the events up to an arrival, which a reading has covered.
func (f *fresh) covered(arrival int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for p, a := range f.pressed {
		if a <= arrival {
			delete(f.pressed, p)
		}
	}
}
