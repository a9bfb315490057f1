package discord

import (
	"context"
	"net/http"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// A Handler takes what the gateway tells.
type Handler interface {
	// Event takes one event. It must not block: it is called on the goroutine that reads the socket. The events of one
	// shard come in order; those of several shards come on several goroutines.
	Event(e Event)
	// Settle returns once the effects of every event taken before the call are durable, or fails. A session is never
	// written down as further along than that.
	Settle(ctx context.Context) error
}

// Run keeps the gateway connections until ctx ends, and gives every event to h. It returns nil when ctx ended, or a
// [FatalError].
func (c *Client) Run(ctx context.Context, h Handler) error {
	defer c.http.CloseIdleConnections()
	n, err := c.shards(ctx)
	if err != nil || ctx.Err() != nil {
		return err
	}
	c.counts.shards.Store(int64(n))
	work, ctx := errgroup.WithContext(ctx)
	for id := range n {
		work.Go(func() error { return newShard(c, h, id, n).run(ctx) })
	}
	work.Go(func() error {
		select {
		case <-c.pace.revoked: // by whichever request noticed it first
			return fatal(http.StatusUnauthorized)
		case <-ctx.Done():
			return nil
		}
	})
	return work.Wait()
}

// shards returns how many shards to run.
func (c *Client) shards(ctx context.Context) (int, error) {
	for failures := 1; c.cfg.Shards == 0; failures++ {
		p, err := c.portal(ctx)
		if err == nil {
			return max(p.Shards, 1), nil
		}
		if fatal := fatalCause(err); fatal != nil {
			return 0, fatal
		}
		if ctx.Err() != nil {
			return 0, nil
		}
		pause := pauseAfter(failures)
		c.log.Warn("Discord cannot be reached", "cause", err, "attempt", failures, "again_in", pause)
		if !Sleep(ctx, pause) {
			return 0, nil
		}
	}
	return c.cfg.Shards, nil
}

// counts are the client's figures.
type counts struct {
	shards, up, identifies, identifiesLeft, resumes atomic.Int64
}

// Stats are figures since the client was made, for whoever watches the bot.
type Stats struct {
	Shards         int   // gateway sessions that should be running; 0 until that is known
	Connected      int   // of these, those whose events come in now
	Identifies     int64 // sessions begun. Discord takes the token away at some thousand in 24 hours
	IdentifiesLeft int64 // of that day's allowance, as Discord said when it was last asked
	Resumes        int64 // sessions gone on with
	Requests       int64 // requests sent to the REST API, repeated ones included
	Limited        int64 // of these, those answered by a 429
	Refusals       int   // answers in the last 10 minutes of the kind of which 10,000 shut the address out; 5,000 at most
}

// Stats returns the client's figures.
func (c *Client) Stats() Stats {
	requests, limited, refusals := c.pace.figures()
	return Stats{
		Requests: requests, Limited: limited, Refusals: refusals,
		Shards: int(c.counts.shards.Load()), Connected: int(c.counts.up.Load()), Resumes: c.counts.resumes.Load(),
		Identifies: c.counts.identifies.Load(), IdentifiesLeft: c.counts.identifiesLeft.Load(),
	}
}

// Connected reports whether the events of every shard are coming in now.
func (c *Client) Connected() bool {
	n := c.counts.shards.Load()
	return n > 0 && c.counts.up.Load() == n
}
