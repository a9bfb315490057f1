package vote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/render"
	"cliffhanger/store"
)

// What stands under a question says how its vote stands: until when it is open, what was put forward, that it has
// closed. A message is changed in one turn, from what it says now to what it is to say: a correction of its words and the
// vote's end may come at once.

// writers is how many messages of votes are changed at once.
const writers = 32

// oldEdits is how long a message is left alone after Discord took no more edits of old ones in its channel.
const oldEdits = 10 * time.Minute

// write changes a vote's message while nobody else does.
func (s *Service) write(ctx context.Context, message uint64, do func() error) error {
	t := s.writing[(message>>22)%writers] // an id's time
	if err := t.take(ctx); err != nil {
		return err
	}
	defer t.leave()
	return do()
}

// asItStands returns the message of a vote as it is to look now, with the words of its question as they are. It is false if
// it is to stay as it is: its chapter was taken back.
func (s *Service) asItStands(ctx context.Context, v *store.Vote, words string) (render.Message, bool, error) {
	at := link(v)
	if !v.Open() && v.Result.Message != 0 {
		at = render.Link(v.Guild, v.Channel, v.Result.Message)
	}
	switch {
	case v.Round == store.RoundNominate:
		all, err := s.cfg.Store.Nominees(ctx, v.VoteRef)
		if err != nil {
			return render.Message{}, false, err
		}
		if v.Next != 0 {
			at = render.Link(v.Guild, v.Channel, v.Next)
		}
		n := nominationOf(v, all)
		n.Link = at
		return render.Nominations(book(), words, n)
	case !v.Open():
		return render.Closed(book(), v.Story, v.Chapter, &v.Question, words, at)
	}
	f, err := s.furtherOf(ctx, v)
	if err != nil {
		return render.Message{}, false, err
	}
	if render.Deadlined(words) {
		m, err := f.Postponed(book(), words, v.Closes)
		return m, true, err
	}
	return f.Reopened(book(), words, v.Closes)
}

// reshow has the message of a vote look as it is to look now, and reports whether that was a change. A message that is
// gone needs none.
func (s *Service) reshow(ctx context.Context, ref store.VoteRef) (changed bool, err error) {
	err = s.write(ctx, ref.Message, func() error {
		v, err := s.cfg.Store.Vote(ctx, ref)
		if err != nil {
			return err
		}
		now, err := s.cfg.Endings.Pages.Message(ctx, v.Channel, v.Message)
		if errors.Is(err, discord.ErrUnknownMessage) || errors.Is(err, discord.ErrUnknownChannel) {
			return nil
		}
		if err != nil {
			return err
		}
		m, ok, err := s.asItStands(ctx, &v, now.Content)
		if err != nil || !ok || m.Content == now.Content {
			return err
		}
		changed = true
		return s.edit(ctx, &v, m)
	})
	return changed && err == nil, err
}

// retire has the message of a closed vote say so, lead to what came of it, and keep no button that does nothing any
// more. Where Discord takes no more edits of old messages, that waits.
func (s *Service) retire(ctx context.Context, ref store.VoteRef) (then, error) {
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil || !v.Retiring() {
		return then{}, err
	}
	if s.cfg.Endings.Pages != nil {
		_, err = s.reshow(ctx, ref)
	}
	switch {
	case errors.Is(err, discord.ErrEditTooOld):
		return then{pause: oldEdits}, nil
	case discord.Refused(err):
		s.cfg.Log.Warn("the message of a closed vote does not say so", "message", v.Message, "cause", err)
	case err != nil:
		return then{}, err
	}
	return then{}, s.cfg.Store.Retire(ctx, ref, v.Result.Message)
}

// Corrected makes an edit of a message that its author has corrected. If it is a vote's, the edit says what the vote's
// message is to say now under the words it gives: what was put forward, or that the vote has closed. Messages of no vote
// are edited as they are.
func (s *Service) Corrected(ctx context.Context, ref store.VoteRef, body json.RawMessage,
	edit func(json.RawMessage) error) error {
	if _, err := s.cfg.Store.Vote(ctx, ref); errors.Is(err, store.ErrNotFound) {
		return edit(body)
	} else if err != nil {
		return err
	}
	return s.write(ctx, ref.Message, func() error {
		v, err := s.cfg.Store.Vote(ctx, ref)
		if err != nil {
			return err
		}
		if v.Open() && v.Round != store.RoundNominate { // it is worded so already
			return edit(body)
		}
		var said struct {
			Content string `json:"content"`
		}
		if err := json.Unmarshal(body, &said); err != nil {
			return fmt.Errorf("decode the edit of a question: %w", err)
		}
		m, ok, err := s.asItStands(ctx, &v, said.Content)
		if err != nil {
			return err
		}
		if ok {
			if body, err = m.JSON(); err != nil {
				return err
			}
		}
		return edit(body)
	})
}
