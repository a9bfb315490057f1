package drop

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/schedule"
)

// planOf returns the dates of a story: its schedule, the chapters' own dates, and what the author has changed since.
func planOf(s *story.Story, c store.Course) (schedule.Plan, error) {
	anchor := schedule.Date(0)
	if !s.Release.Start.IsZero() {
		anchor = schedule.SlotOf(s.Release.Start, s.Release.Zone).Date
	}
	rule, err := schedule.ParseFrom(s.Release.Schedule, anchor)
	if err != nil {
		return schedule.Plan{}, fmt.Errorf("schedule: %w", err)
	}
	var changes []schedule.Adjustment
	for i := range s.Chapters {
		if date := s.Chapters[i].Date; date != "" {
			slot, err := schedule.ParseSlot(date)
			if err != nil {
				return schedule.Plan{}, fmt.Errorf("the date of chapter %d: %w", s.Chapters[i].Number, err)
			}
			changes = append(changes, schedule.Pin(s.Chapters[i].Number, slot))
		}
	}
	if date := s.Awaits.Date; date != "" {
		slot, err := schedule.ParseSlot(date)
		if err != nil {
			return schedule.Plan{}, fmt.Errorf("the date of chapter %d: %w", s.Awaits.Chapter, err)
		}
		changes = append(changes, schedule.Pin(s.Awaits.Chapter, slot))
	}
	for _, text := range c.Adjustments {
		a, err := schedule.ParseAdjustment(text)
		if err != nil {
			return schedule.Plan{}, err
		}
		changes = append(changes, a)
	}
	return schedule.Plan{Rule: rule, Zone: s.Release.Zone}.With(changes...)
}

// paused reports whether the author has paused the story, from now or from earlier on.
func paused(p schedule.Plan, now time.Time) bool {
	since, ok := p.Paused()
	return ok && since.Compare(schedule.SlotOf(now, p.Zone)) <= 0
}

// A date is when a portion comes.
type date struct {
	schedule.Due           // when it comes for everybody
	own          time.Time // when it comes here
	given        bool      // the course has it; else it is what the schedule says now
}

// date returns when a portion of a chapter comes, and whether it has a date at all.
func (l *telling) date(ctx context.Context, p schedule.Plan, c store.Course, m portion) (date, bool, error) {
	given, ok, err := l.r.cfg.Store.TimedOf(ctx, l.Guild, l.Story.Key(), m.timed())
	if err != nil {
		return date{}, false, err
	}
	var d date
	if ok {
		if d.Due, err = l.recorded(ctx, p, given, m.chapter); err != nil {
			return date{}, false, err
		}
		d.given = true
	} else {
		last, err := lastOf(c)
		if err != nil {
			return date{}, false, err
		}
		own := m.chapter
		if m.out > 0 {
			own = 0 // a chapter's own date is that of its first portion
		}
		if d.Due, ok = p.Next(last, own, l.after(c)); !ok {
			return date{}, false, nil
		}
	}
	d.own = d.At.Add(-l.Lead)
	if d.own.Before(c.Begun) && c.Begun.Before(d.At) {
		d.own = c.Begun
	}
	return d, true, nil
}

// recorded returns the date that a portion was given, by the rules the zone has today. If these are not those it was
// given under, the author is told, once.
func (l *telling) recorded(ctx context.Context, p schedule.Plan, t store.Timed, chapter int) (schedule.Due, error) {
	slot, err := schedule.ParseSlot(t.Slot)
	if err != nil {
		return schedule.Due{}, fmt.Errorf("the recorded date of chapter %d: %w", chapter, err)
	}
	d := schedule.Due{Slot: slot, Used: slot, At: t.At.In(zoneOf(p))}
	move, moved := p.Moved(slot, t.At)
	if now := l.r.cfg.Clock.Now(); !moved || now.After(t.At) && now.After(move.At) {
		return d, nil
	}
	d.At = move.At
	if knows, err := l.moved(ctx, p, chapter, d, t.At); err != nil || !knows {
		return d, err
	}
	return d, l.r.cfg.Store.Retime(ctx, l.Guild, l.Story.Key(), t.Chapter, d.At, store.Entry{At: l.r.cfg.Clock.Now(),
		What: fmt.Sprintf("chapter %d: %s", chapter, move.Text)})
}

func zoneOf(p schedule.Plan) *time.Location {
	if p.Zone == nil {
		return time.UTC
	}
	return p.Zone
}

// after returns the instant after which slots count: the beginning of the course, or the start that the author names.
func (l *telling) after(c store.Course) time.Time {
	if start := l.Story.Release.Start.Add(-time.Nanosecond); !l.Story.Release.Start.IsZero() && start.After(c.Begun) {
		return start
	}
	return c.Begun
}

// lastOf returns the slot that a course used last.
func lastOf(c store.Course) (schedule.Slot, error) {
	if c.Last == "" {
		return schedule.Slot{}, nil
	}
	s, err := schedule.ParseSlot(c.Last)
	if err != nil {
		return s, fmt.Errorf("the slot used last: %w", err)
	}
	return s, nil
}

// course returns the story's course, which begins now if it has not begun. A start that has passed counts for a story
// of which nothing is out: its first chapters are then late. One told before there were courses goes on at the date it
// was given then.
func (l *telling) course(ctx context.Context, serial store.Serial) (store.Course, error) {
	c, ok, err := l.r.cfg.Store.Course(ctx, l.Guild, l.Story.Key())
	if err != nil || ok && !c.Begun.IsZero() {
		return c, err
	}
	begun := l.r.cfg.Clock.Now()
	switch start := l.Story.Release.Start; {
	case !serial.NextDue.IsZero():
		begun = serial.NextDue.Add(-time.Nanosecond)
	case start.After(begun), !start.IsZero() && serial.Released.Chapter == 0:
		begun = start.Add(-time.Nanosecond)
	}
	return l.r.cfg.Store.Begin(ctx, l.Guild, l.Story.Key(), begun)
}

// errChanged says that the course is not what it was when it was looked at.
var errChanged = errors.New("the course has changed")

// change changes the course as it was seen, and says what was done to the audit unless that is empty. If the course is
// another by now, that is errChanged and nothing is written.
func (l *telling) change(ctx context.Context, seen store.Course, what string, change func(*store.Course)) (store.Course,
	error) {
	entry := store.Entry{At: l.r.cfg.Clock.Now(), What: what}
	if what == "" {
		entry = store.Entry{}
	}
	return l.r.cfg.Store.ChangeCourse(ctx, l.Guild, l.Story.Key(), func(c *store.Course) error {
		if c.Version != seen.Version {
			return errChanged
		}
		change(c)
		return nil
	}, entry)
}
