package ballot

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
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

func fromHex(to, text []byte) error {
	if len(text) != hex.EncodedLen(len(to)) {
		return fmt.Errorf("ballot: %d characters, want %d hexadecimal ones", len(text), hex.EncodedLen(len(to)))
	}
	if _, err := hex.Decode(to, text); err != nil {
		return fmt.Errorf("ballot: %w", err)
	}
	return nil
}

// Terms are what voters are promised when a vote opens. The chain of its journal begins with them.
type Terms struct {
	Guild    uint64
	Message  uint64 // that carries the question
	Question string
	Options  []string // as shown, with their emoji
	Rule     Rule
	Tie      string // [story.Voting.Tie]
	Commit   Hash   // of the seed that a draw would use; see [Commit]
	Opened   time.Time
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

// Genesis returns the head of a vote's journal before its first entry.
func Genesis(t Terms) Head {
	d := digest{sha256.New()}
	d.text("cliffhanger vote 1")
	d.uint(t.Guild)
	d.uint(t.Message)
	d.text(t.Question)
	d.uint(uint64(len(t.Options)))
	for _, o := range t.Options {
		d.text(o)
	}
	d.uint(uint64(t.Rule.Options))
	d.uint(uint64(t.Rule.Choose))
	d.text(t.Tie)
	d.bytes(t.Commit[:])
	d.uint(uint64(t.Opened.UnixMilli()))
	return Head{Root: Hash(d.Sum(nil))}
}

// Add returns the head after one more entry. What counts is the entry's place by the head, whatever its Seq says.
func (h Head) Add(e Entry) Head {
	next := h.Count + 1
	b := make([]byte, 0, 2*sha256.Size+4*len(e.Choices))
	b = append(b, h.Root[:]...)
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
