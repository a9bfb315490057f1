package reader_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/reader"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// lampOrBoat is a question with two options.
func lampOrBoat() story.Question {
	return story.Question{Text: "What does *she* take?", FollowUp: "What instead?", Options: []story.Option{
		{Emoji: "🏮", Text: "The lamp"}, {Emoji: "⛵", Text: "The boat"}, {Emoji: "🗡", Text: "The knife"},
	}}
}

// ask has a chapter's question asked in the story's channel, or another one.
func (h *hall) ask(chapter int, q story.Question, change func(*store.Vote)) store.Vote {
	h.t.Helper()
	q.Voting = q.Voting.OrDefault()
	v := store.Vote{Question: q, Closes: time.Unix(1_700_090_000, 0)}
	if change != nil {
		change(&v)
	}
	telling := store.Telling{Guild: guild, Story: h.story.Key(), Channel: channel}
	if v.Channel != 0 {
		telling.Channel = v.Channel
	}
	ref := store.DropRef{Telling: telling, Chapter: 100 + chapter}
	now := time.Unix(1_700_000_000, 0)
	must(h.t, h.store.PlanDrop(h.t.Context(), store.Drop{DropRef: ref, Due: now, Planned: now},
		[]store.Step{{Kind: store.StepQuestion}}))
	_, err := h.store.ClaimStep(h.t.Context(), ref, 0, now)
	must(h.t, err)
	message := 5000 + uint64(chapter)*10 + telling.Channel%10
	must(h.t, h.store.FinishStep(h.t.Context(), ref, 0, message, now, &v))
	v, err = h.store.Vote(h.t.Context(), store.VoteRef{Guild: guild, Message: message})
	must(h.t, err)
	return v
}

// close closes a vote with an outcome.
func (h *hall) close(v store.Vote, o store.Outcome) {
	h.t.Helper()
	_, err := h.store.CloseVote(h.t.Context(), v.VoteRef, time.Unix(1_700_095_000, 0),
		func(c store.Closing) (store.Outcome, []byte, error) {
			t := ballot.Fold(c.Ballots, ballot.RuleOf(&c.Vote.Question))
			o.Counts, o.None, o.Voters, o.Leaders = t.Counts, t.None, t.Voters, t.Leaders()
			return o, []byte("{}"), nil
		})
	must(h.t, err)
}

// on presses something on a vote's message.
func (h *hall) on(v store.Vote, id string, values ...string) string {
	h.t.Helper()
	return h.act(guild, discord.Interaction{Kind: discord.KindComponent, Message: v.Message,
		Control: discord.Control{CustomID: id, Values: values}})
}

// under is a component's id of a vote.
func under(v store.Vote, action string, private bool) string {
	id := fmt.Sprintf("c1.%s.%x.%x", action, uint64(v.Story), v.Chapter)
	if private {
		id += fmt.Sprintf(".%x", v.Message)
	}
	return id
}

// sub runs a subcommand of /vote with options as name:value.
func (h *hall) sub(name string, options ...string) string {
	h.t.Helper()
	c := discord.Command{Name: "vote", Path: []string{name}}
	for _, o := range options {
		name, value, _ := strings.Cut(o, ":")
		c.Options = append(c.Options, discord.Option{Name: name, Type: discord.OptionText, Text: value})
	}
	return h.act(guild, discord.Interaction{Kind: discord.KindCommand, Command: c})
}

func (h *hall) counts(v store.Vote, want ...story.Choice) {
	h.t.Helper()
	b, _, err := h.store.Ballot(h.t.Context(), v.VoteRef, h.store.Reader(user))
	must(h.t, err)
	if fmt.Sprint(b.Choices) != fmt.Sprint(want) {
		h.t.Errorf("counted are %v, want %v", b.Choices, want)
	}
}

func TestAReaderVotesByTheMenu(t *testing.T) {
	h := open(t, 2)
	v := h.ask(1, lampOrBoat(), nil)
	answer := h.on(v, under(v, "ballot", false))
	holds(t, answer, "You have not voted yet.")
	holds(t, answer, `What does \*she\* take?`)
	if strings.Contains(answer, "takeback") {
		t.Error("there is nothing to take back, and a button for it")
	}
	answer = h.press(guild, under(v, "cast", true), "1")
	holds(t, answer, "✓ **Counted:** The boat ⛵.")
	h.counts(v, 1)
	holds(t, h.on(v, under(v, "mine", false)), "Your vote: **The boat ⛵**. It counts since <t:1700000100:F>.")
	answer = h.press(guild, under(v, "cast", true), "none")
	holds(t, answer, "✓ **Counted:** None of these 🚫.")
	h.counts(v, story.None)
	holds(t, h.press(guild, under(v, "takeback", true)), "✓ **Your vote is taken back.**")
	h.counts(v)
	holds(t, h.press(guild, under(v, "takeback", true)), "There was no vote of yours to take back.")
	holds(t, h.sub("mine"), "You took your vote back")
	h.close(v, store.Outcome{Winner: -1, How: store.Nobody})
	for _, id := range []string{"cast", "takeback"} {
		holds(t, h.press(guild, under(v, id, true), "1"), phrase.For("").VoteClosed())
	}
	holds(t, h.on(v, under(v, "ballot", false)), phrase.For("").VoteClosed())
	h.counts(v)
}

