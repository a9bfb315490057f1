package bot_test

import (
	"bytes"
	"strings"
	"sync"
)

// A tally counts the lines of a log by what they say, and keeps the last of them.
type tally struct {
	mu    sync.Mutex
	lines map[string]int // by msg="…"
	last  []string
}

func newTally() *tally { return &tally{lines: map[string]int{}} }

// Write takes a line.
func (l *tally) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, rest, ok := bytes.Cut(b, []byte(`msg="`)); ok {
		what, _, _ := bytes.Cut(rest, []byte(`"`))
		l.lines[`msg="`+string(what)+`"`]++
	}
	l.last = append(l.last, string(b))
	l.last = l.last[max(0, len(l.last)-20):]
	return len(b), nil
}

// said returns how many lines have said something.
func (l *tally) said(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines[what]
}

// tail returns the last lines.
func (l *tally) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.last, "")
}
