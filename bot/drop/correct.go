package drop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A Change is what an order does to a chapter in one channel.
type Change struct {
	Channel  uint64   // the telling's
	Messages []uint64 // the messages that are edited, in order
}

// The kinds of jobs that edit messages.
const (
	correctKind = "correct"
	retractKind = "retract"
)

// A content is what an edit keeps until it is made, as JSON.
type content struct {
	Channel   uint64          `json:"channel"` // where the message is: the telling's channel, or a post in it
	Body      json.RawMessage `json:"body"`
	Retracted bool            `json:"retracted,omitempty"` // the author has taken the text back
}

// Changes returns what [Runner.Correct] would do now, and does nothing.
func (r *Runner) Changes(ctx context.Context, guild uint64, s *story.Story, chapter int) ([]Change, error) {
	jobs, err := r.revisions(ctx, guild, s, chapter)
	return changes(jobs), err
}

// Correct has the messages of a chapter edited, wherever it is told, so that they say what it says now, and returns
// which. The edits are durable when it returns, and made soon after. Messages keep their ids, and so readers their
// places. by is the Discord id of who wants it. Besides the errors of this package it returns those of [render.Revise]:
// [render.Refusal] words them.
func (r *Runner) Correct(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) ([]Change, error) {
	jobs, err := r.revisions(ctx, guild, s, chapter)
	if err != nil {
		return nil, err
	}
	return changes(jobs), r.edit(ctx, guild, s, jobs, r.entry(by, "correct chapter %d", chapter))
}

