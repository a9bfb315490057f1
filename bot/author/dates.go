package author

import (
	"strings"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/route"
	"cliffhanger/story/schedule"
)

// readable is how dates are written beside Discord's own timestamps: in the story's zone.
const readable = "Mon 2 Jan 2006 15:04"

// local writes a slot as the author's wall shows it.
func (o outlook) local(s schedule.Slot) string { return s.At(o.zone()).Format(readable) }

// farthest is how many years ahead a date may lie; what is farther is a year mistyped.
const farthest = 5

// tooFar reports whether a date lies farther ahead than any author means.
func (o outlook) tooFar(d schedule.Date) bool {
	return d > schedule.DateOf(o.now.In(o.zone()).AddDate(farthest, 0, 0))
}

// readSlot reads a date with a time, however it is spaced. day is true for a date alone.
func readSlot(typed string) (slot schedule.Slot, day, ok bool) {
	typed = strings.ToUpper(strings.Join(strings.Fields(typed), " "))
	if s, err := schedule.ParseSlot(typed); err == nil {
		return s, false, true
	}
	d, err := schedule.ParseDate(typed)
	return schedule.Slot{Date: d}, true, err == nil
}

// slot finds the date of the plan that somebody has typed: in full, or its day alone if there is one time on it.
func (o outlook) slot(b phrase.Book, typed string) (schedule.Slot, error) {
	want, day, ok := readSlot(typed)
	if !ok {
		return want, route.Say(b.NotADate(quoted(typed)), nil)
	}
	if o.tooFar(want.Date) {
		return want, route.Say(b.TooFarAhead(want.Date.String(), farthest), nil)
	}
	end := want
	if day {
		end = want.Plus(24*time.Hour - time.Minute)
	}
	var found []schedule.Slot
	for last := want.Plus(-time.Minute); ; {
		due, ok := o.plan.Next(last, 0, time.Time{})
		if !ok || due.Slot.Compare(end) > 0 {
			break
		}
		found, last = append(found, due.Slot), due.Slot
	}
	at, err := o.standing()
	if err != nil {
		return want, err
	}
	switch {
	case len(found) == 0:
		return want, o.noDate(b, want, day)
	case len(found) > 1:
		return want, route.Say(b.SeveralTimes(o.local(found[0]), o.local(found[1])), nil)
	case found[0].Compare(at.Last) <= 0:
		return want, route.Say(b.DateUsed(o.local(found[0])), nil)
	}
	return found[0], nil
}

// noDate says why there is no date to change: it is a chapter's own, or nothing comes then.
func (o outlook) noDate(b phrase.Book, want schedule.Slot, day bool) error {
	for _, d := range o.forecast.Drops {
		if d.Slot == want || day && d.Slot.Date == want.Date {
			return route.Say(b.OwnDate(d.Chapter.Number), nil)
		}
	}
	next, err := o.slots(3)
	if err != nil {
		return err
	}
	texts := make([]string, len(next))
	for i, s := range next {
		texts[i] = o.local(s)
	}
	return route.Say(b.NoSuchDate(texts), nil)
}

// expected returns when a chapter is expected to begin.
func (o outlook) expected(chapter int) (schedule.Drop, bool) {
	for _, d := range o.forecast.Drops {
		if d.Chapter.Number == chapter {
			return d, true
		}
	}
	return schedule.Drop{}, false
}

// notDated names a chapter that may still be given another date.
func (o outlook) notDated(b phrase.Book, number int64) (string, error) {
	c, ok := o.story.Chapter(int(number))
	switch {
	case !ok && o.awaits(int(number)):
		return "", route.Say(b.IsAwaited(int(number), o.story.Awaits.Vote), nil)
	case !ok:
		return "", route.Say(b.NoSuchChapter(number), nil)
	case c.Number <= o.out:
		return "", route.Say(b.IsOut(c.Number), nil)
	}
	if _, timed := o.timed(c.Number, 0); timed {
		return "", route.Say(b.DateKept(c.Number), nil)
	}
	return nameOf(b, *c), nil
}

// ownSlot reads the date a chapter is to have. A day alone keeps the time at which it would have come.
func (o outlook) ownSlot(b phrase.Book, chapter int, typed string) (schedule.Slot, error) {
	slot, day, ok := readSlot(typed)
	if !ok {
		return slot, route.Say(b.NotADate(quoted(typed)), nil)
	}
	if o.tooFar(slot.Date) {
		return slot, route.Say(b.TooFarAhead(slot.Date.String(), farthest), nil)
	}
	if day {
		due, dated := o.expected(chapter)
		if !dated {
			return slot, route.Say(b.NeedsTime(slot.Date.String()), nil)
		}
		slot.Clock = due.Slot.Clock
	}
	if !slot.At(o.zone()).After(o.now) {
		return slot, route.Say(b.DatePassed(o.local(slot)), nil)
	}
	return slot, nil
}

// quoted is what somebody typed, short and harmless, to be repeated to them.
func quoted(typed string) string {
	return "`" + strings.ReplaceAll(short(strings.Join(strings.Fields(typed), " "), 40), "`", "'") + "`"
}
