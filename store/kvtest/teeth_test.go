package kvtest

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
)

// This file tests the suite: it must fail engines with one planted fault each. It is in the package, because Run can
// only fail the test that calls it.

// recorder is a testing.TB that remembers a failure instead of reporting it.
type recorder struct {
	testing.TB
	mu     sync.Mutex
	failed []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = append(r.failed, fmt.Sprintf(format, args...))
}

func (r *recorder) Error(args ...any) { r.Errorf("%s", fmt.Sprint(args...)) }

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// failures runs one check on engines from open and returns what it found.
func failures(t *testing.T, name string, open Opener) []string {
	t.Helper()
	all := checks()
	i := slices.IndexFunc(all, func(c check) bool { return c.name == name })
	if i < 0 {
		t.Fatalf("the suite has no check %q", name)
	}
	r := &recorder{TB: t}
	t.Run(name, func(t *testing.T) {
		r.TB = t
		done := make(chan struct{})
		go func() {
			defer close(done)
			all[i].run(r, &suite{open: open, reopen: func(t testing.TB, _ kv.Engine) kv.Engine { return open(t) }})
		}()
		<-done
	})
	return r.failed
}

// tries is how often a check may run until it finds a fault. Some need two clients to meet at the right moment.
const tries = 50

// A mutant is a fault, planted in a sound engine, and the checks that must each find it.
type mutant struct {
	fault    string
	plant    func(kv.Engine) kv.Engine
	caughtBy []string
}

func mutants() []mutant {
	return []mutant{
		{"ignores heads", func(e kv.Engine) kv.Engine { return &ignoresHeads{wrapped: wrapped{e}} },
			[]string{"engine/conflict", "interleaved", "counter", "phantom"}},
		{"compares only written partitions", func(e kv.Engine) kv.Engine { return comparesWritten{wrapped{e}} },
			[]string{"engine/conflict"}},
		{"never moves heads", func(e kv.Engine) kv.Engine { return stillHeads{wrapped{e}} },
			[]string{"engine/heads", "engine/conflict", "interleaved"}},
		{"forgets what landed", func(e kv.Engine) kv.Engine { return landed{wrapped{e}, false} },
			[]string{"engine/landed", "counterUnderLoss"}},
		{"claims that all landed", func(e kv.Engine) kv.Engine { return landed{wrapped{e}, true} },
			[]string{"engine/landed", "counterTwice"}},
		{"loses writes", func(e kv.Engine) kv.Engine { return &losesWrites{wrapped: wrapped{e}} },
			[]string{"model", "counter", "fresh"}},
		{"tears commits", func(e kv.Engine) kv.Engine { return tears{wrapped{e}} },
			[]string{"limits", "bank", "voteMove"}},
		{"ignores deletes", func(e kv.Engine) kv.Engine { return noDeletes{wrapped{e}} },
			[]string{"engine/snapshot", "model", "readYourWrites"}},
		{"scans without order", func(e kv.Engine) kv.Engine { return scans{wrapped{e}, reverse} },
			[]string{"engine/scan", "model", "scanAll"}},
		{"scans past the end", func(e kv.Engine) kv.Engine { return scans{wrapped{e}, pastEnd} },
			[]string{"engine/scan", "partitions", "scanAll"}},
		{"ignores the limit", func(e kv.Engine) kv.Engine { return scans{wrapped{e}, noLimit} },
			[]string{"engine/scan"}},
		{"skips the start", func(e kv.Engine) kv.Engine { return scans{wrapped{e}, skipStart} },
			[]string{"engine/scan", "model"}},
		{"reads what is new in an old snapshot", func(e kv.Engine) kv.Engine { return live{wrapped{e}} },
			[]string{"engine/snapshot", "bank"}},
		{"shows old snapshots", func(e kv.Engine) kv.Engine { return &stale{wrapped: wrapped{e}} },
			[]string{"fresh"}},
		{"ignores contexts", func(e kv.Engine) kv.Engine { return noContext{wrapped{e}} },
			[]string{"engine/context", "cancelled"}},
		{"stays open", func(e kv.Engine) kv.Engine { return Shared(e) },
			[]string{"engine/closed"}},
		{"forgets all when closed", func(e kv.Engine) kv.Engine { return e },
			[]string{"reopen"}},
		{"refuses large commits without saying so", func(e kv.Engine) kv.Engine { return silentLimit{wrapped{e}} },
			[]string{"manyPartitions"}},
	}
}

func TestSuiteHasTeeth(t *testing.T) {
	for _, tt := range mutants() {
		t.Run(tt.fault, func(t *testing.T) {
			for _, name := range tt.caughtBy {
				open := func(testing.TB) kv.Engine { return tt.plant(memkv.New()) }
				var found []string
				for range tries {
					if found = failures(t, name, open); len(found) > 0 {
						break
					}
				}
				if len(found) == 0 {
					t.Errorf("%s passes an engine that %s", name, tt.fault)
					continue
				}
				t.Logf("%s: %s", name, found[0])
			}
		})
	}
}

// ignoresHeads applies every commit as if its heads were right.
type ignoresHeads struct {
	wrapped
	mu sync.Mutex
}

