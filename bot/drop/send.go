package drop

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
	"cliffhanger/store"
)

// Discord's codes for what was done before, or never can be ("Opcodes and Status Codes", JSON).
const (
	codeCrossposted = 40033
	codeWrongKind   = 50024 // the channel is of a kind for which this cannot be done
	codeHasThread   = 160004
)

func hasCode(err error, code int) bool {
	var e *discord.Error
	return errors.As(err, &e) && e.Code == code
}

// send puts a message into a channel, once.
func (l *telling) send(ctx context.Context, step store.Step, body json.RawMessage, channel, floor uint64,
	doubt bool) (uint64, error) {
	letter := outbox.Letter{Channel: channel, Floor: floor, Body: body, Nonce: step.Nonce, Doubt: doubt}
	var id uint64
	err := l.awake(ctx, channel, func() (err error) {
		id, err = l.r.cfg.Sender.Send(ctx, letter)
		letter.Doubt = true
		return err
	})
	return id, err
}

// awake does something in a channel. Where that is a thread which has gone to sleep, it is woken, once.
func (l *telling) awake(ctx context.Context, channel uint64, do func() error) error {
	err := do()
	if !errors.Is(err, discord.ErrArchivedThread) {
		return err
	}
	l.log.Info("waking an archived thread", "thread", channel)
	if err := l.r.cfg.Threads.Unarchive(ctx, channel); err != nil {
		return err
	}
	return do()
}

// startPost starts a post in a forum with the step's message, and returns the id of both. A post takes no nonce: it is
// found again by its name, which no other post of ours that is newer than the floor has.
func (l *telling) startPost(ctx context.Context, step store.Step, p payload, body json.RawMessage, at *trail,
	doubt bool) (uint64, error) {
	forum, floor := at.drop.Channel, at.drop.Floor
	if p.Forum != 0 {
		forum, floor = p.Forum, at.floors[at.channel] // ids rise everywhere at once
	}
	for pause := 200 * time.Millisecond; ; pause = min(2*pause, unheard) {
		if doubt {
			id, err := l.r.cfg.Threads.FindPost(ctx, l.Guild, forum, p.Post, floor)
			if err != nil || id != 0 {
				return id, err
			}
		}
		id, err := l.r.cfg.Threads.StartPost(ctx, forum, p.Post, body)
		if !errors.Is(err, discord.ErrOutcomeUnknown) {
			return id, err
		}
		doubt = true
		l.log.Warn("a post may or may not have been started; looking", "step", step.Index, "cause", err,
			"again_in", pause)
		if !discord.Sleep(ctx, pause) {
			return 0, ctx.Err()
		}
	}
}

// startThread starts a thread on a message of the channel. There can only be one, so that it may have been started
// before. Where the message is gone there is nothing to talk about under it.
func (l *telling) startThread(ctx context.Context, message uint64, name string) error {
	err := l.r.cfg.Threads.StartThread(ctx, l.Channel, message, name)
	switch {
	case hasCode(err, codeHasThread):
		return nil
	case errors.Is(err, discord.ErrUnknownMessage):
		l.log.Warn("no discussion: its message was deleted", "message", message)
		return nil
	}
	return err
}

// talk puts the first message into the thread that was just started. If that is gone, or never came about, nobody reads
// it.
func (l *telling) talk(ctx context.Context, step store.Step, body json.RawMessage, at *trail, doubt bool) (uint64,
	error) {
	id, err := l.send(ctx, step, body, at.thread, at.floors[at.thread], doubt)
	if errors.Is(err, discord.ErrUnknownChannel) {
		l.log.Warn("no discussion: its thread was deleted", "thread", at.thread)
		return at.thread, nil
	}
	return id, err
}

// seed puts our own reaction under the question. Where somebody has deleted the question, nothing is to be voted on.
func (l *telling) seed(ctx context.Context, at *trail, emoji string) error {
	err := l.awake(ctx, at.channel, func() error {
		return l.r.cfg.Discord.React(ctx, at.channel, at.question, emoji)
	})
	if errors.Is(err, discord.ErrUnknownMessage) {
		l.log.Warn("no reaction: the question was deleted", "message", at.question)
		return nil
	}
	return err
}
