package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"cliffhanger/store"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// opened is the vote that withVote opens.
func opened() store.Vote {
	v := store.Vote{VoteRef: voteRef(), Channel: channel, Telling: channel, Story: key(), Chapter: 3,
		Question: question(), Opened: at(24), Promised: at(59), Closes: at(59), Commit: ballot.Commit(seed())}
	v.Question.Voting = story.Voting{}.OrDefault()
	v.Head = ballot.Genesis(v.Terms())
	return v
}

// seed is what every vote's seed is in tests.
func seed() (s ballot.Seed) {
	steady{}.Read(s[:])
	return s
}

// nothing decides a vote without an outcome or a result, closeAs with a result of these words.
func nothing(store.Closing) (store.Outcome, []byte, error) {
	return store.Outcome{Winner: -1}, nil, nil
}

func closeAs(words string) func(store.Closing) (store.Outcome, []byte, error) {
	return func(store.Closing) (store.Outcome, []byte, error) {
		return store.Outcome{Winner: -1}, []byte(words), nil
	}
}

func TestVoteIsFoundByMessageAndChapter(t *testing.T) {
	s := openMem(t)
	_, err := s.LatestVote(t.Context(), guild, key())
	wantErr(t, err, store.ErrNotFound)
	withVote(t, s)
	for name, read := range map[string]func() (store.Vote, error){
		"by message": func() (store.Vote, error) { return s.Vote(t.Context(), voteRef()) },
		"by chapter": func() (store.Vote, error) { return s.VoteOf(t.Context(), guild, key(), 3) },
		"latest":     func() (store.Vote, error) { return s.LatestVote(t.Context(), guild, key()) },
	} {
		got, err := read()
		must(t, err)
		equal(t, name, got, opened())
		if !got.Open() {
			t.Errorf("%s: the vote is not open", name)
		}
	}
	for name, read := range map[string]func() (store.Vote, error){
		"another message": func() (store.Vote, error) { return s.Vote(t.Context(), voteOn(guild, 1)) },
		"another guild":   func() (store.Vote, error) { return s.Vote(t.Context(), voteOn(1, message)) },
		"another chapter": func() (store.Vote, error) { return s.VoteOf(t.Context(), guild, key(), 2) },
		"another story":   func() (store.Vote, error) { return s.LatestVote(t.Context(), guild, key()+1) },
	} {
		if _, err := read(); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
	_, err = s.VoteOf(t.Context(), guild, key(), 0)
	wantErr(t, err, store.ErrInvalid)
}

func TestLatestVoteIsOfTheHighestChapter(t *testing.T) {
	s := openMem(t)
	for i, chapter := range []int{2, 300, 255, 256} {
		d := store.DropRef{Telling: telling(), Chapter: chapter}
		must(t, s.PlanDrop(t.Context(), store.Drop{DropRef: d}, []store.Step{{Kind: store.StepQuestion}}))
		_, err := s.ClaimStep(t.Context(), d, 0, at(1))
		must(t, err)
		must(t, s.FinishStep(t.Context(), d, 0, uint64(1000-i), at(2), &store.Vote{}))
	}
	got, err := s.LatestVote(t.Context(), guild, key())
	must(t, err)
	if got.Chapter != 300 || got.Message != 999 {
		t.Errorf("latest is chapter %d, message %d", got.Chapter, got.Message)
	}
}

func TestAVoteOpensWithItsStepOrNotAtAll(t *testing.T) {
	result := store.Step{Kind: store.StepResult, State: store.StepDone, Message: 9}
	many := store.Vote{Question: story.Question{Options: make([]story.Option, story.MaxOptions+1)}}
	for _, c := range []struct {
		name    string
		message uint64
		vote    store.Vote
		want    error
	}{
		{"of another guild", message, store.Vote{VoteRef: store.VoteRef{Guild: 1}}, store.ErrInvalid},
		{"of another story", message, store.Vote{Story: 1}, store.ErrInvalid},
		{"of another chapter", message, store.Vote{Chapter: 4}, store.ErrInvalid},
		{"without a message", 0, store.Vote{}, store.ErrInvalid},
		{"with too many options", message, many, store.ErrInvalid},
		{"on its own message", message + 7, store.Vote{VoteRef: voteRef(), Closed: at(9), Result: result}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openMem(t)
			drop, _ := plan()
			must(t, s.PlanDrop(t.Context(), drop, []store.Step{{Kind: store.StepSeed, Scene: 1}}))
			_, err := s.ClaimStep(t.Context(), ref(), 0, at(1))
			must(t, err)
			wantErr(t, s.FinishStep(t.Context(), ref(), 0, c.message, at(2), &c.vote), c.want)
			_, steps, err := s.Drop(t.Context(), ref())
			must(t, err)
			if done := steps[0].State == store.StepDone; done != (c.want == nil) {
				t.Errorf("step done: %v", done)
			}
			serial, _, err := s.Serial(t.Context(), telling())
			must(t, err)
			if out := !serial.Released.IsZero(); out != (c.want == nil) {
				t.Errorf("scene released: %v", out)
			}
			vote, err := s.Vote(t.Context(), voteRef())
			if (err == nil) != (c.want == nil) || vote.Open() != (c.want == nil) || vote.Result.Message != 0 {
				t.Errorf("vote: %+v, error %v", vote, err)
			}
		})
	}
}

