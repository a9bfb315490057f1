package discord

import (
	"strconv"
	"time"
)

// A ReactionKind says what happened to reactions.
type ReactionKind uint8

// The kinds of reaction events.
const (
	ReactionAdded    ReactionKind = iota + 1
	ReactionRemoved               // by the reader, or by somebody else from the reader
	ReactionsCleared              // a moderator removed all of them; User is 0 and Emoji empty
	EmojiCleared                  // a moderator removed all of one emoji; User is 0
)

// A Reaction was added to or removed from a message. Events bear no counts, and tell the bot's own reactions too.
type Reaction struct {
	Kind                          ReactionKind
	Guild, Channel, Message, User uint64
	Emoji                         string // as Discord spells it: Unicode, or name:id; ":id" if the emoji is deleted
	Burst                         bool   // a super reaction; one reader may have both kinds with one emoji

	// The gateway session that told of it, by a fingerprint of its name, and the event's number in it, from 1: a process
	// that died may be told again what it was told. Both are 0 if nobody told.
	Session uint32
	Seq     int64
	// Of additions in guilds, which tell of the member; zero otherwise.
	Bot    bool
	Roles  []uint64  // without @everyone
	Joined time.Time // the guild; zero where Discord does not say, as for guests
}

// reactionKind returns what the name of a reaction event means.
func reactionKind(name string) ReactionKind {
	switch name {
	case "MESSAGE_REACTION_ADD":
		return ReactionAdded
	case "MESSAGE_REACTION_REMOVE":
		return ReactionRemoved
	case "MESSAGE_REACTION_REMOVE_EMOJI":
		return EmojiCleared
	}
	return ReactionsCleared
}

type reactionEvent struct {
	UserID    id `json:"user_id"`
	ChannelID id `json:"channel_id"`
	MessageID id `json:"message_id"`
	GuildID   id `json:"guild_id"`
	Emoji     struct {
		ID   id     `json:"id"`
		Name string `json:"name"`
	} `json:"emoji"`
	Member struct {
		User struct {
			Bot bool `json:"bot"`
		} `json:"user"`
		Roles  []id   `json:"roles"`
		Joined moment `json:"joined_at"`
	} `json:"member"`
	Burst bool `json:"burst"`
	Type  int  `json:"type"` // 0 normal, 1 burst
}

func (r reactionEvent) event(kind ReactionKind) (Event, error) {
	out := Reaction{Kind: kind, Guild: uint64(r.GuildID), Channel: uint64(r.ChannelID), Message: uint64(r.MessageID)}
	if out.Channel == 0 || out.Message == 0 {
		return nil, errIncomplete
	}
	if kind == ReactionsCleared {
		return out, nil
	}
	if out.Emoji = r.Emoji.Name; r.Emoji.ID != 0 {
		out.Emoji += ":" + strconv.FormatUint(uint64(r.Emoji.ID), 10)
	}
	if out.Emoji == "" {
		return nil, errIncomplete
	}
	if kind == EmojiCleared {
		return out, nil
	}
	if out.User = uint64(r.UserID); out.User == 0 {
		return nil, errIncomplete
	}
	out.Burst, out.Bot = r.Burst || r.Type == 1, r.Member.User.Bot
	out.Roles, out.Joined = numbers(r.Member.Roles), time.Time(r.Member.Joined)
	return out, nil
}

// numbers returns ids as plain numbers; nil for none.
func numbers(ids []id) []uint64 {
	if len(ids) == 0 {
		return nil
	}
	out := make([]uint64, len(ids))
	for i, n := range ids {
		out[i] = uint64(n)
	}
	return out
}

// A moment is a time of which it does no harm if it cannot be read: a reaction counts all the same.
type moment time.Time

// UnmarshalJSON reads a time as Discord writes it. Anything else is zero.
func (m *moment) UnmarshalJSON(b []byte) error {
	*m = moment{}
	if len(b) > 2 && b[0] == '"' {
		if t, err := time.Parse(time.RFC3339, string(b[1:len(b)-1])); err == nil {
			*m = moment(t.UTC())
		}
	}
	return nil
}
