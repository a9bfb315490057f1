package discord_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
)

func TestLanesKeepTheOrderOfAKey(t *testing.T) {
	const keys, each = 50, 200
	lanes := discord.NewLanes(8, keys*each, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	var mu sync.Mutex
	got := map[uint64][]int{}
	var left sync.WaitGroup
	for i := range each {
		for _, k := range rand.Perm(keys) {
			left.Add(1)
			if !lanes.Do(uint64(k), func(context.Context) {
				defer left.Done()
				mu.Lock()
				defer mu.Unlock()
				got[uint64(k)] = append(got[uint64(k)], i)
			}) {
				t.Fatal("work was refused although there was room")
			}
		}
	}
	var run sync.WaitGroup
	run.Go(func() { lanes.Run(ctx) })
	left.Wait()
	cancel()
	run.Wait()
	for k, list := range got {
		for i, n := range list {
			if n != i {
				t.Fatalf("key %d: work %d came as number %d", k, n, i)
			}
		}
	}
}

func TestAFullLaneRefusesAndCounts(t *testing.T) {
	lanes := discord.NewLanes(1, 2, slog.New(slog.DiscardHandler))
	for i, want := range []bool{true, true, false, false} {
		if got := lanes.Do(1, func(context.Context) {}); got != want {
			t.Errorf("piece %d: Do = %v, want %v", i, got, want)
		}
	}
	if n := lanes.Refused(); n != 2 {
		t.Errorf("Refused = %d, want 2", n)
	}
}

func TestAPanicEndsItsOwnWorkOnly(t *testing.T) {
	var log bytes.Buffer
	lanes := discord.NewLanes(1, 2, slog.New(slog.NewTextHandler(&log, nil)))
	ctx, cancel := context.WithCancel(t.Context())
	lanes.Do(1, func(context.Context) { panic("boom") })
	lanes.Do(1, func(context.Context) { cancel() })
	lanes.Run(ctx)
	if ctx.Err() == nil || !strings.Contains(log.String(), "boom") {
		t.Errorf("after a panic: context %v, log %q", ctx.Err(), log.String())
	}
}

func TestSettleWaitsForWhatWasQueuedBeforeAndForNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const count = 4
		lanes := discord.NewLanes(count, 2, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithCancel(t.Context())
		var run sync.WaitGroup
		run.Go(func() { lanes.Run(ctx) })
		if err := lanes.Settle(t.Context()); err != nil {
			t.Errorf("Settle of idle lanes = %v", err)
		}
		started := time.Now()
		slow := func(context.Context) { time.Sleep(time.Second) }
		full := 0
		for key := uint64(0); full < 3*count; key++ { // in each lane one piece that runs, and two that wait
			synctest.Wait()
			if lanes.Do(key, slow) {
				full++
			}
		}
		refused := lanes.Refused()
		settled := make(chan error, 1)
		go func() { settled <- lanes.Settle(t.Context()) }()
		synctest.Wait()
		if lanes.Do(0, slow) || lanes.Refused() != refused+1 {
			t.Error("Settle made room in a full lane")
		}
		time.Sleep(1500 * time.Millisecond) // each lane has room for one
		synctest.Wait()
		for key := range uint64(1000) {
			lanes.Do(key, slow) // queued after Settle was called: not waited for
		}
		if err := <-settled; err != nil || time.Since(started) != 3*time.Second {
			t.Errorf("Settle returned %v after %s, want nil after the 3 s the earlier work takes", err, time.Since(started))
		}
		hurried, end := context.WithTimeout(t.Context(), time.Millisecond)
		defer end()
		if err := lanes.Settle(hurried); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Settle with too little time = %v, want its deadline", err)
		}
		cancel()
		run.Wait()
	})
}

func TestSettleOutlivesAPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := discord.NewLanes(1, 2, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithCancel(t.Context())
		var run sync.WaitGroup
		lanes.Do(1, func(context.Context) { panic("boom") })
		run.Go(func() { lanes.Run(ctx) })
		if err := lanes.Settle(t.Context()); err != nil {
			t.Error(err)
		}
		cancel()
		run.Wait()
	})
}
