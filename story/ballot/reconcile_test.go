package ballot_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

const none = story.None

func only(list ...story.Choice) func(story.Choice) bool {
	return func(c story.Choice) bool { return slices.Contains(list, c) }
}

func TestReconcileOne(t *testing.T) {
	one, two, three := ballot.Rule{Options: 4, Choose: 1}, ballot.Rule{Options: 4, Choose: 2},
		ballot.Rule{Options: 4, Choose: 3}
	for _, tt := range []struct {
		name    string
		rule    ballot.Rule
		counted choices // nil: absent
		shown   choices
		wiped   choices
		want    *ballot.Finding
	}{
		{"nothing new", one, choices{1}, choices{1}, nil, nil},
		{"never voted", one, nil, nil, nil, nil},
		{"withdrew before", one, choices{}, nil, nil, nil},
		{"a first vote", one, nil, choices{2}, nil, &ballot.Finding{Choices: choices{2}}},
		{"a vote after withdrawing", one, choices{}, choices{0}, nil, &ballot.Finding{Choices: choices{0}}},
		{"none of these", one, nil, choices{none}, nil, &ballot.Finding{Choices: choices{none}}},
		{"another one instead", one, choices{1}, choices{2}, nil, &ballot.Finding{Choices: choices{2}}},
		{"another one instead of a wiped one", one, choices{1}, choices{2}, choices{1},
			&ballot.Finding{Choices: choices{2}}},
		{"withdrew", one, choices{1}, nil, nil, &ballot.Finding{}},
		{"withdrew none of these", one, choices{none}, choices{}, nil, &ballot.Finding{}},
		{"wiped", one, choices{1}, nil, choices{1}, nil},
		{"withdrew, and another was wiped", one, choices{1}, nil, choices{0, 2}, &ballot.Finding{}},
		{"a newer one beside it", one, choices{1}, choices{1, 2}, nil,
			&ballot.Finding{Choices: choices{2}, Surplus: choices{1}}},
		{"a newer one before it", one, choices{2}, choices{1, 2}, nil,
			&ballot.Finding{Choices: choices{1}, Surplus: choices{2}}},
		{"from none to one", one, choices{none}, choices{0, none}, nil,
			&ballot.Finding{Choices: choices{0}, Surplus: choices{none}}},
		{"from one to none", one, choices{0}, choices{0, none}, choices{0, none},
			&ballot.Finding{Choices: choices{none}, Surplus: choices{0}}},
		{"two others", one, choices{0}, choices{1, 2}, nil, &ballot.Finding{Choices: choices{0}, Ambiguous: true}},
		{"it and two others", one, choices{0}, choices{2, 0, 1}, nil,
			&ballot.Finding{Choices: choices{0}, Ambiguous: true}},
		{"two and no vote", one, nil, choices{1, 2}, nil, &ballot.Finding{Ambiguous: true}},
		{"two after withdrawing", one, choices{}, choices{1, 2}, choices{1}, &ballot.Finding{Ambiguous: true}},
		{"the same twice", one, choices{1}, choices{1, 1}, nil, nil},
		{"choices there are not", one, choices{1}, choices{1, -2, -7, 4}, nil, nil},

		{"two at once", two, nil, choices{3, 1}, nil, &ballot.Finding{Choices: choices{1, 3}}},
		{"one more", two, choices{2}, choices{2, 0}, nil, &ballot.Finding{Choices: choices{2, 0}}},
		{"the order of before stays", two, choices{2, 0}, choices{0, 2}, nil, nil},
		{"the oldest gives way", two, choices{2, 0}, choices{0, 1, 2}, nil,
			&ballot.Finding{Choices: choices{0, 1}, Surplus: choices{2}}},
		{"both give way", two, choices{2, 0}, choices{0, 1, 2, 3}, nil,
			&ballot.Finding{Choices: choices{1, 3}, Surplus: choices{0, 2}}},
		{"one for another", two, choices{2, 0}, choices{2, 3}, nil, &ballot.Finding{Choices: choices{2, 3}}},
		{"one taken back", two, choices{2, 0}, choices{0}, nil, &ballot.Finding{Choices: choices{0}}},
		{"one wiped, one taken back", two, choices{2, 0}, nil, choices{2}, &ballot.Finding{Choices: choices{2}}},
		{"one wiped, one more", two, choices{2, 0}, choices{0, 1}, choices{2}, &ballot.Finding{Choices: choices{0, 1}}},
		{"none beside two", two, choices{2, 0}, choices{0, none, 2}, nil,
			&ballot.Finding{Choices: choices{none}, Surplus: choices{0, 2}}},
		{"two beside none", two, choices{none}, choices{0, none, 2}, nil,
			&ballot.Finding{Choices: choices{0, 2}, Surplus: choices{none}}},
		{"none and one, both new", two, choices{0}, choices{0, none, 2}, nil,
			&ballot.Finding{Choices: choices{0}, Ambiguous: true}},
		{"three new ones", two, choices{0}, choices{1, 2, 3}, nil,
			&ballot.Finding{Choices: choices{0}, Ambiguous: true}},
		{"any number", ballot.Rule{Options: 4, Choose: story.MaxOptions}, choices{3}, choices{0, 1, 2, 3}, nil,
			&ballot.Finding{Choices: choices{3, 0, 1, 2}}},

		{"damaged: one twice", two, choices{1, 1}, choices{1}, nil, &ballot.Finding{Choices: choices{1}}},
		{"damaged: too many, wiped", two, choices{0, 1, 2}, nil, choices{0, 1, 2}, &ballot.Finding{}},
		{"damaged: none and another", three, choices{none, 1}, choices{none, 1}, nil, &ballot.Finding{Ambiguous: true}},
	} {
		counted, shown := map[story.ReaderID][]story.Choice{}, map[story.ReaderID][]story.Choice{}
		if tt.counted != nil {
			counted[reader(1)] = slices.Clone(tt.counted)
		}
		if tt.shown != nil {
			shown[reader(1)] = slices.Clone(tt.shown)
		}
		var want []ballot.Finding
		if tt.want != nil {
			tt.want.Voter = reader(1)
			want = []ballot.Finding{*tt.want}
		}
		got := ballot.Reconcile(tt.rule, counted, shown, only(tt.wiped...))
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		for _, f := range got {
			for i := range f.Choices {
				f.Choices[i] = -99 // shares nothing with the arguments
			}
		}
		if !slices.Equal(counted[reader(1)], tt.counted) || !slices.Equal(shown[reader(1)], tt.shown) {
			t.Errorf("%s: the arguments were changed to %v, %v", tt.name, counted, shown)
		}
	}
}

