package vote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
	"cliffhanger/bot/render"
	"cliffhanger/bot/render/picture"
	"cliffhanger/store"
	"cliffhanger/story/ballot"
)

// facts is what the result of a vote is worded from, beside its ballots.
type facts struct {
	answers  []store.Answer
	groups   []store.Group // of the answers
	reached  int           // readers who have reached the question
	before   *int
	back     bool            // the chapter was taken back, and with it the question's text
	admitted []store.Nominee // to be voted on, in their order
	none     bool            // a chapter is written for where most would have none of the options
}

// lookBack is among how many of a story's newest votes the one before is looked for.
const lookBack = 50

// factsOf gathers them, before a vote closes.
func (s *Service) factsOf(ctx context.Context, v *store.Vote) (*facts, error) {
	f := &facts{}
	var err error
	if f.back, err = s.takenBack(ctx, v); err != nil {
		return nil, err
	}
	if v.Round == store.RoundNominate {
		f.admitted, err = s.admittedTo(ctx, v)
		return f, err
	}
	if f.answers, err = s.cfg.Store.Answers(ctx, v.VoteRef); err != nil {
		return f, err
	}
	if v.Question.Open() {
		f.groups, err = s.cfg.Store.Groups(ctx, v.VoteRef)
		return f, err
	}
	f.none = s.cfg.Endings.NoneFollows != nil && s.cfg.Endings.NoneFollows(v.Story, v.Chapter)
	if end, ok := s.cfg.End(v.Guild, v.Story, v.Chapter); ok {
		if f.reached, err = s.cfg.Store.CountReached(ctx, v.Guild, v.Story, end); err != nil {
			return nil, err
		}
	}
	f.before, err = s.votersBefore(ctx, v)
	return f, err
}

// takenBack reports whether the chapter that asks was taken back by its author: its question is not quoted any more.
func (s *Service) takenBack(ctx context.Context, v *store.Vote) (bool, error) {
	course, _, err := s.cfg.Store.Course(ctx, v.Guild, v.Story)
	return slices.Contains(course.Retracted, v.Chapter), err
}

// votersBefore returns how many voted in the vote before, in the same channel; nil if there was none to compare with.
func (s *Service) votersBefore(ctx context.Context, v *store.Vote) (*int, error) {
	if v.Round != store.RoundVote {
		return nil, nil
	}
	list, err := s.cfg.Store.VotesIn(ctx, v.Guild, v.Story, v.Message, lookBack, []uint64{v.Telling})
	if err != nil {
		return nil, err
	}
	for i := range list {
		old := &list[i]
		if old.Round == store.RoundVote && old.Chapter != v.Chapter && old.Outcome != nil && !old.Question.Open() {
			n := old.Outcome.Voters
			return &n, nil
		}
	}
	return nil, nil
}

// A notice is a result as it is kept until it is posted. Its picture is drawn then: the same card is the same picture.
type notice struct {
	Message json.RawMessage `json:"message"`
	Card    *picture.Card   `json:"card,omitempty"`
	Alt     string          `json:"alt,omitempty"`
	Back    bool            `json:"back,omitempty"` // worded without the question, which was taken back
}

// pictureName is what a result's picture is called.
const pictureName = "result.png"

// notice words what a vote has come to.
func (f *facts) notice(v *store.Vote, o *store.Outcome) ([]byte, error) {
	b := book()
	v = f.veiled(v) // what readers chose between is their vote, and stays
	n := notice{Back: f.back}
	var m render.Message
	switch {
	case v.Round == store.RoundNominate && o.How == store.Nobody:
		m = render.NothingToVoteOn(b, v.Chapter, &v.Question)
	case v.Round == store.RoundNominate:
		m = render.VoteLine(b.NominationsClosed(len(f.admitted)))
	case v.Question.Open():
		m = f.answered(v)
	default:
		out := outcomeOf(v, o)
		out.Before = f.before
		m = render.Result(b, out)
		if card, alt, ok := out.Card(b); ok {
			n.Card, n.Alt = &card, alt
		}
	}
	var err error
	if n.Message, err = m.JSON(); err != nil {
		return nil, err
	}
	return json.Marshal(n)
}

