package author

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/schedule"
)

// An outlook is what lies ahead of a story in a guild.
type outlook struct {
	story    *story.Story
	now      time.Time
	course   store.Course
	plan     schedule.Plan
	out      int // the newest chapter that is complete in every channel
	scene    int // how many scenes of the chapter after it are out in every channel
	begun    int // the newest chapter of which something is out in some channel, one that was left too
	timeline []store.Timed
	serials  []store.Serial
	joining  []store.Serial    // of those, where the author may still have to say where the story begins
	forecast schedule.Forecast // of the chapters that have not been given a date for good
	shift    story.Shift       // a chapter that is out and has another number now; none: zero. Only /schedule show asks
}

// look reads where a story stands in a guild.
func (s *Service) look(ctx context.Context, at *seat) (outlook, error) {
	o := outlook{story: at.story, now: s.cfg.Clock.Now()}
	var err error
	if o.course, _, err = s.cfg.Ledger.Course(ctx, at.guild, at.story.Key()); err != nil {
		return o, err
	}
	if o.timeline, err = s.cfg.Ledger.Timeline(ctx, at.guild, at.story.Key()); err != nil {
		return o, err
	}
	if o.serials, err = s.cfg.Tellings.SerialsOf(ctx, at.guild, at.story.Key()); err != nil {
		return o, err
	}
	o.serials = slices.DeleteFunc(o.serials, func(one store.Serial) bool {
		o.begun = max(o.begun, one.Released.Chapter)
		return one.Away
	})
	first := true
	for _, one := range o.serials {
		if o.begun > 0 && one.NextDue.IsZero() && one.Released.Chapter == 0 && one.Chapter == 0 {
			o.joining = append(o.joining, one)
			continue
		}
		if first || one.Chapter < o.out || one.Chapter == o.out && one.Scene < o.scene {
			o.out, o.scene, first = one.Chapter, one.Scene, false
		}
	}
	return o.with(o.course.Adjustments)
}

// with returns the outlook with these adjustments of the dates in place of those it has.
func (o outlook) with(adjustments []string) (outlook, error) {
	var err error
	o.course.Adjustments = adjustments
	if o.plan, err = planOf(o.story, adjustments); err != nil {
		return o, err
	}
	infos, err := o.undated() // what each is posted in is counted where it is shown
	if err != nil {
		return o, err
	}
	at, err := o.standing()
	if err != nil {
		return o, err
	}
	o.forecast = o.plan.Simulate(at, infos, len(infos))
	return o, nil
}

// planOf returns a story's rule with its chapters' own dates and, after them, what its author has changed by command.
func planOf(s *story.Story, adjustments []string) (schedule.Plan, error) {
	first := schedule.Date(0)
	if !s.Release.Start.IsZero() {
		first = schedule.SlotOf(s.Release.Start, s.Release.Zone).Date
	}
	rule, err := schedule.ParseFrom(s.Release.Schedule, first)
	if err != nil {
		return schedule.Plan{}, fmt.Errorf("the schedule of story %s: %w", s.ID, err)
	}
	var list []schedule.Adjustment
	for _, c := range s.Chapters {
		if c.Date == "" {
			continue
		}
		slot, err := schedule.ParseSlot(c.Date)
		if err != nil {
			return schedule.Plan{}, fmt.Errorf("story %s: chapter %d: %w", s.ID, c.Number, err)
		}
		list = append(list, schedule.Pin(c.Number, slot))
	}
	if date := s.Awaits.Date; date != "" {
		slot, err := schedule.ParseSlot(date)
		if err != nil {
			return schedule.Plan{}, fmt.Errorf("story %s: chapter %d: %w", s.ID, s.Awaits.Chapter, err)
		}
		list = append(list, schedule.Pin(s.Awaits.Chapter, slot))
	}
	for _, text := range adjustments {
		a, err := schedule.ParseAdjustment(text)
		if err != nil {
			return schedule.Plan{}, fmt.Errorf("story %s: %w", s.ID, err)
		}
		list = append(list, a)
	}
	return schedule.Plan{Rule: rule, Zone: s.Release.Zone}.With(list...)
}

// standing returns where the dates go on, as package drop has it.
func (o outlook) standing() (schedule.Standing, error) {
	at := schedule.Standing{After: o.course.Begun, Now: o.now}
	start := o.story.Release.Start
	switch {
	case at.After.IsZero() && (start.IsZero() || o.begun > 0 && start.Before(o.now)):
		at.After = o.now // it begins now
	case !start.IsZero() && start.After(at.After):
		at.After = start.Add(-time.Nanosecond)
	}
	if o.course.Last == "" {
		return at, nil
	}
	var err error
	at.Last, err = schedule.ParseSlot(o.course.Last)
	return at, err
}

