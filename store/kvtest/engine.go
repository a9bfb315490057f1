package kvtest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/store/kv"
)

// The checks in this file talk to the engine directly.

// client makes commits with ids of one client.
type client struct {
	id  byte
	seq uint64
}

// commit returns a commit that expects the given heads and writes, with a new id.
func (c *client) commit(expect []kv.Expect, writes ...kv.Write) kv.Commit {
	c.seq++
	return kv.Commit{ID: kv.CommitID{Client: [16]byte{c.id}, Seq: c.seq}, Expect: expect, Writes: writes}
}

// put is a write of a text under a number in partition p.
func put(p kv.Partition, n byte, text string) kv.Write {
	return kv.Write{Key: kv.Key('e', p, []byte{n}), Value: []byte(text)}
}

// read calls fn with a snapshot of now.
func read(t testing.TB, e kv.Engine, fn func(kv.Snapshot)) {
	t.Helper()
	snap, err := e.Snapshot(t.Context())
	if err != nil {
		t.Fatalf("Snapshot: %v", err)
	}
	defer snap.Release()
	fn(snap)
}

// headsOf returns the heads of now.
func headsOf(t testing.TB, e kv.Engine, ps ...kv.Partition) (heads []kv.Head) {
	t.Helper()
	read(t, e, func(s kv.Snapshot) {
		var err error
		if heads, err = s.Heads(ps); err != nil {
			t.Fatalf("Heads: %v", err)
		}
	})
	if len(heads) != len(ps) {
		t.Fatalf("Heads of %d partitions returned %d", len(ps), len(heads))
	}
	return heads
}

// content returns all records as "key=value" texts.
func content(t testing.TB, e kv.Engine) (texts []string) {
	t.Helper()
	read(t, e, func(s kv.Snapshot) { texts = listed(t, s, nil, nil, 0) })
	return texts
}

// listed returns the records of a scan as "key=value" texts.
func listed(t testing.TB, s kv.Snapshot, from, to []byte, limit int) []string {
	t.Helper()
	records, err := s.Scan(from, to, limit)
	if err != nil {
		t.Fatalf("Scan: %v", err)
	}
	texts := []string{}
	for _, r := range records {
		texts = append(texts, fmt.Sprintf("%x=%s", r.Key, r.Value))
	}
	return texts
}

// mustApply applies c.
func mustApply(t testing.TB, e kv.Engine, c kv.Commit) {
	t.Helper()
	if err := e.Apply(t.Context(), c); err != nil {
		t.Fatalf("Apply: %v", err)
	}
}

// engineHeads: a head starts at 0, moves with each commit that writes its partition, and with no other.
func engineHeads(t testing.TB, s *suite) {
	e, c := s.openEngine(t), &client{id: 1}
	if got := headsOf(t, e, 1, 2); got[0] != 0 || got[1] != 0 {
		t.Errorf("heads of partitions never written are %v, want 0", got)
	}
	seen := map[kv.Head]bool{0: true}
	for i := range 5 {
		h := headsOf(t, e, 1, 2)
		mustApply(t, e, c.commit([]kv.Expect{{Partition: 1, Head: h[0], Written: true}, {Partition: 2, Head: h[1]}},
			put(1, byte(i), "x")))
		after := headsOf(t, e, 2, 1) // in another order
		if seen[after[1]] {
			t.Errorf("commit %d: head %d was there before", i, after[1])
		}
		seen[after[1]] = true
		if after[0] != 0 {
			t.Errorf("commit %d: head of the partition only read is %d, want 0", i, after[0])
		}
	}
}