// outcomeOf is a vote's outcome as it is shown.
func outcomeOf(v *store.Vote, o *store.Outcome) render.Outcome {
	out := render.Outcome{
		Chapter: v.Chapter, Question: &v.Question, Runoff: v.Round == store.RoundRunoff,
		Tally:  ballot.Tally{Counts: make([]int, len(v.Question.Options)), None: o.None, Voters: o.Voters},
		Winner: o.Winner, Spoiled: o.Spoiled, Reached: o.Eligible, Root: v.Head.Root, Veto: o.Veto,
	}
	copy(out.Tally.Counts, o.Counts)
	if o.Instead != nil && o.Veto != "" && *o.Instead < len(v.Question.Options) {
		out.Instead = o.Instead
	}
	switch o.How {
	case store.ByNone:
		out.Ending = render.ByNone
	case store.ByVotes:
		out.Ending = render.ByVotes
	case store.ByAuthor:
		out.Ending = render.AuthorChose
	case store.ByDraw:
		out.Ending, out.Seed = render.ByDraw, seedOf(o)
	case store.AwaitsAuthor:
		out.Ending = render.AuthorDecides
	case store.AwaitsRunoff, store.ByRunoff:
		out.Ending = render.RunoffFollows
	}
	return out
}

// seedOf returns the seed of an outcome's draw, nil if it has none.
func seedOf(o *store.Outcome) *ballot.Seed {
	var seed ballot.Seed
	if o.How != store.ByDraw || copy(seed[:], o.Seed) < len(seed) {
		return nil
	}
	return &seed
}

// postResult posts the result of a closed vote, if that was not done. Where the channel is gone, nobody reads it.
func (s *Service) postResult(ctx context.Context, v *store.Vote) error {
	doubt := v.Result.State == store.StepClaimed
	step, err := s.cfg.Store.ClaimResult(ctx, v.VoteRef, s.cfg.Clock.Now())
	if err != nil {
		return err
	}
	if step.State == store.StepDone { // by a process that may have died at once
		return s.retellResultAgain(ctx, v, step)
	}
	l, err := letterOf(step.Payload)
	if err != nil {
		return err
	}
	l.Channel, l.Floor, l.Nonce, l.Doubt = v.Channel, v.Message, step.Nonce, doubt
	message, err := s.send(ctx, l)
	if errors.Is(err, discord.ErrMissingPermissions) && len(l.Files) > 0 {
		s.cfg.Log.Warn("a result is posted without its picture: the bot may not attach files in the channel", "channel",
			v.Channel, "cause", err)
		l.Files, l.Doubt = nil, true
		message, err = s.send(ctx, l)
	}
	if errors.Is(err, discord.ErrUnknownChannel) {
		s.cfg.Log.Warn("a result was not posted: its channel was deleted", "channel", v.Channel, "message", v.Message)
		if _, err := s.cfg.Store.Once(ctx, v.VoteRef, markLost); err != nil {
			return err
		}
		if err := s.tellOfEnd(ctx, v); err != nil {
			s.cfg.Log.Error("the author could not be told of a vote's end", "message", v.Message, "cause", err)
		}
		message, err = v.Message, nil
	}
	if err != nil {
		return err
	}
	s.cfg.Log.Info("the vote is closed and its result posted", "guild", v.Guild, "message", v.Message)
	if err := s.cfg.Store.FinishResult(ctx, v.VoteRef, message, s.cfg.Clock.Now()); err != nil || message == v.Message {
		return err
	}
	step.Message = message
	return s.retellResultAgain(ctx, v, step)
}

// retellResultAgain does what retellAgain does for a result.
func (s *Service) retellResultAgain(ctx context.Context, v *store.Vote, step store.Step) error {
	if step.Message == v.Message || len(step.Payload) == 0 {
		return nil // it could not be posted
	}
	var worded notice
	if err := json.Unmarshal(step.Payload, &worded); err != nil {
		return fmt.Errorf("decode a result: %w", err)
	}
	return s.retellAgain(ctx, v, worded.Back, step.Message)
}

// letterOf is the letter of a result. One that was planned by an older version is its message alone.
func letterOf(payload []byte) (outbox.Letter, error) {
	var n notice
	if err := json.Unmarshal(payload, &n); err != nil {
		return outbox.Letter{}, fmt.Errorf("decode a result: %w", err)
	}
	if n.Message == nil {
		return outbox.Letter{Body: payload}, nil
	}
	l := outbox.Letter{Body: n.Message}
	if n.Card != nil {
		data, err := n.Card.PNG()
		if err != nil {
			return l, err
		}
		l.Files = []discord.File{{Name: pictureName, Type: "image/png", Alt: n.Alt, Data: data}}
	}
	return l, nil
}
