package discord

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// perSecond is how many requests are sent in a second. Discord allows a bot 50 ("Global Rate Limit").
	perSecond = 49
	// perSecondSlow is the same while Discord refuses many; see [refusals].
	perSecondSlow = 5
	// underWay is how many requests may be under way, or next to be sent, at once. At 49 a second it is reached when
	// Discord takes longer than a second.
	underWay = 50
)

// ErrTooManyRefusals is returned for a request that was not sent because Discord has refused so many of late that more
// would shut the bot's address out. It passes, and so it matches [ErrRateLimited] too.
var ErrTooManyRefusals = fmt.Errorf("not sent, as Discord has refused too many requests: %w", ErrRateLimited)

// A pacer lets requests go when Discord's limits allow it. Routes of interactions are not paced: Discord counts them
// apart, and a person waits. All others pass three gates, in this order:
//
//   - their lane, one per route and channel (several for what may be read side by side), in which requests go one after
//     the other in the order in which they came, also when one has to be repeated;
//   - their window, one per limit that Discord named in X-RateLimit-Bucket and channel, which several lanes may share:
//     it has one request under way, so that the answer says for certain how many more may follow and when; of those in
//     a rush, which read much, as many as the last answer has left room for;
//   - the whole bot's pace, and its pause after a 429 that is for all. Where many wait for it, the stories on whose
//     behalf they do take turns; see [For].
//
// No lock is held while waiting, and every wait ends with its context.
type pacer struct {
	rate    *rate.Limiter
	usual   rate.Limit    // how many requests a second unless Discord refuses many
	queue   queue         // of those who wait for rate and seats
	seats   chan struct{} // full when underWay requests are
	revoked chan struct{} // closed when Discord has refused the token

	mu       sync.Mutex
	lanes    map[key][]*turn // the first of each has its turn; none is empty
	windows  map[key]*window
	names    map[string]string // the newest X-RateLimit-Bucket by route
	blocked  time.Time         // nothing may be sent before, on account of a 429 for all
	refusals refusals
	sent     int64 // requests, those of interactions too
	limited  int64 // answers of 429
}

// A key is a route or a limit's name, and the id of the channel or the like for which it counts.
type key struct {
	name  string
	major uint64
}

// newPacer returns a pacer that sends so many requests a second, perSecond if that is 0.
func newPacer(usual int, log *slog.Logger) *pacer {
	if usual <= 0 {
		usual = perSecond
	}
	return &pacer{
		rate: rate.NewLimiter(rate.Limit(usual), 1), usual: rate.Limit(usual),
		queue: queue{lines: map[string][]chan struct{}{}}, seats: make(chan struct{}, underWay), revoked: make(chan struct{}),
		lanes: map[key][]*turn{}, windows: map[key]*window{}, names: map[string]string{},
		refusals: refusals{log: log},
	}
}

// departs counts a request that is sent now.
func (p *pacer) departs() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent++
}

// figures returns how many requests were sent, how many of them got a 429, and how many refusals count now.
func (p *pacer) figures() (sent, limited int64, refusals int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.care(time.Now())
	return p.sent, p.limited, len(p.refusals.at)
}

// note takes what any answer says that concerns all requests.
func (p *pacer) note(v *verdict) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if v.counts() {
		p.refusals.add(now)
		p.care(now)
	}
	if v.status == http.StatusTooManyRequests {
		p.limited++
		if v.global {
			p.blocked = later(p.blocked, now.Add(v.wait))
		}
	}
	if v.status == http.StatusUnauthorized && !v.hook && !p.isRevoked() {
		close(p.revoked)
	}
}

// care sets the pace to how careful to be. The lock is held.
func (p *pacer) care(now time.Time) level {
	before := p.refusals.level
	l := p.refusals.now(now)
	if (l == calm) != (before == calm) {
		limit := p.usual
		if l != calm {
			limit = min(limit, perSecondSlow)
		}
		p.rate.SetLimitAt(now, limit)
	}
	return l
}

func (p *pacer) isRevoked() bool {
	select {
	case <-p.revoked:
		return true
	default:
		return false
	}
}

// admit returns why a request must not be sent at all, nil if it may. The lock is held.
func (p *pacer) admit(essential bool) error {
	if p.isRevoked() {
		return ErrTokenRevoked
	}
	if p.care(time.Now()) == essentials && !essential {
		return ErrTooManyRefusals
	}
	return nil
}

// pass waits for the whole bot's pace.
func (p *pacer) pass(ctx context.Context) error {
	for {
		p.mu.Lock()
		wait := time.Until(p.blocked)
		p.mu.Unlock()
		if wait > 0 {
			if err := p.pause(ctx, nil, wait); err != nil {
				return err
			}
			continue
		}
		r := p.rate.Reserve()
		err := p.pause(ctx, nil, r.Delay())
		if err != nil {
			r.Cancel()
			return err
		}
		return nil
	}
}

// pause waits for d, for ever if that is negative, until woken. It returns an error if ctx ended or the token was
// refused.
func (p *pacer) pause(ctx context.Context, wake <-chan struct{}, d time.Duration) error {
	var over chan struct{} // not a timer's own channel, with which Go 1.26.8 crashed in a bubble under the race detector
	if d >= 0 {
		over = make(chan struct{})
		t := time.AfterFunc(d, func() { close(over) })
		defer t.Stop()
	}
	select {
	case <-over:
	case <-wake:
	case <-ctx.Done():
		return ctx.Err()
	case <-p.revoked:
		return ErrTokenRevoked
	}
	return ctx.Err()
}

// never is a wait that only a wake-up ends.
const never = time.Duration(-1)

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
