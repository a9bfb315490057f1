package vote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
)

// Retell has a message that came of a vote, a later round's or a result, say what it is to say now: without the words of
// the question while the chapter is taken back, and with them once it is there again. What readers choose between, and
// what they chose, is their vote, and stays. Which of both holds is what the store says of the chapter. A message that is
// none of the vote's, or gone, is no error.
func (s *Service) Retell(ctx context.Context, ref store.VoteRef, message uint64) error {
	if s.cfg.Endings.Pages == nil {
		return nil
	}
	err := s.write(ctx, message, func() error {
		v, err := s.cfg.Store.Vote(ctx, ref)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return nil
		case err != nil:
			return err
		case message == v.Message:
			return s.retellRound(ctx, &v)
		case slices.Contains(v.Pages, message):
			return s.retellPage(ctx, &v, message)
		}
		return s.retellResult(ctx, &v, message)
	})
	if errors.Is(err, discord.ErrUnknownMessage) {
		return nil
	}
	return err
}

// retellAgain does so for messages that have just been posted, if the chapter was taken back, or brought back, after they
// were worded: an order of before they were known has left them out.
func (s *Service) retellAgain(ctx context.Context, v *store.Vote, worded bool, messages ...uint64) error {
	back, err := s.takenBack(ctx, v)
	if err != nil || back == worded {
		return err
	}
	for _, id := range messages {
		if err := s.Retell(ctx, v.VoteRef, id); discord.Refused(err) {
			s.cfg.Log.Warn("a message does not say whether its chapter was taken back", "channel", v.Channel, "message", id, "cause", err)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// retellRound words the message of a vote that follows another.
func (s *Service) retellRound(ctx context.Context, v *store.Vote) error {
	f, err := s.furtherOf(ctx, v)
	if err != nil {
		return err
	}
	m, err := f.Announced(book())
	if err != nil {
		return err
	}
	m.Content = render.Deadline(m.Content, v.Closes)
	now, ok, err := s.asItStands(ctx, v, m.Content)
	if err != nil {
		return err
	}
	if ok {
		m = now
	}
	return s.edit(ctx, v, editOf(m))
}

// retellPage words a message before that. There may be fewer of them without the question's words: then the first ones
// are notices.
func (s *Service) retellPage(ctx context.Context, v *store.Vote, message uint64) error {
	f, err := s.furtherOf(ctx, v)
	if err != nil {
		return err
	}
	posts, err := f.Posts(book())
	if err != nil {
		return err
	}
	m := render.Message{Content: "-# " + book().RetractedPart()}
	if i := len(posts) - 1 - len(v.Pages) + slices.Index(v.Pages, message); i >= 0 {
		m = editOf(posts[i].Message)
	}
	body, err := m.JSON()
	if err != nil {
		return err
	}
	return s.awake(ctx, v.Channel, func() error { return s.cfg.Endings.Pages.Edit(ctx, v.Channel, message, body) })
}

// retellResult words a result, and draws its picture anew.
func (s *Service) retellResult(ctx context.Context, v *store.Vote, message uint64) error {
	told, err := s.toldBy(ctx, v, message)
	if err != nil || told == nil {
		return err
	}
	f, err := s.factsOf(ctx, told)
	if err != nil {
		return err
	}
	payload, err := f.notice(told, told.Outcome)
	if err != nil {
		return err
	}
	l, err := letterOf(payload)
	if err != nil {
		return err
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(l.Body, &fields); err != nil {
		return fmt.Errorf("decode a result: %w", err)
	}
	delete(fields, "flags") // which cannot be changed
	body, err := json.Marshal(fields)
	if err != nil {
		return fmt.Errorf("encode a result: %w", err)
	}
	return s.awake(ctx, v.Channel, func() error { return s.redraw(ctx, v.Channel, message, body, l.Files) })
}

// redraw edits a message with a picture. Where the bot may not attach files any more, the old one goes all the same.
func (s *Service) redraw(ctx context.Context, channel, message uint64, body json.RawMessage, files []discord.File) error {
	redraw := s.cfg.Endings.Redraw
	if redraw == nil {
		return s.cfg.Endings.Pages.Edit(ctx, channel, message, body)
	}
	err := redraw(ctx, channel, message, body, files...)
	if errors.Is(err, discord.ErrMissingPermissions) && len(files) > 0 {
		s.cfg.Log.Warn("a result stays without its picture: the bot may not attach files in the channel", "channel", channel,
			"cause", err)
		err = redraw(ctx, channel, message, body)
	}
	return err
}

// toldBy returns a vote with the outcome that a message tells, which may be one that it had before; nil if none is known.
func (s *Service) toldBy(ctx context.Context, v *store.Vote, message uint64) (*store.Vote, error) {
	if v.Result.Message == message && v.Outcome != nil {
		return v, nil
	}
	pasts, err := s.cfg.Store.Pasts(ctx, v.VoteRef)
	if err != nil {
		return nil, err
	}
	for _, p := range pasts {
		if p.Message == message && p.Outcome != nil {
			old := *v
			old.Outcome, old.Head.Root = p.Outcome, p.Outcome.Root
			return &old, nil
		}
	}
	return nil, nil
}

// veiled returns a vote as it is quoted: without its question's words if the chapter was taken back.
func (f *facts) veiled(v *store.Vote) *store.Vote {
	if !f.back {
		return v
	}
	shown := *v
	shown.Question = story.Question{Text: book().RetractedPart(), Options: v.Question.Options, Voting: v.Question.Voting}
	if v.Question.FollowUp != "" {
		shown.Question.FollowUp = book().RetractedPart()
	}
	return &shown
}
