package reader

import (
	"context"
	"errors"
	"strings"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
)

// maxAnswer is how many characters Discord takes in a modal's field.
const maxAnswer = 4000

// answerField is the form's one field. Forms may be open while the bot is updated: it keeps its name.
const answerField = "text"

// question finds the vote a button under a question is about. It refuses one that is closed.
func (d *Desk) question(ctx context.Context, r *route.Request) (*seat, store.Vote, error) {
	if !args(r.Component, 2) {
		return nil, store.Vote{}, errors.New("an answer button came back in another shape")
	}
	at, err := d.sitAt(ctx, r, story.Key(r.Component.Args[0]))
	if err != nil {
		return nil, store.Vote{}, err
	}
	var v store.Vote
	err = soon(ctx, func() (err error) {
		v, err = d.store.VoteOf(ctx, r.Guild, at.story.Key(), int(r.Component.Args[1]))
		return err
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, v, route.Say(at.book.NoQuestion(), nil)
	case err != nil:
		return nil, v, err
	case !v.Open():
		return nil, v, route.Say(at.book.VoteClosed(), nil)
	}
	return at, v, nil
}

// ask opens the form for an answer.
func (d *Desk) ask(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, v, err := d.question(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	id, err := customid.New(r.Component.Action, r.Component.Args...)
	if err != nil {
		return route.Reply{}, err
	}
	hint := v.Question.Text
	if r.Component.Action == render.ActionNone && v.Question.FollowUp != "" {
		hint = v.Question.FollowUp
	}
	if at.back(v.Chapter) {
		hint = at.book.RetractedPart()
	}
	short := []rune(strings.Join(strings.Fields(hint), " "))
	if len(short) > 100 { // what Discord takes as a placeholder
		short = append(short[:99], '…')
	}
	return route.Reply{Modal: &route.Modal{
		ID: id, Title: at.book.AnswerTitle(), Fields: []route.Field{{
			ID: answerField, Label: at.book.AnswerLabel(),
			Input: route.TextInput{Long: true, Placeholder: string(short), MaxLength: maxAnswer},
		}},
	}}, nil
}

// answer keeps what was written in the form.
func (d *Desk) answer(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, v, err := d.question(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	text := strings.TrimSpace(r.Texts[answerField])
	if text == "" {
		return route.Reply{}, route.Say(at.book.EmptyAnswer(), nil)
	}
	err = d.store.PutAnswer(ctx, v.VoteRef, store.Answer{
		Reader: at.reader, Text: text, FollowUp: r.Component.Action == render.ActionNone, At: d.clock.Now(),
	})
	if errors.Is(err, store.ErrVoteClosed) {
		return route.Reply{}, route.Say(at.book.VoteClosed(), nil)
	}
	if err != nil {
		return route.Reply{}, err
	}
	return route.Text(at.book.Thanks()), nil
}

// answers shows the author what readers wrote under the newest question.
func (d *Desk) answers(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := d.sit(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	v, err := d.store.LatestVote(ctx, r.Guild, at.story.Key())
	if errors.Is(err, store.ErrNotFound) {
		return route.Reply{}, route.Say(at.book.NoAnswers(), nil)
	}
	if err != nil {
		return route.Reply{}, err
	}
	return d.answerPage(ctx, at, v, 1)
}

// turnAnswers shows another page of them.
func (d *Desk) turnAnswers(ctx context.Context, r *route.Request) (route.Reply, error) {
	if !args(r.Component, 3) {
		return route.Reply{}, errors.New("a page button came back in another shape")
	}
	at, err := d.sitAt(ctx, r, story.Key(r.Component.Args[0]))
	if err != nil {
		return route.Reply{}, err
	}
	v, err := d.store.VoteOf(ctx, r.Guild, at.story.Key(), int(r.Component.Args[1]))
	if errors.Is(err, store.ErrNotFound) {
		return route.Reply{}, route.Say(at.book.NoQuestion(), nil)
	}
	if err != nil {
		return route.Reply{}, err
	}
	return d.answerPage(ctx, at, v, int(r.Component.Args[2]))
}

func (d *Desk) answerPage(ctx context.Context, at *seat, v store.Vote, page int) (route.Reply, error) {
	list, err := d.store.Answers(ctx, v.VoteRef)
	if err != nil {
		return route.Reply{}, err
	}
	var answers, followUps []string
	for _, a := range list {
		if a.FollowUp {
			followUps = append(followUps, a.Text)
		} else {
			answers = append(answers, a.Text)
		}
	}
	if len(list) == 0 {
		return route.Text(at.book.NoAnswers()), nil
	}
	m, err := render.Answers(at.book, at.story.Key(), v.Chapter, answers, followUps, page)
	return route.Reply{Message: &m}, err
}