// engineConflict: a commit with a head that has moved changes nothing, even if it writes another partition, or none.
func engineConflict(t testing.TB, s *suite) {
	e, c := s.openEngine(t), &client{id: 1}
	mustApply(t, e, c.commit([]kv.Expect{{Partition: 1, Written: true}}, put(1, 1, "one")))
	now := headsOf(t, e, 1)[0]
	before := content(t, e)
	for name, stale := range map[string]kv.Commit{
		"written":   c.commit([]kv.Expect{{Partition: 1, Written: true}}, put(1, 1, "two"), put(1, 2, "two")),
		"only read": c.commit([]kv.Expect{{Partition: 1}, {Partition: 2, Written: true}}, put(2, 1, "two")),
		"last":      c.commit([]kv.Expect{{Partition: 0, Written: true}, {Partition: 1}}, put(0, 1, "two")),
		"compare":   c.commit([]kv.Expect{{Partition: 1}}),
		"future":    c.commit([]kv.Expect{{Partition: 1, Head: now + 1, Written: true}}, put(1, 1, "two")),
	} {
		if err := e.Apply(t.Context(), stale); !errors.Is(err, kv.ErrConflict) {
			t.Errorf("%s: Apply with a stale head: %v, want ErrConflict", name, err)
		}
	}
	if diff := cmp.Diff(before, content(t, e)); diff != "" {
		t.Errorf("refused commits changed the content (-before +after):\n%s", diff)
	}
	if got := headsOf(t, e, 0, 1, 2); got[0] != 0 || got[1] != now || got[2] != 0 {
		t.Errorf("refused commits moved heads to %v, want [0 %d 0]", got, now)
	}
	if err := e.Apply(t.Context(), c.commit([]kv.Expect{{Partition: 1, Head: now}})); err != nil {
		t.Errorf("comparing the right head: %v", err)
	}
}

// engineLanded: the last commit of a client is known, and only if it took effect.
func engineLanded(t testing.TB, s *suite) {
	e, a, b := s.openEngine(t), &client{id: 1}, &client{id: 2}
	want := func(what string, c kv.Commit, want bool) {
		t.Helper()
		got, err := e.Landed(t.Context(), c.ID)
		if err != nil || got != want {
			t.Errorf("%s: Landed = %v, %v, want %v", what, got, err, want)
		}
	}
	first := a.commit([]kv.Expect{{Partition: 1, Written: true}}, put(1, 1, "one"))
	want("before anything", first, false)
	mustApply(t, e, first)
	want("applied", first, true)
	other := b.commit([]kv.Expect{{Partition: 2, Written: true}}, put(2, 1, "one"))
	mustApply(t, e, other)
	want("after another client's", first, true)
	want("the other client's", other, true)
	second := a.commit([]kv.Expect{{Partition: 1, Written: true}}, put(1, 1, "two"))
	if err := e.Apply(t.Context(), second); !errors.Is(err, kv.ErrConflict) {
		t.Errorf("stale commit: %v, want ErrConflict", err)
	}
	want("refused", second, false)
}

// engineSnapshot: a snapshot shows one instant, whatever is applied later, and a new one shows it all.
func engineSnapshot(t testing.TB, s *suite) {
	e, c := s.openEngine(t), &client{id: 1}
	mustApply(t, e, c.commit([]kv.Expect{{Partition: 1, Written: true}}, put(1, 1, "old"), put(1, 2, "gone soon")))
	read(t, e, func(old kv.Snapshot) {
		head := headsOf(t, e, 1)[0]
		mustApply(t, e, c.commit([]kv.Expect{{Partition: 1, Head: head, Written: true}},
			put(1, 0, "new"), put(1, 1, "changed"), kv.Write{Key: put(1, 2, "").Key, Delete: true}))
		want := []string{"65000000000000000101=old", "65000000000000000102=gone soon"}
		if diff := cmp.Diff(want, listed(t, old, nil, nil, 0)); diff != "" {
			t.Errorf("old snapshot (-want +got):\n%s", diff)
		}
		if v, ok, err := old.Get(put(1, 1, "").Key); err != nil || !ok || string(v) != "old" {
			t.Errorf("old snapshot: Get = %q, %v, %v", v, ok, err)
		}
		if _, ok, err := old.Get(put(1, 0, "").Key); err != nil || ok {
			t.Errorf("old snapshot has a record of later: %v, %v", ok, err)
		}
		if hs, err := old.Heads([]kv.Partition{1}); err != nil || hs[0] != head {
			t.Errorf("old snapshot: Heads = %v, %v, want %d", hs, err, head)
		}
	})
	want := []string{"65000000000000000100=new", "65000000000000000101=changed"}
	if diff := cmp.Diff(want, content(t, e)); diff != "" {
		t.Errorf("new snapshot (-want +got):\n%s", diff)
	}
}

