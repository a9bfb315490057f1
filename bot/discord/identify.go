package discord

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// identifyEvery is how far apart the IDENTIFYs of one of max_concurrency's buckets have to be. Source: Discord's
// documentation, "Gateway", "Rate Limiting": 5 s; the rest is for clocks and networks.
const identifyEvery = 5*time.Second + 100*time.Millisecond

// A portal is what GET /gateway/bot says.
type portal struct {
	URL    string
	Shards int
	Limit  struct {
		Total       int
		Remaining   int
		ResetAfter  int64 `json:"reset_after"` // ms
		Concurrency int   `json:"max_concurrency"`
	} `json:"session_start_limit"`
}

// portal asks Discord where the gateway is, and how many sessions may still be begun.
func (c *Client) portal(ctx context.Context) (portal, error) {
	var p portal
	err := c.do(ctx, request{
		op: "ask for the gateway", method: "GET", path: "gateway/bot", repeat: true, urgent: true,
	}, &p)
	if err == nil && p.URL == "" {
		err = fmt.Errorf("ask for the gateway: the answer names none")
	}
	return p, err
}

// identifies paces the beginnings of sessions over all shards. Discord allows max_concurrency of them in 5 s and some
// thousand in 24 hours, and takes the token away beyond that.
type identifies struct {
	client *Client

	mu      sync.Mutex
	buckets map[int]*identifyBucket // by shard modulo max_concurrency
	warned  int                     // the highest share of the day's allowance that was warned of, in percent
}

type identifyBucket struct {
	busy chan struct{} // full while an IDENTIFY is on its way
	next time.Time     // used by whoever fills busy
}

// enter waits until a shard may begin a session, and returns the gateway's address. begun must be called, and say
// whether an IDENTIFY was sent; the first call counts. It should come when the answer is there, as only then it is sure
// that the IDENTIFY has arrived, and Discord counts by arrivals. last is when this shard began a session last, zero if
// it has not.
func (i *identifies) enter(ctx context.Context, shard int, last time.Time) (url string, begun func(bool), err error) {
	p, err := i.allowance(ctx, last)
	if err != nil {
		return "", nil, err
	}
	b := i.bucket(shard % max(p.Limit.Concurrency, 1))
	select {
	case b.busy <- struct{}{}:
	case <-ctx.Done():
		return "", nil, ctx.Err()
	}
	if !Sleep(ctx, time.Until(b.next)) {
		<-b.busy
		return "", nil, ctx.Err()
	}
	var once sync.Once
	return p.URL, func(sent bool) {
		once.Do(func() {
			if sent {
				b.next = time.Now().Add(identifyEvery)
				i.client.counts.identifies.Add(1)
				i.client.counts.identifiesLeft.Add(-1)
			}
			<-b.busy
		})
	}, nil
}

func (i *identifies) bucket(n int) *identifyBucket {
	i.mu.Lock()
	defer i.mu.Unlock()
	b := i.buckets[n]
	if b == nil {
		b = &identifyBucket{busy: make(chan struct{}, 1)}
		i.buckets[n] = b
	}
	return b
}

// allowance asks Discord for what is left of the day's allowance, and waits for as long as it takes to be careful with
// it: from half of it on, a shard's sessions are spread over the rest of the day; the last tenth is never touched.
func (i *identifies) allowance(ctx context.Context, last time.Time) (portal, error) {
	for {
		p, err := i.client.portal(ctx)
		if err != nil {
			return p, err
		}
		reset := time.Duration(p.Limit.ResetAfter) * time.Millisecond
		i.client.counts.identifiesLeft.Store(int64(p.Limit.Remaining))
		usable := p.Limit.Remaining - p.Limit.Total/10
		i.tell(p, reset)
		switch {
		case p.Limit.Total <= 0, p.Limit.Remaining > p.Limit.Total/2, last.IsZero() && usable > 0:
			return p, nil
		case usable > 0:
			shards := max(i.client.counts.shards.Load(), 1) // each of which may be as unlucky as this one
			Sleep(ctx, time.Until(last.Add(reset/time.Duration(usable)*time.Duration(shards))))
			return p, ctx.Err()
		}
		if !Sleep(ctx, max(reset, time.Minute)) {
			return p, ctx.Err()
		}
	}
}

// tell warns once at half of the allowance, and reports an error once when nothing more is used of it.
func (i *identifies) tell(p portal, reset time.Duration) {
	i.mu.Lock()
	defer i.mu.Unlock()
	was, left := i.warned, p.Limit.Remaining
	switch {
	case left > p.Limit.Total/2:
		i.warned = 0
	case left > p.Limit.Total/10:
		i.warned = 50
	default:
		i.warned = 90
	}
	switch {
	case i.warned <= was:
	case i.warned == 50:
		i.client.log.Warn("half of the day's gateway sessions are used up; they are spread out from now on: "+
			"is another bot running with this token?", "left", left, "of", p.Limit.Total, "reset_in", reset)
	case i.warned == 90:
		i.client.log.Error("nine tenths of the day's gateway sessions are used up: no new one begins until the reset, "+
			"as Discord takes the token away beyond the last", "left", left, "of", p.Limit.Total, "reset_in", reset)
	}
}
