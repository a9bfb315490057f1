package bot_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
	"cliffhanger/story"
)

// prose returns a text that is always the same for a name, and like no other's.
func prose(name string) string {
	seed := uint64(0)
	for _, b := range []byte(name) {
		seed = seed*31 + uint64(b)
	}
	r := rand.New(rand.NewPCG(seed, 3))
	pick := func(words string) string {
		list := strings.Split(words, ",")
		return list[r.IntN(len(list))]
	}
	text := name + " begins."
	for range 12 {
		text += fmt.Sprintf(" %s %s the %s %s, and %s %s.", pick("Ruta,Joss,The keeper,Nobody,Her brother,The pilot"),
			pick("lit,left,counted,hid,carried,sold,mended,drew"), pick("lamp,rope,boat,ledger,key,net,map,stair"),
			pick("before noon,by the sluice,without a word,in the rain,twice,at low tide"),
			pick("the sea,the town,the wind,somebody,the bell"), pick("kept quiet,took its time,forgot her,answered"))
	}
	return text
}

// shelf is a story of chapters with these names, numbered from 1 on, told in the channel "story" with a desk.
func shelf(names ...string) *story.Story {
	s := tale("one", "story", 0)
	s.Release.Desk = "author-desk"
	for i, name := range names {
		c := story.Chapter{Number: i + 1, Title: name}
		for _, part := range []string{prose(name), prose(name + " ends")} {
			c.Scenes = append(c.Scenes, story.Scene{Blocks: []story.Block{{Runs: []story.Run{{Text: part}}}}})
		}
		s.Chapters = append(s.Chapters, c)
	}
	return s
}

// like returns a story to be handed over in place of another one.
func like(s, next *story.Story) *story.Story {
	next.Release = s.Release
	return next
}

// chaptersOut returns which chapters have begun in the story's channel, by the names in their first scenes.
func (h *house) chaptersOut() string {
	h.t.Helper()
	var out []string
	for _, m := range h.posted() {
		name, _, ok := strings.Cut(m, " begins.")
		if ok && !strings.ContainsAny(name, " \n") {
			out = append(out, name)
		}
	}
	return strings.Join(out, " ")
}

// comesTo lets so many chapters come out.
func (h *house) comesTo(chapters int) {
	h.t.Helper()
	for n := 1; n <= chapters; n++ {
		h.jump(fmt.Sprintf("chapter %d", n))
		h.until("it is out", func() bool { return h.said("chapter complete") == n })
	}
}

// nothingComes lets the next date pass, and fails the test unless the story says that it stands still and only these
// chapters are out.
func (h *house) nothingComes(want string) {
	h.t.Helper()
	if err := h.clock.Jump(h.clock.Now().Add(25 * time.Hour)); err != nil {
		h.t.Fatal(err)
	}
	h.command(h.person("Mara"), "schedule show")
	h.await(h.person("Mara"), "Nothing is posted until")
	if got := h.chaptersOut(); got != want {
		h.t.Errorf("out are %s, want %s", got, want)
	}
}

func TestAProloguePutInWhileAStoryRunsHoldsItUntilItIsMended(t *testing.T) {
	t.Parallel()
	s := shelf("Ash", "Birch", "Cedar", "Dogwood")
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	h.comesTo(2)
	h.update(like(s, shelf("Zero", "Ash", "Birch", "Cedar", "Dogwood")))
	alert := h.alert("has stopped")
	if !strings.Contains(alert.Content, "**Chapter 2 · Ash** now is out as chapter 1") {
		t.Errorf("told %q", alert.Content)
	}
	h.nothingComes("Ash Birch")
	h.command(h.person("Mara"), "chapter correct", world.OptionValue{Name: "number", Value: 1})
	h.until("the correction is refused", func() bool {
		return strings.Count(h.seen(h.person("Mara")), "now is out as chapter 1") >= 2
	})
	h.update(s)
	h.until("chapter 3 is out", func() bool { return h.said("chapter complete") == 3 })
	h.jump("chapter 4")
	h.until("chapter 4 is out", func() bool { return h.said("chapter complete") == 4 })
	h.inEnd("Ash Birch Cedar Dogwood")
}

// seen returns all that somebody is shown in the story's channel.
func (h *house) seen(who world.ID) string {
	var out strings.Builder
	for _, m := range h.messages(who) {
		fmt.Fprintln(&out, m.Content)
	}
	return out.String()
}

// inEnd fails the test unless these chapters are out, each message of them once, and the author was told once.
func (h *house) inEnd(want string) {
	h.t.Helper()
	if got := h.chaptersOut(); got != want {
		h.t.Errorf("out are %s, want %s", got, want)
	}
	all := h.posted()
	for i, text := range all {
		if slices.Contains(all[:i], text) {
			h.t.Errorf("posted twice: %.60q", text)
		}
	}
	if n := h.alerts("has stopped"); n > 1 {
		h.t.Errorf("the author was told %d times", n)
	}
	h.validTraffic()
}

