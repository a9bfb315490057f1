package schedule

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// accepted ends every message about words, so that the author need not look anything up.
const accepted = `accepted are days (mon, tuesday, mon-fri, daily, weekdays, weekends) followed by ` +
	`24-hour times (7:30, 19:00), such as "tue,fri 19:00"`

// Parse reads a rule as the package comment describes it. An error names the word that was not understood and what is
// accepted; it is meant for the author.
func Parse(text string) (Rule, error) {
	var p parser
	for _, word := range strings.FieldsFunc(strings.ToLower(text), isSeparator) {
		if err := p.add(word); err != nil {
			return Rule{}, fmt.Errorf("schedule %q: %w; %s", text, err, accepted)
		}
	}
	if err := p.end(); err != nil {
		return Rule{}, fmt.Errorf("schedule %q: %w; %s", text, err, accepted)
	}
	return p.rule(), nil
}

func isSeparator(r rune) bool {
	return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0'
}

// A parser collects the times of each day of the week, group by group.
type parser struct {
	week  [7][]clock
	days  weekdays // of the group being read
	last  string   // the last day word, for messages
	timed bool     // the group has a time already: a day word begins the next one
	any   bool
}

func (p *parser) add(word string) error {
	if word[0] >= '0' && word[0] <= '9' {
		return p.addTime(word)
	}
	days, err := parseDays(word)
	if err != nil {
		return err
	}
	if p.timed {
		p.days, p.timed = 0, false
	}
	p.days |= days
	p.last = word
	return nil
}

func (p *parser) addTime(word string) error {
	c, err := parseClock(word)
	if err != nil {
		return err
	}
	if p.days == 0 {
		return fmt.Errorf("no day before %q", word)
	}
	p.timed, p.any = true, true
	for day := range p.week {
		if p.days.has(time.Weekday(day)) && !slices.Contains(p.week[day], c) {
			p.week[day] = append(p.week[day], c)
		}
	}
	return nil
}

func (p *parser) end() error {
	switch {
	case p.days != 0 && !p.timed:
		return fmt.Errorf("no time after %q", p.last)
	case !p.any:
		return errors.New("it is empty")
	}
	return nil
}

// rule puts days with the same times together, in the order of the week from Monday.
func (p *parser) rule() Rule {
	var r Rule
	for _, day := range monday {
		times := p.week[day]
		if len(times) == 0 {
			continue
		}
		slices.Sort(times)
		same := func(q part) bool { return slices.Equal(q.times, times) }
		if i := slices.IndexFunc(r.parts, same); i >= 0 {
			r.parts[i].days |= only(day)
		} else {
			r.parts = append(r.parts, part{only(day), times})
		}
	}
	return r
}

// parseClock reads H:MM or HH:MM, from 0:00 to 23:59.
func parseClock(word string) (clock, error) {
	hour, minute, ok := strings.Cut(word, ":")
	h, okHour := digits(hour)
	m, okMinute := digits(minute)
	if !ok || !okHour || !okMinute || len(minute) != 2 || h > 23 || m > 59 {
		return 0, fmt.Errorf("%q is not a time of day", word)
	}
	return clock(h*60 + m), nil
}

// digits reads one or two decimal digits.
func digits(s string) (int, bool) {
	if len(s) < 1 || len(s) > 2 {
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
