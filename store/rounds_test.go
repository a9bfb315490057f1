package store_test

import (
	"context"
	"testing"

	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// nextRef is the vote that follows history's.
func nextRef() store.VoteRef { return voteOn(guild, message+30) }

// following is a round of nominations after history's vote.
func following() store.Vote {
	return store.Vote{VoteRef: nextRef(), Before: message, Round: store.RoundNominate, Channel: channel + 1,
		Question: story.Question{Text: "Who else?", Voting: story.Voting{Style: story.VoteAnswers, Choose: 2,
			Roles: []string{"patron", ""}, Account: 1, Member: 2, Read: true}}, Opened: at(81), Closes: at(82)}
}

func nomineeOf(r story.ReaderID, text string, minutes int) store.Nominee {
	return store.Nominee{Key: text, Text: "The " + text, By: r, At: at(minutes)}
}

// roundsActs is the end of history: what follows the vote.
func roundsActs() []func(context.Context, *store.Store) error {
	type ctx = context.Context
	type st = *store.Store
	nominate := func(user uint64, text string, minute int) func(ctx, st) error {
		return func(c ctx, s st) error {
			_, _, err := s.Nominate(c, nextRef(), nomineeOf(s.Reader(user), text, minute))
			return err
		}
	}
	return []func(ctx, st) error{
		func(c ctx, s st) error {
			_, err := s.Settle(c, voteRef(), func(o *store.Outcome) error { o.Veto = "nobody goes"; return nil }, nil,
				store.Entry{At: at(80), Who: s.Reader(reader), What: "vetoed"})
			return err
		},
		func(c ctx, s st) error { return s.OpenVote(c, following()) },
		nominate(reader, "gardener", 83), nominate(2, "cook", 84),
		func(c ctx, s st) error {
			all, err := s.Nominees(c, nextRef())
			if err != nil {
				return err
			}
			return s.Judge(c, nextRef(), all[1].ID, store.NomineeStruck, 0, "no cook", store.Entry{})
		},
		func(c ctx, s st) error {
			return s.Extend(c, nextRef(), at(90), store.Entry{At: at(85), What: "extended"})
		},
		func(c ctx, s st) error { return s.Heard(c, nextRef(), at(86)) },
		func(c ctx, s st) error { return s.Spoil(c, nextRef(), 3) },
		func(c ctx, s st) error { _, err := s.Once(c, nextRef(), "reminder"); return err },
	}
}

// checkRounds reads all that roundsActs wrote.
func checkRounds(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := t.Context()
	want := following()
	want.Telling, want.Story, want.Chapter, want.Commit = channel, key(), 3, ballot.Commit(seed())
	want.Question.Voting = want.Question.Voting.OrDefault()
	want.Promised, want.Closes, want.Extended, want.Heard, want.Spoiled = at(82), at(90), at(90).Sub(at(82)), at(86), 3
	want.Head = ballot.Genesis(want.Terms())
	got, err := s.LatestVote(ctx, guild, key())
	must(t, err)
	equal(t, "the vote that follows", got, want)
	was, err := s.Vote(ctx, voteRef())
	must(t, err)
	if was.Next != message+30 || was.Outcome.Veto != "nobody goes" {
		t.Errorf("followed by %d, outcome %+v", was.Next, was.Outcome)
	}
	pasts, err := s.Pasts(ctx, voteRef())
	must(t, err)
	if len(pasts) != 1 || pasts[0].Message != message+9 || !pasts[0].At.Equal(at(80)) {
		t.Errorf("pasts %+v", pasts)
	}
	gardener, cook := nomineeOf(s.Reader(reader), "gardener", 83), nomineeOf(s.Reader(2), "cook", 84)
	cook.State, cook.Reason = store.NomineeStruck, "no cook"
	all, err := s.Nominees(ctx, nextRef())
	must(t, err)
	if len(all) != 2 {
		t.Fatalf("nominees %+v", all)
	}
	gardener.ID, cook.ID = all[0].ID, all[1].ID
	equal(t, "nominees", all, []store.Nominee{gardener, cook})
	votes, err := s.Votes(ctx, guild, key(), 0, 0)
	must(t, err)
	equal(t, "votes", votes, []store.Vote{got, was})
	again, err := s.Once(ctx, nextRef(), "reminder")
	must(t, err)
	if again {
		t.Error("the reminder is to be posted again")
	}
}