func TestWhatComesBackFromAMenuIsNotTrusted(t *testing.T) {
	h, book := open(t, 2), phrase.For("")
	v := h.ask(1, lampOrBoat(), func(v *store.Vote) { v.Question.Voting.Choose = 2 })
	holds(t, h.press(guild, under(v, "cast", true), "2", "0"), "✓ **Counted:** The knife 🗡️, The lamp 🏮 (2 of 2).")
	for _, values := range [][]string{
		nil, {""}, {"3"}, {"-1"}, {"00"}, {"1", "1"}, {"NONE"}, {"99999999999999999999"}, {"1;drop"},
	} {
		holds(t, h.press(guild, under(v, "cast", true), values...), book.NoSuchOption())
	}
	holds(t, h.press(guild, under(v, "cast", true), "1", "none"), book.NoneStandsAlone())
	holds(t, h.press(guild, under(v, "cast", true), "0", "1", "2"), book.TooManyChosen(2))
	h.counts(v, 2, 0)
	foreign := v
	foreign.Story = story.KeyOf("another")
	holds(t, h.press(guild, under(foreign, "cast", true), "1"), book.NoQuestion())
	foreign = v
	foreign.Message++
	holds(t, h.press(guild, under(foreign, "cast", true), "1"), book.NoQuestion())
	holds(t, h.press(other, under(v, "cast", true), "1"), book.NoQuestion())
	holds(t, h.press(0, under(v, "cast", true), "1"), book.OnlyInServer())
	secret := h.ask(2, lampOrBoat(), func(v *store.Vote) { v.Channel = channel + 1 }) // where this reader may not be
	for _, action := range []string{"cast", "takeback", "ballot", "mine", "none"} {
		holds(t, h.press(guild, under(secret, action, true), "1"), book.NoQuestion())
	}
	for _, name := range []string{"mine", "cast", "verify"} {
		holds(t, h.sub(name, fmt.Sprintf("question:%d", secret.Message)), book.NoQuestion())
		holds(t, h.sub(name, "question:the lamp"), book.NoSuchQuestion())
	}
	h.counts(secret)
}

func TestVoteCastNamesAnOption(t *testing.T) {
	h, book := open(t, 2), phrase.For("")
	v := h.ask(1, lampOrBoat(), nil)
	for typed, want := range map[string]story.Choice{
		"2": 1, "the LAMP": 0, "🏮": 0, "⛵": 1, "🗡️": 2, "0": story.None, "none of these": story.None, "🚫": story.None,
	} {
		holds(t, h.sub("cast", "option:"+typed), "✓ **Counted:**")
		h.counts(v, want)
	}
	for _, typed := range []string{"4", "-1", "300", "the lam", "@everyone", strings.Repeat("x", 5000)} {
		holds(t, h.sub("cast", "option:"+typed), book.NoSuchOption())
	}
	holds(t, h.sub("cast"), `c1.cast.`)
	more := h.ask(2, lampOrBoat(), func(v *store.Vote) { v.Question.Voting.Choose = 2 })
	holds(t, h.sub("cast", "option:1"), "✓ **Counted:** The lamp 🏮 (1 of 2).")
	holds(t, h.sub("cast", "option:2"), "✓ **Counted:** The lamp 🏮, The boat ⛵ (2 of 2).")
	h.counts(more, 0, 1)
	holds(t, h.sub("cast", "option:0"), "✓ **Counted:** None of these 🚫.")
	h.sub("cast", "option:1")
	h.sub("cast", "option:2")
	h.sub("cast", "option:3") // as a click would: the oldest gives way
	h.counts(more, 1, 2)
	h.sub("cast", fmt.Sprintf("question:%d", v.Message), "option:1")
	h.counts(v, 0)
}