func (e *ignoresHeads) Apply(ctx context.Context, c kv.Commit) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	snap, err := e.Engine.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer snap.Release()
	c.Expect = slices.Clone(c.Expect)
	for i, x := range c.Expect {
		heads, err := snap.Heads([]kv.Partition{x.Partition})
		if err != nil {
			return err
		}
		c.Expect[i].Head = heads[0]
	}
	return e.Engine.Apply(ctx, c)
}

// comparesWritten forgets to compare what was only read.
type comparesWritten struct{ wrapped }

func (e comparesWritten) Apply(ctx context.Context, c kv.Commit) error {
	c.Expect = slices.DeleteFunc(slices.Clone(c.Expect), func(x kv.Expect) bool { return !x.Written })
	return e.Engine.Apply(ctx, c)
}

// stillHeads never moves a head.
type stillHeads struct{ wrapped }

func (e stillHeads) Apply(ctx context.Context, c kv.Commit) error {
	c.Expect = slices.Clone(c.Expect)
	for i := range c.Expect {
		c.Expect[i].Written = false
	}
	return e.Engine.Apply(ctx, c)
}

// landed gives the same answer to every question whether a commit landed.
type landed struct {
	wrapped
	answer bool
}

func (e landed) Landed(context.Context, kv.CommitID) (bool, error) { return e.answer, nil }

// losesWrites acknowledges every seventh commit and forgets it.
type losesWrites struct {
	wrapped
	mu sync.Mutex
	n  int
}

func (e *losesWrites) Apply(ctx context.Context, c kv.Commit) error {
	e.mu.Lock()
	e.n++
	lost := e.n%7 == 0
	e.mu.Unlock()
	if lost {
		return nil
	}
	return e.Engine.Apply(ctx, c)
}

// tears writes only the first half of a commit.
type tears struct{ wrapped }

func (e tears) Apply(ctx context.Context, c kv.Commit) error {
	c.Writes = c.Writes[:(len(c.Writes)+1)/2]
	return e.Engine.Apply(ctx, c)
}

// noDeletes deletes nothing.
type noDeletes struct{ wrapped }

func (e noDeletes) Apply(ctx context.Context, c kv.Commit) error {
	c.Writes = slices.DeleteFunc(slices.Clone(c.Writes), func(w kv.Write) bool { return w.Delete })
	return e.Engine.Apply(ctx, c)
}

// scans answers scans in its own way.
type scans struct {
	wrapped
	scan scanFunc
}

type scanFunc func(s kv.Snapshot, from, to []byte, limit int) ([]kv.Record, error)

func (e scans) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	s, err := e.Engine.Snapshot(ctx)
	return scanning{s, e.scan}, err
}

type scanning struct {
	kv.Snapshot
	scan scanFunc
}

func (s scanning) Scan(from, to []byte, limit int) ([]kv.Record, error) {
	return s.scan(s.Snapshot, from, to, limit)
}

func reverse(s kv.Snapshot, from, to []byte, limit int) ([]kv.Record, error) {
	records, err := s.Scan(from, to, limit)
	slices.Reverse(records)
	return records, err
}

func pastEnd(s kv.Snapshot, from, _ []byte, limit int) ([]kv.Record, error) {
	return s.Scan(from, nil, limit)
}

func noLimit(s kv.Snapshot, from, to []byte, _ int) ([]kv.Record, error) { return s.Scan(from, to, 0) }

func skipStart(s kv.Snapshot, from, to []byte, limit int) ([]kv.Record, error) {
	return s.Scan(append(slices.Clone(from), 0), to, limit)
}

// live has snapshots that move with the content.
type live struct{ wrapped }

func (e live) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	s, err := e.Engine.Snapshot(ctx)
	return moving{s, e.Engine, ctx}, err
}

type moving struct {
	kv.Snapshot
	engine kv.Engine
	ctx    context.Context
}

func (s moving) Get(k []byte) (value []byte, ok bool, err error) {
	now, err := s.engine.Snapshot(s.ctx)
	if err != nil {
		return nil, false, err
	}
	defer now.Release()
	runtime.Gosched() // give the content a chance to move
	return now.Get(k)
}

// stale shows every snapshot twice.
type stale struct {
	wrapped
	mu   sync.Mutex
	last kv.Snapshot
}

func (e *stale) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if last := e.last; last != nil {
		e.last = nil
		return last, nil
	}
	s, err := e.Engine.Snapshot(context.WithoutCancel(ctx))
	e.last = s
	return s, err
}

// noContext does everything whether it is wanted or not.
type noContext struct{ wrapped }

func (e noContext) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	return e.Engine.Snapshot(context.WithoutCancel(ctx))
}

func (e noContext) Apply(ctx context.Context, c kv.Commit) error {
	return e.Engine.Apply(context.WithoutCancel(ctx), c)
}

// silentLimit takes no commit of more than 128 operations, and has no Limits that say so.
type silentLimit struct{ wrapped }

func (silentLimit) Limits() kv.Limits { return kv.Limits{} }

func (e silentLimit) Apply(ctx context.Context, c kv.Commit) error {
	if len(c.Writes)+len(c.Expect)+1 > 128 {
		return kv.ErrFull
	}
	return e.Engine.Apply(ctx, c)
}
