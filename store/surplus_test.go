package store_test

import (
	"testing"

	"cliffhanger/store"
	"cliffhanger/story"
)

func TestSurplusFollowsTheChoice(t *testing.T) {
	s := openMem(t)
	ref := withVote(t, s)
	ctx, voter := t.Context(), s.Reader(reader)
	for _, step := range []struct {
		name string
		do   func() error
		want []story.Choice
	}{
		{"first choice", castOf(t, s, ref, 0), nil},
		{"another", castOf(t, s, ref, 1), []story.Choice{0}},
		{"none of these", castOf(t, s, ref, story.None), []story.Choice{0, 1}},
		{"back to the first", castOf(t, s, ref, 0), []story.Choice{story.None, 1}},
		{"one is off", func() error { return s.Unreacted(ctx, ref, voter, 1) }, []story.Choice{story.None}},
		{"off again", func() error { return s.Unreacted(ctx, ref, voter, 1) }, []story.Choice{story.None}},
		{"taken back", castOf(t, s, ref, story.Withdrawn), []story.Choice{story.None}},
		{"the last is off", func() error { return s.Unreacted(ctx, ref, voter, story.None) }, nil},
	} {
		must(t, step.do())
		got, err := s.SurplusOf(ctx, ref, voter)
		must(t, err)
		if len(got) != len(step.want) {
			t.Fatalf("%s: surplus %v, want %v", step.name, got, step.want)
		}
		for i := range got {
			if got[i] != step.want[i] {
				t.Fatalf("%s: surplus %v, want %v", step.name, got, step.want)
			}
		}
		all, err := s.Surplus(ctx, ref)
		must(t, err)
		if len(all[voter]) != len(step.want) {
			t.Fatalf("%s: all surplus %v, want %v", step.name, all, step.want)
		}
	}
}

func castOf(t *testing.T, s *store.Store, ref store.VoteRef, c story.Choice) func() error {
	return func() error {
		b := story.Ballot{Voter: s.Reader(reader), Choice: c, Cause: story.ByEvent, At: at(1)}
		_, err := s.Cast(t.Context(), ref, b)
		return err
	}
}
