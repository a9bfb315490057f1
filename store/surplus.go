package store

import (
	"context"
	"encoding/binary"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A surplus record says that a voter has chosen something else since, and that their reaction for this choice is
// still to be taken off the message. [Store.Cast] writes it in the update that journals the newer ballot: otherwise a
// process that died before the reaction was off would later find two reactions, and take the older one for the newer
// click.
type surplus struct {
	voter  story.ReaderID
	choice story.Choice
}

func (s *surplus) encode(*encoder) {}

func (s *surplus) take(*field) bool { return false }

func (s *surplus) locate(key []byte) bool {
	if len(key) != surplusSize {
		return false
	}
	s.voter = story.ReaderID(key[voteSize:ballotSize])
	s.choice = story.Choice(int32(binary.BigEndian.Uint32(key[ballotSize:]))) + story.Withdrawn
	return true
}

// moveSurplus notes what a voter's change of choice leaves behind, and forgets what it takes up again. A ballot that is
// taken back leaves nothing: it is the reader who took the reaction off.
func moveSurplus(tx *kv.Tx, ref VoteRef, voter story.ReaderID, from, to story.Choice) error {
	if to == story.Withdrawn {
		return nil
	}
	if from != story.Withdrawn {
		if err := put(tx, surplusKey(ref, voter, from), surplus{voter, from}, nil); err != nil {
			return err
		}
	}
	return tx.Delete(surplusKey(ref, voter, to))
}

// Surplus returns the reactions still to be taken off a vote's message: for each voter the choices, ascending.
func (s *Store) Surplus(ctx context.Context, ref VoteRef) (map[story.ReaderID][]story.Choice, error) {
	all, err := s.surplus(ctx, ref, surplusesKey(ref))
	if err != nil {
		return nil, during("reading surplus reactions", err)
	}
	out := make(map[story.ReaderID][]story.Choice)
	for _, r := range all {
		out[r.voter] = append(out[r.voter], r.choice)
	}
	return out, nil
}

// SurplusOf returns the choices whose reactions are still to be taken off for one voter, ascending.
func (s *Store) SurplusOf(ctx context.Context, ref VoteRef, voter story.ReaderID) ([]story.Choice, error) {
	all, err := s.surplus(ctx, ref, append(surplusesKey(ref), voter[:]...))
	if err != nil {
		return nil, during("reading surplus reactions", err)
	}
	choices := make([]story.Choice, len(all))
	for i, r := range all {
		choices[i] = r.choice
	}
	return choices, nil
}

func (s *Store) surplus(ctx context.Context, ref VoteRef, prefix []byte) ([]surplus, error) {
	return view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]surplus, error) {
		return list[surplus](tx, prefix, 0)
	})
}

// Unreacted notes that a voter's reaction for a choice is off the message. It does nothing if that was not awaited.
func (s *Store) Unreacted(ctx context.Context, ref VoteRef, voter story.ReaderID, choice story.Choice) error {
	waiting, err := s.SurplusOf(ctx, ref, voter)
	if err != nil {
		return err
	}
	for _, c := range waiting {
		if c != choice {
			continue
		}
		return during("noting a reaction that is off", s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
			return tx.Delete(surplusKey(ref, voter, choice))
		}))
	}
	return nil
}