// engineScan: ranges include their start, exclude their end, are in byte order and stop at the limit.
func engineScan(t testing.TB, s *suite) {
	e, c := s.openEngine(t), &client{id: 1}
	var writes []kv.Write
	for _, n := range []byte{0, 1, 9, 10, 0x7f, 0x80, 0xff} {
		writes = append(writes, put(1, n, "v"))
	}
	mustApply(t, e, c.commit([]kv.Expect{{Partition: 1, Written: true}}, writes...))
	at := func(n byte) []byte { return put(1, n, "").Key }
	for _, tt := range []struct {
		name     string
		from, to []byte
		limit    int
		want     []int // indexes into writes
	}{
		{"all", nil, nil, 0, []int{0, 1, 2, 3, 4, 5, 6}},
		{"from is in, to is not", at(1), at(0x80), 0, []int{1, 2, 3, 4}},
		{"between keys", at(2), at(0x81), 0, []int{2, 3, 4, 5}},
		{"no end", at(0x80), nil, 0, []int{5, 6}},
		{"limit", at(1), nil, 2, []int{1, 2}},
		{"limit above", at(0x80), nil, 9, []int{5, 6}},
		{"empty", at(2), at(9), 0, nil},
		{"backwards", at(9), at(2), 0, nil},
		{"behind all", kv.Key('f', 0), nil, 0, nil},
	} {
		want := []string{}
		for _, i := range tt.want {
			want = append(want, fmt.Sprintf("%x=v", writes[i].Key))
		}
		read(t, e, func(s kv.Snapshot) {
			if diff := cmp.Diff(want, listed(t, s, tt.from, tt.to, tt.limit)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		})
	}
}

// engineClosed: a closed engine says so, and can be closed again.
func engineClosed(t testing.TB, s *suite) {
	e, c := s.open(t), &client{id: 1}
	for range 2 {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if _, err := e.Snapshot(t.Context()); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("Snapshot: %v, want ErrClosed", err)
	}
	err := e.Apply(t.Context(), c.commit([]kv.Expect{{Partition: 1, Written: true}}, put(1, 1, "x")))
	if !errors.Is(err, kv.ErrClosed) {
		t.Errorf("Apply: %v, want ErrClosed", err)
	}
	if _, err := e.Landed(t.Context(), kv.CommitID{}); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("Landed: %v, want ErrClosed", err)
	}
}

// engineContext: nothing begins under a context that has ended, and a snapshot ends with its own.
func engineContext(t testing.TB, s *suite) {
	e, c := s.openEngine(t), &client{id: 1}
	ctx, cancel := context.WithCancel(t.Context())
	snap, err := e.Snapshot(ctx)
	if err != nil {
		t.Fatalf("Snapshot: %v", err)
	}
	defer snap.Release()
	cancel()
	if _, _, err := snap.Get(put(1, 1, "").Key); !errors.Is(err, context.Canceled) {
		t.Errorf("Get: %v, want Canceled", err)
	}
	if _, err := snap.Scan(nil, nil, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("Scan: %v, want Canceled", err)
	}
	if _, err := snap.Heads([]kv.Partition{1}); !errors.Is(err, context.Canceled) {
		t.Errorf("Heads: %v, want Canceled", err)
	}
	if _, err := e.Snapshot(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Snapshot: %v, want Canceled", err)
	}
	err = e.Apply(ctx, c.commit([]kv.Expect{{Partition: 1, Written: true}}, put(1, 1, "x")))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Apply: %v, want Canceled", err)
	}
	if got := content(t, e); len(got) != 0 {
		t.Errorf("content is %v, want none", got)
	}
}
