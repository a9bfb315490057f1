package drop

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cliffhanger/store"
	"cliffhanger/story"
)

// sketchesFor is how long the sketches of a story are kept after they were made, in real time: when its files have
// changed, or the program starts, all its tellings ask for them at about the same time.
const sketchesFor = time.Minute

// shiftedWord begins what a course remembers of a shift that its author was told; its numbers follow.
const shiftedWord = "renumbered "

// sketches returns those of a story as it is told.
func (r *Runner) sketches(s *story.Story) *story.Sketches {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.drawn == nil {
		r.drawn = map[*story.Story]*story.Sketches{}
	}
	if r.drawn[s] == nil {
		r.drawn[s] = story.NewSketches(s)
		time.AfterFunc(sketchesFor, func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			delete(r.drawn, s)
		})
	}
	return r.drawn[s]
}

// A record is what is known of a story's chapters that are out in a guild, in whatever channel.
type record struct {
	out  []story.Recorded
	next story.Sketch // of the chapter after the last of them, as it was then
	last int
	bare bool // of some of them nothing is known
}

// record reads what is known.
func (r *Runner) record(ctx context.Context, guild uint64, k story.Key) (record, error) {
	drops, err := r.cfg.Store.DropsOf(ctx, guild, k)
	if err != nil {
		return record{}, err
	}
	var all record
	newest := time.Time{}
	seen, whole := map[story.Recorded]bool{}, map[int]bool{}
	for _, d := range drops {
		if d.Chapter > all.last || d.Chapter == all.last && d.Planned.After(newest) {
			all.last, all.next, newest = d.Chapter, d.Next, d.Planned
		}
		all.bare = all.bare || d.Sketch.None()
		whole[d.Chapter] = whole[d.Chapter] || d.Through == 0
		one := story.Recorded{Number: d.Chapter, Sketch: d.Sketch}
		if !d.Sketch.None() && !seen[one] {
			seen[one] = true
			all.out = append(all.out, one)
		}
	}
	for i := range all.out {
		all.out[i].Part = !whole[all.out[i].Number]
	}
	slices.SortStableFunc(all.out, func(a, b story.Recorded) int { return a.Number - b.Number })
	return all, nil
}

// shifted returns the first chapter that a story has under another number than it is known by, of those that concern
// one number, or with 0 of all.
func (k record) shifted(now *story.Sketches, number int) (story.Shift, bool) {
	for one := range now.Shifts(k.out, k.next) {
		if number == 0 || one.Concerns(number) {
			return one, true
		}
	}
	return story.Shift{}, false
}

// Shifted returns the first chapter of a story that is out in a guild and has another number now, and whether there is
// one. Nothing is posted of the story there while there is: the package comment says more under Numbers.
func (r *Runner) Shifted(ctx context.Context, guild uint64, s *story.Story) (story.Shift, bool, error) {
	known, err := r.record(ctx, guild, s.Key())
	if err != nil {
		return story.Shift{}, false, err
	}
	one, found := known.shifted(r.sketches(s), 0)
	return one, found, nil
}

// inOrder returns the [story.Shift] that forbids an order about a chapter, or with 0 about any; nil if there is none.
func (r *Runner) inOrder(ctx context.Context, guild uint64, s *story.Story, chapter int) error {
	known, err := r.record(ctx, guild, s.Key())
	if err != nil {
		return err
	}
	if one, found := known.shifted(r.sketches(s), chapter); found {
		return one
	}
	return nil
}

// Renumber has a story go on as its chapters are numbered now, whatever was posted under these numbers: from now on the
// chapters that are out are taken for those which its files have under their numbers. The next one to be posted is
// the one after the last that is out. ErrUnchanged means that no chapter has another number.
func (r *Runner) Renumber(ctx context.Context, guild uint64, s *story.Story, by uint64) error {
	known, err := r.record(ctx, guild, s.Key())
	if err != nil {
		return err
	}
	now := r.sketches(s)
	one, found := known.shifted(now, 0)
	if !found {
		return ErrUnchanged
	}
	err = r.cfg.Store.Resketch(ctx, guild, s.Key(), func(d store.Drop) (sketch, next story.Sketch) {
		if d.Chapter == known.last {
			next = now.After(d.Chapter)
		}
		return now.Of(d.Chapter), next
	}, r.entry(by, "go on with the numbers that chapters have now: %s", one.Error()))
	r.Poke(guild, s.Key())
	return err
}

