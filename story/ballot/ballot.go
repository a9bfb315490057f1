// Package ballot counts a closing vote.
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
// The order of the journal does not matter, only the number N of each entry: entries of two readers never depend on
// each other, and a store may hand them back sorted by reader.
//
// A ballot for an option that does not exist counts for nobody, and its reader not as a voter. It can only come from a
// damaged journal, and must then neither move a vote to another option nor stop the count.
//
// Reconcile guesses only where live play leaves one explanation. While the bot watches, a second click removes the
// first reaction; so two reactions of which one is counted mean that the other one came later. Anything else is
// ambiguous: the counted choice stays, and no reaction is taken away, until the reader's next click.
package ballot

import (
	"cmp"

	"cliffhanger/story"
)

// A Tally is the state of a vote.
type Tally struct {
	Counts []int // votes per option, by the option's index
	None   int   // votes for "none of these"
	Voters int   // readers with a ballot that counts: the sum of Counts and None
}

// Fold counts the journal of a vote that has this many options (a negative number is taken as 0). Entries may come in
// any order and more than once. Of each reader's entries the one with the highest N counts; if that is
// [story.Withdrawn], or an option the vote does not have, the reader counts for nothing. If two entries of one reader
// share an N, which the store prevents, the later one wins, then the higher choice, so that the outcome still does
// not depend on the order.
func Fold(journal []story.Ballot, options int) Tally {
	newest := make(map[story.ReaderID]story.Ballot)
	for _, b := range journal {
		if old, ok := newest[b.Voter]; !ok || compare(b, old) > 0 {
			newest[b.Voter] = b
		}
	}
	t := Tally{Counts: make([]int, max(0, options))}
	for _, b := range newest {
		switch {
		case b.Choice == story.None:
			t.None++
		case b.Choice >= 0 && int(b.Choice) < len(t.Counts):
			t.Counts[b.Choice]++
		default:
			continue
		}
		t.Voters++
	}
	return t
}

// compare orders two entries of one reader by which of them counts.
func compare(a, b story.Ballot) int {
	return cmp.Or(cmp.Compare(a.N, b.N), a.At.Compare(b.At), cmp.Compare(a.Choice, b.Choice))
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
