package drop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/schedule"
)

// Why an order of the author's cannot be carried out; ask with errors.Is.
var (
	// ErrNoChapter says that the story has no such chapter, or it no such scene.
	ErrNoChapter = errors.New("there is no such chapter or scene")
	// ErrNotOut says that nothing of the chapter is out in any channel.
	ErrNotOut = errors.New("the chapter is not out")
	// ErrOut says that the chapter is out everywhere.
	ErrOut = errors.New("the chapter is out already")
	// ErrNotNext says that another chapter comes first somewhere.
	ErrNotNext = errors.New("another chapter comes first")
	// ErrUnderWay says that the chapter is being posted, or edited, at this moment.
	ErrUnderWay = errors.New("the chapter is under way")
	// ErrUnchanged says that the chapter is posted as it is written.
	ErrUnchanged = errors.New("nothing has changed")
	// ErrRetracted says that the chapter was taken back: [Runner.Correct] first.
	ErrRetracted = errors.New("the chapter was taken back")
	// ErrDated says that a chapter has its date, and keeps it.
	ErrDated = errors.New("the chapter has its date already")
)

// entry is what the audit is told of an order.
func (r *Runner) entry(by uint64, what string, args ...any) store.Entry {
	e := store.Entry{At: r.cfg.Clock.Now(), What: fmt.Sprintf(what, args...)}
	if by != 0 {
		e.Who = r.cfg.Store.Reader(by)
	}
	return e
}

// entryOn is entry for what decides about a chapter's posting.
func (r *Runner) entryOn(chapter int, by uint64, what string, args ...any) store.Entry {
	e := r.entry(by, what, args...)
	e.Chapter = chapter
	return e
}

// entryIn is entry for what decides about a channel's part in a telling.
func (r *Runner) entryIn(channel, by uint64, what string, args ...any) store.Entry {
	e := r.entry(by, what, args...)
	e.Channel = channel
	return e
}

// Hold holds a chapter, or with a scene greater than 0 that scene: it is not posted before [Runner.Free]. by is the
// Discord id of who wants it. What is out already is ErrOut.
func (r *Runner) Hold(ctx context.Context, guild uint64, s *story.Story, chapter, scene int, by uint64) error {
	if err := exists(s, chapter, scene); err != nil {
		return err
	}
	out, err := r.everywhere(ctx, guild, s, chapter, scene)
	if err != nil {
		return err
	}
	if out {
		return ErrOut
	}
	h := store.Hold{Chapter: chapter, Scene: scene}
	_, err = r.cfg.Store.ChangeCourse(ctx, guild, s.Key(), func(c *store.Course) error {
		c.Freed = slices.DeleteFunc(c.Freed, func(o store.Hold) bool { return o == h })
		if !slices.Contains(c.Held, h) {
			c.Held = append(c.Held, h)
		}
		return nil
	}, r.entryOn(chapter, by, "hold %s", name(chapter, scene)))
	r.Poke(guild, s.Key())
	return err
}

// Free lifts a hold, by order or in the manuscript. A chapter whose date has passed meanwhile is posted at once: that
// it is late is known to whoever frees it. One that was taken back is ErrRetracted: [Runner.Correct] lets it go.
func (r *Runner) Free(ctx context.Context, guild uint64, s *story.Story, chapter, scene int, by uint64) error {
	if err := exists(s, chapter, scene); err != nil {
		return err
	}
	back, err := r.retracted(ctx, guild, s, chapter)
	if err != nil {
		return err
	}
	if back {
		return ErrRetracted
	}
	late := false
	if scene == 0 {
		if late, err = r.overdue(ctx, guild, s, chapter); err != nil {
			return err
		}
	}
	if late {
		if err := r.inOrder(ctx, guild, s, 0); err != nil {
			return err
		}
	}
	_, err = r.cfg.Store.ChangeCourse(ctx, guild, s.Key(), free(chapter, scene),
		r.entryOn(chapter, by, "free %s", name(chapter, scene)))
	if err == nil && late {
		err = r.ReleaseNow(ctx, guild, s, chapter, by)
	}
	r.Poke(guild, s.Key())
	return err
}

func free(chapter, scene int) func(*store.Course) error {
	h := store.Hold{Chapter: chapter, Scene: scene}
	return func(c *store.Course) error {
		c.Held = slices.DeleteFunc(c.Held, func(o store.Hold) bool { return o == h })
		if !slices.Contains(c.Freed, h) {
			c.Freed = append(c.Freed, h)
		}
		return nil
	}
}

// releaseKind begins the kind of a job that posts a portion now; the number of the scenes that are out before it
// follows, so that the order is over with that portion.
const releaseKind = "release "