// recognize keeps a chapter as it is now, since its messages say so.
func (r *Runner) recognize(ctx context.Context, guild uint64, s *story.Story, chapter int) error {
	now := r.sketches(s).Of(chapter)
	return r.cfg.Store.Resketch(ctx, guild, s.Key(), func(d store.Drop) (sketch, next story.Sketch) {
		if d.Chapter == chapter {
			return now, d.Next
		}
		return d.Sketch, d.Next
	}, store.Entry{})
}

// acquaint takes chapters that an older program has posted for what their files say now.
func (l *telling) acquaint(ctx context.Context) error {
	now := l.r.sketches(l.Story)
	news := false // of chapters that the files have not any more there is none
	err := l.r.cfg.Store.Resketch(ctx, l.Guild, l.Story.Key(), func(d store.Drop) (sketch, next story.Sketch) {
		if !d.Sketch.None() || now.Of(d.Chapter).None() {
			return d.Sketch, d.Next
		}
		news = true
		return now.Of(d.Chapter), d.Next
	}, store.Entry{})
	if err == nil && news {
		l.log.Info("chapters that are out are taken to be those which the files have under their numbers now")
	}
	return err
}

// guard waits while a chapter that is out has another number now, and reports whether it does. The author is told once.
func (l *telling) guard(ctx context.Context) (bool, error) {
	if l.sound.Load() {
		return false, nil
	}
	l.sound.Store(true) // before anything is read: who finds out otherwise meanwhile takes it back
	one, shifted, err := l.shifted(ctx)
	if err != nil || shifted {
		l.sound.Store(false)
	}
	if err != nil {
		return false, err
	}
	if !shifted {
		l.shift = story.Shift{}
		return !l.sound.Load(), nil
	}
	if l.shift != one {
		l.shift = one
		l.log.Error("nothing is posted until chapters that are out have their numbers again", "cause", one)
		l.company.doubt(l)
	}
	a := Alert{Kind: Renumbered, Chapter: one.Chapter, Cause: one,
		Key: fmt.Sprintf("%s%d %d %t", shiftedWord, one.Chapter, one.Now, one.Next)}
	told, err := l.once(ctx, a, func(told string) bool { return told == a.Key })
	if err == nil && !told {
		return true, l.rest(ctx, l.r.cfg.Clock.Now().Add(tellAgain), "the author's desk")
	}
	if err == nil {
		l.then = wait{asked: true}
	}
	return true, err
}

// shifted is [Runner.Shifted] for a telling. It is quick if what is out is as it was when the newest drops were
// planned.
func (l *telling) shifted(ctx context.Context) (story.Shift, bool, error) {
	same, err := l.unchanged(ctx)
	if err != nil || same {
		return story.Shift{}, false, err
	}
	known, err := l.r.record(ctx, l.Guild, l.Story.Key())
	if err != nil || known.last == 0 {
		return story.Shift{}, false, err
	}
	if one, found := known.shifted(l.r.sketches(l.Story), 0); found {
		return one, true, nil
	}
	if known.bare {
		err = l.acquaint(ctx)
	}
	return story.Shift{}, false, err
}

// unchanged reports whether nothing of the story is out in the guild, or whether what is out is as it was, and so is
// what comes next, when the newest drop of each channel was planned: then it was in order.
func (l *telling) unchanged(ctx context.Context) (bool, error) {
	newest, sure, err := l.r.cfg.Store.NewestDrops(ctx, l.Guild, l.Story.Key())
	if err != nil || !sure {
		return false, err
	}
	now := l.r.sketches(l.Story)
	return !slices.ContainsFunc(newest, func(d store.Drop) bool {
		return d.UpTo == 0 || d.UpTo != now.UpTo(d.Chapter) || !d.Next.None() && d.Next != now.After(d.Chapter)
	}), nil
}

// forgive forgets that the author was told of a shift, where that is over, and says so in the log.
func (l *telling) forgive(ctx context.Context, c store.Course) error {
	is := func(told string) bool { return strings.HasPrefix(told, shiftedWord) }
	if !slices.ContainsFunc(c.Told, is) {
		return nil
	}
	l.log.Info("chapters that are out have their numbers again: the story goes on")
	_, err := l.r.cfg.Store.ChangeCourse(ctx, l.Guild, l.Story.Key(), func(c *store.Course) error {
		if !slices.ContainsFunc(c.Told, is) {
			return errChanged // another telling was first, and may be asking its author something by now
		}
		c.Told = slices.DeleteFunc(c.Told, is)
		return nil
	}, store.Entry{})
	return settled(err)
}

// doubt has the other tellings of a course look again whether chapters have their numbers.
func (c *company) doubt(found *telling) {
	found.r.mu.Lock()
	defer found.r.mu.Unlock()
	for _, l := range c.tellings {
		if l != found && l.sound.CompareAndSwap(true, false) {
			l.rouse()
		}
	}
}
