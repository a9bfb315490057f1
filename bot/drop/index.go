package drop

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
)

// linked is how many chapters an index links to at most, the first one beside them: render shows no more.
const linked = 20

// index renews the pinned list of chapters. Where there is none, it is first posted as it was when the drop was
// planned, which stays the same in every try. It returns the list's message.
func (l *telling) index(ctx context.Context, step store.Step, p payload, at *trail, doubt bool) (uint64, error) {
	serial, _, err := l.r.cfg.Store.Serial(ctx, l.key())
	if err != nil {
		return 0, err
	}
	if !l.Story.Release.Index || l.Kind == Forum { // taken out of the story since
		return serial.Index, nil
	}
	if id := serial.Index; id != 0 {
		if doubt { // it may have been posted for this very step, and not pinned any more
			if err := l.pin(ctx, id); err != nil {
				return 0, err
			}
		}
		if err := l.renew(ctx, id, at.drop); !errors.Is(err, discord.ErrUnknownMessage) {
			return id, err
		}
	}
	id, err := l.send(ctx, step, p.Body, l.Channel, at.floors[l.Channel], doubt)
	if err != nil {
		return 0, err
	}
	// Before it is edited: as long as nobody knows it, only its first text finds it again.
	if err := l.r.cfg.Store.SetIndex(ctx, l.key(), id); err != nil {
		return 0, err
	}
	if err := l.pin(ctx, id); err != nil {
		return 0, err
	}
	return id, l.renew(ctx, id, at.drop)
}

// pin pins the list. Where that is refused, the list does what it can without.
func (l *telling) pin(ctx context.Context, message uint64) error {
	err := l.r.cfg.Discord.Pin(ctx, l.Channel, message)
	if discord.Refused(err) {
		l.log.Warn("the index is not pinned: allow the bot to pin messages, or pin it yourself", "message", message,
			"cause", err)
		return nil
	}
	return err
}

// relist renews the list because what it lists was changed. What Discord refuses is left to the next drop.
func (l *telling) relist(ctx context.Context) error {
	serial, _, err := l.r.cfg.Store.Serial(ctx, l.key())
	if err != nil || serial.Index == 0 || !l.Story.Release.Index || l.Kind == Forum {
		return err
	}
	err = l.renew(ctx, serial.Index, l.listed(serial))
	if discord.Refused(err) {
		l.log.Warn("the index is not renewed before the next drop", "message", serial.Index, "cause", err)
		return nil
	}
	return err
}

// listed is the drop after which the list is as it is now.
func (l *telling) listed(serial store.Serial) store.Drop {
	d := store.Drop{DropRef: store.DropRef{Telling: l.key(), Chapter: serial.Chapter}}
	if c, ok := l.Story.After(serial.Chapter); ok && serial.Scene > 0 {
		d.Chapter, d.Through = c.Number, serial.Scene
	}
	return d
}

// renew edits the list, as it is after a drop.
func (l *telling) renew(ctx context.Context, message uint64, d store.Drop) error {
	entries, err := l.entries(ctx, d.Chapter, d.Through > 0)
	if err != nil {
		return err
	}
	next, err := l.upcoming(ctx, d)
	if err != nil {
		return err
	}
	body, err := render.Index(phrase.For(l.Story.Language), l.Story, entries, next).JSON()
	if err != nil {
		return err
	}
	return l.r.cfg.Discord.Edit(ctx, l.Channel, message, body)
}

