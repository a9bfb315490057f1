package drop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
)

// oldEdits is how long a telling leaves old messages alone after Discord took no more edits of them.
const oldEdits = 10 * time.Minute

// work carries out the jobs of a telling, and notes which portions are ordered now. It does nothing while there is no
// reason to look: a poke, trouble, or the end of a wait.
func (l *telling) work(ctx context.Context) error {
	if l.fresh {
		return nil
	}
	jobs, err := l.r.cfg.Store.UnfinishedJobs(ctx, l.key())
	if err != nil {
		return err
	}
	l.orders, l.reach = nil, 0
	later := false
	for _, j := range jobs {
		out, release := released(j)
		_, publish := publishes(j)
		switch {
		case publish:
			l.herald(ctx)
		case release:
			err = l.ordered(ctx, j, out)
		case j.Kind == catchKind:
			err = l.catches(ctx, j)
		case l.resting.After(l.r.cfg.Clock.Now()):
			later = true
		default:
			err = l.carryOut(ctx, j)
		}
		if errors.Is(err, discord.ErrEditTooOld) {
			l.resting, later = l.r.cfg.Clock.Now().Add(oldEdits), true
			err = l.putOff(ctx, j, err)
		}
		if err != nil {
			return err
		}
	}
	l.fresh = !later
	return nil
}

// ordered notes an order to post a portion before which so many scenes are out, or that it has been carried out.
func (l *telling) ordered(ctx context.Context, j store.Job, out int) error {
	serial, _, err := l.r.cfg.Store.Serial(ctx, l.key())
	if err != nil {
		return err
	}
	if serial.Chapter >= j.Chapter || serial.Scene > out {
		return l.r.cfg.Store.FinishJob(ctx, j.JobRef, l.r.cfg.Clock.Now())
	}
	l.orders = append(l.orders, j)
	return nil
}

// catches notes up to which chapter what is late is posted without asking, or that it has been.
func (l *telling) catches(ctx context.Context, j store.Job) error {
	serial, _, err := l.r.cfg.Store.Serial(ctx, l.key())
	if err != nil {
		return err
	}
	if serial.Chapter >= j.Chapter {
		return l.r.cfg.Store.FinishJob(ctx, j.JobRef, l.r.cfg.Clock.Now())
	}
	l.reach = max(l.reach, j.Chapter)
	return nil
}

// carryOut makes the edits of a job that were not made.
func (l *telling) carryOut(ctx context.Context, j store.Job) error {
	if j.Kind == retractKind {
		if err := l.takenBack(ctx, j.Chapter); err != nil {
			return err
		}
	}
	for i, e := range j.Steps {
		if e.Done {
			continue
		}
		if err := l.edit(ctx, j, e); err != nil {
			return fmt.Errorf("%s chapter %d: %w", j.Kind, j.Chapter, err)
		}
		if err := l.r.cfg.Store.FinishEdit(ctx, j.JobRef, i); err != nil {
			return err
		}
	}
	if err := l.relist(ctx); err != nil {
		return err
	}
	if err := l.r.cfg.Store.FinishJob(ctx, j.JobRef, l.r.cfg.Clock.Now()); err != nil {
		return err
	}
	l.log.Info("messages edited by order", "order", j.Kind, "chapter", j.Chapter, "messages", len(j.Steps))
	a := Alert{Kind: Corrected, Chapter: j.Chapter, Key: fmt.Sprintf("edited %d %d", l.Channel, j.ID)}
	if j.Kind == retractKind {
		a.Kind = Retracted
	}
	l.tell(ctx, a)
	return nil
}

// edit makes one edit. A message that somebody has deleted, or that Discord does not take as it is, is left as it is,
// so that one message does not hold up all that follows; what is wrong with the channel is an error.
func (l *telling) edit(ctx context.Context, j store.Job, e store.Edit) error {
	var c content
	if err := json.Unmarshal(e.Payload, &c); err != nil {
		return fmt.Errorf("decode an edit of message %d: %w", e.Message, err)
	}
	edit := func(body json.RawMessage) error {
		return l.awake(ctx, c.Channel, func() error { return l.r.cfg.Discord.Edit(ctx, c.Channel, e.Message, body) })
	}
	var err error
	if c.Vote != 0 {
		if l.r.cfg.Retell != nil {
			err = l.awake(ctx, c.Channel, func() error {
				return l.r.cfg.Retell(ctx, store.VoteRef{Guild: l.Guild, Message: c.Vote}, e.Message)
			})
		}
	} else if l.r.cfg.Corrected != nil {
		err = l.r.cfg.Corrected(ctx, store.VoteRef{Guild: l.Guild, Message: e.Message}, c.Body, edit)
	} else {
		err = edit(c.Body)
	}
	switch {
	case errors.Is(err, discord.ErrUnknownMessage):
		l.log.Warn("a message was not edited: it was deleted", "message", e.Message)
		return nil
	case err == nil, !discord.Refused(err), errors.Is(err, discord.ErrEditTooOld), ofChannel(err):
		return err
	}
	l.tell(ctx, Alert{Kind: CannotEdit, Chapter: j.Chapter, Cause: err, Key: fmt.Sprintf("cannot edit %d", e.Message)})
	return nil
}

// ofChannel reports whether a refusal is about the whole channel, or the bot.
func ofChannel(err error) bool {
	for _, target := range []error{discord.ErrUnknownChannel, discord.ErrMissingAccess, discord.ErrMissingPermissions,
		discord.ErrTokenRevoked, discord.ErrUnknownGuild, discord.ErrArchivedThread} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// putOff has the author told, once for each job, that edits wait because Discord takes few of old messages.
func (l *telling) putOff(ctx context.Context, j store.Job, cause error) error {
	a := Alert{Kind: CannotEdit, Chapter: j.Chapter, Later: true, Cause: cause,
		Key: fmt.Sprintf("edits later %d %d", l.Channel, j.ID)}
	_, err := l.once(ctx, a, func(told string) bool { return told == a.Key })
	return err
}
