package discord

import (
	"context"
	"fmt"
	"time"
)

// A Member is what a guild knows of somebody who is in it.
type Member struct {
	Roles  []uint64  // without @everyone
	Joined time.Time // zero where Discord does not say, as for guests
	Muted  time.Time // until when a moderator has timed them out; zero or past: not
}

// Member returns what a guild knows of a user who is in it; somebody who is not is [ErrUnknownMember].
func (c *Client) Member(ctx context.Context, guild, user uint64) (Member, error) {
	var raw struct {
		Roles  []id
		Joined moment     `json:"joined_at"`
		Muted  *time.Time `json:"communication_disabled_until"`
	}
	err := c.do(ctx, request{
		op: fmt.Sprintf("look at member %d of guild %d", user, guild), method: "GET", repeat: true,
		path: fmt.Sprintf("guilds/%d/members/%d", guild, user), route: "member", major: guild,
	}, &raw)
	m := Member{Roles: numbers(raw.Roles), Joined: time.Time(raw.Joined)}
	if raw.Muted != nil {
		m.Muted = *raw.Muted
	}
	return m, err
}
