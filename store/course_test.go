package store_test

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/kvtest"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

// slot is a date of a story that drops daily.
func slot(day int) string {
	return time.Date(2026, 12, 1, 19, 0, 0, 0, time.UTC).AddDate(0, 0, day).Format("2006-01-02T15:04")
}

// timed is a chapter in a day's slot.
func timed(chapter, day int) store.Timed {
	return store.Timed{Chapter: chapter, Slot: slot(day), Used: slot(day),
		At: time.Date(2026, 12, 1, 18, 0, 0, 0, time.UTC).AddDate(0, 0, day)}
}

func courseOf(t *testing.T, s *store.Store) store.Course {
	t.Helper()
	course, _, err := s.Course(t.Context(), guild, key())
	must(t, err)
	return course
}

func TestACourseBeginsOnce(t *testing.T) {
	s := openMem(t)
	if _, ok, err := s.Course(t.Context(), guild, key()); ok || err != nil {
		t.Fatalf("a course before any began: %v, error %v", ok, err)
	}
	_, err := s.Begin(t.Context(), guild, key(), time.Time{})
	wantErr(t, err, store.ErrInvalid)
	want := store.Course{Guild: guild, Story: key(), Begun: at(1), Version: 1}
	for i := range 3 {
		got, err := s.Begin(t.Context(), guild, key(), at(1+i).In(time.FixedZone("CET", 3600)))
		must(t, err)
		equal(t, "begun", got, want)
		equal(t, "read", courseOf(t, s), want)
	}
}

func TestChangeCourse(t *testing.T) {
	s := openMem(t)
	by := s.Reader(reader)
	want := store.Course{Guild: guild, Story: key()}
	must(t, holdAndSkip(&want))
	for i := range 3 {
		want.Version = uint64(i + 1)
		got, err := s.ChangeCourse(t.Context(), guild, key(), func(c *store.Course) error {
			*c = store.Course{Guild: 1, Story: 2, Version: 99} // whatever is not its own is put right
			return holdAndSkip(c)
		}, store.Entry{At: at(i), Who: by, What: fmt.Sprint("change ", i)})
		must(t, err)
		equal(t, "changed", got, want)
		equal(t, "read", courseOf(t, s), want)
	}
	answered := func(c *store.Course) error { c.Asked = 0; return nil }
	got, err := s.ChangeCourse(t.Context(), guild, key(), answered, store.Entry{})
	must(t, err)
	want.Asked, want.Version = 0, 4
	equal(t, "changed without an entry", got, want)
	got, err = s.ChangeCourse(t.Context(), guild, key(), func(c *store.Course) error {
		c.Begun = at(9).In(time.FixedZone("CET", 3600))
		return nil
	}, store.Entry{})
	must(t, err)
	if got.Begun != at(9) { // which sees a time zone too
		t.Errorf("begun at %v, want %v", got.Begun, at(9))
	}
	entries, err := s.Audit(t.Context(), guild, key(), 0)
	must(t, err)
	if len(entries) != 3 {
		t.Errorf("audit log: %+v", entries)
	}
}

func TestAChangeThatFailsChangesNothing(t *testing.T) {
	s := openMem(t)
	before, err := s.ChangeCourse(t.Context(), guild, key(), holdAndSkip, store.Entry{At: at(1), What: "held"})
	must(t, err)
	failure, entry := errors.New("no such date"), store.Entry{At: at(2), What: "changed"}
	for _, c := range []struct {
		name   string
		change func(*store.Course)
		entry  store.Entry
		err    error // of the change
		want   error
	}{
		{"its own error", func(*store.Course) {}, entry, failure, failure},
		{"the last slot goes back", func(c *store.Course) { c.Last = slot(2) }, entry, nil, store.ErrOutOfOrder},
		{"the last slot is forgotten", func(c *store.Course) { c.Last = "" }, entry, nil, store.ErrOutOfOrder},
		{"no slot", func(c *store.Course) { c.Last = "tuesday" }, entry, nil, store.ErrInvalid},
		{"a slot that does not sort", func(c *store.Course) { c.Last = "2027-01-02T9:00" }, entry, nil, store.ErrInvalid},
		{"a hold of no chapter", func(c *store.Course) { c.Held[0].Chapter = 0 }, entry, nil, store.ErrInvalid},
		{"a hold of a negative scene", func(c *store.Course) { c.Freed[0].Scene = -1 }, entry, nil, store.ErrInvalid},
		{"a year far off", func(c *store.Course) { c.Begun = time.Unix(1<<40, 0) }, entry, nil, store.ErrInvalid},
		{"an entry of no time", func(*store.Course) {}, store.Entry{What: "changed"}, nil, store.ErrInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := s.ChangeCourse(t.Context(), guild, key(), func(course *store.Course) error {
				course.Adjustments[0] = "spoilt"
				c.change(course)
				return c.err
			}, c.entry)
			wantErr(t, err, c.want)
			equal(t, "unchanged", courseOf(t, s), before)
			entries, err := s.Audit(t.Context(), guild, key(), 0)
			must(t, err)
			equal(t, "audit log", entries, []store.Entry{{At: at(1), What: "held"}})
		})
	}
}

