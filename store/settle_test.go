package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

func said(what string, minutes int) store.Entry { return store.Entry{At: at(minutes), What: what} }

// audit returns what stands in the audit log, the oldest first.
func audit(t *testing.T, s *store.Store) []string {
	t.Helper()
	entries, err := s.Audit(t.Context(), guild, key(), 0)
	must(t, err)
	var all []string
	for _, e := range entries {
		all = append([]string{e.What}, all...)
	}
	return all
}

func TestExtend(t *testing.T) {
	s := openMem(t)
	v := withVote(t, s)
	for _, c := range []struct {
		closes time.Time
		want   error
	}{{at(59), nil}, {at(69), nil}, {at(69), nil}, {at(68), store.ErrInvalid}, {at(79), nil}} {
		wantErr(t, s.Extend(t.Context(), v, c.closes, said("to "+c.closes.Format("15:04"), 30)), c.want)
	}
	want := opened()
	want.Closes, want.Extended, want.Heard = at(79), 20*time.Minute, at(30)
	got, err := s.Vote(t.Context(), v)
	must(t, err)
	equal(t, "extended", got, want)
	if got.Terms().Closes != at(59) || got.Head != ballot.Genesis(got.Terms()) {
		t.Error("what was promised has changed")
	}
	equal(t, "audit log", audit(t, s), []string{"to 20:09", "to 20:19"})
	_, err = s.CloseVote(t.Context(), v, at(79), nothing)
	must(t, err)
	wantErr(t, s.Extend(t.Context(), v, at(90), said("late", 80)), store.ErrVoteClosed)
	wantErr(t, s.Extend(t.Context(), nextRef(), at(90), said("none", 80)), store.ErrNotFound)
}

// A vote that is reopened goes on with its journal, keeps what it had come to, and posts another result.
func TestReopen(t *testing.T) {
	s := openMem(t)
	ctx, v := t.Context(), withVote(t, s)
	act(t, s, v, actOf(s.Reader(1), 0, 30))
	wantErr(t, s.Reopen(ctx, v, at(90), "too soon", said("reopened", 58)), store.ErrOutOfOrder)
	first, err := s.CloseVote(ctx, v, at(59), closeAs("first"))
	must(t, err)
	_, err = s.ClaimResult(ctx, v, at(60))
	must(t, err)
	must(t, s.FinishResult(ctx, v, message+8, at(61)))
	wantErr(t, s.Reopen(ctx, v, at(90), "", said("reopened", 62)), store.ErrInvalid)
	wantErr(t, s.Reopen(ctx, v, at(58), "why", said("reopened", 62)), store.ErrInvalid)
	for range 2 {
		must(t, s.Reopen(ctx, v, at(90), "the power was out", said("reopened", 62)))
	}
	got, err := s.Vote(ctx, v)
	must(t, err)
	want := opened()
	want.Head, want.Closes, want.Extended = first.Head, at(90), 31*time.Minute
	equal(t, "reopened", got, want)
	equal(t, "audit log", audit(t, s), []string{"reopened"})
	pasts, err := s.Pasts(ctx, v)
	must(t, err)
	equal(t, "pasts", pasts, []store.Past{{Outcome: first.Outcome, Message: message + 8, Reason: "the power was out",
		At: at(62)}})
	if a := act(t, s, v, actOf(s.Reader(1), 1, 63))[0]; a.Ballot.N != 2 {
		t.Errorf("the journal does not go on: %+v", a)
	}
	second, err := s.CloseVote(ctx, v, at(90), closeAs("second"))
	must(t, err)
	if second.Result.Nonce == first.Result.Nonce || second.Result.State != store.StepPlanned {
		t.Errorf("the second result is %+v", second.Result)
	}
	read, err := s.Vote(ctx, v)
	must(t, err)
	equal(t, "closed again", read, second)
}

