package ballot_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

func TestRuleOf(t *testing.T) {
	q := &story.Question{Options: make([]story.Option, 3)}
	if got := ballot.RuleOf(q); got != (ballot.Rule{Options: 3, Choose: 1}) {
		t.Errorf("%+v", got)
	}
	q.Voting.Choose = story.MaxOptions
	if got := ballot.RuleOf(q); got != (ballot.Rule{Options: 3, Choose: story.MaxOptions}) {
		t.Errorf("%+v", got)
	}
}

func TestPress(t *testing.T) {
	for _, tt := range []struct {
		choose             int
		held               choices
		press              story.Choice
		now, surplus, left choices // left: of now, after the same choice was taken back
	}{
		{1, nil, 2, choices{2}, nil, nil},
		{1, choices{1}, 2, choices{2}, choices{1}, nil},
		{1, choices{1}, 1, choices{1}, nil, nil},
		{1, choices{1}, 4, choices{1}, nil, choices{1}},
		{1, choices{1}, -2, choices{1}, nil, choices{1}},
		{1, choices{1}, none, choices{none}, choices{1}, nil},
		{0, choices{1}, 0, choices{0}, choices{1}, nil},
		{2, choices{1}, 0, choices{1, 0}, nil, choices{1}},
		{2, choices{1, 0}, 1, choices{1, 0}, nil, choices{0}},
		{2, choices{1, 0}, 3, choices{0, 3}, choices{1}, choices{0}},
		{3, choices{1, 0, 3}, none, choices{none}, choices{1, 0, 3}, nil},
		{3, choices{none}, 2, choices{2}, choices{none}, nil},
		{9, choices{3, 1, 0}, 2, choices{3, 1, 0, 2}, nil, choices{3, 1, 0}},
		{2, choices{0, 1, 2}, 1, choices{1}, choices{0, 2}, nil}, // held is no ballot
		{2, choices{0, 0}, 9, nil, choices{0}, nil},
		{2, choices{none, 3}, none, choices{none}, choices{3}, nil},
	} {
		rule := ballot.Rule{Options: 4, Choose: tt.choose}
		before := slices.Clone(tt.held)
		now, surplus := rule.Press(tt.held, tt.press)
		if diff := cmp.Diff([]choices{tt.now, tt.surplus}, []choices{now, surplus}, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%d of 4, %v held, %d pressed: %s", tt.choose, tt.held, tt.press, diff)
		}
		if left := rule.Release(now, tt.press); !slices.Equal(left, tt.left) {
			t.Errorf("%d of 4, %v held, %d released: %v left", tt.choose, now, tt.press, left)
		}
		if !slices.Equal(before, tt.held) {
			t.Errorf("%v was changed to %v", before, tt.held)
		}
	}
}

// FuzzRule holds what is true of any press and release: a ballot comes out, the choice is in it or not, nothing is in it
// that was not, nothing is lost without being surplus, and the order of what stays is kept.
func FuzzRule(f *testing.F) {
	f.Add([]byte{0, 1, 255}, int8(3), 4, 2)
	f.Add([]byte{2, 2}, int8(-1), 4, 3)
	f.Add([]byte{}, int8(0), -3, -3)
	f.Fuzz(func(t *testing.T, bytes []byte, press int8, options, choose int) {
		rule, c := ballot.Rule{Options: options % 300, Choose: choose}, story.Choice(press)
		var held choices
		for _, b := range bytes {
			held = append(held, story.Choice(int8(b)))
		}
		there := c >= none && int(c) < max(0, rule.Options)
		counted := held
		if !rule.Valid(held) {
			counted = nil
		}
		now, surplus := rule.Press(held, c)
		left := rule.Release(now, c)
		if !rule.Valid(now) || !rule.Valid(left) || slices.Contains(now, c) != there || slices.Contains(left, c) {
			t.Fatalf("%+v: %v held, %d pressed: %v, then released: %v", rule, held, c, now, left)
		}
		kept := slices.DeleteFunc(slices.Clone(counted),
			func(h story.Choice) bool { return slices.Contains(surplus, h) })
		if there && !slices.Contains(kept, c) {
			kept = append(kept, c)
		}
		if !slices.Equal(kept, now) {
			t.Fatalf("%+v: %v held, %d pressed: %v and %v", rule, held, c, now, surplus)
		}
		for _, s := range surplus {
			if !slices.Contains(held, s) || s == c {
				t.Fatalf("%+v: %v held, %d pressed: %d is surplus", rule, held, c, s)
			}
		}
		if again, more := rule.Press(now, c); !slices.Equal(again, now) || len(more) > 0 {
			t.Fatalf("%+v: %v, pressed again: %v and %v", rule, now, again, more)
		}
	})
}
