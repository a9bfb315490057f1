package vote

import (
	"sync"
	"testing"
)

// What waits to be taken off comes out in the order in which it came, and none that was taken in is left behind.
func TestALaneKeepsOrderAndLimit(t *testing.T) {
	l := newLane()
	for i := range removals + 2 {
		if took := l.put(removal{user: uint64(i)}); took != (i < removals) {
			t.Fatalf("put %d: %t", i, took)
		}
	}
	for i := range removals {
		<-l.more
		if r, ok := l.take(); !ok || r.user != uint64(i) {
			t.Fatalf("take %d: %d, %t", i, r.user, ok)
		}
	}
	if r, ok := l.take(); ok || l.waiting != nil {
		t.Fatalf("an empty lane gives %d and has room for %d", r.user, cap(l.waiting))
	}
	if !l.put(removal{user: 7}) {
		t.Fatal("an empty lane is full")
	}
}

// Nobody who takes off waits while something does, however puts and takes meet.
func TestALaneWakesItsTaker(t *testing.T) {
	const each, hands = 500, 4
	l := newLane()
	var work sync.WaitGroup
	for h := range hands {
		work.Go(func() {
			for i := range each {
				if !l.put(removal{user: uint64(h), reading: int64(i)}) {
					t.Error("no room")
				}
			}
		})
	}
	var next [hands]int64
	for taken := 0; taken < each*hands; {
		<-l.more
		r, ok := l.take()
		if !ok {
			continue
		}
		if r.reading != next[r.user] {
			t.Fatalf("of %d came %d, want %d", r.user, r.reading, next[r.user])
		}
		next[r.user]++
		taken++
	}
	work.Wait()
}
