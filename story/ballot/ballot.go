// Package ballot counts a closing vote, and lets anyone check the count.
//
// A vote is kept as a journal: every click, change of mind and withdrawal is one [story.Ballot], numbered per reader.
// The journal is the only truth; everything else is derived from it. [Fold] turns it into a [Tally], at any time and
// as often as one likes, with the same outcome.
//
// Discord does not redeliver reactions that were made while the bot was away. [Reconcile] compares what is counted with
// the reactions a message shows now and says what to write into the journal, which reactions to take away, and of
// which readers the reactions do not tell.
//
// # Decisions
//
// The order of the journal does not matter to the count, only the number N of each entry: entries of two readers never
// depend on each other, and a store may hand them back sorted by reader.
//
// A ballot that its [Rule] does not allow counts for nobody, and its reader not as a voter. It can only come from a
// damaged journal, and must then neither move a vote to another option nor stop the count.
//
// Reconcile guesses only where live play leaves one explanation. While the bot watches, a click too many removes the
// oldest reaction; so reactions beside the counted ones came later, as long as they are no more than a ballot holds.
// Anything else is ambiguous: what counted stays, and no reaction is taken away, until the reader's next click.
package ballot

import (
	"cmp"
	"slices"

	"cliffhanger/story"
)

// A Tally is the state of a vote.
type Tally struct {
	Counts []int // votes per option, by the option's index
	None   int   // votes for "none of these"
	Voters int   // readers with a ballot that counts; where a ballot may hold several options, fewer than all votes
}

// Fold counts the journal of a vote. Entries may come in any order and more than once. Of each reader's entries the one
// with the highest N counts; if that was taken back, or is no ballot by the rule, the reader counts for nothing. If two
// entries of one reader share an N, which the store prevents, the later one wins, then the one with the higher choices,
// so that the outcome still does not depend on the order.
func Fold(journal []story.Ballot, r Rule) Tally {
	newest := make(map[story.ReaderID]*story.Ballot)
	for i := range journal {
		b := &journal[i]
		if old, ok := newest[b.Voter]; !ok || compare(b, old) > 0 {
			newest[b.Voter] = b
		}
	}
	t := Tally{Counts: make([]int, max(0, r.Options))}
	for _, b := range newest {
		if b.Withdrawn() || !r.Valid(b.Choices) {
			continue
		}
		t.Voters++
		for _, c := range b.Choices {
			if c == story.None {
				t.None++
			} else {
				t.Counts[c]++
			}
		}
	}
	return t
}

// compare orders two entries of one reader by which of them counts.
func compare(a, b *story.Ballot) int {
	return cmp.Or(cmp.Compare(a.N, b.N), a.At.Compare(b.At), slices.Compare(a.Choices, b.Choices))
}

// Leaders returns the indexes of the options with the most votes, ascending: one for a clear winner, more on a tie,
// none if no option has a vote. "None of these" is not an option and never leads; whoever announces a result compares
// t.None with the leaders' count.
func (t Tally) Leaders() []int {
	var leaders []int
	most := 0
	for i, n := range t.Counts {
		if n > most {
			most, leaders = n, leaders[:0]
		}
		if n == most && n > 0 {
			leaders = append(leaders, i)
		}
	}
	return leaders
}
