package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/story"
)

// tale is a story of short chapters with three scenes each, told in a channel.
func tale(id, channel string, chapters int) *story.Story {
	s := &story.Story{ID: id, Title: strings.ToUpper(id), Release: story.Plan{Channel: channel, Voting: story.Voting{Open: time.Hour}}}
	for n := 1; n <= chapters; n++ {
		c := story.Chapter{Number: n}
		for m := 1; m <= 3; m++ {
			text := fmt.Sprintf("%s, day %d, hour %d.", id, n, m)
			c.Scenes = append(c.Scenes, story.Scene{Blocks: []story.Block{{Runs: []story.Run{{Text: text}}}}})
		}
		s.Chapters = append(s.Chapters, c)
	}
	return s
}

// in returns what everybody sees in a channel, oldest first.
func (h *house) in(channel world.ID) []*world.Message {
	h.t.Helper()
	page, err := h.box.World.History(h.person("Mara"), channel, 0, 100)
	if err != nil {
		h.t.Fatal(err)
	}
	var out []*world.Message
	for _, m := range page {
		if m.Flags&64 == 0 {
			out = append(out, m)
		}
	}
	return out
}

// ends waits until the newest message in a channel has this part.
func (h *house) ends(channel world.ID, part string) {
	h.t.Helper()
	h.until(part+" is the last message", func() bool {
		all := h.in(channel)
		return len(all) > 0 && strings.Contains(all[len(all)-1].Content, part)
	})
}

func TestARefusedStoryRestsAndDisturbsNoOther(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		refuse func(*house, world.ID) error
		status int
	}{
		{"a permission is taken away", func(h *house, channel world.ID) error {
			return h.box.World.Overrule(channel, world.Overwrite{ID: h.box.App().User.ID, Type: 1, Deny: world.PermSendMessages})
		}, 403},
		{"the channel is hidden", func(h *house, channel world.ID) error {
			return h.box.World.Overrule(channel, world.Overwrite{ID: h.box.App().User.ID, Type: 1, Deny: world.PermViewChannel})
		}, 403},
		{"the channel is deleted", func(h *house, channel world.ID) error {
			_, err := h.box.World.DeleteChannel(h.person("Mara"), channel)
			return err
		}, 404},
	} {
		t.Run(test.name, func(t *testing.T) {
			one, two := tale("one", "story", 1), tale("two", "talk", 2)
			h := openAs(t, setting{stories: []*story.Story{one, two}, limits: fast()})
			_, first := h.place("story")
			_, second := h.place("talk")
			h.clock.SetSpeed(20) // a quarter of a second between scenes
			h.until("both stories wait", func() bool { return h.said("next chapter") == 2 })
			h.jump("chapter")
			h.ends(first, "hour 1")
			if err := test.refuse(h, first); err != nil {
				t.Fatal(err)
			}
			h.ends(second, "two, day 1, hour 3")
			h.jump("chapter 2")
			h.ends(second, "two, day 2, hour 3")
			refused := 0
			for x := range h.box.Traffic().All() {
				if x.Status == test.status && strings.Contains(x.Path, fmt.Sprint(first)) {
					refused++
				}
			}
			if known := test.status == 404; refused > 1 || refused < 1 && !known || h.said("Discord refused a post") != 1 {
				t.Errorf("%d requests were refused and %d told to the operator, want one of each, or 0 and 1 if it is known before",
					refused, h.said("Discord refused a post"))
			}
		})
	}
}

func TestARefusedDropGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{tale("one", "story", 1)}, limits: fast()})
	_, channel := h.place("story")
	h.box.Faults().Add(rest.Fault{Method: "POST", Route: "/channels/{}/messages", Action: rest.Answer,
		Status: 403, Count: 1})
	h.jump("chapter")
	h.until("the refusal is told", func() bool { return h.said("Discord refused a post") == 1 })
	h.stop()
	h.start() // the operator has mended it, and starts the bot again
	h.ends(channel, "hour 3")
	if n := len(h.in(channel)); n != 4 {
		t.Errorf("%d messages, want a lead and three scenes", n)
	}
}

func TestTwoStoriesInOneGuild(t *testing.T) {
	t.Parallel()
	one, two := tale("one", "story", 1), tale("two", "talk", 1)
	h := openAs(t, setting{stories: []*story.Story{one, two}, limits: fast()})
	guild, first := h.place("story")
	_, second := h.place("talk")
	h.until("both stories wait", func() bool { return h.said("next chapter") == 2 })
	h.jump("chapter")
	h.ends(first, "one, day 1, hour 3")
	h.ends(second, "two, day 1, hour 3")
	h.until("commands are known", func() bool { return len(h.box.World.Commands(guild)) > 0 })
	ines := h.person("Ines")
	for typed, want := range map[string]int{"": 2, "tw": 1, "TWO": 1, "three": 0} {
		in := world.Invocation{Name: "read", Options: []world.OptionValue{{Name: "story", Value: typed}}}
		got, err := h.box.World.Autocomplete(t.Context(), ines, first, in, "story")
		if err != nil || len(got) != want {
			t.Errorf("%q is completed to %v, %v, want %d stories", typed, got, err, want)
		}
	}
	h.command(ines, "read", world.OptionValue{Name: "story", Value: "two"})
	h.await(ines, "two, day 1, hour 1")
	h.command(ines, "read") // in the channel of the first
	h.await(ines, "one, day 1, hour 1")
	h.validTraffic()
}

