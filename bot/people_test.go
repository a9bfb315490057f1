package bot_test

import (
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/store"
	"cliffhanger/story"
)

// react presses a reaction as somebody.
func (h *house) react(who world.ID, m *world.Message, emoji string) {
	h.t.Helper()
	if err := h.box.World.React(who, m.ChannelID, m.ID, emoji); err != nil {
		h.t.Fatalf("react with %s: %v", emoji, err)
	}
}

func (h *house) unreact(who world.ID, m *world.Message, emoji string) {
	h.t.Helper()
	if err := h.box.World.Unreact(who, m.ChannelID, m.ID, emoji); err != nil {
		h.t.Fatalf("take back %s: %v", emoji, err)
	}
}

// reactionsOf returns the emoji a person has under a message.
func (h *house) reactionsOf(who world.ID, m *world.Message) []string {
	h.t.Helper()
	var out []string
	for _, r := range m.Reactions {
		list, err := h.box.World.Reactors(h.person("Mara"), m.ChannelID, m.ID, *r.Emoji.Name, false, 0, 100)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, u := range list {
			if u.ID == who {
				out = append(out, *r.Emoji.Name)
			}
		}
	}
	return out
}

// counts waits until exactly this reaction of a person stands, or none for "".
func (h *house) counts(who world.ID, m *world.Message, emoji string) {
	h.t.Helper()
	h.until("only "+emoji+" stands", func() bool {
		got := h.reactionsOf(who, m)
		return len(got) == 0 && emoji == "" || len(got) == 1 && got[0] == emoji
	})
}

// vote returns the store's view of the vote under a message, with the bot stopped or not.
func (h *house) ballot(st *store.Store, m *world.Message, who world.ID) story.Choice {
	h.t.Helper()
	ref := store.VoteRef{Guild: uint64(m.GuildID), Message: uint64(m.ID)}
	if m.GuildID == 0 {
		g, _ := h.place("story")
		ref.Guild = uint64(g)
	}
	b, _, err := st.Ballot(h.t.Context(), ref, st.Reader(uint64(who)))
	if err != nil {
		h.t.Fatal(err)
	}
	switch len(b.Choices) {
	case 0:
		return nothing
	case 1:
		return b.Choices[0]
	}
	h.t.Fatalf("the ballot of %d holds %v", who, b.Choices)
	return 0
}

// nothing is the ballot of somebody who has none that counts.
const nothing story.Choice = -2

func TestAReaderFollowsAChapter(t *testing.T) {
	t.Parallel()
	s := theSample(t, 1)
	h := open(t, s, fast())
	ines, q := h.person("Ines"), s.Chapters[0].Question
	h.until("commands are known", func() bool { g, _ := h.place("story"); return len(h.box.World.Commands(g)) > 0 })
	h.command(ines, "read")
	h.await(ines, "Nothing has been posted yet")
	ballot := h.chapterIsOut(q.Text[:20], len(q.Options)+1)

	h.command(ines, "read")
	page := h.await(ines, "scene 1 of")
	if h.find(h.person("Tomasz"), "scene 1 of") != nil {
		t.Error("somebody else sees Ines's page")
	}
	h.press(ines, page, "read.")
	h.await(ines, "page 2 of")
	h.command(ines, "progress")
	h.await(ines, "You have read **")
	h.command(ines, "contents")
	h.await(ines, "▸ Chapter 1")

	var scene3 *world.Message
	for _, m := range h.messages(ines) {
		if strings.HasSuffix(component(m, "mark"), ".3") {
			scene3 = m
		}
	}
	h.press(ines, scene3, "mark")
	h.await(ines, "read to the end of chapter 1, scene 3")
	h.stop()
	h.start() // a restart forgets nothing
	h.until("it answers again", func() bool {
		h.command(ines, "read")
		time.Sleep(20 * time.Millisecond)
		return h.find(ines, "scene 4 of") != nil
	})
	h.command(ines, "vote mine")
	h.await(ines, "You have not voted yet")
	h.react(ines, ballot, q.Options[1].Emoji)
	h.until("the vote is counted", func() bool {
		h.command(ines, "vote mine")
		time.Sleep(20 * time.Millisecond)
		return h.find(ines, "Your vote: **"+q.Options[1].Text[:5]) != nil
	})
	h.command(ines, "next")
	h.await(ines, "No further chapter")
	h.validTraffic()
}

