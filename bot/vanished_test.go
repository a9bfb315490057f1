package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"cliffhanger/bot/sandbox/world"
	"cliffhanger/store"
	"cliffhanger/story"
)

// desk returns what the author is told at their desk, oldest first.
func (h *house) desk() []*world.Message {
	h.t.Helper()
	_, desk := h.place("author-desk")
	return h.in(desk)
}

// alert waits for the newest message at the desk that has this part.
func (h *house) alert(part string) *world.Message {
	h.t.Helper()
	var found *world.Message
	h.until("the author is told: "+part, func() bool {
		for _, m := range h.desk() {
			if strings.Contains(m.Content, part) {
				found = m
			}
		}
		return found != nil
	})
	return found
}

// alerts counts what the author was told with this part.
func (h *house) alerts(part string) int {
	h.t.Helper()
	n := 0
	for _, m := range h.desk() {
		n += strings.Count(m.Content, part)
	}
	return n
}

// remove deletes a channel, as its server's owner.
func (h *house) remove(channel world.ID) {
	h.t.Helper()
	if _, err := h.box.World.DeleteChannel(h.person("Mara"), channel); err != nil {
		h.t.Fatal(err)
	}
}

// stillWaits waits until the bot stands still so many times in a channel that is gone.
func (h *house) stillWaits(times int) {
	h.t.Helper()
	h.until("the channel is missed", func() bool { return h.said("its telling waits") == times })
}

// desked is a tale whose author has a desk, told in a channel that is not the sandbox's own, so that commands still find
// the story's room.
func desked(chapters int) *story.Story {
	s := tale("one", "shelf", chapters)
	s.Release.Desk = "author-desk"
	return s
}

const stopped = "has stopped in"

// vanishings are the ways in which a channel may vanish.
func vanishings() map[string]func(*house, world.ID) {
	return map[string]func(*house, world.ID){
		"while the bot runs": func(h *house, channel world.ID) { h.remove(channel) },
		"while it is down": func(h *house, channel world.ID) {
			h.stop()
			h.remove(channel)
			h.start()
		},
		"between two sessions": func(h *house, channel world.ID) {
			h.stop()
			h.remove(channel)
			h.box.Gateway.EndSessions()
			h.start()
		},
	}
}

func TestAChannelThatVanishesIsToldOnceAndSoughtByAButton(t *testing.T) {
	t.Parallel()
	for name, vanish := range vanishings() {
		t.Run(name, func(t *testing.T) {
			h := openAs(t, setting{stories: []*story.Story{desked(3)}, limits: fast()})
			guild, _ := h.place("story")
			first := h.box.World.AddChannel(guild, "shelf", "")
			h.waits(first, 1)
			h.jump("chapter 1")
			h.ends(first, "day 1, hour 3")
			h.waits(first, 2)
			vanish(h, first)
			told := h.alert(stopped)
			for _, want := range []string{fmt.Sprintf("<#%d>", first), "Create one with the name"} {
				if !strings.Contains(told.Content, want) {
					t.Errorf("the author is told %q, want %q in it", told.Content, want)
				}
			}
			mara := h.person("Mara")
			h.press(mara, told, "retry.")
			h.until("nothing is found", func() bool { return h.findIn(mara, told.ChannelID, "I have looked again") != nil })
			h.stop()
			h.start()
			h.resumed(1)
			h.stop()
			h.box.Gateway.EndSessions()
			h.start() // neither a restart nor a new session tells it again
			h.until("the guild is looked at", func() bool { return h.box.Gateway.Stats().Ready >= 2 })
			if got := h.serialIn(first); got.Away || got.Parked.Alert != uint64(told.ID) || got.Chapter != 1 {
				t.Errorf("the telling is kept as %+v", got)
			}
			second := h.box.World.AddChannel(guild, "shelf", "")
			h.waits(second, 1)
			h.jump("chapter 2")
			h.ends(second, "day 2, hour 3")
			if got := h.hours(second); got != "2.1 2.2 2.3" {
				t.Errorf("posted are %s", got)
			}
			if n := h.alerts(stopped); n != 1 {
				t.Errorf("the author was told %d times", n)
			}
			h.validTraffic()
		})
	}
}

