package drop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/schedule"
)

// next waits until the next portion is due, or until there is reason to look again, and posts it when it is.
func (l *telling) next(ctx context.Context, serial store.Serial) error {
	if err := l.warn(ctx, serial); err != nil {
		return err
	}
	c, ok := l.Story.After(serial.Chapter)
	if !ok {
		return l.atEnd(ctx, serial)
	}
	course, err := l.course(ctx, serial)
	if err = errors.Join(err, l.forgive(ctx, course)); err != nil {
		return err
	}
	m, err := portionOf(l.Story, c, serial.Scene)
	if err != nil {
		return err
	}
	order, ordered := l.order(c.Number)
	if l.kept(course, c.Number, ordered) {
		return l.idle(ctx)
	}
	plan, err := planOf(l.Story, course)
	if err != nil {
		return err
	}
	d, ok, err := l.date(ctx, plan, course, m)
	switch {
	case err != nil:
		return err
	case ordered:
		return l.release(ctx, plan, course, m, d, ok, order)
	case !ok, paused(plan, l.r.cfg.Clock.Now()):
		l.say("no date is left while the story is paused or its schedule has ended", "chapter", c.Number)
		return l.undated(ctx, serial)
	case !d.given && serial.NextDue.IsZero() && serial.Released.Chapter > 0:
		if moved, err := l.goOn(ctx, course); moved || err != nil {
			return settled(err)
		}
	}
	if err := l.expects(ctx, course, plan, m, d); err != nil {
		return err
	}
	return l.await(ctx, serial, course, m, d)
}

// atEnd waits where no chapter is at hand: for a vote that is to say which one is next, or for the author to write one.
func (l *telling) atEnd(ctx context.Context, serial store.Serial) error {
	course, _, err := l.r.cfg.Store.Course(ctx, l.Guild, l.Story.Key())
	if err = errors.Join(err, l.forgive(ctx, course)); err != nil {
		return err
	}
	if m, waits := l.awaited(serial.Chapter); waits {
		return l.awaitVote(ctx, serial, m)
	}
	l.say("every chapter at hand is out", "last", serial.Chapter)
	return l.undated(ctx, serial)
}

// kept reports whether a chapter is taken back, or held and not ordered.
func (l *telling) kept(c store.Course, chapter int, ordered bool) bool {
	switch {
	case slices.Contains(c.Retracted, chapter):
		l.say("a chapter was taken back, and waits for its correction", "chapter", chapter)
	case !ordered && held(l.Story, c, chapter, 0):
		l.say("a chapter is held", "chapter", chapter)
	default:
		return false
	}
	return true
}

// settled turns errors that only ask for another look into none.
func settled(err error) error {
	if errors.Is(err, errChanged) || errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrRetracted) {
		return nil
	}
	return err
}

// undated has a poke waited for with no next date, which readers are told, and from which it follows that the story stood
// still.
func (l *telling) undated(ctx context.Context, serial store.Serial) error {
	if !serial.NextDue.IsZero() {
		if err := l.r.cfg.Store.SetDue(ctx, l.key(), time.Time{}); err != nil {
			return err
		}
	}
	l.then = wait{asked: true}
	return nil
}

// goOn lets the dates pass on which a story stood still because it had run out of chapters. It reports whether there
// were any.
func (l *telling) goOn(ctx context.Context, c store.Course) (bool, error) {
	last, err := lastOf(c)
	now := schedule.SlotOf(l.r.cfg.Clock.Now(), l.Story.Release.Zone)
	if err != nil || now.Compare(last) <= 0 {
		return false, err
	}
	_, err = l.change(ctx, c, fmt.Sprintf("the story goes on after it ran out of chapters; dates to %s are let go", now),
		func(c *store.Course) { c.Last = now.String() })
	return true, err
}

// await does with a portion whose date is known what is to be done now: wait, post, ask or let the date pass.
func (l *telling) await(ctx context.Context, serial store.Serial, c store.Course, m portion, d date) error {
	policy, err := lateOf(l.Story)
	if err != nil {
		return err
	}
	now := l.r.cfg.Clock.Now()
	decision := policy.Decide(l.sinceDecided(m.chapter, d.At), now)
	ordered := m.chapter <= l.reach
	if !ordered && decision.Action == schedule.AskAuthor && joins(serial, d) {
		if waits, err := l.join(ctx, c, m, d); waits || err != nil {
			return settled(err)
		}
	}
	if !serial.NextDue.Equal(d.own) {
		if err := l.r.cfg.Store.SetDue(ctx, l.key(), d.own); err != nil {
			return err
		}
	}
	l.say("next chapter", "chapter", m.chapter, "due", d.own)
	if now.Before(d.own) {
		l.then = wait{asked: true, until: d.own, chapter: m.chapter}
		return nil
	}
	switch {
	case ordered:
		return l.catchUp(ctx, c, m, d)
	case decision.Action == schedule.Wait, // ahead of its public date nothing is late
		decision.Action == schedule.Post,
		decision.Action == schedule.SkipDate && d.given:
		return settled(l.post(ctx, c, m, d))
	case decision.Action == schedule.SkipDate:
		return settled(l.skip(ctx, c, m, d.Due))
	}
	return settled(l.ask(ctx, c, m, d))
}

