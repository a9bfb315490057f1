package schedule

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// maxText is how long a rule's text may be, in bytes; it leaves room for about 200 dates of their own.
const maxText = 4096

// Parse reads a rule as the package comment describes it. Its error is an [*Error], which names the word that was not
// understood, its column and what is accepted; it is meant for the author.
func Parse(text string) (Rule, error) { return ParseFrom(text, 0) }

// ParseFrom is Parse for a story whose first day is known: “every 3 days” counts from anchor where the text does not
// say from when. An anchor of 0 is none.
func ParseFrom(text string, anchor Date) (Rule, error) {
	r, wrong := parse(text, anchor)
	if wrong != nil {
		wrong.Text = text
		return Rule{}, wrong
	}
	return r, nil
}

func parse(text string, anchor Date) (Rule, *Error) {
	if len(text) > maxText {
		return Rule{}, &Error{Column: 1, Cause: fmt.Errorf("it is longer than %d bytes", maxText), Hint: accepted}
	}
	if all := words(text, false); len(all) > 0 && strings.HasPrefix(all[0].text, cronMarker) {
		return parseCron(afterMarker(all))
	}
	p := parser{anchor: anchor}
	for _, w := range words(text, true) {
		p.take(w)
	}
	for p.pos < len(p.words) {
		if err := p.group(); err != nil {
			return Rule{}, wrong(p.words, p.pos, err)
		}
	}
	if !p.any {
		return Rule{}, wrong(p.words, 0, errors.New("it is empty"))
	}
	return p.rule(), nil
}

// afterMarker returns the words after “cron:”, which may touch the first of them.
func afterMarker(all []word) []word {
	rest := strings.TrimPrefix(all[0].text, cronMarker)
	if rest == "" {
		return all[1:]
	}
	all[0] = word{rest, all[0].column + len(cronMarker)}
	return all
}

// A parser collects the times of each day of the week, of each cycle and of each date, group by group.
type parser struct {
	words  []word
	pos    int
	anchor Date
	any    bool

	week   [7][]Clock
	cycles []cycleTimes
	dates  map[Date][]Clock
}

type cycleTimes struct {
	cycle
	times []Clock
}

// A group is days with the times that follow them.
type group struct {
	days  weekdays
	dates []Date
	step  int // of a cycle; 0: there is none
	weeks bool
	from  Date
	times []Clock
	last  string // the last word before the times, for messages
}

// take appends a word, without those that only make a sentence of it, and with a date and its time apart.
func (p *parser) take(w word) {
	switch date, clock, both := strings.Cut(w.text, "t"); {
	case w.text == "on" || w.text == "at" || w.text == "and":
	case both && w.isDate():
		p.words = append(p.words, word{date, w.column})
		if clock != "" {
			p.words = append(p.words, word{clock, w.column + len(date) + 1})
		}
	default:
		p.words = append(p.words, w)
	}
}

// group reads days and then times, up to the next days. On an error, pos is the word it is about.
func (p *parser) group() error {
	var g group
	for p.pos < len(p.words) {
		w := p.words[p.pos]
		if w.text != "from" && len(g.times) > 0 && !(w.isNumber() && !w.isDate()) {
			break // days after times: the next group
		}
		if err := p.word(&g, w); err != nil {
			return err
		}
		p.pos++
	}
	if len(g.times) == 0 {
		return fmt.Errorf("no time after %q", g.last)
	}
	return p.keep(g)
}

// word adds one word, or all the words of “every” and “from”, to the group.
func (p *parser) word(g *group, w word) error {
	switch {
	case w.text == "every":
		return p.every(g)
	case w.text == "from":
		return p.from(g)
	case w.isDate():
		d, err := ParseDate(w.text)
		g.dates, g.last = append(g.dates, d), w.text
		return err
	case w.isNumber():
		c, err := parseClock(w.text)
		if err == nil && g.days == 0 && g.step == 0 && len(g.dates) == 0 {
			return fmt.Errorf("no day before %q", w.text)
		}
		g.times = append(g.times, c)
		return err
	default:
		days, err := parseDays(w.text)
		if err == nil && g.step > 0 && !g.weeks {
			return fmt.Errorf("%q does not go with a number of days", w.text)
		}
		g.days, g.last = g.days|days, w.text
		return err
	}
}

