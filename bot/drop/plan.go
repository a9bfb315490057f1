package drop

import (
	"encoding/json"
	"fmt"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A payload is what a step keeps until it is taken, as JSON. It is complete, so that a drop goes on as planned although
// the author's file has changed or gone meanwhile.
type payload struct {
	Body  json.RawMessage `json:"body,omitempty"`  // the message
	Emoji string          `json:"emoji,omitempty"` // the reaction of a StepSeed
	Vote  *ballotPlan     `json:"vote,omitempty"`  // what a StepQuestion opens
}

// A ballotPlan is the vote a question opens when it is posted.
type ballotPlan struct {
	For      time.Duration  `json:"for"` // how long it stays open
	Question story.Question `json:"question"`
}

// steps returns everything there is to do for a chapter, in order.
func steps(b phrase.Book, s *story.Story, c *story.Chapter) ([]store.Step, error) {
	posts, err := render.Chapter(b, s, c, render.Options{})
	if err != nil {
		return nil, err
	}
	var out []store.Step
	for _, p := range posts {
		step := store.Step{Kind: kinds[p.Kind], Scene: p.Ends}
		if p.Starts > 1 {
			step.Gap = s.Release.Gap
		}
		body, err := p.Message.JSON()
		if err != nil {
			return nil, err
		}
		pay := payload{Body: body}
		if p.Kind == render.Ballot {
			pay.Vote = &ballotPlan{For: s.Release.Vote, Question: *c.Question}
		}
		if out, err = add(out, step, pay); err != nil {
			return nil, err
		}
		for _, e := range p.Emoji {
			if out, err = add(out, store.Step{Kind: store.StepSeed}, payload{Emoji: e}); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

var kinds = map[render.PostKind]store.StepKind{
	render.Lead: store.StepLead, render.ScenePage: store.StepPage, render.NotePage: store.StepNote,
	render.QuestionText: store.StepNote, render.Ballot: store.StepQuestion,
}

func add(list []store.Step, s store.Step, p payload) ([]store.Step, error) {
	b, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("encode a step: %w", err)
	}
	s.Payload = b
	return append(list, s), nil
}

// closing returns when a vote closes that opens at opened: to the minute, as people read it.
func (p *ballotPlan) closing(opened time.Time) time.Time {
	return opened.Add(p.For).Truncate(time.Minute).Add(time.Minute)
}

// message returns the body to post. at is when the step was first claimed, which stays the same in every retry.
func (p *payload) message(at time.Time) (json.RawMessage, error) {
	if p.Vote == nil {
		return p.Body, nil
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(p.Body, &fields); err != nil {
		return nil, fmt.Errorf("decode a step's message: %w", err)
	}
	var content string
	if err := json.Unmarshal(fields["content"], &content); err != nil {
		return nil, fmt.Errorf("decode a step's content: %w", err)
	}
	var err error
	if fields["content"], err = json.Marshal(render.Deadline(content, p.Vote.closing(at))); err != nil {
		return nil, fmt.Errorf("encode a step's content: %w", err)
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return nil, fmt.Errorf("encode a step's message: %w", err)
	}
	return body, nil
}
