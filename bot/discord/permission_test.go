package discord_test

import (
	"testing"

	"cliffhanger/bot/discord"
)

func TestPermissions(t *testing.T) {
	const (
		guild, bot, other  = 1, 2, 3
		helpers, musicians = 10, 11
		view               = discord.PermViewChannel
		send               = discord.PermSendMessages
		pin                = discord.PermPinMessages
		mention            = discord.PermMentionEveryone
	)
	role := func(id uint64, p discord.Permission) discord.Role { return discord.Role{ID: id, Permissions: p} }
	over := func(id uint64, allow, deny discord.Permission) discord.Overwrite {
		return discord.Overwrite{ID: id, Allow: allow, Deny: deny}
	}
	of := func(id uint64, allow, deny discord.Permission) discord.Overwrite {
		return discord.Overwrite{ID: id, Member: true, Allow: allow, Deny: deny}
	}
	for _, test := range []struct {
		name  string
		has   []uint64
		roles []discord.Role
		over  []discord.Overwrite
		want  discord.Permission
	}{
		{"everybody", nil, []discord.Role{role(guild, view|send)}, nil, view | send},
		{"roles add up", []uint64{helpers, musicians},
			[]discord.Role{role(guild, view), role(helpers, send), role(musicians, pin)}, nil, view | send | pin},
		{"another's role does nothing", []uint64{helpers}, []discord.Role{role(guild, view), role(musicians, send)}, nil,
			view},
		{"everybody is denied", nil, []discord.Role{role(guild, view|send)}, []discord.Overwrite{over(guild, 0, send)}, view},
		{"a role takes that back", []uint64{helpers}, []discord.Role{role(guild, view|send), role(helpers, 0)},
			[]discord.Overwrite{over(helpers, send, 0), over(guild, 0, send)}, view | send},
		{"one role denies, another allows", []uint64{helpers, musicians}, []discord.Role{role(guild, view|send)},
			[]discord.Overwrite{over(helpers, send, 0), over(musicians, 0, send)}, view | send},
		{"a member's own comes last", []uint64{helpers}, []discord.Role{role(guild, view|send)},
			[]discord.Overwrite{of(bot, 0, send), over(helpers, send, 0)}, view},
		{"another member's does nothing", nil, []discord.Role{role(guild, view|send)},
			[]discord.Overwrite{of(other, 0, send)}, view | send},
		{"a role with a member's id is none", []uint64{helpers}, []discord.Role{role(guild, view|send)},
			[]discord.Overwrite{of(helpers, 0, send)}, view | send},
		{"a channel that is not seen", nil, []discord.Role{role(guild, view|send|pin)},
			[]discord.Overwrite{over(guild, 0, view)}, 0},
		{"who cannot send cannot mention", nil, []discord.Role{role(guild, view|send|mention|pin)},
			[]discord.Overwrite{over(guild, 0, send)}, view | pin},
		{"an administrator", []uint64{helpers}, []discord.Role{role(guild, 0), role(helpers, discord.PermAdministrator)},
			[]discord.Overwrite{over(guild, 0, view), of(bot, 0, send)}, ^discord.Permission(0)},
		{"an overwrite makes no administrator", nil, []discord.Role{role(guild, view)},
			[]discord.Overwrite{over(guild, discord.PermAdministrator, 0)}, view | discord.PermAdministrator},
	} {
		got := discord.PermissionsIn(guild, test.has, test.roles).Through(guild, bot, test.has, test.over)
		if got != test.want {
			t.Errorf("%s: %b (%s), want %b (%s)", test.name, got, got, test.want, test.want)
		}
	}
}

func TestPermissionsHaveNames(t *testing.T) {
	p := discord.PermSendMessages | discord.PermViewChannel | 1<<40
	if got, want := p.String(), "View Channels, Send Messages"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if !p.Has(discord.PermViewChannel) || p.Has(discord.PermViewChannel|discord.PermPinMessages) {
		t.Errorf("%s: Has is wrong", p)
	}
}
