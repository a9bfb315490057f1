package discord

import (
	"context"
	"fmt"
)

// Channels returns a guild's channels, without its threads.
func (c *Client) Channels(ctx context.Context, guild uint64) ([]Channel, error) {
	var list []struct {
		ID   id
		Name string
		Type int
	}
	err := c.do(ctx, request{
		op: fmt.Sprintf("read the channels of guild %d", guild), method: "GET", repeat: true,
		path: fmt.Sprintf("guilds/%d/channels", guild), route: "guild channels", major: guild,
	}, &list)
	out := make([]Channel, len(list))
	for i, v := range list {
		out[i] = Channel{ID: uint64(v.ID), Name: v.Name, Type: v.Type}
	}
	return out, err
}
