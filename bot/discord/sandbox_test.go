package discord_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox/world"

	"github.com/bwmarrin/discordgo"
)

// say posts a text and returns its message.
func (p *place) say(c *discord.Client, room, text string) uint64 {
	p.t.Helper()
	body, err := json.Marshal(map[string]any{"content": text, "flags": discord.FlagSilent | discord.FlagSuppressEmbeds})
	if err != nil {
		p.t.Fatal(err)
	}
	id, err := c.Post(p.t.Context(), p.rooms[room], body, fmt.Sprint(time.Now().UnixNano()))
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

func TestRefusalsHaveNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c, ctx := p.client(nil), t.Context()
		talk, story := p.rooms["talk"], p.rooms["story"]
		msg := p.say(c, "talk", "hello")
		body := json.RawMessage(`{"content":"x"}`)
		deny := func(room uint64, right world.Permission) {
			if err := p.w.Overrule(world.ID(room), world.Overwrite{ID: p.app.User.ID, Type: 1, Deny: right}); err != nil {
				t.Fatal(err)
			}
		}
		dm, err := c.DM(ctx, uint64(p.people["Wren"]))
		if err != nil {
			t.Fatal(err)
		}
		if err := p.w.CloseDMs(p.people["Wren"], true); err != nil {
			t.Fatal(err)
		}
		stranger := uint64(p.w.AddPerson("Somebody Else", "reader", "#000000"))
		if _, err := p.w.StartThread(p.app.User.ID, world.ID(talk), world.ID(msg),
			world.ThreadDraft{Name: "aside", Auto: 60}); err != nil {
			t.Fatal(err)
		}
		inside, err := c.Post(ctx, msg, body, "in the thread")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.w.EditChannel(p.people["Mara Voss"], world.ID(msg),
			world.ChannelPatch{Archived: world.Some(true)}); err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			if err := c.React(ctx, talk, msg, string(rune('🐀'+i))); err != nil {
				t.Fatal(err)
			}
		}
		for _, test := range []struct {
			name   string
			before func()
			do     func() error
			want   error
		}{
			{"message gone", nil, func() error { return c.Edit(ctx, talk, 5, body) }, discord.ErrUnknownMessage},
			{"channel gone", nil, func() error { _, err := c.Post(ctx, 5, body, "n"); return err }, discord.ErrUnknownChannel},
			{"direct messages closed", nil, func() error { _, err := c.Post(ctx, dm, body, "n"); return err },
				discord.ErrCannotDM},
			{"a stranger", nil, func() error { _, err := c.DM(ctx, stranger); return err }, discord.ErrCannotDM},
			{"a reaction in an archived thread", nil, func() error { return c.React(ctx, msg, inside, "🐀") },
				discord.ErrArchivedThread},
			{"the 21st emoji", nil, func() error { return c.React(ctx, talk, msg, "🗝️") }, discord.ErrTooManyReactions},
			{"what is no emoji", nil, func() error { return c.React(ctx, talk, msg, "nonsense") }, discord.ErrUnknownEmoji},
			{"an unknown interaction", nil, func() error { return c.Respond(ctx, 5, "t", 5, nil) },
				discord.ErrUnknownInteraction},
			{"no right to pin", func() { deny(talk, world.PermPinMessages) },
				func() error { return c.Pin(ctx, talk, msg) }, discord.ErrMissingPermissions},
			{"no sight of the channel", func() { deny(story, world.PermViewChannel) },
				func() error { _, err := c.Channel(ctx, story); return err }, discord.ErrMissingAccess},
		} {
			if test.before != nil {
				test.before()
			}
			if err := test.do(); !errors.Is(err, test.want) || !discord.Refused(err) {
				t.Errorf("%s: got %v, want %v", test.name, err, test.want)
			}
		}
		if limited, _ := p.limited(); limited > 0 {
			t.Errorf("%d answers of 429", limited)
		}
	})
}

