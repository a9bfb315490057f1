package discord_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
)

func TestRateLimitsAreWaitedOutExactly(t *testing.T) {
	for _, test := range []struct {
		name  string
		step  http.HandlerFunc
		waits time.Duration // before each further try
	}{
		{"of a route", answer(429, `{"message":"slow down","retry_after":0.65,"global":false}`), 650 * time.Millisecond},
		{"global, as documented", answer(429, `{"message":"slow down","retry_after":64.57,"global":true}`,
			"Retry-After: 65", "X-RateLimit-Global: true", "X-RateLimit-Scope: global"), 64570 * time.Millisecond},
		{"in HTML, before Discord", answer(429, `<html>error 1015</html>`, "Retry-After: 30"), 30 * time.Second},
		{"in HTML, without a word of when", answer(429, `<html>error 1015</html>`), 5 * time.Second},
		{"that says not to wait", answer(429, `{"retry_after":0}`), 100 * time.Millisecond},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, s := client(t, test.step, test.step, answer(200, `{"id":"42"}`))
				began := time.Now()
				if id, err := post(c); err != nil || id != 42 {
					t.Errorf("Post = %d, %v, want 42", id, err)
				}
				if took := time.Since(began); took != 2*test.waits {
					t.Errorf("it took %v, want two waits of %v", took, test.waits)
				}
				if n := len(s.requests()); n != 3 {
					t.Errorf("%d requests, want 3", n)
				}
			})
		})
	}
}

func TestALimitThatNeverEndsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := client(t, answer(429, `{"retry_after":1}`))
		if _, err := post(c); !errors.Is(err, discord.ErrRateLimited) || discord.Refused(err) {
			t.Errorf("Post = %v, want a rate limit", err)
		}
		if n := len(s.requests()); n != 11 {
			t.Errorf("%d requests, want 11", n)
		}
	})
}

// The limit of all must hold every request but those of interactions.
func TestAGlobalLimitHoldsEverythingButInteractions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := true
		var began time.Time
		h := func(w http.ResponseWriter, r *http.Request) {
			hook := strings.Contains(r.URL.Path, "/interactions/")
			switch {
			case first:
				first = false
				answer(429, `{"retry_after":10,"global":true}`)(w, r)
			case !hook && time.Since(began) < 10*time.Second:
				t.Errorf("%s %s goes on during the limit", r.Method, r.URL.Path)
			default:
				answer(200, `{"id":"1"}`)(w, r)
			}
		}
		c := connect(t, http.HandlerFunc(h), token, slog.New(slog.DiscardHandler))
		began = time.Now()
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := post(c); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(time.Second)
		wg.Go(func() {
			if err := c.React(t.Context(), 99, 8, "x"); err != nil {
				t.Error(err)
			}
		})
		if err := c.Respond(t.Context(), 1, "t", 5, nil); err != nil || time.Since(began) != time.Second {
			t.Errorf("an interaction was answered after %v, %v", time.Since(began), err)
		}
		wg.Wait()
	})
}

func TestAWaitEndsWithTheContext(t *testing.T) {
	used := []string{"X-RateLimit-Remaining: 0", "X-RateLimit-Reset-After: 3600"}
	for _, test := range []struct {
		name string
		step http.HandlerFunc
	}{
		{"for the reset", answer(200, `{"id":"42"}`, used...)},
		{"for the reset by the clock", answer(200, `{"id":"42"}`, used[0], "X-RateLimit-Reset: 1000003600",
			"Date: Sun, 09 Sep 2001 01:46:40 GMT")},
		{"after a 429", answer(429, `{"retry_after":3600}`)},
		{"after a 429 for all", answer(429, `{"retry_after":3600,"global":true}`)},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, s := client(t, test.step)
				first, stop := context.WithCancel(t.Context())
				defer stop()
				go c.Post(first, 7, json.RawMessage(`{}`), "n") // it meets the limit
				synctest.Wait()
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
				defer cancel()
				began := time.Now()
				var wg sync.WaitGroup
				for range 3 { // one waits for the limit, the others for their turn
					wg.Go(func() {
						_, err := c.Post(ctx, 7, json.RawMessage(`{}`), "n")
						if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, discord.ErrOutcomeUnknown) {
							t.Errorf("Post = %v, want the context's end, and no doubt about what was never sent", err)
						}
					})
				}
				wg.Wait()
				if took := time.Since(began); took != 50*time.Millisecond {
					t.Errorf("it took %v to leave, want 50 ms", took)
				}
				if n := len(s.requests()); n != 1 {
					t.Errorf("%d requests, want 1", n)
				}
			})
		})
	}
}

