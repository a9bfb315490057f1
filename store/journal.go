package store

import (
	"context"
	"errors"
	"fmt"
	"math"

	"cliffhanger/store/kv"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// A JournalEntry is a ballot in its vote's journal.
type JournalEntry struct {
	Seq uint64 // its place in the journal, from 1
	story.Ballot
	before uint64 // the voter's entry before it; 0: none
}

// A page is some entries of a journal that follow each other: those of one update. It is never changed.
type page struct{ entries []JournalEntry }

func (p *page) encode(e *encoder) {
	for i := range p.entries {
		in := &p.entries[i]
		var b encoder
		b.bytes(1, in.Voter[:])
		b.uint(2, uint64(in.N))
		b.choices(3, in.Choices)
		b.uint(4, uint64(in.Cause))
		b.time(5, in.At)
		b.uint(6, in.before)
		if b.err != nil {
			e.err = b.err
		}
		e.item(1, string(b.b))
	}
}

func (p *page) take(f *field) bool {
	if f.num != 1 {
		return false
	}
	var in JournalEntry
	f.within(func(f *field) {
		switch f.num {
		case 1:
			f.must(len(f.b) == readerSize)
			copy(in.Voter[:], f.b)
		case 2:
			in.N = uint32(f.atMost(math.MaxUint32))
		case 3:
			in.Choices = f.choices()
		case 4:
			in.Cause = story.Cause(f.byte())
		case 5:
			in.At = f.time()
		case 6:
			in.before = f.uint()
		}
	})
	p.entries = append(p.entries, in)
	return true
}

func (p *page) locate(key []byte) bool {
	if len(key) != pageSize {
		return false
	}
	last, n := idAt(key, voteSize), uint64(len(p.entries))
	if n == 0 || last < n {
		return false
	}
	for i := range p.entries {
		p.entries[i].Seq = last - n + 1 + uint64(i)
		if p.entries[i].before >= p.entries[i].Seq {
			return false
		}
	}
	return true
}

// A voteHead is the head of a vote's journal. It is a record of its own, since it changes with every ballot.
type voteHead struct{ ballot.Head }

func (h *voteHead) encode(e *encoder) {
	e.uint(1, h.Count)
	e.hash(2, h.Root)
}

func (h *voteHead) take(f *field) bool {
	switch f.num {
	case 1:
		h.Count = f.uint()
	case 2:
		h.Root = f.hash()
	default:
		return false
	}
	return true
}

func (h *voteHead) locate(key []byte) bool { return len(key) == voteSize }

// Journal returns every ballot that ever changed anything, in the order in which they were chained. Entries are only
// ever added. Whoever shows them to somebody holds them against [Vote.Head].
func (s *Store) Journal(ctx context.Context, ref VoteRef) ([]JournalEntry, error) {
	entries, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]JournalEntry, error) {
		pages, err := list[page](tx, journalKey(ref), 0)
		if err != nil {
			return nil, err
		}
		var all []JournalEntry
		for _, p := range pages {
			if p.entries[0].Seq != uint64(len(all))+1 {
				return nil, corrupt(pageKey(ref, uint64(len(all))+1), "is missing in the journal")
			}
			all = append(all, p.entries...)
		}
		return all, nil
	})
	return entries, during("reading a journal", err)
}

// A Receipt is what one voter's part of a journal is, as it is published, and the head that covers it.
type Receipt struct {
	Entries []ballot.Entry // the voter's, the oldest first
	Head    ballot.Head
}

// Receipt returns a voter's receipt. It has no entries if they never voted; ErrNotFound means that there is no such
// vote.
func (s *Store) Receipt(ctx context.Context, ref VoteRef, r story.ReaderID) (Receipt, error) {
	receipt, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (Receipt, error) {
		vote, _, err := getVote(tx, ref)
		if err != nil {
			return Receipt{}, err
		}
		v, _, err := voterOf(tx, ref, r)
		if err != nil {
			return Receipt{}, err
		}
		if uint64(v.N) > vote.Head.Count {
			return Receipt{}, corrupt(ballotKey(ref, r), "has more ballots than the journal")
		}
		entries := make([]ballot.Entry, v.N)
		at := v.seq
		for i := int(v.N) - 1; i >= 0; i-- {
			in, err := entryAt(tx, ref, at)
			if err != nil {
				return Receipt{}, err
			}
			if in.Voter != r || in.N != uint32(i+1) {
				return Receipt{}, corrupt(pageKey(ref, at), "is another voter's, or another ballot of theirs")
			}
			entries[i], at = ballot.EntryOf(ref.Message, in.Seq, in.Ballot), in.before
		}
		return Receipt{entries, vote.Head}, nil
	})
	return receipt, during("reading a receipt", err)
}

// entryAt reads one entry of a journal.
func entryAt(tx *kv.Tx, ref VoteRef, seq uint64) (JournalEntry, error) {
	from := pageKey(ref, seq)
	found, err := tx.Scan(from, kv.PrefixEnd(journalKey(ref)), 1)
	if err != nil {
		return JournalEntry{}, err
	}
	for _, r := range found {
		p, _, err := decodeRow[page](r.Key, r.Value)
		if err != nil {
			return JournalEntry{}, err
		}
		if first := p.entries[0].Seq; seq >= first {
			return p.entries[seq-first], nil
		}
	}
	return JournalEntry{}, corrupt(from, "is missing in the journal")
}

// getVote reads a vote with its head; unknown is to be handed to put.
func getVote(tx *kv.Tx, ref VoteRef) (vote Vote, unknown []byte, err error) {
	vote, unknown, err = get[Vote](tx, voteKey(ref))
	if err != nil {
		return Vote{}, nil, err
	}
	head, _, err := get[voteHead](tx, voteHeadKey(ref))
	if errors.Is(err, ErrNotFound) {
		err = corrupt(voteHeadKey(ref), "is missing")
	}
	vote.Head = head.Head
	return vote, unknown, err
}

// openVoteAt reads a vote that is open, or returns ErrVoteClosed.
func openVoteAt(tx *kv.Tx, ref VoteRef) (Vote, []byte, error) {
	vote, unknown, err := getVote(tx, ref)
	if err == nil && !vote.Open() {
		err = fmt.Errorf("%w since %s", ErrVoteClosed, vote.Closed)
	}
	return vote, unknown, err
}