// findIn returns the newest message that somebody sees in a channel with this part, nil for none.
func (h *house) findIn(viewer, channel world.ID, part string) *world.Message {
	h.t.Helper()
	page, err := h.box.World.History(viewer, channel, 0, 100)
	if err != nil {
		h.t.Fatal(err)
	}
	for i := len(page) - 1; i >= 0; i-- {
		if strings.Contains(page[i].Content, part) {
			return page[i]
		}
	}
	return nil
}

// serialIn returns how far the house's story is in a channel, as it is kept.
func (h *house) serialIn(channel world.ID) store.Serial {
	h.t.Helper()
	guild, _ := h.place("story")
	h.stop()
	st := h.store()
	s, ok, err := st.Serial(h.t.Context(),
		store.Telling{Guild: uint64(guild), Story: h.story.Key(), Channel: uint64(channel)})
	if err != nil || !ok {
		h.t.Errorf("channel %d is kept %v, %v", channel, ok, err)
	}
	if err := st.Close(); err != nil {
		h.t.Error(err)
	}
	h.start()
	return s
}

// There is a channel of the name again, and the bot was not told: it does not see it.
func TestTheButtonFindsAChannelThatIsThereAgain(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{desked(2)}, limits: fast()})
	guild, _ := h.place("story")
	first := h.box.World.AddChannel(guild, "shelf", "")
	h.waits(first, 1)
	h.remove(first)
	told := h.alert(stopped)
	h.until("it is looked for", func() bool { return h.looked(guild) == 1 })
	hidden := world.Overwrite{ID: h.bot(), Type: 1, Deny: world.PermViewChannel}
	second := h.box.World.AddChannel(guild, "shelf", "", hidden)
	h.press(h.person("Mara"), told, "retry.")
	h.waits(second, 1)
	h.until("the alert says so", func() bool { return strings.Contains(h.alert(stopped[4:]).Content, "✓") })
	hidden.Deny = 0
	if err := h.box.World.Overrule(second, hidden); err != nil {
		t.Fatal(err)
	}
	h.jump("chapter 1")
	h.ends(second, "day 1, hour 3")
}

// looked counts how often a guild's channels were read.
func (h *house) looked(guild world.ID) int {
	n := 0
	for x := range h.box.Traffic().All() {
		if x.Method == "GET" && strings.HasSuffix(x.Path, fmt.Sprintf("guilds/%d/channels", guild)) {
			n++
		}
	}
	return n
}

func TestAStoryWhoseChannelIsGoneMovesToAnotherThatItsAuthorNames(t *testing.T) {
	t.Parallel()
	s := desked(2)
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	guild, talk := h.place("talk")
	first := h.box.World.AddChannel(guild, "shelf", "")
	h.waits(first, 1)
	h.jump("chapter 1")
	h.ends(first, "day 1, hour 3")
	h.until("chapter 1 is complete", func() bool { return h.said("chapter complete") == 1 })
	h.remove(first)
	h.alert(stopped)
	next := newer(s, 2)
	next.Release.Channel = "talk"
	h.update(next)
	h.waits(talk, 1)
	h.jump("chapter 2")
	h.ends(talk, "day 2, hour 3")
	if got := h.hours(talk); got != "2.1 2.2 2.3" {
		t.Errorf("posted are %s", got)
	}
	if n := h.alerts(stopped); n != 1 {
		t.Errorf("the author was told %d times", n)
	}
}

// A channel that is deleted in the middle of a chapter is told of once, though both the refusal and the deletion say it.
func TestADeletionInTheMiddleOfAChapterIsToldOnce(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{desked(2)}, limits: fast()})
	guild, _ := h.place("story")
	first := h.box.World.AddChannel(guild, "shelf", "")
	h.clock.SetSpeed(20)
	h.waits(first, 1)
	h.jump("chapter 1")
	h.ends(first, "hour 1")
	h.remove(first)
	h.alert(stopped)
	h.stillWaits(1)
	h.until("it is looked for, in case there is another", func() bool { return h.looked(guild) > 0 })
	second := h.box.World.AddChannel(guild, "shelf", "")
	h.ends(second, "day 1, hour 3") // from its beginning, where all can be read in one place
	if n := h.alerts(stopped); n != 1 {
		t.Errorf("the author was told %d times", n)
	}
}