func TestPostsKeepTheirOrderInAChannelThroughFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []string
		tried := map[string]int{}
		h := func(w http.ResponseWriter, r *http.Request) {
			var m struct{ Content string }
			if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
				t.Error(err)
			}
			if tried[m.Content]++; m.Content == "b" && tried["b"] < 4 {
				answer([]int{0, 502, 429, 500}[tried["b"]], `{"retry_after":2}`)(w, r)
				return
			}
			got = append(got, m.Content)
			answer(200, `{"id":"1"}`)(w, r)
		}
		c := connect(t, http.HandlerFunc(h), token, slog.New(slog.DiscardHandler))
		var wg sync.WaitGroup
		for _, text := range []string{"a", "b", "c", "d"} {
			wg.Go(func() {
				if _, err := c.Post(t.Context(), 7, json.RawMessage(`{"content":"`+text+`"}`), text); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait() // so that they come in this order
		}
		wg.Wait()
		if all := strings.Join(got, ""); all != "abcd" {
			t.Errorf("posted in the order %s", all)
		}
	})
}

func TestThirtyReadersEditTheirAnswersAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, slowly(100*time.Millisecond, answer(200, `{"id":"1"}`)), token, slog.New(slog.DiscardHandler))
		began := time.Now()
		var wg sync.WaitGroup
		for i := range 30 {
			wg.Go(func() {
				if err := c.EditAnswer(t.Context(), 1, "token"+strconv.Itoa(i), nil); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		took := time.Since(began)
		t.Logf("30 edits at 100 ms each: %v", took)
		if took != 100*time.Millisecond {
			t.Errorf("30 edits took %v, want 100 ms", took)
		}
	})
}

func TestOnlySoMuchIsUnderWayAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int64
		h := func(w http.ResponseWriter, r *http.Request) {
			most.Store(max(most.Load(), now.Add(1)))
			time.Sleep(5 * time.Second)
			now.Add(-1)
			answer(200, `{"id":"1"}`)(w, r)
		}
		c := connect(t, http.HandlerFunc(h), token, slog.New(slog.DiscardHandler))
		var wg sync.WaitGroup
		for i := range 300 {
			wg.Go(func() {
				if _, err := c.Post(t.Context(), uint64(i+1), json.RawMessage(`{}`), "n"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := most.Load(); n != 50 {
			t.Errorf("%d requests were under way at once, want 50", n)
		}
	})
}

// What a channel's limits were is forgotten once they are over.
func TestNothingIsKeptPerChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := client(t, answer(200, `{"id":"1"}`, "X-RateLimit-Bucket: b", "X-RateLimit-Remaining: 0",
			"X-RateLimit-Reset-After: 2"))
		for i := range 500 {
			if _, err := c.Post(t.Context(), uint64(i+1), json.RawMessage(`{}`), "n"); err != nil {
				t.Fatal(err)
			}
		}
		if n := c.Kept(); n == 0 || n > 110 {
			t.Errorf("%d limits are kept after 500 channels, want those of the last 2 s", n)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := c.Post(ctx, 500, json.RawMessage(`{}`), "n"); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := c.Kept(); n != 0 {
			t.Errorf("%d limits are kept when all are over", n)
		}
	})
}

// Two routes that Discord counts together are so here from the first answer on.
func TestRoutesThatShareALimitWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		began := time.Now()
		h := func(w http.ResponseWriter, r *http.Request) {
			at = append(at, time.Since(began))
			answer(200, `{"id":"1"}`, "X-RateLimit-Bucket: both", "X-RateLimit-Remaining: 0",
				"X-RateLimit-Reset-After: 1")(w, r)
		}
		c := connect(t, http.HandlerFunc(h), token, slog.New(slog.DiscardHandler))
		if _, err := post(c); err != nil {
			t.Fatal(err)
		}
		if err := c.Edit(t.Context(), 7, 8, json.RawMessage(`{}`)); err != nil { // at 1/49 s: nobody knows yet
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := post(c); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if err := c.Edit(t.Context(), 7, 8, json.RawMessage(`{}`)); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		if len(at) != 4 || at[2]-at[1] < time.Second || at[3]-at[2] < time.Second {
			t.Errorf("requests came at %v, want a second between the last three", at)
		}
		synctest.Wait()
	})
}

