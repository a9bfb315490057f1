package drop

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
)

const (
	unheard = 10 * time.Second // how long a telling rests after Discord gave no answer, or put it off
	fullFor = 15 * time.Second // and after there was no room on the disk
	slowFor = time.Minute      // and where slow mode holds for bots too

	stuckFor = time.Hour // and after it met what only a person can mend, on the story's clock

	tellAgain = 10 * time.Minute // how long an author who could not be told is left alone, on the story's clock
)

// trouble sees to a failure of a telling: it waits, or parks it. It returns an error if the store has failed for good.
func (l *telling) trouble(ctx context.Context, err error) error {
	l.tidy, l.fresh, l.said = false, false, ""
	if discord.Refused(err) && !errors.Is(err, discord.ErrSlowmode) {
		if err = l.park(ctx, err); err == nil || ctx.Err() != nil {
			return nil
		}
	}
	pause := unheard
	switch {
	case errors.Is(err, discord.ErrSlowmode):
		pause = slowFor
		l.log.Warn("slow mode is on in the channel", "cause", err, "again_in", pause)
	case errors.Is(err, discord.ErrOutcomeUnknown), errors.Is(err, discord.ErrRateLimited),
		errors.Is(err, discord.ErrUnreachable):
		l.log.Warn("Discord does not answer", "cause", err, "again_in", pause)
	default:
		return l.failure(ctx, err)
	}
	discord.Sleep(ctx, pause)
	return nil
}

// failure sees to an error that is not Discord's.
func (l *telling) failure(ctx context.Context, err error) error {
	kind := Broken
	if l.r.cfg.Failure != nil {
		kind = l.r.cfg.Failure(err)
	}
	switch kind {
	case Full:
		l.noRoom(ctx, err)
		discord.Sleep(ctx, fullFor)
	case Silent:
		l.log.Warn("the store does not answer", "cause", err, "again_in", unheard)
		discord.Sleep(ctx, unheard)
	case Stuck:
		l.log.Error("a telling cannot go on, and looks again later or when something is changed", "cause", err,
			"again_in", stuckFor)
		if err := l.rest(ctx, l.r.cfg.Clock.Now().Add(stuckFor), "another look"); ctx.Err() == nil {
			return err
		}
	default:
		return err
	}
	return nil
}

// noRoom tells of a full disk, once until there was room again. It is told without anything being written.
func (l *telling) noRoom(ctx context.Context, cause error) {
	if l.r.filled(true) {
		return
	}
	l.log.Error("the disk is full: nothing is posted until there is room again, and nothing is lost", "cause", cause)
	a := Alert{Kind: DiskTrouble, Cause: cause, Key: fmt.Sprintf("disk %d", l.r.cfg.Clock.Now().Unix())}
	l.tell(ctx, a)
}

// filled notes whether the disk is full, and returns whether it was.
func (r *Runner) filled(is bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	was := r.full
	r.full = is
	return was
}

// park stops a telling durably after a refusal. If the same refusal stopped it before the program was started anew, it
// goes on being parked as it was, and the author is not told again.
func (l *telling) park(ctx context.Context, cause error) error {
	reason := reasonOf(cause)
	p := store.Parking{Since: l.r.cfg.Clock.Now(), Reason: reason}
	if l.was.Reason == reason && !l.was.Since.IsZero() {
		p = l.was
	}
	if err := l.r.cfg.Store.Park(ctx, l.key(), p); err != nil {
		return err
	}
	l.log.Error("Discord refused a post: check that the channel exists and that the bot may view it, send messages, "+
		"read its history and add reactions", "cause", cause, "reason", reason)
	l.cause = cause
	return nil
}

// stand waits while the telling is parked, once the author has been told.
func (l *telling) stand(ctx context.Context, p store.Parking) error {
	if p.Alert == 0 && !l.knows.Equal(p.Since) {
		id, told := l.tell(ctx, Alert{Kind: Refused, Cause: l.cause, Due: p.Since,
			Key: fmt.Sprintf("refused %d %d", l.Channel, p.Since.UnixNano())})
		if !told {
			return l.rest(ctx, l.r.cfg.Clock.Now().Add(tellAgain), "the author's desk")
		}
		l.knows = p.Since
		if id != 0 {
			if _, err := l.r.cfg.Store.Alerted(ctx, l.key(), p.Since, id); err != nil {
				return err
			}
		}
	}
	return l.idle(ctx)
}

// Gone is why nothing can be posted in a channel that is not there any more, for [Telling.Barred]. Discord refuses a post
// there with the same code, so that the author is told once, whichever of the two comes first.
func Gone(channel uint64) error {
	return &discord.Error{Op: fmt.Sprintf("find channel %d", channel), Status: 404, Code: 10003,
		Message: "it is not among the guild's channels"}
}

// IsGone reports whether a telling was parked because its channel, or a post in it, is not there any more.
func IsGone(p store.Parking) bool { return p.Reason == reasonOf(Gone(0)) }

// reasonOf says in a few stable words what was refused: the same refusal has the same reason after a restart.
func reasonOf(err error) string {
	var e *discord.Error
	if errors.As(err, &e) {
		return fmt.Sprintf("%d/%d", e.Status, e.Code)
	}
	return err.Error()
}