// TestReconcileOrder: findings come in the order of readers, each once.
func TestReconcileOrder(t *testing.T) {
	counted, shown := map[story.ReaderID][]story.Choice{}, map[story.ReaderID][]story.Choice{}
	for n := range 1000 {
		if n%3 > 0 {
			counted[reader(n)] = choices{0}
		}
		if n%3 < 2 {
			shown[reader(n)] = choices{1}
		}
	}
	findings := ballot.Reconcile(ballot.Rule{Options: 2, Choose: 1}, counted, shown, nil)
	if len(findings) != 1000 {
		t.Fatalf("%d findings, want 1000", len(findings))
	}
	byVoter := func(a, b ballot.Finding) int { return bytes.Compare(a.Voter[:], b.Voter[:]) }
	if !slices.IsSortedFunc(findings, byVoter) {
		t.Error("findings are not in order")
	}
}

// orders calls do with every order of list.
func orders(list, before choices, do func(choices)) {
	if len(list) == 0 {
		do(before)
		return
	}
	for i, c := range list {
		rest := slices.Concat(list[:i], list[i+1:])
		orders(rest, append(slices.Clone(before), c), do)
	}
}

// TestReconcileIsCertain tries every ballot and every set of reactions of a small vote, and plays what is new in every
// order: the finding is ambiguous if and only if the order matters, and else it is what every order comes to.
func TestReconcileIsCertain(t *testing.T) {
	all, cases, unclear := choices{none, 0, 1, 2, 3}, 0, 0
	for choose := 1; choose <= 4; choose++ {
		rule := ballot.Rule{Options: 4, Choose: choose}
		for _, held := range ballots(rule, all) {
			for set := range 1 << len(all) {
				var shown choices
				for i, c := range all {
					if set>>i&1 > 0 {
						shown = append(shown, c)
					}
				}
				kept := slices.DeleteFunc(slices.Clone(held),
					func(c story.Choice) bool { return !slices.Contains(shown, c) })
				fresh := slices.DeleteFunc(slices.Clone(shown),
					func(c story.Choice) bool { return slices.Contains(held, c) })
				outcomes := map[string]bool{}
				orders(fresh, nil, func(list choices) {
					outcomes[fmt.Sprint(sorted(meaning(append(slices.Clone(kept), list...), choose)))] = true
				})
				now, ambiguous := held, false
				for _, f := range ballot.Reconcile(rule, map[story.ReaderID][]story.Choice{{}: held},
					map[story.ReaderID][]story.Choice{{}: shown}, nil) {
					now, ambiguous = f.Choices, f.Ambiguous
				}
				cases++
				if ambiguous {
					unclear++
				}
				if ambiguous != (len(outcomes) > 1) || !ambiguous && !outcomes[fmt.Sprint(sorted(now))] {
					t.Fatalf("%d of 4: %v counts, %v shown: found %v, ambiguous %v; orders come to %v",
						choose, held, shown, now, ambiguous, outcomes)
				}
			}
		}
	}
	t.Logf("%d cases, %d of them ambiguous", cases, unclear)
}

