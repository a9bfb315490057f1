package drop

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/schedule"
)

// Ways says on which way a story goes on where votes decide that.
type Ways interface {
	// Stands reports whether what votes have come to in a guild is what a story was told by (see [story.Story.Told]). If
	// not, its tellings are soon begun anew.
	Stands(ctx context.Context, guild uint64, s *story.Story) (bool, error)
	// Waiting says how the vote stands that a story waits for in a guild.
	Waiting(ctx context.Context, guild uint64, s *story.Story) (Waiting, error)
}

// A Chosen is what a vote has come to that decides on a story's way.
type Chosen struct {
	Option story.Option // see [story.Story.Told]
	At     time.Time    // since when it is decided
	First  int          // the number of the first chapter that depends on it
}

// A Waiting is how a vote stands that a chapter waits for.
type Waiting struct {
	Closes time.Time // when it closes; zero: it is not open
	Author bool      // it is over, and its author has to decide
	Link   string    // the address of its message; empty: it has not begun
}

// sinceDecided returns since when a chapter could have come that was due at an instant: it was not late while its vote
// was not decided.
func (l *telling) sinceDecided(chapter int, due time.Time) time.Time {
	for _, c := range l.Chosen {
		if c.First <= chapter && c.At.After(due) {
			due = c.At
		}
	}
	return due
}

// takeWay keeps that the story takes the ways that votes have chosen up to a chapter: from now on nothing changes that.
// If what was chosen is not the same any more, the telling waits until it is begun anew, and that is errChanged.
func (l *telling) takeWay(ctx context.Context, c store.Course, chapter int) (store.Course, error) {
	var ways []store.Way
	strayed := false
	for vote, chosen := range l.Chosen {
		taken, ok := c.Way(vote)
		switch {
		case chosen.First > chapter:
		case !ok:
			ways = append(ways, store.Way{Vote: vote, Chosen: chosen.Option})
		case taken != chosen.Option:
			strayed = true
		}
	}
	if len(ways) == 0 && !strayed {
		return c, nil
	}
	stands, err := l.r.cfg.Ways.Stands(ctx, l.Guild, l.Story)
	if err == nil && (strayed || !stands) {
		err = l.rest(ctx, l.r.cfg.Clock.Now().Add(tellAgain), "the story's other way")
		if err == nil {
			err = errChanged
		}
	}
	if err != nil {
		return c, err
	}
	slices.SortFunc(ways, func(a, b store.Way) int { return a.Vote - b.Vote })
	what := fmt.Sprintf("chapter %d comes", chapter)
	for _, w := range ways {
		what += fmt.Sprintf(", by the vote of chapter %d on %s", w.Vote, optionName(w.Chosen))
	}
	return l.change(ctx, c, what, func(c *store.Course) { c.Ways = append(c.Ways, ways...) })
}

// optionName names what a vote has chosen, for the audit.
func optionName(o story.Option) string {
	switch {
	case o.IsNone():
		return "none of these"
	case o == (story.Option{}):
		return "nothing"
	}
	return o.Emoji + " " + o.Text
}

// awaited returns the chapter that waits for a vote, if that is the next one after a chapter. How many scenes it has is
// not known.
func (l *telling) awaited(after int) (portion, bool) {
	n := l.Story.Awaits.Chapter
	return portion{chapter: n, from: 1, to: 1, last: true}, n > after
}

// awaitVote waits until it is decided which chapter comes next. Its author is told of it when it is due, and at once of
// a vote that has chosen what no chapter is written for.
func (l *telling) awaitVote(ctx context.Context, serial store.Serial, m portion) error {
	course, err := l.course(ctx, serial)
	if err != nil {
		return err
	}
	plan, err := planOf(l.Story, course)
	if err != nil {
		return err
	}
	d, ok, err := l.date(ctx, plan, course, m)
	switch {
	case err != nil:
		return err
	case !ok, paused(plan, l.r.cfg.Clock.Now()):
		l.say("no date is left while the story is paused or its schedule has ended", "chapter", m.chapter)
		return l.undated(ctx, serial)
	case serial.NextDue.IsZero() && serial.Released.Chapter > 0:
		if moved, err := l.goOn(ctx, course); moved || err != nil {
			return settled(err)
		}
	}
	l.say("a chapter waits for a vote", "chapter", m.chapter, "vote", l.Story.Awaits.Vote, "due", d.own)
	w, err := l.r.cfg.Ways.Waiting(ctx, l.Guild, l.Story)
	if err != nil {
		return err
	}
	early := l.r.cfg.Clock.Now().Before(d.own)
	due := d.own
	if !early && w.Closes.After(due) {
		due = w.Closes
	}
	if !serial.NextDue.Equal(due) {
		if err := l.r.cfg.Store.SetDue(ctx, l.key(), due); err != nil {
			return err
		}
	}
	if early && l.Story.Awaits.Chosen == (story.Option{}) {
		l.then = wait{asked: true, until: d.own, chapter: m.chapter}
		return nil
	}
	return l.tellWaits(ctx, m, w)
}

// tellWaits tells the author once that a chapter waits, and waits.
func (l *telling) tellWaits(ctx context.Context, m portion, w Waiting) error {
	at := &l.Story.Awaits
	a := Alert{Kind: Awaiting, Chapter: m.chapter, Vote: at.Vote, Due: w.Closes, Link: w.Link, Author: w.Author}
	if at.Chosen != (story.Option{}) {
		a.Text = optionName(at.Chosen)
	}
	a.Key = fmt.Sprintf("waits %d %d %t %t %s", m.chapter, at.Vote, l.Lead > 0, w.Author, a.Text)
	known, err := l.once(ctx, a, func(told string) bool { return told == a.Key })
	if err != nil {
		return err
	}
	if !known {
		return l.rest(ctx, l.r.cfg.Clock.Now().Add(tellAgain), "the author's desk")
	}
	return l.idle(ctx)
}

// aheadOf returns the chapters after one: those that are told, and as many as wait for a vote whatever that chooses.
func (l *telling) aheadOf(chapter int) []schedule.ChapterInfo {
	var ahead []schedule.ChapterInfo
	for i := range l.Story.Chapters {
		if n := l.Story.Chapters[i].Number; n > chapter {
			ahead = append(ahead, schedule.ChapterInfo{Number: n})
		}
	}
	for i := range l.Story.Awaits.Ahead {
		ahead = append(ahead, schedule.ChapterInfo{Number: l.Story.Awaits.Chapter + i})
	}
	return ahead
}
