package drop

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"cliffhanger/store"
	"cliffhanger/story"
)

// A telling is one that is served.
type telling struct {
	Telling
	r       *Runner
	company *company // of its course
	log     *slog.Logger
	poked   chan struct{} // holds one poke that was not taken yet

	mu        sync.Mutex
	interrupt context.CancelFunc // ends the present wait for an instant; nil: there is none

	stale  atomic.Bool // the list of chapters is to be renewed
	begun  bool        // it has looked once
	orders []store.Job // jobs that post a portion now
	fresh  bool        // there is no job but those
	reach  int         // chapters up to this one are posted late without asking; 0: none
	caught time.Time   // before this the next of those is not posted
	tidy   bool        // no drop is unfinished
	sound  atomic.Bool // the chapters that are out have their numbers, as far as is known
	shift  story.Shift // else the first that has not

	was     store.Parking // how it was parked when the program began; zero once something was posted
	cause   error         // of the present parking
	knows   time.Time     // since when the parking is that the author was told of last
	said    string        // the last thing logged about what it waits for
	then    wait          // what the last look has left to wait for
	newest  uint64        // a message of the channel that is older than those of the next drop, if seen; 0: it had none
	seen    bool
	resting time.Time // no edit is tried before this: Discord wants fewer of old messages

	crier  crier          // passes messages on to the channels that follow this one
	beside sync.WaitGroup // what runs beside it
}

// resume lets a telling that was parked try again: whoever starts the program may have mended what was wrong. It also
// goes on with retractions that were broken off.
func (l *telling) resume(ctx context.Context, serial *store.Serial) error {
	if l.begun {
		return nil
	}
	if l.Barred != nil && serial.Parked.Reason == reasonOf(l.Barred) && !serial.Parked.Since.IsZero() {
		l.begun, l.cause = true, l.Barred // it would only be parked again
		return nil
	}
	if !serial.Parked.Since.IsZero() {
		if err := l.r.cfg.Store.Unpark(ctx, l.key()); err != nil {
			return err
		}
		l.was, serial.Parked = serial.Parked, store.Parking{}
	}
	if err := l.mend(ctx, *serial); err != nil {
		return err
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

// A wait is what comes after a look in which all was done that could be.
type wait struct {
	asked   bool      // else the next look comes at once
	until   time.Time // on the story's clock; zero: until a poke
	chapter int       // of which a portion is posted then
}

// turn looks once, and waits for what is to be waited for then. A look runs deep, and its goroutine's stack grows with
// it; the many tellings that wait, most of the time, keep a small one each.
func (l *telling) turn(ctx context.Context) error {
	l.then = wait{}
	looked := make(chan error)
	go func() { looked <- l.look(ctx) }()
	err := <-looked
	switch {
	case err != nil || !l.then.asked:
		return err
	case l.then.until.IsZero():
		return l.idle(ctx)
	}
	return l.attend(ctx, l.then)
}

// look finds out what there is to do and does the first of it, or says until when there is nothing.
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
	if waits, err := l.guard(ctx); waits || err != nil {
		return err
	}
	if err := l.freshen(ctx, serial); err != nil {
		return err
	}
	return l.next(ctx, serial)
}

// poke has the telling look again, and try again to pass on what waits for that. It never blocks.
func (l *telling) poke() {
	l.crier.stir()
	l.rouse()
}

// rouse has the telling look again.
func (l *telling) rouse() {
	select {
	case l.poked <- struct{}{}:
	default: // one is on its way
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.interrupt != nil {
		l.interrupt()
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
	l.interruptBy(end)
	defer l.interruptBy(nil)
	select {
	case <-l.poked:
		end()
	default:
	}
	err := l.r.cfg.Clock.Wait(waiting, until, what)
	if waiting.Err() == nil || ctx.Err() != nil {
		return err
	}
	select { // the poke that ended it
	case <-l.poked:
	default:
	}
	l.fresh = false
	return nil
}

// interruptBy says what ends the present wait, nil for nothing.
func (l *telling) interruptBy(end context.CancelFunc) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.interrupt = end
}
