package author

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story/schedule"
)

// An edit is a change of a story's dates, worked out for an outlook.
type edit struct {
	adjustments []string // all of them, as they are to be
	entry       string   // for the audit log
	did         string   // for whoever asked
}

// A plan works out a change. Its error says what is wrong with it.
type plan func(o outlook) (edit, error)

// errStale is returned inside an update of a course that is not the one that was looked at.
var errStale = errors.New("the course has been changed by others")

// maxTries is how often a change is worked out anew because others were made meanwhile.
const maxTries = 4

// change makes a change of the dates, and answers with which chapters come on another date.
func (s *Service) change(ctx context.Context, at *seat, work plan) (route.Reply, error) {
	for range maxTries {
		before, err := s.look(ctx, at)
		if err != nil {
			return route.Reply{}, err
		}
		e, err := work(before)
		if err != nil {
			return route.Reply{}, err
		}
		after, err := before.with(e.adjustments)
		if err != nil {
			return route.Reply{}, route.Say(at.book.ImpossibleChange(), err)
		}
		_, err = s.cfg.Ledger.ChangeCourse(ctx, at.guild, at.story.Key(), func(c *store.Course) error {
			if c.Version != before.course.Version || c.Last != before.course.Last {
				return errStale
			}
			c.Adjustments = e.adjustments
			return nil
		}, store.Entry{At: before.now, Who: s.cfg.Tellings.Reader(at.user), What: e.entry})
		if errors.Is(err, errStale) {
			continue
		}
		if err != nil {
			return route.Reply{}, err
		}
		s.cfg.Poker.Poke(at.guild, at.story.Key())
		return route.Text(moved(at.book, e.did, before, after)), nil
	}
	return route.Reply{}, route.Say(at.book.TryAgain(), errStale)
}

// moved says what was done and which chapters come on another date now.
func moved(b phrase.Book, did string, before, after outlook) string {
	was := map[schedule.ChapterInfo]schedule.Drop{}
	for _, d := range before.forecast.Drops {
		was[d.Chapter] = d
	}
	var lines []string
	for _, d := range after.forecast.Drops {
		old, dated := was[d.Chapter]
		delete(was, d.Chapter)
		switch {
		case !dated:
			lines = append(lines, b.DatedNow(after.name(b, d), d.Local, d.At))
		case !old.At.Equal(d.At):
			lines = append(lines, b.MovedTo(after.name(b, d), old.Local, d.Local, d.At))
		}
	}
	for _, d := range before.forecast.Drops {
		if _, lost := was[d.Chapter]; lost {
			lines = append(lines, b.UndatedNow(before.name(b, d), d.Local))
		}
	}
	more := 0
	if len(lines) > shownChanges {
		more, lines = len(lines)-shownChanges, lines[:shownChanges]
	}
	if len(lines) == 0 {
		lines = []string{b.NothingMoves()}
	}
	return fit(b, append([]string{did}, lines...), more, "\n-# "+b.UndoHint())
}

// adds is the edit that makes one adjustment after those there are.
func (o outlook) adds(a schedule.Adjustment, did string) edit {
	return edit{append(slices.Clone(o.course.Adjustments), a.String()), a.String(), did}
}

func (o outlook) wall() schedule.Slot { return schedule.SlotOf(o.now, o.zone()) }

func pause(at *seat) plan {
	return func(o outlook) (edit, error) {
		if since, paused := o.plan.Paused(); paused {
			return edit{}, route.Say(at.book.AlreadyPaused(since.At(o.zone())), nil)
		}
		return o.adds(schedule.Pause(o.wall()), at.book.Paused()), nil
	}
}

func resume(at *seat) plan {
	return func(o outlook) (edit, error) {
		if !o.resting() {
			return edit{}, route.Say(at.book.NotPaused(), nil)
		}
		return o.adds(schedule.Resume(o.wall()), at.book.Resumed()), nil
	}
}

// resting reports whether a pause or hiatus is left to be ended: whether a resume from now on changes any date.
func (o outlook) resting() bool {
	if _, paused := o.plan.Paused(); paused {
		return true
	}
	resumed, err := o.plan.With(schedule.Resume(o.wall()))
	if err != nil {
		return false
	}
	last := o.wall().Plus(-time.Minute)
	now, ok := o.plan.Next(last, 0, time.Time{})
	then, also := resumed.Next(last, 0, time.Time{})
	return ok != also || now.Slot != then.Slot
}

func hiatus(at *seat, until string) plan {
	return func(o outlook) (edit, error) {
		day, err := schedule.ParseDate(strings.TrimSpace(until))
		if err != nil {
			return edit{}, route.Say(at.book.NotADay(quoted(until)), nil)
		}
		switch {
		case day <= o.wall().Date:
			return edit{}, route.Say(at.book.DayPassed(day.String()), nil)
		case o.tooFar(day):
			return edit{}, route.Say(at.book.TooFarAhead(day.String(), farthest), nil)
		}
		return o.adds(schedule.Hiatus(o.wall(), day), at.book.OnHiatus(schedule.Slot{Date: day}.At(o.zone()))), nil
	}
}

func skip(at *seat, date string) plan {
	return func(o outlook) (edit, error) {
		slot, err := o.slot(at.book, date)
		if err != nil {
			return edit{}, err
		}
		return o.adds(schedule.Skip(slot), at.book.Skipped(o.local(slot))), nil
	}
}

func shift(at *seat, date, by string, all bool) plan {
	return func(o outlook) (edit, error) {
		slot, err := o.slot(at.book, date)
		if err != nil {
			return edit{}, err
		}
		word := "shift "
		if all {
			word = "shift from "
		}
		by := strings.ReplaceAll(by, " ", "")
		a, err := schedule.ParseAdjustment(word + slot.String() + " by " + by)
		if err != nil {
			return edit{}, route.Say(at.book.NotASpan(quoted(by)), nil)
		}
		e := o.adds(a, at.book.Shifted(o.local(slot), by, all))
		if _, err := o.with(e.adjustments); err != nil {
			return edit{}, route.Say(at.book.ShiftedTooFar(), err)
		}
		return e, nil
	}
}

func pin(at *seat, number int64, date string) plan {
	return func(o outlook) (edit, error) {
		name, err := o.notDated(at.book, number)
		if err != nil {
			return edit{}, err
		}
		slot, err := o.ownSlot(at.book, int(number), date)
		if err != nil {
			return edit{}, err
		}
		e := o.adds(schedule.Pin(int(number), slot), at.book.Pinned(name, o.local(slot)))
		after, err := o.with(e.adjustments)
		if err != nil {
			return edit{}, route.Say(at.book.ImpossibleChange(), err)
		}
		due, dated := after.expected(int(number))
		switch {
		case !dated:
			return edit{}, route.Say(at.book.PinPaused(name), nil)
		case due.Slot != slot:
			return edit{}, route.Say(at.book.PinTaken(name, o.local(slot)), nil)
		}
		return e, nil
	}
}

func undo(at *seat) plan {
	return func(o outlook) (edit, error) {
		n := len(o.course.Adjustments)
		if n == 0 {
			return edit{}, route.Say(at.book.NothingToUndo(), nil)
		}
		last := o.course.Adjustments[n-1]
		return edit{slices.Clone(o.course.Adjustments[:n-1]), "undo " + last, at.book.Undone(last)}, nil
	}
}
