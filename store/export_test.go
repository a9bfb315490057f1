package store_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/memkv"
	"cliffhanger/story/ballot"
)

// exported is a vote as it is published.
func exported(t *testing.T, s *store.Store, ref store.VoteRef) *ballot.Export {
	t.Helper()
	vote, err := s.Vote(t.Context(), ref)
	must(t, err)
	journal, err := s.Journal(t.Context(), ref)
	must(t, err)
	x := &ballot.Export{Terms: vote.Terms(), Root: vote.Head.Root}
	for _, e := range journal {
		x.Entries = append(x.Entries, ballot.EntryOf(ref.Message, e.Seq, e.Ballot))
	}
	return x
}

// What is kept of a vote, published and read by somebody else, is found right by them: of a vote of this schema, and of
// one that was migrated.
func TestWhatIsKeptCanBeCountedAgain(t *testing.T) {
	s := open(t, memkv.New())
	ref := voteOf(t, s, 2, "")
	random := rand.New(rand.NewPCG(4, 2))
	for i := range 20 {
		batch := make([]store.Act, 100)
		for j := range batch {
			batch[j] = randomAct(random, s, 2, i)
		}
		act(t, s, ref, batch...)
	}
	old, _ := migrated(t, schema2Votes)
	for name, s := range map[string]*store.Store{"of this schema": s, "of schema 2": old} {
		var text bytes.Buffer
		must(t, exported(t, s, voteRef()).WriteJSON(&text))
		read, err := ballot.ReadJSON(&text)
		must(t, err)
		got, err := read.Recount()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		ballots, err := s.Ballots(t.Context(), voteRef())
		must(t, err)
		vote, err := s.Vote(t.Context(), voteRef())
		must(t, err)
		if got.Head != vote.Head {
			t.Errorf("%s: head %v, kept %v", name, got.Head, vote.Head)
		}
		equal(t, name, got.Tally, ballot.Fold(ballots, ballot.RuleOf(&vote.Question)))
	}
}
