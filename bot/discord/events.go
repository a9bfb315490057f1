package discord

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// An Event is one of [Ready], [Resuming], [Resumed], [Lost], [Guild], [GuildGone], [GuildDown], [ChannelMade],
// [ChannelGone], [ThreadGone], [RoleMade], [RoleGone], [Reaction], [MessageGone] or *[Interaction].
type Event any

// Ready says that a new session has begun. Whatever happened before it was not told, so that everything shown in
// Discord has to be read again. Self is the bot's user id, App its application's. Guilds are those of this shard.
type Ready struct {
	Self, App     uint64
	Shard, Shards int
	Session       uint32 // a fingerprint, as [Reaction] has it
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
	Session       uint32 // a fingerprint, as [Reaction] has it
}

// Lost says that a shard's connection is gone. What happens from then on is told later, before [Resumed], or never,
// which [Ready] says.
type Lost struct{ Shard, Shards int }

// Resuming says, once and before a shard's first event, that the session of an earlier process goes on. Exact says
// that what comes up to [Resumed] was never taken before; else the first of it may have been, by a process that died.
type Resuming struct {
	Self          uint64 // the bot's user id
	Shard, Shards int
	Exact         bool
}

// MessageGone says that messages were deleted. Guild is 0 in a direct message.
type MessageGone struct {
	Guild, Channel uint64
	Messages       []uint64
}

// errIncomplete is an event without an id that Discord documents as always there. Passing it on would make zero
// somebody's id.
var errIncomplete = errors.New("an id is missing")

// decodeEvent is Decode for an event as discordgo delivers it. Its Struct is not looked at: discordgo loses every
// component type that is newer than itself, and with it the whole form.
func decodeEvent(e *discordgo.Event) (Event, error) { return Decode(e.Type, e.RawData) }

// Decode turns a gateway event, by its name and its `d`, into one of ours; nil for an event that nobody here needs. It
// reads the fields that are needed and no others, so that whatever Discord adds or changes elsewhere does no harm. It
// keeps nothing of raw.
func Decode(name string, raw json.RawMessage) (Event, error) {
	var ev Event
	var err error
	switch name {
	case "GUILD_CREATE":
		ev, err = parse(raw, guildEvent.event)
	case "GUILD_DELETE":
		ev, err = parse(raw, guildEvent.gone)
	case "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE":
		ev, err = parse(raw, roleEvent.event)
	case "GUILD_ROLE_DELETE":
		ev, err = parse(raw, roleEvent.gone)
	case "CHANNEL_CREATE", "CHANNEL_UPDATE":
		ev, err = parse(raw, channelEvent.event)
	case "CHANNEL_DELETE":
		ev, err = parse(raw, channelEvent.gone)
	case "THREAD_DELETE":
		ev, err = parse(raw, channelEvent.threadGone)
	case "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL", "MESSAGE_REACTION_REMOVE_EMOJI":
		ev, err = parse(raw, func(r reactionEvent) (Event, error) { return r.event(reactionKind(name)) })
	case "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		ev, err = parse(raw, deletionEvent.event)
	case "INTERACTION_CREATE":
		ev, err = parse(raw, interactionEvent.event)
	}
	if err != nil {
		return nil, fmt.Errorf("decode %s: %w", name, err)
	}
	return ev, nil
}

func parse[T any](raw json.RawMessage, event func(T) (Event, error)) (Event, error) {
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	return event(v)
}

type deletionEvent struct {
	ID        id   `json:"id"`
	IDs       []id `json:"ids"`
	ChannelID id   `json:"channel_id"`
	GuildID   id   `json:"guild_id"`
}

func (d deletionEvent) event() (Event, error) {
	out := MessageGone{Guild: uint64(d.GuildID), Channel: uint64(d.ChannelID)}
	if d.ID != 0 {
		out.Messages = append(out.Messages, uint64(d.ID))
	}
	for _, m := range d.IDs {
		out.Messages = append(out.Messages, uint64(m))
	}
	if out.Channel == 0 || len(out.Messages) == 0 {
		return nil, errIncomplete
	}
	return out, nil
}
