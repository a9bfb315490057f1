package discord_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
)

// A model is a Discord that only counts: each limit allows so many requests in a fixed window, per channel, and several
// routes may share one. It holds a client to what it could know.
type model struct {
	t      *testing.T
	mu     sync.Mutex
	dice   *rand.Rand
	limits map[string]*limit        // by route
	opened map[string]*opened       // by limit and channel
	told   map[string]time.Time     // when the client got its first answer of a route
	gaveUp map[string]time.Time     // by channel: when a request was last given up
	second map[int64]int            // requests by second, of all routes
	over   int                      // requests too many that the client could not foresee
	wait   func() (d time.Duration) // how long an answer takes
}

type limit struct {
	name string
	n    int
	per  time.Duration
}

type opened struct {
	ends time.Time
	used int
}

// route of a request: its method, and what follows the channel's and the message's id.
func routeOf(r *http.Request) (route, channel string) {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/v9/channels/"), "/")
	kind := "message"
	switch {
	case strings.Contains(r.URL.Path, "/reactions/"):
		kind = "reactions"
	case strings.Contains(r.URL.Path, "/pins/"):
		kind = "pins"
	case len(parts) == 2:
		kind = "messages"
	}
	method := r.Method
	if kind == "reactions" && method != http.MethodGet || kind == "pins" {
		method = "PUT or DELETE"
	}
	return method + " " + kind, parts[0]
}

func (m *model) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sent := time.Now()
	route, channel := routeOf(r)
	m.mu.Lock()
	there, back := m.wait()/2, m.wait()/2
	m.mu.Unlock()
	time.Sleep(there)
	m.mu.Lock()
	status := m.count(w.Header(), route, channel, sent)
	m.mu.Unlock()
	time.Sleep(back)
	body := `{"id":"1"}`
	if r.Method == http.MethodGet {
		body = `[]`
	}
	if status == http.StatusTooManyRequests {
		body = fmt.Sprintf(`{"retry_after":%s,"global":false}`, w.Header().Get("X-RateLimit-Reset-After"))
	}
	answer(status, body)(w, r)
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.told[route]; !known {
		m.told[route] = time.Now()
	}
}

// count counts one request and judges it.
func (m *model) count(h http.Header, route, channel string, sent time.Time) (status int) {
	l, now := m.limits[route], time.Now()
	key := l.name + " " + channel
	o := m.opened[key]
	if o == nil || !now.Before(o.ends) {
		o = &opened{ends: now.Add(l.per)}
		m.opened[key] = o
	}
	m.second[now.Unix()]++
	status = http.StatusOK
	if o.used == l.n {
		status = http.StatusTooManyRequests
		m.over++
		if !m.unforeseen(l, channel, sent) {
			m.t.Errorf("%s in channel %s: request %d in a window of %d", route, channel, o.used+1, l.n)
		}
	} else {
		o.used++
	}
	h.Set("X-RateLimit-Bucket", l.name)
	h.Set("X-RateLimit-Limit", strconv.Itoa(l.n))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(l.n-o.used))
	h.Set("X-RateLimit-Reset-After", strconv.FormatFloat(o.ends.Sub(now).Seconds(), 'f', 9, 64))
	return status
}

// unforeseen reports whether the client could not know that a request was too many: when it was sent, the first answer
// of a route that shares the limit was still to come, or a request had just been given up that may yet arrive.
func (m *model) unforeseen(l *limit, channel string, sent time.Time) bool {
	for route, other := range m.limits {
		if told, known := m.told[route]; other.name == l.name && (!known || !told.Before(sent)) {
			return true
		}
	}
	at, lost := m.gaveUp[channel]
	return lost && sent.Sub(at) < l.per
}

