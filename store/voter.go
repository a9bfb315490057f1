package store

import (
	"context"
	"errors"
	"math"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A voter is what is kept of a reader in a vote: their newest ballot, and how it differs from the reactions that are
// to be expected under the message.
type voter struct {
	story.Ballot
	seq     uint64         // of that ballot in the journal
	surplus []Surplus      // reactions that do not count any more, by choice ascending; none of them counts
	bare    []story.Choice // of the ballot's choices: those made without a reaction
	event   Event          // the last one of theirs that was taken
	told    uint32         // the session whose event told of the press that made the ballot; 0: another act made it
}

// Numbers of a voter's fields. Number 2 was the one choice of schema 2.
const (
	voterSurplus = 7
	voterBare    = 8
	voterSession = 9
	voterEvent   = 10
	voterTold    = 11
)

func (v *voter) encode(e *encoder) {
	e.uint(1, uint64(v.N))
	e.uint(3, uint64(v.Cause))
	e.time(4, v.At)
	e.choices(5, v.Choices)
	e.uint(6, v.seq)
	for _, s := range v.surplus {
		s.encodeAs(e, voterSurplus)
	}
	e.choices(voterBare, v.bare)
	e.uint(voterSession, uint64(v.event.Session))
	e.uint(voterEvent, v.event.Seq)
	e.uint(voterTold, uint64(v.told))
}

func (v *voter) take(f *field) bool {
	switch f.num {
	case 1:
		v.N = uint32(f.atMost(math.MaxUint32))
	case 3:
		v.Cause = story.Cause(f.byte())
	case 4:
		v.At = f.time()
	case 5:
		v.Choices = f.choices()
	case 6:
		v.seq = f.uint()
	case voterSurplus:
		v.surplus = append(v.surplus, surplusOf(f))
	case voterBare:
		v.bare = f.choices()
	case voterSession:
		v.event.Session = uint32(f.atMost(math.MaxUint32))
	case voterEvent:
		v.event.Seq = f.uint()
	case voterTold:
		v.told = uint32(f.atMost(math.MaxUint32))
	default:
		return false
	}
	return true
}

func (v *voter) locate(key []byte) bool {
	if len(key) != ballotSize {
		return false
	}
	v.Voter = story.ReaderID(key[voteSize:])
	return true
}

// encodeAs writes a surplus reaction as a field of its own.
func (s *Surplus) encodeAs(e *encoder, n fieldNumber) {
	var in encoder
	in.uint(1, protowire.EncodeZigZag(int64(s.Choice)))
	in.uint(2, uint64(s.N))
	in.bool(3, s.Begun)
	e.item(n, string(in.b))
}

// surplusOf reads what encodeAs writes.
func surplusOf(f *field) (s Surplus) {
	f.within(func(f *field) {
		switch f.num {
		case 1:
			c := protowire.DecodeZigZag(f.uint())
			f.must(c >= math.MinInt16 && c <= math.MaxInt16)
			s.Choice = story.Choice(c)
		case 2:
			s.N = uint32(f.atMost(math.MaxUint32))
		case 3:
			s.Begun = f.bool()
		}
	})
	return s
}

// mark notes a reaction that does not count any more.
func (v *voter) mark(s Surplus) {
	at, there := slices.BinarySearchFunc(v.surplus, s, func(a, b Surplus) int { return int(a.Choice) - int(b.Choice) })
	if there {
		v.surplus[at] = s
		return
	}
	v.surplus = slices.Insert(v.surplus, at, s)
}

// marked returns where among the surplus the reaction for a choice is, or -1.
func (v *voter) marked(c story.Choice) int {
	return slices.IndexFunc(v.surplus, func(s Surplus) bool { return s.Choice == c })
}

// unmark strikes off a surplus reaction and reports whether there was one.
func (v *voter) unmark(c story.Choice) bool {
	at := v.marked(c)
	if at < 0 {
		return false
	}
	v.surplus = slices.Delete(v.surplus, at, at+1)
	return true
}

// unbare notes that a choice is not without its reaction, and reports whether it was.
func (v *voter) unbare(c story.Choice) bool {
	at := slices.Index(v.bare, c)
	if at < 0 {
		return false
	}
	v.bare = slices.Delete(v.bare, at, at+1)
	return true
}

// voterOf returns what is kept of a voter. One who never voted is like one who took it back, before the first entry.
func voterOf(tx *kv.Tx, ref VoteRef, r story.ReaderID) (v voter, unknown []byte, err error) {
	v, unknown, err = get[voter](tx, ballotKey(ref, r))
	if errors.Is(err, ErrNotFound) {
		v.Voter, err = r, nil
	}
	return v, unknown, err
}

// voters returns what is kept of every voter, in their order.
func voters(tx *kv.Tx, ref VoteRef) ([]voter, error) { return list[voter](tx, ballotsKey(ref), 0) }

// newest returns every voter's newest ballot, ordered by voter.
func newest(tx *kv.Tx, ref VoteRef) ([]story.Ballot, error) {
	all, err := voters(tx, ref)
	if err != nil {
		return nil, err
	}
	ballots := make([]story.Ballot, len(all))
	for i := range all {
		ballots[i] = all[i].Ballot
	}
	return ballots, nil
}

// Ballot returns a voter's newest ballot, and whether they ever cast one. It may be withdrawn.
func (s *Store) Ballot(ctx context.Context, ref VoteRef, r story.ReaderID) (story.Ballot, bool, error) {
	v, err := s.voter(ctx, ref, r)
	if err != nil || v.N == 0 {
		return story.Ballot{}, false, during("reading a ballot", err)
	}
	return v.Ballot, true, nil
}

func (s *Store) voter(ctx context.Context, ref VoteRef, r story.ReaderID) (voter, error) {
	return view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (voter, error) {
		v, _, err := voterOf(tx, ref, r)
		return v, err
	})
}

// Ballots returns the newest ballot of every voter, ordered by voter, withdrawn ones included.
func (s *Store) Ballots(ctx context.Context, ref VoteRef) ([]story.Ballot, error) {
	ballots, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]story.Ballot, error) {
		return newest(tx, ref)
	})
	return ballots, during("reading ballots", err)
}

// Bare returns, of every voter who has any, the choices that count without a reaction, since they were made by a menu
// or a command: that their reactions are not to be seen does not mean that they were taken back. In a vote that is not
// by reactions there are none.
func (s *Store) Bare(ctx context.Context, ref VoteRef) (map[story.ReaderID][]story.Choice, error) {
	all, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]voter, error) { return voters(tx, ref) })
	if err != nil {
		return nil, during("reading choices without reactions", err)
	}
	out := make(map[story.ReaderID][]story.Choice)
	for i := range all {
		if len(all[i].bare) > 0 {
			out[all[i].Voter] = all[i].bare
		}
	}
	return out, nil
}
