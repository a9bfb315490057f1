package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A Course is what the tellings of a story in a guild share: what its author changed about the dates and holds back,
// and how far the dates are used up. Slots and adjustments are kept as the text that package schedule prints.
type Course struct {
	Guild       uint64 // Discord id
	Story       story.Key
	Begun       time.Time // no slot up to this instant counts; zero: not begun
	Last        string    // the slot used last, such as 2026-12-01T19:00; empty: none. It never goes back
	Adjustments []string  // of the dates, in the order they were made
	Held        []Hold    // what the author holds back by command
	Freed       []Hold    // what the manuscript holds back and the author has let go
	Asked       int       // the chapter whose late drop the author was asked about; 0: none
	AskAlert    uint64    // Discord id of the message that asks
	Told        []string  // what the author was told once and is not told again, in the caller's own words
	Retracted   []int     // chapters the author took back, ascending: nobody is shown their text
	Ways        []Way     // which ways the story took where votes decided: they stay, whatever becomes of the votes
	Version     uint64    // counts every change
}

// A Hold is what waits until the author says go: a scene, or a whole chapter.
type Hold struct {
	Chapter int // 1 and up
	Scene   int // 0: the whole chapter
}

// A Way is what a vote had chosen when the first chapter was posted that depends on it.
type Way struct {
	Vote   int // the chapter that asked, 1 and up
	Chosen story.Option
}

// Way returns what a vote has chosen for good, and whether it has.
func (c *Course) Way(vote int) (story.Option, bool) {
	for _, w := range c.Ways {
		if w.Vote == vote {
			return w.Chosen, true
		}
	}
	return story.Option{}, false
}

// Numbers of the fields of a course's holds, which come as pairs of chapter and scene, of what was taken
// back, and of ways, which come as vote, emoji and words.
const (
	courseHeld      = 10
	courseFreed     = 12
	courseRetracted = 14
	courseWays      = 15
)

func (c *Course) encode(e *encoder) {
	e.time(1, c.Begun)
	e.text(2, c.Last)
	for _, a := range c.Adjustments {
		e.item(3, a)
	}
	e.int(4, c.Asked)
	e.uint(5, c.AskAlert)
	for _, t := range c.Told {
		e.item(6, t)
	}
	e.uint(7, c.Version)
	encodeHolds(e, courseHeld, c.Held)
	encodeHolds(e, courseFreed, c.Freed)
	for _, chapter := range c.Retracted {
		if chapter < 1 {
			e.fail("chapter %d taken back", chapter)
		}
		e.int(courseRetracted, chapter)
	}
	for _, w := range c.Ways {
		if w.Vote < 1 {
			e.fail("a way of vote %d", w.Vote)
		}
		e.int(courseWays, w.Vote)
		e.text(courseWays+1, w.Chosen.Emoji)
		e.text(courseWays+2, w.Chosen.Text)
	}
}

func (c *Course) take(f *field) bool {
	switch f.num {
	case 1:
		c.Begun = f.time()
	case 2:
		c.Last = f.text()
		f.must(isSlot(c.Last))
	case 3:
		c.Adjustments = append(c.Adjustments, f.text())
	case 4:
		c.Asked = f.int()
	case 5:
		c.AskAlert = f.uint()
	case 6:
		c.Told = append(c.Told, f.text())
	case 7:
		c.Version = f.uint()
	case courseHeld, courseHeld + 1:
		c.Held = takeHold(f, c.Held, courseHeld)
	case courseFreed, courseFreed + 1:
		c.Freed = takeHold(f, c.Freed, courseFreed)
	case courseRetracted:
		chapter := f.int()
		f.must(chapter > 0)
		c.Retracted = append(c.Retracted, chapter)
	default:
		return c.takeWay(f)
	}
	return true
}

// takeWay reads a field of a way: a vote begins one, and what it chose follows.
func (c *Course) takeWay(f *field) bool {
	if f.num == courseWays {
		w := Way{Vote: f.int()}
		f.must(w.Vote > 0)
		c.Ways = append(c.Ways, w)
		return true
	}
	n := len(c.Ways)
	switch f.num {
	case courseWays + 1, courseWays + 2:
		text := f.text()
		f.must(n > 0)
		if n == 0 {
			return true
		}
		to := &c.Ways[n-1].Chosen.Emoji
		if f.num == courseWays+2 {
			to = &c.Ways[n-1].Chosen.Text
		}
		f.must(*to == "")
		*to = text
		return true
	}
	return false
}

func (c *Course) locate(key []byte) bool {
	if len(key) != courseSize {
		return false
	}
	c.Guild, c.Story = idAt(key, kindSize), story.Key(idAt(key, headSize))
	return true
}

func encodeHolds(e *encoder, base protowire.Number, holds []Hold) {
	for _, h := range holds {
		if h.Chapter < 1 {
			e.fail("a hold of chapter %d", h.Chapter)
		}
		e.int(base, h.Chapter)
		e.int(base+1, h.Scene)
	}
}

