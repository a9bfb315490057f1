package vote

import (
	"maps"
	"sync"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A heard is something that waits to be counted: a reaction event, or a ballot cast without one.
type heard struct {
	user    uint64
	arrival int64 // how many had come to this poll with it
	event   store.Event
	who     *Person  // who pressed, where the vote asks who may; nil else
	cast    *casting // a ballot cast by a button or a command; nil for events
	choice  story.Choice
	kind    discord.ReactionKind
	super   bool
}

// wipes returns what a moderator has removed, if that is what was heard.
func (h *heard) wipes() wipe {
	switch {
	case h.cast != nil:
	case h.kind == discord.ReactionsCleared:
		return everything
	case h.kind == discord.EmojiCleared:
		return wipeOf(h.choice)
	}
	return 0
}

// inboxMost is how many of them wait at most: 4 MiB. Where more come, all reactions are read again.
const inboxMost = 1 << 16

// batchMost is how many are counted at once. The journal is synced once for all of them.
const batchMost = 4096

// An inbox holds what was heard of a poll, in the order in which it came, until it is counted. It never blocks whoever
// hands something in.
//
// It also knows which reactions have been pressed lately, as events told, until they are counted or a reading covers
// them. A reading needs that where a reaction waits to be taken off as surplus: one that was pressed meanwhile is a new
// click all the same.
type inbox struct {
	mu          sync.Mutex
	waiting     []heard
	spare       []heard // the room of what was counted last
	arrivals    int64   // ever
	pressed     map[press]int64
	acting      map[uint64]bool // of whom something was heard since a reading began; nil: none is under way
	busy        bool            // somebody counts
	taken, done int64           // ever; what was refused is in neither
	marks       []mark
}

// A press is a reaction that was pressed.
type press struct {
	user   uint64
	choice story.Choice
}

// A mark is somebody who waits until so many are counted.
type mark struct {
	at      int64
	reached chan struct{}
}

// add takes what was heard. It reports false if there is no room.
func (b *inbox) add(h heard) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.arrivals++
	h.arrival = b.arrivals
	if b.acting != nil && h.wipes() == 0 {
		b.acting[h.user] = true
	}
	if h.kind == discord.ReactionAdded {
		if b.pressed == nil {
			b.pressed = map[press]int64{}
		}
		b.pressed[press{h.user, h.choice}] = h.arrival
	}
	if len(b.waiting) >= inboxMost {
		return false
	}
	b.waiting = append(b.waiting, h)
	b.taken++
	return true
}

// watch returns how many have come, and takes note from now on of whom something comes, until unwatch.
func (b *inbox) watch() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.acting = map[uint64]bool{}
	return b.arrivals
}

func (b *inbox) unwatch() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.acting = nil
}

// watched returns how many have come, and of whom something has since watch.
func (b *inbox) watched() (int64, map[uint64]bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.arrivals, maps.Clone(b.acting)
}

// hire reports whether somebody has to begin to count.
func (b *inbox) hire() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.busy || len(b.waiting) == 0 {
		return false
	}
	b.busy = true
	return true
}

// next returns what is to be counted next, none if there is nothing or it is over: then nobody counts from now on.
func (b *inbox) next(over bool) []heard {
	b.mu.Lock()
	defer b.mu.Unlock()
	if over || len(b.waiting) == 0 {
		b.busy = false
		if len(b.waiting) == 0 {
			b.waiting, b.spare = nil, nil // a quiet vote keeps no room
		}
		return nil
	}
	if len(b.waiting) <= batchMost {
		batch := b.waiting
		b.waiting, b.spare = b.spare[:0], nil
		return batch
	}
	batch := append(b.spare[:0], b.waiting[:batchMost]...)
	b.spare = nil
	left := copy(b.waiting, b.waiting[batchMost:])
	clear(b.waiting[left:])
	b.waiting = b.waiting[:left]
	return batch
}

// finished takes a batch that was counted.
func (b *inbox) finished(batch []heard) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range batch {
		b.forget(&batch[i])
	}
	b.done += int64(len(batch))
	for len(b.marks) > 0 && b.marks[0].at <= b.done {
		close(b.marks[0].reached)
		b.marks = b.marks[1:]
	}
	clear(batch) // it holds on to people
	if cap(batch) <= 2*batchMost {
		b.spare = batch[:0]
	}
}

// counted takes some of a batch, which is not finished yet: what they leave behind is taken off from now on.
func (b *inbox) counted(some []*heard) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, h := range some {
		b.forget(h)
	}
}

// forget forgets that a reaction was pressed, unless that was done again since. The lock is held.
func (b *inbox) forget(h *heard) {
	if p := (press{h.user, h.choice}); h.cast == nil && b.pressed[p] <= h.arrival {
		delete(b.pressed, p)
	}
}

// mark returns what is closed when all that was taken so far is counted, nil if it is already.
func (b *inbox) mark() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.done == b.taken {
		return nil
	}
	m := mark{at: b.taken, reached: make(chan struct{})}
	b.marks = append(b.marks, m)
	return m.reached
}

// has reports whether an event has told lately that this was pressed.
func (b *inbox) has(p press) bool { return b.since(p, 0) }

// since reports whether a reaction has been pressed after an arrival, as an event told that is still to be counted.
func (b *inbox) since(p press, arrival int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.pressed[p] > arrival
}

// covered forgets what was pressed up to an arrival, which a reading has covered, unless it waits to be counted.
func (b *inbox) covered(cut int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	waits := map[press]bool{}
	for i := range b.waiting {
		waits[press{b.waiting[i].user, b.waiting[i].choice}] = true
	}
	for p, a := range b.pressed {
		if a <= cut && !waits[p] {
			delete(b.pressed, p)
		}
	}
}