func TestAChapterHasOneVote(t *testing.T) {
	s := openMem(t)
	drop, _ := plan()
	must(t, s.PlanDrop(t.Context(), drop, []store.Step{{Kind: store.StepQuestion}, {Kind: store.StepQuestion}}))
	take(t, s, 0, message, &store.Vote{})
	_, err := s.ClaimStep(t.Context(), ref(), 1, at(1))
	must(t, err)
	wantErr(t, s.FinishStep(t.Context(), ref(), 1, message+1, at(2), &store.Vote{}), store.ErrExists)
	must(t, s.FinishStep(t.Context(), ref(), 1, message+1, at(2), nil))
}

func TestAMessageHasOneVote(t *testing.T) {
	s := openMem(t)
	withVote(t, s)
	next := ref()
	next.Chapter++
	must(t, s.PlanDrop(t.Context(), store.Drop{DropRef: next}, []store.Step{{Kind: store.StepQuestion}}))
	_, err := s.ClaimStep(t.Context(), next, 0, at(1))
	must(t, err)
	wantErr(t, s.FinishStep(t.Context(), next, 0, message, at(2), &store.Vote{}), store.ErrExists)
	got, err := s.Vote(t.Context(), voteRef())
	must(t, err)
	equal(t, "the first vote", got, opened())
}

func TestAVoteStaysOpenUnlessItIsCounted(t *testing.T) {
	s := openMem(t)
	v := withVote(t, s)
	_, err := s.ClaimResult(t.Context(), v, at(40))
	wantErr(t, err, store.ErrOutOfOrder)
	wantErr(t, s.FinishResult(t.Context(), v, message+8, at(41)), store.ErrOutOfOrder)

	failure := errors.New("cannot count")
	_, err = s.CloseVote(t.Context(), v, at(59), func(store.Closing) (store.Outcome, []byte, error) {
		return store.Outcome{}, nil, failure
	})
	wantErr(t, err, failure)
	_, err = s.CloseVote(t.Context(), v, at(59), func(store.Closing) (store.Outcome, []byte, error) { panic("no") })
	if err == nil {
		t.Fatal("closed in spite of a panic")
	}
	_, err = s.CloseVote(t.Context(), v, time.Time{}, nothing)
	wantErr(t, err, store.ErrInvalid)
	still, err := s.Vote(t.Context(), v)
	must(t, err)
	equal(t, "still open", still, opened())
}

func TestCloseVote(t *testing.T) {
	s := openMem(t)
	v := withVote(t, s)
	a, b := s.Reader(1), s.Reader(2)
	act(t, s, v, actOf(a, 1, 30), actOf(b, 0, 31), actOf(b, withdrawn, 32))
	before, err := s.Vote(t.Context(), v)
	must(t, err)
	var counted []story.Ballot
	closed, err := s.CloseVote(t.Context(), v, at(59), func(c store.Closing) (store.Outcome, []byte, error) {
		counted = c.Ballots
		equal(t, "closing", c.Vote, before)
		if c.Head != before.Head || c.Seed == nil || ballot.Commit(*c.Seed) != before.Commit {
			t.Errorf("head %v, seed %v", c.Head, c.Seed)
		}
		return store.Outcome{Counts: []int{0, 1, 0}, Voters: 1, Winner: 1, Leaders: []int{1}, How: store.ByVotes},
			[]byte("Mara goes"), nil
	})
	must(t, err)
	ballots, err := s.Ballots(t.Context(), v)
	must(t, err)
	equal(t, "counted", counted, ballots)
	if len(ballots) != 2 {
		t.Fatalf("%d ballots", len(ballots))
	}
	want := before
	want.Closed = at(59)
	want.Outcome = &store.Outcome{Counts: []int{0, 1, 0}, Voters: 1, Winner: 1, Leaders: []int{1}, How: store.ByVotes,
		Root: before.Head.Root, At: at(59)}
	want.Result = store.Step{Kind: store.StepResult, Payload: []byte("Mara goes"), Nonce: closed.Result.Nonce}
	equal(t, "closed", closed, want)
	if len(closed.Result.Nonce) != 24 || closed.Open() {
		t.Fatalf("nonce %q, open %v", closed.Result.Nonce, closed.Open())
	}
	again, err := s.CloseVote(t.Context(), v, at(60), func(store.Closing) (store.Outcome, []byte, error) {
		t.Error("counted a closed vote again")
		return store.Outcome{}, nil, nil
	})
	must(t, err)
	equal(t, "closed again", again, want)
}

