package schedule

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/netresearch/go-cron"
)

// cronDates are the dates of a cron text. The library reads the text into sets; which dates these are is found here,
// on the calendar, because no library's own search gets both clock changes right.
type cronDates struct {
	text    string // as Parse reads it
	month   uint64 // bit 1 for January
	day     uint64 // of the month, bit 1 for the first
	weekday weekdays
	ends    []cron.DomConstraint // days counted from the month's end
	nth     []cron.DowConstraint // such as the third Friday
	either  bool                 // both day fields are restricted: either will do, as in every cron
}

const (
	cronMarker = "cron:"
	everyMonth = 1<<13 - 1<<1
	everyMDay  = 1<<32 - 1<<1
)

// cronFields describes the five fields, for messages.
var cronFields = [5]string{
	"minutes, 0 to 59", "hours, 0 to 23", "days of the month, 1 to 31, or L for the last one",
	"months, 1 to 12 or jan to dec", "days of the week, 0 to 7 or sun to sat, fri#1 for the first one of a month",
}

// parseCron reads the five fields after the marker, each with its column.
func parseCron(words []word) (Rule, *Error) {
	if len(words) != len(cronFields) {
		return Rule{}, wrong(words, len(cronFields), fmt.Errorf("a cron text has 5 fields, this one has %d", len(words)))
	}
	reader, err := cron.TryNewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow |
		cron.DowNth | cron.DowLast | cron.DomL | cron.DowOrDom)
	if err != nil {
		return Rule{}, wrong(words, 0, fmt.Errorf("cron: %w", err))
	}
	texts := make([]string, len(words))
	for i, w := range words {
		// Alone among stars, so that a message can say which one it is.
		alone := []string{"*", "*", "*", "*", "*"}
		alone[i] = w.text
		if _, err := readCron(reader, alone); err != nil {
			return Rule{}, wrong(words, i, fmt.Errorf("%q does not name %s", w.text, cronFields[i]))
		}
		texts[i] = w.text
	}
	spec, err := readCron(reader, texts)
	if err != nil {
		return Rule{}, wrong(words, 0, fmt.Errorf("cron: %w", err))
	}
	d := newCronDates(spec)
	d.text = cronMarker + " " + strings.Join(texts, " ")
	if _, ok := d.next(firstDate); !ok {
		return Rule{}, wrong(words, 2, errors.New("no such date ever comes"))
	}
	return Rule{[]part{{d, cronTimes(spec)}}}, nil
}

// readCron has the library read the fields, and refuses an empty set, which it lets pass.
func readCron(reader cron.Parser, fields []string) (*cron.SpecSchedule, error) {
	s, err := reader.Parse(strings.Join(fields, " "))
	if err != nil {
		return nil, err
	}
	spec, ok := s.(*cron.SpecSchedule)
	if !ok {
		return nil, errors.New("not a list of fields")
	}
	empty := spec.Minute == 0 || spec.Hour == 0 || spec.Month == 0 ||
		spec.Dom == 0 && len(spec.DomConstraints) == 0 || spec.Dow == 0 && len(spec.DowConstraints) == 0
	if empty {
		return nil, errors.New("an empty field")
	}
	return spec, nil
}

func newCronDates(spec *cron.SpecSchedule) cronDates {
	d := cronDates{month: spec.Month & everyMonth, day: spec.Dom & everyMDay, ends: spec.DomConstraints,
		weekday: weekdays(cron.NormalizeDOW(spec.Dow)) & everyDay, nth: spec.DowConstraints}
	d.either = d.day != everyMDay && d.weekday != everyDay
	return d
}

// cronTimes returns the times of day, ascending.
func cronTimes(spec *cron.SpecSchedule) []Clock {
	var times []Clock
	for h := range 24 {
		for m := range 60 {
			if spec.Hour>>h&1 == 1 && spec.Minute>>m&1 == 1 {
				times = append(times, Clock(h*60+m))
			}
		}
	}
	return times
}

// cronHorizon is how many months a cron text's next date may be away: the fifth Friday of February comes every 28
// years, and every 40 about a year such as 2100.
const cronHorizon = 41 * 12

func (c cronDates) next(from Date) (Date, bool) {
	y, m, first := from.noon().Date()
	for range cronHorizon {
		start := dateOf(y, m, 1)
		if c.month>>m&1 == 1 {
			length := int(dateOf(y, m+1, 1) - start)
			for day := first; day <= length; day++ {
				if c.on(day, length, (start + Date(day-1)).Weekday()) {
					return start + Date(day-1), true
				}
			}
		}
		first = 1
		if m++; m > time.December {
			y, m = y+1, time.January
		}
	}
	return 0, false
}

// on reports whether the day of a month of that length is one of the dates.
func (c cronDates) on(day, length int, weekday time.Weekday) bool {
	byDay := c.day>>day&1 == 1
	for _, e := range c.ends {
		byDay = byDay || e.Type == cron.DomLast && day == length || e.Type == cron.DomLastOffset && day == length-e.N
	}
	byWeekday := c.weekday.has(weekday)
	for _, n := range c.nth {
		nth := n.N == (day-1)/7+1 || n.N == -1 && day+7 > length
		byWeekday = byWeekday || nth && n.Weekday == int(weekday)
	}
	if c.either {
		return byDay || byWeekday
	}
	return byDay && byWeekday
}
