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

// ErrOnTime says that nothing is late, or that what was late has been decided.
var ErrOnTime = errors.New("nothing is late")

// A backlog is what has come due in a telling and is not out there: chapters, from the next one on.
type backlog struct {
	first, last int
	chapters    int
	at          time.Time   // when the last of them was due
	dated       bool        // one of them has a date that it keeps
	open        bool        // one of them has none
	reach       store.Reach // how far the telling is when all that is left out
}

// backlog returns what is late in a telling, by the course as it is: the portion that comes next, whose date is d, and
// what follows it. It ends before a chapter that the author holds.
func (l *telling) backlog(ctx context.Context, c store.Course, m portion, d date) (b backlog, err error) {
	p, err := planOf(l.Story, c)
	if err != nil {
		return b, err
	}
	b = backlog{first: m.chapter, reach: store.Reach{Channel: l.Channel}}
	now := l.r.cfg.Clock.Now()
	for ok := true; ok && !d.At.After(now) && !held(l.Story, c, m.chapter, 0); {
		b.add(m, d)
		// Also of a date that was given: that may have been after the course was read. Slots sort as text.
		c.Last = max(c.Last, d.Used.String())
		if m, ok, err = l.following(m); err != nil || !ok {
			return b, err
		}
		if d, ok, err = l.date(ctx, p, c, m); err != nil {
			return b, err
		}
	}
	return b, nil
}

// following returns the portion after one.
func (l *telling) following(m portion) (portion, bool, error) {
	c, ok := l.Story.Chapter(m.chapter)
	out := m.to
	if m.last || !ok {
		c, ok = l.Story.After(m.chapter)
		out = 0
	}
	if !ok {
		return portion{}, false, nil
	}
	next, err := portionOf(l.Story, c, out)
	return next, true, err
}

func (b *backlog) add(m portion, d date) {
	if b.last != m.chapter {
		b.last = m.chapter
		b.chapters++
	}
	b.at = d.At
	b.dated, b.open = b.dated || d.given, b.open || !d.given
	b.reach.Released = story.Place{Chapter: m.chapter, Scene: m.to}
	if b.reach.Scene = m.to; m.last {
		b.reach.Chapter, b.reach.Scene = m.chapter, 0
	}
}

// joins reports whether a telling is new to a story of which the chapter with this date is out in another channel.
func joins(serial store.Serial, d date) bool {
	return d.given && serial.NextDue.IsZero() && serial.Chapter == 0 && serial.Scene == 0 && serial.Released.Chapter == 0
}

// join has the author say where a story begins in a channel that is new to it, and waits. Where the author has no desk
// and everybody's channel has told what is out, it begins with the next chapter. It reports false where the author can
// only be asked in another way.
func (l *telling) join(ctx context.Context, c store.Course, m portion, d date) (bool, error) {
	b, err := l.backlog(ctx, c, m, d)
	if err != nil {
		return false, err
	}
	a := Alert{Kind: Joining, Chapter: b.first, Last: b.last, Count: b.chapters, Due: b.at,
		Key: fmt.Sprintf("join %d", l.Channel)}
	told, known, err := l.invite(ctx, a)
	switch {
	case err != nil:
		return false, err
	case !told:
		return true, l.rest(ctx, l.r.cfg.Clock.Now().Add(tellAgain), "the author's answer")
	case known:
		return true, l.idle(ctx)
	case l.Lead == 0:
		return false, nil
	}
	err = l.r.Join(ctx, l.Guild, l.Story, l.Channel, false, 0)
	if errors.Is(err, ErrOnTime) {
		return true, nil
	}
	return true, err
}

// invite tells the author what a new channel waits for, once. It reports whether that could be told, and whether there
// is a desk that says it.
func (l *telling) invite(ctx context.Context, a Alert) (told, known bool, err error) {
	l.company.telling.Lock()
	defer l.company.telling.Unlock()
	c, _, err := l.r.cfg.Store.Course(ctx, l.Guild, l.Story.Key())
	if err != nil {
		return false, false, err
	}
	for _, word := range c.Told {
		if word == a.Key {
			return true, true, nil
		}
	}
	id, told := l.tell(ctx, a)
	if !told || id == 0 {
		return told, false, nil
	}
	return true, true, l.note(ctx, a.Key, func(string) bool { return false })
}

