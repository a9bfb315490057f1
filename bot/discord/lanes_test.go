package discord_test

import (
	"bytes"
	"context"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

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
