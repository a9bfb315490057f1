package reader_test

import (
	"strings"
	"testing"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/reader"
	"cliffhanger/store"
	"cliffhanger/story"
)

// Two commands of one reader at one moment both count.
func TestTwoOptionsAtOnceAreBothCounted(t *testing.T) {
	h := open(t, 2)
	v := h.ask(1, lampOrBoat(), func(v *store.Vote) { v.Question.Voting.Choose = 2 })
	h.ballots.before = func() {
		_, err := h.ballots.Add(t.Context(), v.VoteRef, reader.Voter{User: user}, 0)
		must(t, err)
	}
	holds(t, h.sub("cast", "option:2"), "✓ **Counted:** The lamp 🏮, The boat ⛵ (2 of 2).")
	h.counts(v, 0, 1)
}

// Whoever could vote once, and may not any more, is held to nothing.
func TestWhoMayNotVoteAnyMoreTakesTheirVoteBack(t *testing.T) {
	h, book := open(t, 2), phrase.For("")
	v := h.ask(1, lampOrBoat(), func(v *store.Vote) { v.Question.Voting.Style = story.VoteSecret })
	h.press(guild, under(v, "cast", true), "1")
	h.ballots.refusal = &reader.Refusal{Why: reader.LacksReading}
	for _, answer := range []string{h.sub("mine"), h.on(v, under(v, "ballot", false))} {
		holds(t, answer, "The boat ⛵")
		holds(t, answer, under(v, "takeback", true))
		holds(t, answer, book.LacksReading())
		if strings.Contains(answer, under(v, "cast", true)) {
			t.Errorf("who may not vote is offered the menu: %s", answer)
		}
	}
	holds(t, h.press(guild, under(v, "cast", true), "0"), book.LacksReading())
	h.counts(v, 1)
	answer := h.press(guild, under(v, "takeback", true))
	holds(t, answer, book.TakenBack())
	holds(t, answer, book.LacksReading())
	h.counts(v)
	if answer := h.sub("mine"); strings.Contains(answer, "takeback") {
		t.Errorf("nothing is there to take back: %s", answer)
	}
	holds(t, h.on(v, under(v, "ballot", false)), book.LacksReading())
	holds(t, h.press(guild, under(v, "takeback", true)), book.NothingTaken())
}
