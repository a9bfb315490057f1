package store_test

import (
	"fmt"
	"strings"
	"testing"

	"cliffhanger/store"
	"cliffhanger/story"
)

// answered opens an open question, and closes it if closed.
func answered(t *testing.T, s *store.Store, closed bool) store.VoteRef {
	t.Helper()
	drop, _ := plan()
	must(t, s.PlanDrop(t.Context(), drop, []store.Step{{Kind: store.StepQuestion}}))
	take(t, s, 0, message, &store.Vote{Question: story.Question{Text: "Who?"}})
	if closed {
		_, err := s.CloseVote(t.Context(), voteRef(), at(59), nothing)
		must(t, err)
	}
	return voteRef()
}

func TestGroups(t *testing.T) {
	s := openMem(t)
	v, ctx := answered(t, s, true), t.Context()
	a, b, c := s.Reader(1), s.Reader(2), s.Reader(3)
	minute := 60
	set := func(name string, readers ...story.ReaderID) error {
		minute++
		return s.SetGroup(ctx, v, store.Group{Name: name, Readers: readers}, store.Entry{At: at(minute), What: "group " + name})
	}
	for _, one := range []struct {
		name    string
		readers []story.ReaderID
		want    []store.Group
	}{
		{"sea", []story.ReaderID{a, b}, []store.Group{{Name: "sea", Readers: []story.ReaderID{a, b}}}},
		{"dog", []story.ReaderID{b, c}, []store.Group{{Name: "dog", Readers: []story.ReaderID{b, c}},
			{Name: "sea", Readers: []story.ReaderID{a}}}},
		{"fog", []story.ReaderID{a}, []store.Group{{Name: "dog", Readers: []story.ReaderID{b, c}},
			{Name: "fog", Readers: []story.ReaderID{a}}}},
		{"dog", nil, []store.Group{{Name: "fog", Readers: []story.ReaderID{a}}}},
	} {
		must(t, set(one.name, one.readers...))
		got, err := s.Groups(ctx, v)
		must(t, err)
		equal(t, "after "+one.name, got, one.want)
	}
	log, err := s.Audit(ctx, guild, key(), 1)
	must(t, err)
	equal(t, "the log", log[0].What, "group dog")
	wantErr(t, set("", a), store.ErrInvalid)
	wantErr(t, set(strings.Repeat("x", store.MaxGroupName+1), a), store.ErrInvalid)
	for i := range store.MaxGroups - 1 {
		must(t, set(fmt.Sprint(i), s.Reader(uint64(100+i))))
	}
	wantErr(t, set("one more", c), store.ErrInvalid)
	must(t, set("fog", a, c)) // there already
}

func TestOnlyAnswersThatAreAllThereAreGrouped(t *testing.T) {
	s := openMem(t)
	g := store.Group{Name: "sea", Readers: []story.ReaderID{s.Reader(1)}}
	wantErr(t, s.SetGroup(t.Context(), answered(t, s, false), g, store.Entry{}), store.ErrOutOfOrder)
	wantErr(t, s.SetGroup(t.Context(), voteOn(guild, 1), g, store.Entry{}), store.ErrNotFound)
	s = openMem(t)
	wantErr(t, s.SetGroup(t.Context(), withVote(t, s), g, store.Entry{}), store.ErrInvalid)
}
