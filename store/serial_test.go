package store_test

import (
	"testing"
	"time"

	"cliffhanger/store"
	"cliffhanger/story"
)

func TestScheduleMovesOnlyChannelAndDue(t *testing.T) {
	s := openMem(t)
	_, ok, err := s.Serial(t.Context(), guild, key())
	must(t, err)
	if ok {
		t.Fatal("a serial before any was scheduled")
	}
	berlin := time.FixedZone("CET", 3600)
	first, err := s.Schedule(t.Context(), guild, key(), channel, at(5).In(berlin))
	must(t, err)
	want := store.Serial{Guild: guild, Story: key(), Channel: channel, NextDue: at(5)}
	equal(t, "scheduled", first, want)
	if first != want { // which sees a time zone too
		t.Errorf("what was scheduled is not what is read later: %v", first)
	}

	drop, steps := plan()
	must(t, s.PlanDrop(t.Context(), drop, steps))
	for i := range steps {
		take(t, s, i, message+uint64(i), nil)
	}
	must(t, s.FinishDrop(t.Context(), ref(), at(40), at(50)))
	moved, err := s.Schedule(t.Context(), guild, key(), channel+1, time.Time{})
	must(t, err)
	want.Channel, want.NextDue = channel+1, time.Time{}
	want.Released, want.Chapter = story.Place{Chapter: 3, Scene: 2}, 3
	equal(t, "moved", moved, want)

	read, ok, err := s.Serial(t.Context(), guild, key())
	must(t, err)
	if !ok {
		t.Fatal("the serial is gone")
	}
	equal(t, "read", read, want)
}

func TestTimesThatCannotBeKeptAreRefused(t *testing.T) {
	s := openMem(t)
	for _, year := range []int{1, 1677, 2262, 9999} {
		_, err := s.Schedule(t.Context(), guild, key(), channel, time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC))
		wantErr(t, err, store.ErrInvalid)
	}
	epoch, err := s.Schedule(t.Context(), guild, key(), channel, time.Unix(0, 0))
	must(t, err)
	read, _, err := s.Serial(t.Context(), guild, key())
	must(t, err)
	equal(t, "the epoch is a time", read, epoch)
	if read.NextDue.IsZero() {
		t.Fatal("1970 was read back as no time")
	}
}