// What was told goes on where it was when its story is taken away and put back.
func TestAStoryThatIsPutBackGoesOn(t *testing.T) {
	t.Parallel()
	one, other := tale("one", "story", 3), tale("other", "talk", 3)
	h := openAs(t, setting{stories: []*story.Story{one, other}, limits: fast()})
	_, channel := h.place("story")
	h.waits(channel, 1)
	h.jump("chapter 1")
	h.ends(channel, "one, day 1, hour 3")
	h.waits(channel, 2)
	h.stop()
	h.told = []*story.Story{other}
	h.start()
	h.until("the other goes on", func() bool { return h.said("story=other") > 0 && h.box.Gateway.Stats().Ready == 2 })
	h.stop()
	h.told = []*story.Story{one, other}
	h.start()
	h.waits(channel, 3)
	h.jump("chapter 2")
	h.ends(channel, "one, day 2, hour 3")
	if got, want := h.hours(channel), "1.1 1.2 1.3 2.1 2.2 2.3"; got != want {
		t.Errorf("posted are %s, want %s", got, want)
	}
}

// discussions counts the posts that the bot has started in a forum.
func (h *house) discussions(forum world.ID) int {
	n := 0
	for x := range h.box.Traffic().All() {
		if x.Method == "POST" && strings.HasSuffix(x.Path, fmt.Sprintf("channels/%d/threads", forum)) && x.Status == 201 {
			n++
		}
	}
	return n
}

func TestARoleAndAForumThatAreMadeLaterCount(t *testing.T) {
	t.Parallel()
	s := tale("one", "story", 3)
	s.Release.Ping, s.Release.Discuss = "Readers", "book-club"
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	guild, channel := h.place("story")
	w, mara := h.box.World, h.person("Mara")
	lead := func(chapter int) *world.Message {
		h.until("the chapter is complete", func() bool { return h.said("chapter complete") == chapter })
		return h.findIn(mara, channel, fmt.Sprintf("Chapter %d", chapter))
	}
	pings := func(m *world.Message, role world.ID) bool {
		return strings.Contains(m.Content, fmt.Sprintf("<@&%d>", role))
	}
	h.waits(channel, 1)
	h.jump("chapter 1")
	if m := lead(1); strings.Contains(m.Content, "<@&") {
		t.Errorf("chapter 1 pings a role: %q", m.Content)
	}
	forum, err := w.CreateChannel(mara, guild, world.ChannelDraft{Type: world.ChannelForum, Name: "book-club"})
	if err != nil {
		t.Fatal(err)
	}
	role := w.AddRole(guild, "Readers", 0)
	h.until("the role is heard of", func() bool { return h.said("a guild's roles have changed") == 1 })
	h.waits(channel, 2)
	h.jump("chapter 2")
	if m := lead(2); !pings(m, role) || h.discussions(forum.ID) != 1 {
		t.Errorf("chapter 2 is %q and has %d discussions, want %v and 1", m.Content, h.discussions(forum.ID), role)
	}
	if err := w.DeleteRole(guild, role); err != nil {
		t.Fatal(err)
	}
	again := w.AddRole(guild, "Readers", 0) // of the same name, with another id
	h.remove(forum.ID)
	h.until("the deletion is heard", func() bool { return h.said("a channel was deleted") == 1 })
	h.waits(channel, 3)
	h.jump("chapter 3")
	if m := lead(3); !pings(m, again) || h.discussions(forum.ID) != 1 {
		t.Errorf("chapter 3 is %q with %d discussions, want %v and the one of before", m.Content,
			h.discussions(forum.ID), again)
	}
	h.validTraffic()
}
