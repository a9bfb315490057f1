package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
)

// What follows is asked by people who look whether all is well, and not by the running bot.

// A Server is a guild the bot is in, as a list of them tells.
type Server struct {
	ID    uint64
	Name  string
	Owner bool // the bot's user owns it
}

// A Self is the bot's own user.
type Self struct {
	ID   uint64
	Name string
}

// An Allowance is what Discord says of gateway sessions: how many to run, and how many may still be begun.
type Allowance struct {
	Shards, Total, Left int
	Resets              time.Duration // until Left is Total again
}

// Self returns the bot's own user. A token that is not accepted is [ErrTokenRevoked].
func (c *Client) Self(ctx context.Context) (Self, error) {
	var raw struct {
		ID       id
		Username string
	}
	err := c.do(ctx, request{op: "ask who the bot is", method: "GET", path: "users/@me", route: "self", repeat: true},
		&raw)
	return Self{ID: uint64(raw.ID), Name: raw.Username}, err
}

// Allowance asks for the figures of the gateway.
func (c *Client) Allowance(ctx context.Context) (Allowance, error) {
	p, err := c.portal(ctx)
	return Allowance{Shards: p.Shards, Total: p.Limit.Total, Left: p.Limit.Remaining,
		Resets: time.Duration(p.Limit.ResetAfter) * time.Millisecond}, err
}

// serverPage is how many guilds Discord lists at a time.
const serverPage = 200

// Servers returns the guilds that the bot is in, oldest first.
func (c *Client) Servers(ctx context.Context) ([]Server, error) {
	var all []Server
	for after := uint64(0); ; {
		var page []struct {
			ID    id
			Name  string
			Owner bool
		}
		err := c.do(ctx, request{
			op: "list the servers", method: "GET", repeat: true, route: "servers",
			path: fmt.Sprintf("users/@me/guilds?limit=%d&after=%d", serverPage, after),
		}, &page)
		if err != nil {
			return nil, err
		}
		for _, g := range page {
			all = append(all, Server{ID: uint64(g.ID), Name: g.Name, Owner: g.Owner})
		}
		if len(page) < serverPage {
			return all, nil
		}
		last := uint64(page[len(page)-1].ID)
		if last <= after {
			return nil, errors.New("list the servers: Discord gives the same page again")
		}
		after = last
	}
}

// Roles returns a guild's roles.
func (c *Client) Roles(ctx context.Context, guild uint64) ([]Role, error) {
	var list []struct {
		ID, Permissions      id
		Name                 string
		Position             int
		Mentionable, Managed bool
	}
	err := c.do(ctx, request{
		op: fmt.Sprintf("read the roles of guild %d", guild), method: "GET", repeat: true,
		path: fmt.Sprintf("guilds/%d/roles", guild), route: "guild roles", major: guild,
	}, &list)
	out := make([]Role, len(list))
	for i, r := range list {
		out[i] = Role{ID: uint64(r.ID), Name: r.Name, Permissions: Permission(r.Permissions), Position: r.Position,
			Mentionable: r.Mentionable, Managed: r.Managed}
	}
	return out, err
}

// Ahead returns how far this machine's clock is ahead of Discord's, negative if it is behind. Discord tells its time in
// whole seconds, so the result may be wrong by half a second and half of the time the answer took. It makes one request
// outside the queues, because what waits there would count as a wrong clock.
func (c *Client) Ahead(ctx context.Context) (time.Duration, error) {
	const op = "compare clocks"
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, discordgo.EndpointAPI+"gateway", nil)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", op, err)
	}
	r.Header.Set("User-Agent", c.rest.UserAgent)
	v := &verdict{}
	asked := time.Now()
	resp, err := c.http.Do(r.WithContext(withVerdict(ctx, v)))
	if err != nil {
		return 0, c.classify(ctx, request{op: op}, v, err)
	}
	took := time.Since(asked)
	if err := resp.Body.Close(); err != nil {
		return 0, fmt.Errorf("%s: %w", op, err)
	}
	said, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return 0, fmt.Errorf("%s: the answer does not say when it was made", op)
	}
	return asked.Add(took / 2).Sub(said.Add(time.Second / 2)), nil
}
