package bot_test

import (
	"fmt"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
	"cliffhanger/story"
)

// waits waits until the bot has said so many times that it waits to tell the next chapter in a channel.
func (h *house) waits(channel world.ID, times int) {
	h.t.Helper()
	h.until("the next chapter is waited for", func() bool {
		line := fmt.Sprintf(`msg="next chapter" story=%s guild=%d channel=%d`, h.story.ID, h.guildOf(channel), channel)
		return h.said(line) >= times
	})
}

func TestAStoryIsNotToldWhereItsAuthorLeftIt(t *testing.T) {
	t.Parallel()
	s := tale("one", "talk", 3)
	s.Release.Early = []story.Early{{Channel: "story", Lead: 2 * time.Hour}}
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	_, left := h.place("talk")
	_, kept := h.place("story")   // the older of the two
	h.ends(kept, "day 1, hour 3") // ahead of its date
	h.waits(left, 1)
	h.stop()
	s.Release.Channel, s.Release.Early = "story", nil
	h.start()
	h.waits(kept, 2)
	h.stop()
	h.start() // the session goes on, and only the store says where stories are told
	h.waits(kept, 3)
	h.jump("chapter 2")
	h.ends(kept, "day 2, hour 3")
	if n := len(h.in(left)); n != 0 {
		t.Errorf("%d messages in the channel that was left, want none", n)
	}
	if n := len(h.in(kept)); n != 8 {
		t.Errorf("%d messages, want two chapters of four", n)
	}
}

func TestAnEarlyChannelThatIsThePublicOneIsNotEarly(t *testing.T) {
	t.Parallel()
	s := tale("one", "story", 2)
	s.Release.Early = []story.Early{{Channel: "Story", Lead: 48 * time.Hour}}
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	_, channel := h.place("story")
	h.waits(channel, 1)
	h.stop()
	h.start()
	h.waits(channel, 2)
	if n := len(h.in(channel)); n != 0 {
		t.Errorf("%d messages before the first date", n)
	}
}

func TestAStoryGoesOnInAChannelThatReplacesADeletedOne(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{tale("one", "story", 3)}, limits: fast()})
	guild, first := h.place("story")
	h.jump("chapter 1")
	h.ends(first, "day 1, hour 3")
	h.until("chapter 1 is complete", func() bool { return h.said("chapter complete") == 1 })
	if _, err := h.box.World.DeleteChannel(h.person("Mara"), first); err != nil {
		t.Fatal(err)
	}
	second := h.box.World.AddChannel(guild, "story", "")
	h.waits(second, 1)
	h.jump("chapter 2")
	h.ends(second, "day 2, hour 3")
	if n := len(h.in(second)); n != 4 {
		t.Errorf("%d messages, want the four of the second chapter", n)
	}
}

func TestOfTwoChannelsOfOneNameTheStoryStaysInItsOwn(t *testing.T) {
	t.Parallel()
	s := tale("one", "aside", 2)
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	guild, _ := h.place("story")
	second := h.box.World.AddChannel(guild, "aside", "")
	h.waits(second, 1)
	_, talk := h.place("talk") // older than the other, and listed before it
	renamed := world.ChannelPatch{Name: world.Some("aside")}
	if _, err := h.box.World.EditChannel(h.person("Mara"), talk, renamed); err != nil {
		t.Fatal(err)
	}
	h.stop()
	h.box.Gateway.EndSessions()
	h.start()
	h.jump("chapter 1")
	h.ends(second, "day 1, hour 3")
	if n := len(h.in(talk)); n != 0 {
		t.Errorf("%d messages in the other channel of that name", n)
	}
}

func TestAStoryForAdultsGoesOnOnceItsChannelIsForThem(t *testing.T) {
	t.Parallel()
	s := tale("one", "story", 2)
	s.Release.Adults = true
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	_, channel := h.place("story")
	h.until("the story is held back", func() bool { return h.said("Discord refused a post") > 0 })
	adults := world.ChannelPatch{NSFW: world.Some(true)}
	if _, err := h.box.World.EditChannel(h.person("Mara"), channel, adults); err != nil {
		t.Fatal(err)
	}
	h.jump("chapter 1")
	h.ends(channel, "day 1, hour 3")
}

func TestManyStoriesFindTheirChannels(t *testing.T) {
	t.Parallel()
	const many = 12
	var stories []*story.Story
	for i := range many {
		stories = append(stories, tale(fmt.Sprintf("tale%d", i), fmt.Sprintf("Room-%d", i), 9))
	}
	stories[many-1].Release.Channel = "4" // of nothing: neither an id nor a name
	h := openAs(t, setting{stories: stories, limits: fast()})
	var rooms []string
	for i := range many - 1 {
		rooms = append(rooms, fmt.Sprintf("room-%d", i))
	}
	guild, channels := h.town("Harbour", append(rooms, rooms[0])...) // of two by one name it is the first
	h.box.World.Join(guild, h.bot())
	for i, c := range channels[:many-1] {
		h.until(fmt.Sprintf("story %d is told in its channel", i), func() bool {
			return h.said(fmt.Sprintf(`msg="next chapter" story=tale%d guild=%d channel=%d`, i, guild, c)) == 1
		})
	}
	h.until("the story without a channel is known to have none", func() bool {
		return h.said(fmt.Sprintf(`story=tale%d guild=%d channel=4`, many-1, guild)) == 1
	})
}
