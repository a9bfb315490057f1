package drop_test

import (
	"context"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot/drop"
	"cliffhanger/bot/outbox"
	"cliffhanger/store"
	"cliffhanger/store/boltkv"
	"cliffhanger/store/kv"
)

// BenchmarkRestart starts 10,000 tellings that were told before, each in a guild of its own, on a bbolt file, and
// measures the time until the one that is due is posted, and the memory then.
func BenchmarkRestart(b *testing.B) {
	const tellings = 10_000
	s := tale(5, nil)
	s.Release.Schedule = "daily 18:00,19:00"
	path := filepath.Join(b.TempDir(), "restart.db")
	round := func(begin time.Time, first uint64, until func(st *store.Store, w *world)) {
		engine, err := boltkv.Open(path, boltkv.Options{})
		if err != nil {
			b.Fatal(err)
		}
		st, err := store.Open(b.Context(), kv.Open(engine, kv.Options{}), store.Secret{1}, store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		w := newWorld()
		clock := &bubble{jump: make(chan struct{}), off: time.Until(begin)}
		w.now = clock.Now
		r := drop.New(drop.Config{Store: st, Discord: w, Threads: w, Publish: w, Sender: outbox.New(w, quiet), Clock: clock,
			Log: quiet, Failure: failure, Opened: func(context.Context, store.VoteRef) {}})
		ctx, cancel := context.WithCancel(b.Context())
		var wg sync.WaitGroup
		for n := uint64(1); n <= tellings; n++ {
			t := drop.Telling{Guild: n, Channel: n, Story: s}
			if n == first { // due an hour before all the others
				t.Lead = time.Hour
			}
			wg.Go(func() {
				if err := r.Serve(ctx, t); err != nil {
					b.Error(err)
				}
			})
		}
		until(st, w)
		cancel()
		wg.Wait()
		if err := st.Close(); err != nil {
			b.Fatal(err)
		}
	}
	wait := func(what func() bool) {
		for !what() {
			time.Sleep(time.Millisecond)
		}
	}
	begin := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	round(begin, 0, func(st *store.Store, _ *world) {
		wait(func() bool { return dated(b, st) == tellings })
	})
	b.ResetTimer()
	for i := range b.N {
		start := time.Now()
		round(begin.Add(5*time.Hour+time.Minute), uint64(tellings-i), func(_ *store.Store, w *world) {
			wait(func() bool { return len(w.in(uint64(tellings-i))) > 0 })
			b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms/first-post")
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys)/1e6, "MB")
		})
	}
}

// dated counts the tellings that know when they go on.
func dated(b *testing.B, st *store.Store) int {
	all, err := st.Serials(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for _, v := range all {
		if !v.NextDue.IsZero() {
			n++
		}
	}
	return n
}
