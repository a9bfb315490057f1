package vote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/render"
	"cliffhanger/store"
)

// sayMoves says each time that a poll stays open for longer, or is open again, until ctx ends. What an author asked for
// is done when it is durable: that it cannot be said yet is no reason to ask for it once more.
func (s *Service) sayMoves(ctx context.Context, p *poll) {
	for {
		_, _, moved := p.deadline.get(p.vote.Closes)
		s.retrying(ctx, p, "say until when it is open", func() error {
			v, err := s.cfg.Store.Vote(ctx, p.vote.VoteRef)
			if err != nil || !v.Open() {
				return err
			}
			return s.sayMoved(ctx, &v)
		})
		select {
		case <-moved:
		case <-ctx.Done():
			return
		}
	}
}

// mostReason is how many code points of the reason for a reopening are told.
const mostReason = 300

// sayMoved says in the channel that a vote stays open for longer, or is open again, and has its message say until when.
func (s *Service) sayMoved(ctx context.Context, v *store.Vote) error {
	if v.Extended == 0 {
		return nil
	}
	if early, err := s.cfg.Store.Marked(ctx, v.VoteRef, earlyMark(v.Closes)); err != nil || early {
		return err
	}
	shown := fmt.Sprintf("shown until %d", v.Closes.Unix())
	if done, err := s.cfg.Store.Marked(ctx, v.VoteRef, shown); err != nil || done {
		return err
	}
	name, text := fmt.Sprintf("open until %d", v.Closes.Unix()), book().Extended(v.Closes, link(v))
	pasts, err := s.cfg.Store.Pasts(ctx, v.VoteRef)
	if err != nil {
		return err
	}
	away, err := s.cfg.Store.Marked(ctx, v.VoteRef, awayMark(v.Closes))
	if err != nil {
		return err
	}
	if n := len(pasts); away {
		text = book().ExtendedAway(v.Closes, link(v))
	} else if n > 0 && pasts[n-1].Reason != "" {
		name = fmt.Sprintf("open again %d", n)
		text = book().Reopened(v.Closes, render.Words(pasts[n-1].Reason, mostReason), link(v))
	}
	if err := s.line(ctx, v, name, text); err != nil {
		return err
	}
	err = s.showDeadline(ctx, v)
	if errors.Is(err, discord.ErrEditTooOld) || discord.Refused(err) {
		s.cfg.Log.Warn("a vote's message still says when it was to close before", "message", v.Message, "cause", err)
		return nil
	}
	if err == nil {
		_, err = s.cfg.Store.Once(ctx, v.VoteRef, shown)
	}
	return err
}

// Errors of what an author may ask of a vote.
var (
	ErrTooShort  = errors.New("a vote is extended by a minute at least, and reopened for one")
	ErrNoReason  = errors.New("a vote is reopened for a reason, which its readers are told")
	ErrStillOpen = errors.New("the vote is still open")
	ErrFollowed  = errors.New("another vote follows this one")
	ErrDrawn     = errors.New("the seed of its draw is public, so that a second draw could be steered")
)

// Extend has an open vote close later, and says so in its channel. who is the author's Discord user id.
// [store.ErrVoteClosed] means that it is closed: it can be reopened.
func (s *Service) Extend(ctx context.Context, ref store.VoteRef, by time.Duration, who uint64) (store.Vote, error) {
	if by < time.Minute {
		return store.Vote{}, ErrTooShort
	}
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return v, err
	}
	if again, err := s.answered(ctx, ref); again || err != nil {
		return v, err
	}
	closes := toTheMinute(v.Closes.Add(by))
	err = s.cfg.Store.Extend(ctx, ref, closes, s.entry(who, fmt.Sprintf("the vote of chapter %d stays open %s longer, until %s",
		v.Chapter, book().Lasting(closes.Sub(v.Closes)), closes.UTC().Format(time.DateTime))))
	if err != nil {
		return v, err
	}
	v.Closes = closes
	if p := s.followed(ref); p != nil {
		p.deadline.set(closes, false)
	}
	return v, nil
}

// followed returns the poll of a vote, nil if that is not followed.
func (s *Service) followed(ref store.VoteRef) *poll {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.polls[ref.Message]
}

