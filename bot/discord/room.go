package discord

import (
	"context"
	"fmt"
)

// A Room is a channel of a guild with who may do what in it.
type Room struct {
	Channel
	Overwrites []Overwrite
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
