package discord

// A Guild the bot is in, with its channels: sent after Ready for each, when the bot is added to one, and when one comes
// back after an outage.
type Guild struct {
	ID       uint64
	Name     string
	Channels []Channel
}

// GuildGone says that the bot was removed from a guild, or that the guild was deleted.
type GuildGone struct{ ID uint64 }

// GuildDown says that a guild cannot be reached because of an outage at Discord. The bot is still in it.
type GuildDown struct{ ID uint64 }

// A Channel of a guild; threads are none.
type Channel struct {
	ID      uint64
	Name    string
	Type    int  // Discord's channel type: 0 is a text channel, 5 an announcement channel
	NSFW    bool // age-restricted
	Spoiler bool // readers opt in before they see it (IS_SPOILER_CHANNEL, since 2026-07)
}

// ChannelMade says that there is a new channel in a guild, or that one has changed, its name perhaps.
type ChannelMade struct {
	Guild   uint64
	Channel Channel
}

// ChannelGone says that a channel was deleted, with every message and thread in it.
type ChannelGone struct{ Guild, Channel uint64 }

// ThreadGone says that a thread was deleted. Parent is the channel it was in.
type ThreadGone struct{ Guild, Parent, Thread uint64 }

// RoleMade says that there is a new role in a guild, or that one has changed, its name perhaps.
type RoleMade struct{ Guild, Role uint64 }

// RoleGone says that a role was deleted.
type RoleGone struct{ Guild, Role uint64 }

// flagSpoiler is IS_SPOILER_CHANNEL of Discord's channel flags.
const flagSpoiler = 1 << 21

type guildEvent struct {
	ID          id             `json:"id"`
	Name        string         `json:"name"`
	Unavailable *bool          `json:"unavailable"`
	Channels    []channelEvent `json:"channels"`
}

func (g guildEvent) event() (Event, error) {
	if g.ID == 0 {
		return nil, errIncomplete
	}
	if g.Unavailable != nil && *g.Unavailable {
		return GuildDown{ID: uint64(g.ID)}, nil
	}
	out := Guild{ID: uint64(g.ID), Name: g.Name, Channels: make([]Channel, len(g.Channels))}
	for i, c := range g.Channels {
		out.Channels[i] = c.channel()
	}
	return out, nil
}

// gone reads GUILD_DELETE, in which the mere presence of "unavailable" tells an outage (Discord's "Guild Delete").
func (g guildEvent) gone() (Event, error) {
	if g.ID == 0 {
		return nil, errIncomplete
	}
	if g.Unavailable != nil {
		return GuildDown{ID: uint64(g.ID)}, nil
	}
	return GuildGone{ID: uint64(g.ID)}, nil
}

type channelEvent struct {
	ID       id     `json:"id"`
	GuildID  id     `json:"guild_id"`
	ParentID id     `json:"parent_id"`
	Name     string `json:"name"`
	Type     int    `json:"type"`
	NSFW     bool   `json:"nsfw"`
	Flags    int64  `json:"flags"`
}

func (c channelEvent) channel() Channel {
	return Channel{ID: uint64(c.ID), Name: c.Name, Type: c.Type, NSFW: c.NSFW, Spoiler: c.Flags&flagSpoiler != 0}
}

func (c channelEvent) event() (Event, error) {
	if c.ID == 0 {
		return nil, errIncomplete
	}
	if c.GuildID == 0 {
		return nil, nil // a direct message's
	}
	return ChannelMade{Guild: uint64(c.GuildID), Channel: c.channel()}, nil
}

func (c channelEvent) gone() (Event, error) {
	if c.ID == 0 {
		return nil, errIncomplete
	}
	if c.GuildID == 0 {
		return nil, nil // a direct message's
	}
	return ChannelGone{Guild: uint64(c.GuildID), Channel: uint64(c.ID)}, nil
}

func (c channelEvent) threadGone() (Event, error) {
	if c.ID == 0 {
		return nil, errIncomplete
	}
	if c.GuildID == 0 {
		return nil, nil // a direct message's
	}
	return ThreadGone{Guild: uint64(c.GuildID), Parent: uint64(c.ParentID), Thread: uint64(c.ID)}, nil
}

type roleEvent struct {
	GuildID id `json:"guild_id"`
	RoleID  id `json:"role_id"`
	Role    struct {
		ID id `json:"id"`
	} `json:"role"`
}

func (r roleEvent) event() (Event, error) {
	if r.GuildID == 0 || r.Role.ID == 0 {
		return nil, errIncomplete
	}
	return RoleMade{Guild: uint64(r.GuildID), Role: uint64(r.Role.ID)}, nil
}

func (r roleEvent) gone() (Event, error) {
	if r.GuildID == 0 || r.RoleID == 0 {
		return nil, errIncomplete
	}
	return RoleGone{Guild: uint64(r.GuildID), Role: uint64(r.RoleID)}, nil
}