// Somebody who was not told what became of a change asks for it once more, and it is made once.
func TestAChangeOfUnknownOutcomeIsMadeOnce(t *testing.T) {
	s := openMem(t)
	skip := func(by uint64, minute int) store.Course {
		t.Helper()
		course, err := s.ChangeCourse(t.Context(), guild, key(), func(c *store.Course) error {
			c.Adjustments = append(c.Adjustments, fmt.Sprint("skip ", by, minute))
			return nil
		}, store.Entry{At: at(minute).In(time.FixedZone("CET", 3600)), Who: s.Reader(by), What: "skipped"})
		must(t, err)
		return course
	}
	skip(1, 1)
	want := skip(2, 1)
	equal(t, "the first again", skip(1, 1), want)
	equal(t, "the second again", skip(2, 1), want)
	if n := len(skip(1, 2).Adjustments); n != 3 {
		t.Errorf("%d changes were made, want 3", n)
	}
}

func TestAssign(t *testing.T) {
	s := openMem(t)
	if _, ok, err := s.TimedOf(t.Context(), guild, key(), 1); ok || err != nil {
		t.Fatalf("a slot before any was given: %v, error %v", ok, err)
	}
	one, err := s.Assign(t.Context(), guild, key(), 0, timed(1, 5))
	must(t, err)
	equal(t, "given", one, timed(1, 5))
	again, err := s.Assign(t.Context(), guild, key(), 0, timed(1, 9))
	must(t, err)
	equal(t, "given before", again, one)
	equal(t, "course", courseOf(t, s), store.Course{Guild: guild, Story: key(), Last: slot(5), Version: 1})

	_, err = s.Assign(t.Context(), guild, key(), 0, timed(2, 6))
	wantErr(t, err, store.ErrConflict)
	_, err = s.Assign(t.Context(), guild, key(), 1, timed(2, 4))
	wantErr(t, err, store.ErrOutOfOrder)
	now := store.Timed{Chapter: 2, Slot: slot(4), At: at(3)} // posted by hand, and uses up no date
	abroad := now
	abroad.At = now.At.In(time.FixedZone("CET", 3600))
	got, err := s.Assign(t.Context(), guild, key(), 1, abroad)
	must(t, err)
	if got != now { // which sees a time zone too
		t.Errorf("given by hand: %v, want %v", got, now)
	}
	equal(t, "course", courseOf(t, s), store.Course{Guild: guild, Story: key(), Last: slot(5), Version: 2})
	timeline, err := s.Timeline(t.Context(), guild, key())
	must(t, err)
	equal(t, "timeline", timeline, []store.Timed{one, now})
	for _, of := range []struct {
		guild uint64
		story story.Key
	}{{guild + 1, key()}, {guild, key() + 1}} {
		if other, err := s.Timeline(t.Context(), of.guild, of.story); len(other) != 0 || err != nil {
			t.Errorf("another timeline has %v, error %v", other, err)
		}
	}
}

