package memkv

import (
	"bytes"
	"slices"

	"cliffhanger/store/kv"
)

// A Fault is what becomes of one commit.
type Fault int

// The faults.
const (
	_           Fault = iota
	LoseRequest       // it never arrives; the caller sees ErrLost
	LoseReply         // it takes effect as usual; the caller sees ErrLost
	Delay             // the caller sees ErrLost, and it arrives after the next commit, or at Deliver
	Double            // it arrives twice, and the caller sees the second answer
	Fill              // it is refused with kv.ErrFull
	Break             // it is lost, and this and every later call fails with kv.ErrBroken
)

// plan holds the faults still to come.
type plan struct {
	applies int           // commits seen
	faults  map[int]Fault // by the number of the commit
	calls   int           // calls seen, of any kind
	failing map[int]bool  // by the number of the call
	held    []kv.Commit   // delayed; the last one may have come in with the call under way
	due     int           // how many of held arrive after the call under way
}

// Fault orders f for the n-th commit from now; 1 is the next. Commits that only compare heads count too.
func (e *Engine) Fault(n int, f Fault) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.plan.faults == nil {
		e.plan.faults = map[int]Fault{}
	}
	e.plan.faults[e.plan.applies+n] = f
}

// FailCall makes the n-th call from now (1 is the next) fail with ErrLost without doing anything. Calls of all methods
// count, those of snapshots included, except Close and Release.
func (e *Engine) FailCall(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.plan.failing == nil {
		e.plan.failing = map[int]bool{}
	}
	e.plan.failing[e.plan.calls+n] = true
}

// Calls returns how many calls the engine has seen, as FailCall counts them.
func (e *Engine) Calls() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.plan.calls
}

// Deliver lets the delayed commits arrive, and returns how many of them took effect.
func (e *Engine) Deliver() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.plan.due = len(e.plan.held)
	before := e.applied
	e.deliver()
	return e.applied - before
}

// deliver lets those delayed commits arrive that are due, and makes the others due next time. The caller holds mu.
func (e *Engine) deliver() {
	for _, c := range e.plan.held[:e.plan.due] {
		_ = e.land(c) // nobody waits for the answer
	}
	e.plan.held = slices.Delete(e.plan.held, 0, e.plan.due)
	e.plan.due = len(e.plan.held)
}

// nextApply counts a commit and returns its fault, if any.
func (p *plan) nextApply() Fault {
	p.applies++
	f := p.faults[p.applies]
	delete(p.faults, p.applies)
	return f
}

// failsCall counts a call and reports whether it is to fail.
func (p *plan) failsCall() bool {
	p.calls++
	fails := p.failing[p.calls]
	delete(p.failing, p.calls)
	return fails
}

// cloneCommit copies what the caller may change after its call has returned.
func cloneCommit(c kv.Commit) kv.Commit {
	c.Expect = slices.Clone(c.Expect)
	c.Writes = slices.Clone(c.Writes)
	for i, w := range c.Writes {
		c.Writes[i].Key, c.Writes[i].Value = bytes.Clone(w.Key), bytes.Clone(w.Value)
	}
	return c
}