func TestAClosedVoteTakesNothingMore(t *testing.T) {
	s := openMem(t)
	v := withVote(t, s)
	_, err := s.CloseVote(t.Context(), v, at(59), nothing)
	must(t, err)
	_, err = s.Act(t.Context(), v, []store.Act{actOf(s.Reader(1), 0, 1)})
	wantErr(t, err, store.ErrVoteClosed)
	wantErr(t, s.PutAnswer(t.Context(), v, store.Answer{Reader: s.Reader(1), Text: "late"}), store.ErrVoteClosed)
	journal, err := s.Journal(t.Context(), v)
	must(t, err)
	answers, err := s.Answers(t.Context(), v)
	must(t, err)
	if len(journal)+len(answers) != 0 {
		t.Errorf("journal %v, answers %v", journal, answers)
	}
}

func TestResultIsPostedOnce(t *testing.T) {
	s := openMem(t)
	v := withVote(t, s)
	unfinished := func(want int) {
		t.Helper()
		votes, err := s.UnfinishedVotes(t.Context())
		must(t, err)
		if len(votes) != want {
			t.Fatalf("%d unfinished votes, want %d", len(votes), want)
		}
	}
	unfinished(1)
	closed, err := s.CloseVote(t.Context(), v, at(59), closeAs("r"))
	must(t, err)
	unfinished(1)
	wantErr(t, s.FinishResult(t.Context(), v, message+8, at(61)), store.ErrOutOfOrder)
	want := closed.Result
	want.State, want.Claimed = store.StepClaimed, at(60)
	for i := range 2 {
		step, err := s.ClaimResult(t.Context(), v, at(60+i))
		must(t, err)
		equal(t, "claimed", step, want)
	}
	unfinished(1)
	for range 2 {
		must(t, s.FinishResult(t.Context(), v, message+8, at(61)))
	}
	wantErr(t, s.FinishResult(t.Context(), v, message+9, at(61)), store.ErrConflict)
	unfinished(1) // its own message does not say so yet
	for range 2 {
		must(t, s.Retire(t.Context(), v, message+8))
	}
	unfinished(0)
	want.State, want.Done, want.Message = store.StepDone, at(61), message+8
	got, err := s.Vote(t.Context(), v)
	must(t, err)
	equal(t, "result", got.Result, want)
	if got.Retired != message+8 || got.Retiring() {
		t.Errorf("it leads to %d, want %d", got.Retired, message+8)
	}
	_, err = s.Settle(t.Context(), v, func(*store.Outcome) error { return nil }, []byte("s"), store.Entry{At: at(62), What: "anew"})
	must(t, err)
	_, err = s.ClaimResult(t.Context(), v, at(63))
	must(t, err)
	must(t, s.FinishResult(t.Context(), v, message+10, at(63)))
	unfinished(1) // it leads to the result of before
	must(t, s.Reopen(t.Context(), v, at(90), "why", store.Entry{At: at(64), What: "open"}))
	wantErr(t, s.Retire(t.Context(), v, message+10), store.ErrOutOfOrder)
}

func TestVotesThatAreNotThere(t *testing.T) {
	s := openMem(t)
	v := voteRef()
	_, err := s.Vote(t.Context(), v)
	wantErr(t, err, store.ErrNotFound)
	_, err = s.Act(t.Context(), v, []store.Act{actOf(s.Reader(1), 0, 1)})
	wantErr(t, err, store.ErrNotFound)
	_, err = s.CloseVote(t.Context(), v, at(1), nothing)
	wantErr(t, err, store.ErrNotFound)
	_, err = s.ClaimResult(t.Context(), v, at(1))
	wantErr(t, err, store.ErrNotFound)
	wantErr(t, s.FinishResult(t.Context(), v, 1, at(1)), store.ErrNotFound)
	wantErr(t, s.PutAnswer(t.Context(), v, store.Answer{Text: "x"}), store.ErrNotFound)
	if (store.Vote{}).Open() {
		t.Error("no vote is open")
	}
}

// A close and casts at the same time: what was counted is what the journal folds to, no ballot slips in after.
func TestCloseWhileCasting(t *testing.T) {
	s := open(t, memkv.New())
	v := withVote(t, s)
	late := make(chan bool)
	go func() {
		defer close(late)
		for i := 0; ; i++ {
			a := actOf(s.Reader(uint64(i%7)), story.Choice(i%3), 30)
			if _, err := s.Act(t.Context(), v, []store.Act{a}); err != nil {
				late <- errors.Is(err, store.ErrVoteClosed)
				return
			}
		}
	}()
	var counted []story.Ballot
	for range 50 { // so that some are in
		_, err := s.Ballots(t.Context(), v)
		must(t, err)
	}
	_, err := s.CloseVote(t.Context(), v, at(59), func(c store.Closing) (store.Outcome, []byte, error) {
		counted = slices.Clone(c.Ballots)
		return store.Outcome{}, nil, nil
	})
	must(t, err)
	if !<-late {
		t.Fatal("casting failed for another reason than the close")
	}
	ballots, err := s.Ballots(t.Context(), v)
	must(t, err)
	equal(t, "ballots after the close", ballots, counted)
}
