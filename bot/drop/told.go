package drop

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cliffhanger/store"
	"cliffhanger/story/schedule"
)

// mostTold is how many things a course remembers that its author was told; older ones cannot come up again.
const mostTold = 40

// once tells the author something, unless known says that one of the things told before is it. What was told is noted
// after it is: told twice is better than never, and the desk knows the alert by its key. It reports whether the author
// knows now.
func (l *telling) once(ctx context.Context, a Alert, known func(told string) bool) (bool, error) {
	l.company.telling.Lock()
	defer l.company.telling.Unlock()
	c, _, err := l.r.cfg.Store.Course(ctx, l.Guild, l.Story.Key())
	if err != nil || slices.ContainsFunc(c.Told, known) {
		return err == nil, err
	}
	if _, told := l.tell(ctx, a); !told {
		return false, nil
	}
	return true, l.note(ctx, a.Key, func(string) bool { return false })
}

// note keeps a word in the course's list of what was told, in place of those it replaces.
func (l *telling) note(ctx context.Context, word string, replaces func(string) bool) error {
	_, err := l.r.cfg.Store.ChangeCourse(ctx, l.Guild, l.Story.Key(), func(c *store.Course) error {
		c.Told = slices.DeleteFunc(c.Told, func(s string) bool { return s == word || replaces(s) })
		c.Told = append(c.Told, word)
		c.Told = c.Told[max(0, len(c.Told)-mostTold):]
		return nil
	}, store.Entry{})
	return err
}

// warn tells the author once when two chapters are left, one, and none. Of several tellings, the one that is furthest
// tells.
func (l *telling) warn(ctx context.Context, serial store.Serial) error {
	all, left := l.aheadOf(0), len(l.aheadOf(serial.Chapter))
	last := 0
	if len(all) > 0 {
		last = all[len(all)-1].Number
	}
	if left > 2 || left == len(all) {
		return nil // a story that has not begun is not running out
	}
	prefix := fmt.Sprintf("runway %d ", last)
	known := func(told string) bool {
		n, err := strconv.Atoi(strings.TrimPrefix(told, prefix))
		return strings.HasPrefix(told, prefix) && err == nil && n <= left
	}
	c, err := l.course(ctx, serial)
	if err != nil || slices.ContainsFunc(c.Told, known) {
		return err
	}
	text, err := l.runway(c, serial)
	if err != nil {
		return err
	}
	a := Alert{Kind: Runway, Left: left, Chapter: serial.Chapter, Text: text, Key: prefix + strconv.Itoa(left)}
	_, err = l.once(ctx, a, known)
	return err
}

// runway says how long the chapters at hand last.
func (l *telling) runway(c store.Course, serial store.Serial) (string, error) {
	p, err := planOf(l.Story, c)
	if err != nil {
		return "", err
	}
	last, err := lastOf(c)
	if err != nil {
		return "", err
	}
	ahead := l.aheadOf(serial.Chapter)
	at := schedule.Standing{Last: last, After: l.after(c), Now: l.r.cfg.Clock.Now()}
	return p.Simulate(at, ahead, 0).Runway.String(), nil
}

// expects notes the date of the next portion, by the rules that the zone has today, for everybody. If it was noted for
// the same slot by other rules, the author is told that it has moved.
func (l *telling) expects(ctx context.Context, c store.Course, p schedule.Plan, m portion, d date) error {
	prefix := "expects " + d.Slot.String() + " "
	word := prefix + strconv.FormatInt(d.At.Unix(), 10)
	if l.Lead > 0 || d.given || slices.Contains(c.Told, word) {
		return nil
	}
	for _, told := range c.Told {
		at, err := strconv.ParseInt(strings.TrimPrefix(told, prefix), 10, 64)
		if !strings.HasPrefix(told, prefix) || err != nil {
			continue
		}
		if knows, err := l.moved(ctx, p, m.chapter, d.Due, time.Unix(at, 0)); err != nil || !knows {
			return err
		}
	}
	return l.note(ctx, word, func(s string) bool { return strings.HasPrefix(s, "expects ") })
}

// moved tells the author that a date comes at another instant than was announced, because its zone's rules are others.
// It reports whether they know.
func (l *telling) moved(ctx context.Context, p schedule.Plan, chapter int, d schedule.Due,
	was time.Time) (bool, error) {
	move, ok := p.Moved(d.Slot, was)
	if !ok {
		return true, nil
	}
	a := Alert{Kind: ZoneMoved, Chapter: chapter, Due: move.At, Text: move.Text,
		Key: fmt.Sprintf("zone %s %d", d.Slot, move.At.Unix())}
	return l.once(ctx, a, func(told string) bool { return told == a.Key })
}
