package vote

import (
	"context"
	"slices"

	"cliffhanger/bot/outbox"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// finish closes a vote, if that was not done, and posts its result, if that was not done.
func (s *Service) finish(ctx context.Context, p *poll) error {
	ref := p.vote.VoteRef
	answers, err := s.cfg.Store.Answers(ctx, ref)
	if err != nil {
		return err
	}
	course, _, err := s.cfg.Store.Course(ctx, p.vote.Guild, p.vote.Story)
	if err != nil {
		return err
	}
	shown := p.vote
	if slices.Contains(course.Retracted, shown.Chapter) { // it is taken back; what readers chose between is their vote
		shown.Question.Text = phrase.For("").RetractedPart()
	}
	closed, err := s.cfg.Store.CloseVote(ctx, ref, s.cfg.Clock.Now(), func(ballots []story.Ballot) ([]byte, error) {
		return result(&shown, ballots, answers).JSON()
	})
	if err != nil {
		return err
	}
	doubt := closed.Result.State == store.StepClaimed
	step, err := s.cfg.Store.ClaimResult(ctx, ref, s.cfg.Clock.Now())
	if err != nil || step.State == store.StepDone {
		return err
	}
	message, err := s.cfg.Sender.Send(ctx, outbox.Letter{
		Channel: closed.Channel, Floor: ref.Message, Body: step.Payload, Nonce: step.Nonce, Doubt: doubt,
	})
	if err != nil {
		return err
	}
	return s.cfg.Store.FinishResult(ctx, ref, message, s.cfg.Clock.Now())
}

// result words what a vote has come to.
func result(v *store.Vote, ballots []story.Ballot, answers []store.Answer) render.Message {
	book := phrase.For("")
	if !v.Question.Open() {
		return render.Result(book, v.Chapter, &v.Question, ballot.Fold(ballots, len(v.Question.Options)))
	}
	followUps := 0
	for _, a := range answers {
		if a.FollowUp {
			followUps++
		}
	}
	return render.Answered(book, v.Chapter, &v.Question, len(answers)-followUps, followUps)
}
