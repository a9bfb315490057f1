package discord

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"
)

// A verdict is what an answer says besides its body. discordgo v0.29.0 shows neither the status of every answer nor its
// headers, so [edge] writes them down here, in a value that travels in the request's context.
type verdict struct {
	hook bool // set by the sender: a route of an interaction, which needs no bot token and no pacing

	status int           // HTTP status; 0: no answer came
	bucket string        // X-RateLimit-Bucket; "" if not said
	left   int           // how many requests the bucket's present window has left; -1 if not said
	resets time.Duration // until that window ends; 0 if not said
	wait   time.Duration // of a 429: how long Discord asks to wait
	global bool          // of a 429: it is for the whole bot, or for the address (Cloudflare's)
	shared bool          // of a 429: others' doing, which does not count as ours
	code   int           // of a 429: Discord's JSON error code, 0 if none
}

type verdictKey struct{}

func withVerdict(ctx context.Context, v *verdict) context.Context {
	return context.WithValue(ctx, verdictKey{}, v)
}

// verdictOf returns the context's verdict, or a new one for a request that discordgo makes by itself.
func verdictOf(ctx context.Context) *verdict {
	if v, ok := ctx.Value(verdictKey{}).(*verdict); ok {
		return v
	}
	return &verdict{}
}

// read takes what the status and the headers say.
func (v *verdict) read(r *http.Response) {
	v.status, v.bucket, v.left, v.resets = r.StatusCode, r.Header.Get("X-RateLimit-Bucket"), -1, 0
	if n, err := strconv.Atoi(r.Header.Get("X-RateLimit-Remaining")); err == nil && n >= 0 {
		v.left = n
	}
	if after, ok := seconds(r.Header.Get("X-RateLimit-Reset-After")); ok {
		v.resets = after
		return
	}
	at, err := strconv.ParseFloat(r.Header.Get("X-RateLimit-Reset"), 64)
	said, unsaid := http.ParseTime(r.Header.Get("Date")) // by Discord's clock, as ours may be wrong; in whole seconds
	if err != nil || unsaid != nil || math.Abs(at) > 1e11 {
		return
	}
	v.resets = max(0, time.Duration((at-float64(said.Unix()))*float64(time.Second)))
}

const (
	defaultWait = 5 * time.Second        // after a 429 that does not say how long
	leastWait   = 100 * time.Millisecond // after one that says "not at all": each counts towards a ban
)

// readLimit takes what a 429 says; JSON reports whether its body was Discord's.
func (v *verdict) readLimit(h http.Header, body []byte) (isJSON bool) {
	var limit struct {
		RetryAfter *float64 `json:"retry_after"`
		Global     bool
		Code       int
	}
	isJSON = json.Unmarshal(body, &limit) == nil && limit.RetryAfter != nil
	v.global = !isJSON || limit.Global || h.Get("X-RateLimit-Global") != ""
	v.shared = h.Get("X-RateLimit-Scope") == "shared"
	v.wait, v.code = defaultWait, limit.Code
	if isJSON {
		v.wait = duration(*limit.RetryAfter)
	} else if after, ok := seconds(h.Get("Retry-After")); ok {
		v.wait = after
	}
	if v.wait <= 0 {
		v.wait = leastWait
	}
	return isJSON
}

// seconds reads a number of seconds, with decimals perhaps. A negative one is none.
func seconds(text string) (time.Duration, bool) {
	s, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(s) || s < 0 {
		return 0, false
	}
	return duration(s), true
}

// duration rounds up, so as never to come too early, and takes at most a day: more is a mistake of somebody's.
func duration(s float64) time.Duration {
	const day = 24 * 60 * 60
	return time.Duration(math.Ceil(min(max(s, 0), day) * 1e9))
}
