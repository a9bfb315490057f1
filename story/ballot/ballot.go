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
// [Decide] says what a tally comes to, and [Draw] settles a tie by lot.
//
// # Proof
//
// Nobody has to believe the count. When a vote opens, its [Terms] are hashed ([Genesis]), the commitment to the seed of
// a draw among them; each entry's hash covers the one before ([Head.Add]), and the last of them, the root, is published
// when the vote closes. An [Export] holds all of it, with a [Tag] for each voter, by which readers find their own
// ballots and nobody else's. [Export.Recount] folds, chains and draws again, and names the first entry that is wrong.
//
// What it proves: that no entry was added, changed, left out or moved after the root was published, that the terms are
// those the vote opened with, that the result follows from the entries by the rule promised, and that the draw's seed
// was there before the first ballot. What it cannot prove: that an entry stands for a reader; each reader can see that
// for their own.
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
		t.add(r, b.Choices)
	}
	return t
}

// compare orders two entries of one reader by which of them counts.
func compare(a, b *story.Ballot) int {
	return cmp.Or(cmp.Compare(a.N, b.N), a.At.Compare(b.At), slices.Compare(a.Choices, b.Choices))
}

// foldEntries is [Fold] for a published journal.
func foldEntries(entries []Entry, r Rule) Tally {
	t := Tally{Counts: make([]int, max(0, r.Options))}
	for _, i := range newest(entries) {
		t.add(r, entries[i].Choices)
	}
	return t
}

// compareEntries is compare for a published journal.
func compareEntries(a, b *Entry) int {
	return cmp.Or(cmp.Compare(a.N, b.N), a.At.Compare(b.At), slices.Compare(a.Choices, b.Choices))
}

// add counts one reader's ballot.
func (t *Tally) add(r Rule, choices []story.Choice) {
	if len(choices) == 0 || !r.Valid(choices) {
		return
	}
	t.Voters++
	for _, c := range choices {
		if c == story.None {
			t.None++
		} else {
			t.Counts[c]++
		}
	}
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