func TestChaptersChangedBetweenRestartsHoldTheStory(t *testing.T) {
	t.Parallel()
	for name, files := range map[string][]string{
		"one put in":     {"Ash", "Zero", "Birch", "Cedar", "Dogwood"},
		"one taken out":  {"Birch", "Cedar", "Dogwood"},
		"the newest out": {"Ash", "Cedar", "Dogwood"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := shelf("Ash", "Birch", "Cedar", "Dogwood")
			h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
			h.comesTo(2)
			for range 2 {
				h.stop()
				h.told = []*story.Story{like(s, shelf(files...))}
				h.start()
				h.until("the story stands still", func() bool { return h.said("nothing is posted until") > 0 })
			}
			h.alert("has stopped")
			h.nothingComes("Ash Birch")
			h.stop()
			h.told = []*story.Story{s}
			h.start()
			h.until("chapter 3 is out", func() bool { return h.said("chapter complete") == 3 })
			h.jump("chapter 4")
			h.until("chapter 4 is out", func() bool { return h.said("chapter complete") == 4 })
			h.inEnd("Ash Birch Cedar Dogwood")
		})
	}
}

func TestAnAuthorTakesTheNewNumbers(t *testing.T) {
	t.Parallel()
	s := shelf("Ash", "Birch", "Cedar", "Dogwood")
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	h.comesTo(2)
	h.update(like(s, shelf("Birch", "Cedar", "Dogwood", "Elm"))) // Ash is given up for good, and Cedar was never to come
	h.press(h.person("Mara"), h.alert("has stopped"), "renumber.")
	h.until("the alert says who had it go on", func() bool { return h.alerts("had it go on") == 1 })
	h.jump("chapter 3")
	h.until("the third chapter is out", func() bool { return h.said("chapter complete") == 3 })
	h.inEnd("Ash Birch Dogwood")
	h.stop()
	h.told = []*story.Story{like(s, shelf("Birch", "Cedar", "Dogwood", "Elm"))}
	h.start()
	h.jump("chapter 4")
	h.until("the fourth chapter is out", func() bool { return h.said("chapter complete") == 4 })
	h.inEnd("Ash Birch Dogwood Elm")
}

// Where votes decide about chapters, what is out is held against the way that was taken.
func TestChaptersOfTheOtherWayAreNoOtherNumbers(t *testing.T) {
	t.Parallel()
	named := func(c story.Chapter, name string) story.Chapter {
		c.Title, c.Scenes = name, shelf(name).Chapters[0].Scenes
		return c
	}
	make := func(lamp, boat, third string) *story.Story {
		s := forked(12 * time.Hour)
		s.Release.Desk = "author-desk"
		s.Chapters[1] = named(s.Chapters[1], third)
		s.Ways[0], s.Ways[1] = named(s.Ways[0], lamp), named(s.Ways[1], boat)
		return s
	}
	s := make("Lamp", "Boat", "Cedar")
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	m := h.chapterIsOut(asked, 3)
	h.votes(m, map[string]int{"Ines": 0})
	h.closeVote()
	h.jump("chapter 2")
	h.until("the lamp's chapter is out", func() bool { return h.said("chapter complete") == 2 })
	h.update(like(s, make("Lamp", "Cedar", "Dogwood"))) // what nobody is told here may be anything
	h.until("chapter 3 is waited for", func() bool { return strings.Contains(h.lastSaid(`msg="next chapter"`), "chapter=3") })
	h.update(like(s, make("Zero", "Boat", "Lamp")))
	alert := h.alert("has stopped")
	if !strings.Contains(alert.Content, "**Chapter 3 · Lamp** now is out as chapter 2") {
		t.Errorf("told %q", alert.Content)
	}
	h.update(like(s, make("Lamp", "Boat", "Cedar")))
	h.jump("chapter 3")
	h.until("chapter 3 is out", func() bool { return h.said("chapter complete") == 3 })
	h.inEnd("Lamp Cedar")
}

// A vote that is open when the numbers change closes at its time, and its result is posted.
func TestAVoteGoesOnWhileChaptersHaveOtherNumbers(t *testing.T) {
	t.Parallel()
	make := func(names ...string) *story.Story {
		s := asks(story.Voting{Open: 12 * time.Hour}, "The lamp", "The boat")
		question := s.Chapters[0].Question
		s.Chapters = shelf(names...).Chapters
		for i := range s.Chapters {
			if s.Chapters[i].Title == "Ash" {
				s.Chapters[i].Question = question
			}
		}
		return s
	}
	s := make("Ash", "Birch")
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	m := h.chapterIsOut(asked, 3)
	h.votes(m, map[string]int{"Ines": 0, "Wren": 0})
	h.until("the chapter is complete", func() bool { return h.said("chapter complete") == 1 })
	h.update(like(s, make("Zero", "Ash", "Birch")))
	h.alert("has stopped")
	h.closeVote()
	h.await(h.person("Mara"), "2 readers voted")
	h.nothingComes("Ash")
	h.update(s)
	h.until("chapter 2 is out", func() bool { return h.said("chapter complete") == 2 })
	h.inEnd("Ash Birch")
}
