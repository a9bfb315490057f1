package story

import "time"

// A ReaderID is a reader's name in everything we keep: a keyed hash of their Discord id, made by the store, so that the
// database alone does not say who reads.
type ReaderID [16]byte

// A Choice is an option's index from 0, or [None] or [Withdrawn].
type Choice int16

const (
	// None is the choice "none of these".
	None Choice = -1
	// Withdrawn means that the reader took the ballot back.
	Withdrawn Choice = -2
)

// A Cause says what brought a ballot about.
type Cause uint8

// The causes of a ballot.
const (
	ByEvent     Cause = iota + 1 // a reaction seen as it happened
	ByReconcile                  // a reaction found by reading Discord again
)

// A Ballot is an entry of a vote's journal: what one reader chose, when, and how we learned of it. N counts the
// reader's own entries from 1, so that the newest is the one that counts.
type Ballot struct {
	Voter  ReaderID
	N      uint32
	Choice Choice
	Cause  Cause
	At     time.Time
}
