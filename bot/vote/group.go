package vote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
)

// ErrNotPosted is returned where a result is to be changed that is not posted yet. It passes within seconds.
var ErrNotPosted = errors.New("the result is not posted yet")

// Group makes a group of readers' answers to a question that is closed, by the name that readers see; without readers it
// is taken away. The result shows the groups. Errors are [ErrStillOpen], [ErrNotPosted], and store.ErrInvalid where
// there is nothing to group, or too many groups. who is the author's Discord user id.
func (s *Service) Group(ctx context.Context, ref store.VoteRef, name string, readers []story.ReaderID, who uint64) error {
	v, err := s.cfg.Store.Vote(ctx, ref)
	switch {
	case err != nil:
		return err
	case v.Open():
		return ErrStillOpen
	case v.Result.State != store.StepDone:
		return ErrNotPosted
	}
	name = strings.Join(strings.Fields(name), " ")
	what := fmt.Sprintf("%d answers of chapter %d are grouped as “%s”", len(readers), v.Chapter, name)
	if len(readers) == 0 {
		what = fmt.Sprintf("the group “%s” of the answers of chapter %d is taken away", name, v.Chapter)
	}
	if err := s.cfg.Store.SetGroup(ctx, ref, store.Group{Name: name, Readers: readers}, s.entry(who, what)); err != nil {
		return err
	}
	return s.showGroups(ctx, &v)
}

// showGroups has the result of a question that was answered in words show the groups of its answers.
func (s *Service) showGroups(ctx context.Context, v *store.Vote) error {
	f, err := s.factsOf(ctx, v)
	if err != nil {
		return err
	}
	m := f.answered(f.veiled(v))
	data, err := json.Marshal(contentOf(m.Content))
	if err != nil {
		return fmt.Errorf("encode a result: %w", err)
	}
	err = s.cfg.Notes.Edit(ctx, v.Channel, v.Result.Message, data)
	if errors.Is(err, discord.ErrUnknownMessage) || errors.Is(err, discord.ErrUnknownChannel) {
		return nil // nobody reads it any more; /poll group shows the groups all the same
	}
	return err
}

// answered words what a question has come to that was answered in words.
func (f *facts) answered(v *store.Vote) render.Message {
	followUps := 0
	for _, a := range f.answers {
		if a.FollowUp {
			followUps++
		}
	}
	var groups []render.AnswerGroup
	for _, g := range f.groups {
		groups = append(groups, render.AnswerGroup{Name: g.Name, Answers: len(g.Readers)})
	}
	return render.Answered(book(), v.Chapter, &v.Question, len(f.answers)-followUps, followUps, groups...)
}
