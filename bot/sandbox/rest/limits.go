package rest

import (
	"fmt"
	"hash/fnv"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Limits say how often may be asked. The zero value is Discord's behaviour.
type Limits struct {
	Off    bool    // no limits at all, and no headers
	Speed  float64 // all windows are divided by it: 10 is ten times as fast; 0 is 1
	Global int     // requests per second and application, 0 is 50; negative: no global limit
	Rules  []Rule  // looked at before DefaultRules
}

// A Rule limits a bucket to Limit requests per window, for each channel, guild or webhook apart.
type Rule struct {
	Methods string // separated by spaces; "" is any
	Route   string // a pattern; parameters match any parameter, a final * any rest; "" is any
	Limit   int    // 0 or less: never limited, and no headers
	Per     time.Duration
	Shared  bool // all methods and routes of the rule share one bucket
}

// DefaultRules returns the limits that were observed at Discord (its documentation gives none): 5 messages in 5 s per
// channel, one reaction in 250 ms per channel, 10 crossposts an hour, 5 webhook calls in 2 s per token.
func DefaultRules() []Rule {
	const message = "/channels/{channel_id}/messages"
	return []Rule{
		{Methods: "PUT DELETE", Route: message + "/{message_id}/reactions*", Limit: 1, Per: 250 * time.Millisecond,
			Shared: true},
		{Methods: "POST", Route: message, Limit: 5, Per: 5 * time.Second},
		{Methods: "POST", Route: message + "/{message_id}/crosspost", Limit: 10, Per: time.Hour},
		{Methods: "POST", Route: message + "/bulk-delete", Limit: 1, Per: time.Second},
		{Methods: "PATCH", Route: message + "/{message_id}", Limit: 5, Per: 5 * time.Second},
		{Methods: "DELETE", Route: message + "/{message_id}", Limit: 5, Per: time.Second},
		{Methods: "POST", Route: "/channels/{channel_id}/typing", Limit: 5, Per: 5 * time.Second},
		{Methods: "POST", Route: "/users/@me/channels", Limit: 10, Per: 10 * time.Second},
		{Methods: "POST", Route: "/interactions/*"},
		{Methods: "GET", Route: "/gateway"},
		{Route: "/webhooks/{webhook_id}/{webhook_token}*", Limit: 5, Per: 2 * time.Second, Shared: true},
		{Limit: 50, Per: time.Second},
	}
}

// limiter counts requests in fixed windows of real time, as Discord does.
type limiter struct {
	off    bool
	speed  float64
	global int
	rules  []Rule

	mu      sync.Mutex
	windows map[string]*window
	sweep   time.Time // when old windows are next thrown away
}

// window is a bucket's present count.
type window struct {
	ends time.Time
	used int
}

func newLimiter(l Limits) *limiter {
	out := &limiter{off: l.Off, speed: l.Speed, global: l.Global, windows: map[string]*window{}}
	if out.speed <= 0 {
		out.speed = 1
	}
	if out.global == 0 {
		out.global = 50
	}
	out.rules = append(slices.Clone(l.Rules), DefaultRules()...)
	return out
}

// limitError is a 429 of the limiter. Headers of the bucket are already set.
type limitError struct {
	wait   time.Duration
	global bool
	code   int
	text   string
}

// Error says how long to wait.
func (e *limitError) Error() string { return fmt.Sprintf("rate limited for %s", e.wait) }

// answer words a 429.
func (e *limitError) answer() answer {
	wait, scope := seconds(e.wait), "user"
	h := http.Header{"Retry-After": {strconv.Itoa(int(math.Ceil(wait)))}}
	if e.global {
		scope = "global"
		h.Set("X-RateLimit-Global", "true")
	}
	h.Set("X-RateLimit-Scope", scope)
	return answer{status: http.StatusTooManyRequests, header: h,
		body: errorBody{Message: e.text, Code: e.code, RetryAfter: &wait, Global: &e.global}}
}

// admit counts a request, sets the headers of its bucket, and returns a *limitError if there were too many.
func (l *limiter) admit(c *call) error {
	if l.off {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.forget(now)
	var all *window
	if !c.route.hook && !c.route.open && l.global > 0 {
		all = l.window("global:"+c.app.ID.String(), l.scaled(time.Second), now)
		if all.used >= l.global { // without the headers of a bucket, as in Discord's documentation
			return limited(all.ends.Sub(now), true)
		}
	}
	rule, name := l.rule(c.r.Method, c.route.pattern)
	if rule.Limit > 0 {
		w := l.window(name+":"+major(c), l.scaled(rule.Per), now)
		full := w.used >= rule.Limit
		if !full {
			w.used++
		}
		bucketHeaders(c.header, name, rule.Limit, rule.Limit-w.used, w.ends, now)
		if full {
			return limited(w.ends.Sub(now), false)
		}
	}
	if all != nil {
		all.used++
	}
	return nil
}

func limited(wait time.Duration, global bool) *limitError {
	return &limitError{wait: wait, global: global, text: "You are being rate limited."}
}

// take counts a use of a bucket that depends on more than the route; code goes into the 429.
func (l *limiter) take(bucket string, limit int, per time.Duration, code int, text string) error {
	if l.off {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	w := l.window(bucket, l.scaled(per), now)
	if w.used >= limit {
		return &limitError{wait: w.ends.Sub(now), code: code, text: text}
	}
	w.used++
	return nil
}

func (l *limiter) scaled(per time.Duration) time.Duration {
	return time.Duration(float64(per) / l.speed)
}

// window returns the present window of a bucket; one that is over begins anew.
func (l *limiter) window(key string, per time.Duration, now time.Time) *window {
	w := l.windows[key]
	if w == nil || !w.ends.After(now) {
		w = &window{ends: now.Add(per)}
		l.windows[key] = w
	}
	return w
}

// forget throws windows away that are over, at most once a second.
func (l *limiter) forget(now time.Time) {
	if now.Before(l.sweep) {
		return
	}
	l.sweep = now.Add(time.Second)
	for key, w := range l.windows {
		if !w.ends.After(now) {
			delete(l.windows, key)
		}
	}
}

// rule returns the first rule for a request, and the name of its bucket.
func (l *limiter) rule(method, pattern string) (Rule, string) {
	for i, r := range l.rules {
		if !r.applies(method, pattern) {
			continue
		}
		if r.Shared {
			return r, hash(strconv.Itoa(i))
		}
		return r, hash(method + pattern)
	}
	return Rule{}, ""
}

// applies reports whether a rule is about a request.
func (r Rule) applies(method, pattern string) bool {
	return (r.Methods == "" || slices.Contains(strings.Fields(r.Methods), method)) && samePattern(r.Route, pattern)
}

// samePattern compares patterns: parameters are alike whatever their names, a final * matches any rest.
func samePattern(want, pattern string) bool {
	if want == "" {
		return true
	}
	want, pattern = nameless(want), nameless(pattern)
	if prefix, open := strings.CutSuffix(want, "*"); open {
		return strings.HasPrefix(pattern, prefix)
	}
	return want == pattern
}

// nameless takes the names out of a pattern's parameters.
func nameless(pattern string) string {
	var b strings.Builder
	inside := false
	for _, r := range pattern {
		switch {
		case r == '{':
			inside = true
			b.WriteString("{}")
		case r == '}':
			inside = false
		case !inside:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hash makes a bucket's name: it says nothing, as Discord's.
func hash(s string) string {
	h := fnv.New64a()
	h.Write([]byte(s)) // a hash never fails to write
	return fmt.Sprintf("%016x", h.Sum64())
}

// major is the resource a bucket is counted for.
func major(c *call) string {
	p := c.params
	return p["channel_id"] + "/" + p["guild_id"] + "/" + p["webhook_id"] + "/" + p["webhook_token"]
}

// bucketHeaders sets the headers of a bucket.
func bucketHeaders(h http.Header, name string, limit, left int, ends, now time.Time) {
	h.Set("X-RateLimit-Bucket", name)
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-RateLimit-Reset", strconv.FormatFloat(float64(ends.UnixMilli())/1000, 'f', 3, 64))
	h.Set("X-RateLimit-Reset-After", strconv.FormatFloat(seconds(ends.Sub(now)), 'f', 3, 64))
}
