package bot_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync/atomic"
	"testing"

	"cliffhanger/bot/sandbox/world"
	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A mortal engine takes nothing any more once it is dead: what a bot on it does from then on is lost, as if the process
// had died at that moment.
type mortal struct {
	kv.Engine
	dead *atomic.Bool
}

var errDead = errors.New("the process is dead")

// Apply implements [kv.Engine].
func (m mortal) Apply(ctx context.Context, c kv.Commit) error {
	if m.dead.Load() {
		return errDead
	}
	return m.Engine.Apply(ctx, c)
}

// presses lets a reader press reactions, one after the other.
func (v *voting) presses(who world.ID, options ...int) {
	v.t.Helper()
	for _, i := range options {
		v.react(who, v.m, v.emoji[i])
		v.shown[who], v.counted[who] = i, i
	}
}

// begun fails the test unless so many gateway sessions were begun and gone on with.
func (h *house) begun(sessions, resumed int) {
	h.t.Helper()
	if s := h.box.Gateway.Stats(); s.Identifies != sessions || s.Resumes != resumed || s.Refused != 0 {
		h.t.Errorf("%d sessions begun, %d gone on with and %d refused, want %d, %d and none", s.Identifies, s.Resumes,
			s.Refused, sessions, resumed)
	}
}

// resumed waits until a session has been gone on with so many times.
func (h *house) resumed(times int) {
	h.t.Helper()
	h.until("the session goes on", func() bool { return h.box.Gateway.Stats().Resumes >= times })
}

// ambiguous returns how many readers were found with reactions of which nobody knows the order.
func (h *house) ambiguous() int {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(regexp.MustCompile(`ambiguous=[1-9]`).FindAllString(h.logged.String(), -1))
}

func TestAfterAStopTheOrderOfWhatWasMissedIsKnown(t *testing.T) {
	t.Parallel()
	h := open(t, theSample(t, 1), fast())
	v := h.vote(5)
	changes, hesitates, first, leaves, stays := v.readers[0], v.readers[1], v.readers[2], v.readers[3], v.readers[4]
	for i, who := range []world.ID{changes, hesitates, leaves, stays} {
		v.presses(who, i%2)
	}
	v.settle("before the stop")
	h.stop()
	v.presses(changes, 1, 2)
	v.presses(hesitates, 2)
	h.unreact(hesitates, v.m, v.emoji[2])
	h.unreact(hesitates, v.m, v.emoji[1])
	v.presses(hesitates, 2, 3)
	v.presses(first, 3, 0)
	h.unreact(leaves, v.m, v.emoji[0])
	delete(v.shown, leaves)
	delete(v.counted, leaves)
	h.start()
	v.settle("after the restart")
	if n := h.ambiguous(); n > 0 {
		t.Errorf("%d times readers were found of whom nobody knew what they had pressed last", n)
	}
	v.right()
	h.begun(1, 1)
	h.validTraffic()
}

func TestAfterACrashWhatWasMissedIsCountedInItsOrder(t *testing.T) {
	t.Parallel()
	var dead atomic.Bool
	h := openAs(t, setting{stories: []*story.Story{theSample(t, 1)}, limits: fast(),
		wrap: func(e kv.Engine) kv.Engine { return mortal{e, &dead} }})
	v := h.vote(4)
	changes, leaves, first, twice := v.readers[0], v.readers[1], v.readers[2], v.readers[3]
	v.presses(changes, 0)
	v.presses(leaves, 1)
	v.settle("before the crash")
	v.journalled()
	dead.Store(true)
	h.stop()
	v.presses(changes, 2)
	h.unreact(leaves, v.m, v.emoji[1])
	delete(v.shown, leaves)
	delete(v.counted, leaves)
	v.presses(first, 3)
	v.presses(twice, 0, 1)
	dead.Store(false)
	h.start()
	h.resumed(1)
	v.settle("after the crash")
	v.right()
	h.begun(1, 1)
	h.validTraffic()
}

// A town is a guild with a room named story, or without.
func (h *house) town(name string, rooms ...string) (guild world.ID, channels []world.ID) {
	h.t.Helper()
	mara := h.person("Mara")
	rights := world.PermViewChannel | world.PermSendMessages | world.PermReadHistory | world.PermAddReactions
	guild = h.box.World.AddGuild(name, mara, rights)
	for _, room := range rooms {
		channels = append(channels, h.box.World.AddChannel(guild, room, ""))
	}
	return guild, channels
}

// bot is the bot's user.
func (h *house) bot() world.ID { return h.box.App().User.ID }