func TestSettle(t *testing.T) {
	s := openMem(t)
	ctx, v := t.Context(), withVote(t, s)
	choose := func(o *store.Outcome) error {
		o.Winner, o.How = o.Leaders[1], store.ByAuthor
		return nil
	}
	_, err := s.Settle(ctx, v, choose, []byte("x"), said("chose", 60))
	wantErr(t, err, store.ErrOutOfOrder)
	tied, err := s.CloseVote(ctx, v, at(59), func(store.Closing) (store.Outcome, []byte, error) {
		return store.Outcome{Counts: []int{1, 0, 1}, Voters: 2, Leaders: []int{0, 2}, Winner: -1, How: store.AwaitsAuthor},
			[]byte("a tie"), nil
	})
	must(t, err)
	failure := errors.New("no")
	_, err = s.Settle(ctx, v, func(o *store.Outcome) error { o.Counts[0] = 9; return failure }, nil, said("chose", 60))
	wantErr(t, err, failure)
	_, err = s.ClaimResult(ctx, v, at(60))
	must(t, err)
	must(t, s.FinishResult(ctx, v, message+8, at(61)))
	var settled store.Vote
	for range 2 {
		settled, err = s.Settle(ctx, v, choose, []byte("the third"), said("chose", 62))
		must(t, err)
	}
	want := tied
	want.Outcome = tied.Outcome.Clone()
	want.Outcome.Winner, want.Outcome.How = 2, store.ByAuthor
	want.Result = store.Step{Kind: store.StepResult, Payload: []byte("the third"), Nonce: settled.Result.Nonce}
	equal(t, "settled", settled, want)
	if settled.Result.Nonce == tied.Result.Nonce {
		t.Error("both results have the same nonce: the second would be taken for the first")
	}
	_, err = s.ClaimResult(ctx, v, at(63))
	must(t, err)
	must(t, s.FinishResult(ctx, v, message+9, at(64)))
	vetoed, err := s.Settle(ctx, v, func(o *store.Outcome) error { o.Veto = "no"; return nil }, nil, said("vetoed", 65))
	must(t, err)
	if vetoed.Result.Message != message+9 {
		t.Errorf("nothing is to be posted, and the result is %+v", vetoed.Result)
	}
	pasts, err := s.Pasts(ctx, v)
	must(t, err)
	equal(t, "pasts", pasts, []store.Past{{Outcome: tied.Outcome, Message: message + 8, At: at(62)},
		{Outcome: want.Outcome, Message: message + 9, At: at(65)}})
	equal(t, "audit log", audit(t, s), []string{"chose", "vetoed"})
}

// runoff is a vote after the one of withVote.
func runoff(msg uint64) store.Vote {
	q := question()
	q.Options = q.Options[:2]
	return store.Vote{VoteRef: voteOn(guild, msg), Before: message, Round: store.RoundRunoff, Question: q,
		Opened: at(70), Closes: at(90)}
}

func TestOpenVote(t *testing.T) {
	s := openMem(t)
	ctx, v := t.Context(), withVote(t, s)
	wantErr(t, s.OpenVote(ctx, runoff(message+30)), store.ErrOutOfOrder)
	_, err := s.CloseVote(ctx, v, at(59), func(store.Closing) (store.Outcome, []byte, error) {
		return store.Outcome{Winner: -1, How: store.AwaitsRunoff}, nil, nil
	})
	must(t, err)
	_, err = s.ClaimResult(ctx, v, at(60))
	must(t, err)
	must(t, s.FinishResult(ctx, v, message+8, at(61)))
	must(t, s.Retire(ctx, v, message+8))
	unfinished := func(want ...uint64) {
		t.Helper()
		all, err := s.UnfinishedVotes(ctx)
		must(t, err)
		var got []uint64
		for _, v := range all {
			got = append(got, v.Message)
		}
		equal(t, "unfinished", got, want)
	}
	unfinished(message) // the run-off is missing
	refuseVotes(t, s)
	lost := runoff(message + 30)
	lost.Before++
	wantErr(t, s.OpenVote(ctx, lost), store.ErrNotFound)
	for range 2 {
		must(t, s.OpenVote(ctx, runoff(message+30)))
	}
	wantErr(t, s.OpenVote(ctx, runoff(message+31)), store.ErrExists)
	unfinished(message + 30)
	want := runoff(message + 30)
	want.Channel, want.Telling, want.Story, want.Chapter = channel, channel, key(), 3
	want.Promised, want.Commit, want.Question.Voting = at(90), ballot.Commit(seed()), story.Voting{}.OrDefault()
	want.Head = ballot.Genesis(want.Terms())
	for name, read := range map[string]func() (store.Vote, error){
		"of the chapter": func() (store.Vote, error) { return s.VoteOf(ctx, guild, key(), 3) },
		"latest":         func() (store.Vote, error) { return s.LatestVoteIn(ctx, guild, key(), []uint64{channel}) },
	} {
		got, err := read()
		must(t, err)
		equal(t, name, got, want)
	}
	wantErr(t, s.Reopen(ctx, v, at(95), "why", said("reopened", 91)), store.ErrOutOfOrder)
	must(t, s.OpenVote(ctx, runoff(message+30)))
	taken := runoff(message)
	taken.Before = message + 30
	wantErr(t, s.OpenVote(ctx, taken), store.ErrOutOfOrder)
	_, err = s.CloseVote(ctx, want.VoteRef, at(91), nothing)
	must(t, err)
	wantErr(t, s.OpenVote(ctx, taken), store.ErrExists)
}

