package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/bwmarrin/discordgo"
)

// A request is one call of the REST API. Path follows ".../api/v9/".
type request struct {
	op, method, path string // op says what is done, for errors and logs: no secret in it
	body             any    // marshalled as JSON; nil for none
	files            []File // sent along with the body

	// Requests with the same route and major (a channel's or application's id) share a limit. Those of the same lane, too,
	// are sent in order.
	route, lane string
	major       uint64

	repeat    bool        // carrying it out twice does no harm
	nonce     bool        // it creates a message with enforce_nonce: repeating does no harm for as long as Discord remembers
	essential bool        // it is sent also when Discord has refused too much
	rush      bool        // others of the same limit may follow before it is answered
	urgent    bool        // it goes at once, but for a limit of all: rare, and needed to hear Discord. It has no route
	hook      bool        // a route of an interaction: it goes at once. It has no route
	secret    string      // an interaction's token, which is in the path
	still     func() bool // asked right before it is sent, each time: whether it is still to be; nil: it is
}

const (
	// maxTries bounds how often a request that is safe to repeat is sent.
	maxTries = 5
	// maxLimited bounds how often a request is sent again after a 429; each wait is what Discord asked for.
	maxLimited = 10
	// nonceTime is how long after its first try a message is posted again with the same nonce. Discord remembers nonces
	// for "the past few minutes".
	nonceTime = time.Minute
)

// do sends a request when its turn has come, waits out rate limits, and repeats it after a failure if that does no
// harm. It keeps its turn meanwhile. The answer is decoded into out unless that is nil.
func (c *Client) do(ctx context.Context, r request, out any) error {
	body, kind, err := r.encode()
	if err != nil {
		return fmt.Errorf("%s: encode: %w", r.op, err)
	}
	turn := c.pace.enter(&r)
	defer turn.leave()
	for past := (tries{request: &r}); ; {
		if err := turn.begin(ctx); err != nil {
			return past.over(fmt.Errorf("%s: given up while waiting for its turn: %w", r.op, err))
		}
		began := time.Now()
		if past.tooOld(began) {
			turn.land(&verdict{})
			return past.over(past.last)
		}
		if r.still != nil && !r.still() {
			turn.land(&verdict{})
			return past.over(fmt.Errorf("%s: %w", r.op, ErrNotNeeded))
		}
		v := &verdict{hook: r.hook}
		answer, err := c.send(withVerdict(ctx, v), r, body, kind)
		turn.land(v)
		if err == nil {
			return decode(r, answer, out)
		}
		wait, again := past.next(began, v, c.classify(ctx, r, v, err))
		if !again || ctx.Err() != nil {
			return past.over(past.last)
		}
		c.log.Debug("asking again", "op", r.op, "cause", past.last, "wait", max(wait, v.wait))
		if !Sleep(ctx, wait) {
			return past.over(fmt.Errorf("%s: given up while waiting: %w", r.op, errors.Join(past.last, ctx.Err())))
		}
	}
}

// send makes one HTTP exchange. The bucket that discordgo asks for is thrown away: it learns nothing, as [edge] shows
// it no headers of limits.
func (c *Client) send(ctx context.Context, r request, body []byte, kind string) ([]byte, error) {
	bucket := &discordgo.Bucket{}
	bucket.Lock()
	return c.rest.RequestWithLockedBucket(r.method, discordgo.EndpointAPI+r.path, kind, body, bucket, 0,
		discordgo.WithContext(ctx), discordgo.WithRestRetries(0), discordgo.WithRetryOnRatelimit(false))
}

// tries is what has become of a request so far.
type tries struct {
	request       *request
	sent, limited int
	doubt         time.Time // when the first try began of which nobody knows the outcome; zero if there is none
	last          error
}

// next takes the failure of a try, and says whether there is to be another, and after which wait.
func (t *tries) next(began time.Time, v *verdict, err error) (wait time.Duration, again bool) {
	r := t.request
	t.last = err
	if v.wait > 0 {
		t.limited++
		if r.hook || r.urgent {
			wait = v.wait // for all others the pacer waits
		}
		return wait, t.limited <= maxLimited && !errors.Is(err, ErrSlowmode) && !t.tooOld(time.Now().Add(v.wait))
	}
	t.sent++
	wait = backoff(t.sent)
	switch {
	case errors.Is(err, ErrOutcomeUnknown):
		if t.doubt.IsZero() {
			t.doubt = began
		}
		return wait, (r.repeat || r.nonce) && t.sent < maxTries && !t.tooOld(time.Now().Add(wait))
	case errors.Is(err, ErrUnreachable):
		return wait, t.sent < maxTries && !t.tooOld(time.Now().Add(wait))
	}
	return 0, false
}

// tooOld reports whether a message in doubt must not be posted again at a time.
func (t *tries) tooOld(at time.Time) bool {
	return t.request.nonce && !t.doubt.IsZero() && at.Sub(t.doubt) >= nonceTime
}

// over returns what to tell of a request that ends with this error: what an earlier try may have done is in doubt, also
// if the last one was not sent, or refused a message that the first may have posted.
func (t *tries) over(err error) error {
	decided := t.request.repeat && Refused(err)
	if t.doubt.IsZero() || errors.Is(err, ErrOutcomeUnknown) || decided {
		return err
	}
	return fmt.Errorf("%w by an earlier try, of which the last ended so: %w", ErrOutcomeUnknown, err)
}

// decode reads an answer. What cannot be read was carried out all the same, so that the outcome is not "refused".
func decode(r request, answer []byte, out any) error {
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%s: %w: the answer cannot be read: %w", r.op, ErrOutcomeUnknown, err)
	}
	return nil
}

// backoff returns how long to wait before try+1: 250 ms doubling to 8 s, with up to a half of it more by chance.
func backoff(try int) time.Duration {
	d := min(250*time.Millisecond<<min(try-1, 5), 8*time.Second)
	return d + rand.N(d/2+1)
}

// Sleep waits for d in real time, in which Discord's limits run, and reports whether it did so before ctx ended.
func Sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