func newModel(t *testing.T, seed uint64) *model {
	m := &model{t: t, dice: rand.New(rand.NewPCG(seed, 0)), limits: map[string]*limit{}, opened: map[string]*opened{},
		told: map[string]time.Time{}, gaveUp: map[string]time.Time{}, second: map[int64]int{}}
	slowest := time.Duration(m.dice.IntN(400)+1) * time.Millisecond
	m.wait = func() time.Duration { return time.Duration(m.dice.Int64N(int64(slowest))) }
	var all []*limit
	for _, route := range []string{"POST messages", "GET messages", "PATCH message", "DELETE message", "GET reactions",
		"PUT or DELETE reactions", "PUT or DELETE pins"} {
		l := &limit{fmt.Sprintf("limit-%d", len(all)), 1 + m.dice.IntN(6),
			time.Duration(1+m.dice.IntN(5000)) * time.Millisecond}
		if len(all) > 0 && m.dice.IntN(3) == 0 {
			l = all[m.dice.IntN(len(all))] // shared with another route
		}
		all = append(all, l)
		m.limits[route] = l
	}
	return m
}

// act does something by chance, and returns what it was.
func (m *model) act(ctx context.Context, c *discord.Client, kind int, channel uint64, n int) error {
	body := json.RawMessage(fmt.Sprintf(`{"content":"%d"}`, n))
	switch kind {
	case 0, 1, 2:
		_, err := c.Post(ctx, channel, body, strconv.Itoa(n))
		return err
	case 3:
		_, err := c.Newest(ctx, channel)
		return err
	case 4:
		return c.Edit(ctx, channel, 8, body)
	case 5:
		return c.Delete(ctx, channel, 8)
	case 6:
		return c.React(ctx, channel, 8, "x")
	case 7:
		return c.Unreact(ctx, channel, 8, "x", 5, nil)
	case 8:
		return c.Pin(ctx, channel, 8)
	}
	_, err := c.Reactors(ctx, channel, 8, string(rune('a'+n%5)))
	return err
}

// Whatever the limits are, the client keeps to them from the first answer on; posts keep their order in a channel; and
// whoever is told to stop leaves at once.
func TestPacerAgainstAModelOfDiscord(t *testing.T) {
	total, over := 0, 0
	for seed := range uint64(40) {
		synctest.Test(t, func(t *testing.T) {
			m := newModel(t, seed)
			var posted sync.Map // by channel: the number of the newest post that came
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					var b struct{ Content string }
					if err := json.NewDecoder(r.Body).Decode(&b); err != nil {
						t.Error(err)
					}
					n, err := strconv.Atoi(b.Content)
					_, channel := routeOf(r)
					if old, _ := posted.Swap(channel, n); err != nil || old != nil && old.(int) > n {
						t.Errorf("seed %d: post %d came to channel %s after %v", seed, n, channel, old)
					}
				}
				m.ServeHTTP(w, r)
			})
			c := connect(t, h, token, slog.New(slog.DiscardHandler))
			dice := rand.New(rand.NewPCG(seed, 1))
			var wg sync.WaitGroup
			for n := range 300 {
				kind, channel := dice.IntN(10), uint64(1+dice.IntN(3))
				ctx, cancel := t.Context(), func() {}
				if seed%2 == 1 && dice.IntN(10) == 0 {
					ctx, cancel = context.WithTimeout(ctx, time.Duration(dice.IntN(3000))*time.Millisecond)
				}
				wg.Go(func() {
					defer cancel()
					err := m.act(ctx, c, kind, channel, n)
					end, hurried := ctx.Deadline()
					switch {
					case err == nil:
					case !hurried || !errors.Is(err, context.DeadlineExceeded):
						t.Errorf("seed %d: request %d failed: %v", seed, n, err)
					case !time.Now().Equal(end):
						t.Errorf("seed %d: request %d left %v after it was told to", seed, n, time.Since(end))
					default:
						m.mu.Lock()
						m.gaveUp[strconv.FormatUint(channel, 10)] = end
						m.mu.Unlock()
					}
				})
				synctest.Wait() // so that they come in this order
				time.Sleep(time.Duration(dice.IntN(200)) * time.Millisecond)
			}
			wg.Wait()
			for second, n := range m.second {
				if n > 50 {
					t.Errorf("seed %d: %d requests in second %d", seed, n, second)
				}
				total += n
			}
			over += m.over
			time.Sleep(time.Minute)
			synctest.Wait()
			if n := c.Kept(); n != 0 {
				t.Errorf("seed %d: %d limits are kept when all are over", seed, n)
			}
		})
	}
	t.Logf("%d requests; %d met a limit that could not be foreseen", total, over)
	if over*50 > total {
		t.Error("too many requests met a limit")
	}
}
