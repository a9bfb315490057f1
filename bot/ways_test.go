package bot_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/story"
)

// way is a chapter that is told where the question of chapter 1 is answered so.
func way(number int, name string, b story.Branch) story.Chapter {
	c := story.Chapter{Number: number, Title: strings.ToUpper(name), Branch: &b}
	for scene := range 2 {
		text := fmt.Sprintf("On the %s, scene %d.", name, scene+1)
		c.Scenes = append(c.Scenes, story.Scene{Blocks: []story.Block{{Runs: []story.Run{{Text: text}}}}})
	}
	return c
}

// forked asks at the end of chapter 1 whether to take the lamp or the boat. Chapter 2 is another on each way, and
// chapter
// 3 the same.
func forked(open time.Duration) *story.Story {
	s := asks(story.Voting{Open: open, Tie: story.TieAuthor}, "The lamp", "The boat")
	options := s.Chapters[0].Question.Options
	s.Chapters = append(s.Chapters, tale("one", "story", 3).Chapters[2])
	s.Ways = []story.Chapter{
		way(2, "lamp", story.Branch{Vote: 1, Option: options[0]}), way(2, "boat", story.Branch{Vote: 1, Option: options[1]}),
	}
	return s
}

const asked = "What does Ruta do?"

// shown reports of each text whether it is in a message of the story's channel.
func (h *house) shown(parts ...string) []bool {
	h.t.Helper()
	out := make([]bool, len(parts))
	for i, part := range parts {
		out[i] = slices.ContainsFunc(h.posted(), func(m string) bool { return strings.Contains(m, part) })
	}
	return out
}

// closeVote turns the clock to the vote's end.
func (h *house) closeVote() {
	h.t.Helper()
	h.jump("the vote closes")
}

// onlyThe fails the test if anything anywhere in the guild, or in what a reader is shown, is of the other way.
func (h *house) onlyThe(taken, other string) {
	h.t.Helper()
	ines := h.person("Ines")
	h.opened(ines, "On the "+taken+", scene 1.", world.OptionValue{Name: "chapter", Value: 2})
	before := h.private(ines)
	h.command(ines, "contents")
	h.until("the contents are shown", func() bool { return h.private(ines).ID != before.ID })
	for _, m := range append(h.messages(ines), h.desk()...) {
		text := m.Content
		for _, row := range m.Components {
			for _, c := range row.Components {
				for _, o := range c.Options {
					text += o.Label
				}
			}
		}
		for _, part := range []string{"On the " + other, strings.ToUpper(other)} {
			if strings.Contains(text, part) {
				h.t.Errorf("%q tells of the way that was not taken", text)
			}
		}
	}
}

func TestAVoteChoosesTheWay(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{forked(12 * time.Hour)}, limits: fast()})
	m := h.chapterIsOut(asked, 3)
	h.votes(m, map[string]int{"Ines": 0, "Wren": 0, "Juno": 1})
	h.closeVote()
	h.until("chapter 2 is waited for", func() bool {
		return strings.Contains(h.lastSaid(`msg="next chapter"`),
			"chapter=2")
	})
	h.stop()
	h.start() // that it is decided is not forgotten
	h.until("chapter 2 is waited for again", func() bool { return h.said(`msg="next chapter" story=one`) >= 3 })
	h.jump("chapter 2")
	h.await(h.person("Mara"), "On the lamp, scene 2.")
	h.until("it is complete", func() bool { return h.said("chapter complete") == 2 })
	if told := h.shown("On the boat"); told[0] {
		t.Error("the other way was told too")
	}
	h.onlyThe("lamp", "boat")
	h.until("chapter 3 is waited for", func() bool {
		return strings.Contains(h.lastSaid(`msg="next chapter"`),
			"chapter=3")
	})
	h.jump("chapter 3")
	h.await(h.person("Mara"), "day 3, hour 3")
	if n := h.alerts("waits for the vote"); n != 0 {
		t.Errorf("the author was told %d times that a chapter waits, which it did not", n)
	}
	h.validTraffic()
}

