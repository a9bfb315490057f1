package ballot_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story/ballot"
)

func TestDecide(t *testing.T) {
	for _, tt := range []struct {
		name   string
		tally  ballot.Tally
		want   ballot.Verdict
		winner int
	}{
		{"nobody", ballot.Tally{Counts: []int{0, 0}}, ballot.Verdict{Nobody: true}, -1},
		{"no options, nobody", ballot.Tally{}, ballot.Verdict{Nobody: true}, -1},
		{"one vote", ballot.Tally{Counts: []int{0, 1}, Voters: 1}, ballot.Verdict{Leaders: []int{1}}, 1},
		{"a tie", ballot.Tally{Counts: []int{2, 1, 2}, Voters: 5}, ballot.Verdict{Leaders: []int{0, 2}, Tie: true}, -1},
		{"all but one for none", ballot.Tally{Counts: []int{1, 0}, None: 4, Voters: 5},
			ballot.Verdict{Leaders: []int{0}, NoneLeads: true}, -1},
		{"all for none", ballot.Tally{Counts: []int{0, 0}, None: 1, Voters: 1}, ballot.Verdict{NoneLeads: true}, -1},
		{"as many for none", ballot.Tally{Counts: []int{3, 0}, None: 3, Voters: 6}, ballot.Verdict{Leaders: []int{0}},
			0},
		{"a tie, and as many for none", ballot.Tally{Counts: []int{3, 3}, None: 3, Voters: 9},
			ballot.Verdict{Leaders: []int{0, 1}, Tie: true}, -1},
		{"a tie, and more for none", ballot.Tally{Counts: []int{3, 3}, None: 4, Voters: 10},
			ballot.Verdict{Leaders: []int{0, 1}, NoneLeads: true}, -1},
		{"approval", ballot.Tally{Counts: []int{3, 2}, Voters: 3}, ballot.Verdict{Leaders: []int{0}}, 0},
	} {
		got := ballot.Decide(tt.tally)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		if got.Winner() != tt.winner {
			t.Errorf("%s: winner %d, want %d", tt.name, got.Winner(), tt.winner)
		}
	}
}