// refuseVotes opens run-offs that cannot be.
func refuseVotes(t *testing.T, s *store.Store) {
	t.Helper()
	for name, bad := range map[string]func(*store.Vote){
		"no message":                 func(v *store.Vote) { v.Message = 0 },
		"no time":                    func(v *store.Vote) { v.Opened = time.Time{} },
		"too many":                   func(v *store.Vote) { v.Question.Options = make([]story.Option, story.MaxOptions+1) },
		"a ballot of too many":       func(v *store.Vote) { v.Question.Voting.Choose = story.MaxOptions + 1 },
		"a ballot of less than one":  func(v *store.Vote) { v.Question.Voting.Choose = -1 },
		"open for less than nothing": func(v *store.Vote) { v.Question.Voting.Open = -1 },
	} {
		next := runoff(message + 30)
		bad(&next)
		if err := s.OpenVote(t.Context(), next); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestVotesForTheArchive(t *testing.T) {
	s := openMem(t)
	ctx, v := t.Context(), withVote(t, s)
	_, err := s.CloseVote(ctx, v, at(59), nothing)
	must(t, err)
	must(t, s.OpenVote(ctx, runoff(message+30)))
	d := store.DropRef{Telling: early(), Chapter: 4}
	must(t, s.PlanDrop(ctx, store.Drop{DropRef: d}, []store.Step{{Kind: store.StepQuestion}}))
	_, err = s.ClaimStep(ctx, d, 0, at(1))
	must(t, err)
	must(t, s.FinishStep(ctx, d, 0, message+10, at(2), &store.Vote{Channel: channel}))
	const all = ^uint64(0)
	for _, c := range []struct {
		before uint64
		limit  int
		seen   []uint64
		want   []uint64
	}{
		{0, 0, nil, []uint64{message + 30, message + 10, message}},
		{all, 2, nil, []uint64{message + 30, message + 10}},
		{message + 10, 0, nil, []uint64{message}},
		{message, 1, nil, nil},
		{0, 0, []uint64{channel}, []uint64{message + 30, message}},
		{0, 1, []uint64{early().Channel}, []uint64{message + 10}},
		{0, 0, []uint64{1}, nil},
	} {
		votes, err := s.Votes(ctx, guild, key(), c.before, c.limit)
		if c.seen != nil {
			votes, err = s.VotesIn(ctx, guild, key(), c.before, c.limit, c.seen)
		}
		must(t, err)
		var got []uint64
		for _, v := range votes {
			got = append(got, v.Message)
			if v.Head == (ballot.Head{}) {
				t.Errorf("vote %d has no head", v.Message)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: votes %v", c, got)
		}
	}
	if votes, err := s.Votes(ctx, guild, key()+1, 0, 0); len(votes) != 0 || err != nil {
		t.Errorf("another story has votes %v, error %v", votes, err)
	}
}

func TestHeardAndSpoiled(t *testing.T) {
	s := openMem(t)
	ctx, v := t.Context(), withVote(t, s)
	must(t, s.Heard(ctx, v, at(30)))
	must(t, s.Heard(ctx, v, at(29)))
	must(t, s.Spoil(ctx, v, 4))
	must(t, s.Spoil(ctx, v, 2))
	wantErr(t, s.Spoil(ctx, v, -1), store.ErrInvalid)
	want := opened()
	want.Heard, want.Spoiled = at(30), 2
	got, err := s.Vote(ctx, v)
	must(t, err)
	equal(t, "vote", got, want)
	closed, err := s.CloseVote(ctx, v, at(59), nothing)
	must(t, err)
	must(t, s.Heard(ctx, v, at(60)))
	must(t, s.Spoil(ctx, v, 0))
	got, err = s.Vote(ctx, v)
	must(t, err)
	equal(t, "closed", got, closed)
}

func TestOnce(t *testing.T) {
	s := openMem(t)
	for i, c := range []struct {
		ref  store.VoteRef
		name string
		want bool
	}{{voteRef(), "a", true}, {voteRef(), "a", false}, {voteRef(), "b", true}, {nextRef(), "a", true},
		{voteRef(), "b", false}} {
		before, err := s.Marked(t.Context(), c.ref, c.name)
		must(t, err)
		got, err := s.Once(t.Context(), c.ref, c.name)
		must(t, err)
		if before == got {
			t.Errorf("call %d: marked before: %v", i, before)
		}
		if got != c.want {
			t.Errorf("call %d: %v", i, got)
		}
	}
}

func TestUnfinished(t *testing.T) {
	open := store.Vote{Opened: at(1)}
	closed := func(round store.Round, o *store.Outcome) store.Vote {
		return store.Vote{Opened: at(1), Closed: at(2), Round: round, Outcome: o, Result: store.Step{State: store.StepDone}}
	}
	claimed := closed(store.RoundVote, nil)
	claimed.Result.State = store.StepClaimed
	followed := closed(store.RoundVote, &store.Outcome{How: store.AwaitsRunoff})
	followed.Next = message
	for i, c := range []struct {
		vote store.Vote
		want bool
	}{
		{open, true},
		{claimed, true},
		{closed(store.RoundVote, nil), false},
		{closed(store.RoundVote, &store.Outcome{How: store.ByVotes}), false},
		{closed(store.RoundVote, &store.Outcome{How: store.AwaitsRunoff}), true},
		{followed, false},
		{closed(store.RoundRunoff, &store.Outcome{How: store.AwaitsAuthor}), true},
		{closed(store.RoundRunoff, &store.Outcome{How: store.AwaitsAuthor, Veto: "no"}), false},
		{closed(store.RoundNominate, &store.Outcome{}), true},
		{closed(store.RoundNominate, &store.Outcome{How: store.Nobody}), false},
	} {
		if got := c.vote.Unfinished(); got != c.want {
			t.Errorf("vote %d: unfinished %v, want %v", i, got, c.want)
		}
	}
}

func TestCountReached(t *testing.T) {
	s := openMem(t)
	withVote(t, s)
	for i, to := range []story.Place{placeOf(1, 1, 1), placeOf(3, 1, 0), placeOf(3, 2, 0), placeOf(3, 2, 4)} {
		_, err := s.MoveTo(t.Context(), guild, key(), s.Reader(uint64(i)), to, at(1), seen())
		must(t, err)
		_, err = s.MoveTo(t.Context(), guild, key(), s.Reader(uint64(i)), placeOf(1, 0, 0), at(2), seen())
		must(t, err)
	}
	for at, want := range map[story.Place]int{{}: 4, placeOf(3, 1, 0): 3, placeOf(3, 2, 0): 2, placeOf(3, 2, 9): 0} {
		got, err := s.CountReached(t.Context(), guild, key(), at)
		must(t, err)
		if got != want {
			t.Errorf("%s: %d readers, want %d", fmt.Sprint(at), got, want)
		}
	}
}
