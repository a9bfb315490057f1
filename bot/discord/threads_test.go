package discord_test

import (
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox/world"
)

func TestADiscussionIsStartedOnceAndWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c, ctx := p.client(nil), t.Context()
		msg := p.say(c, "talk", "the chapter's end")
		if err := c.StartThread(ctx, p.rooms["talk"], msg, "Ch. 1 · The Wall"); err != nil {
			t.Fatal(err)
		}
		if err := c.StartThread(ctx, p.rooms["talk"], msg, "Ch. 1 · The Wall"); !errors.Is(err, discord.ErrThreadExists) {
			t.Errorf("a second thread on one message: %v, want ErrThreadExists", err)
		}
		if _, err := p.w.EditChannel(p.people["Mara Voss"], world.ID(msg), world.ChannelPatch{Archived: world.Some(true)}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := c.Unarchive(ctx, msg); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.Post(ctx, msg, json.RawMessage(`{"content":"What did you make of it?"}`), "n1"); err != nil {
			t.Errorf("a post in a woken thread: %v", err)
		}
	})
}

func TestAForumPostIsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c, ctx := p.client(nil), t.Context()
		made, err := p.w.CreateChannel(p.people["Mara Voss"], p.guild, world.ChannelDraft{Name: "chapters", Type: world.ChannelForum})
		if err != nil {
			t.Fatal(err)
		}
		forum := uint64(made.ID)
		if _, err := c.FindPost(ctx, uint64(p.guild), forum, "Ch. 1", 0); err == nil {
			t.Error("a client that does not know who it is found out what is its own")
		}
		discord.Introduce(c, uint64(p.app.User.ID))
		floor := p.say(c, "talk", "a floor")
		body := json.RawMessage(`{"content":"It begins. @everyone"}`)
		post, err := c.StartPost(ctx, forum, "Ch. 1", body)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		other, err := c.StartPost(ctx, forum, "Ch. 2", body)
		if err != nil {
			t.Fatal(err)
		}
		find := func(name string, after, want uint64) {
			t.Helper()
			if got, err := c.FindPost(ctx, uint64(p.guild), forum, name, after); err != nil || got != want {
				t.Errorf("FindPost %q after %d = %d, %v, want %d", name, after, got, err, want)
			}
		}
		find("Ch. 1", floor, post)
		find("Ch. 2", floor, other)
		find("Ch. 1", post, 0)
		find("Ch. 3", 0, 0)
		if _, err := p.w.EditChannel(p.people["Mara Voss"], world.ID(post), world.ChannelPatch{Archived: world.Some(true)}); err != nil {
			t.Fatal(err)
		}
		find("Ch. 1", floor, post)
		own, err := c.Own(ctx, post, 0)
		if err != nil || len(own) != 1 || own[0].ID != post {
			t.Errorf("the post holds %v, %v, want its first message with its own id", own, err)
		}
	})
}

func TestAnAnnouncementIsPassedOnOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c, ctx := p.client(nil), t.Context()
		made, err := p.w.CreateChannel(p.people["Mara Voss"], p.guild, world.ChannelDraft{Name: "news", Type: world.ChannelAnnouncement})
		if err != nil {
			t.Fatal(err)
		}
		p.rooms["news"] = uint64(made.ID)
		msg := p.say(c, "news", "a new chapter")
		if err := c.Crosspost(ctx, p.rooms["news"], msg); err != nil {
			t.Fatal(err)
		}
		if err := c.Crosspost(ctx, p.rooms["news"], msg); !errors.Is(err, discord.ErrPublished) {
			t.Errorf("published again: %v, want ErrPublished", err)
		}
	})
}

func TestARoleIsGivenAndTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c, ctx := p.client(nil), t.Context()
		role := uint64(p.w.AddRole(p.guild, "Readers", 0))
		roles, err := c.Roles(ctx, uint64(p.guild))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, r := range roles {
			found = found || r.ID == role && r.Name == "Readers"
		}
		if !found {
			t.Errorf("the roles are %v, without Readers", roles)
		}
		err = c.AddRole(ctx, uint64(p.guild), uint64(p.people["Ines"]), role)
		if !errors.Is(err, discord.ErrMissingPermissions) {
			t.Errorf("a role given without the right to: %v, want ErrMissingPermissions", err)
		}
		keeper := p.w.AddRole(p.guild, "Keeper", world.PermManageRoles)
		if err := p.w.SetRole(p.people["Mara Voss"], p.guild, p.app.User.ID, keeper, true); err != nil {
			t.Fatal(err)
		}
		for _, set := range []func() error{
			func() error { return c.AddRole(ctx, uint64(p.guild), uint64(p.people["Ines"]), role) },
			func() error { return c.RemoveRole(ctx, uint64(p.guild), uint64(p.people["Ines"]), role) },
		} {
			if err := set(); err != nil {
				t.Errorf("a role below the bot's own: %v", err)
			}
		}
	})
}
