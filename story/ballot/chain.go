package ballot

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"
	"time"

	"cliffhanger/story"
)

// A Hash is a SHA-256. Its text is lower-case hexadecimal.
type Hash [sha256.Size]byte

// String returns the hash's text.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText returns the hash's text.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the hash's text.
func (h *Hash) UnmarshalText(text []byte) error { return fromHex(h[:], text) }

// A Tag is a voter's name in the published journal of one vote: who knows the voter's [story.ReaderID] can tell it, and
// tags of two votes have nothing in common. Its text is lower-case hexadecimal.
type Tag [8]byte

// TagOf returns a voter's tag in the vote of this message. A ReaderID is a keyed hash that nobody outside can guess, so
// that a tag does not lead back to it.
func TagOf(message uint64, voter story.ReaderID) Tag {
	d := digest{sha256.New()}
	d.text("cliffhanger voter 1")
	d.uint(message)
	d.bytes(voter[:])
	return Tag(d.Sum(nil)[:len(Tag{})])
}

// String returns the tag's text.
func (t Tag) String() string { return hex.EncodeToString(t[:]) }

// MarshalText returns the tag's text.
func (t Tag) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the tag's text.
func (t *Tag) UnmarshalText(text []byte) error { return fromHex(t[:], text) }

// fromHex reads lower-case hexadecimal text of exactly the right length; on an error nothing is changed.
func fromHex(to, text []byte) error {
	if len(text) != hex.EncodedLen(len(to)) {
		return fmt.Errorf("ballot: %d characters, want %d hexadecimal ones", len(text), hex.EncodedLen(len(to)))
	}
	b, err := hex.DecodeString(string(text))
	if err != nil {
		return fmt.Errorf("ballot: %w", err)
	}
	if hex.EncodeToString(b) != string(text) {
		return fmt.Errorf("ballot: %q is not in lower case", text)
	}
	copy(to, b)
	return nil
}

// Terms are what voters are promised when a vote opens: what is asked, what a ballot may hold, who may cast one and how,
// until when, and what settles a tie. The chain of its journal begins with them. All times count in whole milliseconds.
type Terms struct {
	Guild    uint64
	Message  uint64 // that carries the question
	Before   uint64 // the message of the vote that this one follows: a run-off, or a vote after a nomination; 0: of none
	Question string
	Options  []string // as shown, with their emoji
	Rule     Rule
	Style    string // [story.Voting.Style]
	Tie      string // [story.Voting.Tie]
	Commit   Hash   // of the seed that a draw would use; see [Commit]
	Opened   time.Time
	Closes   time.Time // as announced at opening; a later extension is announced for itself
	Roles    []string  // who may vote, as [story.Voting] has it, and so below
	Account  time.Duration
	Member   time.Duration
	Read     bool
}

// TermsOf returns the terms of a question's vote, of which the rules must be complete ([story.Plan.VotingOf]). The
// rest, Before among it, is for the caller to fill in.
func TermsOf(guild, message uint64, q *story.Question, commit Hash, opened, closes time.Time) Terms {
	t := Terms{
		Guild: guild, Message: message, Question: q.Text, Rule: RuleOf(q), Style: q.Voting.Style, Tie: q.Voting.Tie,
		Commit: commit, Opened: opened, Closes: closes, Roles: slices.Clone(q.Voting.Roles),
		Account: q.Voting.Account, Member: q.Voting.Member, Read: q.Voting.Read,
	}
	for _, o := range q.Options {
		t.Options = append(t.Options, strings.TrimSpace(o.Emoji+" "+o.Text))
	}
	return t
}

// A Head is the end of a chained journal: how many entries it has, and a hash that covers each of them, their order, and
// the vote's terms.
type Head struct {
	Count uint64
	Root  Hash
}

// An Entry is a ballot as it is chained and published.
type Entry struct {
	Seq     uint64 // its place in the journal, from 1
	Voter   Tag
	N       uint32 // the voter's own entries, from 1
	Choices []story.Choice
	Cause   story.Cause
	At      time.Time // whole milliseconds count
}

// EntryOf returns a ballot as it stands in the journal of the vote of this message.
func EntryOf(message, seq uint64, b story.Ballot) Entry {
	return Entry{Seq: seq, Voter: TagOf(message, b.Voter), N: b.N, Choices: b.Choices, Cause: b.Cause, At: b.At}
}

// Genesis returns the head of a vote's journal before its first entry: the SHA-256 of "cliffhanger vote 1" and every
// field of the terms in their order. A text has its length before it, a list its number, the commitment its length too;
// all numbers, times (Unix milliseconds) and durations (milliseconds) are 8 bytes, big end first, and Read is 0 or 1.
func Genesis(t Terms) Head {
	d := digest{sha256.New()}
	d.text("cliffhanger vote 1")
	d.uint(t.Guild)
	d.uint(t.Message)
	d.uint(t.Before)
	d.text(t.Question)
	d.texts(t.Options)
	d.uint(uint64(t.Rule.Options))
	d.uint(uint64(t.Rule.Choose))
	d.text(t.Style)
	d.text(t.Tie)
	d.bytes(t.Commit[:])
	d.uint(uint64(t.Opened.UnixMilli()))
	d.uint(uint64(t.Closes.UnixMilli()))
	d.texts(t.Roles)
	d.uint(uint64(t.Account.Milliseconds()))
	d.uint(uint64(t.Member.Milliseconds()))
	d.flag(t.Read)
	return Head{Root: Hash(d.Sum(nil))}
}

// Add returns the head after one more entry: the SHA-256 of the root before, the entry's place (8 bytes), the voter's
// tag, N (4), the cause (1), the time in Unix milliseconds (8), how many choices there are (4) and each of them (2), all
// big end first. The place is the one that follows the head, whatever the entry's Seq says.
func (h Head) Add(e Entry) Head {
	next := h.Count + 1
	var room [4 * sha256.Size]byte // for more choices than most ballots have, without allocating
	b := append(room[:0], h.Root[:]...)
	b = binary.BigEndian.AppendUint64(b, next)
	b = append(b, e.Voter[:]...)
	b = binary.BigEndian.AppendUint32(b, e.N)
	b = append(b, byte(e.Cause))
	b = binary.BigEndian.AppendUint64(b, uint64(e.At.UnixMilli()))
	b = binary.BigEndian.AppendUint32(b, uint32(len(e.Choices)))
	for _, c := range e.Choices {
		b = binary.BigEndian.AppendUint16(b, uint16(c))
	}
	return Head{Count: next, Root: sha256.Sum256(b)}
}

// A digest hashes values so that no two lists of them look the same: each has its length before it, or a fixed one.
type digest struct{ hash.Hash }

func (d digest) uint(v uint64)  { d.Write(binary.BigEndian.AppendUint64(nil, v)) }
func (d digest) bytes(b []byte) { d.uint(uint64(len(b))); d.Write(b) }
func (d digest) text(s string)  { d.bytes([]byte(s)) }

func (d digest) texts(list []string) {
	d.uint(uint64(len(list)))
	for _, s := range list {
		d.text(s)
	}
}

func (d digest) flag(on bool) {
	if on {
		d.uint(1)
	} else {
		d.uint(0)
	}
}

// Chain returns the head of a whole journal, whose entries are in order.
func Chain(t Terms, entries []Entry) Head {
	h := Genesis(t)
	for _, e := range entries {
		h = h.Add(e)
	}
	return h
}
