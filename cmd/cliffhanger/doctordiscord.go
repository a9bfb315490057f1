package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/story"
)

// discord looks at what the bot's client can see: the token, the clock, the gateway's figures, and every server.
func (d *diagnosis) discord(ctx context.Context, c *discord.Client, stories []*story.Story) {
	self, err := c.Self(ctx)
	switch {
	case errors.Is(err, discord.ErrTokenRevoked):
		d.fail("token", "Discord does not accept it",
			"make a new one on the bot's page in the developer portal and put it where the old one is")
		return
	case err != nil:
		d.fail("Discord", fmt.Sprintf("it cannot be reached: %v", err),
			"look at this machine's connection, and at https://discordstatus.com")
		return
	}
	d.ok("token", fmt.Sprintf("Discord accepts it: the bot is %s (%d)", self.Name, self.ID))
	ahead, err := c.Ahead(ctx)
	d.clock(ahead, err)
	allowance, err := c.Allowance(ctx)
	d.sessions(allowance, err)
	servers, err := c.Servers(ctx)
	if err != nil {
		d.fail("servers", fmt.Sprintf("they cannot be listed: %v", err), "try again")
		return
	}
	if len(servers) == 0 {
		d.fail("servers", "the bot is in none", "invite it: the README has the link")
	}
	var known places
	for _, s := range servers {
		v := visit{diagnosis: d, server: s, self: self.ID, places: &known}
		if err := v.look(ctx, c); err != nil {
			d.fail("server "+s.Name, fmt.Sprintf("it cannot be looked at: %v", err), "try again")
			continue
		}
		for _, one := range stories {
			v.story(one)
		}
	}
	d.absent(&known)
}

// mostAhead is how wrong the clock may be: readers see a drop's date to the minute, but count a vote's end in seconds.
const mostAhead = 2 * time.Second

// clock judges how far this machine's clock is ahead of Discord's.
func (d *diagnosis) clock(ahead time.Duration, err error) {
	const sync = "switch time synchronisation on (NTP, such as systemd-timesyncd or chrony)"
	switch {
	case err != nil:
		d.warn("clock", fmt.Sprintf("it cannot be compared with Discord's: %v", err), "try again")
	case ahead > mostAhead:
		d.warn("clock", fmt.Sprintf("this machine is %.1f s ahead of Discord: drops come early", ahead.Seconds()), sync)
	case ahead < -mostAhead:
		d.warn("clock", fmt.Sprintf("this machine is %.1f s behind Discord: drops come late", -ahead.Seconds()), sync)
	default:
		d.ok("clock", "it agrees with Discord's to about a second")
	}
}

// sessions judges what is left of the day's gateway sessions.
func (d *diagnosis) sessions(a discord.Allowance, err error) {
	text := fmt.Sprintf("%d of today's %d are left, and Discord recommends %s", a.Left, a.Total, plural(a.Shards, "shard"))
	const do = "see whether another program uses the same token, or the bot restarts again and again"
	switch {
	case err != nil:
		d.fail("gateway sessions", fmt.Sprintf("Discord does not say: %v", err), "try again")
	case a.Left <= a.Total/10:
		d.fail("gateway sessions",
			text+"; the bot begins no new one before "+a.Resets.Round(time.Minute).String()+" have passed",
			do)
	case a.Left <= a.Total/2:
		d.warn("gateway sessions", text, do)
	default:
		d.ok("gateway sessions", text)
	}
}

// A visit is a look at one server.
type visit struct {
	*diagnosis
	server discord.Server
	self   uint64
	places *places

	rooms  []discord.Room
	roles  []discord.Role
	member discord.Member
	base   discord.Permission
}

// look reads the server.
func (v *visit) look(ctx context.Context, c *discord.Client) error {
	var err1, err2, err3 error
	v.rooms, err1 = c.Rooms(ctx, v.server.ID)
	v.roles, err2 = c.Roles(ctx, v.server.ID)
	v.member, err3 = c.Member(ctx, v.server.ID, v.self)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	if v.base = discord.PermissionsIn(v.server.ID, v.member.Roles, v.roles); v.server.Owner {
		v.base |= discord.PermAdministrator
	}
	if v.member.Muted.After(time.Now()) {
		v.fail("server "+v.server.Name, "a moderator has timed the bot out until "+v.member.Muted.UTC().Format(readable),
			"end the time-out in the bot's menu in the list of members")
	}
	return nil
}

// room returns the channel of one of the types with this id or name, as package bot finds it.
func (v *visit) room(name string, types ...int) (discord.Room, bool) {
	for _, r := range v.rooms {
		if slices.Contains(types, r.Type) && (strings.EqualFold(r.Name, name) || strconv.FormatUint(r.ID, 10) == name) {
			return r, true
		}
	}
	return discord.Room{}, false
}

// role returns the role with this id or name.
func (v *visit) role(name string) (discord.Role, bool) {
	for _, r := range v.roles {
		if r.ID != v.server.ID && (strings.EqualFold(r.Name, name) || strconv.FormatUint(r.ID, 10) == name) {
			return r, true
		}
	}
	return discord.Role{}, false
}

// in names a channel of the server.
func (v *visit) in(r discord.Room) string { return fmt.Sprintf("#%s in %s", r.Name, v.server.Name) }

// may returns what the bot may do in a channel.
func (v *visit) may(r discord.Room) discord.Permission {
	return v.base.Through(v.server.ID, v.self, v.member.Roles, r.Overwrites)
}

// everybodySees reports whether every member of the server sees a channel.
func (v *visit) everybodySees(r discord.Room) bool {
	all := discord.PermissionsIn(v.server.ID, nil, v.roles)
	return all.Through(v.server.ID, 0, nil, r.Overwrites).Has(discord.PermViewChannel)
}

// needs judges whether the bot has the permissions it needs in a channel.
func (v *visit) needs(r discord.Room, want discord.Permission) {
	have := v.may(r)
	missing := want &^ have
	switch {
	case missing == 0:
		v.ok(v.in(r), cmp.Or(kindOf(r), "the bot may do all it needs"))
		return
	case !have.Has(discord.PermViewChannel):
		v.fail(v.in(r), "the bot cannot see it",
			"in the channel's settings, under Permissions, add the bot's role and allow: "+quoted(want))
		return
	}
	if lacks := missing &^ v.base; lacks != 0 {
		v.fail(v.in(r), "the bot lacks "+quoted(lacks), "allow it for the bot's role, in the server's settings under Roles")
	}
	if denied := missing & v.base; denied != 0 {
		v.fail(v.in(r), "the channel's own settings take "+quoted(denied)+" from the bot",
			"allow it for the bot's role there, under Permissions")
	}
}

// quoted lists permissions by the names that Discord shows, some of which have commas of their own.
func quoted(p discord.Permission) string { return "“" + strings.Join(p.Names(), "”, “") + "”" }
