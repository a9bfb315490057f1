package wire

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// A stream is one way of a connection: pieces of bytes with the moments from which they may be read.
type stream struct {
	net  *Network
	size int // bytes it holds

	mu      sync.Mutex    // never held while waiting
	changed chan struct{} // closed, and made anew, when anything below changes
	pieces  []piece
	held    int       // bytes in pieces
	last    time.Time // when the newest piece may be read
	carried int64     // bytes since the beginning
	end     error     // what comes after the pieces: io.EOF or ECONNRESET; nil while the way is open
	endAt   time.Time // from when on
	gone    bool      // the reader has closed
	goneAt  time.Time // when the writer learns of it
	left    bool      // the writer has closed
	readBy  time.Time // deadlines; zero: none
	writeBy time.Time
}

type piece struct {
	bytes []byte
	at    time.Time
}

func newStream(n *Network) *stream {
	return &stream{net: n, size: n.buffer, changed: make(chan struct{})}
}

// tell wakes whoever waits. The lock is held.
func (s *stream) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *stream) poke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell()
}

// await waits until something changes or the earliest of the given moments; zero ones do not count.
func await(changed <-chan struct{}, moments ...time.Time) {
	var first time.Time
	for _, m := range moments {
		if !m.IsZero() && (first.IsZero() || m.Before(first)) {
			first = m
		}
	}
	if first.IsZero() {
		<-changed
		return
	}
	timer := time.NewTimer(time.Until(first))
	defer timer.Stop()
	select {
	case <-changed:
	case <-timer.C:
	}
}

// passed tells whether a deadline is over.
func passed(deadline, now time.Time) bool { return !deadline.IsZero() && !now.Before(deadline) }

// A try is what one look at a stream came to. If again is not nil, nothing could be done: look again when it closes or
// one of the moments comes.
type try struct {
	n     int
	err   error
	cut   bool // the connection is to break
	again <-chan struct{}
	due   [2]time.Time
}

// read takes what has arrived, at most one piece, or waits for it.
func (s *stream) read(p []byte) (int, error) {
	for {
		t := s.take(p)
		if t.again == nil {
			return t.n, t.err
		}
		await(t.again, t.due[:]...)
	}
}

// take is one try of read.
func (s *stream) take(p []byte) try {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	switch {
	case s.gone:
		return try{err: net.ErrClosed}
	case passed(s.readBy, now):
		return try{err: os.ErrDeadlineExceeded}
	case len(p) == 0:
		return try{}
	case s.broken() && len(s.pieces) == 0: // a reset reaches both ends, whatever the network lets through
		return try{err: s.end}
	case s.net.now().Blackhole: // asked under the lock, so that no change can come between this and again
		return try{again: s.changed, due: [2]time.Time{s.readBy}}
	case len(s.pieces) > 0 && !s.pieces[0].at.After(now):
		return try{n: s.shift(p)}
	case len(s.pieces) > 0:
		return try{again: s.changed, due: [2]time.Time{s.readBy, s.pieces[0].at}}
	case s.end != nil && !s.endAt.After(now):
		return try{err: s.end}
	}
	return try{again: s.changed, due: [2]time.Time{s.readBy, s.endAt}}
}

// broken tells whether the way ended by a reset. The lock is held.
func (s *stream) broken() bool { return s.end == syscall.ECONNRESET }

// shift moves bytes of the first piece into p. The lock is held.
func (s *stream) shift(p []byte) int {
	first := &s.pieces[0]
	n := copy(p, first.bytes)
	if first.bytes = first.bytes[n:]; len(first.bytes) == 0 {
		s.pieces[0] = piece{}
		s.pieces = s.pieces[1:]
	}
	s.held -= n
	s.tell()
	return n
}

// write puts bytes on their way, and waits while there is no room for them. cut says that the connection is to break.
func (s *stream) write(p []byte) (n int, cut bool, err error) {
	for {
		t := s.put(p[n:])
		n += t.n
		switch {
		case t.again != nil:
			await(t.again, t.due[:]...)
		case t.err != nil || n == len(p):
			return n, t.cut, t.err
		}
	}
}

// put is one try of write.
func (s *stream) put(p []byte) try {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	switch {
	case s.left:
		return try{err: net.ErrClosed}
	case passed(s.writeBy, now):
		return try{err: os.ErrDeadlineExceeded}
	case s.broken():
		return try{err: s.end}
	case s.gone && !s.goneAt.After(now):
		return try{err: syscall.EPIPE}
	case s.gone:
		return try{n: len(p)} // on its way to nobody
	}
	toxics := s.net.now()
	n := min(len(p), s.size-s.held)
	if limit := toxics.CutAfter - s.carried; toxics.CutAfter > 0 && limit < int64(len(p)) && limit <= int64(n) {
		s.send(p[:max(0, limit)], toxics, now)
		return try{n: int(max(0, limit)), err: syscall.ECONNRESET, cut: true}
	}
	if n == 0 && len(p) > 0 {
		return try{again: s.changed, due: [2]time.Time{s.writeBy}}
	}
	s.send(p[:n], toxics, now)
	return try{n: n}
}

// send stamps bytes and queues them, in pieces if the network slices. The lock is held.
func (s *stream) send(p []byte, toxics Toxics, now time.Time) {
	s.carried += int64(len(p))
	s.held += len(p)
	at := later(now.Add(toxics.Latency), s.last)
	for len(p) > 0 {
		n := len(p)
		if toxics.Slice > 0 {
			n = min(n, toxics.Slice)
		}
		s.pieces = append(s.pieces, piece{append([]byte(nil), p[:n]...), at})
		s.last, p = at, p[n:]
		at = at.Add(toxics.SliceDelay)
	}
	s.tell()
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// finish closes the writer's end: the reader gets what is on its way, then io.EOF. It tells whether it was open.
func (s *stream) finish() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	toxics := s.net.now()
	if s.left {
		return false
	}
	s.left = true
	if s.end == nil {
		s.end = io.EOF
		s.endAt = later(time.Now().Add(toxics.Latency), s.last).Add(toxics.SlowClose)
	}
	s.tell()
	return true
}

// abandon closes the reader's end: what is on its way is lost, and the writer learns of it later by EPIPE. It tells
// whether it was open.
func (s *stream) abandon() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	toxics := s.net.now()
	if s.gone {
		return false
	}
	s.gone, s.goneAt = true, time.Now().Add(toxics.Latency+toxics.SlowClose)
	s.pieces, s.held = nil, 0
	s.tell()
	return true
}

// snap breaks the way: pieces already on it arrive if keep is true and are lost otherwise.
func (s *stream) snap(keep bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end, s.endAt = syscall.ECONNRESET, s.last
	if !keep {
		s.pieces, s.held = nil, 0
	}
	s.tell()
}

// over tells whether both ends have closed.
func (s *stream) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gone && s.left
}

func (s *stream) readDeadline(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readBy = t
	s.tell()
}

func (s *stream) writeDeadline(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writeBy = t
	s.tell()
}
