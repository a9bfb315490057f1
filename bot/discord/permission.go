package discord

import (
	"slices"
	"strings"
)

// A Permission is a set of what a member may do. The bits are those of Discord's documentation, "Permissions".
type Permission uint64

// The permissions that the bot may need, and the one that stands for all.
const (
	PermAdministrator   Permission = 1 << 3
	PermAddReactions    Permission = 1 << 6
	PermViewChannel     Permission = 1 << 10
	PermSendMessages    Permission = 1 << 11
	PermManageMessages  Permission = 1 << 13
	PermAttachFiles     Permission = 1 << 15
	PermReadHistory     Permission = 1 << 16
	PermMentionEveryone Permission = 1 << 17 // also any role that not everybody may mention
	PermManageRoles     Permission = 1 << 28
	PermCreateThreads   Permission = 1 << 35 // public ones
	PermSendInThreads   Permission = 1 << 38
	PermPinMessages     Permission = 1 << 51 // until February 2026 a part of PermManageMessages

	permAll = ^Permission(0)
)

// permissionNames are the names that Discord's client shows, in the order in which it does.
var permissionNames = [...]struct {
	bit  Permission
	name string
}{
	{PermViewChannel, "View Channels"}, {PermManageRoles, "Manage Roles"}, {PermSendMessages, "Send Messages"},
	{PermSendInThreads, "Send Messages in Threads"}, {PermCreateThreads, "Create Public Threads"},
	{PermAttachFiles, "Attach Files"}, {PermAddReactions, "Add Reactions"}, {PermMentionEveryone, "Mention @everyone, @here, and All Roles"},
	{PermManageMessages, "Manage Messages"}, {PermPinMessages, "Pin Messages"}, {PermReadHistory, "Read Message History"},
	{PermAdministrator, "Administrator"},
}

// Names returns the names of the permissions above that are in the set, as Discord's client shows them.
func (p Permission) Names() []string {
	var names []string
	for _, n := range permissionNames {
		if p&n.bit != 0 {
			names = append(names, n.name)
		}
	}
	return names
}

// String returns the names with commas between.
func (p Permission) String() string { return strings.Join(p.Names(), ", ") }

// Has reports whether all of q are in p.
func (p Permission) Has(q Permission) bool { return p&q == q }

// A Role of a guild. The one with the guild's id is @everyone's, which every member has.
type Role struct {
	ID          uint64
	Name        string
	Permissions Permission
	Position    int  // a member manages the roles below the highest of their own
	Mentionable bool // by everybody
	Managed     bool // an integration's or a bot's: nobody else can give it
}

// An Overwrite changes, in one channel, what a role or a member may do.
type Overwrite struct {
	ID          uint64 // the role's or the member's
	Member      bool
	Allow, Deny Permission
}

// PermissionsIn returns what a member with the given roles may do in a guild as a whole: whatever @everyone and their
// roles may, and everything if one of these is administrator. all are the guild's roles. The guild's owner may do
// everything, too, which is for the caller to know. With no roles and user 0 it says what everybody may.
func PermissionsIn(guild uint64, roles []uint64, all []Role) Permission {
	var p Permission
	for _, r := range all {
		if r.ID == guild || slices.Contains(roles, r.ID) {
			p |= r.Permissions
		}
	}
	if p.Has(PermAdministrator) {
		return permAll
	}
	return p
}

// Through returns what is left of a member's permissions in a guild in one of its channels: changed by the overwrites
// of @everyone, then of all their roles together, then of themselves; each denies before it allows. Who cannot see a
// channel can do nothing there, and who cannot send cannot mention. An administrator is not touched.
func (p Permission) Through(guild, user uint64, roles []uint64, overwrites []Overwrite) Permission {
	if p.Has(PermAdministrator) {
		return permAll
	}
	var everyone, byRoles, own Overwrite
	for _, o := range overwrites {
		switch {
		case o.Member && o.ID == user:
			own = o
		case o.Member:
		case o.ID == guild:
			everyone = o
		case slices.Contains(roles, o.ID):
			byRoles.Allow |= o.Allow
			byRoles.Deny |= o.Deny
		}
	}
	for _, o := range []Overwrite{everyone, byRoles, own} {
		p = p&^o.Deny | o.Allow
	}
	if !p.Has(PermViewChannel) {
		return 0
	}
	if !p.Has(PermSendMessages) {
		p &^= PermMentionEveryone
	}
	return p
}
