package drop

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"cliffhanger/store"
)

// A telling is one that is served.
type telling struct {
	Telling
	r       *Runner
	company *company // of its course
	log     *slog.Logger
	poked   chan struct{} // holds one poke that was not taken yet

	begun  bool        // it has looked once
	orders []store.Job // jobs that post a portion now
	fresh  bool        // there is no job but those
	tidy   bool        // no drop is unfinished

	was     store.Parking // how it was parked when the program began; zero once something was posted
	cause   error         // of the present parking
	knows   time.Time     // since when the parking is that the author was told of last
	said    string        // the last thing logged about what it waits for
	newest  uint64        // a message of the channel that is older than those of the next drop, if seen; 0: it had none
	seen    bool
	resting time.Time // no edit is tried before this: Discord wants fewer of old messages
}

// resume lets a telling that was parked try again: whoever starts the program may have mended what was wrong.
func (l *telling) resume(ctx context.Context, serial *store.Serial) error {
	if l.begun {
		return nil
	}
	if !serial.Parked.Since.IsZero() {
		if err := l.r.cfg.Store.Unpark(ctx, l.key()); err != nil {
			return err
		}
		l.was, serial.Parked = serial.Parked, store.Parking{}
	}
	l.begun = true
	return nil
}

// say logs what the telling waits for, unless that is what it said last.
func (l *telling) say(what string, args ...any) {
	if text := fmt.Sprint(append([]any{what}, args...)...); text != l.said {
		l.said = text
		l.log.Info(what, args...)
	}
}

// look finds out what there is to do and does the first of it, or waits until there may be something.
func (l *telling) look(ctx context.Context) error {
	serial, _, err := l.r.cfg.Store.Serial(ctx, l.key())
	if err != nil {
		return err
	}
	if err := l.resume(ctx, &serial); err != nil {
		return err
	}
	if !serial.Parked.Since.IsZero() {
		return l.stand(ctx, serial.Parked)
	}
	if l.Barred != nil {
		return l.park(ctx, l.Barred)
	}
	if err := l.work(ctx); err != nil {
		return err
	}
	if finished, err := l.finishOld(ctx); finished || err != nil {
		return err // and look again: the story has gone on
	}
	return l.next(ctx, serial)
}

// poke has the telling look again. It never blocks.
func (l *telling) poke() {
	select {
	case l.poked <- struct{}{}:
	default: // one is on its way
	}
}

// idle waits for a poke.
func (l *telling) idle(ctx context.Context) error {
	if l.resting.After(l.r.cfg.Clock.Now()) {
		return l.rest(ctx, l.resting, "edits that Discord has put off")
	}
	select {
	case <-l.poked:
		l.fresh = false
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// rest waits until an instant on the story's clock, or for a poke. Either way the caller looks again: the clock may
// have been set.
func (l *telling) rest(ctx context.Context, until time.Time, what string) error {
	if l.resting.After(l.r.cfg.Clock.Now()) && l.resting.Before(until) {
		until, what = l.resting, "edits that Discord has put off"
	}
	waiting, end := context.WithCancel(ctx)
	defer end()
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case <-l.poked:
			end()
		case <-waiting.Done():
		}
	}()
	err := l.r.cfg.Clock.Wait(waiting, until, what)
	poked := waiting.Err() != nil && ctx.Err() == nil
	end()
	<-watched
	if poked {
		l.fresh = false
		return nil
	}
	return err
}
