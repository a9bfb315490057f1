package vote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
)

// movedTo takes note of a later end of a vote, and says it.
func (s *Service) movedTo(ctx context.Context, p *poll, v *store.Vote, closes time.Time) error {
	if p != nil {
		p.deadline.set(closes, false)
	}
	now, err := s.cfg.Store.Vote(ctx, v.VoteRef)
	if err != nil {
		return err
	}
	return s.sayMoved(ctx, &now)
}

// sayMoved says in the channel that a vote stays open for longer, or is open again, and has its message say until when.
func (s *Service) sayMoved(ctx context.Context, v *store.Vote) error {
	if v.Extended == 0 {
		return nil
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
		text = book().Reopened(v.Closes, pasts[n-1].Reason, link(v))
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
	closes := toTheMinute(v.Closes.Add(by))
	err = s.cfg.Store.Extend(ctx, ref, closes, s.entry(who, fmt.Sprintf("the vote of chapter %d stays open %s longer, until %s",
		v.Chapter, book().Lasting(closes.Sub(v.Closes)), closes.UTC().Format(time.DateTime))))
	if err != nil {
		return v, err
	}
	v.Closes = closes
	return v, s.movedTo(ctx, s.followed(ref), &v, closes)
}

// followed returns the poll of a vote, nil if that is not followed.
func (s *Service) followed(ref store.VoteRef) *poll {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.polls[ref.Message]
}

// Close closes a vote before its time, with what has been counted by then, and says so. A vote that is not open is
// [store.ErrVoteClosed].
func (s *Service) Close(ctx context.Context, ref store.VoteRef, who uint64) error {
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return err
	}
	p := s.followed(ref)
	if !v.Open() || p == nil {
		return fmt.Errorf("close the vote of chapter %d: %w", v.Chapter, store.ErrVoteClosed)
	}
	err = s.cfg.Store.Note(ctx, v.Guild, v.Story, s.entry(who, fmt.Sprintf("the vote of chapter %d is closed now", v.Chapter)))
	if err != nil {
		return err
	}
	p.deadline.set(s.cfg.Clock.Now(), true)
	if v.Round == store.RoundNominate {
		return nil // what follows says it
	}
	return s.line(ctx, &v, fmt.Sprintf("closed early %d", s.cfg.Clock.Now().Unix()), book().ClosedEarly(link(&v)))
}

// Reopen opens a closed vote again for a while: its ballots of before still count. The reason is told in the channel.
// [ErrStillOpen], [ErrFollowed] and [ErrDrawn] say why it cannot be.
func (s *Service) Reopen(ctx context.Context, ref store.VoteRef, length time.Duration, reason string,
	who uint64) (store.Vote, error) {
	reason = strings.Join(strings.Fields(reason), " ")
	v, err := s.cfg.Store.Vote(ctx, ref)
	switch {
	case err != nil:
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
	err = s.cfg.Store.Reopen(ctx, ref, closes, reason, s.entry(who, fmt.Sprintf("the vote of chapter %d is open again until %s: %s",
		v.Chapter, closes.UTC().Format(time.DateTime), reason)))
	if err != nil {
		return v, err
	}
	if v, err = s.cfg.Store.Vote(ctx, ref); err != nil {
		return v, err
	}
	if p := s.followed(ref); p != nil { // it waits for the author's word, or its result is just being posted
		p.deadline.set(closes, false)
	} else {
		s.Opened(ctx, ref)
	}
	s.settled(&v) // what it had come to does not hold any more
	return v, s.sayMoved(ctx, &v)
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
	err = s.cfg.Endings.Pages.Edit(ctx, v.Channel, v.Message, data)
	if errors.Is(err, discord.ErrArchivedThread) {
		if err := s.cfg.Endings.Pages.Unarchive(ctx, v.Channel); err != nil {
			return err
		}
		err = s.cfg.Endings.Pages.Edit(ctx, v.Channel, v.Message, data)
	}
	if errors.Is(err, discord.ErrUnknownMessage) {
		return nil
	}
	return err
}
