package ballot_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

type choices = []story.Choice

// reader returns the id of reader number n.
func reader(n int) story.ReaderID { return story.ReaderID{byte(n >> 8), byte(n)} }

func entry(voter int, n uint32, c ...story.Choice) story.Ballot {
	return story.Ballot{Voter: reader(voter), N: n, Choices: c, Cause: story.ByEvent, At: time.Unix(int64(n), 0)}
}

func TestFold(t *testing.T) {
	one := func(options int) ballot.Rule { return ballot.Rule{Options: options, Choose: 1} }
	for _, tt := range []struct {
		name    string
		journal []story.Ballot
		rule    ballot.Rule
		want    ballot.Tally
	}{
		{"empty", nil, one(2), ballot.Tally{Counts: []int{0, 0}}},
		{"one each", []story.Ballot{entry(1, 1, 0), entry(2, 1, 1), entry(3, 1, 1)}, one(2),
			ballot.Tally{Counts: []int{1, 2}, Voters: 3}},
		{"a change of mind", []story.Ballot{entry(1, 1, 0), entry(1, 2, 1)}, one(2),
			ballot.Tally{Counts: []int{0, 1}, Voters: 1}},
		{"out of order", []story.Ballot{entry(1, 3, 1), entry(1, 1, 0), entry(1, 2, 0)}, one(2),
			ballot.Tally{Counts: []int{0, 1}, Voters: 1}},
		{"twice in the journal", []story.Ballot{entry(1, 1, 0), entry(1, 1, 0)}, one(1),
			ballot.Tally{Counts: []int{1}, Voters: 1}},
		{"none of these", []story.Ballot{entry(1, 1, 0), entry(1, 2, story.None)}, one(1),
			ballot.Tally{Counts: []int{0}, None: 1, Voters: 1}},
		{"taken back", []story.Ballot{entry(1, 1, 0), entry(1, 2)}, one(1), ballot.Tally{Counts: []int{0}}},
		{"taken back, and back", []story.Ballot{entry(1, 3, 0), entry(1, 2), entry(1, 1, 0)}, one(1),
			ballot.Tally{Counts: []int{1}, Voters: 1}},
		{"no such option", []story.Ballot{entry(1, 1, 0), entry(1, 2, 2), entry(2, 1, -9)}, one(2),
			ballot.Tally{Counts: []int{0, 0}}},
		{"the last number there is", []story.Ballot{entry(1, 1<<32-1, 1), entry(1, 1, 0)}, one(2),
			ballot.Tally{Counts: []int{0, 1}, Voters: 1}},
		{"no options", []story.Ballot{entry(1, 1, 0), entry(2, 1, story.None)}, one(0),
			ballot.Tally{Counts: []int{}, None: 1, Voters: 1}},
		{"fewer than none", []story.Ballot{entry(1, 1, 0), entry(2, 1, story.None)}, one(-7),
			ballot.Tally{Counts: []int{}, None: 1, Voters: 1}},
		{"the same number, later", []story.Ballot{{N: 1, Choices: choices{0}, At: time.Unix(9, 0)},
			{N: 1, Choices: choices{1}}}, one(2), ballot.Tally{Counts: []int{1, 0}, Voters: 1}},
		{"the same number and time", []story.Ballot{{N: 1, Choices: choices{1}}, {N: 1, Choices: choices{0}}}, one(2),
			ballot.Tally{Counts: []int{0, 1}, Voters: 1}},
		{"two of three", []story.Ballot{entry(1, 1, 2, 0), entry(2, 1, 2), entry(3, 1, story.None)},
			ballot.Rule{Options: 3, Choose: 2}, ballot.Tally{Counts: []int{1, 0, 2}, None: 1, Voters: 3}},
		{"more than the rule allows", []story.Ballot{entry(1, 1, 2), entry(1, 2, 0, 1, 2), entry(2, 1, 1)},
			ballot.Rule{Options: 3, Choose: 2}, ballot.Tally{Counts: []int{0, 1, 0}, Voters: 1}},
		{"one option twice", []story.Ballot{entry(1, 1, 1, 1), entry(2, 1, 1)},
			ballot.Rule{Options: 3, Choose: 2}, ballot.Tally{Counts: []int{0, 1, 0}, Voters: 1}},
		{"none and another", []story.Ballot{entry(1, 1, 1, story.None), entry(2, 1, 1)},
			ballot.Rule{Options: 3, Choose: 3}, ballot.Tally{Counts: []int{0, 1, 0}, Voters: 1}},
		{"a rule that says nothing", []story.Ballot{entry(1, 1, 1), entry(2, 1, 0, 1)},
			ballot.Rule{Options: 2}, ballot.Tally{Counts: []int{0, 1}, Voters: 1}},
	} {
		if diff := cmp.Diff(tt.want, ballot.Fold(tt.journal, tt.rule)); diff != "" {
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

// FuzzFold compares with a count kept entry by entry, in the journal's order and in another one. Three bytes make an
// entry: the voter, and two choices, of which the second may be left out.
func FuzzFold(f *testing.F) {
	f.Add([]byte{1, 0, 77, 1, 1, 0, 2, 255, 77, 1, 77, 77}, 2, 1, uint64(1))
	f.Add([]byte{1, 0, 1, 1, 1, 1, 2, 255, 1, 3, 2, 0}, 3, 2, uint64(2))
	f.Fuzz(func(t *testing.T, acts []byte, options, choose int, seed uint64) {
		rule := ballot.Rule{Options: options % 25, Choose: choose % 4}
		newest := make(map[story.ReaderID]choices)
		last := make(map[story.ReaderID]uint32)
		var journal []story.Ballot
		for i := 0; i+2 < len(acts); i += 3 {
			b := entry(int(acts[i]%8), 0)
			for _, c := range acts[i+1 : i+3] {
				if c != 77 {
					b.Choices = append(b.Choices, story.Choice(int8(c)))
				}
			}
			last[b.Voter]++
			b.N = last[b.Voter]
			newest[b.Voter] = b.Choices
			journal = append(journal, b)
		}
		want := count(newest, rule.Options, rule.Choose)
		if diff := cmp.Diff(want, ballot.Fold(journal, rule)); diff != "" {
			t.Error(diff)
		}
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(journal), func(i, j int) {
			journal[i], journal[j] = journal[j], journal[i]
		})
		if diff := cmp.Diff(want, ballot.Fold(journal, rule)); diff != "" {
			t.Errorf("in another order: %s", diff)
		}
	})
}

// count is the tally of these ballots, found in another way than Fold does.
func count(ballots map[story.ReaderID]choices, options, choose int) ballot.Tally {
	t := ballot.Tally{Counts: make([]int, max(0, options))}
	for _, b := range ballots {
		votes := make(map[story.Choice]int)
		bad := len(b) > max(1, choose)
		for _, c := range b {
			votes[c]++
			bad = bad || votes[c] > 1 || c < story.None || int(c) >= max(0, options)
		}
		if bad || len(b) == 0 || votes[story.None] > 0 && len(votes) > 1 {
			continue
		}
		t.Voters++
		t.None += votes[story.None]
		for i := range t.Counts {
			t.Counts[i] += votes[story.Choice(i)]
		}
	}
	return t
}