// catchKind is the kind of a job that posts what is late, up to its chapter, without asking.
const catchKind = "catch up"

// catchUp posts a portion that is late and that the author wants posted with others, one after the other: readers are
// given the time between two that they are given between two scenes.
func (l *telling) catchUp(ctx context.Context, c store.Course, m portion, d date) error {
	if l.r.cfg.Clock.Now().Before(l.caught) {
		return l.rest(ctx, l.caught, "the next late chapter")
	}
	if err := l.post(ctx, c, m, d); err != nil {
		return settled(err)
	}
	l.fresh = false // the job may be done
	gap := l.Story.Release.Gap
	if chapter, ok := l.Story.Chapter(m.chapter); ok && m.to > 0 && m.to <= len(chapter.Scenes) {
		var err error
		if gap, err = gapAfter(l.Story, chapter.Scenes[m.to-1]); err != nil {
			return err
		}
	}
	l.caught = l.r.cfg.Clock.Now().Add(gap)
	return nil
}

// look returns a telling as it would be served, to work out what is late in it.
func (r *Runner) look(guild uint64, s *story.Story, channel uint64) *telling {
	return &telling{Telling: Telling{Guild: guild, Channel: channel, Story: s}, r: r, log: r.cfg.Log, company: &company{}}
}

// behind returns what is late in a channel, and whether the author is to be asked about it (else there is nothing, or
// it is posted by itself). fresh says whether the channel is new to the story.
func (r *Runner) behind(ctx context.Context, s *story.Story, v store.Serial) (b backlog, fresh, asks bool, err error) {
	next, ok := s.After(v.Chapter)
	if !ok || v.Away {
		return b, false, false, nil
	}
	c, _, err := r.cfg.Store.Course(ctx, v.Guild, s.Key())
	if err != nil || held(s, c, next.Number, 0) {
		return b, false, false, err
	}
	p, err := planOf(s, c)
	if err != nil {
		return b, false, false, err
	}
	m, err := portionOf(s, next, v.Scene)
	if err != nil {
		return b, false, false, err
	}
	l := r.look(v.Guild, s, v.Channel)
	d, ok, err := l.date(ctx, p, c, m)
	if err != nil || !ok {
		return b, false, false, err
	}
	policy, err := lateOf(s)
	if err != nil || policy.Decide(d.At, r.cfg.Clock.Now()).Action != schedule.AskAuthor {
		return b, false, false, err
	}
	b, err = l.backlog(ctx, c, m, d)
	return b, joins(v, d), err == nil, err
}

// lagging returns what is late in all channels that are not new to a story. While a chapter of one of them is being
// posted, or is ordered, that is ErrUnderWay; where nothing is late, ErrOnTime. A [story.Shift] says that chapters that
// are out have other numbers now.
func (r *Runner) lagging(ctx context.Context, guild uint64, s *story.Story) (all []backlog, err error) {
	if err := r.inOrder(ctx, guild, s, 0); err != nil {
		return nil, err
	}
	serials, err := r.cfg.Store.SerialsOf(ctx, guild, s.Key())
	if err != nil {
		return nil, err
	}
	for _, v := range serials {
		b, fresh, asks, err := r.behind(ctx, s, v)
		if err != nil {
			return nil, err
		}
		if !asks || fresh {
			continue
		}
		if busy, err := r.catching(ctx, v.Telling); err != nil || busy {
			return nil, errors.Join(err, fmt.Errorf("channel %d: %w", v.Channel, ErrUnderWay))
		}
		all = append(all, b)
	}
	if len(all) == 0 {
		return nil, ErrOnTime
	}
	return all, nil
}

// catching reports whether a drop of a telling is under way, or ordered.
func (r *Runner) catching(ctx context.Context, t store.Telling) (bool, error) {
	drops, err := r.cfg.Store.UnfinishedDrops(ctx, t)
	if err != nil || len(drops) > 0 {
		return len(drops) > 0, err
	}
	jobs, err := r.cfg.Store.UnfinishedJobs(ctx, t)
	for _, j := range jobs {
		if _, release := released(j); release || j.Kind == catchKind {
			return true, nil
		}
	}
	return false, err
}

