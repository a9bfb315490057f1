package drop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/schedule"
)

// plan writes down all steps of a portion's drop, unless an earlier process has.
func (l *telling) plan(ctx context.Context, m portion, d date) error {
	c, ok := l.Story.Chapter(m.chapter)
	if !ok {
		return fmt.Errorf("chapter %d is not there any more", m.chapter)
	}
	w := &writer{l: l, story: l.Story, chapter: c, m: m, book: phrase.For(l.Story.Language), first: -1, question: -1}
	if err := w.earlier(ctx); err != nil {
		return err
	}
	l.name(ctx)
	list, err := w.steps(ctx, d)
	if err != nil {
		return err
	}
	floor, err := l.floor(ctx, list[0])
	if err != nil {
		return err
	}
	drop := store.Drop{DropRef: m.ref(l.key()), Due: d.own, Planned: l.r.cfg.Clock.Now(), Floor: floor}
	now := l.r.sketches(l.Story)
	drop.Sketch, drop.Next, drop.UpTo = now.Of(m.chapter), now.After(m.chapter), now.UpTo(m.chapter)
	if !m.last {
		drop.Through = m.to
	}
	err = l.r.cfg.Store.PlanDrop(ctx, drop, list)
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

// name looks again what the story names. A role or a forum is no reason to hold up a drop.
func (l *telling) name(ctx context.Context) {
	if l.Named == nil {
		return
	}
	now, err := l.Named(ctx)
	if err != nil {
		l.log.Warn("what a story names cannot be looked up; the drop goes by what was known", "cause", err)
		return
	}
	l.Names = now
}

// floor returns the newest message that is older than those of a drop which is about to be planned.
func (l *telling) floor(ctx context.Context, first store.Step) (uint64, error) {
	p, err := payloadOf(first)
	switch {
	case err != nil:
		return 0, err
	case p.Post != "":
		return l.r.cfg.Threads.FindPost(ctx, l.Guild, l.Channel, p.Post, 0)
	case p.In != 0:
		return l.r.cfg.Discord.Newest(ctx, p.In)
	case l.seen:
		l.seen = false // once: for the next one there may be a newer
		return l.newest, nil
	}
	return l.r.cfg.Discord.Newest(ctx, l.Channel)
}

// A writer writes the steps of a drop.
type writer struct {
	l       *telling
	story   *story.Story
	chapter *story.Chapter
	m       portion
	book    phrase.Book

	list            []store.Step
	options         render.Options
	first, question int    // the steps of the lead and of the question; -1: not in this portion
	lead            uint64 // the chapter's lead, if it was posted before; in a forum also the post it is in
}

// earlier looks up what was posted of the chapter before this portion.
func (w *writer) earlier(ctx context.Context) error {
	if w.m.out == 0 {
		return nil
	}
	out, err := w.l.r.cfg.Store.Messages(ctx, w.l.key(), w.m.chapter)
	for _, m := range out {
		if m.Kind == store.StepLead {
			w.lead = m.Step.Message
		}
	}
	return err
}

// steps returns everything there is to do for the portion, in order; there is at least one step.
func (w *writer) steps(ctx context.Context, d date) ([]store.Step, error) {
	o := render.Options{From: w.m.from, To: w.m.to, PingRole: w.l.Ping, Silent: w.chapter.Silent}
	if w.m.chapter < w.l.reach {
		o.PingRole = 0 // of many chapters at once the last one pings
	}
	if w.l.Lead > 0 && w.l.r.cfg.Clock.Now().Before(d.At) {
		o.Public = d.At
	}
	w.options = o
	posts, err := render.Chapter(w.book, w.story, w.chapter, o)
	if err != nil {
		return nil, err
	}
	for _, p := range posts {
		if err := w.post(p); err != nil {
			return nil, err
		}
	}
	if w.m.last && w.l.Kind != Forum {
		if err := w.discussion(); err != nil {
			return nil, err
		}
	}
	if w.story.Release.Index && w.l.Kind != Forum || len(w.list) == 0 {
		if err := w.index(ctx); err != nil {
			return nil, err
		}
	}
	return w.list, nil
}

// post adds a message, and what is done about it.
func (w *writer) post(p render.Post) error {
	body, err := p.Message.JSON()
	if err != nil {
		return err
	}
	step, pay := store.Step{Kind: kinds[p.Kind], Scene: p.Ends}, payload{Body: body, Starts: p.Starts}
	if p.Starts > w.m.from {
		if step.Gap, err = gapAfter(w.story, w.chapter.Scenes[p.Starts-2]); err != nil {
			return err
		}
	}
	at := len(w.list)
	switch p.Kind {
	case render.Lead:
		w.first = at
		pay.Lead = &leadPlan{Ping: w.options.PingRole, Silent: w.options.Silent, Public: w.options.Public}
		if !w.m.last {
			pay.Lead.To = w.m.to
		}
		if w.l.Kind == Forum {
			pay.Post = render.ThreadName(w.book, w.chapter)
		}
	case render.Ballot:
		w.question = at
		question := *w.chapter.Question
		question.Voting = w.story.Release.VotingOf(&question)
		pay.Vote = &ballotPlan{For: question.Voting.Open, Question: question}
		if render.Nominating(&question) {
			pay.Vote.For = question.Voting.Nominate
		}
	}
	if w.l.Kind == Forum && w.first < 0 {
		pay.In = w.lead
	}
	if err := w.add(step, pay); err != nil {
		return err
	}
	for _, e := range p.Emoji {
		if err := w.add(store.Step{Kind: store.StepSeed}, payload{Emoji: e}); err != nil {
			return err
		}
	}
	if w.l.Kind == Announcement && (p.Kind == render.Lead || p.Kind == render.Ballot) {
		return w.add(store.Step{Kind: store.StepCrosspost}, payload{Of: at})
	}
	return nil
}

var kinds = map[render.PostKind]store.StepKind{
	render.Lead: store.StepLead, render.Warnings: store.StepWarning, render.ScenePage: store.StepPage,
	render.NotePage: store.StepNote, render.QuestionText: store.StepNote, render.Ballot: store.StepQuestion,
}

// discussion adds where readers talk about the chapter, if the author wants that: a thread on the question or else on
// the lead, or a post in a forum.
func (w *writer) discussion() error {
	name := render.ThreadName(w.book, w.chapter)
	link := voteMark
	if w.question < 0 {
		link = ""
	}
	body, err := render.Discussion(w.book, w.chapter, link).JSON()
	if err != nil {
		return err
	}
	switch {
	case w.l.Discuss != 0:
		return w.add(store.Step{Kind: store.StepThread},
			payload{Post: name, Forum: w.l.Discuss, Body: body, Talk: true})
	case w.story.Release.Discuss != story.DiscussThread:
		return nil
	}
	pay := payload{Thread: name, Of: max(w.question, w.first)}
	if pay.Of < 0 {
		pay.Of, pay.On = 0, w.lead
	}
	if err := w.add(store.Step{Kind: store.StepThread}, pay); err != nil {
		return err
	}
	return w.add(store.Step{Kind: store.StepThread}, payload{Body: body, Talk: true})
}

// index adds the pinned message's renewal. If there is no such message, it is posted as it is now and edited then.
func (w *writer) index(ctx context.Context) error {
	entries, err := w.l.entries(ctx, w.m.chapter-1, false)
	if err != nil {
		return err
	}
	body, err := render.Index(w.book, w.story, entries, time.Time{}).JSON()
	if err != nil {
		return err
	}
	return w.add(store.Step{Kind: store.StepIndex}, payload{Body: body})
}

func (w *writer) add(s store.Step, p payload) error {
	b, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode a step: %w", err)
	}
	s.Payload = b
	w.list = append(w.list, s)
	return nil
}

// gapAfter returns how long readers are given for a scene before the next one comes.
func gapAfter(s *story.Story, scene story.Scene) (time.Duration, error) {
	if s.Release.ReadingGap == 0 {
		return s.Release.Gap, nil
	}
	g, err := schedule.ParseGap(fmt.Sprintf("by reading %d wpm", s.Release.ReadingGap))
	if err != nil {
		return 0, err
	}
	return g.After(story.Words(scene.Blocks)), nil
}
