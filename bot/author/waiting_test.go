package author_test

import (
	"strings"
	"testing"

	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/nominee"
)

// An author without a desk finds what waits for their word where the other things are that a desk would have told.
func TestNomineesReachAnAuthorWithoutADesk(t *testing.T) {
	s := tale(t, 3)
	s.Release.Desk = ""
	r := open(t, s)
	v := r.ask(func(v *store.Vote) {
		v.Question, v.Round = story.Question{Text: "Who?", Voting: v.Question.Voting}, store.RoundNominate
	})
	if answer := r.use(mara, "schedule show"); strings.Contains(answer, "put forward") {
		t.Errorf("nothing was put forward, and shown is %s", answer)
	}
	for i, text := range []string{"The Ferryman", "The dog"} {
		_, _, err := r.store.Nominate(t.Context(), v.VoteRef, store.Nominee{Key: nominee.Key(text), Text: text,
			By: r.store.Reader(ines), At: r.now})
		must(t, err)
		holds(t, r.use(mara, "schedule show"), book.NamesWait(v.Chapter, i+1))
	}
	holds(t, r.use(mara, "poll show"), book.PollNominees(0, 2, 0), book.NobodyTellsYou())
	r.end(v, store.Nobody)
	if answer := r.use(mara, "schedule show"); strings.Contains(answer, "put forward") {
		t.Errorf("the round is over, and shown is %s", answer)
	}
}
