// Package memkv is a kv.Engine in memory, with faults that a test can order.
//
// Records live in a persistent tree: a commit builds a new root, and a snapshot is an old one, so snapshots cost
// nothing and never block a commit. Nothing is durable, but [Engine.Reopen] hands the content to a new engine, which
// is how a test plays a restart.
//
//	e := memkv.New()
//	e.Fault(3, memkv.LoseReply) // the third commit from now lands, but its caller sees an error
//	db := kv.Open(e, kv.Options{})
//
// Faults are those of a network between the caller and the store ([LoseRequest], [LoseReply], [Delay], [Double]) and
// of the store itself ([Break], [Fill]). [Engine.FailCall] fails the n-th call of any kind, for loops that let every
// call of a scenario fail once.
//
// An engine may be shared by several DBs, if it is kept from being closed by the first of them (kvtest.Shared).
package memkv

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"cliffhanger/store/kv"
)

// ErrLost is what the caller sees when a request or its reply is lost. It says nothing about the outcome.
var ErrLost = errors.New("memkv: no answer")

// An Engine is a kv.Engine in memory. Make one with New.
type Engine struct {
	ops int // of Limits

	mu      sync.Mutex
	closed  bool
	broken  bool
	now     state
	last    map[[16]byte]uint64 // the last commit of each client that took effect
	plan    plan
	applied int
}

// state is the content at one instant. It is never changed, only replaced.
type state struct {
	data  *node // by key
	heads *node // by partition, as big-endian bytes both
}

// head returns the head of p.
func (s state) head(p kv.Partition) kv.Head {
	v, ok := s.heads.get(number(p))
	if !ok {
		return 0
	}
	return kv.Head(binary.BigEndian.Uint64(v))
}

// number writes a partition or a head as bytes.
func number[N kv.Partition | kv.Head](n N) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(n))
}

// New returns an empty engine.
func New() *Engine {
	return &Engine{last: map[[16]byte]uint64{}}
}

// NewLimited returns an empty engine that takes commits of at most ops operations, as kv.Limits counts them.
func NewLimited(ops int) *Engine {
	e := New()
	e.ops = ops
	return e
}

// Limits returns what NewLimited was given.
func (e *Engine) Limits() kv.Limits { return kv.Limits{Ops: e.ops} }

// Reopen returns a new engine with e's content, without its faults, as a restarted process finds it. e fails from now
// on.
func (e *Engine) Reopen() *Engine {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	fresh := NewLimited(e.ops)
	fresh.now = e.now
	return fresh
}

// Applies returns how many commits with writes have taken effect.
func (e *Engine) Applies() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.applied
}

// Snapshot returns the content of now.
func (e *Engine) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.call(ctx, "snapshot"); err != nil {
		return nil, err
	}
	return &snapshot{engine: e, ctx: ctx, state: e.now}, nil
}

// Apply applies c, or does what a fault ordered for it says.
func (e *Engine) Apply(ctx context.Context, c kv.Commit) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.call(ctx, "apply"); err != nil {
		return err
	}
	if n := len(c.Writes) + len(c.Expect) + 1; e.ops > 0 && n > e.ops {
		return fmt.Errorf("memkv: commit of %d operations, at most %d", n, e.ops)
	}
	defer e.deliver()
	switch e.plan.nextApply() {
	case LoseRequest:
		return ErrLost
	case Delay:
		e.plan.held = append(e.plan.held, cloneCommit(c))
		return ErrLost
	case LoseReply:
		_ = e.land(c) // the outcome is what gets lost
		return ErrLost
	case Double:
		_ = e.land(c)
	case Fill:
		return kv.ErrFull
	case Break:
		e.broken = true
		return fmt.Errorf("memkv: %w", kv.ErrBroken)
	}
	return e.land(c)
}

// Landed reports whether id is the last commit of its client that took effect.
func (e *Engine) Landed(ctx context.Context, id kv.CommitID) (bool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.call(ctx, "landed"); err != nil {
		return false, err
	}
	seq, ok := e.last[id.Client]
	return ok && seq == id.Seq, nil
}

// Close makes every later call fail with kv.ErrClosed.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	return nil
}

// call starts a call of the given kind and returns why it fails, if it does. The caller holds mu.
func (e *Engine) call(ctx context.Context, kind string) error {
	switch {
	case e.closed:
		return fmt.Errorf("memkv: %s: %w", kind, kv.ErrClosed)
	case e.broken:
		return fmt.Errorf("memkv: %s: %w", kind, kv.ErrBroken)
	case e.plan.failsCall():
		return fmt.Errorf("memkv: %s: %w", kind, ErrLost)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("memkv: %s: %w", kind, err)
	}
	return nil
}

// land compares the heads and replaces the state. The caller holds mu.
func (e *Engine) land(c kv.Commit) error {
	for _, x := range c.Expect {
		if e.now.head(x.Partition) != x.Head {
			return kv.ErrConflict
		}
	}
	if len(c.Writes) == 0 {
		return nil
	}
	next := e.now
	for _, x := range c.Expect {
		if x.Written {
			next.heads = next.heads.with(number(x.Partition), number(x.Head+1))
		}
	}
	for _, w := range c.Writes {
		if w.Delete {
			next.data = next.data.without(w.Key)
			continue
		}
		next.data = next.data.with(bytes.Clone(w.Key), bytes.Clone(w.Value))
	}
	e.now, e.last[c.ID.Client] = next, c.ID.Seq
	e.applied++
	return nil
}

// A snapshot is a state and the engine whose faults and end it shares.
type snapshot struct {
	engine *Engine
	ctx    context.Context // the snapshot's whole life is bounded by it
	state  state
}

// Heads returns the heads of ps.
func (s *snapshot) Heads(ps []kv.Partition) ([]kv.Head, error) {
	if err := s.call("heads"); err != nil {
		return nil, err
	}
	heads := make([]kv.Head, len(ps))
	for i, p := range ps {
		heads[i] = s.state.head(p)
	}
	return heads, nil
}

// Get returns the value of key.
func (s *snapshot) Get(key []byte) (value []byte, ok bool, err error) {
	if err := s.call("get"); err != nil {
		return nil, false, err
	}
	value, ok = s.state.data.get(key)
	return value, ok, nil
}

// Scan returns the records of [from, to).
func (s *snapshot) Scan(from, to []byte, limit int) ([]kv.Record, error) {
	if err := s.call("scan"); err != nil {
		return nil, err
	}
	return s.state.data.scan(nil, from, to, limit), nil
}

// Release does nothing: an old state is collected when nobody holds it.
func (s *snapshot) Release() {}

func (s *snapshot) call(kind string) error {
	s.engine.mu.Lock()
	defer s.engine.mu.Unlock()
	return s.engine.call(s.ctx, kind)
}
