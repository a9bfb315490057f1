package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/story"
)

func TestAVoteOnWhatReadersPutForward(t *testing.T) {
	t.Parallel()
	s := asks(story.Voting{Open: 48 * time.Hour, Nominate: 24 * time.Hour, Tie: story.TieDraw})
	s.Chapters[0].Scenes[0].Blocks[0].Runs[0].Text = "They say that Petra was there, and old Anselm. When Petra spoke, one of " +
		"Petra and Anselm lied; and so did Anselm."
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 0)
	mara, ctx, votes := h.person("Mara"), t.Context(), h.runs.Votes()
	if round := h.alert("put options forward"); !strings.Contains(round.Content, "Petra") {
		t.Errorf("the author was told %q", round.Content)
	}
	for _, p := range h.posted() {
		if strings.Contains(p, "Names in the chapter") {
			t.Errorf("suggestions were published: %q", p)
		}
	}
	forward := func(name, text string) store.Nominee {
		t.Helper()
		n, _, err := votes.Nominate(ctx, h.ref(m), vote.Person{User: uint64(h.person(name))}, text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	flees, hides, rude := forward("Ines", "Flees_north"), forward("Wren", "Hides"), forward("Juno", "Something rude")
	same, fresh, err := votes.Nominate(ctx, h.ref(m), vote.Person{User: uint64(h.person("Tomasz"))}, "hides!")
	if err != nil || fresh || same.ID != hides.ID {
		t.Errorf("the same again: %v, %t, %v", same, fresh, err)
	}
	runs := forward("Tomasz", "Runs away to the north")
	if _, _, err := votes.Nominate(ctx, h.ref(m), vote.Person{User: uint64(h.person("Ines"))}, "https://x.example"); err == nil {
		t.Error("an address was put forward")
	}
	h.alert("Put forward for chapter 1: **Something rude**")
	for _, j := range []struct {
		id     uint64
		state  store.NomineeState
		into   uint64
		reason string
	}{
		{flees.ID, store.NomineeApproved, 0, ""}, {hides.ID, store.NomineeApproved, 0, ""},
		{rude.ID, store.NomineeStruck, 0, "Be kind, please."}, {runs.ID, store.NomineeMerged, flees.ID, ""},
	} {
		if err := votes.Judge(ctx, h.ref(m), j.id, j.state, j.into, j.reason, uint64(mara)); err != nil {
			t.Fatal(err)
		}
	}
	h.stop()
	h.start() // which renews the list at once
	votes = h.runs.Votes()
	listed := func() bool {
		content := h.find(mara, "### Your turn").Content
		return strings.Contains(content, `• Flees\_north · 2 readers`) && strings.Contains(content, "• Hides") &&
			strings.Contains(content, "~~Something rude~~ · taken out by the author: Be kind, please.")
	}
	h.until("the list stands under the question", listed)
	mended, q := *h.story, *h.story.Chapters[0].Question
	q.Text = "What does Ruta do now?"
	mended.Chapters = slices.Clone(mended.Chapters)
	mended.Chapters[0].Question = &q
	if _, err := h.runs.Drops().Correct(ctx, h.ref(m).Guild, &mended, 1, uint64(mara)); err != nil {
		t.Fatal(err)
	}
	if h.await(mara, q.Text); !listed() {
		t.Errorf("corrected, the question is %q", h.find(mara, "### Your turn").Content)
	}
	m.Content = h.find(mara, "### Your turn").Content // which stays when the round is over
	m.Content = m.Content[:strings.Index(m.Content, "\nPut forward so far:")]
	h.jump("the question closes")
	h.await(mara, "Nothing more is put forward: 2 options are voted on below.")
	h.retired(m, "### Your vote")
	h.until("the vote is announced", func() bool {
		v := h.find(mara, "### Your vote")
		return v != nil && strings.Contains(v.Content, "Voting ends")
	})
	v := h.find(mara, "### Your vote")
	if len(v.Reactions) != 3 || !strings.Contains(v.Content, `Flees\_north 🇦`) || !strings.Contains(v.Content, "Hides 🇧") ||
		strings.Contains(v.Content, "rude") {
		t.Errorf("the vote is %q", v.Content)
	}
	h.votes(v, map[string]int{"Ines": 1, "Wren": 1, "Juno": 2})
	h.jump("the vote closes")
	h.pictured(h.await(mara, "**Hides** wins."))
	x, _ := h.recount(v)
	if x.Before != uint64(m.ID) || *x.Announced.Winner != 1 {
		t.Errorf("the export follows %d, and %d has won", x.Before, *x.Announced.Winner)
	}
	h.validTraffic()
}

func TestARoundInWhichNothingIsAdmitted(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Nominate: 24 * time.Hour, Open: time.Hour})}, limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 0)
	mara, ctx, votes := h.person("Mara"), t.Context(), h.runs.Votes()
	n, _, err := votes.Nominate(ctx, h.ref(m), vote.Person{User: uint64(h.person("Ines"))}, "Flees")
	if err != nil {
		t.Fatal(err)
	}
	if err := votes.OpenNow(ctx, h.ref(m), uint64(mara)); err != vote.ErrNothingAdmitted {
		t.Errorf("opened with nothing to vote on: %v", err)
	}
	h.jump("the question closes")
	h.await(mara, "There was nothing to vote on")
	h.alert("1 name waits for your word still")
	if err := votes.Judge(ctx, h.ref(m), n.ID, store.NomineeApproved, 0, "", uint64(mara)); err != nil {
		t.Fatal(err)
	}
	if err := votes.OpenNow(ctx, h.ref(m), uint64(mara)); err != nil {
		t.Fatal(err)
	}
	h.await(mara, "1 option is voted on below")
	h.until("the vote is announced", func() bool {
		v := h.find(mara, "### Your vote")
		return v != nil && strings.Contains(v.Content, "Voting ends") && len(v.Reactions) == 2
	})
	if err := votes.OpenNow(ctx, h.ref(m), uint64(mara)); err != vote.ErrFollowed {
		t.Errorf("opened twice: %v", err)
	}
	h.validTraffic()
}
