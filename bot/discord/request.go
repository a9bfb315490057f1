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

// A request is one call of the REST API. Path follows ".../api/v9/". Bucket names the rate limit it shares; empty means
// an interaction route, which is limited apart.
type request struct {
	op, method, path, bucket string
	body                     any  // marshalled as JSON; nil for none
	repeat                   bool // carrying it out twice does no harm
}

const (
	// maxTries bounds how often a request that is safe to repeat is sent.
	maxTries = 5
	// maxLimited bounds how often a request is sent again after a 429; each wait is what Discord asked for.
	maxLimited = 10
)

// do sends a request, waits out rate limits, and repeats it after a failure if that does no harm. The answer is decoded
// into out unless that is nil.
func (c *Client) do(ctx context.Context, r request, out any) error {
	var body []byte
	if r.body != nil {
		var err error
		if body, err = json.Marshal(r.body); err != nil {
			return fmt.Errorf("%s: encode: %w", r.op, err)
		}
	}
	for try, limited := 1, 0; ; {
		release, err := c.pace.enter(ctx, r.bucket)
		if err != nil {
			return fmt.Errorf("%s: given up while waiting for its turn: %w", r.op, err)
		}
		answer, err := c.send(ctx, r, body)
		release()
		if err == nil {
			return decode(r, answer, out)
		}
		wait, err := classify(ctx, r.op, err)
		switch {
		case wait > 0 && limited < maxLimited:
			limited++
			c.log.Debug("rate limited", "op", r.op, "wait", wait)
		case errors.Is(err, ErrOutcomeUnknown) && r.repeat && try < maxTries && ctx.Err() == nil:
			wait = backoff(try)
			try++
			c.log.Debug("asking again", "op", r.op, "cause", err)
		default:
			return err
		}
		if !Sleep(ctx, wait) {
			return fmt.Errorf("%s: given up while waiting: %w", r.op, errors.Join(err, ctx.Err()))
		}
	}
}

func (c *Client) send(ctx context.Context, r request, body []byte) ([]byte, error) {
	options := []discordgo.RequestOption{
		discordgo.WithContext(ctx), discordgo.WithRestRetries(0), discordgo.WithRetryOnRatelimit(false),
	}
	url := discordgo.EndpointAPI + r.path
	if r.bucket == "" {
		bucket := discordgo.NewRatelimiter().LockBucket("interaction")
		return c.rest.RequestWithLockedBucket(r.method, url, "application/json", body, bucket, 0, options...)
	}
	return c.rest.RequestRaw(r.method, url, "application/json", body, r.bucket, 0, options...)
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