// partStep separates, in a timeline, the dates of a chapter's portions: the number under which one is kept is the
// chapter's, and this for each scene that was out before it. Package drop keeps them so.
const partStep = 2_000_000

// timed returns the date a drop of a chapter was given for good, by how many scenes are out before it.
func (o outlook) timed(chapter, out int) (store.Timed, bool) {
	i := slices.IndexFunc(o.timeline, func(t store.Timed) bool { return t.Chapter == chapter+out*partStep })
	if i < 0 {
		return store.Timed{}, false
	}
	return o.timeline[i], true
}

// parts cuts a chapter into its drops: the zero Scenes if it is one.
func (o outlook) parts(c *story.Chapter) ([]schedule.Scenes, error) {
	portion, err := schedule.ParsePortion(cmp.Or(o.story.Release.Portion, "chapter"))
	if err != nil {
		return nil, fmt.Errorf("story %s: %w", o.story.ID, err)
	}
	parts := portion.Cut(len(c.Scenes))
	if len(parts) == 1 {
		parts[0] = schedule.Scenes{}
	}
	return parts, nil
}

// undated returns the drops ahead whose dates are only expected.
func (o outlook) undated() ([]schedule.ChapterInfo, error) {
	var infos []schedule.ChapterInfo
	err := o.each(func(info schedule.ChapterInfo) error {
		if _, timed := o.timed(info.Number, before(info)); !timed {
			infos = append(infos, info)
		}
		return nil
	})
	return infos, err
}

// each calls f for every drop that is not out everywhere, in order.
func (o outlook) each(f func(schedule.ChapterInfo) error) error {
	begins := true // the chapter that may be out in part
	for i := range o.story.Chapters {
		c := &o.story.Chapters[i]
		if c.Number <= o.out {
			continue
		}
		first := begins
		begins = false
		parts, err := o.parts(c)
		if err != nil {
			return err
		}
		for _, scenes := range parts {
			if first && scenes.Last > 0 && scenes.Last <= o.scene {
				continue
			}
			if err := f(schedule.ChapterInfo{Number: c.Number, Title: c.Title, Scenes: scenes}); err != nil {
				return err
			}
		}
	}
	at := &o.story.Awaits
	for i := range at.Ahead { // what they are, a vote decides
		if err := f(schedule.ChapterInfo{Number: at.Chapter + i}); err != nil {
			return err
		}
	}
	return nil
}

// awaits reports whether a vote decides about a chapter ahead.
func (o outlook) awaits(chapter int) bool {
	return o.story.Awaits.Ahead > 0 && chapter >= o.story.Awaits.Chapter
}

// before returns how many scenes of its chapter come before a drop.
func before(info schedule.ChapterInfo) int { return max(info.Scenes.First-1, 0) }

// messages counts what a drop is posted in.
func (o outlook) messages(d schedule.Drop) (int, error) {
	c, ok := o.story.Chapter(d.Chapter.Number)
	if !ok {
		return 0, nil
	}
	posts, err := render.Chapter(phrase.For(o.story.Language), o.story, c,
		render.Options{From: d.Chapter.Scenes.First, To: d.Chapter.Scenes.Last})
	return len(posts), err
}

// A coming is a drop ahead, of a chapter or of some scenes of it.
type coming struct {
	schedule.Drop
	fixed bool // it has begun to appear in some channel, and keeps its date
}

// ahead returns what is not out everywhere, in order: what has begun to appear somewhere, then what is expected.
func (o outlook) ahead() ([]coming, error) {
	var list []coming
	err := o.each(func(info schedule.ChapterInfo) error {
		t, timed := o.timed(info.Number, before(info))
		if !timed {
			return nil
		}
		slot, err := schedule.ParseSlot(t.Slot)
		if err != nil {
			return fmt.Errorf("the date of chapter %d: %w", info.Number, err)
		}
		at := slot.At(o.zone())
		list = append(list, coming{fixed: true, Drop: schedule.Drop{
			Chapter: info, Due: schedule.Due{Slot: slot, At: at}, Local: at.Format(readable + " MST"),
		}})
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, d := range o.forecast.Drops {
		list = append(list, coming{Drop: d})
	}
	return list, nil
}

func (o outlook) zone() *time.Location {
	if o.story.Release.Zone == nil {
		return time.UTC
	}
	return o.story.Release.Zone
}

// slots returns the next n dates of the plan that no chapter has been given, whatever chapters there are.
func (o outlook) slots(n int) ([]schedule.Slot, error) {
	at, err := o.standing()
	if err != nil {
		return nil, err
	}
	var list []schedule.Slot
	for len(list) < n {
		due, ok := o.plan.Next(at.Last, 0, at.After)
		if !ok {
			break
		}
		list = append(list, due.Slot)
		at.Last, at.After = due.Used, time.Time{}
	}
	return list, nil
}
