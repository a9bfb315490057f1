package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
	"cliffhanger/bot/vote"
	"cliffhanger/story"
)

// retracts has the author take the chapter back, and the bot die at once.
func (h *house) retracts(m *world.Message) {
	h.t.Helper()
	h.until("the chapter is complete", func() bool { return h.said("chapter complete") > 0 })
	h.until("it can be taken back", func() bool {
		return h.runs.Drops().Retract(h.t.Context(), h.ref(m).Guild, h.story, 1, uint64(h.person("Mara"))) == nil
	})
	h.stop()
	h.start()
}

// corrects has the author bring the chapter back, and the bot die at once.
func (h *house) corrects(m *world.Message) {
	h.t.Helper()
	h.until("it can be corrected", func() bool {
		_, err := h.runs.Drops().Correct(h.t.Context(), h.ref(m).Guild, h.story, 1, uint64(h.person("Mara")))
		return err == nil
	})
	h.stop()
	h.start()
}

// tells returns what the messages say that everybody sees in the story's channel, in their order.
func (h *house) tells() []string {
	h.t.Helper()
	_, channel := h.place("story")
	var out []string
	for _, m := range h.in(channel) {
		text := m.Content
		for _, a := range m.Attachments {
			text += " [" + a.Filename + ": " + *a.Description + "]"
		}
		out = append(out, text)
	}
	return out
}

// tellsAgain waits until the messages say what they said.
func (h *house) tellsAgain(before []string) {
	h.t.Helper()
	h.until("all is told as it was", func() bool {
		now := h.tells()
		return len(now) >= len(before) && slices.Equal(now[:len(before)], before)
	})
}

// A question that is taken back is quoted by none of the messages that came of it, and its picture goes; when it comes
// back, they all tell what they told.
func TestARetractionReachesARunoffAndTheResults(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Tie: story.TieRunoff}, "Runs", "Waits",
		"Sings")}, limits: fast()})
	const asked = "What does Ruta do?"
	m := h.chapterIsOut(asked, 4)
	mara := h.person("Mara")
	h.votes(m, map[string]int{"Ines": 0, "Wren": 2})
	h.jump("the vote closes")
	tie := h.await(mara, "a run-off among them follows")
	h.pictured(tie)
	h.until("the run-off is announced", func() bool {
		again := h.find(mara, "### Run-off")
		return again != nil && strings.Contains(again.Content, "Voting ends")
	})
	h.await(mara, "this is its fingerprint")
	h.retired(m, "a run-off among them follows")
	before := h.tells()

	h.retracts(m)
	h.says(false, asked)
	again := h.find(mara, "### Run-off")
	if !strings.Contains(again.Content, "Voting ends") || len(again.Reactions) != 3 || len(again.Components) == 0 {
		t.Errorf("the run-off cannot be voted in any more: %q, %d reactions", again.Content, len(again.Reactions))
	}
	old := tie.Attachments[0].ID
	tie = h.find(mara, "a run-off among them follows")
	h.pictured(tie)
	if tie.Attachments[0].ID == old {
		t.Error("the picture with the question is still there")
	}
	h.corrects(m)
	h.tellsAgain(before)

	h.retracts(m)
	h.says(false, asked)
	h.votes(again, map[string]int{"Ines": 1, "Wren": 1})
	h.jump("the vote closes")
	if won := h.await(mara, "**Sings** wins the run-off."); strings.Contains(won.Content, asked) {
		t.Errorf("the result is %q", won.Content)
	}
	h.corrects(m)
	h.until("all of them ask again", func() bool { // the question, its result, the run-off and the result of that
		return h.times(asked) == 4
	})
	h.pictured(h.find(mara, "**Sings** wins the run-off."))
	h.validTraffic()
}

// So it is with a round of nominations, the vote on what was put forward, and what its author made of the result.
func TestARetractionReachesAVoteOnNominees(t *testing.T) {
	t.Parallel()
	asked := strings.Repeat("What does Ruta do when the sea is at the door? ", 38) + "Who comes in?"
	s := asks(story.Voting{Open: 48 * time.Hour, Nominate: 24 * time.Hour, Admit: story.AdmitAll, Tie: story.TieAuthor})
	s.Chapters[0].Question.Text = asked
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	mara, ctx := h.person("Mara"), t.Context()
	m := h.chapterIsOut("Who comes in?", 0)
	for i := range 12 {
		_, _, err := h.runs.Votes().Nominate(ctx, h.ref(m), vote.Person{User: 1 << 60 >> i}, strings.Repeat(string(rune('a'+i)), 70))
		if err != nil {
			t.Fatal(err)
		}
	}
	h.jump("the question closes")
	h.until("the vote is announced", func() bool {
		v := h.find(mara, "Voting ends")
		return v != nil && len(v.Reactions) == 13
	})
	h.says(true, "12 options are voted on here")
	before := h.tells()
	h.retracts(m)
	h.says(false, "sea is at the door", "Who comes in?")
	h.says(true, strings.Repeat("a", 70), "Voting ends")
	h.corrects(m)
	h.tellsAgain(before)
	h.validTraffic()
}
