package drop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/render"
	"cliffhanger/store"
)

const (
	// publishKind begins the kind of a job that passes a message on to the channels that follow its own; the message's
	// id follows. It has no edits: nothing about the message changes.
	publishKind = "publish "

	// publishFor is how long a message is tried to be passed on, on the story's clock.
	publishFor = 24 * time.Hour

	forbiddenFor = time.Hour   // how long nothing is passed on after Discord has refused what a person can mend
	limitedFor   = time.Minute // and after it wanted fewer requests for longer than the client waits
)

// A crier passes a telling's messages on, in order, beside its drops. Discord takes 10 an hour in a channel, and the
// client waits until it takes the next one, which may be long after the drop.
type crier struct {
	once sync.Once

	mu   sync.Mutex
	told chan struct{}      // holds one wake-up that was not taken yet; nil: it does not run
	end  context.CancelFunc // ends the present try; nil: there is none
}

// stir has the crier look, and first break off what it waits for: it may not be wanted any more.
func (c *crier) stir() {
	c.wake()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.end != nil {
		c.end()
	}
}

// trying says what ends the present try, nil for nothing.
func (c *crier) trying(end context.CancelFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.end = end
}

// wake has the crier look. It never blocks.
func (c *crier) wake() {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case c.told <- struct{}{}:
	default: // one is on its way, or nobody waits
	}
}

// publishes returns the message that a job passes on.
func publishes(j store.Job) (message uint64, ok bool) {
	text, ok := strings.CutPrefix(j.Kind, publishKind)
	message, err := strconv.ParseUint(text, 10, 64)
	return message, ok && err == nil
}

// pass has a message passed on as soon as Discord takes it. The order is durable when it returns; it has the message's
// id, so that a step that is taken again orders nothing again.
func (l *telling) pass(ctx context.Context, chapter int, message uint64) error {
	err := l.r.cfg.Store.PlanJob(ctx, store.Job{
		JobRef: store.JobRef{Telling: l.key(), ID: message}, Chapter: chapter, Created: l.r.cfg.Clock.Now(),
		Kind: publishKind + strconv.FormatUint(message, 10),
	})
	if err != nil && !errors.Is(err, store.ErrExists) {
		return err
	}
	l.herald(ctx)
	l.crier.wake()
	return nil
}

// herald starts the crier, unless it runs, until ctx ends.
func (l *telling) herald(ctx context.Context) {
	l.crier.once.Do(func() {
		l.crier.mu.Lock()
		told := make(chan struct{}, 1)
		l.crier.told = told
		l.crier.mu.Unlock()
		l.beside.Go(func() { l.cry(ctx, told) })
	})
}

// cry passes on what is ordered until ctx ends.
func (l *telling) cry(ctx context.Context, told <-chan struct{}) {
	for {
		pause, err := l.passOn(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			pause = unheard
			l.log.Warn("what is to be passed on cannot be read or kept", "cause", err, "again_in", pause)
			l.failed(err)
		}
		waiting, end := ctx, context.CancelFunc(func() {})
		if pause > 0 {
			waiting, end = context.WithTimeout(ctx, pause)
		}
		select {
		case <-told:
		case <-waiting.Done():
		}
		end()
	}
}

// failed has the telling itself meet an error that ends it, if it is one.
func (l *telling) failed(err error) {
	if l.r.cfg.Failure == nil || l.r.cfg.Failure(err) == Broken {
		l.rouse()
	}
}