func TestAGuildMayComeAndGo(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{tale("one", "story", 2)}, limits: fast()})
	_, first := h.place("story")
	h.until("the first guild is served", func() bool { return h.said("next chapter") == 1 })
	mara, self := h.person("Mara"), h.box.App().User.ID
	guild := h.box.World.AddGuild("The Annexe", mara, world.PermViewChannel|world.PermReadHistory|world.PermSendMessages)
	second := h.box.World.AddChannel(guild, "story", "")
	h.box.World.Join(guild, self)
	h.until("the second guild is served", func() bool { return h.said("next chapter") == 2 })
	h.jump("chapter 1")
	h.ends(first, "day 1, hour 3")
	h.ends(second, "day 1, hour 3")
	h.until("both wait for the next", func() bool { return h.said("next chapter") == 4 })
	if err := h.box.World.Leave(guild, self); err != nil {
		t.Fatal(err)
	}
	h.jump("chapter 2")
	h.ends(first, "day 2, hour 3")
	if n := len(h.in(second)); n != 4 {
		t.Errorf("%d messages in a guild the bot has left, want the 4 from before", n)
	}
	h.box.World.Join(guild, self) // it comes back, and is told what it missed, once
	h.ends(second, "day 2, hour 3")
	for _, channel := range []world.ID{first, second} {
		if n := len(h.in(channel)); n != 8 {
			t.Errorf("%d messages, want two chapters of four", n)
		}
	}
}

func TestAStoryMovesToAnotherChannelBetweenTwoChapters(t *testing.T) {
	t.Parallel()
	s := tale("one", "story", 3)
	h := openAs(t, setting{stories: []*story.Story{s}, limits: fast()})
	_, first := h.place("story")
	_, second := h.place("talk")
	h.clock.SetSpeed(20)
	h.jump("chapter 1")
	h.ends(first, "day 1, hour 1")
	h.stop()
	s.Release.Channel = "talk"
	s.Chapters = append(s.Chapters[:1:1], s.Chapters[2]) // and its author takes the second chapter out
	h.start()
	h.ends(second, "day 1, hour 3") // a chapter that was broken off begins anew where all can be read in one place
	h.jump("chapter 3")
	h.ends(second, "day 3, hour 3")
	if a, b := len(h.in(first)), len(h.in(second)); a != 2 || b != 8 {
		t.Errorf("%d and %d messages, want what was out, and two chapters of 4", a, b)
	}
}

func TestAVoteClosesWhileTheBotIsDown(t *testing.T) {
	t.Parallel()
	s := theSample(t, 1)
	s.Release.Voting.Tie = story.TieAuthor
	h := open(t, s, fast())
	v := h.vote(3)
	for _, who := range v.readers[:2] {
		h.react(who, v.m, v.emoji[0])
	}
	h.stop()
	h.react(v.readers[2], v.m, v.emoji[1]) // the bot is not there, and still it counts
	h.unreact(v.readers[0], v.m, v.emoji[0])
	if err := h.clock.Jump(h.clock.Now().Add(30 * 24 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	h.start()
	h.await(v.readers[0], "I was away in the vote’s last hours") // and readers get them back
	h.jump("the vote closes")
	result := h.await(v.readers[0], "has closed")
	if !strings.Contains(result.Content, "2 readers voted") || !strings.Contains(result.Content, "tie") {
		t.Errorf("the result is %q, want a tie of two", result.Content)
	}
	h.stop()
	h.start()
	h.until("the bot answers again", func() bool {
		h.command(v.readers[1], "vote mine")
		time.Sleep(10 * time.Millisecond)
		return h.find(v.readers[1], "Closed <t:") != nil
	})
	n := 0
	for _, p := range h.posted() {
		n += strings.Count(p, "has closed")
	}
	if n != 1 {
		t.Errorf("the result was posted %d times", n)
	}
}

func TestAVoteOutlivesItsBotsAbsence(t *testing.T) {
	t.Parallel()
	h := open(t, theSample(t, 1), fast())
	v := h.vote(2)
	guild, _ := h.place("story")
	self := h.box.App().User.ID
	roles, err := h.box.World.Roles(h.person("Mara"), guild)
	if err != nil {
		t.Fatal(err)
	}
	var own world.ID
	for _, r := range roles {
		if r.Name == "Cliffhanger" {
			own = r.ID
		}
	}
	h.react(v.readers[0], v.m, v.emoji[0])
	h.until("the drop is over", func() bool { return h.said("every chapter at hand is out") == 1 })
	if err := h.box.World.Leave(guild, self); err != nil {
		t.Fatal(err)
	}
	h.react(v.readers[1], v.m, v.emoji[0])
	h.box.World.Join(guild, self, own)
	h.until("the story is told again", func() bool { return h.said("every chapter at hand is out") == 2 })
	h.jump("closes")
	if result := h.await(v.readers[0], "has closed"); !strings.Contains(result.Content, "2 readers voted") {
		t.Errorf("the result is %q, want two readers' votes", result.Content)
	}
}

func TestAVoteWhoseMessageIsDeletedCloses(t *testing.T) {
	t.Parallel()
	h := open(t, theSample(t, 1), fast())
	v := h.vote(2)
	h.react(v.readers[0], v.m, v.emoji[0])
	v.counted[v.readers[0]] = 0
	v.acknowledged(v.readers[0])
	if err := h.box.World.DeleteMessage(h.person("Juno"), v.m.ChannelID, v.m.ID); err != nil {
		t.Fatal(err)
	}
	if result := h.await(v.readers[0], "has closed"); !strings.Contains(result.Content, "1 reader voted") {
		t.Errorf("the result is %q, want what was journalled", result.Content)
	}
}