// every reads “every”, which stands before a day of the week or a count of days or weeks. It leaves pos at its last
// word.
func (p *parser) every(g *group) error {
	if g.step > 0 || g.days != 0 {
		return errors.New(`"every" does not go with the days before it: write their times first`)
	}
	g.last = "every"
	p.pos++
	if p.pos == len(p.words) {
		return errors.New(`no count after "every"`)
	}
	w := p.words[p.pos]
	step := 1
	switch {
	case w.text == "other":
		step = 2
		p.pos++
	case w.isNumber():
		var ok bool
		if step, ok = digits(w.text, 3); !ok || step < 1 || step > 366 {
			return fmt.Errorf("%q is not a count from 1 to 366", w.text)
		}
		p.pos++
	}
	if p.pos == len(p.words) {
		return fmt.Errorf("no “days” or “weeks” after %q", w.text)
	}
	unit := p.words[p.pos].text
	g.step, g.last = step, unit
	switch days, err := parseDays(unit); {
	case unit == "day" || unit == "days":
	case unit == "week" || unit == "weeks":
		g.weeks = true
	case err == nil && w.text == "other": // every other tuesday
		g.weeks, g.days = true, days
	case err == nil && step == 1: // every tuesday
		g.step, g.days = 0, days
	default:
		return fmt.Errorf("%q is neither “days” nor “weeks”", unit)
	}
	return nil
}

// from reads the first day of a cycle. It leaves pos at its last word.
func (p *parser) from(g *group) error {
	if g.step == 0 {
		return errors.New(`"from" goes with “every”`)
	}
	if g.from != 0 {
		return errors.New(`"from" stands here a second time`)
	}
	p.pos++
	if p.pos == len(p.words) {
		return errors.New(`no date after "from"`)
	}
	d, err := ParseDate(p.words[p.pos].text)
	g.from, g.last = d, p.words[p.pos].text
	return err
}

// keep puts a group's times to its days.
func (p *parser) keep(g group) error {
	p.any = true
	for _, d := range g.dates {
		if p.dates == nil {
			p.dates = make(map[Date][]Clock)
		}
		p.dates[d] = merge(p.dates[d], g.times)
	}
	if g.step == 1 && g.from == 0 && (!g.weeks || g.days != 0) { // every day, every week tue
		if g.step = 0; !g.weeks {
			g.days = everyDay
		}
	}
	if g.step == 0 {
		for day := range p.week {
			if g.days.has(time.Weekday(day)) {
				p.week[day] = merge(p.week[day], g.times)
			}
		}
		return nil
	}
	return p.keepCycle(g)
}

// keepCycle puts a group's times to its cycle.
func (p *parser) keepCycle(g group) error {
	c := cycle{g.step, g.days, g.from}
	if c.from == 0 {
		c.from = p.anchor
	}
	if c.from == 0 {
		return fmt.Errorf("no first day for “every”: write “from” and a date, such as “from 2026-12-01”, after the time")
	}
	if g.weeks && c.days == 0 {
		c.days = only(c.from.Weekday())
	}
	same := func(o cycleTimes) bool { return o.cycle == c }
	i := slices.IndexFunc(p.cycles, same)
	if i < 0 {
		i, p.cycles = len(p.cycles), append(p.cycles, cycleTimes{cycle: c})
	}
	p.cycles[i].times = merge(p.cycles[i].times, g.times)
	return nil
}

// merge returns the times of both, ascending and each once.
func merge(a, b []Clock) []Clock {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// rule puts days with the same times together, in the order of the week from Monday, then come cycles and dates.
func (p *parser) rule() Rule {
	var r Rule
	for _, day := range monday {
		times := p.week[day]
		if len(times) == 0 {
			continue
		}
		same := func(q part) bool { return slices.Equal(q.times, times) }
		i := slices.IndexFunc(r.parts, same)
		if i < 0 {
			i, r.parts = len(r.parts), append(r.parts, part{weekdays(0), times})
		}
		days, _ := r.parts[i].dates.(weekdays)
		r.parts[i].dates = days | only(day)
	}
	slices.SortFunc(p.cycles, func(a, b cycleTimes) int { return a.compare(b.cycle) })
	for _, c := range p.cycles {
		r.parts = append(r.parts, part{c.cycle, c.times})
	}
	for _, d := range slices.Sorted(maps.Keys(p.dates)) {
		r.parts = append(r.parts, part{d, p.dates[d]})
	}
	return r
}
