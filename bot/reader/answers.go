package reader

import (
	"context"
	"errors"
	"strings"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
)

// maxAnswer is how many characters Discord takes in a modal's field.
const maxAnswer = 4000

// answerField is the form's one field. Forms may be open while the bot is updated: it keeps its name.
const answerField = "text"

// question finds the vote a button under a question is about. It refuses one that is closed.
func (d *Desk) question(ctx context.Context, r *route.Request) (*seat, store.Vote, error) {
	at, v, err := d.pressed(ctx, r)
	if err == nil && !v.Open() {
		err = route.Say(at.book.VoteClosed(), nil)
	}
	return at, v, err
}

// ask opens the form for an answer.
func (d *Desk) ask(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, v, err := d.question(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	return answerForm(at, v, r.Component.Action)
}

// answerForm opens the form for an answer, or for the words of those who would choose none.
func answerForm(at *seat, v store.Vote, action customid.Action) (route.Reply, error) {
	id, err := customid.New(action, uint64(v.Story), uint64(v.Chapter), v.Message)
	if err != nil {
		return route.Reply{}, err
	}
	hint := v.Question.Text
	if action == render.ActionNone && v.Question.FollowUp != "" {
		hint = v.Question.FollowUp
	}
	return route.Reply{Modal: &route.Modal{
		ID: id, Title: at.book.AnswerTitle(), Fields: []route.Field{{
			ID: answerField, Label: at.book.AnswerLabel(),
			Input: route.TextInput{Long: true, Placeholder: shortHint(hint), MaxLength: maxAnswer},
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
