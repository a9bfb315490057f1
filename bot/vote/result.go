package vote

import (
	"context"

	"cliffhanger/bot/outbox"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story/ballot"
)

// finish closes a vote, if that was not done, and posts its result, if that was not done.
func (s *Service) finish(ctx context.Context, p *poll) error {
	ref := p.vote.VoteRef
	answers, err := s.cfg.Store.Answers(ctx, ref)
	if err != nil {
		return err
	}
	closed, err := s.cfg.Store.CloseVote(ctx, ref, s.cfg.Clock.Now(), func(c store.Closing) (store.Outcome, []byte, error) {
		t := ballot.Fold(c.Ballots, p.rule)
		body, err := result(&c.Vote, t, answers).JSON()
		out := store.Outcome{Counts: t.Counts, None: t.None, Voters: t.Voters, Spoiled: c.Vote.Spoiled, Leaders: t.Leaders(),
			Winner: -1}
		return out, body, err
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
func result(v *store.Vote, t ballot.Tally, answers []store.Answer) render.Message {
	book := phrase.For("")
	if !v.Question.Open() {
		return render.Result(book, v.Chapter, &v.Question, t)
	}
	followUps := 0
	for _, a := range answers {
		if a.FollowUp {
			followUps++
		}
	}
	return render.Answered(book, v.Chapter, &v.Question, len(answers)-followUps, followUps)
}