// Close closes a vote before its time, with what has been counted by then, and says so. That it closes is durable. A vote
// that is not open is [store.ErrVoteClosed].
func (s *Service) Close(ctx context.Context, ref store.VoteRef, who uint64) error {
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return err
	}
	if again, err := s.answered(ctx, ref); again || err != nil {
		return err
	}
	p := s.followed(ref)
	if !v.Open() || p == nil {
		return fmt.Errorf("close the vote of chapter %d: %w", v.Chapter, store.ErrVoteClosed)
	}
	now := s.cfg.Clock.Now()
	if now.Before(v.Closes) { // else it is about to close
		if _, err := s.cfg.Store.Once(ctx, ref, earlyMark(now)); err != nil {
			return err
		}
	}
	err = s.cfg.Store.Hasten(ctx, ref, now, s.entry(who, fmt.Sprintf("the vote of chapter %d is closed now", v.Chapter)))
	if err != nil {
		return err
	}
	if v, err = s.cfg.Store.Vote(ctx, ref); err != nil {
		return err
	}
	p.deadline.set(v.Closes, true)
	if err := s.sayEarly(ctx, &v); err != nil { // it is closed all the same, and its result says so
		s.cfg.Log.Warn("it is not said that a vote is closed early", "message", v.Message, "cause", err)
	}
	return nil
}

// earlyMark names the closing of a vote at an instant before its time.
func earlyMark(closes time.Time) string { return fmt.Sprintf("closes early %d", closes.UnixMilli()) }

// sayEarly says in the channel that a vote is closed before its time, if it is.
func (s *Service) sayEarly(ctx context.Context, v *store.Vote) error {
	early, err := s.cfg.Store.Marked(ctx, v.VoteRef, earlyMark(v.Closes))
	if err != nil || !early || v.Round == store.RoundNominate { // what follows that says it
		return err
	}
	return s.line(ctx, v, fmt.Sprintf("closed early %d", v.Closes.Unix()), book().ClosedEarly(link(v)))
}

// answered reports whether the author's interaction, of which the context knows, has changed the vote already: it is told
// again to a process that follows one that died, and what it asked for is done or being done.
func (s *Service) answered(ctx context.Context, ref store.VoteRef) (bool, error) {
	_, again, err := s.cfg.Store.Answered(ctx, ref.Guild)
	return again, err
}

// Reopen opens a closed vote again for a while: its ballots of before still count. The reason is told in the channel.
// [ErrStillOpen], [ErrFollowed] and [ErrDrawn] say why it cannot be.
func (s *Service) Reopen(ctx context.Context, ref store.VoteRef, length time.Duration, reason string,
	who uint64) (store.Vote, error) {
	reason = strings.Join(strings.Fields(reason), " ")
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return v, err
	}
	again, err := s.answered(ctx, ref)
	switch {
	case again || err != nil:
		return v, err
	case length < time.Minute:
		return v, ErrTooShort
	case reason == "":
		return v, ErrNoReason
	case v.Open():
		return v, ErrStillOpen
	case v.Next != 0:
		return v, ErrFollowed
	case v.Outcome != nil && len(v.Outcome.Seed) > 0:
		return v, ErrDrawn
	}
	closes := toTheMinute(s.cfg.Clock.Now().Add(length))
	if closes.Before(v.Closes) {
		closes = v.Closes.Add(time.Minute)
	}
	err = s.cfg.Store.Reopen(ctx, ref, closes, reason, s.entryOf(who, fmt.Sprintf("the vote of chapter %d is open again until %s",
		v.Chapter, closes.UTC().Format(time.DateTime)), reason))
	if err != nil {
		return v, err
	}
	if v, err = s.cfg.Store.Vote(ctx, ref); err != nil {
		return v, err
	}
	s.settled(&v) // what it had come to does not hold any more
	return v, s.stir(ctx, ref, closes)
}

// contentOf is the body of an edit that changes nothing but a message's words.
func contentOf(content string) map[string]any {
	return map[string]any{"content": content, "allowed_mentions": map[string]any{"parse": []string{}}}
}

// edit changes a vote's message. One that was deleted needs no change.
func (s *Service) edit(ctx context.Context, v *store.Vote, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode an edit: %w", err)
	}
	err = s.awake(ctx, v.Channel, func() error { return s.cfg.Endings.Pages.Edit(ctx, v.Channel, v.Message, data) })
	if errors.Is(err, discord.ErrUnknownMessage) {
		return nil
	}
	return err
}

// awake does something in a channel; a thread that has gone to sleep is woken for it.
func (s *Service) awake(ctx context.Context, channel uint64, do func() error) error {
	err := do()
	if !errors.Is(err, discord.ErrArchivedThread) {
		return err
	}
	if err := s.cfg.Endings.Pages.Unarchive(ctx, channel); err != nil {
		return err
	}
	return do()
}
