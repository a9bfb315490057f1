package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// How many nominees a vote and a reader may have.
const (
	MaxNominees       = 200
	MaxReaderNominees = 3
)

// A NomineeState says what has become of a nominee.
type NomineeState uint8

// The states of a nominee. The numbers are kept on disk.
const (
	NomineeWaiting  NomineeState = iota // for the author's word
	NomineeApproved                     // it will be an option
	NomineeStruck                       // it will not, for a reason that readers are told
	NomineeMerged                       // it is the same as another one
)

// A Nominee is what somebody put forward for an open question.
type Nominee struct {
	ID     uint64         // made from Key, so that the same one has the same in its vote
	Key    string         // the same for all spellings of the same
	Text   string         // as it was put forward
	By     story.ReaderID // zero: the author, who may put forward any number
	At     time.Time
	State  NomineeState
	Into   uint64 // of one that is merged: the other one
	Reason string // of one that is struck
}

// named is the part of a nominee that is sealed: a reader's words.
type named struct{ key, text string }

func (n *named) encode(e *encoder) {
	e.text(1, n.key)
	e.text(2, n.text)
}

func (n *named) take(f *field) bool {
	switch f.num {
	case 1:
		n.key = f.text()
	case 2:
		n.text = f.text()
	default:
		return false
	}
	return true
}

func (n *named) locate(key []byte) bool { return len(key) == nomineeSize }

// nominee is a Nominee's record.
type nominee struct {
	Nominee // without its words
	sealed  []byte
}

func (n *nominee) encode(e *encoder) {
	e.bytes(1, n.sealed)
	if n.By != (story.ReaderID{}) {
		e.bytes(2, n.By[:])
	}
	e.time(3, n.At)
	e.uint(4, uint64(n.State))
	e.uint(5, n.Into)
	e.text(6, n.Reason)
}

func (n *nominee) take(f *field) bool {
	switch f.num {
	case 1:
		n.sealed = f.bytes()
	case 2:
		by := f.bytes()
		f.must(len(by) == readerSize)
		copy(n.By[:], by)
	case 3:
		n.At = f.time()
	case 4:
		n.State = NomineeState(f.atMost(uint64(NomineeMerged)))
	case 5:
		n.Into = f.uint()
	case 6:
		n.Reason = f.text()
	default:
		return false
	}
	return true
}

func (n *nominee) locate(key []byte) bool {
	if len(key) != nomineeSize {
		return false
	}
	n.ID = idAt(key, voteSize)
	return true
}

// Nominate keeps what somebody puts forward, sealed, and returns it and whether it is new: if the same Key was put
// forward before, by whomever, the nominee there is. Of n it takes Key, Text, By, At, and State, which may be
// NomineeApproved for a vote that admits all. ErrVoteClosed means that the vote is closed or takes no nominees,
// ErrFullOfNominees that there are MaxNominees, ErrFullOfYours that this reader has put forward MaxReaderNominees.
func (s *Store) Nominate(ctx context.Context, ref VoteRef, n Nominee) (Nominee, bool, error) {
	const what = "nominating"
	if n.Key == "" || n.Text == "" || n.State > NomineeApproved {
		return Nominee{}, false, during(what, fmt.Errorf("%w: a nominee without words, or judged", ErrInvalid))
	}
	n.ID, n.Into, n.Reason, n.At = s.sealer.nominee(ref, n.Key), 0, "", stored(n.At)
	key := nomineeKey(ref, n.ID)
	plain, err := encodeRow(key, named{n.Key, n.Text}, nil)
	if err != nil {
		return Nominee{}, false, during(what, err)
	}
	row := nominee{Nominee: n, sealed: s.sealer.seal(key, plain)} // outside of the update, which may run twice
	there, err := kv.Do(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (nominee, error) {
		there, _, err := get[nominee](tx, key)
		if !errors.Is(err, ErrNotFound) {
			return there, err
		}
		if err := mayNominate(tx, ref, n.By); err != nil {
			return nominee{}, err
		}
		return nominee{}, put(tx, key, row, nil)
	})
	if err != nil || there.ID == 0 {
		return n, err == nil, during(what, err)
	}
	n, err = s.openNominee(ref, there)
	return n, false, during(what, err)
}

