package memkv_test

import (
	"errors"
	"testing"

	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
)

// commit offers a commit that moves partition 1 from the given head and writes text, with the given number as its id.
func commit(t *testing.T, e *memkv.Engine, seq uint64, head kv.Head, text string) error {
	t.Helper()
	return e.Apply(t.Context(), kv.Commit{
		ID:     kv.CommitID{Client: [16]byte{1}, Seq: seq},
		Expect: []kv.Expect{{Partition: 1, Head: head, Written: true}},
		Writes: []kv.Write{{Key: kv.Key('k', 1), Value: []byte(text)}},
	})
}

// value returns what commit wrote last.
func value(t *testing.T, e *memkv.Engine) string {
	t.Helper()
	snap, err := e.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Release()
	v, _, err := snap.Get(kv.Key('k', 1))
	if err != nil {
		t.Fatal(err)
	}
	return string(v)
}

func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		name   string
		fault  memkv.Fault
		err    error  // of the commit
		value  string // after it
		landed bool
		again  error  // of the same commit, offered again
		end    string // the value after that
	}{
		{"none", 0, nil, "one", true, kv.ErrConflict, "one"},
		{"lost request", memkv.LoseRequest, memkv.ErrLost, "", false, nil, "one"},
		{"lost reply", memkv.LoseReply, memkv.ErrLost, "one", true, kv.ErrConflict, "one"},
		{"delay", memkv.Delay, memkv.ErrLost, "", false, nil, "one"},
		{"double", memkv.Double, kv.ErrConflict, "one", true, kv.ErrConflict, "one"},
		{"fill", memkv.Fill, kv.ErrFull, "", false, nil, "one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := memkv.New()
			e.Fault(1, tt.fault)
			if err := commit(t, e, 1, 0, "one"); !errors.Is(err, tt.err) {
				t.Errorf("commit: %v, want %v", err, tt.err)
			}
			if got := value(t, e); got != tt.value {
				t.Errorf("value is %q, want %q", got, tt.value)
			}
			landed, err := e.Landed(t.Context(), kv.CommitID{Client: [16]byte{1}, Seq: 1})
			if err != nil || landed != tt.landed {
				t.Errorf("Landed = %v, %v, want %v", landed, err, tt.landed)
			}
			if err := commit(t, e, 1, 0, "one"); !errors.Is(err, tt.again) {
				t.Errorf("the same again: %v, want %v", err, tt.again)
			}
			if got := value(t, e); got != tt.end {
				t.Errorf("value is %q at the end, want %q", got, tt.end)
			}
		})
	}
}

func TestDelayedCommitArrives(t *testing.T) {
	late := func(t *testing.T) *memkv.Engine {
		e := memkv.New()
		e.Fault(1, memkv.Delay)
		if err := commit(t, e, 1, 0, "late"); !errors.Is(err, memkv.ErrLost) {
			t.Fatalf("delayed commit: %v, want ErrLost", err)
		}
		return e
	}
	e := late(t)
	if n := e.Deliver(); n != 1 || value(t, e) != "late" {
		t.Errorf("Deliver = %d, value %q, want the late commit to land", n, value(t, e))
	}
	e = late(t)
	if err := commit(t, e, 2, 7, "no"); !errors.Is(err, kv.ErrConflict) || value(t, e) != "late" {
		t.Errorf("next commit: %v, value %q, want a conflict, then the late one", err, value(t, e))
	}
	e = late(t)
	if err := commit(t, e, 2, 0, "next"); err != nil || value(t, e) != "next" {
		t.Errorf("next commit: %v, value %q, want it to win", err, value(t, e))
	}
	if n := e.Deliver(); n != 0 {
		t.Errorf("Deliver = %d after the late commit had arrived", n)
	}
	if n := e.Applies(); n != 1 {
		t.Errorf("%d commits took effect, want 1", n)
	}
}

func TestBreakEndsTheEngine(t *testing.T) {
	e := memkv.New()
	e.Fault(2, memkv.Break)
	if err := commit(t, e, 1, 0, "one"); err != nil {
		t.Fatal(err)
	}
	for seq := range uint64(2) {
		if err := commit(t, e, seq+2, 1, "two"); !errors.Is(err, kv.ErrBroken) {
			t.Errorf("commit: %v, want ErrBroken", err)
		}
	}
	if _, err := e.Snapshot(t.Context()); !errors.Is(err, kv.ErrBroken) {
		t.Errorf("Snapshot: %v, want ErrBroken", err)
	}
	again := e.Reopen()
	if got := value(t, again); got != "one" {
		t.Errorf("value after reopening is %q, want one", got)
	}
	if err := commit(t, again, 2, 1, "two"); err != nil {
		t.Errorf("commit after reopening: %v", err)
	}
	if _, err := e.Snapshot(t.Context()); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("old engine after reopening: %v, want ErrClosed", err)
	}
}

func TestFailCall(t *testing.T) {
	e := memkv.New()
	e.FailCall(2)
	if err := commit(t, e, 1, 0, "one"); err != nil {
		t.Errorf("first call: %v", err)
	}
	if _, err := e.Snapshot(t.Context()); !errors.Is(err, memkv.ErrLost) {
		t.Errorf("second call: %v, want ErrLost", err)
	}
	if got := value(t, e); got != "one" {
		t.Errorf("value is %q, want one", got)
	}
	if got := e.Calls(); got != 4 {
		t.Errorf("%d calls, want 4", got)
	}
}

func TestLimitIsKept(t *testing.T) {
	e := memkv.NewLimited(2)
	if err := commit(t, e, 1, 0, "one"); err == nil {
		t.Error("a commit of 3 operations is taken, at most 2 are allowed")
	}
	if got := e.Limits().Ops; got != 2 {
		t.Errorf("Limits().Ops = %d, want 2", got)
	}
}