func TestAChapterWaitsForItsVote(t *testing.T) {
	t.Parallel()
	s := forked(36 * time.Hour)
	s.Release.Late = "ask" // but it is not late: it waited
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	m := h.chapterIsOut(asked, 3)
	h.votes(m, map[string]int{"Ines": 1})
	h.until("chapter 2 waits", func() bool { return h.said("a chapter waits for a vote") == 1 })
	h.jump("chapter 2")
	h.alert("Chapter 2 of ONE waits for the vote on chapter 1**, which closes")
	h.stop()
	h.start()
	h.until("it waits again", func() bool { return h.said("a chapter waits for a vote") >= 2 })
	if told := h.shown("On the lamp", "On the boat"); told[0] || told[1] {
		t.Fatal("a way was told before the vote was over")
	}
	h.closeVote()
	h.await(h.person("Mara"), "On the boat, scene 2.")
	h.until("it is complete", func() bool { return h.said("chapter complete") == 2 })
	h.onlyThe("boat", "lamp")
	if n := h.alerts("waits for the vote"); n != 1 {
		t.Errorf("the author was told %d times that the chapter waits", n)
	}
	if n := h.alerts("is late"); n != 0 {
		t.Errorf("the author was asked %d times about a chapter that had waited", n)
	}
	h.validTraffic()
}

func TestATiedWayWaitsForTheAuthor(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{forked(12 * time.Hour)}, limits: fast()})
	m := h.chapterIsOut(asked, 3)
	h.votes(m, map[string]int{"Ines": 1, "Wren": 0})
	h.closeVote()
	h.alert("you decide")
	h.until("chapter 2 waits", func() bool { return h.said("a chapter waits for a vote") > 0 })
	h.jump("chapter 2")
	h.alert("Chapter 2 of ONE waits for you.")
	h.stop()
	h.start()
	h.until("it waits again", func() bool { return h.said("a chapter waits for a vote") > 1 })
	if _, err := h.runs.Votes().TieChoose(t.Context(), h.ref(m), 1, uint64(h.person("Mara"))); err != nil {
		t.Fatal(err)
	}
	h.await(h.person("Mara"), "On the boat, scene 2.")
	h.until("it is complete", func() bool { return h.said("chapter complete") == 2 })
	h.onlyThe("boat", "lamp")
}

func TestTheAuthorTakesAnotherWay(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{forked(12 * time.Hour)}, limits: fast()})
	m := h.chapterIsOut(asked, 3)
	h.votes(m, map[string]int{"Ines": 0, "Wren": 0})
	h.closeVote()
	h.until("chapter 2 is waited for", func() bool {
		return strings.Contains(h.lastSaid(`msg="next chapter"`),
			"chapter=2")
	})
	mara := uint64(h.person("Mara"))
	votes := h.runs.Votes()
	if _, err := votes.Overrule(t.Context(), h.ref(m), 1, " ", mara); !errors.Is(err, vote.ErrNoNote) {
		t.Errorf("without a note: %v", err)
	}
	if _, err := votes.Overrule(t.Context(), h.ref(m), 2, "No.", mara); !errors.Is(err, vote.ErrNotTied) {
		t.Errorf("no such option: %v", err)
	}
	if _, err := votes.Veto(t.Context(), h.ref(m), "I must think.", mara); err != nil {
		t.Fatal(err)
	}
	h.until("chapter 2 waits again", func() bool { return h.said("a chapter waits for a vote") > 1 })
	if _, err := votes.Overrule(t.Context(), h.ref(m), 1, "The lamp is broken.", mara); err != nil {
		t.Fatal(err)
	}
	h.await(h.person("Mara"),
		"The author sets this result aside: The lamp is broken.\nThe story goes on with **The boat**.")
	h.until("chapter 2 is waited for again", func() bool { return h.said(`msg="next chapter" story=one`) >= 3 })
	h.jump("chapter 2")
	h.await(h.person("Mara"), "On the boat, scene 2.")
	h.until("it is complete", func() bool { return h.said("chapter complete") == 2 })
	if _, err := votes.Overrule(t.Context(), h.ref(m), 0, "After all.", mara); !errors.Is(err, vote.ErrGoneOn) {
		t.Errorf("after the story has gone on: %v", err)
	}
	if _, err := votes.Veto(t.Context(), h.ref(m), "", mara); err != nil { // the result stands, and the story stays
		t.Fatal(err)
	}
	h.stop()
	h.start()
	h.onlyThe("boat", "lamp")
	h.recount(m)
}