// mayNominate checks that a vote takes one more nominee of this reader.
func mayNominate(tx *kv.Tx, ref VoteRef, by story.ReaderID) error {
	vote, _, err := openVoteAt(tx, ref)
	if err != nil {
		return err
	}
	if vote.Round != RoundNominate {
		return fmt.Errorf("%w for nominees", ErrVoteClosed)
	}
	all, err := list[nominee](tx, nomineesKey(ref), 0)
	if err != nil {
		return err
	}
	if len(all) >= MaxNominees {
		return ErrFullOfNominees
	}
	theirs := 0
	for i := range all {
		if all[i].By == by {
			theirs++
		}
	}
	if theirs >= MaxReaderNominees && by != (story.ReaderID{}) {
		return ErrFullOfYours
	}
	return nil
}

// Nominees returns what was put forward, the oldest first, all states included. ErrCorrupt names a record that does not
// open.
func (s *Store) Nominees(ctx context.Context, ref VoteRef) ([]Nominee, error) {
	const what = "reading nominees"
	rows, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]nominee, error) {
		return list[nominee](tx, nomineesKey(ref), 0)
	})
	if err != nil {
		return nil, during(what, err)
	}
	all := make([]Nominee, len(rows))
	for i, row := range rows {
		if all[i], err = s.openNominee(ref, row); err != nil {
			return nil, during(what, err)
		}
	}
	slices.SortFunc(all, func(a, b Nominee) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return all, nil
}

// openNominee returns a nominee with its words.
func (s *Store) openNominee(ref VoteRef, row nominee) (Nominee, error) {
	key := nomineeKey(ref, row.ID)
	plain, err := s.sealer.open(key, row.sealed)
	if err != nil {
		return Nominee{}, corrupt(key, fmt.Sprintf("does not open: %v", err))
	}
	words, _, err := decodeRow[named](key, plain)
	row.Key, row.Text = words.key, words.text
	return row.Nominee, err
}

// Judge says what becomes of a nominee: into is the other one if it is merged, reason what readers are told if it is
// struck. The entry about it goes into the audit log. It may be judged anew, until another vote follows this one: then
// that is ErrOutOfOrder. ErrNotFound means that there is no such nominee; to merge one into itself, by whatever way
// round, or to strike one without a reason is ErrInvalid. What is so already is not changed.
func (s *Store) Judge(ctx context.Context, ref VoteRef, id uint64, state NomineeState, into uint64, reason string,
	entry Entry) error {
	const what = "judging a nominee"
	if state > NomineeMerged || (state == NomineeMerged) != (into != 0) || (state == NomineeStruck) != (reason != "") {
		return during(what, fmt.Errorf("%w: state %d into %d for %q", ErrInvalid, state, into, reason))
	}
	return during(what, s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		vote, _, err := getVote(tx, ref)
		if err != nil {
			return err
		}
		if vote.Next != 0 {
			return fmt.Errorf("%w: vote %d follows", ErrOutOfOrder, vote.Next)
		}
		n, unknown, err := get[nominee](tx, nomineeKey(ref, id))
		if err != nil || n.State == state && n.Into == into && n.Reason == reason {
			return err
		}
		if err := mayMerge(tx, ref, id, into); err != nil {
			return err
		}
		n.State, n.Into, n.Reason = state, into, reason
		if _, err := appendEntry(tx, ref.Guild, vote.Story, entry); err != nil {
			return err
		}
		return put(tx, nomineeKey(ref, id), n, unknown)
	}))
}

// mayMerge checks that merging a nominee into another, which may be merged itself, does not lead back to it.
func mayMerge(tx *kv.Tx, ref VoteRef, id, into uint64) error {
	for range MaxNominees {
		if into == 0 {
			return nil
		}
		if into == id {
			return fmt.Errorf("%w: a nominee merged into itself", ErrInvalid)
		}
		other, _, err := get[nominee](tx, nomineeKey(ref, into))
		if err != nil {
			return err
		}
		into = other.Into
	}
	return corrupt(nomineeKey(ref, id), "is merged in a circle")
}