func TestWhoMayNotVoteIsToldWhy(t *testing.T) {
	from := time.Unix(1_700_003_600, 0)
	book := phrase.For("")
	for why, want := range map[reader.Lack]string{
		reader.LacksRole: "This vote is for readers with the role “Members” or “Crew”, which you do not have.",
		reader.LacksAge:  book.LacksAge(from), reader.LacksStay: book.LacksStay(from), reader.LacksReading: book.LacksReading(),
	} {
		h := open(t, 2)
		v := h.ask(1, lampOrBoat(), func(v *store.Vote) { v.Question.Voting.Roles = []string{"Members", "Crew"} })
		h.press(guild, under(v, "cast", true), "1")
		h.ballots.refusal = &reader.Refusal{Why: why, From: from}
		holds(t, h.press(guild, under(v, "cast", true), "2"), want)
		holds(t, h.on(v, under(v, "ballot", false)), want)
		holds(t, h.sub("cast", "option:1"), want)
		h.counts(v, 1)
		answer := h.sub("mine")
		holds(t, answer, want)
		holds(t, answer, book.VoteAndStays())
		if strings.Contains(answer, "c1.ballot") {
			t.Error("who may not vote is offered the menu")
		}
		h.counts(v, 1)
	}
	h := open(t, 2)
	v := h.ask(1, lampOrBoat(), nil)
	h.ballots.busy = fmt.Errorf("full: %w", reader.ErrBusy)
	holds(t, h.press(guild, under(v, "cast", true), "2"), book.VoteBusy())
}

func TestCountsAreShownAsTheAuthorSaid(t *testing.T) {
	h, book := open(t, 2), phrase.For("")
	v := h.ask(1, lampOrBoat(), nil)
	holds(t, h.sub("mine"), book.NobodySoFar())
	h.press(guild, under(v, "cast", true), "0")
	holds(t, h.sub("mine"), "So far 1 reader has voted: The lamp 🏮 1, The boat ⛵ 0, The knife 🗡️ 0.")
	h.ask(2, lampOrBoat(), func(v *store.Vote) { v.Question.Voting.Counts = story.CountsVoted })
	holds(t, h.sub("mine"), book.CountsWhenVoted())
	h.ask(3, lampOrBoat(), func(v *store.Vote) { v.Question.Voting.Counts = story.CountsClosed })
	holds(t, h.sub("mine"), book.CountsWhenClosed())
}

func TestAReaderPutsSomethingForward(t *testing.T) {
	h, book := open(t, 2), phrase.For("")
	holds(t, h.sub("nominate"), book.NothingToNominate())
	v := h.ask(1, story.Question{Text: "Who is at the door?"}, func(v *store.Vote) { v.Round = store.RoundNominate })
	holds(t, h.sub("nominate"), fmt.Sprintf("c1.nominate.%x.1", uint64(v.Story))[:20])
	form := under(v, "nominate", true)
	holds(t, h.sub("mine"), book.YouPutNothingForward())
	holds(t, h.submit(guild, form, " the  *Ferryman* "), book.PutForward("the Ferryman", true))
	holds(t, h.submit(guild, form, "The ferryman!"), book.PutForwardBefore("the Ferryman", book.NomineeWaits()))
	holds(t, h.sub("mine"), "• the Ferryman · waits for the author’s word")
	for text, want := range map[string]string{
		"  ": book.NominateEmpty(), strings.Repeat("x", 81): book.NominateLong(80), "see http://x.example": book.NominateLink(),
		"<@5> of course": book.NominateMention(),
	} {
		holds(t, h.submit(guild, form, text), want)
	}
	h.submit(guild, form, "The dog")
	h.submit(guild, form, "The sea")
	holds(t, h.submit(guild, form, "The storm"), book.NominateYours(3))
	all, err := h.store.Nominees(t.Context(), v.VoteRef)
	must(t, err)
	must(t, h.store.Judge(t.Context(), v.VoteRef, all[0].ID, store.NomineeStruck, 0, "He *drowned*", store.Entry{}))
	holds(t, h.submit(guild, form, "Ferryman"), `was taken out by the author (He \*drowned\*)`)
	h.ballots.refusal = &reader.Refusal{Why: reader.LacksReading}
	holds(t, h.submit(guild, form, "The wind"), book.LacksReading())
	h.ballots.refusal = nil
	h.close(v, store.Outcome{Winner: -1, How: store.Nobody})
	holds(t, h.submit(guild, form, "The wind"), book.VoteClosed())
	holds(t, h.on(v, under(v, "nominate", false)), book.VoteClosed())
}