// A request whose answer was lost has used up the limit all the same.
func TestALostAnswerCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const allowed, per = 3, 10 * time.Second
		began, used, asked := time.Now(), 0, 0
		ends := began.Add(per)
		h := func(w http.ResponseWriter, r *http.Request) {
			if asked++; !time.Now().Before(ends) {
				used, ends = 0, time.Now().Add(per)
			}
			if used++; used > allowed {
				t.Errorf("request %d is one too many", asked)
			}
			if asked == 2 || asked == 3 {
				cut(w, r)
			}
			answer(200, `{"id":"42"}`, "X-RateLimit-Bucket: b", "X-RateLimit-Remaining: "+strconv.Itoa(allowed-used),
				"X-RateLimit-Reset-After: "+strconv.FormatFloat(time.Until(ends).Seconds(), 'f', 3, 64))(w, r)
		}
		c := connect(t, http.HandlerFunc(h), token, slog.New(slog.DiscardHandler))
		for range 2 { // the second is sent three times
			if id, err := post(c); err != nil || id != 42 {
				t.Errorf("Post = %d, %v, want 42", id, err)
			}
		}
		if took := time.Since(began); took < per || took > per+time.Second || asked != 4 {
			t.Errorf("%d requests in %v, want 4 in 10 s", asked, took)
		}
	})
}

// Requests that were about to be sent when a limit of all came stay, and come at the usual pace when it is over.
func TestAGlobalLimitHoldsWhatWasAboutToGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var at []time.Duration
		began := time.Now()
		h := func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			n := len(at)
			at = append(at, time.Since(began))
			mu.Unlock()
			time.Sleep(100 * time.Millisecond)
			if n == 0 {
				answer(429, `{"retry_after":10,"global":true}`)(w, r)
				return
			}
			answer(200, `{"id":"1"}`)(w, r)
		}
		c := connect(t, http.HandlerFunc(h), token, slog.New(slog.DiscardHandler))
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				if _, err := c.Post(t.Context(), uint64(i+1), json.RawMessage(`{}`), "n"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		over := 10*time.Second + 100*time.Millisecond
		for i, when := range at {
			if when > 100*time.Millisecond && when < over {
				t.Errorf("request %d came at %v, during the limit", i, when)
			}
			if i > 0 && when > over && when-at[i-1] < 20*time.Millisecond {
				t.Errorf("request %d came %v after the one before", i, when-at[i-1])
			}
		}
		if len(at) != 101 {
			t.Errorf("%d requests, want 101", len(at))
		}
	})
}

// A sandbox whose limits are faster is met at its own pace.
func TestThePaceCanBeThatOfAFasterSandbox(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := discord.New(discord.Config{Token: discord.NewToken(token), API: "http://127.0.0.1/api", PerSecond: 1000,
			Dial: serve(t, answer(200, `{"id":"42"}`)).Dial, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		for range 101 {
			if _, err := post(c); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took != 100*time.Millisecond {
			t.Errorf("101 posts took %v, want 100 ms", took)
		}
	})
}

func TestDiscordItselfIsNeverAskedFaster(t *testing.T) {
	for _, test := range []struct {
		api       string
		perSecond int
		ok        bool
	}{{"", 0, true}, {"", 49, true}, {"", 50, false}, {"https://discord.example/api", 1000, false}, {"http://127.0.0.1/api", 1000, true}} {
		_, err := discord.New(discord.Config{Token: discord.NewToken(token), API: test.api, PerSecond: test.perSecond,
			Log: slog.New(slog.DiscardHandler)})
		if (err == nil) != test.ok {
			t.Errorf("%d requests a second at %q: %v, want ok %v", test.perSecond, test.api, err, test.ok)
		}
	}
}
