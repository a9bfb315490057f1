package schedule

import (
	"fmt"
	"strings"
	"time"
)

// weekdays is a set of days of the week, bit 0 for Sunday.
type weekdays uint8

const (
	everyDay weekdays = 1<<7 - 1
	weekends          = 1<<time.Saturday | 1<<time.Sunday
)

// monday is the week in the order people write it.
var monday = [7]time.Weekday{
	time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
}

func only(d time.Weekday) weekdays { return 1 << d }

func (w weekdays) has(d time.Weekday) bool { return w&only(d) != 0 }

// short returns the three letters a day is written with.
func short(d time.Weekday) string { return strings.ToLower(d.String()[:3]) }

// String returns the set as Parse reads it.
func (w weekdays) String() string {
	switch w {
	case everyDay:
		return "daily"
	case everyDay &^ weekends:
		return "weekdays"
	case weekends:
		return "weekends"
	}
	var words []string
	for i := 0; i < len(monday); {
		j := i
		for j < len(monday) && w.has(monday[j]) {
			j++
		}
		switch {
		case j-i > 2:
			words = append(words, short(monday[i])+"-"+short(monday[j-1]))
		case j-i == 2:
			words = append(words, short(monday[i]), short(monday[i+1]))
		case j-i == 1:
			words = append(words, short(monday[i]))
		}
		i = j + 1
	}
	return strings.Join(words, ",")
}

// parseDays reads a word in lower case: a day, a range of days (which may run over the weekend, as fri-mon does; an en
// dash will do, because word processors make one), or the name of a set.
func parseDays(word string) (weekdays, error) {
	switch word {
	case "daily", "everyday":
		return everyDay, nil
	case "weekdays":
		return everyDay &^ weekends, nil
	case "weekends":
		return weekends, nil
	}
	from, to, isRange := strings.Cut(strings.ReplaceAll(word, "–", "-"), "-")
	first, ok := parseDay(from)
	if !ok {
		return 0, fmt.Errorf("%q is neither a day nor a time", word)
	}
	if !isRange {
		return only(first), nil
	}
	last, ok := parseDay(to)
	if !ok {
		return 0, fmt.Errorf("%q is not a range of days", word)
	}
	days := only(last)
	for d := first; d != last; d = (d + 1) % 7 {
		days |= only(d)
	}
	return days, nil
}

// parseDay reads a day's name, or at least its first three letters (tue, tues, tuesday).
func parseDay(word string) (time.Weekday, bool) {
	for _, d := range monday {
		if len(word) >= 3 && strings.HasPrefix(strings.ToLower(d.String()), word) {
			return d, true
		}
	}
	return 0, false
}
