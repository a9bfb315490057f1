package world_test

import (
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
)

func TestPermissions(t *testing.T) {
	const (
		view, send, embed = world.PermViewChannel, world.PermSendMessages, world.PermEmbedLinks
		all               = view | send | embed | world.PermMentionEveryone
	)
	w := world.New(func() time.Time { return noon })
	owner, member := w.AddPerson("Owner", "author", "red"), w.AddPerson("Member", "reader", "blue")
	guild := w.AddGuild("G", owner, view|send)
	first, second := w.AddRole(guild, "first", embed), w.AddRole(guild, "second", world.PermMentionEveryone)
	w.Join(guild, member, first, second)
	deny := func(id world.ID, kind int, p world.Permission) world.Overwrite {
		return world.Overwrite{ID: id, Type: kind, Deny: p}
	}
	allow := func(id world.ID, kind int, p world.Permission) world.Overwrite {
		return world.Overwrite{ID: id, Type: kind, Allow: p}
	}
	cases := []struct {
		name       string
		overwrites []world.Overwrite
		want       world.Permission
	}{
		{"roles add up", nil, all},
		{"everyone denied", []world.Overwrite{deny(guild, 0, embed)}, all &^ embed},
		{"a role beats everyone", []world.Overwrite{deny(guild, 0, embed), allow(first, 0, embed)}, all},
		{"one role's yes beats another's no", []world.Overwrite{deny(first, 0, embed), allow(second, 0, embed)}, all},
		{"the member beats roles", []world.Overwrite{allow(first, 0, embed), deny(member, 1, embed)}, all &^ embed},
		{"without sending nothing is attached", []world.Overwrite{deny(guild, 0, send)}, view},
		{"without seeing there is nothing", []world.Overwrite{deny(guild, 0, view)}, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			channel := w.AddChannel(guild, "c", "", c.overwrites...)
			if got := w.Permissions(member, channel); got != c.want {
				t.Errorf("got %b, want %b", got, c.want)
			}
			if got := w.Permissions(owner, channel); !got.Has(all | world.PermManageGuild) {
				t.Errorf("the owner has %b", got)
			}
			if got := w.Permissions(w.AddPerson("Stranger", "reader", ""), channel); got != 0 {
				t.Errorf("a stranger has %b", got)
			}
		})
	}
}

func TestThreadPermissions(t *testing.T) {
	p := newPlace(t)
	thread, err := p.StartThread(p.bot, p.rooms["story"], p.post("story", world.Draft{Content: "a"}).ID,
		world.ThreadDraft{Name: "T"})
	ok(t, err)
	if _, err := p.Say(p.people["Ines"], p.rooms["story"], "no"); err == nil {
		t.Error("a reader could write in #story")
	}
	if _, err := p.Say(p.people["Ines"], thread.ID, "yes"); err != nil {
		t.Errorf("a reader could not write in the thread: %v", err)
	}
	ok(t, p.Overrule(p.rooms["story"], world.Overwrite{ID: p.guild, Type: 0, Deny: world.PermSendInThreads}))
	_, err = p.Say(p.people["Ines"], thread.ID, "no more")
	refused(t, err, 50013)
}

func TestPrivateThread(t *testing.T) {
	p := newPlace(t)
	mara := p.people["Mara Voss"]
	thread, err := p.StartThread(mara, p.rooms["talk"], 0, world.ThreadDraft{Name: "Plans"})
	ok(t, err)
	if thread.Type != world.ChannelPrivateThread {
		t.Fatalf("type %d", thread.Type)
	}
	_, err = p.Channel(p.bot, thread.ID)
	refused(t, err, 50001)
	if _, err := p.Channel(p.people["Juno"], thread.ID); err != nil {
		t.Errorf("a moderator: %v", err)
	}
	ok(t, p.JoinThread(mara, thread.ID, p.bot))
	if _, err := p.Channel(p.bot, thread.ID); err != nil {
		t.Errorf("after joining: %v", err)
	}
	if threads := p.View(p.people["Ines"]).Guilds[0].Threads; len(threads) != 0 {
		t.Errorf("Ines sees %v", threads)
	}
}

func TestTimeOut(t *testing.T) {
	p := newPlace(t)
	ines, talk := p.people["Ines"], p.rooms["talk"]
	m := p.post("talk", world.Draft{Content: "vote"})
	ok(t, p.AddReaction(p.bot, talk, m.ID, "🔥"))
	ok(t, p.TimeOut(p.guild, ines, noon.Add(time.Hour)))
	_, err := p.Say(ines, talk, "hello")
	refused(t, err, 50013)
	refused(t, p.React(ines, talk, m.ID, "🔥"), 50013)
	p.elapsed.Store(int64(time.Hour))
	if _, err := p.Say(ines, talk, "hello"); err != nil {
		t.Errorf("after an hour: %v", err)
	}
}

func TestRoleMentions(t *testing.T) {
	p := newPlace(t)
	role := p.AddRole(p.guild, "Readers", 0)
	draft := world.Draft{Content: "<@&" + role.String() + "> @here"}
	if m := p.post("talk", draft); len(m.MentionRoles) != 0 || m.MentionEveryone {
		t.Errorf("pings without the permission: %+v", m)
	}
	ok(t, p.SetPermissions(p.guild, p.guild, p.Permissions(p.bot, p.rooms["talk"])|world.PermMentionEveryone))
	if m := p.post("talk", draft); len(m.MentionRoles) != 1 || !m.MentionEveryone {
		t.Errorf("no ping with the permission: %+v", m)
	}
	draft.Mentions = &world.AllowedMentions{Roles: []world.ID{role}}
	if m := p.post("talk", draft); len(m.MentionRoles) != 1 || m.MentionEveryone {
		t.Errorf("only the role was allowed: %+v", m)
	}
	refused(t, p.SetPermissions(p.guild, 1, 0), 10011)
	refused(t, p.SetPermissions(1, 1, 0), 10004)
}
