package drop

import (
	"context"
	"fmt"
	"time"

	"cliffhanger/bot/discord"
)

// A glance is a look at a channel shortly before a drop: which message is its newest. Reading that when the drop is due
// would cost each channel a request more at the very time when Discord's limits hold up all of them. Any message that
// stands there before the first of the drop does is as good.
type glance struct {
	timer *time.Timer   // nil: there is no time left for a look
	over  chan struct{} // closed when the look has ended, once the timer has gone off
	end   context.CancelFunc

	newest uint64
	err    error
}

const (
	// glanceAhead is how long before a drop the last channels are looked at, in real time. It leaves the connection to
	// Discord open.
	glanceAhead = 30 * time.Second
	// glanceSpread is over how long the looks are spread.
	glanceSpread = 4 * time.Minute
	// scatter takes ids apart that are alike: it is 2^64 divided by the golden ratio.
	scatter = 0x9E3779B97F4A7C15
)

// expect looks at the telling's channel before a moment that is so far away, without waiting for that. If the clock is
// turned meanwhile there is no harm: what was not seen is read when it is needed.
func (l *telling) expect(ctx context.Context, left time.Duration) *glance {
	ctx, end := context.WithCancel(ctx)
	g := &glance{over: make(chan struct{}), end: end}
	if left <= glanceAhead {
		return g
	}
	spread := min(glanceSpread, left-glanceAhead)
	ahead := glanceAhead + time.Duration((l.Channel^l.Channel>>22)*scatter%uint64(spread))
	g.timer = time.AfterFunc(left-ahead, func() {
		defer close(g.over)
		g.newest, g.err = l.r.cfg.Discord.Newest(ctx, l.Channel)
		if discord.Refused(g.err) {
			l.poke() // there is no sense in waiting for the drop
		}
	})
	return g
}

// stop ends the look, and returns what was seen. It returns an error only if Discord refused.
func (g *glance) stop() (newest uint64, seen bool, err error) {
	g.end()
	if g.timer == nil || g.timer.Stop() {
		return 0, false, nil
	}
	<-g.over
	if discord.Refused(g.err) {
		return 0, false, g.err
	}
	return g.newest, g.err == nil, nil
}

// attend waits until a portion's time, or for a poke, with a look at the channel before.
func (l *telling) attend(ctx context.Context, w wait) error {
	what := fmt.Sprintf("chapter %d", w.chapter)
	if l.Kind == Forum { // where it depends on the chapter's name what is the newest that counts
		return l.rest(ctx, w.until, what)
	}
	g := l.expect(ctx, w.until.Sub(l.r.cfg.Clock.Now()))
	err := l.rest(ctx, w.until, what)
	newest, seen, refused := g.stop()
	if l.seen = seen; seen {
		l.newest = newest
	}
	if err == nil {
		err = refused
	}
	return err
}
