package rest_test

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
)

// limitHeaders checks the headers of a bucket.
func (r result) limitHeaders(limit, remaining int, after string) result {
	r.t.Helper()
	h := r.header
	want := []string{strconv.Itoa(limit), strconv.Itoa(remaining), after}
	got := []string{h.Get("X-RateLimit-Limit"), h.Get("X-RateLimit-Remaining"), h.Get("X-RateLimit-Reset-After")}
	for i := range want {
		if got[i] != want[i] {
			r.t.Fatalf("%s: limit, remaining, reset-after are %q, want %q", r.what, got, want)
		}
	}
	if h.Get("X-RateLimit-Bucket") == "" || h.Get("X-RateLimit-Reset") == "" {
		r.t.Fatalf("%s: headers %v", r.what, h)
	}
	return r
}

func TestBucket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t, rest.Options{})
		path := k.messages("talk")
		for left := 4; left >= 0; left-- {
			k.do("POST", path, obj{"content": "a"}).ok(200).limitHeaders(5, left, "5.000")
		}
		time.Sleep(1234 * time.Millisecond)
		refused := k.do("POST", path, obj{"content": "a"}).limitHeaders(5, 0, "3.766")
		refused.refused(429, 0, "")
		var body struct {
			RetryAfter float64 `json:"retry_after"`
			Global     *bool   `json:"global"`
		}
		refused.into(&body)
		if body.RetryAfter != 3.766 || body.Global == nil || *body.Global {
			t.Errorf("body %s", refused.body)
		}
		if h := refused.header; h.Get("Retry-After") != "4" || h.Get("X-RateLimit-Scope") != "user" {
			t.Errorf("headers %v", h)
		}
		k.do("POST", k.messages("welcome"), obj{"content": "a"}).ok(200) // another channel, another count
		time.Sleep(3766 * time.Millisecond)
		k.do("POST", path, obj{"content": "a"}).ok(200).limitHeaders(5, 4, "5.000")
	})
}

func TestReactionBucketIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t, rest.Options{})
		m := k.post("talk", "vote")
		k.do("PUT", k.reactions("talk", m, "🔥")+"/@me", nil).ok(204).limitHeaders(1, 0, "0.250")
		k.do("DELETE", k.reactions("talk", m, "🔥")+"/@me", nil).refused(429, 0, "")
		time.Sleep(250 * time.Millisecond)
		k.do("DELETE", k.reactions("talk", m, "🔥")+"/@me", nil).ok(204)
	})
}

func TestGlobalLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t, rest.Options{})
		for range 25 {
			k.do("GET", "/users/@me", nil).ok(200)
			k.do("GET", "/gateway/bot", nil).ok(503)
		}
		r := k.do("GET", "/users/@me", nil)
		r.refused(429, 0, "")
		if r.header.Get("X-RateLimit-Global") != "true" || r.header.Get("X-RateLimit-Scope") != "global" ||
			r.header.Get("X-RateLimit-Remaining") != "" || r.header.Get("Retry-After") != "1" {
			t.Errorf("headers %v", r.header)
		}
		time.Sleep(time.Second)
		k.do("GET", "/users/@me", nil).ok(200)
	})
}

func TestLimitsCanBeChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fast := newKit(t, rest.Options{Limits: rest.Limits{Speed: 10, Global: -1}})
		for range 60 {
			fast.do("GET", "/gateway/bot", nil)
		}
		for range 5 {
			fast.post("talk", "a")
		}
		fast.do("POST", fast.messages("talk"), obj{"content": "a"}).limitHeaders(5, 0, "0.500").refused(429, 0, "")
		own := newKit(t, rest.Options{Limits: rest.Limits{Rules: []rest.Rule{
			{Methods: "POST", Route: "/channels/{}/messages", Limit: 1, Per: time.Minute}}}})
		own.do("POST", own.messages("talk"), obj{"content": "a"}).ok(200).limitHeaders(1, 0, "60.000")
		off := quiet(t)
		for range 60 {
			if r := off.do("GET", "/users/@me", nil).ok(200); r.header.Get("X-RateLimit-Limit") != "" {
				t.Fatalf("headers %v without limits", r.header)
			}
		}
	})
}

func TestOldEdits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t, rest.Options{})
		m := k.post("talk", "old")
		path := k.messages("talk") + "/" + m.ID.String()
		edit := func() result { return k.do("PATCH", path, obj{"content": "new"}) }
		for range 4 {
			edit().ok(200)
		}
		k.pass(61 * time.Minute)
		time.Sleep(10 * time.Second)
		for range 3 {
			edit().ok(200)
		}
		edit().refused(429, 30046, "")
		time.Sleep(6 * time.Second)
		edit().ok(200)
	})
}

func TestRenames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t, rest.Options{})
		role := k.w.AddRole(k.guild, "Wardens", world.PermManageChannels)
		if err := k.w.SetRole(k.people["Mara Voss"], k.guild, k.app.User.ID, role, true); err != nil {
			t.Fatal(err)
		}
		path := "/channels/" + k.rooms["talk"].String()
		for range 2 {
			k.do("PATCH", path, obj{"topic": "new"}).ok(200)
		}
		k.do("PATCH", path, obj{"topic": "newer"}).refused(429, 0, "")
		k.do("PATCH", path, obj{"nsfw": true}).ok(200)
		time.Sleep(10 * time.Minute)
		k.do("PATCH", path, obj{"name": "talks"}).ok(200)
	})
}

func TestSlowmodeBindsPeople(t *testing.T) {
	k := quiet(t)
	mara, ines, talk := k.people["Mara Voss"], k.people["Ines"], k.rooms["talk"]
	if _, err := k.w.EditChannel(mara, talk, world.ChannelPatch{Slowmode: world.Some(60)}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{true, false} {
		if _, err := k.w.Say(ines, talk, "quick"); (err == nil) != want {
			t.Errorf("said: %v, want success %v", err, want)
		}
		k.post("talk", "bots are not bound")
	}
	k.pass(time.Minute)
	if _, err := k.w.Say(ines, talk, "slow"); err != nil {
		t.Error(err)
	}
}
