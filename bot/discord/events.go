package discord

import (
	"encoding/json"
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// An Event is one of Ready, Resuming, Resumed, Guild, GuildGone, Reaction, MessageGone, ChannelMade, ChannelGone or Interaction.
type Event any

// Ready says that a new session has begun. Whatever happened before it was not told, so that everything shown in
// Discord has to be read again. Self is the bot's user id, App its application's. Guilds are those of this shard.
type Ready struct {
	Self, App     uint64
	Shard, Shards int
	Guilds        []uint64
}

// Serves reports whether a guild's events come from the session's shard.
func (r Ready) Serves(guild uint64) bool { return ShardOf(guild, r.Shards) == r.Shard }

// ShardOf returns the shard, of so many, that tells of a guild; 0 for what belongs to no guild. Source: Discord's
// documentation, "Gateway", "Sharding".
func ShardOf(guild uint64, shards int) int { return int(guild >> 22 % uint64(max(shards, 1))) }

// Resumed says that a session goes on, perhaps that of an earlier process; every event missed meanwhile has been
// delivered.
type Resumed struct {
	Self, App     uint64
	Shard, Shards int
}

// Resuming says, once and before a shard's first event, that the session of an earlier process goes on. Exact says
// that what comes up to [Resumed] was never taken before; else the first of it may have been, by a process that died.
type Resuming struct {
	Shard, Shards int
	Exact         bool
}

// A Guild the bot is in, with its channels: sent after Ready for each, and when the bot is added to one.
type Guild struct {
	ID       uint64
	Name     string
	Channels []Channel
}

// A Channel of a guild. Type is Discord's channel type: 0 is a text channel, 5 an announcement channel.
type Channel struct {
	ID   uint64
	Name string
	Type int
}

// GuildGone says that the bot was removed from a guild. An outage is not reported as this.
type GuildGone struct{ ID uint64 }

// A ReactionKind says what happened to reactions.
type ReactionKind uint8

// The kinds of reaction events.
const (
	ReactionAdded ReactionKind = iota + 1
	ReactionRemoved
	ReactionsCleared // a moderator removed all of them, or all with one emoji; User is 0
)

// A Reaction was added to or removed from a message. Emoji is as Discord spells it: Unicode, or name:id.
type Reaction struct {
	Kind                          ReactionKind
	Guild, Channel, Message, User uint64
	Emoji                         string
	Bot                           bool // by a bot; known for additions only
}

// MessageGone says that messages were deleted.
type MessageGone struct {
	Guild, Channel uint64
	Messages       []uint64
}

// ChannelMade says that there is a new channel in a guild, or that one has changed, its name perhaps.
type ChannelMade struct {
	Guild   uint64
	Channel Channel
}

// ChannelGone says that a channel was deleted.
type ChannelGone struct{ Guild, Channel uint64 }

// An Interaction is a command, a pressed component, a submitted modal or a request for choices.
type Interaction struct{ *discordgo.Interaction }

// decodeEvent turns a raw gateway event into one of ours; nil for an event that nobody here needs.
func decodeEvent(e *discordgo.Event) (Event, error) {
	var ev Event
	var err error
	switch e.Type {
	case "GUILD_CREATE":
		ev, err = parse(e.RawData, guildOf)
	case "GUILD_DELETE":
		ev, err = parse(e.RawData, func(g struct {
			ID          id
			Unavailable *bool
		}) Event {
			if g.Unavailable != nil {
				return nil // an outage
			}
			return GuildGone{ID: uint64(g.ID)}
		})
	case "CHANNEL_CREATE", "CHANNEL_UPDATE":
		ev, err = parse(e.RawData, func(c struct {
			ID      id
			GuildID id `json:"guild_id"`
			Name    string
			Type    int
		}) Event {
			return ChannelMade{Guild: uint64(c.GuildID), Channel: Channel{ID: uint64(c.ID), Name: c.Name, Type: c.Type}}
		})
	case "CHANNEL_DELETE", "THREAD_DELETE":
		ev, err = parse(e.RawData, func(c struct {
			ID      id
			GuildID id `json:"guild_id"`
		}) Event {
			return ChannelGone{Guild: uint64(c.GuildID), Channel: uint64(c.ID)}
		})
	case "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL", "MESSAGE_REACTION_REMOVE_EMOJI":
		ev, err = parse(e.RawData, func(r rawReaction) Event { return r.event(e.Type) })
	case "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		ev, err = parse(e.RawData, rawDeletion.event)
	case "INTERACTION_CREATE":
		i, ok := e.Struct.(*discordgo.InteractionCreate)
		if !ok || i.Interaction == nil || i.ID == "" {
			return nil, fmt.Errorf("decode %s: discordgo could not read it", e.Type)
		}
		ev = Interaction{i.Interaction}
	}
	if err != nil {
		return nil, fmt.Errorf("decode %s: %w", e.Type, err)
	}
	return ev, nil
}

func parse[T any](raw json.RawMessage, make func(T) Event) (Event, error) {
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	return make(v), nil
}

func guildOf(g struct {
	ID          id
	Name        string
	Unavailable bool
	Channels    []struct {
		ID   id
		Name string
		Type int
	}
}) Event {
	if g.Unavailable {
		return nil
	}
	out := Guild{ID: uint64(g.ID), Name: g.Name}
	for _, c := range g.Channels {
		out.Channels = append(out.Channels, Channel{ID: uint64(c.ID), Name: c.Name, Type: c.Type})
	}
	return out
}

type rawReaction struct {
	UserID    id `json:"user_id"`
	ChannelID id `json:"channel_id"`
	MessageID id `json:"message_id"`
	GuildID   id `json:"guild_id"`
	Emoji     struct {
		ID   id
		Name string
	}
	Member struct{ User struct{ Bot bool } }
}

func (r rawReaction) event(kind string) Event {
	out := Reaction{
		Kind: ReactionsCleared, Guild: uint64(r.GuildID), Channel: uint64(r.ChannelID), Message: uint64(r.MessageID),
		User: uint64(r.UserID), Emoji: r.Emoji.Name, Bot: r.Member.User.Bot,
	}
	if r.Emoji.ID != 0 {
		out.Emoji = fmt.Sprintf("%s:%d", r.Emoji.Name, r.Emoji.ID)
	}
	switch kind {
	case "MESSAGE_REACTION_ADD":
		out.Kind = ReactionAdded
	case "MESSAGE_REACTION_REMOVE":
		out.Kind = ReactionRemoved
	}
	return out
}

type rawDeletion struct {
	ID        id
	IDs       []id
	ChannelID id `json:"channel_id"`
	GuildID   id `json:"guild_id"`
}

func (d rawDeletion) event() Event {
	out := MessageGone{Guild: uint64(d.GuildID), Channel: uint64(d.ChannelID)}
	if d.ID != 0 {
		out.Messages = append(out.Messages, uint64(d.ID))
	}
	for _, m := range d.IDs {
		out.Messages = append(out.Messages, uint64(m))
	}
	return out
}
