package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A Timed is a chapter with its slot, one in a guild for all tellings. Slots are kept as the text that package schedule
// prints.
type Timed struct {
	Chapter int       // 1 and up
	Slot    string    // when the chapter is due on the author's wall, such as 2026-12-01T19:00
	Used    string    // what Course.Last became with it; empty: nothing, it uses up no slot
	At      time.Time // the instant at which Slot came by the rules of the zone as they were known then
}

func (t *Timed) encode(e *encoder) {
	e.text(1, t.Slot)
	e.text(2, t.Used)
	e.time(3, t.At)
}

func (t *Timed) take(f *field) bool {
	switch f.num {
	case 1:
		t.Slot = f.text()
	case 2:
		t.Used = f.text()
	case 3:
		t.At = f.time()
	default:
		return false
	}
	return true
}

func (t *Timed) locate(key []byte) bool {
	if len(key) != timedSize {
		return false
	}
	t.Chapter = numberAt(key, courseSize)
	return true
}

func (t Timed) check() error {
	if t.Chapter < 1 || t.Chapter > maxChapter {
		return fmt.Errorf("%w: no chapter has number %d", ErrInvalid, t.Chapter)
	}
	if !isSlot(t.Slot) || t.Used != "" && !isSlot(t.Used) {
		return fmt.Errorf("%w: chapter %d has slot %q and uses up %q", ErrInvalid, t.Chapter, t.Slot, t.Used)
	}
	return nil
}

// Assign gives a chapter its slot and moves the course's Last on to t.Used, in one update, and counts its Version on.
// version is that of the course from which the slot was worked out: if the course was changed since, it is ErrConflict,
// and the caller looks again. A chapter that has a slot keeps it, whatever the version: then nothing is changed, and
// the slot it has is returned. ErrOutOfOrder means that t.Used comes before the slot used last.
func (s *Store) Assign(ctx context.Context, guild uint64, k story.Key, version uint64, t Timed) (Timed, error) {
	const what = "giving a chapter its slot"
	if err := t.check(); err != nil {
		return Timed{}, during(what, err)
	}
	t.At = stored(t.At)
	timed, err := kv.Do(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) (Timed, error) {
		key := timedKey(guild, k, t.Chapter)
		has, _, err := get[Timed](tx, key)
		if !errors.Is(err, ErrNotFound) {
			return has, err
		}
		course, unknown, err := getCourse(tx, guild, k)
		if err != nil {
			return Timed{}, err
		}
		if course.Version != version {
			return Timed{}, fmt.Errorf("%w: the course's version is %d, not %d", ErrConflict, course.Version, version)
		}
		if t.Used != "" {
			last := course.Last
			course.Last = t.Used
			if err := course.checkLast(last); err != nil {
				return Timed{}, err
			}
		}
		if _, err := putCourse(tx, course, unknown); err != nil {
			return Timed{}, err
		}
		return t, put(tx, key, t, nil)
	})
	return timed, during(what, err)
}

// Retime notes at which instant a chapter's slot comes now that its zone's rules have changed, and writes the entry
// about it into the audit log (one without words is not written). ErrNotFound means that the chapter has no slot. If
// the instant is known already, nothing is written.
func (s *Store) Retime(ctx context.Context, guild uint64, k story.Key, chapter int, at time.Time, entry Entry) error {
	const what = "noting a chapter's new instant"
	if err := (DropRef{Chapter: chapter}).check(); err != nil {
		return during(what, err)
	}
	return during(what, s.db.Update(ctx, kv.Partition(guild), func(tx *kv.Tx) error {
		key := timedKey(guild, k, chapter)
		timed, unknown, err := get[Timed](tx, key)
		if err != nil || timed.At.Equal(at) {
			return err
		}
		timed.At = stored(at)
		if _, err := appendEntry(tx, guild, k, entry); err != nil {
			return err
		}
		return put(tx, key, timed, unknown)
	}))
}

// Timeline returns the chapters of story k that have a slot in a guild, ordered by chapter.
func (s *Store) Timeline(ctx context.Context, guild uint64, k story.Key) ([]Timed, error) {
	all, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) ([]Timed, error) {
		return list[Timed](tx, storyKey(kindTimed, guild, k), 0)
	})
	return all, during("reading a timeline", err)
}

// TimedOf returns the slot of a chapter, and whether it has one.
func (s *Store) TimedOf(ctx context.Context, guild uint64, k story.Key, chapter int) (Timed, bool, error) {
	const what = "reading a chapter's slot"
	if err := (DropRef{Chapter: chapter}).check(); err != nil {
		return Timed{}, false, during(what, err)
	}
	timed, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) (Timed, error) {
		timed, _, err := get[Timed](tx, timedKey(guild, k, chapter))
		return timed, err
	})
	if errors.Is(err, ErrNotFound) {
		return Timed{}, false, nil
	}
	return timed, err == nil, during(what, err)
}