// Retract has the text of a chapter replaced, wherever it is told, by the notice that its author took it back.
// Messages, places and votes stay; [Runner.Correct] brings the text back.
func (r *Runner) Retract(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error {
	book := phrase.For(s.Language)
	jobs, err := r.edits(ctx, guild, s, chapter, retractKind, func(p posting) ([]render.Edit, error) {
		return render.Retract(book, chapter, p.messages), nil
	})
	if err != nil {
		return err
	}
	return r.edit(ctx, guild, s, jobs, r.entry(by, "retract chapter %d", chapter))
}

func (r *Runner) revisions(ctx context.Context, guild uint64, s *story.Story, chapter int) ([]store.Job, error) {
	c, ok := s.Chapter(chapter)
	if !ok {
		return nil, exists(s, chapter, 0)
	}
	return r.edits(ctx, guild, s, chapter, correctKind, func(p posting) ([]render.Edit, error) {
		return render.Revise(phrase.For(s.Language), s, c, p.messages, p.revision)
	})
}

// edits makes the jobs that change what was posted of a chapter, one for each telling where anything is to be changed.
func (r *Runner) edits(ctx context.Context, guild uint64, s *story.Story, chapter int, kind string,
	change func(posting) ([]render.Edit, error)) ([]store.Job, error) {
	serials, err := r.cfg.Store.SerialsOf(ctx, guild, s.Key())
	if err != nil {
		return nil, err
	}
	var jobs []store.Job
	out := false
	for _, serial := range serials {
		p, err := r.posted(ctx, serial, chapter)
		if err != nil {
			return nil, err
		}
		if len(p.messages) == 0 {
			continue
		}
		out = true
		edits, err := change(p)
		if err != nil {
			return nil, fmt.Errorf("channel %d: %w", serial.Channel, err)
		}
		job := store.Job{JobRef: store.JobRef{Telling: serial.Telling}, Kind: kind, Chapter: chapter}
		for _, e := range edits {
			step, err := p.edit(e, kind == retractKind)
			if err != nil {
				return nil, err
			}
			job.Steps = append(job.Steps, step)
		}
		if len(job.Steps) > 0 {
			jobs = append(jobs, job)
		}
	}
	switch {
	case !out:
		return nil, ErrNotOut
	case len(jobs) == 0:
		return nil, ErrUnchanged
	}
	return jobs, nil
}

// edit writes jobs down, and what they are for, and lets the tellings begin.
func (r *Runner) edit(ctx context.Context, guild uint64, s *story.Story, jobs []store.Job, e store.Entry) error {
	if err := r.cfg.Store.Note(ctx, guild, s.Key(), e); err != nil {
		return err
	}
	for _, j := range jobs {
		if _, err := r.order(ctx, j); err != nil {
			return err
		}
	}
	r.Poke(guild, s.Key())
	return nil
}

func changes(jobs []store.Job) []Change {
	var list []Change
	for _, j := range jobs {
		c := Change{Channel: j.Channel}
		for _, e := range j.Steps {
			c.Messages = append(c.Messages, e.Message)
		}
		list = append(list, c)
	}
	return list
}

// A posting is what stands of a chapter in a channel.
type posting struct {
	messages []render.Posted
	where    map[uint64]uint64 // by message: the channel it is in, where that is not the telling's
	channel  uint64
	revision render.Revision
}

// edit is an edit as it is kept.
func (p posting) edit(e render.Edit, retracts bool) (store.Edit, error) {
	body, err := e.Body.JSON()
	if err != nil {
		return store.Edit{}, err
	}
	c := content{Channel: p.channel, Body: body, Retracted: retracts}
	if in, ok := p.where[e.Message]; ok {
		c.Channel = in
	}
	b, err := json.Marshal(c)
	if err != nil {
		return store.Edit{}, fmt.Errorf("encode an edit: %w", err)
	}
	return store.Edit{Message: e.Message, Payload: b}, nil
}

// posted returns what stands of a chapter in a telling. While it is being posted, or edited, that is ErrUnderWay.
func (r *Runner) posted(ctx context.Context, serial store.Serial, chapter int) (posting, error) {
	p := posting{channel: serial.Channel, where: map[uint64]uint64{}}
	p.revision.Complete = serial.Chapter >= chapter
	busy, err := r.busy(ctx, serial.Telling, chapter)
	if err != nil {
		return p, err
	}
	if busy {
		return p, fmt.Errorf("channel %d: %w", serial.Channel, ErrUnderWay)
	}
	out, err := r.cfg.Store.Messages(ctx, serial.Telling, chapter)
	if err != nil {
		return p, err
	}
	in := uint64(0) // the post in a forum that they are in
	for _, m := range out {
		if in, err = p.add(m, in); err != nil {
			return p, err
		}
	}
	return p, nil
}

// add adds a message that is in a forum's post, unless in is 0, and returns in which one those after it are.
func (p *posting) add(m store.Message, in uint64) (uint64, error) {
	kind, ok := postKinds[m.Kind]
	if !ok {
		return in, nil
	}
	pay, err := payloadOf(m.Step)
	if err != nil {
		return in, err
	}
	if pay.Post != "" {
		in = m.Step.Message
	}
	if in != 0 {
		p.where[m.Step.Message] = in
	}
	text, err := says(m, pay)
	if err != nil {
		return in, err
	}
	p.messages = append(p.messages, render.Posted{ID: m.Step.Message, Kind: kind, Ends: m.Step.Scene, Content: text})
	if pay.Lead != nil {
		p.revision.Options = pay.Lead.options()
	}
	if pay.Vote != nil {
		p.revision.Question, p.revision.Closes = &pay.Vote.Question, pay.Vote.closing(m.Claimed)
	}
	return in, nil
}

// postKinds are the steps that make up a chapter's text.
var postKinds = map[store.StepKind]render.PostKind{
	store.StepLead: render.Lead, store.StepWarning: render.Warnings, store.StepPage: render.ScenePage,
	store.StepNote: render.NotePage, store.StepQuestion: render.Ballot,
}

// says returns what a message says now.
func says(m store.Message, p payload) (string, error) {
	body, err := p.message(m.Claimed, "")
	if err != nil {
		return "", err
	}
	if len(m.Edited) > 0 {
		var c content
		if err := json.Unmarshal(m.Edited, &c); err != nil {
			return "", fmt.Errorf("decode an edit of message %d: %w", m.Step.Message, err)
		}
		body = c.Body
	}
	var text struct {
		Content string `json:"content"`
	}
	if err := json.Unmarshal(body, &text); err != nil {
		return "", errors.Join(fmt.Errorf("decode message %d", m.Step.Message), err)
	}
	return text.Content, nil
}
