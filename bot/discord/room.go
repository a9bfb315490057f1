package discord

import (
	"context"
	"fmt"
	"slices"
)

// A Room is a channel of a guild with who may do what in it.
type Room struct {
	Channel
	Overwrites []Overwrite
}

// Lockable reports whether the channel's own settings let the bot manage its permissions: those of the bot or of one of
// its roles, and not those of the whole guild, which may be meant for something else.
func (r *Room) Lockable(self uint64, roles []uint64) bool {
	return slices.ContainsFunc(r.Overwrites, func(o Overwrite) bool {
		mine := o.Member && o.ID == self || !o.Member && slices.Contains(roles, o.ID)
		return mine && o.Allow.Has(PermManageRoles)
	})
}

// Locking returns the overwrites to set, in this order, so that nobody but the bot can add a reaction that is not there
// yet; none if the channel is not Lockable, or all is so already. They keep what else is said in them.
func (r *Room) Locking(guild, self uint64, roles []uint64) []Overwrite {
	if !r.Lockable(self, roles) {
		return nil
	}
	own, everyone := Overwrite{ID: self, Member: true}, Overwrite{ID: guild}
	keeps := false // the bot may add reactions whatever is denied to everyone
	for _, o := range r.Overwrites {
		switch {
		case o.Member && o.ID == self:
			own = o
			keeps = keeps || o.Allow.Has(PermAddReactions)
		case !o.Member && o.ID == guild:
			everyone = o
		case !o.Member && slices.Contains(roles, o.ID):
			keeps = keeps || o.Allow.Has(PermAddReactions)
		}
	}
	var out []Overwrite
	if !keeps || own.Deny.Has(PermAddReactions) {
		own.Allow, own.Deny = own.Allow|PermAddReactions, own.Deny&^PermAddReactions
		out = append(out, own)
	}
	if !everyone.Deny.Has(PermAddReactions) {
		everyone.Allow, everyone.Deny = everyone.Allow&^PermAddReactions, everyone.Deny|PermAddReactions
		out = append(out, everyone)
	}
	return out
}

type rawRoom struct {
	channelEvent
	Overwrites []struct {
		ID          id  `json:"id"`
		Type        int `json:"type"` // 0: a role, 1: a member
		Allow, Deny id  // sets of bits, written like ids
	} `json:"permission_overwrites"`
}

func (r rawRoom) room() Room {
	out := Room{Channel: r.channel()}
	for _, o := range r.Overwrites {
		out.Overwrites = append(out.Overwrites, Overwrite{ID: uint64(o.ID), Member: o.Type == 1,
			Allow: Permission(o.Allow), Deny: Permission(o.Deny)})
	}
	return out
}

// Rooms returns a guild's channels with their overwrites, without its threads.
func (c *Client) Rooms(ctx context.Context, guild uint64) ([]Room, error) {
	var list []rawRoom
	err := c.do(ctx, request{
		op: fmt.Sprintf("read the channels of guild %d", guild), method: "GET", repeat: true,
		path: fmt.Sprintf("guilds/%d/channels", guild), route: "guild channels", major: guild,
	}, &list)
	out := make([]Room, len(list))
	for i, v := range list {
		out[i] = v.room()
	}
	return out, err
}

// SetOverwrite replaces what one role or member may do in a channel. It needs MANAGE_ROLES there, and can give or take
// only what the bot itself may do in the guild or the channel.
func (c *Client) SetOverwrite(ctx context.Context, channel uint64, o Overwrite) error {
	body := struct {
		Type  int    `json:"type"`
		Allow string `json:"allow"`
		Deny  string `json:"deny"`
	}{0, itoa(uint64(o.Allow)), itoa(uint64(o.Deny))}
	if o.Member {
		body.Type = 1
	}
	return c.do(ctx, request{
		op: fmt.Sprintf("set permissions of %d in channel %d", o.ID, channel), method: "PUT", repeat: true, body: body,
		path: fmt.Sprintf("channels/%d/permissions/%d", channel, o.ID), route: "overwrite", major: channel,
	}, nil)
}