// ReleaseNow posts a chapter, or its next portion, now in every telling where it is the next, whatever its date, and
// lifts a hold on it. The date it would have had counts as used. It is also the answer to Overdue by which the chapter
// is posted late. ErrNotNext names a telling in which another chapter comes first, ErrRetracted a chapter
// that was taken back, and a [story.Shift] one that is out and has another number now.
func (r *Runner) ReleaseNow(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error {
	if err := exists(s, chapter, 0); err != nil {
		return err
	}
	if err := r.inOrder(ctx, guild, s, 0); err != nil {
		return err
	}
	todo, err := r.lacking(ctx, guild, s, chapter)
	if err != nil {
		return err
	}
	lift := free(chapter, 0)
	_, err = r.cfg.Store.ChangeCourse(ctx, guild, s.Key(), func(c *store.Course) error {
		if slices.Contains(c.Retracted, chapter) {
			return ErrRetracted
		}
		if c.Asked == chapter {
			c.Asked, c.AskAlert = 0, 0
		}
		return lift(c)
	}, r.entryOn(chapter, by, "release chapter %d now", chapter))
	for i := 0; i < len(todo) && err == nil; i++ {
		_, err = r.order(ctx, store.Job{JobRef: store.JobRef{Telling: todo[i].Telling}, Chapter: chapter,
			Kind: releaseKind + strconv.Itoa(todo[i].Scene)})
	}
	r.Poke(guild, s.Key())
	return err
}

// lacking returns the tellings in which a chapter is the next one. That there is none is an error, and so is one in
// which another comes first, or that is busy with this one.
func (r *Runner) lacking(ctx context.Context, guild uint64, s *story.Story, chapter int) ([]store.Serial, error) {
	serials, err := r.running(ctx, guild, s)
	if err != nil {
		return nil, err
	}
	var list []store.Serial
	for _, serial := range serials {
		if serial.Chapter >= chapter {
			continue
		}
		if c, ok := s.After(serial.Chapter); !ok || c.Number != chapter {
			return nil, fmt.Errorf("channel %d: %w", serial.Channel, ErrNotNext)
		}
		busy, err := r.busy(ctx, serial.Telling, chapter, ordering)
		if err != nil {
			return nil, err
		}
		if busy {
			return nil, fmt.Errorf("channel %d: %w", serial.Channel, ErrUnderWay)
		}
		list = append(list, serial)
	}
	if len(list) == 0 {
		return nil, ErrOut
	}
	return list, nil
}

// SkipDate lets the date of a chapter that nobody was there to post, and all others up to now, pass: it takes the next
// one. It is an answer to Overdue. ErrDated means that the chapter is out at that date in another channel.
func (r *Runner) SkipDate(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error {
	if err := exists(s, chapter, 0); err != nil {
		return err
	}
	portions, err := r.awaited(ctx, guild, s, chapter)
	if err != nil {
		return err
	}
	for _, m := range portions {
		_, dated, err := r.cfg.Store.TimedOf(ctx, guild, s.Key(), m.timed())
		if err != nil {
			return err
		}
		if dated {
			return ErrDated
		}
	}
	now := schedule.SlotOf(r.cfg.Clock.Now(), s.Release.Zone).String()
	_, err = r.cfg.Store.ChangeCourse(ctx, guild, s.Key(), func(c *store.Course) error {
		c.Last = max(c.Last, now) // slots sort as text
		if c.Asked == chapter {
			c.Asked, c.AskAlert = 0, 0
		}
		return nil
	}, r.entryOn(chapter, by, "skip the date of chapter %d", chapter))
	r.Poke(guild, s.Key())
	return err
}

// Retry lets a parked telling try again. One that is not parked is only poked.
func (r *Runner) Retry(ctx context.Context, guild uint64, k story.Key, channel, by uint64) error {
	t := store.Telling{Guild: guild, Story: k, Channel: channel}
	serial, ok, err := r.cfg.Store.Serial(ctx, t)
	if err != nil {
		return err
	}
	if ok && !serial.Parked.Since.IsZero() {
		if err := r.cfg.Store.Note(ctx, guild, k, r.entryIn(channel, by, "try channel %d again", channel)); err != nil {
			return err
		}
		if err := r.cfg.Store.Unpark(ctx, t); err != nil {
			return err
		}
	}
	r.Poke(guild, k)
	return nil
}

// order writes a job down under an id that is free.
func (r *Runner) order(ctx context.Context, j store.Job) (store.JobRef, error) {
	j.Created = r.cfg.Clock.Now()
	for j.ID = uint64(j.Created.UnixNano()); ; j.ID++ { // two orders at one instant, on a clock that stands still
		err := r.cfg.Store.PlanJob(ctx, j)
		if !errors.Is(err, store.ErrExists) {
			return j.JobRef, err
		}
	}
}

// editing reports whether a job edits messages.
func editing(j store.Job) bool { return j.Kind == correctKind || j.Kind == retractKind }

// ordering reports whether a job is what its author has ordered.
func ordering(j store.Job) bool {
	_, release := released(j)
	return release || editing(j)
}

// busy reports whether a drop of a chapter is under way in a telling, or a job on it that counts.
func (r *Runner) busy(ctx context.Context, t store.Telling, chapter int, counts func(store.Job) bool) (bool, error) {
	drops, err := r.cfg.Store.UnfinishedDrops(ctx, t)
	if err != nil {
		return false, err
	}
	jobs, err := r.cfg.Store.UnfinishedJobs(ctx, t)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(drops, func(d store.Drop) bool { return d.Chapter == chapter }) ||
		slices.ContainsFunc(jobs, func(j store.Job) bool { return j.Chapter == chapter && counts(j) }), nil
}

// everywhere reports whether a chapter (scene 0) or a scene of it is out in all tellings, of which there is one at
// least.
func (r *Runner) everywhere(ctx context.Context, guild uint64, s *story.Story, chapter, scene int) (bool, error) {
	serials, err := r.cfg.Store.SerialsOf(ctx, guild, s.Key())
	if err != nil {
		return false, err
	}
	place := story.Place{Chapter: chapter, Scene: scene}
	return len(serials) > 0 && !slices.ContainsFunc(serials, func(v store.Serial) bool {
		return scene == 0 && v.Chapter < chapter || v.Released.Compare(place) < 0
	}), nil
}

// running returns the tellings of a story in a guild, without those that are away and those of which the author has not
// said where they begin: an order does not wait for them.
func (r *Runner) running(ctx context.Context, guild uint64, s *story.Story) ([]store.Serial, error) {
	serials, err := r.cfg.Store.SerialsOf(ctx, guild, s.Key())
	if err != nil {
		return nil, err
	}
	var list []store.Serial
	for _, v := range serials {
		if v.Away {
			continue
		}
		_, fresh, asks, err := r.behind(ctx, s, v)
		if err != nil {
			return nil, err
		}
		if !fresh || !asks {
			list = append(list, v)
		}
	}
	return list, nil
}

// awaited returns what comes next of a chapter in each telling where it is the next one.
func (r *Runner) awaited(ctx context.Context, guild uint64, s *story.Story, chapter int) ([]portion, error) {
	serials, err := r.running(ctx, guild, s)
	if err != nil {
		return nil, err
	}
	var all []portion
	for _, v := range serials {
		if c, ok := s.After(v.Chapter); ok && c.Number == chapter {
			m, err := portionOf(s, c, v.Scene)
			if err != nil {
				return nil, err
			}
			all = append(all, m)
		}
	}
	return all, nil
}

// overdue reports whether a chapter is held, and is late for that in each telling that has not told it: where another
// chapter comes first, this one comes in its turn.
func (r *Runner) overdue(ctx context.Context, guild uint64, s *story.Story, chapter int) (bool, error) {
	course, ok, err := r.cfg.Store.Course(ctx, guild, s.Key())
	if err != nil || !ok || !held(s, course, chapter, 0) {
		return false, err
	}
	serials, err := r.running(ctx, guild, s)
	if err != nil {
		return false, err
	}
	portions, err := r.awaited(ctx, guild, s, chapter)
	behind := slices.DeleteFunc(serials, func(v store.Serial) bool { return v.Chapter >= chapter })
	if err != nil || len(portions) == 0 || len(portions) < len(behind) {
		return false, err
	}
	p, err := planOf(s, course)
	now := r.cfg.Clock.Now()
	if err != nil || paused(p, now) {
		return false, err
	}
	l := r.look(guild, s, 0)
	for _, m := range portions {
		if d, ok, err := l.date(ctx, p, course, m); err != nil || !ok || d.At.After(now) {
			return false, err
		}
	}
	return true, nil
}

func exists(s *story.Story, chapter, scene int) error {
	c, ok := s.Chapter(chapter)
	if !ok || scene < 0 || scene > len(c.Scenes) {
		return fmt.Errorf("%s: %w", name(chapter, scene), ErrNoChapter)
	}
	return nil
}

func name(chapter, scene int) string {
	if scene == 0 {
		return fmt.Sprintf("chapter %d", chapter)
	}
	return fmt.Sprintf("chapter %d, scene %d", chapter, scene)
}

// released returns what a release job posts.
func released(j store.Job) (out int, ok bool) {
	text, ok := strings.CutPrefix(j.Kind, releaseKind)
	out, err := strconv.Atoi(text)
	return out, ok && err == nil
}

// order returns the order to post a chapter now, if there is one.
func (l *telling) order(chapter int) (store.JobRef, bool) {
	for _, j := range l.orders {
		if j.Chapter == chapter {
			return j.JobRef, true
		}
	}
	return store.JobRef{}, false
}