func lateOf(s *story.Story) (schedule.Late, error) {
	if s.Release.Late == "" {
		return schedule.PostLate, nil
	}
	l, err := schedule.ParseLate(s.Release.Late)
	if err != nil {
		return l, fmt.Errorf("late: %w", err)
	}
	return l, nil
}

// skip lets a date pass by which nobody was there to post: the chapter takes the next one.
func (l *telling) skip(ctx context.Context, c store.Course, m portion, d schedule.Due) error {
	l.log.Warn("a date has passed; its chapter takes the next one", "chapter", m.chapter, "slot", d.Slot.String())
	_, err := l.change(ctx, c, fmt.Sprintf("the date %s passed; chapter %d takes the next one", d.Slot, m.chapter),
		func(c *store.Course) { c.Last = d.Used.String() })
	return err
}

// ask has the author say what becomes of a late chapter, and waits. Of two that are late the earlier is asked about
// first.
func (l *telling) ask(ctx context.Context, c store.Course, m portion, d date) error {
	if c.Asked != 0 && c.Asked < m.chapter {
		return l.idle(ctx)
	}
	var err error
	if c.Asked != m.chapter {
		c, err = l.change(ctx, c, fmt.Sprintf("chapter %d, due %s, is late: the author is asked", m.chapter, d.Slot),
			func(c *store.Course) { c.Asked, c.AskAlert = m.chapter, 0 })
		if err != nil {
			return err
		}
	}
	if c.AskAlert == 0 {
		a := Alert{Kind: Overdue, Chapter: m.chapter, Due: d.At, Slot: d.Slot.String(),
			Dated: d.given, Key: fmt.Sprintf("overdue %d %s", m.timed(), d.Slot)}
		b, err := l.backlog(ctx, c, m, d)
		if err != nil {
			return err
		}
		if b.chapters > 1 {
			a.Kind, a.Last, a.Count, a.Dated = Backlog, b.last, b.chapters, b.dated
		}
		id, told := l.tell(ctx, a)
		if !told {
			return l.rest(ctx, l.r.cfg.Clock.Now().Add(tellAgain), "the author's answer")
		}
		if id != 0 {
			if _, err := l.change(ctx, c, "", func(c *store.Course) { c.AskAlert = id }); err != nil {
				return err
			}
		}
	}
	return l.idle(ctx)
}

// post gives a portion its date, unless it has one, and posts it.
func (l *telling) post(ctx context.Context, c store.Course, m portion, d date) error {
	if c.Asked == m.chapter {
		var err error
		c, err = l.change(ctx, c, fmt.Sprintf("chapter %d is no longer asked about", m.chapter),
			func(c *store.Course) { c.Asked, c.AskAlert = 0, 0 })
		if err != nil {
			return err
		}
		l.r.Poke(l.Guild, l.Story.Key()) // another telling may have waited to ask
	}
	c, err := l.takeWay(ctx, c, m.chapter)
	if err != nil {
		return err
	}
	if !d.given {
		_, err := l.r.cfg.Store.Assign(ctx, l.Guild, l.Story.Key(), c.Version, store.Timed{
			Chapter: m.timed(), Slot: d.Slot.String(), Used: d.Used.String(), At: d.At})
		if err != nil {
			return err
		}
	}
	if err := l.plan(ctx, m, d); err != nil {
		return err
	}
	return l.run(ctx, m.ref(l.key()))
}

// release posts a portion that the author has ordered, whatever its date.
func (l *telling) release(ctx context.Context, p schedule.Plan, c store.Course, m portion, d date, dated bool,
	order store.JobRef) error {
	if !dated { // the story is paused, or its schedule has ended: it takes this minute, in the order of slots
		last, err := lastOf(c)
		if err != nil {
			return err
		}
		now := l.r.cfg.Clock.Now()
		slot := schedule.SlotOf(now, p.Zone)
		if slot.Compare(last) <= 0 {
			slot = last.Plus(time.Minute)
		}
		d = date{Due: schedule.Due{Slot: slot, Used: slot, At: slot.At(zoneOf(p))}, own: now}
	}
	l.log.Info("a chapter is released by order", "chapter", m.chapter, "slot", d.Slot.String())
	if err := l.post(ctx, c, m, d); err != nil {
		return settled(err)
	}
	l.fresh = false // the order is carried out: a further portion has its own date
	return l.r.cfg.Store.FinishJob(ctx, order, l.r.cfg.Clock.Now())
}

// held reports whether the author holds a scene of a chapter, or with scene 0 the chapter as a whole: by order, or in
// the manuscript unless that was lifted by order.
func held(s *story.Story, c store.Course, chapter, scene int) bool {
	has := func(list []store.Hold) bool {
		for _, h := range list {
			if h.Chapter == chapter && h.Scene == scene {
				return true
			}
		}
		return false
	}
	switch {
	case has(c.Held):
		return true
	case has(c.Freed):
		return false
	}
	ch, ok := s.Chapter(chapter)
	if !ok {
		return false
	}
	if scene == 0 {
		return ch.Hold
	}
	for _, n := range ch.Holds {
		if n == scene {
			return true
		}
	}
	return false
}
