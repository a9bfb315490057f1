package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// A progress tells whoever waits at a terminal what takes so long. A nil one tells nobody.
type progress struct {
	w          io.Writer
	what       atomic.Pointer[string]
	all, done  atomic.Int64 // 0 of all: how much there is to do is not known
	stop, gone chan struct{}
}

const (
	noBarBefore  = time.Second // what is done by then needs no bar
	progressTick = 200 * time.Millisecond
	barWidth     = 30
)

// progressOn begins to tell on a terminal; on anything else, such as a pipe or a file, it returns nil.
func progressOn(w io.Writer) *progress {
	f, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 || os.Getenv("TERM") == "dumb" {
		return nil
	}
	return newProgress(w)
}

func newProgress(w io.Writer) *progress {
	p := &progress{w: w, stop: make(chan struct{}), gone: make(chan struct{})}
	go p.run()
	return p
}

// begin says what is done from now on, and of how many parts it is; 0 if that is not known.
func (p *progress) begin(what string, parts int) {
	if p == nil {
		return
	}
	p.done.Store(0)
	p.all.Store(int64(parts))
	p.what.Store(&what)
}

// reading says how many files of a folder have been read. A single file is read in one go.
func (p *progress) reading(done, all int) {
	if p == nil {
		return
	}
	if done == 0 {
		p.begin("reading", all)
	}
	p.done.Store(int64(done))
}

// step says that one part is done.
func (p *progress) step() {
	if p != nil {
		p.done.Add(1)
	}
}

// end takes the bar away. It must be called before anything else is printed, and may be called again.
func (p *progress) end() {
	if p == nil {
		return
	}
	select {
	case <-p.gone:
	default:
		close(p.stop)
		<-p.gone
	}
}

// run draws until the end. What cannot be written to a terminal can be told nobody either.
func (p *progress) run() {
	defer close(p.gone)
	began, tick := time.Now(), time.NewTicker(progressTick)
	defer tick.Stop()
	drawn := false
	for {
		select {
		case <-p.stop:
			if drawn {
				fmt.Fprint(p.w, "\r\x1b[K")
			}
			return
		case <-tick.C:
			if since := time.Since(began); since >= noBarBefore {
				fmt.Fprint(p.w, "\r\x1b[K"+p.line(since))
				drawn = true
			}
		}
	}
}

// line returns what is done, how far it is, and for how long it has been.
func (p *progress) line(since time.Duration) string {
	what, seconds := p.what.Load(), int(since.Seconds())
	if what == nil {
		return fmt.Sprintf("%d s", seconds)
	}
	all, done := int(p.all.Load()), int(p.done.Load())
	if all == 0 {
		return fmt.Sprintf("%s … %d s", *what, seconds)
	}
	full := min(barWidth*done/all, barWidth)
	return fmt.Sprintf("%s [%s%s] %d of %d, %d s", *what, strings.Repeat("#", full), strings.Repeat(".", barWidth-full),
		done, all, seconds)
}
