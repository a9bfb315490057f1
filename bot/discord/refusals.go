package discord

import (
	"log/slog"
	"net/http"
	"time"
)

// Discord shuts an address out for a while that gets 10,000 answers of 401, 403 or 429 within 10 minutes ("Invalid
// Request Limit"). At a tenth of that requests slow down, at half of it only what readers wait for is sent.
const (
	refusalTime  = 10 * time.Minute
	slowFrom     = 1_000
	essentialsAt = 5_000
)

// refusals counts such answers. It is used under the pacer's lock.
type refusals struct {
	log   *slog.Logger
	at    []time.Time // the newest, at most essentialsAt of them
	level level
}

// A level says how careful to be.
type level uint8

const (
	calm level = iota
	slow
	essentials
)

// counts reports whether an answer counts towards the limit.
func (v *verdict) counts() bool {
	switch v.status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return true
	case http.StatusTooManyRequests:
		return !v.shared
	}
	return false
}

// add counts one refusal.
func (r *refusals) add(now time.Time) {
	if len(r.at) == essentialsAt {
		r.at = r.at[1:]
	}
	r.at = append(r.at, now)
}

// now says how careful to be now, and logs it once whenever it becomes worse.
func (r *refusals) now(now time.Time) level {
	old := 0
	for old < len(r.at) && now.Sub(r.at[old]) >= refusalTime {
		old++
	}
	r.at = r.at[old:]
	next := calm
	switch n := len(r.at); {
	case n >= essentialsAt:
		next = essentials
	case n >= slowFrom:
		next = slow
	}
	if next > r.level {
		switch next {
		case slow:
			r.log.Warn("Discord refuses many requests; they are sent more slowly",
				"refusals", len(r.at), "within", refusalTime)
		case essentials:
			r.log.Error("Discord refuses so many requests that it is about to shut this address out; only answers and "+
				"posts are sent", "refusals", len(r.at), "within", refusalTime)
		}
	}
	r.level = next
	return next
}
