package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/vote"
	"cliffhanger/story"
)

func TestRemindersComeOnceEach(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 72 * time.Hour, Tie: story.TieAuthor}, "Runs", "Waits")},
		limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 3)
	mara := h.person("Mara")
	h.clock.SetSpeed(1)
	h.jump("a vote's reminder")
	h.await(mara, "A reminder: the vote is open until")
	h.stop()
	h.start()
	h.until("it is followed again", func() bool { return h.said("following a vote") == 2 })
	h.jump("a vote's reminder")
	h.until("there are two reminders", func() bool { return h.times("A reminder: the vote is open until") == 2 })
	h.stop()
	h.start()
	h.until("it is followed again", func() bool { return h.said("following a vote") == 3 })
	v, err := h.runs.Votes().Extend(t.Context(), h.ref(m), 50*time.Hour, uint64(mara))
	if err != nil {
		t.Fatal(err)
	}
	until := fmt.Sprintf("<t:%d:F>", v.Closes.Unix())
	h.await(mara, "The vote stays open for longer, until "+until)
	h.until("the question says so", func() bool { return strings.Contains(h.find(mara, "### Your turn").Content, "Voting ends "+until) })
	h.stop() // until both reminders of the new end are overdue
	if err := h.clock.Jump(v.Closes.Add(-30 * time.Minute)); err != nil {
		t.Fatal(err)
	}
	h.start()
	h.until("the last of them comes", func() bool { return h.times("A reminder: the vote is open until") == 3 })
	h.await(mara, "I was away in the vote’s last hours")
	if n := h.times("A reminder: the vote is open until"); n > 4 { // one for the end as it was extended by then
		t.Errorf("%d reminders", n)
	}
	h.validTraffic()
}

func TestAVoteIsOpenAgain(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Tie: story.TieAuthor}, "Runs", "Waits")},
		limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 3)
	mara, ctx := h.person("Mara"), t.Context()
	h.votes(m, map[string]int{"Ines": 0})
	if _, err := h.runs.Votes().Reopen(ctx, h.ref(m), time.Hour, "x", uint64(mara)); err != vote.ErrStillOpen {
		t.Errorf("an open vote is opened: %v", err)
	}
	if err := h.runs.Votes().Close(ctx, h.ref(m), uint64(mara)); err != nil {
		t.Fatal(err)
	}
	h.await(mara, "The author has closed the vote")
	h.await(mara, "**Runs** wins.")
	h.until("it is done", func() bool {
		_, err := h.runs.Votes().Reopen(ctx, h.ref(m), time.Hour, "", uint64(mara))
		return err == vote.ErrNoReason
	})
	v, err := h.runs.Votes().Reopen(ctx, h.ref(m), 24*time.Hour, "the *lights*\nwent out", uint64(mara))
	if err != nil {
		t.Fatal(err)
	}
	h.await(mara, "The author’s reason: the \\*lights\\* went out")
	h.until("the question says until when", func() bool {
		now := h.find(mara, "### Your turn")
		return strings.Contains(now.Content, fmt.Sprintf("Voting ends <t:%d:F>", v.Closes.Unix())) &&
			!strings.Contains(now.Content, "Voting is over") && strings.HasPrefix(now.Content, m.Content[:strings.Index(m.Content, "\n-# ")])
	})
	mended, q := *h.story, *h.story.Chapters[0].Question
	q.Text = "What does Ruta do now?"
	mended.Chapters = slices.Clone(mended.Chapters)
	mended.Chapters[0].Question = &q
	if _, err := h.runs.Drops().Correct(ctx, h.ref(m).Guild, &mended, 1, uint64(mara)); err != nil {
		t.Fatal(err)
	}
	if end := fmt.Sprintf("<t:%d:F>", v.Closes.Unix()); !strings.Contains(h.await(mara, q.Text).Content, end) {
		t.Errorf("corrected, the question does not say that the vote ends %s", end)
	}
	h.votes(m, map[string]int{"Wren": 1, "Juno": 1})
	h.stop()
	h.start()
	h.jump("the vote closes")
	h.await(mara, "**Waits** wins.")
	_, r := h.recount(m)
	if !slices.Equal(r.Tally.Counts, []int{1, 2}) {
		t.Errorf("counted again is %v", r.Tally.Counts)
	}
	if n := h.times("has closed\n"); n != 2 {
		t.Errorf("%d results, want that before and that after", n)
	}
	h.validTraffic()
}

// A bot that is away in a vote's last hours gives its readers back what they lost, once.
func TestDowntimeInTheLastHoursIsGivenBack(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Tie: story.TieAuthor}, "Runs", "Waits")},
		limits: fast()})
	h.clock.SetSpeed(1)
	m := h.chapterIsOut("What does Ruta do?", 3)
	mara := h.person("Mara")
	h.votes(m, map[string]int{"Ines": 0})
	before, err := h.runs.Votes().Mine(t.Context(), h.ref(m), vote.Person{})
	if err != nil {
		t.Fatal(err)
	}
	closes := before.Vote.Closes
	h.stop()
	if err := h.clock.Jump(closes.Add(-4 * time.Hour)); err != nil { // two of the last six hours
		t.Fatal(err)
	}
	h.react(h.person("Wren"), m, *m.Reactions[1].Emoji.Name)
	h.start()
	h.await(mara, "I was away in the vote’s last hours")
	h.stop()
	h.start()
	h.until("it is followed again", func() bool { return h.said("following a vote") == 3 })
	h.until("the question says until when", func() bool {
		return !strings.Contains(h.find(mara, "### Your turn").Content, fmt.Sprintf("<t:%d:F>", closes.Unix()))
	})
	after, err := h.runs.Votes().Mine(t.Context(), h.ref(m), vote.Person{})
	if err != nil {
		t.Fatal(err)
	}
	if by := after.Vote.Closes.Sub(closes); by < 2*time.Hour || by > 2*time.Hour+2*time.Minute {
		t.Errorf("it was extended by %s, want 2 h", by)
	}
	h.jump("the vote closes")
	h.await(mara, "It is a tie")
	if n := h.times("I was away"); n != 1 {
		t.Errorf("it was said %d times", n)
	}
	h.recount(m)
	h.validTraffic()
}