func TestTheLastClickCounts(t *testing.T) {
	t.Parallel()
	s := theSample(t, 1)
	h := open(t, s, fast())
	q := s.Chapters[0].Question
	m := h.chapterIsOut(q.Text[:20], len(q.Options)+1)
	ines, tomasz, wren := h.person("Ines"), h.person("Tomasz"), h.person("Wren")
	h.react(ines, m, q.Options[0].Emoji)
	h.react(ines, m, q.Options[1].Emoji)
	h.react(ines, m, q.Options[2].Emoji)
	h.react(tomasz, m, q.Options[1].Emoji)
	h.unreact(tomasz, m, q.Options[1].Emoji)
	h.react(wren, m, story.NoneEmoji)
	h.counts(ines, m, q.Options[2].Emoji)
	h.counts(wren, m, story.NoneEmoji)

	h.press(wren, m, "none.")
	h.submit(wren, "I would rather hear from the dog.")
	h.await(wren, "Thank you: the author")
	mara := h.person("Mara")
	h.command(mara, "answers")
	h.await(mara, "hear from the dog")

	h.uneditable() // so that the button stays
	h.jump("closes")
	result := h.await(ines, "has closed")
	for _, want := range []string{"2 readers voted", "** wins", "1 · 50 %"} {
		if !strings.Contains(result.Content, want) {
			t.Errorf("the result %q lacks %q", result.Content, want)
		}
	}
	h.command(ines, "vote mine")
	h.await(ines, "Closed <t:")
	h.command(ines, "vote cast")
	h.await(ines, "Nothing is voted on just now")
	h.press(wren, m, "none.")
	h.await(wren, "This question is closed")
	h.validTraffic()
	h.stop()
	st := h.store()
	defer st.Close()
	for who, want := range map[world.ID]story.Choice{ines: 2, tomasz: nothing, wren: story.None} {
		if got := h.ballot(st, m, who); got != want {
			t.Errorf("the ballot of %d is %d, want %d", who, got, want)
		}
	}
}

// submit fills the form that has just been opened for somebody.
func (h *house) submit(who world.ID, text string) {
	h.t.Helper()
	var modal world.ID
	h.until("a form opens", func() bool { modal = h.form(who); return modal != 0 })
	if err := h.box.World.Submit(who, modal, map[string][]string{"text": {text}}); err != nil {
		h.t.Fatalf("submit: %v", err)
	}
}

func TestAnOpenQuestionIsAnsweredInWords(t *testing.T) {
	t.Parallel()
	s := theSample(t, 2)
	s.Chapters = s.Chapters[1:]
	s.Release.Voting.Style = story.VoteAnswers
	h := open(t, s, fast())
	q := s.Chapters[0].Question
	if !q.Open() {
		t.Fatal("the second chapter's question has options")
	}
	m := h.chapterIsOut(q.Text[:20], 0)
	ines, wren, mara := h.person("Ines"), h.person("Wren"), h.person("Mara")
	h.press(ines, m, "answer.")
	h.submit(ines, "The lamplighter. *Obviously.*")
	h.await(ines, "Thank you: the author")
	h.press(wren, m, "none.")
	h.submit(wren, "More weather.")
	h.await(wren, "Thank you: the author")
	h.command(mara, "answers")
	page := h.await(mara, "Answers to the question of chapter 2")
	for _, want := range []string{`The lamplighter. \*Obviously.\*`, "More weather."} {
		if !strings.Contains(page.Content, want) {
			t.Errorf("the author sees %q, without %q", page.Content, want)
		}
	}
	h.jump("closes")
	h.await(ines, "1 reader answered. 1 reader would choose none")
	h.validTraffic()
}

func TestVotesAreRightAfterEveryInterruption(t *testing.T) {
	t.Parallel()
	s := theSample(t, 1)
	h := open(t, s, fast())
	q := s.Chapters[0].Question
	m := h.chapterIsOut(q.Text[:20], len(q.Options)+1)
	ines, tomasz, wren := h.person("Ines"), h.person("Tomasz"), h.person("Wren")
	all := map[world.ID]int{}
	vote := func(who world.ID, option int) {
		t.Helper()
		h.react(who, m, q.Options[option].Emoji)
		all[who] = option
	}
	settled := func() {
		t.Helper()
		for who, option := range all {
			h.counts(who, m, q.Options[option].Emoji)
		}
	}
	vote(ines, 0)
	vote(tomasz, 0)
	settled()

	h.box.Gateway.Cut("")
	vote(ines, 1)
	settled()

	h.box.Gateway.EndSessions()
	h.box.Gateway.Cut("")
	vote(ines, 2)
	vote(wren, 2)
	settled()

	h.stop() // down: a vote changed, one withdrawn, one new
	vote(ines, 0)
	h.unreact(wren, m, q.Options[2].Emoji)
	delete(all, wren)
	vote(tomasz, 1)
	h.start()
	settled()

	h.box.Faults().Add(rest.Fault{Method: "GET", Route: "/channels/{}/messages/{}/reactions/{}", Action: rest.Answer,
		Status: 503, Count: 4})
	h.stop()
	vote(wren, 1)
	h.start()
	settled()
	h.until("the store agrees", func() bool {
		h.stop()
		st := h.store()
		right := h.ballot(st, m, ines) == 0 && h.ballot(st, m, tomasz) == 1 && h.ballot(st, m, wren) == 1
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		h.start()
		time.Sleep(100 * time.Millisecond)
		return right
	})
}