func TestGuildsThatChangeWhileTheBotIsDownAreTakenUp(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{tale("ash", "story", 9)}, limits: fast()})
	_, stays := h.place("story")
	left, leftRooms := h.town("Left")
	leftRooms = append(leftRooms, h.box.World.AddChannel(left, "story", ""))
	bare, _ := h.town("Bare", "talk")
	h.box.World.Join(left, h.bot())
	h.box.World.Join(bare, h.bot())
	h.until("the story is told in the guild that is left later", func() bool {
		return h.said(fmt.Sprintf(`msg="next chapter" story=ash guild=%d channel=%d`, left, leftRooms[0])) > 0
	})
	h.jump("chapter")
	h.ends(stays, "ash, day 1, hour 3")
	h.ends(leftRooms[0], "ash, day 1, hour 3")
	h.stop()
	if err := h.box.World.Leave(left, h.bot()); err != nil {
		t.Fatal(err)
	}
	joined, joinedRooms := h.town("Joined", "story")
	h.box.World.Join(joined, h.bot())
	furnished := h.box.World.AddChannel(bare, "story", "")
	h.start()
	h.resumed(1)
	for _, room := range []world.ID{joinedRooms[0], furnished} {
		h.until("the next chapter is waited for in a new room", func() bool {
			return h.said(fmt.Sprintf(`msg="next chapter" story=ash guild=%d channel=%d`, h.guildOf(room), room)) > 0
		})
	}
	h.until("the bot knows that it was removed", func() bool { return h.said("the bot was removed from a guild") == 1 })
	before := len(h.in(leftRooms[0]))
	h.jump("chapter")
	for _, room := range []world.ID{joinedRooms[0], furnished, stays} {
		h.until("the next chapter is told", func() bool { return len(h.in(room)) > 3 })
	}
	if n := len(h.in(leftRooms[0])) - before; n > 0 {
		t.Errorf("%d messages were posted where the bot is not any more", n)
	}
	h.begun(1, 1)
}

// guildOf returns the guild of a channel.
func (h *house) guildOf(channel world.ID) world.ID {
	h.t.Helper()
	c, err := h.box.World.Channel(h.person("Mara"), channel)
	if err != nil {
		h.t.Fatal(err)
	}
	return c.GuildID
}

func TestAnInteractionThatCameTooLateDoesNoHarm(t *testing.T) {
	t.Parallel()
	h := open(t, theSample(t, 1), fast())
	h.vote(1)
	ines := h.person("Ines")
	h.stop()
	var failed atomic.Int64
	t.Cleanup(h.box.World.Watch(ines, func(e world.Event) {
		if s, ok := e.Data.(world.InteractionState); ok && s.State == "failed" {
			failed.Add(1)
		}
	}))
	h.command(ines, "read")
	h.command(ines, "contents")
	h.until("Discord has given up waiting for the answers", func() bool { return failed.Load() == 2 })
	h.start()
	h.resumed(1)
	h.until("both are known to be too late", func() bool { return h.said("answer not delivered") == 2 })
	h.command(ines, "contents")
	h.await(ines, "Chapter 1")
	if n := h.said("level=ERROR"); n > 0 {
		t.Errorf("%d errors are logged", n)
	}
	h.begun(1, 1)
}

func TestAGuildThatANewSessionDoesNotListIsLeftAndCanComeBack(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{tale("ash", "story", 9)}, limits: fast()})
	_, stays := h.place("story")
	away, rooms := h.town("Away", "story")
	ines := h.person("Ines")
	h.box.World.Join(away, ines)
	h.box.World.Join(away, h.bot())
	h.until("the story is told in the guild that is left later", func() bool {
		return h.said(fmt.Sprintf(`msg="next chapter" story=ash guild=%d channel=%d`, away, rooms[0])) > 0
	})
	h.jump("chapter")
	h.ends(rooms[0], "ash, day 1, hour 3")
	h.ends(stays, "ash, day 1, hour 3")
	marked := h.in(rooms[0])[1]
	h.press(ines, marked, "mark.")
	place := func() store.ReaderPlace {
		t.Helper()
		st := h.store()
		defer st.Close()
		p, err := st.Place(t.Context(), uint64(away), h.story.Key(), st.Reader(uint64(ines)))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	h.until("the place is kept", func() bool { return place().Furthest.Chapter == 1 })
	kept := place()
	h.stop()
	if err := h.box.World.Leave(away, h.bot()); err != nil {
		t.Fatal(err)
	}
	h.box.Gateway.EndSessions()
	h.start()
	h.until("the bot knows that it was removed", func() bool { return h.said("the bot was removed from a guild") == 1 })
	h.jump("chapter")
	h.ends(stays, "ash, day 2, hour 3")
	if all := h.in(rooms[0]); len(all) != len(h.in(stays))/2 {
		t.Errorf("%d messages are where the bot is not any more", len(all))
	}
	h.box.World.Join(away, h.bot())
	h.ends(rooms[0], "ash, day 2, hour 3")
	h.stop()
	if p := place(); p != kept {
		t.Errorf("the reader's place is %+v, and was %+v", p, kept)
	}
	if s := h.box.Gateway.Stats(); s.Ready != 2 {
		t.Errorf("%d sessions were begun, want 2", s.Ready)
	}
}
