package discord_test

import (
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Readers of several emoji are read side by side as far as the last answer left room, and never further; those of one
// in their order. The first of all goes alone, as nothing is known before its answer.
func TestReadingsOverlapWithinWhatIsLeft(t *testing.T) {
	for _, test := range []struct{ allowed, together int }{{1, 1}, {2, 1}, {4, 3}, {40, 5}} {
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			var ends time.Time
			var used, now, most, sent int
			h := func(w http.ResponseWriter, _ *http.Request) {
				mu.Lock()
				if !time.Now().Before(ends) {
					used, ends = 0, time.Now().Add(2*time.Second)
				}
				used, now, sent = used+1, now+1, sent+1
				most = max(most, now)
				if sent > 1 && used > test.allowed {
					t.Errorf("request %d in a window of %d", used, test.allowed)
				}
				if sent == 2 && most > 1 {
					t.Error("the second went before the first was answered")
				}
				left, resets := test.allowed-used, time.Until(ends)
				mu.Unlock()
				time.Sleep(100 * time.Millisecond)
				mu.Lock()
				now--
				mu.Unlock()
				answer(200, `[]`, "X-RateLimit-Bucket: readers", "X-RateLimit-Limit: "+strconv.Itoa(test.allowed),
					"X-RateLimit-Remaining: "+strconv.Itoa(left),
					"X-RateLimit-Reset-After: "+strconv.FormatFloat(resets.Seconds(), 'f', 9, 64))(w, nil)
			}
			c := connect(t, http.HandlerFunc(h), token, slog.New(slog.DiscardHandler))
			var wg sync.WaitGroup
			for _, emoji := range []string{"a", "b", "c", "d", "e"} {
				wg.Go(func() {
					if _, err := c.Reactors(t.Context(), 7, 8, emoji); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if sent != 10 || most != test.together {
				t.Errorf("of %d allowed at once, %d of %d were under way together, want %d", test.allowed, most, sent, test.together)
			}
		})
	}
}

// A 429 says that less was left than was thought: the next request goes alone, and tells how many may follow.
func TestAfterALimitWasMetOneReadingGoesAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var met time.Time // when the limit was met
		var sent, under, after int
		h := func(w http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			sent++
			limited := sent == 4
			if limited {
				met = time.Now()
			}
			late := !met.IsZero() && time.Since(met) >= 500*time.Millisecond
			if late {
				under++
				if after == 0 && under > 1 {
					t.Error("several went before the first was answered")
				}
			}
			mu.Unlock()
			time.Sleep(100 * time.Millisecond)
			mu.Lock()
			if late {
				after++
				under--
			}
			mu.Unlock()
			if limited {
				answer(429, `{"retry_after":1,"global":false}`)(w, nil)
				return
			}
			answer(200, `[]`, "X-RateLimit-Bucket: readers", "X-RateLimit-Limit: 40", "X-RateLimit-Remaining: 30",
				"X-RateLimit-Reset-After: 60")(w, nil)
		}
		c := connect(t, http.HandlerFunc(h), token, slog.New(slog.DiscardHandler))
		var wg sync.WaitGroup
		for _, emoji := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
			wg.Go(func() {
				if _, err := c.Reactors(t.Context(), 7, 8, emoji); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if sent != 17 || after < 2 {
			t.Errorf("%d requests, %d after the limit", sent, after)
		}
	})
}
