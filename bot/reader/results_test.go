package reader_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/phrase"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

func TestVerifyChainsTheJournalAgain(t *testing.T) {
	h, book := open(t, 2), phrase.For("")
	holds(t, h.sub("verify"), book.NothingToVerify())
	v := h.ask(1, lampOrBoat(), nil)
	holds(t, h.sub("verify"), book.ReceiptNone())
	_, err := h.store.Act(t.Context(), v.VoteRef, []store.Act{{Voter: h.store.Reader(77), Kind: store.ActPress, Choice: 2,
		Cause: story.ByEvent, At: time.Unix(1_700_000_050, 0)}})
	must(t, err)
	h.press(guild, under(v, "cast", true), "1")
	h.press(guild, under(v, "takeback", true))
	answer := h.sub("verify")
	x, err := h.ballots.Export(t.Context(), v.VoteRef)
	must(t, err)
	head := ballot.Genesis(x.Terms)
	for i, e := range x.Entries {
		head = head.Add(e)
		shown := strings.Contains(answer, fmt.Sprintf("Entry %d of 3", i+1))
		if own := i > 0; own != shown {
			t.Errorf("entry %d is shown: %t", i+1, shown)
		} else if own {
			holds(t, answer, head.Link().String())
		}
	}
	holds(t, answer, head.Root.String())
	holds(t, answer, ballot.TagOf(v.Message, h.store.Reader(user)).String())
	holds(t, answer, book.ChainHolds(false))
	h.ballots.spoilt = true
	holds(t, h.sub("verify"), "⚠ **I have chained it again, and it does not agree:**")
	h.ballots.spoilt = false
	h.close(v, store.Outcome{Winner: 2, How: store.ByVotes, Root: head.Root})
	holds(t, h.sub("verify"), book.ChainHolds(true))
}

// While the counts are hidden nothing tells how many have voted: no number of an entry, and no root that each one changes.
func TestVerifyTellsNoHiddenCounts(t *testing.T) {
	h, book := open(t, 2), phrase.For("")
	v := h.ask(1, lampOrBoat(), func(v *store.Vote) { v.Question.Voting.Counts = story.CountsClosed })
	others := func(from, to uint64) {
		for n := from; n < to; n++ {
			_, err := h.store.Act(t.Context(), v.VoteRef, []store.Act{{Voter: h.store.Reader(n), Kind: store.ActPress,
				Choice: 2, Cause: story.ByEvent, At: time.Unix(1_700_000_050, 0)}})
			must(t, err)
		}
	}
	others(100, 136)
	h.press(guild, under(v, "cast", true), "1")
	before := h.sub("verify")
	others(200, 205)
	after := h.sub("verify")
	if before != after {
		t.Errorf("what others do is told: %q, then %q", before, after)
	}
	kept, err := h.store.Vote(t.Context(), v.VoteRef)
	must(t, err)
	for _, tells := range []string{"Entry", " 42 ", kept.Head.Root.String()} {
		if strings.Contains(after, tells) {
			t.Errorf("%q is told: %s", tells, after)
		}
	}
	holds(t, after, "• Your entry: **The boat ⛵**")
	holds(t, after, book.JournalHidden())
	holds(t, after, book.ChainHoldsHidden())
	h.ballots.spoilt = true
	holds(t, h.sub("verify"), "it does not agree")
	h.ballots.spoilt = false
	h.close(v, store.Outcome{Winner: 2, How: store.ByVotes, Root: kept.Head.Root})
	holds(t, h.sub("verify"), "Entry 37 of 42")
}

// Entries of many choices with long names leave room for what was found out.
func TestVerifySaysWhatItFoundWhateverItShows(t *testing.T) {
	h, book := open(t, 2), phrase.For("")
	q := story.Question{Text: "Which of them?", Voting: story.Voting{Choose: story.MaxOptions}}
	for i := range story.MaxOptions {
		q.Options = append(q.Options, story.Option{Emoji: string(rune('🇦' + i)), Text: strings.Repeat("*long* ", 15)})
	}
	for n, chosen := range []int{2, 5, story.MaxOptions} {
		v := h.ask(n+1, q, nil)
		for i := range chosen {
			_, err := h.store.Act(t.Context(), v.VoteRef, []store.Act{{Voter: h.store.Reader(user), Kind: store.ActPress,
				Choice: story.Choice(i), Cause: story.ByEvent, At: time.Unix(1_700_000_050, 0)}})
			must(t, err)
		}
		answer := h.sub("verify", fmt.Sprintf("question:%d", v.Message))
		holds(t, answer, book.ChainHolds(false))
		holds(t, answer, book.VerifyHow())
		if shown := strings.Count(answer, "• Entry"); chosen < 6 && shown == 0 {
			t.Errorf("of %d entries none is shown", chosen)
		}
	}
}

func TestAClosedVoteThatLostAnEntryIsFoundOut(t *testing.T) {
	h := open(t, 2)
	v := h.ask(1, lampOrBoat(), nil)
	h.press(guild, under(v, "cast", true), "1")
	h.press(guild, under(v, "cast", true), "2")
	h.close(v, store.Outcome{Winner: 2, How: store.ByVotes})
	v, err := h.store.Vote(t.Context(), v.VoteRef)
	must(t, err)
	h.ballots.spoilt = true
	answer := h.sub("verify")
	holds(t, answer, "it does not agree")
	holds(t, answer, v.Outcome.Root.String())
}

func TestResultsAreListedAndSearched(t *testing.T) {
	h, book := open(t, 2), phrase.For("")
	holds(t, h.command(guild, "results"), book.NoResults())
	for n := 1; n <= 8; n++ {
		q := lampOrBoat()
		q.Text = fmt.Sprintf("Question %d?", n)
		if n == 3 {
			q.Options[0].Text = "The *Lighthouse* keeper"
		}
		v := h.ask(n, q, nil)
		if n == 8 {
			continue // stays open
		}
		h.press(guild, under(v, "cast", true), "0")
		h.close(v, store.Outcome{Winner: 0, How: store.ByVotes, Eligible: 9})
	}
	h.ask(9, story.Question{Text: "Elsewhere?"}, func(v *store.Vote) { v.Channel = channel + 1 })
	answer := h.command(guild, "results")
	for n := 7; n > 2; n-- {
		holds(t, answer, fmt.Sprintf("Question %d?", n))
	}
	holds(t, answer, "→ **The lamp 🏮** · 1 of 9 readers voted (11 %)")
	holds(t, answer, "Page 1 of 2.")
	for _, not := range []string{"Question 2?", "Question 8?", "Elsewhere"} {
		if strings.Contains(answer, not) {
			t.Errorf("%q is in %s", not, answer)
		}
	}
	holds(t, h.press(guild, fmt.Sprintf("c1.results.%x.2", uint64(h.story.Key()))), "Question 1?")
	holds(t, h.press(guild, fmt.Sprintf("c1.results.%x.77", uint64(h.story.Key()))), "Page 2 of 2.")
	search := func(text string, page int64) string {
		return h.command(guild, "results", discord.Option{Name: "search", Type: discord.OptionText, Text: text},
			discord.Option{Name: "page", Type: discord.OptionInt, Int: page})
	}
	answer = search("keeper lightHOUSE", 0)
	holds(t, answer, "Question 3?")
	holds(t, answer, `→ **The \*Lighthouse\* keeper 🏮**`)
	if strings.Contains(answer, "Question 4?") {
		t.Error("the search finds too much")
	}
	holds(t, search("question", 2), "Question 1?")
	holds(t, search("question", 1), "`page:2` shows the next")
	holds(t, search("dragon *s", 1), `“dragon \*s”`)
}
