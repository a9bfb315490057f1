package store_test

import (
	"testing"
	"time"

	"cliffhanger/store"
)

func TestHasten(t *testing.T) {
	s := openMem(t)
	v := withVote(t, s)
	for _, c := range []struct {
		closes time.Time
		want   error
	}{{at(60), nil}, {at(40), nil}, {at(40), nil}, {at(50), nil}, {at(-600), store.ErrInvalid}} {
		wantErr(t, s.Hasten(t.Context(), v, c.closes, said("to "+c.closes.Format("15:04"), 40)), c.want)
	}
	want := opened()
	want.Closes, want.Heard = at(40), at(40)
	got, err := s.Vote(t.Context(), v)
	must(t, err)
	equal(t, "closed early", got, want)
	if got.Terms().Closes != at(59) {
		t.Error("what was promised has changed")
	}
	equal(t, "audit log", audit(t, s), []string{"to 19:40"})
	_, err = s.CloseVote(t.Context(), v, at(40), nothing)
	must(t, err)
	wantErr(t, s.Hasten(t.Context(), v, at(30), said("late", 80)), store.ErrVoteClosed)
}

// What an interaction asks for is done once, also if another vote is meant the second time.
func TestWhatIsAskedForIsDoneOnce(t *testing.T) {
	s := openMem(t)
	v := withVote(t, s)
	ctx, other := store.Asked(t.Context(), 7), store.Asked(t.Context(), 8)
	_, again, err := s.Answered(ctx, guild)
	must(t, err)
	if again {
		t.Error("nothing was done, and it is said to be")
	}
	for i := range 3 {
		must(t, s.Extend(ctx, v, at(60+i), said("extended", 30+i)))
	}
	must(t, s.Extend(other, v, at(70), said("extended again", 40)))
	must(t, s.Hasten(ctx, v, at(50), said("closed", 41)))
	equal(t, "audit log", audit(t, s), []string{"extended", "extended again"})
	got, again, err := s.Answered(ctx, guild)
	must(t, err)
	if got != v || !again {
		t.Errorf("what was done was done to %v, %v", got, again)
	}
	closed, err := s.CloseVote(t.Context(), v, at(70), closeAs("x"))
	must(t, err)
	must(t, s.Reopen(ctx, v, at(90), "why", said("reopened", 71)))
	same, err := s.Settle(other, v, func(*store.Outcome) error { t.Error("settled"); return nil }, nil, said("settled", 72))
	must(t, err)
	equal(t, "the vote", same, closed)
}
