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
