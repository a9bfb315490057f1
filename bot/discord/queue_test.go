package discord_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
)

// A request waits for those made on its own behalf, and takes turns with those on another's.
func TestBehalvesTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, slowly(100*time.Millisecond, answer(200, `{"id":"1"}`)), token, slog.New(slog.DiscardHandler))
		say := func(ctx context.Context, channel uint64) error {
			_, err := c.Post(ctx, channel, json.RawMessage(`{}`), "n")
			return err
		}
		var wg sync.WaitGroup
		large := discord.For(t.Context(), "large")
		given, up := context.WithCancel(large)
		for i := range uint64(400) {
			wg.Go(func() {
				if i%2 == 0 {
					if err := say(large, i+1); err != nil {
						t.Error(err)
					}
				} else if err := say(given, i+1); err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
		}
		time.Sleep(time.Second)
		for i, ctx := range []context.Context{discord.For(t.Context(), "small"), t.Context()} {
			began := time.Now()
			if err := say(ctx, 1000+uint64(i)); err != nil {
				t.Error(err)
			}
			if took := time.Since(began); took > 200*time.Millisecond {
				t.Errorf("a request on behalf of somebody else took %s", took)
			}
		}
		up() // half of those who wait go away
		began := time.Now()
		wg.Wait()
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("the rest took %s, want what 175 requests take at most", took)
		}
		if sent := c.Stats().Requests; sent > 250 {
			t.Errorf("%d requests were sent, most of the 200 given up too", sent)
		}
	})
}
