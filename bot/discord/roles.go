package discord

import (
	"context"
	"fmt"
)

// AddRole gives a member a role. It needs MANAGE_ROLES, and a role of the bot's own above that one.
func (c *Client) AddRole(ctx context.Context, guild, user, role uint64) error {
	return c.setRole(ctx, "PUT", guild, user, role)
}

// RemoveRole takes a role from a member, under the same conditions as [Client.AddRole].
func (c *Client) RemoveRole(ctx context.Context, guild, user, role uint64) error {
	return c.setRole(ctx, "DELETE", guild, user, role)
}

func (c *Client) setRole(ctx context.Context, method string, guild, user, role uint64) error {
	return c.do(ctx, request{
		op: fmt.Sprintf("%s role %d of a member of guild %d", method, role, guild), method: method, repeat: true,
		path: fmt.Sprintf("guilds/%d/members/%d/roles/%d", guild, user, role), route: "member role", major: guild,
	}, nil)
}
