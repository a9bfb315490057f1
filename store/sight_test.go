package store_test

import (
	"maps"
	"slices"
	"testing"

	"cliffhanger/store"
	"cliffhanger/story"
)

// told is a press of which a session's event told.
func told(s *store.Store, user uint64, c story.Choice, session uint32, seq uint64) store.Act {
	return store.Act{Voter: s.Reader(user), Kind: store.ActPress, Choice: c, Cause: story.ByEvent,
		Event: store.Event{Session: session, Seq: seq}, At: at(1)}
}

func TestWhatReadingsLeaveOpen(t *testing.T) {
	s := openMem(t)
	ref := voteOf(t, s, 1, "")
	one, two := s.Reader(1), s.Reader(2)
	unsure := func(when string, session uint32, want map[story.ReaderID]store.Unsure) {
		t.Helper()
		got, err := s.Unsure(t.Context(), ref, session)
		must(t, err)
		same := func(a, b store.Unsure) bool {
			return a.Now == b.Now && a.Any == b.Any && slices.Equal(a.Choices, b.Choices)
		}
		if !maps.EqualFunc(got, want, same) {
			t.Errorf("%s: unsure in session %d are %v, want %v", when, session, got, want)
		}
	}
	act := func(acts ...store.Act) {
		t.Helper()
		_, err := s.Act(t.Context(), ref, acts)
		must(t, err)
	}
	type all = map[story.ReaderID]store.Unsure
	unsure("before anything", 7, nil)
	act(told(s, 1, 0, 7, 1), told(s, 2, 1, 7, 2))
	unsure("unread", 7, all{one: {Now: true, Any: true}, two: {Now: true, Any: true}})
	unsure("unread", 0, all{one: {Any: true}, two: {Any: true}})

	must(t, s.Seen(t.Context(), ref, 8, []store.Doubt{{Voter: two, Choices: []story.Choice{0, story.None}}, {Voter: one,
		Choices: []story.Choice{1}, Older: true}}))
	unsure("read, and not clear", 8, all{one: {Choices: []story.Choice{1}}})
	act(told(s, 2, story.None, 8, 1))
	unsure("a click after the doubt", 8, all{one: {Choices: []story.Choice{1}},
		two: {Now: true, Choices: []story.Choice{story.None, 0}}})
	unsure("a click after the doubt", 9, all{one: {Choices: []story.Choice{1}}, two: {Choices: []story.Choice{story.None, 0}}})

	must(t, s.Cleared(t.Context(), ref, two))
	must(t, s.Cleared(t.Context(), ref, two))
	unsure("one of two is clear", 9, all{one: {Choices: []story.Choice{1}}})
	must(t, s.Seen(t.Context(), ref, 8, nil))
	unsure("clear", 8, nil)
	unsure("clear", 9, nil)
	act(store.Act{Voter: one, Kind: store.ActSet, Choices: []story.Choice{1}, Cause: story.ByReconcile, At: at(2)})
	act(told(s, 2, 1, 9, 1))
	unsure("of a reading nothing tells", 9, all{two: {Now: true, Any: true}})

	many := make([]store.Doubt, store.MaxDoubted+1)
	must(t, s.Seen(t.Context(), ref, 9, many))
	unsure("too many to note", 9, all{two: {Now: true, Any: true}})
	wantErr(t, s.Seen(t.Context(), store.VoteRef{Guild: ref.Guild, Message: 1}, 9, nil), store.ErrNotFound)
}
