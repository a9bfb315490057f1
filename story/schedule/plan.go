package schedule

import (
	"errors"
	"fmt"
	"time"
)

// A Plan is a story's rule in its author's zone, with what the author changed since, in the order it was changed. The
// zero Plan has no dates. Plans are values; [Plan.With] makes a changed one.
type Plan struct {
	Rule        Rule
	Zone        *time.Location // nil means UTC
	adjustments []Adjustment
}

// maxAdjustments is how many adjustments a plan takes beside chapters' own dates.
const maxAdjustments = 500

// With returns the plan with more adjustments, after those it has. It returns an error that names the first one that
// cannot be: one that says nothing sensible, the 501st that is not a [Pin], or a shift that would move slots by more
// than 366 days together with those before.
func (p Plan) With(more ...Adjustment) (Plan, error) {
	p.adjustments = append(p.adjustments[:len(p.adjustments):len(p.adjustments)], more...)
	moved, count := time.Duration(0), 0
	for _, a := range p.adjustments {
		err := a.check()
		if a.kind != pin {
			count++
		}
		moved += a.by.Abs()
		switch {
		case err != nil:
		case count > maxAdjustments:
			err = fmt.Errorf("a plan takes %d at most", maxAdjustments)
		case moved > maxShift:
			err = errors.New("all shifts together are more than 366d: write a new schedule instead")
		}
		if err != nil {
			return Plan{}, fmt.Errorf("adjustment %q: %w", a, err)
		}
	}
	return p, nil
}

// Adjustments returns the plan's adjustments in their order.
func (p Plan) Adjustments() []Adjustment { return append([]Adjustment(nil), p.adjustments...) }

// A Due is when a drop is due.
type Due struct {
	Slot  Slot      // the local date and time
	Used  Slot      // what to remember as the last slot, once posted or skipped: Slot, or later if that has passed
	At    time.Time // the instant, in the plan's zone; never before that of an earlier slot of the rule
	Notes []string  // in plain words, for the author: what a clock change does, a chapter's own date
}

// Next returns when a chapter is due, and false if no date is left: the story is paused (see [Plan.Paused]), or its
// rule has come to an end.
//
// last is the slot remembered from the drop before ([Due].Used), the zero Slot before the first one. No slot up to it
// is used again, whatever the clock says. With after set, only slots after that instant count, which is right for a
// story that begins, or that ran out of chapters; with the zero time, a slot that has passed comes late and in order.
// One of the two must be set, else there is no date.
//
// A chapter's own date holds in a hiatus, and if it has passed, unless last has reached it: then the chapter takes the
// rule's next slot as any other does. Only the first portion of a chapter has the date: for a later one chapter is 0.
func (p Plan) Next(last Slot, chapter int, after time.Time) (Due, bool) {
	own, ok := p.pinned(chapter)
	if !ok {
		return p.nextOfRule(last, after)
	}
	if own.Compare(last) <= 0 {
		due, ok := p.nextOfRule(last, after)
		due.Notes = append(due.Notes, fmt.Sprintf("chapter %d comes later than its own date, %s, which was no longer free",
			chapter, own.long()))
		return due, ok
	}
	due := Due{Slot: own, Used: own, At: own.At(p.zone())}
	if from := SlotOf(after, p.zone()); !after.IsZero() && from.Compare(own) > 0 {
		due.Used = from // what lies between a passed date and the story's beginning was never due
	}
	return due.noted(p.zone(), fmt.Sprintf("chapter %d has this date of its own", chapter)), true
}

// nextOfRule is Next for a chapter without a date of its own.
func (p Plan) nextOfRule(last Slot, after time.Time) (Due, bool) {
	if last.IsZero() && after.IsZero() {
		return Due{}, false
	}
	if !after.IsZero() {
		from := SlotOf(after, p.zone())
		if !calm(after.In(p.zone())) {
			from.Date -= settle
		}
		if last.Compare(from) < 0 {
			last = from
		}
	}
	for s, ok := p.next(last); ok; s, ok = p.next(s) {
		if at := p.instant(s); after.IsZero() || at.After(after) {
			return Due{Slot: s, Used: s, At: at}.noted(p.zone()), true
		}
	}
	return Due{}, false
}