func TestSlotsThatAreNone(t *testing.T) {
	s := openMem(t)
	for name, bad := range map[string]store.Timed{
		"no chapter": {Slot: slot(6)}, "no slot": {Chapter: 3}, "a huge chapter": {Chapter: math.MaxInt, Slot: slot(6)},
		"words": {Chapter: 3, Slot: "soon"}, "words used": {Chapter: 3, Slot: slot(6), Used: "soon"},
	} {
		if _, err := s.Assign(t.Context(), guild, key(), 0, bad); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
	_, _, err := s.TimedOf(t.Context(), guild, key(), 0)
	wantErr(t, err, store.ErrInvalid)
	if _, ok, err := s.Course(t.Context(), guild, key()); ok || err != nil {
		t.Errorf("a refused slot began a course: %v, error %v", ok, err)
	}
}

func TestRetime(t *testing.T) {
	s := openMem(t)
	entry := store.Entry{At: at(1), What: "the zone has changed"}
	wantErr(t, s.Retime(t.Context(), guild, key(), 1, at(2), entry), store.ErrNotFound)
	wantErr(t, s.Retime(t.Context(), guild, key(), 0, at(2), entry), store.ErrInvalid)
	_, err := s.Assign(t.Context(), guild, key(), 0, timed(1, 1))
	must(t, err)
	for range 2 {
		must(t, s.Retime(t.Context(), guild, key(), 1, at(2), entry))
		entry.At = at(9) // told once, whatever the entry says later
	}
	want := timed(1, 1)
	want.At = at(2)
	got, ok, err := s.TimedOf(t.Context(), guild, key(), 1)
	must(t, err)
	equal(t, "moved", got, want)
	entries, err := s.Audit(t.Context(), guild, key(), 0)
	must(t, err)
	if !ok || len(entries) != 1 {
		t.Errorf("slot: %v, audit log: %+v", ok, entries)
	}
}

// Two tellings, one ahead of the other, race for the dates while their author skips some. Every chapter gets one slot,
// no slot is given twice, chapters keep their order, and the last slot used never goes back.
func TestTellingsRaceForTheDates(t *testing.T) {
	for name, wrap := range map[string]func(kv.Engine) kv.Engine{
		"plain": func(e kv.Engine) kv.Engine { return e }, "twice": kvtest.Twice, "lossy": kvtest.Lossy,
	} {
		t.Run(name, func(t *testing.T) {
			const chapters, skips = 60, 20
			r := &race{t: t, s: open(t, wrap(memkv.New())), saw: map[int]store.Timed{}}
			var tellings, watch sync.WaitGroup
			over := make(chan struct{})
			for range 2 {
				tellings.Go(func() { r.tell(chapters) })
			}
			tellings.Go(func() { r.skip(skips) })
			watch.Go(func() { r.watch(over) })
			tellings.Wait()
			close(over)
			watch.Wait()
			r.judge(chapters, skips)
		})
	}
}

// A race is a course that several work on.
type race struct {
	t   *testing.T
	s   *store.Store
	mu  sync.Mutex
	saw map[int]store.Timed // the slot every telling was given, by chapter
}

// after is the day after the last slot used.
func after(c store.Course) int {
	if c.Last == "" {
		return 0
	}
	last, err := time.Parse("2006-01-02T15:04", c.Last)
	if err != nil {
		return -1 // which is refused
	}
	return int(last.Sub(time.Date(2026, 12, 1, 19, 0, 0, 0, time.UTC)).Hours()/24) + 1
}

// tell takes each chapter's slot in turn, as a runner does.
func (r *race) tell(chapters int) {
	for chapter := 1; chapter <= chapters; {
		course, _, err := r.s.Course(r.t.Context(), guild, key())
		if err != nil {
			r.t.Error(err)
			return
		}
		got, err := r.s.Assign(r.t.Context(), guild, key(), course.Version, timed(chapter, after(course)))
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		if err != nil {
			r.t.Errorf("chapter %d: %v", chapter, err)
			return
		}
		r.mu.Lock()
		if before, ok := r.saw[chapter]; ok && before != got {
			r.t.Errorf("chapter %d has slots %v and %v", chapter, before, got)
		}
		r.saw[chapter] = got
		r.mu.Unlock()
		chapter++
	}
}

// skip uses up dates without a chapter.
func (r *race) skip(times int) {
	for i := range times {
		_, err := r.s.ChangeCourse(r.t.Context(), guild, key(), func(c *store.Course) error {
			c.Last = slot(after(*c))
			return nil
		}, store.Entry{At: at(i), What: fmt.Sprint("skip ", i)})
		if err != nil {
			r.t.Errorf("skip %d: %v", i, err)
			return
		}
	}
}

// watch looks whether the course goes back.
func (r *race) watch(over <-chan struct{}) {
	var last store.Course
	for {
		course, _, err := r.s.Course(r.t.Context(), guild, key())
		if err != nil {
			r.t.Error(err)
			return
		}
		if course.Last < last.Last || course.Version < last.Version {
			r.t.Errorf("the course went back from %v to %v", last, course)
			return
		}
		last = course
		select {
		case <-over:
			return
		default:
		}
	}
}

// judge looks at what is left when all have done.
func (r *race) judge(chapters, skips int) {
	timeline, err := r.s.Timeline(r.t.Context(), guild, key())
	must(r.t, err)
	if len(timeline) != chapters {
		r.t.Fatalf("%d chapters have slots, want %d", len(timeline), chapters)
	}
	for i, got := range timeline {
		if got != r.saw[i+1] {
			r.t.Errorf("chapter %d has slot %v, the tellings saw %v", got.Chapter, got, r.saw[i+1])
		}
		if i > 0 && got.Slot <= timeline[i-1].Slot {
			r.t.Errorf("chapter %d has slot %s, the one before %s", got.Chapter, got.Slot, timeline[i-1].Slot)
		}
	}
	course := courseOf(r.t, r.s)
	if course.Last != slot(chapters+skips-1) || course.Version != uint64(chapters+skips) {
		r.t.Errorf("%d chapters and %d skips have come to %s, version %d", chapters, skips, course.Last, course.Version)
	}
	entries, err := r.s.Audit(r.t.Context(), guild, key(), 0)
	must(r.t, err)
	for i, e := range entries {
		if want := (store.Entry{At: at(skips - 1 - i), What: fmt.Sprint("skip ", skips-1-i)}); e != want {
			r.t.Errorf("entry %d is %v, want %v", i, e, want)
		}
	}
	if len(entries) != skips {
		r.t.Errorf("%d entries of %d skips", len(entries), skips)
	}
}
