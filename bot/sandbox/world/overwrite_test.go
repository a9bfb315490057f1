package world_test

import (
	"testing"

	"cliffhanger/bot/sandbox/world"
)

// warden gives the bot a role that may manage roles, and returns the role.
func (p *place) warden() world.ID {
	p.t.Helper()
	role := p.AddRole(p.guild, "Wardens", world.PermManageRoles)
	ok(p.t, p.SetRole(p.people["Mara Voss"], p.guild, p.bot, role, true))
	return role
}

func TestOverwrites(t *testing.T) {
	const react, files, events = world.PermAddReactions, world.PermAttachFiles, world.PermManageEvents
	p := newPlace(t)
	talk, ines := p.rooms["talk"], p.people["Ines"]
	deny := world.Overwrite{ID: p.guild, Deny: react}
	refused(t, p.SetOverwrite(p.bot, talk, deny), 50013) // without MANAGE_ROLES
	wardens := p.warden()
	ok(t, p.SetOverwrite(p.bot, talk, deny))
	if p.Permissions(ines, talk).Has(react) || !p.Permissions(p.people["Mara Voss"], talk).Has(react) {
		t.Error("a denial for everyone binds readers and not the owner")
	}
	both := world.Overwrite{ID: p.guild, Deny: react | files}
	ok(t, p.SetOverwrite(p.bot, talk, both))
	c, err := p.Channel(p.bot, talk)
	ok(t, err)
	if len(c.Overwrites) != 1 || c.Overwrites[0] != both {
		t.Errorf("overwrites %+v, want the newer one alone", c.Overwrites)
	}

	// What the bot may not do itself it may leave as it is, but not change.
	ok(t, p.Overrule(talk, world.Overwrite{ID: p.guild, Deny: events}))
	ok(t, p.SetOverwrite(p.bot, talk, world.Overwrite{ID: p.guild, Deny: events | react}))
	refused(t, p.SetOverwrite(p.bot, talk, deny), 50013)
	refused(t, p.DeleteOverwrite(p.bot, talk, p.guild), 50013)
	refused(t, p.SetOverwrite(p.bot, talk, world.Overwrite{ID: ines, Type: 1, Allow: events}), 50013)
	roles := world.Overwrite{ID: ines, Type: 1, Allow: world.PermManageRoles}
	refused(t, p.SetOverwrite(p.bot, talk, roles), 50013)

	for _, o := range []world.Overwrite{{ID: 5, Deny: react}, {ID: ines, Deny: react}, {ID: wardens, Type: 1, Deny: react}} {
		refused(t, p.SetOverwrite(p.bot, talk, o), 10009)
	}
	refused(t, p.DeleteOverwrite(p.bot, talk, ines), 10009)

	// Who was given MANAGE_ROLES in the channel itself is bound by nothing there.
	ok(t, p.Overrule(talk, world.Overwrite{ID: wardens, Allow: world.PermManageRoles}))
	ok(t, p.SetOverwrite(p.bot, talk, roles))
	ok(t, p.DeleteOverwrite(p.bot, talk, p.guild))
}

func TestOverwritesOfWholeChannels(t *testing.T) {
	p := newPlace(t)
	role := p.AddRole(p.guild, "Builders", world.PermManageRoles|world.PermManageChannels)
	ok(t, p.SetRole(p.people["Mara Voss"], p.guild, p.bot, role, true))
	draft := func(deny world.Permission) world.ChannelDraft {
		return world.ChannelDraft{Name: "annex", Overwrites: []world.Overwrite{{ID: p.guild, Deny: deny}}}
	}
	_, err := p.CreateChannel(p.bot, p.guild, draft(world.PermManageEvents))
	refused(t, err, 50013)
	made, err := p.CreateChannel(p.bot, p.guild, draft(world.PermAddReactions))
	ok(t, err)
	patch := world.ChannelPatch{Overwrites: world.Some([]world.Overwrite{{ID: 7, Deny: world.PermAddReactions}})}
	_, err = p.EditChannel(p.bot, made.ID, patch)
	refused(t, err, 10009)
	none := world.ChannelPatch{Overwrites: world.Some([]world.Overwrite{})}
	if _, err = p.EditChannel(p.bot, made.ID, none); err != nil {
		t.Error(err)
	}
}

// FuzzOverwrite lets the bot put any overwrite on a channel: it must never come to hold what it had no right to give,
// and what was refused must have changed nothing.
func FuzzOverwrite(f *testing.F) {
	f.Add(uint64(world.PermAddReactions), uint64(0), uint8(0), 0)
	f.Add(uint64(world.PermManageRoles), uint64(1<<60), uint8(1), 1)
	f.Add(uint64(world.PermManageEvents), uint64(world.PermViewChannel), uint8(2), 0)
	f.Fuzz(func(t *testing.T, allow, deny uint64, whom uint8, kind int) {
		p := newPlace(t)
		wardens := p.warden()
		talk := p.rooms["talk"]
		before := p.Permissions(p.bot, talk)
		of := []world.ID{p.guild, wardens, p.bot, p.people["Ines"], 0}[whom%5]
		o := world.Overwrite{ID: of, Type: kind, Allow: world.Permission(allow), Deny: world.Permission(deny)}
		err := p.SetOverwrite(p.bot, talk, o)
		after := p.Permissions(p.bot, talk)
		if gained := after &^ before; gained != 0 {
			t.Errorf("%+v gave the bot %b (%v)", o, gained, err)
		}
		if err != nil && after != before {
			t.Errorf("%+v was refused (%v) and took %b", o, err, before&^after)
		}
	})
}
