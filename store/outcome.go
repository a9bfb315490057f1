package store

import (
	"slices"
	"time"

	"cliffhanger/story/ballot"
)

// How says how a vote was decided.
type How uint8

// The ways a vote is decided. The numbers are kept on disk.
const (
	ByVotes      How = iota + 1 // one option has more votes than any other
	ByRunoff                    // as ByVotes, in the run-off that follows
	ByAuthor                    // a tie, and the author chose
	ByDraw                      // a tie, and a draw chose
	Nobody                      // nobody voted, or put anything forward: there is nothing to decide
	AwaitsAuthor                // a tie, and the author is to choose
	AwaitsRunoff                // a tie, and a run-off is to follow
	ByNone                      // most would have none of the options, and the story has a way for that
)

// An Outcome is what a vote has come to. Empty lists are nil once they were kept.
type Outcome struct {
	Counts   []int // votes per option
	None     int   // votes for "none of these"
	Voters   int   // readers whose ballot counted
	Spoiled  int   // ballots that were not clear to the end, and did not count as they stood under the message
	Eligible int   // readers who could have voted, as far as is known; see [Store.CountReached]
	Leaders  []int // the options with the most votes
	Winner   int   // the option that won, or -1
	How      How   // 0: there was nothing to decide
	Root     ballot.Hash
	Seed     []byte // of the draw, once it has decided
	Veto     string // the author's public note, if they overruled the vote
	Instead  *int   // the option that the author takes in its place; nil: none
	At       time.Time
	Settled  time.Time // when [Store.Settle] decided it after At; zero: it did not
}

func newOutcome() *Outcome { return &Outcome{Winner: -1} }

// Clone returns a copy that shares nothing.
func (o *Outcome) Clone() *Outcome {
	if o == nil {
		return nil
	}
	c := *o
	if o.Instead != nil {
		c.Instead = new(*o.Instead)
	}
	c.Counts, c.Leaders, c.Seed = slices.Clone(o.Counts), slices.Clone(o.Leaders), slices.Clone(o.Seed)
	return &c
}

// awaitsVote reports whether another vote is to follow this outcome of a round.
func (o *Outcome) awaitsVote(r Round) bool {
	return o.How == AwaitsRunoff || r == RoundNominate && o.How != Nobody
}

// encodeAs writes the fields with their numbers moved up by base. The winner is always there, and thus the outcome.
func (o *Outcome) encodeAs(e *encoder, base fieldNumber) {
	e.ints(base+1, o.Counts)
	e.int(base+2, o.None)
	e.int(base+3, o.Voters)
	e.int(base+4, o.Spoiled)
	e.int(base+5, o.Eligible)
	e.ints(base+6, o.Leaders)
	e.listed(base+7, uint64(o.Winner+1))
	if o.Winner < -1 || o.Winner >= maxChapter {
		e.fail("winner %d", o.Winner)
	}
	e.uint(base+8, uint64(o.How))
	e.hash(base+9, o.Root)
	e.bytes(base+10, o.Seed)
	e.text(base+11, o.Veto)
	e.time(base+12, o.At)
	if o.Instead != nil {
		if *o.Instead < 0 || *o.Instead >= maxChapter {
			e.fail("option %d in place of the winner", *o.Instead)
		}
		e.listed(base+13, uint64(*o.Instead))
	}
	e.time(base+14, o.Settled)
}

// takeAs reads what encodeAs writes.
func (o *Outcome) takeAs(f *field, base fieldNumber) bool {
	switch f.num - base {
	case 1:
		o.Counts = f.ints()
	case 2:
		o.None = f.int()
	case 3:
		o.Voters = f.int()
	case 4:
		o.Spoiled = f.int()
	case 5:
		o.Eligible = f.int()
	case 6:
		o.Leaders = f.ints()
	case 7:
		o.Winner = f.int() - 1
	case 8:
		o.How = How(f.atMost(uint64(ByNone)))
	case 9:
		o.Root = f.hash()
	case 10:
		o.Seed = f.bytes()
	case 11:
		o.Veto = f.text()
	case 12:
		o.At = f.time()
	case 13:
		o.Instead = new(f.int())
	case 14:
		o.Settled = f.time()
	default:
		return false
	}
	return true
}