// CatchUp posts a chapter and all that are late after it, in order and one after the other, in every channel where they
// are late: an answer to Backlog. Channels that are new to the story are not among them; see [Runner.Join].
func (r *Runner) CatchUp(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error {
	all, err := r.lagging(ctx, guild, s)
	if err != nil {
		return err
	}
	last := chapter
	for _, b := range all {
		last = max(last, b.last)
		if err := r.catch(ctx, guild, s, b); err != nil {
			return err
		}
	}
	_, err = r.cfg.Store.ChangeCourse(ctx, guild, s.Key(), decided(chapter),
		r.entryOn(chapter, by, "post chapter %d and all that are late after it, up to %d", chapter, last))
	r.Poke(guild, s.Key())
	return err
}

func (r *Runner) catch(ctx context.Context, guild uint64, s *story.Story, b backlog) error {
	t := store.Telling{Guild: guild, Story: s.Key(), Channel: b.reach.Channel}
	_, err := r.order(ctx, store.Job{JobRef: store.JobRef{Telling: t}, Chapter: b.last, Kind: catchKind})
	return err
}

// decided notes that nothing is asked about a chapter any more.
func decided(chapter int) func(*store.Course) error {
	return func(c *store.Course) error {
		if c.Asked == chapter {
			c.Asked, c.AskAlert = 0, 0
		}
		return nil
	}
}

// LeaveOut lets a chapter and all that are late after it pass in every channel where they are late: nothing of them is
// posted there, the story goes on with the chapter after them at its date, and readers find them by their own reading.
// It is an answer to Backlog. Channels that are new to the story are not among them; see [Runner.Join].
func (r *Runner) LeaveOut(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error {
	all, err := r.lagging(ctx, guild, s)
	if err != nil {
		return err
	}
	last := chapter
	for _, b := range all {
		last = max(last, b.last)
	}
	err = r.leaveOut(ctx, guild, s, all, decided(chapter),
		r.entryOn(chapter, by, "leave out chapter %d and all that are late after it, up to %d", chapter, last))
	r.Poke(guild, s.Key())
	return err
}

func (r *Runner) leaveOut(ctx context.Context, guild uint64, s *story.Story, all []backlog,
	change func(*store.Course) error, e store.Entry) error {
	now := schedule.SlotOf(r.cfg.Clock.Now(), s.Release.Zone).String()
	open := false
	var to []store.Reach
	for _, b := range all {
		if b.reach.Scene > 0 {
			b.reach.Chapter = before(s, b.last)
		}
		to, open = append(to, b.reach), open || b.open
	}
	_, err := r.cfg.Store.LeaveOut(ctx, guild, s.Key(), to, func(c *store.Course) error {
		if open { // their dates have passed, and the chapters after them take the next ones
			c.Last = max(c.Last, now)
		}
		return change(c)
	}, e)
	return err
}

// before returns the number of the chapter before another one, 0 for none.
func before(s *story.Story, chapter int) int {
	last := 0
	for i := range s.Chapters {
		if n := s.Chapters[i].Number; n < chapter {
			last = max(last, n)
		}
	}
	return last
}

// Join says where a story begins in a channel that is new to it: with its first chapter, and all that are out follow in
// order, one after the other; or with the next one to come. It is the answer to Joining. ErrOnTime means that this has
// been decided.
func (r *Runner) Join(ctx context.Context, guild uint64, s *story.Story, channel uint64, all bool, by uint64) error {
	if err := r.inOrder(ctx, guild, s, 0); err != nil {
		return err
	}
	t := store.Telling{Guild: guild, Story: s.Key(), Channel: channel}
	v, ok, err := r.cfg.Store.Serial(ctx, t)
	if err != nil || !ok {
		return errors.Join(err, ErrOnTime)
	}
	b, fresh, asks, err := r.behind(ctx, s, v)
	if err != nil {
		return err
	}
	busy, err := r.catching(ctx, t)
	if err != nil || busy || !fresh || !asks {
		return errors.Join(err, ErrOnTime)
	}
	if all {
		if err := r.cfg.Store.Note(ctx, guild, s.Key(), r.entryIn(channel, by, "begin in channel %d with chapter %d", channel,
			b.first)); err != nil {
			return err
		}
		err = r.catch(ctx, guild, s, b)
	} else {
		err = r.leaveOut(ctx, guild, s, []backlog{b}, func(*store.Course) error { return nil },
			r.entryIn(channel, by, "begin in channel %d after chapter %d", channel, b.last))
	}
	r.Poke(guild, s.Key())
	return err
}