func TestAWayThatIsNotWrittenYet(t *testing.T) {
	t.Parallel()
	s := forked(12 * time.Hour)
	boat := s.Ways[1]
	s.Ways = s.Ways[:1]
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	m := h.chapterIsOut(asked, 3)
	h.votes(m, map[string]int{"Ines": 1})
	h.closeVote()
	h.alert("Chapter 2 of ONE is not written.")
	next := *s
	next.Ways = append(slices.Clone(s.Ways), boat)
	h.update(&next)
	h.until("chapter 2 is waited for", func() bool {
		return strings.Contains(h.lastSaid(`msg="next chapter"`),
			"chapter=2")
	})
	h.jump("chapter 2")
	h.await(h.person("Mara"), "On the boat, scene 2.")
	h.until("it is complete", func() bool { return h.said("chapter complete") == 2 })
	corrected := next
	corrected.Ways = slices.Clone(next.Ways)
	corrected.Ways[1].Scenes = slices.Clone(boat.Scenes)
	corrected.Ways[1].Scenes[1].Blocks = []story.Block{{Runs: []story.Run{{Text: "On the boat, at last."}}}}
	corrected.Chapters = slices.Clone(next.Chapters) // and its option has other words
	q := *next.Chapters[0].Question
	q.Options = []story.Option{q.Options[0], {Emoji: q.Options[1].Emoji, Text: "The old boat"}}
	corrected.Chapters[0].Question = &q
	corrected.Ways[1].Branch = &story.Branch{Vote: 1, Option: q.Options[1]}
	h.update(&corrected)
	h.until("the newer story is told", func() bool {
		told := h.runs.Told(uint64(h.guildOf(m.ChannelID)))
		return len(told) == 1 && len(told[0].Chapters) > 1 && story.Plain(told[0].Chapters[1].Scenes[1].Blocks) == "On the boat, at last."
	})
	mara := h.person("Mara")
	if err := h.runs.Correct(t.Context(), uint64(h.guildOf(m.ChannelID)), 2, uint64(mara)); err != nil {
		t.Fatal(err)
	}
	h.await(mara, "On the boat, at last.")
	h.onlyThe("boat", "lamp")
}

func TestTwoGuildsTakeTwoWays(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{forked(12 * time.Hour)}, limits: fast()})
	_, one := h.place("story")
	guild, rooms := h.town("The Annexe", "story")
	two := rooms[0]
	h.box.World.Join(guild, h.bot())
	h.box.World.Join(guild, h.person("Ines"))
	h.waits(one, 1)
	h.waits(two, 1)
	h.jump("chapter 1")
	for i, channel := range []world.ID{one, two} {
		h.chooses("Ines", h.questionIn(channel), i)
	}
	h.jump("the vote closes")
	for _, channel := range []world.ID{one, two} {
		h.waits(channel, 2)
	}
	h.jump("chapter 2")
	h.ends(one, "On the lamp, scene 2.")
	h.ends(two, "On the boat, scene 2.")
	for _, g := range []world.ID{h.guildOf(one), guild} {
		if bot.HasWays(h.runs.Told(uint64(g))) {
			t.Errorf("what is told in guild %d shows the ways not taken", g)
		}
	}
}

func TestEarlyChannelsWaitForTheVoteOfAll(t *testing.T) {
	t.Parallel()
	s := forked(12 * time.Hour)
	s.Release.Early = []story.Early{{Channel: "talk", Lead: 30 * time.Hour}}
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	_, public := h.place("story")
	_, early := h.place("talk")
	first := h.questionIn(early) // at once, as its lead is longer than there is time
	h.waits(public, 1)
	h.votes(first, map[string]int{"Ines": 1, "Juno": 1})
	h.alert("Chapter 2 of ONE waits for the vote on chapter 1**, which has not begun in the channel that decides.")
	h.jump("chapter 1")
	h.votes(h.questionIn(public), map[string]int{"Wren": 0})
	h.jump("the vote closes") // the early one, which decides nothing
	h.until("it is closed", func() bool { return h.said("its result posted") == 1 })
	if shown := h.in(early); strings.Contains(shown[len(shown)-1].Content, "On the") {
		t.Errorf("the early vote decided: %q", shown[len(shown)-1].Content)
	}
	h.jump("the vote closes")
	h.ends(early, "On the lamp, scene 2.") // a day ahead of its date, and as soon as it is known
	h.waits(public, 2)
	h.jump("chapter 2")
	h.ends(public, "On the lamp, scene 2.")
}