// noted returns the due with the notes, and with one about a clock change if there is any.
func (d Due) noted(zone *time.Location, notes ...string) Due {
	d.Notes = notes
	if note := d.Slot.note(zone); note != "" {
		d.Notes = append(d.Notes, note)
	}
	return d
}

// Paused returns the slot from which on the story is paused without an end, and whether it is; it may lie ahead.
func (p Plan) Paused() (Slot, bool) {
	var since Slot
	for _, a := range p.adjustments {
		switch {
		case a.kind == pause && since.IsZero():
			since = a.slot
		case a.kind == resume:
			since = Slot{}
		}
	}
	return since, !since.IsZero()
}

func (p Plan) zone() *time.Location { return orUTC(p.Zone) }

// pinned returns a chapter's own date: the latest it was given, unless the story is or was paused at it.
func (p Plan) pinned(chapter int) (Slot, bool) {
	var s Slot
	for _, a := range p.adjustments {
		if a.kind == pin && a.chapter == chapter {
			s = a.slot
		}
	}
	off := s.IsZero()
	for _, a := range p.adjustments {
		switch {
		case s.Compare(a.slot) < 0:
		case a.kind == pause:
			off = true
		case a.kind == resume:
			off = s.IsZero()
		}
	}
	return s, !off
}

// next returns the plan's first slot after last on the wall.
func (p Plan) next(last Slot) (Slot, bool) {
	back, forth := p.reach()
	var best Slot
	found := false
	s, ok := p.Rule.After(last.Plus(-forth))
	for ok && (!found || s.Plus(back).Compare(best) < 0) {
		e, on := p.apply(s)
		if on && e.Compare(last) > 0 && (!found || e.Compare(best) < 0) {
			best, found = e, true
		}
		if !on {
			if s, ok = p.jump(s, back, forth); !ok {
				break
			}
		}
		s, ok = p.Rule.After(s)
	}
	return best, found
}

// apply returns where the adjustments move a slot of the rule, and whether they leave it in.
func (p Plan) apply(s Slot) (Slot, bool) {
	gone, off := false, false
	for _, a := range p.adjustments {
		order := s.Compare(a.slot)
		switch {
		case a.kind == skip && order == 0:
			gone = true
		case a.kind == shift && order == 0, a.kind == shiftFrom && order >= 0:
			s = s.Plus(a.by)
		case a.kind == pause && order >= 0, a.kind == hiatus && order >= 0 && s.Compare(a.until) < 0:
			off = true
		case a.kind == resume && order >= 0:
			off = false
		}
	}
	return s, !gone && !off
}

// reach returns how far the adjustments move slots at most: backward (0 or less) and forward.
func (p Plan) reach() (back, forth time.Duration) {
	for _, a := range p.adjustments {
		back += min(a.by, 0)
		forth += max(a.by, 0)
	}
	return back, forth
}

// jump returns a slot not before s up to which every slot of the rule fares as s does, so that a hiatus of years costs
// one step; false if all that follow do.
func (p Plan) jump(s Slot, back, forth time.Duration) (Slot, bool) {
	low, high := s.Plus(back), s.Plus(forth)
	var edge Slot
	consider := func(e Slot) bool {
		if high.Compare(e) < 0 {
			if edge.IsZero() || e.Compare(edge) < 0 {
				edge = e
			}
			return true
		}
		return low.Compare(e) >= 0
	}
	for _, a := range p.adjustments {
		if a.kind == pin {
			continue
		}
		end := a.slot.Plus(time.Minute) // a single slot ends there
		if a.kind == hiatus {
			end = a.until
		}
		if !consider(a.slot) || !consider(end) {
			return s, true
		}
	}
	if edge.IsZero() {
		return s, false
	}
	if to := edge.Plus(-forth - time.Minute); to.Compare(s) > 0 {
		return to, true
	}
	return s, true
}

// instant returns when a slot of the plan comes: never before an earlier one, though a gap in the night moves that
// forward past it.
func (p Plan) instant(s Slot) time.Time {
	at := s.At(p.zone())
	if start, _ := at.ZoneBounds(); start.IsZero() || at.Sub(start) > reach {
		return at
	}
	from := Slot{Date: s.Date - settle}
	for e, ok := p.next(from); ok && e.Compare(s) < 0; e, ok = p.next(e) {
		if t := e.At(p.zone()); t.After(at) {
			at = t
		}
	}
	return at
}