// ballots returns every ballot of a rule, in every order.
func ballots(rule ballot.Rule, all choices) []choices {
	list := []choices{nil, {none}}
	for i := 1; i < len(list)+1; i++ {
		from := list[i-1]
		for _, c := range all {
			if c != none && len(from) < rule.Choose && !slices.Contains(from, c) && !slices.Contains(from, none) {
				list = append(list, append(slices.Clone(from), c))
			}
		}
	}
	return list
}

func sorted(list choices) choices { return slices.Sorted(slices.Values(list)) }

// FuzzReconcile holds what is true of any findings: in order, each reader once, a ballot by the rule, nothing invented,
// nothing wiped lost, and applied they leave only what is ambiguous.
func FuzzReconcile(f *testing.F) {
	f.Add([]byte{1, 0, 2, 1, 3, 2}, []byte{1, 1, 1, 0, 3, 2, 3, 1}, uint64(0), uint8(1))
	f.Add([]byte{1, 255, 2, 254}, []byte{1, 0, 1, 255}, ^uint64(0), uint8(1))
	f.Add([]byte{1, 0, 1, 2, 2, 3, 2, 1}, []byte{1, 1, 1, 0, 1, 2, 2, 255}, uint64(6), uint8(2))
	f.Fuzz(func(t *testing.T, votes, reactions []byte, mask uint64, choose uint8) {
		rule := ballot.Rule{Options: 6, Choose: int(choose % 8)}
		wiped := func(c story.Choice) bool { return c < 60 && mask>>(c+1)&1 > 0 }
		counted, shown := pairs(votes), pairs(reactions)
		findings := ballot.Reconcile(rule, counted, shown, wiped)
		for i, x := range findings {
			if i > 0 && bytes.Compare(findings[i-1].Voter[:], x.Voter[:]) >= 0 {
				t.Fatalf("%v does not come after %v", x, findings[i-1])
			}
			sane(t, rule, x, counted[x.Voter], shown[x.Voter], wiped)
			counted[x.Voter] = x.Choices
			shown[x.Voter] = slices.DeleteFunc(shown[x.Voter], func(c story.Choice) bool {
				return slices.Contains(x.Surplus, c)
			})
		}
		for _, x := range ballot.Reconcile(rule, counted, shown, wiped) {
			if !x.Ambiguous || !slices.Equal(x.Choices, counted[x.Voter]) {
				t.Fatalf("a second look finds %v", x)
			}
		}
	})
}

// pairs reads two bytes each: a reader, and one more of their choices.
func pairs(b []byte) map[story.ReaderID][]story.Choice {
	m := map[story.ReaderID][]story.Choice{}
	for i := 0; i+1 < len(b); i += 2 {
		id := reader(int(b[i]))
		m[id] = append(m[id], story.Choice(int8(b[i+1])))
	}
	return m
}

// sane holds what is true of any one finding.
func sane(t *testing.T, rule ballot.Rule, x ballot.Finding, before, shown choices, wiped func(story.Choice) bool) {
	t.Helper()
	if !rule.Valid(before) {
		before = nil
	}
	if !rule.Valid(x.Choices) {
		t.Fatalf("%v is no ballot", x)
	}
	if x.Ambiguous && (len(x.Surplus) > 0 || !slices.Equal(x.Choices, before)) {
		t.Fatalf("%v is ambiguous and changes %v", x, before)
	}
	for _, c := range x.Choices {
		if !x.Ambiguous && !slices.Contains(shown, c) && (!slices.Contains(before, c) || !wiped(c)) {
			t.Fatalf("%v has %d, which is neither shown nor wiped", x, c)
		}
		if slices.Contains(x.Surplus, c) {
			t.Fatalf("%v takes away what it chooses", x)
		}
	}
	for _, c := range x.Surplus {
		if !slices.Contains(shown, c) {
			t.Fatalf("%v takes away %d, which is not shown", x, c)
		}
	}
	if len(x.Choices) == 0 && slices.ContainsFunc(before, wiped) {
		t.Fatalf("%v loses what was wiped of %v", x, before)
	}
}
