package store_test

import (
	"errors"
	"testing"
	"time"

	"cliffhanger/store"

	"github.com/google/go-cmp/cmp"
)

func TestAChapterIsTakenBackAndBroughtBack(t *testing.T) {
	s := openMem(t)
	note := func(what string) store.Entry { return store.Entry{At: time.Unix(1_800_000_000, 0), What: what} }
	taken := func(want ...int) {
		t.Helper()
		if diff := cmp.Diff(want, courseOf(t, s).Retracted); diff != "" {
			t.Errorf("taken back (-want +got):\n%s", diff)
		}
	}
	must(t, s.Restore(t.Context(), guild, key(), 3, store.Entry{})) // there is nothing to bring back
	if _, ok, err := s.Course(t.Context(), guild, key()); ok || err != nil {
		t.Errorf("a course for nothing: %v, %v", ok, err)
	}
	must(t, s.Retract(t.Context(), guild, key(), 3, note("back 3")))
	must(t, s.Retract(t.Context(), guild, key(), 1, note("back 1")))
	version := courseOf(t, s).Version
	must(t, s.Retract(t.Context(), guild, key(), 3, store.Entry{}))
	taken(1, 3)
	if got := courseOf(t, s).Version; got != version {
		t.Errorf("a repetition counts the version on from %d to %d", version, got)
	}
	drop := store.Drop{DropRef: store.DropRef{Telling: store.Telling{Guild: guild, Story: key(), Channel: 9}, Chapter: 3}}
	steps := []store.Step{{Kind: store.StepPage, Scene: 1}}
	if err := s.PlanDrop(t.Context(), drop, steps); !errors.Is(err, store.ErrRetracted) {
		t.Errorf("a drop of what is taken back: %v", err)
	}
	must(t, s.Restore(t.Context(), guild, key(), 3, note("again 3")))
	taken(1)
	must(t, s.Retract(t.Context(), guild, key(), 3, note("back 3"))) // the first order, once more
	taken(1)
	must(t, s.PlanDrop(t.Context(), drop, steps))
	if err := s.Retract(t.Context(), guild, key(), 3, note("too late")); !errors.Is(err, store.ErrOutOfOrder) {
		t.Errorf("while it is being posted: %v", err)
	}
	taken(1)
	entries, err := s.Audit(t.Context(), guild, key(), 0)
	if err != nil || len(entries) != 3 || entries[0].What != "again 3" {
		t.Errorf("audit %+v, %v", entries, err)
	}
	for _, chapter := range []int{0, -1, 1 << 40} {
		if err := s.Retract(t.Context(), guild, key(), chapter, store.Entry{}); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("chapter %d: %v", chapter, err)
		}
	}
}