func TestNoneOfTheseIsAWay(t *testing.T) {
	t.Parallel()
	s := forked(12 * time.Hour)
	s.Ways = append(s.Ways, way(2, "shore", story.Branch{Vote: 1, Option: story.NoneOption()}))
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	m := h.chapterIsOut(asked, 3)
	h.votes(m, map[string]int{"Ines": 2, "Wren": 2, "Juno": 0})
	h.closeVote()
	h.await(h.person("Mara"), "Most would have none of these, and the story goes on with that.")
	h.until("chapter 2 is waited for", func() bool {
		return strings.Contains(h.lastSaid(`msg="next chapter"`),
			"chapter=2")
	})
	h.jump("chapter 2")
	h.await(h.person("Mara"), "On the shore, scene 2.")
	h.until("it is complete", func() bool { return h.said("chapter complete") == 2 })
	h.onlyThe("shore", "boat")
	h.recount(m)
}

func TestNobodyVotedOnAWay(t *testing.T) {
	t.Parallel()
	s := forked(12 * time.Hour)
	s.Ways[1].Branch = &story.Branch{Vote: 1, Else: true}
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	h.chapterIsOut(asked, 3)
	h.closeVote()
	h.until("chapter 2 is waited for", func() bool {
		return strings.Contains(h.lastSaid(`msg="next chapter"`),
			"chapter=2")
	})
	h.jump("chapter 2")
	h.await(h.person("Mara"), "On the boat, scene 2.") // whatever is left
}

func TestAReopenedVoteDecidesAnew(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{forked(2 * time.Hour)}, limits: fast()})
	m := h.chapterIsOut(asked, 3)
	h.votes(m, map[string]int{"Ines": 0})
	h.closeVote()
	h.until("chapter 2 is waited for", func() bool {
		return strings.Contains(h.lastSaid(`msg="next chapter"`),
			"chapter=2")
	})
	mara := uint64(h.person("Mara"))
	if _, err := h.runs.Votes().Reopen(t.Context(), h.ref(m), 3*time.Hour, "A storm.", mara); err != nil {
		t.Fatal(err)
	}
	h.until("chapter 2 waits for it again", func() bool { return h.said("a chapter waits for a vote") >= 2 })
	h.votes(m, map[string]int{"Wren": 1, "Juno": 1})
	h.closeVote()
	h.until("chapter 2 is waited for again", func() bool { return h.said(`msg="next chapter" story=one`) >= 3 })
	h.jump("chapter 2")
	h.await(h.person("Mara"), "On the boat, scene 2.")
}

// questionIn waits for a question and its reactions in a channel.
func (h *house) questionIn(channel world.ID) *world.Message {
	h.t.Helper()
	var m *world.Message
	h.until("the question is asked", func() bool {
		for _, one := range h.in(channel) {
			if strings.Contains(one.Content, asked) && len(one.Reactions) == 3 {
				m = one
			}
		}
		return m != nil
	})
	return m
}

// chooses lets somebody vote under a question, and waits until that counts.
func (h *house) chooses(name string, m *world.Message, option int) {
	h.t.Helper()
	who := h.person(name)
	guild := h.guildOf(m.ChannelID)
	h.react(who, m, *m.Reactions[option].Emoji.Name)
	h.until("the vote counts", func() bool {
		s, err := h.runs.Votes().Mine(h.t.Context(), store.VoteRef{Guild: uint64(guild), Message: uint64(m.ID)},
			vote.Person{User: uint64(who)})
		if err != nil {
			h.t.Fatal(err)
		}
		return len(s.Ballot.Choices) == 1 && s.Ballot.Choices[0] == story.Choice(option)
	})
}
