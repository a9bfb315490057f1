package story

import "time"

// A ReaderID is a reader's name in everything we keep: a keyed hash of their Discord id, made by the store, so that the
// database alone does not say who reads.
type ReaderID [16]byte

// A Choice is an option's index from 0, or [None].
type Choice int16

// None is the choice "none of these".
const None Choice = -1

// A Cause says what brought a ballot about.
type Cause uint8

// The causes of a ballot. The numbers are kept on disk and in published journals.
const (
	ByEvent     Cause = iota + 1 // a reaction seen as it happened
	ByReconcile                  // a reaction found by reading Discord again
	ByButton                     // a button, a menu or a command
	ByAdmin                      // the author or a moderator
)

// A Ballot is an entry of a vote's journal: what one reader chose, when, and how we learned of it. N counts the
// reader's own entries from 1, so that the newest is the one that counts.
type Ballot struct {
	Voter   ReaderID
	N       uint32
	Choices []Choice // what counts from this entry on, in the order chosen, the oldest first; empty: taken back
	Cause   Cause
	At      time.Time
}

// Withdrawn reports whether the ballot says that nothing is chosen.
func (b *Ballot) Withdrawn() bool { return len(b.Choices) == 0 }
