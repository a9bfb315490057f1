package rest_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
)

const anyMessages = "/channels/{}/messages"

// stored counts the messages of a channel.
func (k *kit) stored(room string) int {
	k.t.Helper()
	all, err := k.w.History(k.people["Ines"], k.rooms[room], 0, 100)
	if err != nil {
		k.t.Fatal(err)
	}
	return len(all)
}

func TestFaultsThatAnswer(t *testing.T) {
	k := quiet(t)
	path := k.messages("talk")
	_, struck := k.s.Faults().Add(rest.Fault{Method: "POST", Route: anyMessages, Action: rest.CreateThenAnswer, Count: 1})
	k.do("POST", path, obj{"content": "a"}).ok(502)
	k.do("POST", path, obj{"content": "b"}).ok(200)
	if k.stored("talk") != 2 || struck() != 1 {
		t.Errorf("%d messages, struck %d times, want 2 and 1", k.stored("talk"), struck())
	}
	cancel, _ := k.s.Faults().Add(rest.Fault{Route: anyMessages + "*", Action: rest.Answer, Status: 503})
	k.do("POST", path, obj{"content": "c"}).refused(503, 0, "")
	k.do("GET", "/users/@me", nil).ok(200)
	cancel()
	k.s.Faults().Add(rest.Fault{Action: rest.Answer, Status: 429, Body: "<html>",
		Header: http.Header{"Retry-After": {"7"}}, Count: 1})
	if r := k.do("GET", "/users/@me", nil).ok(429); r.header.Get("Retry-After") != "7" || string(r.body) != "<html>" {
		t.Errorf("answer %v %s", r.header, r.body)
	}
	k.s.Faults().Seed(3)
	_, struck = k.s.Faults().Add(rest.Fault{Action: rest.Answer, Status: 500, Probability: 0.25})
	failed := 0
	for range 400 {
		if k.do("GET", "/users/@me", nil).status == 500 {
			failed++
		}
	}
	if failed < 60 || failed > 140 || failed != struck() {
		t.Errorf("%d of 400 failed, %d counted, want about 100", failed, struck())
	}
	k.s.Faults().Clear()
	k.do("GET", "/users/@me", nil).ok(200)
}

func TestFaultsThatCut(t *testing.T) {
	for _, c := range []struct {
		action rest.Action
		stored int
	}{{rest.CreateThenCut, 1}, {rest.Drop, 0}} {
		t.Run(c.action.String(), func(t *testing.T) {
			k := quiet(t)
			_, send := k.live()
			k.s.Faults().Add(rest.Fault{Method: "POST", Route: anyMessages, Action: c.action, Count: 1})
			if res, err := send(k.request("POST", k.messages("talk"), obj{"content": "a"})); err == nil {
				t.Fatalf("got an answer: %d %s", res.StatusCode, read(t, res))
			}
			if got := k.stored("talk"); got != c.stored {
				t.Errorf("%d messages, want %d", got, c.stored)
			}
			res, err := send(k.request("POST", k.messages("talk"), obj{"content": "b"}))
			if err != nil || res.StatusCode != 200 {
				t.Fatalf("after the fault: %v, %v", res, err)
			}
			read(t, res)
			x, err := k.s.Traffic().Wait(t.Context(), func(x rest.Exchange) bool { return x.Fault != "" })
			if err != nil || x.Status != 0 || x.Fault != c.action.String() || x.Route != "/channels/{channel_id}/messages" {
				t.Errorf("recorded %+v, %v", x, err)
			}
		})
	}
}

func TestFaultThatDelays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := quiet(t)
		k.s.Faults().Add(rest.Fault{Action: rest.Delay, Delay: 5 * time.Second})
		begin := time.Now()
		k.do("GET", "/users/@me", nil).ok(200)
		if took := time.Since(begin); took != 5*time.Second {
			t.Errorf("took %s, want 5s", took)
		}
	})
}

func TestNonce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := quiet(t)
		send := func(room string, nonce any, enforce bool) result {
			return k.do("POST", k.messages(room), obj{"content": "a", "nonce": nonce, "enforce_nonce": enforce})
		}
		var told []string
		_, detach := k.w.Attach(k.app.ID, func(e world.Event) {
			if m, isMessage := e.Data.(*world.Message); isMessage {
				told = append(told, e.Type+" "+string(m.Nonce))
			}
		})
		first := send("talk", "n1", true).message()
		detach()
		same(t, "events", told, `MESSAGE_CREATE "n1"`)
		if string(first.Nonce) != `"n1"` {
			t.Errorf("nonce %s", first.Nonce)
		}
		if again := send("talk", "n1", true).message(); again.ID != first.ID || string(again.Nonce) != `"n1"` {
			t.Errorf("the same nonce made %s of %s", again.ID, first.ID)
		}
		for what, other := range map[string]result{"another channel": send("welcome", "n1", true),
			"another nonce": send("talk", "n2", true), "not enforced": send("talk", "n1", false)} {
			if other.message().ID == first.ID {
				t.Errorf("%s: no message was made", what)
			}
		}
		number := send("talk", 7, true).message()
		if again := send("talk", "7", true).message(); again.ID != number.ID {
			t.Error("a number and its digits are different nonces")
		}
		k.do("DELETE", k.messages("talk")+"/"+number.ID.String(), nil).ok(204)
		send("talk", 7, true).refused(404, 10008, "")
		time.Sleep(3 * time.Minute)
		late := send("talk", 7, true).message()
		if late.ID == number.ID {
			t.Error("the nonce was remembered for three minutes")
		}
		k.w.ForgetNonces()
		if later := send("talk", 7, true).message(); later.ID == late.ID {
			t.Error("a nonce that was forgotten is remembered")
		}
		if got := k.do("GET", k.messages("talk")+"/"+first.ID.String(), nil).message(); got.Nonce != nil {
			t.Errorf("a later GET shows the nonce %s", got.Nonce)
		}
	})
}

func TestTraffic(t *testing.T) {
	k := newKit(t, rest.Options{Limits: rest.Limits{Off: true}, Keep: 3, Validate: func(method, path, kind string,
		body []byte) error {
		if path == "/api/v10/users/@me?strange=1" {
			return errors.New("strange")
		}
		return nil
	}})
	k.do("GET", "/users/@me?strange=1", nil).refused(400, 50035, ": SCHEMA")
	k.do("POST", k.messages("talk"), obj{"content": "a"}).ok(200)
	if got := k.s.Traffic().Count("POST", anyMessages); got != 1 {
		t.Errorf("%d posts, want 1", got)
	}
	for x := range k.s.Traffic().All() {
		if x.Query == "strange=1" && x.Invalid != "strange" {
			t.Errorf("recorded %+v", x)
		}
		if x.Method == "POST" && (string(x.Body) != `{"content":"a"}` || x.Status != 200) {
			t.Errorf("recorded %+v", x)
		}
	}
	for range 5 {
		k.do("GET", "/users/@me", nil).ok(200)
	}
	n := 0
	for x := range k.s.Traffic().All() {
		if n++; x.Method != "GET" {
			t.Errorf("the oldest were not forgotten: %+v", x)
		}
	}
	if n != 3 || k.s.Traffic().Total() != 7 {
		t.Errorf("%d of %d requests are remembered, want 3 of 7", n, k.s.Traffic().Total())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := k.s.Traffic().Wait(ctx, func(x rest.Exchange) bool { return x.Method == "PUT" }); !errors.Is(err,
		context.Canceled) {
		t.Errorf("Wait: %v", err)
	}
}
