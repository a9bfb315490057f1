package author

import (
	"cmp"
	"context"
	"slices"

	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
)

// answers answers /answers: what readers wrote under a chapter's questions, those of all its tellings and rounds.
func (s *Service) answers(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := s.sit(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	all, err := s.cfg.Archive.Votes(ctx, at.guild, at.story.Key(), 0, 0)
	if err != nil {
		return route.Reply{}, err
	}
	chapter := 0
	if n, given := r.Ints[optionNumber]; given {
		c, err := at.chapter(n)
		if err != nil {
			return route.Reply{}, err
		}
		chapter = c.Number
	} else if len(all) > 0 {
		chapter = all[0].Chapter
	}
	return s.answerPage(ctx, at, all, chapter, 1)
}

// turnAnswers shows another page of them.
func (s *Service) turnAnswers(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := s.sitAt(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	list := r.Component.Args
	if len(list) != 3 || list[1] > mostChapters || list[2] > mostChapters {
		return route.Reply{}, route.Say(at.book.OldButton(), nil)
	}
	all, err := s.cfg.Archive.Votes(ctx, at.guild, at.story.Key(), 0, 0)
	if err != nil {
		return route.Reply{}, err
	}
	return s.answerPage(ctx, at, all, int(list[1]), int(list[2]))
}

// answerPage shows a page of what readers wrote under a chapter's questions, the oldest first.
func (s *Service) answerPage(ctx context.Context, at *seat, votes []store.Vote, chapter, page int) (route.Reply, error) {
	var all []store.Answer
	for _, v := range votes {
		if v.Chapter != chapter {
			continue
		}
		list, err := s.cfg.Archive.Answers(ctx, v.VoteRef)
		if err != nil {
			return route.Reply{}, err
		}
		all = append(all, list...)
	}
	if len(all) == 0 {
		return route.Text(at.book.NoAnswers(chapter)), nil
	}
	slices.SortStableFunc(all, func(a, b store.Answer) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	var answers, followUps []string
	for _, a := range all {
		if a.FollowUp {
			followUps = append(followUps, a.Text)
		} else {
			answers = append(answers, a.Text)
		}
	}
	m, err := render.Answers(at.book, at.story.Key(), chapter, answers, followUps, page)
	return route.Reply{Message: &m}, err
}
