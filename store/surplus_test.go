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
