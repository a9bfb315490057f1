package discord

import (
	"context"
	"fmt"
)

// ChannelFlags are a channel's field "flags" ("Channel Flags" in Discord's documentation of channels).
type ChannelFlags int

// ChannelSpoiler marks a channel that readers see only after they have agreed to spoilers (IS_SPOILER_CHANNEL, since
// July 2026).
const ChannelSpoiler ChannelFlags = 1 << 21

// ChannelInfo is what Discord tells of a channel that is asked about. Guild is 0 for direct messages.
type ChannelInfo struct {
	ID, Guild uint64
	Name      string
	Type      int
	Flags     ChannelFlags
}

// Spoiler reports whether readers have to agree to spoilers before they see the channel.
func (c ChannelInfo) Spoiler() bool { return c.Flags&ChannelSpoiler != 0 }

type rawChannel struct {
	ID    id
	Guild id `json:"guild_id"`
	Name  string
	Type  int
	Flags ChannelFlags
}

// Channel asks for a channel. One the bot cannot see is [ErrMissingAccess], one that is gone [ErrUnknownChannel].
func (c *Client) Channel(ctx context.Context, channel uint64) (ChannelInfo, error) {
	var raw rawChannel
	err := c.do(ctx, request{
		op: fmt.Sprintf("look at channel %d", channel), method: "GET", repeat: true,
		path: fmt.Sprintf("channels/%d", channel), route: "channel", major: channel,
	}, &raw)
	return ChannelInfo{ID: uint64(raw.ID), Guild: uint64(raw.Guild), Name: raw.Name, Type: raw.Type, Flags: raw.Flags}, err
}

// DM returns the channel of direct messages with a person, which Discord opens if need be. That it is open does not
// mean that a post gets through: that, too, may end in [ErrCannotDM].
func (c *Client) DM(ctx context.Context, user uint64) (channel uint64, err error) {
	var raw rawChannel
	err = c.do(ctx, request{
		op: fmt.Sprintf("open direct messages with user %d", user), method: "POST", repeat: true,
		path: "users/@me/channels", body: map[string]string{"recipient_id": itoa(user)}, route: "dm",
	}, &raw)
	return uint64(raw.ID), err
}
