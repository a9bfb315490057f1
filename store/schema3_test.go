package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/kvtest"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// What stores of schema 2 wrote: history as far as it was possible then, and votes under way (see
// TestVotesOfSchema2GoOn).
const (
	schema2      = "testdata/schema-2.txt"
	schema2Votes = "testdata/schema-2-votes.txt"
)

// A life that began in schema 2 reads in schema 3 as it was lived, and goes on.
func TestALifeOfSchema2GoesOn(t *testing.T) {
	s, e := migrated(t, schema2)
	checkHistory(t, s, true)
	checkAuthors(t, s)
	for _, r := range dump(t, e) {
		if r.Key[0] == 'x' || r.Key[0] == 'j' && len(r.Key) != 25 {
			t.Errorf("record %x is left", r.Key)
		}
	}
	for i, act := range roundsActs() {
		if err := act(t.Context(), s); err != nil {
			t.Fatalf("act %d: %v", i, err)
		}
	}
	checkRounds(t, s)
	if all, err := s.UnfinishedVotes(t.Context()); err != nil || len(all) != 1 || all[0].VoteRef != nextRef() {
		t.Errorf("unfinished %+v, error %v", all, err)
	}
}

// In testdata/schema-2-votes.txt 400 readers, numbered from 1000, have voted on guild's chapter 3: each chose option
// i%3 in minute i%50, each third one another option (i+1)%3 in the minute after, of those each second one took it back
// in minute 10, the clock having been set back. The removal of reader 1003's first reaction was begun. In the next
// guild are two open questions that nobody answered.
func TestVotesOfSchema2GoOn(t *testing.T) {
	s, _ := migrated(t, schema2Votes)
	ctx := t.Context()
	vote, err := s.Vote(ctx, voteRef())
	must(t, err)
	want := opened()
	want.Commit, want.Question.Voting.Tie, want.Head = ballot.Hash{}, story.TieAuthor, vote.Head
	want.Question.Voting.Open = at(59).Sub(at(24))
	equal(t, "vote", vote, want)
	journal, err := s.Journal(ctx, voteRef())
	must(t, err)
	if len(journal) != 400+134+67 || vote.Head != chained(vote, journal) {
		t.Fatalf("%d entries, head %+v", len(journal), vote.Head)
	}
	checkSchema2Journal(t, s, journal)
	surplus, err := s.Surplus(ctx, voteRef())
	must(t, err)
	for i := range 400 {
		var left []store.Surplus
		if i%3 == 0 {
			left = []store.Surplus{{Choice: story.Choice(i % 3), N: 2, Begun: i == 3}}
		}
		if got := surplus[s.Reader(uint64(1000+i))]; !slices.Equal(got, left) {
			t.Errorf("surplus of reader %d: %v, want %v", i, got, left)
		}
	}
	got := act(t, s, voteRef(), actOf(s.Reader(1001), 0, 58), actOf(s.Reader(1401), 0, 58))
	if got[0].Ballot.N != 2 || got[1].Ballot.N != 1 {
		t.Errorf("acted %+v", got)
	}
	closed, err := s.CloseVote(ctx, voteRef(), at(59), func(c store.Closing) (store.Outcome, []byte, error) {
		if c.Seed != nil {
			t.Error("a vote of schema 2 has a seed")
		}
		return store.Outcome{}, nil, nil
	})
	must(t, err)
	if journal, err = s.Journal(ctx, voteRef()); err != nil || closed.Outcome.Root != chained(closed, journal).Root {
		t.Errorf("the root does not follow from the journal, error %v", err)
	}
	abroad, err := s.Vote(ctx, voteOn(guild+1, message))
	must(t, err)
	if v := abroad.Question.Voting; v.Style != story.VoteAnswers || v.Open != story.DefaultOpen ||
		abroad.Head != ballot.Genesis(abroad.Terms()) || abroad.Telling != channel || abroad.Channel != channel+9 {
		t.Errorf("the open question is %+v", abroad)
	}
}

// checkSchema2Journal checks the order of the entries, and each voter's own.
func checkSchema2Journal(t *testing.T, s *store.Store, journal []store.JournalEntry) {
	t.Helper()
	count := map[story.ReaderID]uint32{}
	for i, e := range journal {
		if count[e.Voter]++; e.Seq != uint64(i+1) || e.N != count[e.Voter] {
			t.Fatalf("entry %d is %+v", i, e)
		}
		if i > 0 && e.N == 1 && e.At.Before(at(0)) {
			t.Fatalf("entry %d is of %s", i, e.At)
		}
	}
	last := at(0) // first ballots are in the order of time
	for _, e := range journal {
		if e.N == 1 {
			if e.At.Before(last) {
				t.Fatalf("entry %+v comes after one of %s", e, last)
			}
			last = e.At
		}
	}
	ballots, err := s.Ballots(t.Context(), voteRef())
	must(t, err)
	of := map[story.ReaderID]story.Ballot{}
	for _, b := range ballots {
		of[b.Voter] = b
	}
	for i := range 400 {
		want := story.Ballot{Voter: s.Reader(uint64(1000 + i)), N: 1, Choices: choices{story.Choice(i % 3)}, Cause: 1,
			At: at(i % 50)}
		if i%3 == 0 {
			want.N, want.Choices, want.At = 2, choices{story.Choice((i + 1) % 3)}, at(i%50+1)
		}
		if i%6 == 0 {
			want.N, want.Choices, want.At = 3, nil, at(10)
		}
		equal(t, fmt.Sprintf("ballot of reader %d", i), of[want.Voter], want)
		receipt, err := s.Receipt(t.Context(), voteRef(), want.Voter)
		must(t, err)
		if len(receipt.Entries) != int(want.N) {
			t.Fatalf("reader %d has %d entries", i, len(receipt.Entries))
		}
	}
}

// Ballots of no vote, and a vote that has lost one of its ballots, stop the migration: nothing is thrown away unseen.
func TestWhatIsLostIsNotMigrated(t *testing.T) {
	for name, lost := range map[string]func(kv.Record) bool{
		"the vote":      func(r kv.Record) bool { return r.Key[0] == 'v' },
		"what leads to": func(r kv.Record) bool { return r.Key[0] == 'w' },
		"the journal":   func(r kv.Record) bool { return r.Key[0] == 'j' },
	} {
		e := memkv.New()
		write(t, e, slices.DeleteFunc(golden(t, schema2), lost)...)
		db := kv.Open(kvtest.Shared(e), kv.Options{})
		if _, err := store.Open(t.Context(), db, secret(), store.Options{}); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("without %s: error %v", name, err)
		}
		must(t, db.Close())
	}
}
