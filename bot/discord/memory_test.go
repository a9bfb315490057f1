package discord_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"cliffhanger/bot/discord"
)

// aHook answers interactions as Discord does: each token has a limit of its own.
func aHook(w http.ResponseWriter, r *http.Request) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return // the client went away
	}
	w.Header().Set("X-RateLimit-Bucket", "hook")
	w.Header().Set("X-RateLimit-Limit", "5")
	w.Header().Set("X-RateLimit-Remaining", "4")
	w.Header().Set("X-RateLimit-Reset-After", "2")
	if strings.HasSuffix(r.URL.Path, "/callback") {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Write([]byte(`{"id":"1"}`)) // a client that has gone needs no answer
}

// respond defers the answer of one interaction, gives it, and follows it up.
func respond(t testing.TB, c *discord.Client, n int) {
	t.Helper()
	ctx, name := context.Background(), fmt.Sprintf("token-%d-%s", n, strings.Repeat("x", 150))
	if err := c.Respond(ctx, uint64(n), name, 5, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.EditAnswer(ctx, 1, name, map[string]string{"content": "a page"}); err != nil {
		t.Fatal(err)
	}
}

// heap returns how many bytes are in use.
func heap() int64 {
	runtime.GC()
	runtime.GC() // the first lets finalizers run and pools go
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestNothingIsKeptPerInteraction(t *testing.T) {
	const warm, more = 2000, 20_000
	c := connect(t, http.HandlerFunc(aHook), token, slog.New(slog.DiscardHandler))
	for n := range warm {
		respond(t, c, n)
	}
	before := heap()
	for n := range more {
		respond(t, c, warm+n)
	}
	grown := heap() - before
	t.Logf("the heap grew by %d bytes over %d interactions, %.2f each", grown, more, float64(grown)/more)
	if grown > more*50 {
		t.Errorf("%d bytes are kept per interaction", grown/more)
	}
	if n := c.Kept(); n != 0 {
		t.Errorf("%d limits are kept", n)
	}
}

func BenchmarkRespond(b *testing.B) {
	c := connect(b, http.HandlerFunc(aHook), token, slog.New(slog.DiscardHandler))
	respond(b, c, 0)
	before, n := heap(), 1
	b.ReportAllocs()
	for b.Loop() {
		respond(b, c, n)
		n++
	}
	b.ReportMetric(float64(heap()-before), "heap-growth-B")
	b.ReportMetric(float64(c.Kept()), "limits-kept")
}
