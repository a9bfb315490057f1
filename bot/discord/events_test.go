package discord

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

func TestDecodeEvent(t *testing.T) {
	for _, test := range []struct {
		kind, data string
		want       Event
		fails      bool
	}{
		{kind: "GUILD_CREATE", data: `{"id":"1","name":"Room","channels":[{"id":"2","name":"story","type":0},
			{"id":"3","name":"den","type":5,"nsfw":true,"flags":0},{"id":"4","name":"end","type":0,"flags":2097168}],
			"threads":[{"id":"9","name":"talk","type":11}],"members":"whatever","roles":7}`,
			want: Guild{ID: 1, Name: "Room", Channels: []Channel{{ID: 2, Name: "story"}, {ID: 3, Name: "den", Type: 5, NSFW: true},
				{ID: 4, Name: "end", Spoiler: true}}}},
		{kind: "GUILD_CREATE", data: `{"id":"1","unavailable":true}`, want: GuildDown{ID: 1}},
		{kind: "GUILD_CREATE", data: `{"id":"1","unavailable":false,"name":"Room","channels":[]}`,
			want: Guild{ID: 1, Name: "Room", Channels: []Channel{}}},
		{kind: "GUILD_DELETE", data: `{"id":"1","unavailable":true}`, want: GuildDown{ID: 1}},
		{kind: "GUILD_DELETE", data: `{"id":"1"}`, want: GuildGone{ID: 1}},
		{kind: "GUILD_ROLE_DELETE", data: `{"guild_id":"1","role_id":"2"}`, want: RoleGone{Guild: 1, Role: 2}},
		{kind: "GUILD_ROLE_CREATE", data: `{"guild_id":"1","role":{"id":"2","name":"Readers"}}`, want: RoleMade{Guild: 1, Role: 2}},
		{kind: "GUILD_ROLE_UPDATE", data: `{"guild_id":"1","role":{"id":"2"}}`, want: RoleMade{Guild: 1, Role: 2}},
		{kind: "CHANNEL_CREATE", data: `{"id":"2","guild_id":"1","name":"story","type":5}`,
			want: ChannelMade{Guild: 1, Channel: Channel{ID: 2, Name: "story", Type: 5}}},
		{kind: "CHANNEL_UPDATE", data: `{"id":"2","guild_id":"1","name":"story","type":0,"flags":2097152}`,
			want: ChannelMade{Guild: 1, Channel: Channel{ID: 2, Name: "story", Spoiler: true}}},
		{kind: "CHANNEL_UPDATE", data: `{"id":"2","type":1}`}, // of a direct message
		{kind: "CHANNEL_DELETE", data: `{"id":"2","guild_id":"1"}`, want: ChannelGone{Guild: 1, Channel: 2}},
		{kind: "THREAD_DELETE", data: `{"id":"7","guild_id":"1","parent_id":"2","type":11}`,
			want: ThreadGone{Guild: 1, Parent: 2, Thread: 7}},
		{kind: "MESSAGE_REACTION_ADD",
			data: `{"user_id":"4","channel_id":"2","message_id":"3","guild_id":"1","emoji":{"id":null,"name":"🗝️"},` +
				`"member":{"user":{"bot":true}},"burst":true,"type":1}`,
			want: Reaction{Kind: ReactionAdded, Guild: 1, Channel: 2, Message: 3, User: 4, Emoji: "🗝️", Burst: true, Bot: true}},
		{kind: "MESSAGE_REACTION_ADD", // of a member, who tells of roles and since when
			data: `{"user_id":"4","channel_id":"2","message_id":"3","guild_id":"1","emoji":{"name":"🗝"},"member":` +
				`{"roles":["7","8"],"joined_at":"2026-01-02T03:04:05.600000+00:00","user":{"id":"4"}}}`,
			want: Reaction{Kind: ReactionAdded, Guild: 1, Channel: 2, Message: 3, User: 4, Emoji: "🗝", Roles: []uint64{7, 8},
				Joined: time.Date(2026, 1, 2, 3, 4, 5, 6e8, time.UTC)}},
		{kind: "MESSAGE_REACTION_ADD", // of a guest, and of one whose date is in a form of next year
			data: `{"user_id":"4","channel_id":"2","message_id":"3","emoji":{"name":"x"},"member":{"roles":[],"joined_at":null}}`,
			want: Reaction{Kind: ReactionAdded, Channel: 2, Message: 3, User: 4, Emoji: "x"}},
		{kind: "MESSAGE_REACTION_ADD",
			data: `{"user_id":"4","channel_id":"2","message_id":"3","emoji":{"name":"x"},"member":{"joined_at":{"y":1}}}`,
			want: Reaction{Kind: ReactionAdded, Channel: 2, Message: 3, User: 4, Emoji: "x"}},
		{kind: "MESSAGE_REACTION_REMOVE",
			data: `{"user_id":"4","channel_id":"2","message_id":"3","guild_id":"1","emoji":{"id":"9","name":"key"},"burst":false,"type":0}`,
			want: Reaction{Kind: ReactionRemoved, Guild: 1, Channel: 2, Message: 3, User: 4, Emoji: "key:9"}},
		{kind: "MESSAGE_REACTION_REMOVE", // the emoji was deleted from its guild
			data: `{"user_id":"4","channel_id":"2","message_id":"3","emoji":{"id":"9","name":null},"type":1}`,
			want: Reaction{Kind: ReactionRemoved, Channel: 2, Message: 3, User: 4, Emoji: ":9", Burst: true}},
		{kind: "MESSAGE_REACTION_REMOVE_ALL", data: `{"channel_id":"2","message_id":"3","guild_id":"1"}`,
			want: Reaction{Kind: ReactionsCleared, Guild: 1, Channel: 2, Message: 3}},
		{kind: "MESSAGE_REACTION_REMOVE_EMOJI", data: `{"channel_id":"2","message_id":"3","guild_id":"1","emoji":{"name":"🗝️"}}`,
			want: Reaction{Kind: EmojiCleared, Guild: 1, Channel: 2, Message: 3, Emoji: "🗝️"}},
		{kind: "MESSAGE_DELETE", data: `{"id":"3","channel_id":"2","guild_id":"1"}`,
			want: MessageGone{Guild: 1, Channel: 2, Messages: []uint64{3}}},
		{kind: "MESSAGE_DELETE_BULK", data: `{"ids":["3","4"],"channel_id":"2","guild_id":"1"}`,
			want: MessageGone{Guild: 1, Channel: 2, Messages: []uint64{3, 4}}},
		{kind: "TYPING_START", data: `{}`},
		{kind: "AN_EVENT_OF_NEXT_YEAR", data: `not even JSON`},
		{kind: "GUILD_DELETE", data: `{}`, fails: true},
		{kind: "CHANNEL_DELETE", data: `{"guild_id":"1"}`, fails: true},
		{kind: "GUILD_ROLE_DELETE", data: `{"guild_id":"1"}`, fails: true},
		{kind: "MESSAGE_REACTION_ADD", data: `{"user_id":"four"}`, fails: true},
		{kind: "MESSAGE_REACTION_ADD", data: `{"channel_id":"2","message_id":"3","emoji":{"name":"x"}}`, fails: true},
		{kind: "MESSAGE_REACTION_ADD", data: `{"channel_id":"2","message_id":"3","user_id":"4","emoji":{"name":null}}`, fails: true},
		{kind: "MESSAGE_REACTION_REMOVE_EMOJI", data: `{"channel_id":"2","message_id":"3"}`, fails: true},
		{kind: "MESSAGE_DELETE", data: `[]`, fails: true},
		{kind: "MESSAGE_DELETE", data: `{"channel_id":"2"}`, fails: true},
		{kind: "INTERACTION_CREATE", data: `{}`, fails: true},
		{kind: "INTERACTION_CREATE", data: ``, fails: true},
	} {
		got, err := decodeEvent(&discordgo.Event{Type: test.kind, RawData: json.RawMessage(test.data)})
		if (err != nil) != test.fails || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s %s = %#v, %v, want %#v", test.kind, test.data, got, err, test.want)
		}
	}
}

func TestFatalCodes(t *testing.T) {
	for code := 4000; code < 4020; code++ {
		stop := code == 4004 || code >= 4010 && code <= 4014
		if err := fatal(code); (err != nil) != stop {
			t.Errorf("fatal(%d) = %v, want an error: %v", code, err, stop)
		}
	}
}
