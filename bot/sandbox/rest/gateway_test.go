package rest_test

import (
	"testing"

	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
)

func TestGatewayAddress(t *testing.T) {
	k := newKit(t, rest.Options{
		Gateway: func() string { return "ws://127.0.0.1:9/gateway" },
		Sessions: func(world.ID) rest.SessionLimit {
			return rest.SessionLimit{Total: 1000, Remaining: 7, ResetAfter: 5, MaxConcurrency: 2}
		},
	})
	open := k.request("GET", "/gateway", nil)
	open.Header.Del("Authorization")
	var plain, full struct {
		URL    string
		Shards int
		Limit  rest.SessionLimit `json:"session_start_limit"`
	}
	k.send(open).ok(200).into(&plain)
	k.do("GET", "/gateway/bot", nil).ok(200).into(&full)
	if plain.URL != "ws://127.0.0.1:9/gateway" || full.URL != plain.URL || full.Shards != 1 {
		t.Errorf("got %+v and %+v", plain, full)
	}
	if want := (rest.SessionLimit{Total: 1000, Remaining: 7, ResetAfter: 5, MaxConcurrency: 2}); full.Limit != want {
		t.Errorf("limit %+v, want %+v", full.Limit, want)
	}
	bare := k.request("GET", "/gateway/bot", nil)
	bare.Header.Del("Authorization")
	k.send(bare).refused(401, 0, "")
	quiet(t).do("GET", "/gateway", nil).refused(503, 0, "")
}

func TestRecommendedShards(t *testing.T) {
	shards := func(k *kit) int {
		t.Helper()
		var out struct{ Shards int }
		k.do("GET", "/gateway/bot", nil).ok(200).into(&out)
		return out.Shards
	}
	o := rest.Options{Gateway: func() string { return "ws://127.0.0.1:9/gateway" }, Limits: rest.Limits{Off: true}}
	k := newKit(t, o) // in one guild
	for _, tt := range []struct{ more, want int }{{0, 1}, {999, 1}, {1, 2}, {998, 2}, {2, 3}} {
		k.w.Crowd(k.app.ID, tt.more)
		if got := shards(k); got != tt.want {
			t.Errorf("%d shards for %d guilds, want %d", got, k.w.GuildCount(k.app.ID), tt.want)
		}
	}
	o.Shards = func(world.ID) int { return 16 }
	if got := shards(newKit(t, o)); got != 16 {
		t.Errorf("%d shards, want the 16 of the options", got)
	}
}
