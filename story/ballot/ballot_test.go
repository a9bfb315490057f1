package ballot_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// reader returns the id of reader number n.
func reader(n int) story.ReaderID { return story.ReaderID{byte(n >> 8), byte(n)} }

func entry(voter int, n uint32, c story.Choice) story.Ballot {
	return story.Ballot{Voter: reader(voter), N: n, Choice: c, Cause: story.ByEvent, At: time.Unix(int64(n), 0)}
}

func TestFold(t *testing.T) {
	for _, tt := range []struct {
		name    string
		journal []story.Ballot
		options int
		want    ballot.Tally
	}{
		{"empty", nil, 2, ballot.Tally{Counts: []int{0, 0}}},
		{"one each", []story.Ballot{entry(1, 1, 0), entry(2, 1, 1), entry(3, 1, 1)}, 2,
			ballot.Tally{Counts: []int{1, 2}, Voters: 3}},
		{"a change of mind", []story.Ballot{entry(1, 1, 0), entry(1, 2, 1)}, 2,
			ballot.Tally{Counts: []int{0, 1}, Voters: 1}},
		{"out of order", []story.Ballot{entry(1, 3, 1), entry(1, 1, 0), entry(1, 2, 0)}, 2,
			ballot.Tally{Counts: []int{0, 1}, Voters: 1}},
		{"twice in the journal", []story.Ballot{entry(1, 1, 0), entry(1, 1, 0)}, 1,
			ballot.Tally{Counts: []int{1}, Voters: 1}},
		{"none of these", []story.Ballot{entry(1, 1, 0), entry(1, 2, story.None)}, 1,
			ballot.Tally{Counts: []int{0}, None: 1, Voters: 1}},
		{"withdrawn", []story.Ballot{entry(1, 1, 0), entry(1, 2, story.Withdrawn)}, 1, ballot.Tally{Counts: []int{0}}},
		{"withdrawn and back", []story.Ballot{entry(1, 3, 0), entry(1, 2, story.Withdrawn), entry(1, 1, 0)}, 1,
			ballot.Tally{Counts: []int{1}, Voters: 1}},
		{"no such option", []story.Ballot{entry(1, 1, 0), entry(1, 2, 2), entry(2, 1, -9)}, 2,
			ballot.Tally{Counts: []int{0, 0}}},
		{"the last number there is", []story.Ballot{entry(1, 1<<32-1, 1), entry(1, 1, 0)}, 2,
			ballot.Tally{Counts: []int{0, 1}, Voters: 1}},
		{"no options", []story.Ballot{entry(1, 1, 0), entry(2, 1, story.None)}, -1,
			ballot.Tally{Counts: []int{}, None: 1, Voters: 1}},
		{"the same number, later", []story.Ballot{{N: 1, Choice: 0, At: time.Unix(9, 0)}, {N: 1, Choice: 1}}, 2,
			ballot.Tally{Counts: []int{1, 0}, Voters: 1}},
		{"the same number and time", []story.Ballot{{N: 1, Choice: 1}, {N: 1, Choice: 0}}, 2,
			ballot.Tally{Counts: []int{0, 1}, Voters: 1}},
	} {
		if diff := cmp.Diff(tt.want, ballot.Fold(tt.journal, tt.options)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestLeaders(t *testing.T) {
	for _, tt := range []struct{ counts, want []int }{
		{nil, nil},
		{[]int{0, 0}, nil},
		{[]int{3, 1}, []int{0}},
		{[]int{1, 3}, []int{1}},
		{[]int{2, 1, 2}, []int{0, 2}},
		{[]int{0, 1, 1, 5}, []int{3}},
	} {
		if diff := cmp.Diff(tt.want, ballot.Tally{Counts: tt.counts, None: 99}.Leaders()); diff != "" {
			t.Errorf("%v: %s", tt.counts, diff)
		}
	}
}

// FuzzFold compares with a count kept entry by entry, in the journal's order and in another one. Two bytes make an
// entry: the voter, and the choice.
func FuzzFold(f *testing.F) {
	f.Add([]byte{1, 0, 1, 1, 2, 255, 1, 254}, 2, uint64(1))
	f.Fuzz(func(t *testing.T, acts []byte, options int, seed uint64) {
		options %= 25
		choice := make(map[story.ReaderID]story.Choice)
		last := make(map[story.ReaderID]uint32)
		var journal []story.Ballot
		for i := 0; i+1 < len(acts); i += 2 {
			b := entry(int(acts[i]%8), 0, story.Choice(int8(acts[i+1])))
			last[b.Voter]++
			b.N = last[b.Voter]
			choice[b.Voter] = b.Choice
			journal = append(journal, b)
		}
		want := ballot.Tally{Counts: make([]int, max(0, options))}
		for _, c := range choice {
			if c == story.None {
				want.None++
				want.Voters++
			} else if c >= 0 && int(c) < options {
				want.Counts[c]++
				want.Voters++
			}
		}
		if diff := cmp.Diff(want, ballot.Fold(journal, options)); diff != "" {
			t.Error(diff)
		}
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(journal), func(i, j int) {
			journal[i], journal[j] = journal[j], journal[i]
		})
		if diff := cmp.Diff(want, ballot.Fold(journal, options)); diff != "" {
			t.Errorf("in another order: %s", diff)
		}
	})
}

func ExampleFold() {
	journal := []story.Ballot{
		{Voter: story.ReaderID{1}, N: 1, Choice: 0},
		{Voter: story.ReaderID{2}, N: 1, Choice: 1},
		{Voter: story.ReaderID{1}, N: 2, Choice: 1},
	}
	t := ballot.Fold(journal, 3)
	fmt.Println(t.Counts, t.None, t.Voters, t.Leaders())
	// Output: [0 2 0] 0 2 [1]
}
