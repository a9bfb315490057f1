package vote

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
)

// runoffLasts is how long a run-off stays open, as is said beforehand.
const runoffLasts = 24 * time.Hour

// holdRunoff has those tied voted on once more. Where its channel was deleted, its author decides.
func (s *Service) holdRunoff(ctx context.Context, v *store.Vote) (then, error) {
	q := story.Question{Text: v.Question.Text, FollowUp: v.Question.FollowUp, Voting: v.Question.Voting}
	q.Voting.Tie, q.Voting.Choose, q.Voting.Open = story.TieDraw, 1, runoffLasts
	for _, i := range v.Outcome.Leaders {
		q.Options = append(q.Options, v.Question.Options[i])
	}
	err := s.hold(ctx, v, store.Vote{Question: q, Round: store.RoundRunoff})
	if errors.Is(err, discord.ErrUnknownChannel) { // anything else that is refused is tried again
		s.cfg.Log.Warn("a run-off cannot be held: its channel was deleted", "channel", v.Channel, "message", v.Message)
		return then{again: true}, s.leaveToAuthor(ctx, v)
	}
	return then{}, err
}

// leaveToAuthor has the author settle a tie whose run-off cannot be held.
func (s *Service) leaveToAuthor(ctx context.Context, v *store.Vote) error {
	_, err := s.cfg.Store.Settle(ctx, v.VoteRef, func(o *store.Outcome) error {
		o.How = store.AwaitsAuthor
		return nil
	}, nil, s.entry(0, fmt.Sprintf("the run-off of chapter %d cannot be held: its channel was deleted", v.Chapter)))
	return err
}

// hold posts a vote that follows another, puts its reactions under it, opens it and has it followed. Each of them may
// have been done before: messages are looked for, reactions stay as they are, and a vote opens once.
func (s *Service) hold(ctx context.Context, before *store.Vote, next store.Vote) error {
	next.Guild, next.Story, next.Chapter = before.Guild, before.Story, before.Chapter
	next.Channel, next.Before = before.Channel, before.Message
	f, err := s.furtherOf(ctx, &next)
	if err != nil {
		return err
	}
	posts, err := f.Posts(book())
	if err != nil {
		return err
	}
	next.Pages = nil
	floor := max(before.Message, before.Result.Message)
	for i, post := range posts {
		if i > 0 {
			next.Pages = append(next.Pages, floor)
		}
		body, err := post.Message.JSON()
		if err != nil {
			return err
		}
		floor, err = s.send(ctx, outbox.Letter{Channel: next.Channel, Floor: floor, Body: body, Doubt: true,
			Nonce: nonce(before.VoteRef, fmt.Sprintf("next %d", i))})
		if err != nil {
			return err
		}
		for _, e := range post.Emoji {
			if err := s.cfg.Discord.React(ctx, next.Channel, floor, e); err != nil {
				return err
			}
		}
	}
	next.Message = floor
	next.Opened = s.cfg.Clock.Now()
	next.Closes = toTheMinute(next.Opened.Add(next.Question.Voting.Open))
	if err := s.cfg.Store.OpenVote(ctx, next); err != nil {
		return err
	}
	s.Opened(ctx, next.VoteRef)
	return s.retellAgain(ctx, &next, f.Back, next.Pages...)
}

// furtherOf is a vote as it is posted where it follows another, and as it is worded anew.
func (s *Service) furtherOf(ctx context.Context, v *store.Vote) (*render.Further, error) {
	f := &render.Further{Story: v.Story, Chapter: v.Chapter, Question: v.Question, Runoff: v.Round == store.RoundRunoff}
	back, err := s.takenBack(ctx, v)
	if err != nil {
		return nil, err
	}
	if f.Back = back; back { // what readers choose between is their vote, and stays
		f.Question.Text = book().RetractedPart()
		if f.Question.FollowUp != "" {
			f.Question.FollowUp = book().RetractedPart()
		}
	}
	if f.Runoff || v.Before == 0 {
		return f, nil
	}
	before, err := s.cfg.Store.Vote(ctx, store.VoteRef{Guild: v.Guild, Message: v.Before})
	if err != nil {
		return nil, err
	}
	f.Late, err = s.lateIn(ctx, &before)
	return f, err
}

// announce has the message of a vote that follows another say how one votes and until when, once that is open.
func (s *Service) announce(ctx context.Context, v *store.Vote) error {
	if v.Before == 0 || s.cfg.Endings.Pages == nil {
		return nil
	}
	if done, err := s.cfg.Store.Marked(ctx, v.VoteRef, "announced"); err != nil || done {
		return err
	}
	err := s.write(ctx, v.Message, func() error {
		f, err := s.furtherOf(ctx, v)
		if err != nil {
			return err
		}
		m, err := f.Announced(book())
		if err != nil {
			return err
		}
		m.Content = render.Deadline(m.Content, v.Closes)
		return s.edit(ctx, v, editOf(m))
	})
	if err != nil {
		return err
	}
	_, err = s.cfg.Store.Once(ctx, v.VoteRef, "announced")
	return err
}

// editOf is a message as an edit: flags cannot be changed.
func editOf(m render.Message) render.Message {
	m.Flags = 0
	return m
}

// settleBefore settles the tie that a run-off was held about.
func (s *Service) settleBefore(ctx context.Context, v *store.Vote) error {
	ref := store.VoteRef{Guild: v.Guild, Message: v.Before}
	before, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil || before.Outcome == nil || before.Outcome.How != store.AwaitsRunoff {
		return err
	}
	chosen := slices.Index(before.Question.Options, v.Question.Options[v.Outcome.Winner])
	if chosen < 0 {
		return fmt.Errorf("the run-off of vote %d has an option that was not voted on", v.Before)
	}
	_, err = s.cfg.Store.Settle(ctx, ref, func(o *store.Outcome) error {
		o.How, o.Winner, o.Settled = store.ByRunoff, chosen, v.Outcome.At
		return nil
	}, nil, s.entry(0, fmt.Sprintf("the run-off of chapter %d has settled its tie", v.Chapter)))
	return err
}
