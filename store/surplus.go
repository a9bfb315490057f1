package store

import (
	"context"
	"slices"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A Surplus is a reaction that is still to be taken off a vote's message: its voter has chosen something else since, by
// ballot N. [Store.Act] notes it in the update that journals that ballot: otherwise a process that died before the
// reaction was off would later find two reactions, and take the older one for the newer click.
type Surplus struct {
	Choice story.Choice
	N      uint32
	Begun  bool // somebody began to take it off: it may be off, and what is shown may be a newer one
}

// same reports whether two surplus reactions are one, however far its removal is.
func (s Surplus) same(o Surplus) bool { return s.Choice == o.Choice && s.N == o.N }

// Surplus returns the reactions still to be taken off a vote's message: for each voter, by choice ascending.
func (s *Store) Surplus(ctx context.Context, ref VoteRef) (map[story.ReaderID][]Surplus, error) {
	all, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]voter, error) { return voters(tx, ref) })
	if err != nil {
		return nil, during("reading surplus reactions", err)
	}
	out := make(map[story.ReaderID][]Surplus)
	for i := range all {
		if len(all[i].surplus) > 0 {
			out[all[i].Voter] = all[i].surplus
		}
	}
	return out, nil
}

// SurplusOf returns the reactions still to be taken off for one voter, by choice ascending.
func (s *Store) SurplusOf(ctx context.Context, ref VoteRef, r story.ReaderID) ([]Surplus, error) {
	v, err := s.voter(ctx, ref, r)
	return v.surplus, during("reading surplus reactions", err)
}

// Unreacting notes that somebody begins to take a reaction off (begun), or that it is certain not to be off (not
// begun). It reports false, and changes nothing, if that reaction is not awaited any more, or not because of the same
// ballot.
func (s *Store) Unreacting(ctx context.Context, ref VoteRef, r story.ReaderID, off Surplus, begun bool) (bool, error) {
	awaited, err := kv.Do(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (bool, error) {
		v, unknown, err := voterOf(tx, ref, r)
		if err != nil {
			return false, err
		}
		at := v.marked(off.Choice)
		if at < 0 || !v.surplus[at].same(off) || v.surplus[at].Begun == begun {
			return at >= 0 && v.surplus[at].same(off), nil
		}
		v.surplus[at].Begun = begun
		return true, put(tx, ballotKey(ref, r), v, unknown)
	})
	return awaited, during("noting that a reaction is taken off", err)
}

// Unreacted notes that a reaction is off the message. It does nothing if that is not awaited, or not because of the
// same ballot: the voter may have come and gone once more while the reaction was being taken off.
func (s *Store) Unreacted(ctx context.Context, ref VoteRef, r story.ReaderID, off Surplus) error {
	waiting, err := s.SurplusOf(ctx, ref, r)
	if err != nil || !slices.ContainsFunc(waiting, off.same) { // most often nothing is awaited, which costs no write
		return err
	}
	err = s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		v, unknown, err := voterOf(tx, ref, r)
		if err != nil || !slices.ContainsFunc(v.surplus, off.same) {
			return err
		}
		v.unmark(off.Choice)
		return put(tx, ballotKey(ref, r), v, unknown)
	})
	return during("noting a reaction that is off", err)
}

// Wiped notes that a moderator has removed all reactions of some choices from a vote's message, as an event told: those
// of them that were surplus are off, and those that count do so without a reaction from now on; see [Store.Bare]. No
// ballot changes. Voters of whom a later event of the same session was taken are left as they are, since that told of
// what came after it. What an error leaves undone may be done by calling it again. A vote that is closed is
// ErrVoteClosed if there is anything to note.
func (s *Store) Wiped(ctx context.Context, ref VoteRef, e Event, wiped func(story.Choice) bool) error {
	all, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]voter, error) { return voters(tx, ref) })
	if err != nil {
		return during("finding wiped reactions", err)
	}
	all = slices.DeleteFunc(all, func(v voter) bool { return !v.wipe(e, wiped) })
	var updates []func(*kv.Tx) error
	for part := range slices.Chunk(all, votersAtOnce) {
		updates = append(updates, func(tx *kv.Tx) error {
			if _, _, err := openVoteAt(tx, ref); err != nil {
				return err
			}
			for i := range part {
				v, unknown, err := voterOf(tx, ref, part[i].Voter)
				if err != nil {
					return err
				}
				if !v.wipe(e, wiped) {
					continue
				}
				if err := put(tx, ballotKey(ref, v.Voter), v, unknown); err != nil {
					return err
				}
			}
			return nil
		})
	}
	_, err = s.db.UpdateAll(ctx, kv.Partition(ref.Guild), updates)
	return during("noting wiped reactions", err)
}

// wipe takes a voter's reactions off, as [Store.Wiped] says, and reports whether that changed anything.
func (v *voter) wipe(e Event, wiped func(story.Choice) bool) (changed bool) {
	if e.before(v.event) {
		return false
	}
	n := len(v.surplus)
	v.surplus = slices.DeleteFunc(v.surplus, func(s Surplus) bool { return wiped(s.Choice) })
	changed = len(v.surplus) < n
	for _, c := range v.Choices {
		if wiped(c) && !slices.Contains(v.bare, c) {
			v.bare, changed = append(v.bare, c), true
		}
	}
	return changed
}