// passOn passes on what it can, and returns how long to wait before another look: 0 is until there is news.
func (l *telling) passOn(ctx context.Context) (time.Duration, error) {
	next := time.Duration(0)
	for done := 0; ; {
		jobs, err := l.r.cfg.Store.UnfinishedJobs(ctx, l.key())
		if err != nil {
			return 0, err
		}
		jobs = slices.DeleteFunc(jobs, func(j store.Job) bool { _, ok := publishes(j); return !ok })
		if done >= len(jobs) {
			return next, nil
		}
		j := jobs[done]
		left := j.Created.Add(publishFor).Sub(l.r.cfg.Clock.Now())
		back, err := l.r.retracted(ctx, l.Guild, l.Story, j.Chapter)
		switch {
		case err != nil:
			return 0, err
		case back && left > 0: // the notice needs no publishing, and a correction may bring the text back in time
			done++
			next = soonest(next, left)
			continue
		case back:
			l.log.Info("not passed on: its chapter was taken back", "chapter", j.Chapter, "job", j.ID)
			err = l.r.cfg.Store.FinishJob(ctx, j.JobRef, l.r.cfg.Clock.Now())
		default:
			var pause time.Duration
			if pause, err = l.publish(ctx, j, left); pause > 0 {
				return soonest(pause, next), err
			}
		}
		if err != nil {
			return 0, err
		}
	}
}

// soonest returns the shorter of two waits, of which 0 is for ever.
func soonest(a, b time.Duration) time.Duration {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}

// publish passes one message on, for which so much time is left, or gives it up. If neither could be done, it returns
// how long to wait.
func (l *telling) publish(ctx context.Context, j store.Job, left time.Duration) (time.Duration, error) {
	message, _ := publishes(j)
	var cause error
	if left > 0 {
		err, ended := l.crosspost(ctx, j, message, left)
		switch {
		case ctx.Err() != nil:
			return 0, ctx.Err()
		case err == nil, hasCode(err, codeCrossposted):
			l.log.Info("passed on to the channels that follow", "chapter", j.Chapter, "message", message)
			return 0, l.r.cfg.Store.FinishJob(ctx, j.JobRef, l.r.cfg.Clock.Now())
		case errors.Is(ended, context.Canceled):
			return 0, nil // look again
		case ended != nil: // its day is over
		case !forGood(err):
			pause := pauseAfter(err)
			l.log.Warn("a message is not passed on yet", "message", message, "cause", err, "again_in", pause)
			return min(pause, left), nil
		default:
			cause = err
		}
	}
	a := Alert{Kind: NotPublished, Chapter: j.Chapter, Cause: cause, Text: render.Link(l.Guild, l.Channel, message),
		Key: fmt.Sprintf("not published %d", message)}
	if _, told := l.tell(ctx, a); !told {
		return tellAgain, nil
	}
	return 0, l.r.cfg.Store.FinishJob(ctx, j.JobRef, l.r.cfg.Clock.Now())
}

// crosspost has Discord pass a message on, which may take until the limit allows it. It says what ended the try early:
// a change of the story, or its time.
func (l *telling) crosspost(ctx context.Context, j store.Job, message uint64, left time.Duration) (err, ended error) {
	within, end := context.WithTimeout(ctx, left)
	defer end()
	l.crier.trying(end)
	defer l.crier.trying(nil)
	// From here on a retraction breaks off what follows; one that came just before is seen.
	back, err := l.r.retracted(ctx, l.Guild, l.Story, j.Chapter)
	switch {
	case err != nil:
		return err, nil
	case back:
		return context.Canceled, context.Canceled
	}
	err = l.r.cfg.Publish.Crosspost(within, l.Channel, message)
	return err, within.Err()
}

// forGood reports whether Discord will never take a message: it is gone, or its channel is, or not one that others
// follow any more.
func forGood(err error) bool {
	return errors.Is(err, discord.ErrUnknownMessage) || errors.Is(err, discord.ErrUnknownChannel) ||
		errors.Is(err, discord.ErrUnknownGuild) || hasCode(err, codeWrongKind)
}

// pauseAfter returns how long to wait after an error that may pass.
func pauseAfter(err error) time.Duration {
	switch {
	case discord.Refused(err):
		return forbiddenFor
	case errors.Is(err, discord.ErrRateLimited):
		return limitedFor
	}
	return unheard
}
