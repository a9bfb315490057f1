package world

import (
	"fmt"
	"slices"
	"strconv"
)

// A Permission is a set of permission bits (Discord's "Permissions" page). Its JSON form is a decimal string.
type Permission uint64

// The bits the sandbox acts on.
const (
	PermManageChannels       Permission = 1 << 4
	PermAdministrator        Permission = 1 << 3
	PermManageGuild          Permission = 1 << 5
	PermAddReactions         Permission = 1 << 6
	PermViewChannel          Permission = 1 << 10
	PermSendMessages         Permission = 1 << 11
	PermSendTTS              Permission = 1 << 12
	PermManageMessages       Permission = 1 << 13
	PermEmbedLinks           Permission = 1 << 14
	PermAttachFiles          Permission = 1 << 15
	PermReadHistory          Permission = 1 << 16
	PermMentionEveryone      Permission = 1 << 17
	PermExternalEmojis       Permission = 1 << 18
	PermManageRoles          Permission = 1 << 28
	PermManageWebhooks       Permission = 1 << 29
	PermUseCommands          Permission = 1 << 31
	PermManageEvents         Permission = 1 << 33
	PermManageThreads        Permission = 1 << 34
	PermCreatePublicThreads  Permission = 1 << 35
	PermCreatePrivateThreads Permission = 1 << 36
	PermSendInThreads        Permission = 1 << 38
	PermSendPolls            Permission = 1 << 49
	PermExternalApps         Permission = 1 << 50
	PermPinMessages          Permission = 1 << 51
	PermBypassSlowmode       Permission = 1 << 52

	permAll Permission = 1<<53 - 1
	// permTimeout is what a member who is timed out keeps.
	permTimeout = PermViewChannel | PermReadHistory
	// permDM is what both sides of a direct message may do.
	permDM = PermViewChannel | PermSendMessages | PermReadHistory | PermAddReactions | PermEmbedLinks |
		PermAttachFiles | PermExternalEmojis | PermUseCommands | PermPinMessages
)

// Has reports whether all bits of q are in p.
func (p Permission) Has(q Permission) bool { return p&q == q }

// MarshalText gives the decimal form.
func (p Permission) MarshalText() ([]byte, error) { return strconv.AppendUint(nil, uint64(p), 10), nil }

// UnmarshalJSON reads a decimal string or number; null leaves the value as it is.
func (p *Permission) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	if len(b) >= 2 && b[0] == '"' {
		b = b[1 : len(b)-1]
	}
	n, err := strconv.ParseUint(string(b), 10, 64)
	if err != nil {
		return fmt.Errorf("permissions %.30q are not a bit set", b)
	}
	*p = Permission(n)
	return nil
}

// base returns what a member may do in the guild as a whole.
func (g *guild) base(m *Member) Permission {
	if m.User.ID == g.Shape.OwnerID {
		return permAll
	}
	var p Permission
	for _, r := range g.Shape.Roles {
		if r.ID == g.Shape.ID || slices.Contains(m.Roles, r.ID) {
			p |= r.Permissions
		}
	}
	if p.Has(PermAdministrator) {
		return permAll
	}
	return p
}

// permissions returns what user may do in c, after overwrites and what Discord takes away implicitly. A user who cannot
// see the channel has none.
func (w *World) permissions(user ID, c *channel) Permission {
	if c.Shape.GuildID == 0 {
		if slices.ContainsFunc(c.Shape.Recipients, func(u *User) bool { return u.ID == user }) {
			return permDM
		}
		return 0
	}
	g := w.s.Guilds[c.Shape.GuildID]
	m := g.member(user)
	if m == nil {
		return 0
	}
	p := g.base(m)
	if p == permAll {
		return p
	}
	p = overwrite(p, w.overwrites(c), g.Shape.ID, m)
	if !p.Has(PermViewChannel) || !w.joined(user, c, p) {
		return 0
	}
	send := PermSendMessages
	if c.thread() {
		send = PermSendInThreads
	}
	if !p.Has(send) {
		p &^= PermMentionEveryone | PermSendTTS | PermAttachFiles | PermEmbedLinks
	}
	if w.timedOut(m) {
		p &= permTimeout
	}
	return p
}

// timedOut reports whether a member may only look on, by the story clock.
func (w *World) timedOut(m *Member) bool {
	return m.TimedOutUntil != nil && m.TimedOutUntil.After(w.now())
}

// joined reports whether a thread is open to a user: public ones are to all, private ones to members and moderators.
func (w *World) joined(user ID, c *channel, p Permission) bool {
	return c.Shape.Type != ChannelPrivateThread || p.Has(PermManageThreads) || c.Joined[user] != nil
}

// need returns nil if user has all of q in c, 50001 if the channel is hidden and 50013 otherwise.
func (w *World) need(user ID, c *channel, q Permission) error {
	p := w.permissions(user, c)
	if !p.Has(PermViewChannel) {
		return missingAccess()
	}
	if !p.Has(q) {
		return missingRight()
	}
	return nil
}

// Permissions returns what user may do in the channel; none if either is unknown.
func (w *World) Permissions(user, channel ID) Permission {
	w.lock()
	defer w.mu.Unlock()
	c := w.s.Channels[channel]
	if c == nil {
		return 0
	}
	return w.permissions(user, c)
}
