package world_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
)

// TestWhoSeesWhichChannel holds the default guild's privacy: who reads ahead, and who sees the author's desk.
func TestWhoSeesWhichChannel(t *testing.T) {
	w := world.New(time.Now)
	app := w.Furnish()
	open := "welcome story talk"
	want := map[string]string{
		"Mara Voss": open + " early-access author-desk", "Ines": open, "Tomasz": open, "Juno": open,
		"Wren":        open + " early-access",
		"Cliffhanger": open + " early-access author-desk",
	}
	people := append(w.People(), world.Person{ID: app.User.ID, Name: "Cliffhanger"})
	for _, p := range slices.CompactFunc(people, func(a, b world.Person) bool { return a.ID == b.ID }) {
		var names []string
		for _, c := range w.View(p.ID).Guilds[0].Channels {
			names = append(names, c.Name)
			if may := w.Permissions(p.ID, c.ID).Has(world.PermSendMessages); may && c.Name == "early-access" &&
				p.Name != "Mara Voss" && p.Name != "Cliffhanger" {
				t.Errorf("%s may write in #early-access", p.Name)
			}
		}
		if got := strings.Join(names, " "); got != want[p.Name] {
			t.Errorf("%s sees %q, want %q", p.Name, got, want[p.Name])
		}
	}
}

// TestRolesComeAndGo holds what a bot is told of roles, and that a role is taken from those who had it.
func TestRolesComeAndGo(t *testing.T) {
	w := world.New(time.Now)
	app := w.Furnish()
	guild := w.View(w.People()[0].ID).Guilds[0].ID
	var told []string
	_, detach := w.Attach(app.ID, func(e world.Event) { told = append(told, e.Type) })
	defer detach()
	role := w.AddRole(guild, "Readers", 0)
	if err := w.SetPermissions(guild, role, world.PermManageRoles); err != nil {
		t.Fatal(err)
	}
	ines := w.People()[1].ID
	if err := w.SetRole(w.People()[0].ID, guild, ines, role, true); err != nil {
		t.Fatal(err)
	}
	if err := w.DeleteRole(guild, role); err != nil {
		t.Fatal(err)
	}
	m, err := w.GetMember(app.User.ID, guild, ines)
	if err != nil || slices.Contains(m.Roles, role) {
		t.Errorf("the member has %v, %v", m, err)
	}
	for _, gone := range []world.ID{role, guild} {
		if err := w.DeleteRole(guild, gone); err == nil {
			t.Errorf("role %v was deleted", gone)
		}
	}
	got := slices.DeleteFunc(told, func(s string) bool { return !strings.HasPrefix(s, "GUILD_ROLE") })
	if want := []string{"GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE"}; !slices.Equal(got, want) {
		t.Errorf("the bot is told %v, want %v", got, want)
	}
}