// entries lists the chapters up to one; more says that further portions of that are to come.
func (l *telling) entries(ctx context.Context, through int, more bool) ([]render.Entry, error) {
	var list []render.Entry
	for i := range l.Story.Chapters {
		if c := &l.Story.Chapters[i]; c.Number <= through {
			list = append(list, render.Entry{Number: c.Number, Title: c.Title, More: more && c.Number == through})
		}
	}
	course, _, err := l.r.cfg.Store.Course(ctx, l.Guild, l.Story.Key())
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b render.Entry) int { return a.Number - b.Number })
	for i := range list {
		list[i].Retracted = slices.Contains(course.Retracted, list[i].Number)
		if i > 0 && i < len(list)-linked {
			continue
		}
		if err := l.outcome(ctx, &list[i]); err != nil {
			return nil, err
		}
		out, err := l.r.cfg.Store.Messages(ctx, l.key(), list[i].Number)
		if err != nil {
			return nil, err
		}
		for _, m := range out {
			if m.Kind == store.StepLead {
				list[i].Link = render.Link(l.Guild, l.Channel, m.Step.Message)
				list[i].Retracted = list[i].Retracted || retracted(m)
			}
		}
	}
	return list, nil
}

// outcome fills in what came of a chapter's vote in this telling, once that is known.
func (l *telling) outcome(ctx context.Context, e *render.Entry) error {
	v, err := l.r.cfg.Store.VoteIn(ctx, l.Guild, l.Story.Key(), e.Number, []uint64{l.Channel})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	o := v.Outcome
	if err != nil || v.Open() || o == nil || v.Question.Open() || o.How == store.AwaitsRunoff {
		return err
	}
	e.Vote = render.Link(v.Guild, v.Channel, v.Message)
	if o.Winner >= 0 && o.Winner < len(v.Question.Options) && o.Veto == "" {
		e.Outcome = v.Question.Options[o.Winner].Text
	}
	return nil
}

// Relist has the list of chapters renewed in a channel, because a vote of a story that is told there has come to
// something. It never blocks. Where nothing is told there now, the next drop renews the list.
func (r *Runner) Relist(guild uint64, k story.Key, channel uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.live[course{guild, k}]
	if c == nil {
		return
	}
	for _, l := range c.tellings {
		if l.Channel == channel {
			l.stale.Store(true)
			l.poke()
		}
	}
}

// freshen renews the list if a vote has come to something. It is no reason for a telling to stop: what Discord refuses is
// logged, and the next drop renews the list in any case.
func (l *telling) freshen(ctx context.Context, serial store.Serial) error {
	if serial.Index == 0 || !l.Story.Release.Index || l.Kind == Forum || !l.stale.Swap(false) {
		return nil
	}
	err := l.renew(ctx, serial.Index, l.listed(serial))
	switch {
	case errors.Is(err, discord.ErrEditTooOld):
		l.stale.Store(true)
		l.resting = l.r.cfg.Clock.Now().Add(oldEdits)
		return nil
	case errors.Is(err, discord.ErrUnknownMessage), discord.Refused(err):
		l.log.Warn("the index does not name the newest result", "message", serial.Index, "cause", err)
		return nil
	}
	return err
}

// retracted reports whether a message's newest edit took it back.
func retracted(m store.Message) bool {
	var c content
	return len(m.Edited) > 0 && json.Unmarshal(m.Edited, &c) == nil && c.Retracted
}

// upcoming returns when the portion after a drop comes, as far as that is known; zero if it is not.
func (l *telling) upcoming(ctx context.Context, d store.Drop) (time.Time, error) {
	course, _, err := l.r.cfg.Store.Course(ctx, l.Guild, l.Story.Key())
	if err != nil {
		return time.Time{}, err
	}
	c, ok := l.Story.Chapter(d.Chapter)
	if d.Through == 0 {
		c, ok = l.Story.After(d.Chapter)
	}
	m, waits := l.awaited(d.Chapter)
	switch {
	case !ok && waits:
	case !ok, held(l.Story, course, c.Number, 0), slices.Contains(course.Retracted, c.Number):
		return time.Time{}, nil
	default:
		if m, err = portionOf(l.Story, c, d.Through); err != nil {
			return time.Time{}, err
		}
	}
	p, err := planOf(l.Story, course)
	if err != nil {
		return time.Time{}, err
	}
	next, ok, err := l.date(ctx, p, course, m)
	if err != nil || !ok || paused(p, l.r.cfg.Clock.Now()) {
		return time.Time{}, err
	}
	return next.own, nil
}