// takeHold reads what encodeHolds writes: a chapter begins a hold, and its scene, if any, follows.
func takeHold(f *field, holds []Hold, base protowire.Number) []Hold {
	if f.num == base {
		chapter := f.int()
		f.must(chapter > 0)
		return append(holds, Hold{Chapter: chapter})
	}
	scene, n := f.int(), len(holds)
	f.must(scene > 0 && n > 0 && holds[n-1].Scene == 0)
	if n > 0 {
		holds[n-1].Scene = scene
	}
	return holds
}

// slotLayout is how a slot is written; written so, slots sort as text.
const slotLayout = "2006-01-02T15:04"

// isSlot reports whether text is a slot.
func isSlot(text string) bool {
	_, err := time.Parse(slotLayout, text)
	return err == nil && len(text) == len(slotLayout)
}

// Course returns the course of story k in a guild, and whether there is one.
func (s *Store) Course(ctx context.Context, guild uint64, k story.Key) (Course, bool, error) {
	course, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) (Course, error) {
		course, _, err := get[Course](tx, courseKey(guild, k))
		return course, err
	})
	if errors.Is(err, ErrNotFound) {
		return Course{}, false, nil
	}
	return course, err == nil, during("reading a course", err)
}

// Begin sets Begun, unless it is set, and returns the course as it now is.
func (s *Store) Begin(ctx context.Context, guild uint64, k story.Key, at time.Time) (Course, error) {
	const what = "beginning a course"
	if at.IsZero() {
		return Course{}, during(what, fmt.Errorf("%w: a course cannot begin at no time", ErrInvalid))
	}
	course, err := kv.Do(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) (Course, error) {
		course, unknown, err := getCourse(tx, guild, k)
		if err != nil || !course.Begun.IsZero() {
			return course, err
		}
		course.Begun = stored(at)
		return putCourse(tx, course, unknown)
	})
	return course, during(what, err)
}

// ChangeCourse changes the course of story k in a guild and writes the entry about it into the audit log, in one
// update, and returns the course as it now is. An entry without words is not written. change gets the course as it is;
// it may run several times and must have no effect of its own. It may change everything but Guild, Story and Version,
// which is counted on by one; if it fails, nothing is changed, and ChangeCourse fails with its error. Last going back
// is ErrOutOfOrder; a Last that is no slot, or a hold of no chapter, is ErrInvalid.
//
// A call with the very same entry as an earlier one (its time, person and words) is taken for a repetition of it, its
// outcome having been unknown: the course is returned as it is, and change is not called.
func (s *Store) ChangeCourse(ctx context.Context, guild uint64, k story.Key, change func(*Course) error,
	entry Entry) (Course, error) {
	course, err := kv.Do(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) (Course, error) {
		course, _, err := changeCourse(tx, guild, k, change, entry)
		return course, err
	})
	return course, during("changing a course", err)
}

// changeCourse is ChangeCourse within an update. It reports whether the entry is news.
func changeCourse(tx *kv.Tx, guild uint64, k story.Key, change func(*Course) error, entry Entry) (Course, bool, error) {
	course, unknown, err := getCourse(tx, guild, k)
	if err != nil {
		return Course{}, false, err
	}
	news, err := appendEntry(tx, guild, k, entry)
	if err != nil || !news {
		return course, false, err
	}
	last, version := course.Last, course.Version
	if err := change(&course); err != nil {
		return Course{}, false, err
	}
	course.Guild, course.Story, course.Version = guild, k, version
	if err := course.checkLast(last); err != nil {
		return Course{}, false, err
	}
	course, err = putCourse(tx, course, unknown)
	return course, true, err
}

// checkLast checks that the last slot used has not gone back from what it was.
func (c *Course) checkLast(was string) error {
	switch {
	case c.Last != "" && !isSlot(c.Last):
		return fmt.Errorf("%w: %q is no slot", ErrInvalid, c.Last)
	case c.Last < was:
		return fmt.Errorf("%w: slot %q comes before %q, which is used", ErrOutOfOrder, c.Last, was)
	}
	return nil
}

// getCourse reads a course, which need not exist.
func getCourse(tx *kv.Tx, guild uint64, k story.Key) (Course, []byte, error) {
	course, unknown, err := get[Course](tx, courseKey(guild, k))
	if errors.Is(err, ErrNotFound) {
		return Course{Guild: guild, Story: k}, nil, nil
	}
	return course, unknown, err
}

// putCourse writes a changed course and returns it as it will be read.
func putCourse(tx *kv.Tx, c Course, unknown []byte) (Course, error) {
	c.Version++
	c.Begun = stored(c.Begun)
	return c, put(tx, courseKey(c.Guild, c.Story), c, unknown)
}
