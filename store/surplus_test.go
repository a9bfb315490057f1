package store_test

import (
	"slices"
	"testing"

	"cliffhanger/store"
	"cliffhanger/story"
)

func TestSurplusFollowsTheChoice(t *testing.T) {
	s := openMem(t)
	ref := withVote(t, s)
	ctx, voter := t.Context(), s.Reader(reader)
	begin := func(c story.Choice, n uint32, begun, want bool) func() error {
		return func() error {
			got, err := s.Unreacting(ctx, ref, voter, store.Surplus{Choice: c, N: n}, begun)
			if got != want {
				t.Errorf("Unreacting(%d, %d, %v) = %v, want %v", c, n, begun, got, want)
			}
			return err
		}
	}
	off := func(c story.Choice, n uint32) func() error {
		return func() error { return s.Unreacted(ctx, ref, voter, store.Surplus{Choice: c, N: n}) }
	}
	for _, step := range []struct {
		name string
		do   func() error
		want []store.Surplus
	}{
		{"first choice", castOf(t, s, ref, 0), nil},
		{"another", castOf(t, s, ref, 1), []store.Surplus{{0, 2, false}}},
		{"none of these", castOf(t, s, ref, story.None), []store.Surplus{{0, 2, false}, {1, 3, false}}},
		{"back to the first", castOf(t, s, ref, 0), []store.Surplus{{story.None, 4, false}, {1, 3, false}}},
		{"and away", castOf(t, s, ref, 2), []store.Surplus{{story.None, 4, false}, {0, 5, false}, {1, 3, false}}},
		{"begun as of long ago", begin(0, 2, true, false),
			[]store.Surplus{{story.None, 4, false}, {0, 5, false}, {1, 3, false}}},
		{"begun", begin(0, 5, true, true), []store.Surplus{{story.None, 4, false}, {0, 5, true}, {1, 3, false}}},
		{"begun again", begin(0, 5, true, true), []store.Surplus{{story.None, 4, false}, {0, 5, true}, {1, 3, false}}},
		{"refused", begin(0, 5, false, true), []store.Surplus{{story.None, 4, false}, {0, 5, false}, {1, 3, false}}},
		{"the first is off, as of long ago", off(0, 2),
			[]store.Surplus{{story.None, 4, false}, {0, 5, false}, {1, 3, false}}},
		{"the first is off", off(0, 5), []store.Surplus{{story.None, 4, false}, {1, 3, false}}},
		{"begun too late", begin(0, 5, true, false), []store.Surplus{{story.None, 4, false}, {1, 3, false}}},
		{"off again", off(0, 5), []store.Surplus{{story.None, 4, false}, {1, 3, false}}},
		{"taken back", castOf(t, s, ref, withdrawn), []store.Surplus{{story.None, 4, false}, {1, 3, false}}},
		{"another is off", off(1, 3), []store.Surplus{{story.None, 4, false}}},
		{"the last is off", off(story.None, 4), nil},
	} {
		must(t, step.do())
		got, err := s.SurplusOf(ctx, ref, voter)
		must(t, err)
		if !slices.Equal(got, step.want) {
			t.Fatalf("%s: surplus %v, want %v", step.name, got, step.want)
		}
		all, err := s.Surplus(ctx, ref)
		must(t, err)
		if !slices.Equal(all[voter], step.want) {
			t.Fatalf("%s: all surplus %v, want %v", step.name, all, step.want)
		}
	}
}

func castOf(t *testing.T, s *store.Store, ref store.VoteRef, c story.Choice) func() error {
	return func() error {
		_, err := s.Act(t.Context(), ref, []store.Act{actOf(s.Reader(reader), c, 1)})
		return err
	}
}

// A wipe takes the reactions off that it came after, of everybody, and a choice counts without its own until that is
// pressed anew.
func TestWiped(t *testing.T) {
	s := openMem(t)
	ref := voteOf(t, s, 2, "")
	ctx := t.Context()
	first, other := s.Reader(1), s.Reader(2)
	do := func(r story.ReaderID, seq uint64, a store.Act) store.Acted {
		a.Voter, a.At, a.Event = r, at(1), store.Event{Session: 7, Seq: seq}
		return act(t, s, ref, a)[0]
	}
	wipe := func(seq uint64, wiped ...story.Choice) {
		t.Helper()
		must(t, s.Wiped(ctx, ref, store.Event{Session: 7, Seq: seq},
			func(c story.Choice) bool { return slices.Contains(wiped, c) }))
	}
	expect := func(r story.ReaderID, bare ...story.Choice) {
		t.Helper()
		all, err := s.Bare(ctx, ref)
		must(t, err)
		if !slices.Equal(all[r], bare) {
			t.Fatalf("%v count without a reaction, want %v", all[r], bare)
		}
	}
	for i := range uint64(250) { // more than one update takes
		do(s.Reader(100+i), 1, press(0))
	}
	do(first, 2, press(2))
	do(first, 3, press(0))
	do(first, 4, press(1)) // 2 is surplus
	do(other, 5, press(1))
	wipe(6, 0, 2)
	expect(first, 0)
	expect(other)
	if left, err := s.SurplusOf(ctx, ref, first); err != nil || len(left) != 0 {
		t.Fatalf("surplus %v, error %v", left, err)
	}
	for i := range uint64(250) {
		expect(s.Reader(100+i), 0)
	}
	do(first, 7, press(0)) // anew
	expect(first)
	wipe(6, 0, 2) // told again to a process that has forgotten
	expect(first)
	if got := do(first, 8, press(story.None)); !slices.Equal(got.Surplus,
		[]store.Surplus{{Choice: 0, N: 4}, {Choice: 1, N: 4}}) {
		t.Errorf("surplus %v", got.Surplus)
	}
	wipe(9, story.None, 0, 1, 2)
	if got := do(first, 10, press(0)); !slices.Equal(got.Ballot.Choices, choices{0}) || len(got.Surplus) != 0 {
		t.Errorf("after all were wiped: %+v", got)
	}
	seen := set(story.ByReconcile, 1)
	seen.On = choices{1}
	do(other, 0, seen)
	expect(other)
	_, err := s.CloseVote(ctx, ref, at(59), nothing)
	must(t, err)
	wantErr(t, s.Wiped(ctx, ref, store.Event{}, func(story.Choice) bool { return true }), store.ErrVoteClosed)
}
