package world_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"cliffhanger/bot/sandbox/world"

	"github.com/google/go-cmp/cmp"
)

func TestWhoIsTold(t *testing.T) {
	p := newPlace(t)
	var bot, ines, wren log
	_, detach := p.Attach(p.app.ID, bot.add)
	defer detach()
	defer p.Watch(p.people["Ines"], ines.add)()
	stop := p.Watch(p.people["Wren"], wren.add)
	check := func(what string, want []string, logs ...*log) {
		t.Helper()
		for i, l := range logs {
			if d := cmp.Diff(want, l.take()); d != "" {
				t.Errorf("%s: listener %d (-want +got):\n%s", what, i, d)
			}
		}
	}
	m := p.post("talk", world.Draft{Content: "a"})
	ok(t, p.AddReaction(p.bot, p.rooms["talk"], m.ID, "🔥"))
	ok(t, p.Unreact(p.bot, p.rooms["talk"], m.ID, "🔥"))
	check("public", []string{"MESSAGE_CREATE", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"}, &bot, &ines, &wren)

	ok(t, p.Overrule(p.rooms["talk"], world.Overwrite{ID: p.people["Wren"], Type: 1, Deny: world.PermViewChannel}))
	check("hidden", []string{"CHANNEL_UPDATE"}, &bot, &ines, &wren)
	ok(t, p.DeleteMessage(p.bot, p.rooms["talk"], m.ID))
	check("hidden from Wren", []string{"MESSAGE_DELETE"}, &bot, &ines)
	check("hidden from Wren", nil, &wren)

	dm, err := p.OpenDM(p.bot, p.people["Ines"])
	ok(t, err)
	_, err = p.Say(p.people["Ines"], dm.ID, "hello")
	ok(t, err)
	check("direct", []string{"MESSAGE_CREATE"}, &bot)
	check("direct", []string{"CHANNEL_CREATE", "MESSAGE_CREATE"}, &ines)
	check("direct", nil, &wren)

	_, _, err = p.UpsertCommand(p.app.ID, 0, world.Command{Type: 1, Name: "read", Description: "d"})
	ok(t, err)
	check("commands", nil, &bot)
	check("commands", []string{world.EventCommands}, &ines, &wren)
	_, err = p.Invoke(p.people["Ines"], p.rooms["talk"], world.Invocation{Name: "read"})
	ok(t, err)
	check("interaction", []string{"INTERACTION_CREATE"}, &bot)
	check("interaction", []string{world.EventInteraction}, &ines)
	check("interaction", nil, &wren)

	stop()
	ok(t, p.Leave(p.guild, p.bot))
	check("leaving", []string{"GUILD_DELETE"}, &bot)
	check("leaving", []string{"GUILD_MEMBER_REMOVE"}, &ines)
	check("stopped", nil, &wren)
	p.Join(p.guild, p.bot)
	check("coming back", []string{"GUILD_MEMBER_ADD", "GUILD_CREATE"}, &bot)
}

func TestAttachHasNoGap(t *testing.T) {
	p := newPlace(t)
	var writers sync.WaitGroup
	const each = 50
	for range 4 {
		writers.Go(func() {
			for i := range each {
				if _, err := p.Post(p.bot, p.rooms["talk"], world.Draft{Content: fmt.Sprint(i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	var ids []world.ID
	guilds, detach := p.Attach(p.app.ID, func(e world.Event) {
		if m, isMessage := e.Data.(*world.Message); isMessage {
			ids = append(ids, m.ID)
		}
	})
	writers.Wait()
	detach()
	i := slices.IndexFunc(guilds[0].Channels, func(c *world.Channel) bool { return c.Name == "talk" })
	last := world.ID(0)
	if id := guilds[0].Channels[i].LastMessageID; id != nil {
		last = *id
	}
	all, err := p.Messages(p.bot, p.rooms["talk"], world.Page{Limit: 200, After: last})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(ids) || !slices.IsSorted(ids) {
		t.Errorf("%d messages after the snapshot, %d events (sorted %v)", len(all), len(ids), slices.IsSorted(ids))
	}
}

func TestOnlyAnswersAreEphemeral(t *testing.T) {
	p := newPlace(t)
	m, err := p.Post(p.people["Ines"], p.rooms["talk"], world.Draft{Content: "a", Flags: world.FlagEphemeral})
	ok(t, err)
	if m.Flags != 0 {
		t.Errorf("flags %d", m.Flags)
	}
}

func TestGuildCreateForm(t *testing.T) {
	p := newPlace(t)
	guilds, detach := p.Attach(p.app.ID, func(world.Event) {})
	defer detach()
	data, err := json.Marshal(guilds[0])
	ok(t, err)
	for _, want := range []string{`"unavailable":false`, `"threads":[]`, `"presences":[]`, `"voice_states":[]`,
		`"member_count":6`, `"joined_at":"2026-11-22T12:00:00.000000+00:00"`, `"permissions":"`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("GUILD_CREATE lacks %s: %s", want, data)
		}
	}
	if len(guilds[0].Members) != 1 || guilds[0].Members[0].User.ID != p.bot {
		t.Errorf("members %+v", guilds[0].Members)
	}
	user, application := p.Ready(p.app.ID)
	if user.ID != p.bot || fmt.Sprint(application) != fmt.Sprintf("{%s %d}", p.app.ID, 1<<19) {
		t.Errorf("READY has %+v, %v", user, application)
	}
	if guilds, _ := p.Attach(1, func(world.Event) { t.Error("told") }); guilds != nil {
		t.Errorf("an unknown application gets %v", guilds)
	}
}

func TestLogin(t *testing.T) {
	p := newPlace(t)
	token := p.Token(p.app.ID)
	if app, known := p.Login(token); !known || app.ID != p.app.ID || app.User.ID != p.bot {
		t.Errorf("login gave %+v, %v", app, known)
	}
	fresh := p.RenewToken(p.app.ID)
	for _, wrong := range []string{"", token, fresh + "x"} {
		if _, known := p.Login(wrong); known {
			t.Errorf("%q was taken", wrong)
		}
	}
	if _, known := p.Login(fresh); !known {
		t.Error("the new token was refused")
	}
}
