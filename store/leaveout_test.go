package store_test

import (
	"testing"

	"cliffhanger/store"
	"cliffhanger/story"
)

// What is left out is passed over together with the decision, once, and nothing goes back.
func TestLeaveOut(t *testing.T) {
	s := openMem(t)
	for _, c := range []uint64{channel, channel + 1} {
		other := telling()
		other.Channel = c
		must(t, s.Attach(t.Context(), other, store.Spot{}))
	}
	must(t, s.Park(t.Context(), telling(), store.Parking{Since: at(1), Reason: "x"}))
	decide := func(c *store.Course) error { c.Last = "2026-12-01T19:00"; return nil }
	far := []store.Reach{
		{Channel: channel, Chapter: 5, Released: story.Place{Chapter: 5, Scene: 3}},
		{Channel: channel + 1, Chapter: 4, Scene: 2, Released: story.Place{Chapter: 5, Scene: 2}},
	}
	entry := store.Entry{At: at(2), What: "leave out"}
	for range 2 { // the second is a repetition
		c, err := s.LeaveOut(t.Context(), guild, key(), far, decide, entry)
		must(t, err)
		equal(t, "last", c.Last, "2026-12-01T19:00")
		equal(t, "version", c.Version, uint64(1))
	}
	back := []store.Reach{{Channel: channel, Chapter: 2, Released: story.Place{Chapter: 2, Scene: 1}}}
	_, err := s.LeaveOut(t.Context(), guild, key(), back, decide, store.Entry{At: at(3), What: "again"})
	must(t, err)
	serial, _, err := s.Serial(t.Context(), telling())
	must(t, err)
	equal(t, "serial", serial, store.Serial{Telling: telling(), Chapter: 5, Released: story.Place{Chapter: 5, Scene: 3},
		Parked: store.Parking{Since: at(1), Reason: "x"}})
	other := telling()
	other.Channel++
	serial, _, err = s.Serial(t.Context(), other)
	must(t, err)
	equal(t, "serial in the middle", serial, store.Serial{Telling: other, Chapter: 4, Scene: 2,
		Released: story.Place{Chapter: 5, Scene: 2}})
	log, err := s.Audit(t.Context(), guild, key(), 10)
	must(t, err)
	equal(t, "lines of the log", len(log), 2)
}

func TestLeaveOutRefuses(t *testing.T) {
	s := openMem(t)
	must(t, s.Attach(t.Context(), telling(), store.Spot{}))
	decide := func(c *store.Course) error { c.Last = "2026-12-01T19:00"; return nil }
	reach := store.Reach{Channel: channel, Chapter: 5, Released: story.Place{Chapter: 5, Scene: 3}}
	unknown, nothing := reach, reach
	unknown.Channel++
	nothing.Released = story.Place{}
	for _, test := range []struct {
		to   []store.Reach
		want error
	}{
		{[]store.Reach{reach, unknown}, store.ErrNotFound},
		{[]store.Reach{reach, nothing}, store.ErrInvalid},
	} {
		_, err := s.LeaveOut(t.Context(), guild, key(), test.to, decide, store.Entry{At: at(2), What: "leave out"})
		wantErr(t, err, test.want)
	}
	serial, _, err := s.Serial(t.Context(), telling())
	must(t, err)
	_, known, err := s.Course(t.Context(), guild, key())
	must(t, err)
	if serial.Chapter != 0 || known {
		t.Errorf("after a refusal the telling is at %+v, and there is a course: %v", serial, known)
	}
}
