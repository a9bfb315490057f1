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
	Vote      uint64          `json:"vote,omitempty"`      // a vote of which the message is: its body is worded when it is edited
}

// Changes returns what [Runner.Correct] would do now, and does nothing.
func (r *Runner) Changes(ctx context.Context, guild uint64, s *story.Story, chapter int) ([]Change, error) {
	jobs, _, err := r.revisions(ctx, guild, s, chapter)
	return changes(jobs), err
}

// Correct has the messages of a chapter edited, wherever it is told, so that they say what it says now, and returns
// which. The edits are durable when it returns, and made soon after. Messages keep their ids, and so readers their
// places. A chapter that was taken back is shown again, as it is now, and goes on where it was stopped: then it is no
// error that there is nothing to edit. A [story.Shift] says that the number is another chapter's now. by is the Discord
// id of who wants it. Besides the errors of this package it returns those of [render.Revise]: [render.Refusal] words
// them.
func (r *Runner) Correct(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) ([]Change, error) {
	jobs, back, err := r.revisions(ctx, guild, s, chapter)
	if err != nil {
		return nil, err
	}
	e := r.entryOn(chapter, by, "correct chapter %d", chapter)
	if back {
		err = r.cfg.Store.Restore(ctx, guild, s.Key(), chapter, e)
	} else {
		err = r.cfg.Store.Note(ctx, guild, s.Key(), e)
	}
	if err != nil {
		return nil, err
	}
	if err := r.edit(ctx, guild, s, jobs); err != nil {
		return changes(jobs), err
	}
	return changes(jobs), r.recognize(ctx, guild, s, chapter)
}

// revisions makes the jobs of a correction, and reports whether it brings the chapter back.
func (r *Runner) revisions(ctx context.Context, guild uint64, s *story.Story, chapter int) (jobs []store.Job, back bool,
	err error) {
	c, ok := s.Chapter(chapter)
	if !ok {
		return nil, false, exists(s, chapter, 0)
	}
	if err := r.inOrder(ctx, guild, s, chapter); err != nil {
		return nil, false, err
	}
	if back, err = r.retracted(ctx, guild, s, chapter); err != nil {
		return nil, false, err
	}
	jobs, err = r.edits(ctx, guild, s, chapter, correctKind, func(p posting) ([]render.Edit, error) {
		list, err := render.Revise(phrase.For(s.Language), s, c, p.messages, p.revision)
		for _, t := range p.talks {
			if t.retracted && err == nil {
				list = append(list, render.Edit{Message: t.message, Body: render.Message{Content: t.words}})
			}
		}
		if err == nil { // a result that came while the chapter was taken back was not changed then, and says so
			list = append(list, p.retold(func(one later) bool { return back || one.retracted })...)
		}
		return list, err
	})
	if back && (errors.Is(err, ErrUnchanged) || errors.Is(err, ErrNotOut)) {
		return nil, true, nil
	}
	return jobs, back, err
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
		list, err := change(p)
		if err != nil {
			return nil, fmt.Errorf("channel %d: %w", serial.Channel, err)
		}
		job, err := p.job(serial.Telling, kind, chapter, list)
		if err != nil {
			return nil, err
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

// job makes the job of these edits.
func (p posting) job(t store.Telling, kind string, chapter int, list []render.Edit) (store.Job, error) {
	job := store.Job{JobRef: store.JobRef{Telling: t}, Kind: kind, Chapter: chapter}
	for _, e := range list {
		step, err := p.edit(e, kind == retractKind)
		if err != nil {
			return job, err
		}
		job.Steps = append(job.Steps, step)
	}
	return job, nil
}

// edit writes jobs down and lets the tellings begin.
func (r *Runner) edit(ctx context.Context, guild uint64, s *story.Story, jobs []store.Job) error {
	defer r.Poke(guild, s.Key()) // also where only some are written
	for _, j := range jobs {
		if _, err := r.order(ctx, j); err != nil {
			return err
		}
	}
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