// Edits of messages older than an hour have a limit that no header tells; it is waited out.
func TestOldMessagesAreEditedAsFastAsDiscordAllows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c := p.client(nil)
		msg := p.say(c, "talk", "old")
		time.Sleep(2 * time.Hour)
		began := time.Now()
		for i := range 7 {
			body := json.RawMessage(fmt.Sprintf(`{"content":"%d"}`, i))
			if err := c.Edit(t.Context(), p.rooms["talk"], msg, body); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took < 12*time.Second || took > 13*time.Second {
			t.Errorf("7 edits took %v, want 12 s, as 3 are allowed in 6 s", took)
		}
	})
}

func TestPinsAreReadPageByPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c, talk := p.client(nil), p.rooms["talk"]
		var want []uint64
		for i := range 120 {
			msg := p.say(c, "talk", fmt.Sprint(i))
			if err := c.Pin(t.Context(), talk, msg); err != nil {
				t.Fatal(err)
			}
			want = append([]uint64{msg}, want...)
		}
		if err := c.Unpin(t.Context(), talk, want[60]); err != nil {
			t.Fatal(err)
		}
		want = append(want[:60:60], want[61:]...)
		pins, err := c.Pins(t.Context(), talk)
		if err != nil || len(pins) != len(want) {
			t.Fatalf("%d pins, %v, want %d", len(pins), err, len(want))
		}
		for i, pin := range pins {
			if pin.Message != want[i] || pin.Author != uint64(p.app.User.ID) || storyNow().Sub(pin.At).Abs() > time.Hour {
				t.Errorf("pin %d is %+v, want message %d", i, pin, want[i])
			}
		}
	})
}

func TestReactionsAreAsFastAsTheHeadersAllow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c, talk := p.client(nil), p.rooms["talk"]
		msg := p.say(c, "talk", "vote")
		began := time.Now()
		for i := range 10 {
			if err := c.React(t.Context(), talk, msg, string(rune('🐀'+i))); err != nil {
				t.Fatal(err)
			}
		}
		took := time.Since(began)
		limited, _ := p.limited()
		t.Logf("10 reactions at one in 250 ms: %v, %d answers of 429", took, limited)
		if took > 2300*time.Millisecond || limited > 0 {
			t.Errorf("10 reactions took %v and met %d answers of 429, want 2.25 s and none", took, limited)
		}
		if err := c.Unreact(t.Context(), talk, msg, "🐀", uint64(p.app.User.ID), nil); err != nil {
			t.Error(err)
		}
		if got, err := c.Reactors(t.Context(), talk, msg, "🐀"); err != nil || len(got) != 0 {
			t.Errorf("Reactors = %v, %v, want nobody any more", got, err)
		}
	})
}

func TestReactorsComeInPagesAndByKind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c, talk := p.client(nil), p.rooms["talk"]
		msg := p.say(c, "talk", "vote")
		want := map[uint64]bool{}
		for i := range 250 {
			who := p.w.AddPerson(fmt.Sprintf("Reader %d", i), "reader", "#000000")
			p.w.Join(p.guild, who)
			react := p.w.AddReaction
			if i%5 == 0 {
				react = p.w.AddSuperReaction
			}
			if err := react(who, world.ID(talk), world.ID(msg), "🗝️"); err != nil {
				t.Fatal(err)
			}
			want[uint64(who)] = true
		}
		got, err := c.Reactors(t.Context(), talk, msg, "🗝️")
		if err != nil || len(got) != 250 {
			t.Fatalf("%d reactors, %v, want 250", len(got), err)
		}
		for _, u := range got {
			if !want[u.ID] || u.Bot {
				t.Errorf("%+v did not react", u)
			}
		}
	})
}

func TestAMessageIsSilentAndCanBeDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c, talk := p.client(nil), p.rooms["talk"]
		msg := p.say(c, "talk", "psst @everyone")
		made, err := p.w.GetMessage(p.app.User.ID, world.ID(talk), world.ID(msg))
		if err != nil || made.Flags != world.FlagSuppressNotifications|world.FlagSuppressEmbeds || made.MentionEveryone {
			t.Errorf("posted %+v, %v, want a silent message that pings nobody", made, err)
		}
		if err := c.Delete(t.Context(), talk, msg); err != nil {
			t.Error(err)
		}
		if err := c.Delete(t.Context(), talk, msg); !errors.Is(err, discord.ErrUnknownMessage) {
			t.Errorf("deleting it once more: %v", err)
		}
	})
}

func TestAnAnswerTellsItsMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c, app := p.client(nil), uint64(p.app.ID)
		if err := c.PutCommands(t.Context(), app, json.RawMessage(`[{"name":"read","description":"read"}]`)); err != nil {
			t.Fatal(err)
		}
		for name, test := range map[string]struct {
			kind discordgo.InteractionResponseType
			data any
			made bool
		}{
			"a message": {4, map[string]any{"content": "a page", "flags": discord.FlagEphemeral}, true},
			"deferred":  {5, map[string]any{"flags": discord.FlagEphemeral}, true},
			"a modal": {9, json.RawMessage(`{"custom_id":"m","title":"t","components":[{"type":1,"components":[
				{"type":4,"custom_id":"f","style":1,"label":"l"}]}]}`), false},
		} {
			i := p.invoke("read")
			msg, err := c.RespondAndTell(t.Context(), uint64(i.ID), i.Token, test.kind, test.data)
			if err != nil || (msg != 0) != test.made {
				t.Errorf("%s: message %d, %v, want one %v", name, msg, err, test.made)
			}
			if !test.made {
				continue
			}
			if err := c.EditAnswer(t.Context(), app, i.Token, map[string]string{"content": "edited"}); err != nil {
				t.Error(err)
			}
			now, err := p.w.GetResponse(p.app.ID, i.Token, 0)
			if err != nil || uint64(now.ID) != msg || now.Content != "edited" || now.Flags&world.FlagEphemeral == 0 {
				t.Errorf("%s: the answer is %+v, %v, want message %d", name, now, err, msg)
			}
			if err := c.FollowUp(t.Context(), app, i.Token, map[string]string{"content": "more"}); err != nil {
				t.Error(err)
			}
			if err := c.Respond(t.Context(), uint64(i.ID), i.Token, 5, nil); !errors.Is(err, discord.ErrAnswered) {
				t.Errorf("%s: a second answer: %v", name, err)
			}
		}
	})
}

func TestAChannelTellsWhetherItHoldsSpoilers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c, story := p.client(nil), p.rooms["story"]
		before, err := c.Channel(t.Context(), story)
		if err != nil || before.Name != "story" || before.Guild != uint64(p.guild) || before.Spoiler() {
			t.Errorf("Channel = %+v, %v", before, err)
		}
		if _, err := p.w.EditChannel(p.people["Mara Voss"], world.ID(story),
			world.ChannelPatch{Flags: world.Some(int(discord.ChannelSpoiler))}); err != nil {
			t.Fatal(err)
		}
		if now, err := c.Channel(t.Context(), story); err != nil || !now.Spoiler() {
			t.Errorf("Channel = %+v, %v, want one with spoilers", now, err)
		}
	})
}

func TestADirectMessageGetsThrough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c := p.client(nil)
		dm, err := c.DM(t.Context(), uint64(p.people["Ines"]))
		if err != nil {
			t.Fatal(err)
		}
		if again, err := c.DM(t.Context(), uint64(p.people["Ines"])); err != nil || again != dm {
			t.Errorf("opened once more: %d, %v, want %d", again, err, dm)
		}
		if _, err := c.Post(t.Context(), dm, json.RawMessage(`{"content":"for you"}`), "n"); err != nil {
			t.Error(err)
		}
		if got := p.pages(dm); !strings.Contains(got, "for you") {
			t.Errorf("the channel holds %q", got)
		}
	})
}