// A question in a channel that a reader does not see is none to them, and one in the post they are in is.
func TestAVoteIsForThoseWhoSeeIt(t *testing.T) {
	h, book := open(t, 2), phrase.For("")
	v := h.ask(1, lampOrBoat(), func(v *store.Vote) { v.Channel = channel + 1 })
	press := func(in uint64) string {
		return h.act(guild, discord.Interaction{Kind: discord.KindComponent, Channel: in, Message: v.Message,
			Control: discord.Control{CustomID: under(v, "mine", false)}})
	}
	holds(t, press(channel+2), book.NoQuestion())
	holds(t, press(v.Channel), book.NoVoteYet())
}

// What is over asks for nothing any more, and takes no words that nobody would read.
func TestWhatIsOverAsksForNothing(t *testing.T) {
	h, book := open(t, 2), phrase.For("")
	round := h.ask(1, story.Question{Text: "Who is at the door?"}, func(v *store.Vote) { v.Round = store.RoundNominate })
	words := h.ask(2, story.Question{Text: "Why?"}, nil)
	q := lampOrBoat()
	q.FollowUp = ""
	unasked := h.ask(3, q, nil)
	for _, v := range []store.Vote{round, words} {
		h.close(v, store.Outcome{Winner: -1, How: store.Nobody})
		holds(t, h.sub("answer", fmt.Sprintf("question:%d", v.Message)), book.VoteClosed())
	}
	holds(t, h.sub("mine", fmt.Sprintf("question:%d", round.Message)), book.YouPutNothing())
	holds(t, h.sub("mine", fmt.Sprintf("question:%d", words.Message)), book.NeverAnswered())
	holds(t, h.sub("answer", fmt.Sprintf("question:%d", unasked.Message)), book.NothingToAnswer())
}

func TestChoicesOfVotesAreWhatFits(t *testing.T) {
	h := open(t, 2)
	v := h.ask(1, lampOrBoat(), nil)
	h.ask(2, story.Question{Text: "Who?"}, func(v *store.Vote) { v.Round = store.RoundNominate })
	h.ask(3, lampOrBoat(), func(v *store.Vote) { v.Channel = channel + 1 })
	offered := func(sub, focused, typed string) string {
		return h.act(guild, discord.Interaction{Kind: discord.KindAutocomplete, Command: discord.Command{Name: "vote",
			Path: []string{sub}, Options: []discord.Option{{Name: focused, Type: discord.OptionText, Text: typed, Focused: true}}}})
	}
	for sub, want := range map[string]int{"cast": 1, "mine": 2, "nominate": 1, "answer": 1, "verify": 1} {
		if got := strings.Count(offered(sub, "question", ""), `"value"`); got != want {
			t.Errorf("/vote %s offers %d questions, want %d", sub, got, want)
		}
	}
	holds(t, offered("cast", "question", "chapter"), fmt.Sprint(v.Message))
	if got := offered("cast", "option", ""); strings.Count(got, `"value"`) != 4 {
		t.Errorf("offered are %s", got)
	}
	holds(t, offered("cast", "option", "bo"), "The boat ⛵")
}

// What was asked at the end of a chapter that its author took back is told nowhere; who voted what still counts.
func TestAChapterThatWasTakenBackIsNotQuoted(t *testing.T) {
	h := open(t, 2)
	v := h.ask(1, lampOrBoat(), nil)
	h.press(guild, under(v, "cast", true), "1")
	_, err := h.store.ChangeCourse(t.Context(), guild, h.story.Key(), func(c *store.Course) error {
		c.Retracted = []int{v.Chapter}
		return nil
	}, store.Entry{At: time.Unix(1_700_000_300, 0), What: "take it back"})
	must(t, err)
	answers := []string{
		h.on(v, under(v, "mine", false)), h.on(v, under(v, "ballot", false)), h.press(guild, under(v, "cast", true), "0"),
		h.sub("verify"), h.command(guild, "next"), h.on(v, under(v, "none", false)),
		h.act(guild, discord.Interaction{Kind: discord.KindAutocomplete, Command: discord.Command{Name: "vote",
			Path: []string{"cast"}, Options: []discord.Option{{Name: "option", Type: discord.OptionText, Focused: true}}}}),
	}
	h.close(v, store.Outcome{Winner: 0, How: store.ByVotes})
	answers = append(answers, h.command(guild, "results"))
	for i, answer := range answers {
		for _, words := range []string{"lamp", "boat", "knife", "What does", "What instead"} {
			if strings.Contains(answer, words) {
				t.Errorf("answer %d shows %q: %s", i, words, answer)
			}
		}
	}
	holds(t, answers[2], "✓ **Counted:** 🏮.")
	holds(t, answers[7], "→ **🏮**")
	holds(t, h.command(guild, "results", discord.Option{Name: "search", Type: discord.OptionText, Text: "lamp"}),
		phrase.For("").NothingFound("lamp"))
}
