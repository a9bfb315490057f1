// Package kvtest holds the suite that every kv.Engine passes, and engines to put around others in tests.
//
//	func TestSuite(t *testing.T) {
//		kvtest.Run(t, func(t testing.TB) kv.Engine { return openMine(t) })
//	}
//
// The suite asks an engine directly for what kv.Engine promises, and through kv.DB for what its callers rely on:
// money moved between accounts is neither made nor lost, ranges hold no phantoms, a counter under lost replies counts
// each call once. Where it makes sense two DBs share the engine, as two processes share a cluster.
//
// [Twice] makes every update function run twice, which finds functions that cannot. [Lossy] loses requests and replies.
//
// # Decisions
//
//   - Faults sit between kv.DB and the engine, not below it: an engine that forgets its last commit is found by the
//     first lost reply, and by chaos on a cluster hardly ever.
//   - The suite has a test of its own that it fails engines with one planted fault each. A new check comes with the
//     faulty engine that nothing else finds.
package kvtest

import (
	"testing"

	"cliffhanger/store/kv"
)

// An Opener returns a new, empty engine. It leaves closing to the suite, or registers a Cleanup as well.
type Opener func(t testing.TB) kv.Engine

// An Option adds to the suite.
type Option func(*suite)

// Reopen adds the checks of what survives an orderly end. open is given an engine from the Opener after it was
// closed, and returns a new engine on the same content.
func Reopen(open func(t testing.TB, closed kv.Engine) kv.Engine) Option {
	return func(s *suite) { s.reopen = open }
}

// suite is what a check may use.
type suite struct {
	open   Opener
	reopen func(t testing.TB, closed kv.Engine) kv.Engine
}

// A check is one subtest of the suite.
type check struct {
	name string
	run  func(t testing.TB, s *suite)
}

// checks returns the suite, cheap checks first.
func checks() []check {
	return []check{
		{"engine/heads", engineHeads},
		{"engine/conflict", engineConflict},
		{"engine/landed", engineLanded},
		{"engine/snapshot", engineSnapshot},
		{"engine/scan", engineScan},
		{"engine/closed", engineClosed},
		{"engine/context", engineContext},
		{"model", model},
		{"readYourWrites", readYourWrites},
		{"limits", limits},
		{"partitions", partitions},
		{"rollback", rollback},
		{"manyPartitions", manyPartitions},
		{"scanAll", scanAll},
		{"fresh", fresh},
		{"interleaved", interleaved},
		{"bank", bank},
		{"phantom", phantom},
		{"voteMove", voteMove},
		{"counter", counter},
		{"counterUnderLoss", counterUnderLoss},
		{"counterTwice", counterTwice},
		{"sharedSync", sharedSync},
		{"cancelled", cancelled},
		{"closed", closed},
		{"reopen", reopen},
	}
}

// Run runs the suite as subtests of t. It takes a second or two on a fast engine.
func Run(t *testing.T, open Opener, options ...Option) {
	t.Helper()
	s := &suite{open: open}
	for _, o := range options {
		o(s)
	}
	for _, c := range checks() {
		if c.name == "reopen" && s.reopen == nil {
			continue
		}
		t.Run(c.name, func(t *testing.T) { c.run(t, s) })
	}
}

// openDB returns a DB on a new engine, closed at the end of the test.
func (s *suite) openDB(t testing.TB) *kv.DB {
	t.Helper()
	return attach(t, s.open(t))
}

// openPair returns two DBs that share one new engine, as two processes would.
func (s *suite) openPair(t testing.TB) [2]*kv.DB {
	t.Helper()
	e := s.openEngine(t)
	return [2]*kv.DB{attach(t, Shared(e)), attach(t, Shared(e))}
}

// openEngine returns a new engine, closed at the end of the test.
func (s *suite) openEngine(t testing.TB) kv.Engine {
	t.Helper()
	e := s.open(t)
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close engine: %v", err)
		}
	})
	return e
}

// attach opens a DB on e, closed at the end of the test.
func attach(t testing.TB, e kv.Engine) *kv.DB {
	t.Helper()
	db := kv.Open(e, kv.Options{})
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close DB: %v", err)
		}
	})
	return db
}
