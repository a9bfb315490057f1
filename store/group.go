package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// Limits of the groups that an author makes of the answers to a question.
const (
	MaxGroups    = 20
	MaxGroupName = 80 // bytes
)

// A Group is answers to an open question that say the same, by the author's judgement. An answer is in one group at most.
type Group struct {
	Name    string // the author's word for them, which readers see
	Readers []story.ReaderID
}

func (g *Group) encode(e *encoder) {
	e.text(1, g.Name)
	for _, r := range g.Readers {
		e.item(2, string(r[:]))
	}
}

func (g *Group) take(f *field) bool {
	switch f.num {
	case 1:
		g.Name = f.text()
	case 2:
		var r story.ReaderID
		f.must(len(f.b) == readerSize)
		copy(r[:], f.b)
		g.Readers = append(g.Readers, r)
	default:
		return false
	}
	return true
}

func (g *Group) locate(key []byte) bool { return len(key) == markSize }

// SetGroup makes a group of the answers of these readers, in place of the one by that name; no readers take it away. Other
// groups lose them, and are taken away if nobody is left in them. The entry about it goes into the audit log. ErrInvalid
// means that the question has options, that the name is empty or too long, or that there are MaxGroups; ErrOutOfOrder
// that answers still come in.
func (s *Store) SetGroup(ctx context.Context, ref VoteRef, g Group, entry Entry) error {
	const what = "grouping answers"
	if g.Name == "" || len(g.Name) > MaxGroupName {
		return during(what, fmt.Errorf("%w: a group's name of %d bytes", ErrInvalid, len(g.Name)))
	}
	return during(what, s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		vote, _, err := getVote(tx, ref)
		switch {
		case err != nil:
			return err
		case !vote.Question.Open() || vote.Round == RoundNominate:
			return fmt.Errorf("%w: the question is voted on", ErrInvalid)
		case vote.Open():
			return fmt.Errorf("%w: answers still come in", ErrOutOfOrder)
		}
		if err := regroup(tx, ref, g); err != nil {
			return err
		}
		_, err = appendEntry(tx, ref.Guild, vote.Story, entry)
		return err
	}))
}

// regroup writes a group, and those that lose readers to it.
func regroup(tx *kv.Tx, ref VoteRef, g Group) error {
	all, err := list[Group](tx, groupsKey(ref), 0)
	if err != nil {
		return err
	}
	left := 0
	for _, other := range all {
		if other.Name == g.Name {
			continue
		}
		n := len(other.Readers)
		other.Readers = slices.DeleteFunc(other.Readers, func(r story.ReaderID) bool { return slices.Contains(g.Readers, r) })
		if len(other.Readers) > 0 {
			left++
		}
		if len(other.Readers) == n {
			continue
		}
		if err := putGroup(tx, ref, other); err != nil {
			return err
		}
	}
	if left >= MaxGroups && len(g.Readers) > 0 {
		return fmt.Errorf("%w: %d groups", ErrInvalid, left)
	}
	return putGroup(tx, ref, g)
}

func putGroup(tx *kv.Tx, ref VoteRef, g Group) error {
	key := groupKey(ref, g.Name)
	if len(g.Readers) == 0 {
		return tx.Delete(key)
	}
	return put(tx, key, g, nil)
}

// Groups returns the groups of a question's answers, the largest first.
func (s *Store) Groups(ctx context.Context, ref VoteRef) ([]Group, error) {
	all, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]Group, error) {
		return list[Group](tx, groupsKey(ref), 0)
	})
	slices.SortFunc(all, func(a, b Group) int {
		return cmp.Or(cmp.Compare(len(b.Readers), len(a.Readers)), cmp.Compare(a.Name, b.Name))
	})
	return all, during("reading groups of answers", err)
}
