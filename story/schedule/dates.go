package schedule

import (
	"cmp"
	"fmt"
)

// dates is a set of dates: days of the week, a cycle, a single date, or the dates of a cron text.
type dates interface {
	next(from Date) (Date, bool) // the first date of the set that is not before from
}

// next makes days of the week a set of dates.
func (w weekdays) next(from Date) (Date, bool) {
	for d := from; d < from+7; d++ {
		if w.has(d.Weekday()) {
			return d, true
		}
	}
	return 0, false
}

// A cycle is every so many days, or the given days of every so many weeks, from a date on. That date is part of the
// first cycle; its week, from Monday, is the first week.
type cycle struct {
	step int
	days weekdays // 0: the step counts days
	from Date
}

func (c cycle) next(from Date) (Date, bool) {
	from = max(from, c.from)
	step := int64(c.step)
	if c.days == 0 {
		return c.from + Date(floorDiv(int64(from-c.from)+step-1, step)*step), true
	}
	if late := floorMod(from.week()-c.from.week(), step); late != 0 {
		from = Date((from.week()+step-late)*7 - 3) // the Monday of the next week in the cycle
	}
	d, _ := c.days.next(from)
	if d.week() != from.week() {
		d, _ = c.days.next(Date((from.week()+step)*7 - 3))
	}
	return d, true
}

// text returns the cycle as Parse reads it.
func (c cycle) text(times string) string {
	unit := "day"
	if c.days != 0 {
		unit = "week"
	}
	if c.step != 1 {
		unit = fmt.Sprintf("%d %ss", c.step, unit)
	}
	if c.days != 0 {
		unit += " " + c.days.String()
	}
	return fmt.Sprintf("every %s %s from %s", unit, times, c.from)
}

func (c cycle) compare(d cycle) int {
	return cmp.Or(cmp.Compare(c.step, d.step), cmp.Compare(c.days, d.days), cmp.Compare(c.from, d.from))
}
