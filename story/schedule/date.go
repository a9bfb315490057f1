package schedule

import (
	"fmt"
	"time"
)

// A Clock is a time of day in minutes after midnight, 0 to 1439, as a clock on the wall shows it.
type Clock int

const dayMinutes = 24 * 60

// String returns the time as HH:MM.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// parseClock reads H:MM or HH:MM, from 0:00 to 23:59.
func parseClock(word string) (Clock, error) {
	i := 0
	for i < len(word) && word[i] != ':' {
		i++
	}
	h, okHour := digits(word[:i], 2)
	m, okMinute := 0, false
	if i+3 == len(word) {
		m, okMinute = digits(word[i+1:], 2)
	}
	if !okHour || !okMinute || h > 23 || m > 59 {
		return 0, fmt.Errorf("%q is not a time of day", word)
	}
	return Clock(h*60 + m), nil
}

// digits reads one decimal digit, or up to most of them.
func digits(s string, most int) (int, bool) {
	if len(s) < 1 || len(s) > most {
		return 0, false
	}
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, true
}

// A Date is a day on the calendar, in no zone: the number of days since 1 January 1970. That day, the zero Date, stands
// for “no date” wherever one may be left out.
type Date int64

const (
	daySeconds = 24 * 60 * 60
	firstDate  = Date(10957)   // 2000-01-01, the earliest an author may write
	lastDate   = Date(2932896) // 9999-12-31, the latest, and the end of every rule
)

// DateOf returns the date that t's own zone shows.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return dateOf(y, m, d)
}

func dateOf(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / daySeconds)
}

// ParseDate reads YYYY-MM-DD, a day that exists in the years 2000 to 9999.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < 2000 {
		return 0, fmt.Errorf("%q is not a date from 2000-01-01 on, written as 2026-12-01", text)
	}
	return DateOf(t), nil
}

// noon returns an instant of the date, in UTC, from which to read its parts.
func (d Date) noon() time.Time { return time.Unix(int64(d)*daySeconds+daySeconds/2, 0).UTC() }

// String returns the date as YYYY-MM-DD.
func (d Date) String() string { return d.noon().Format(time.DateOnly) }

// Weekday returns the day of the week; day 0 was a Thursday.
func (d Date) Weekday() time.Weekday { return time.Weekday(floorMod(int64(d)+4, 7)) }

// long returns the date as authors read it: Tue 1 Dec 2026.
func (d Date) long() string { return d.noon().Format("Mon 2 Jan 2006") }

// week numbers the weeks, each from Monday to Sunday.
func (d Date) week() int64 { return floorDiv(int64(d)+3, 7) }

// next makes a single date a set of dates.
func (d Date) next(from Date) (Date, bool) { return d, from <= d }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }
