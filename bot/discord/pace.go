package discord

import (
	"context"
	"sync"

	"github.com/bwmarrin/discordgo"
)

// pace lets requests into a rate limit bucket one at a time, and none before the bucket's reset. discordgo v0.29.0 does
// the same, but sleeps under its own lock and deaf to contexts: a bot told to stop would wait for Discord's limit
// first.
type pace struct {
	limits *discordgo.RateLimiter

	mu    sync.Mutex
	slots map[string]chan struct{} // by bucket; full while a request is under way
}

// enter waits until a request may be sent. It returns a function to be called when the answer is there, or ctx's error.
func (p *pace) enter(ctx context.Context, bucket string) (release func(), err error) {
	if bucket == "" {
		return func() {}, nil // an interaction route
	}
	slot := p.slot(bucket)
	select {
	case slot <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	b := p.limits.GetBucket(bucket) // whoever holds the slot is the only one to touch it
	for {
		wait := p.limits.GetWaitTime(b, 1)
		if wait <= 0 {
			return func() { <-slot }, nil
		}
		if !Sleep(ctx, wait) {
			<-slot
			return nil, ctx.Err()
		}
	}
}

func (p *pace) slot(bucket string) chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.slots[bucket]
	if s == nil {
		s = make(chan struct{}, 1)
		p.slots[bucket] = s
	}
	return s
}
