package discord

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/bwmarrin/discordgo"
)

func TestDecodeEvent(t *testing.T) {
	for _, test := range []struct {
		kind, data string
		want       Event
		fails      bool
	}{
		{kind: "GUILD_CREATE", data: `{"id":"1","name":"Room","channels":[{"id":"2","name":"story","type":0}]}`,
			want: Guild{ID: 1, Name: "Room", Channels: []Channel{{ID: 2, Name: "story"}}}},
		{kind: "GUILD_CREATE", data: `{"id":"1","unavailable":true}`},
		{kind: "GUILD_DELETE", data: `{"id":"1","unavailable":true}`},
		{kind: "GUILD_DELETE", data: `{"id":"1"}`, want: GuildGone{ID: 1}},
		{kind: "CHANNEL_CREATE", data: `{"id":"2","guild_id":"1","name":"story","type":5}`,
			want: ChannelMade{Guild: 1, Channel: Channel{ID: 2, Name: "story", Type: 5}}},
		{kind: "CHANNEL_DELETE", data: `{"id":"2","guild_id":"1"}`, want: ChannelGone{Guild: 1, Channel: 2}},
		{kind: "MESSAGE_REACTION_ADD",
			data: `{"user_id":"4","channel_id":"2","message_id":"3","guild_id":"1","emoji":{"id":null,"name":"🗝️"},"member":{"user":{"bot":true}},"burst":true,"type":1}`,
			want: Reaction{Kind: ReactionAdded, Guild: 1, Channel: 2, Message: 3, User: 4, Emoji: "🗝️", Bot: true}},
		{kind: "MESSAGE_REACTION_REMOVE",
			data: `{"user_id":"4","channel_id":"2","message_id":"3","guild_id":"1","emoji":{"id":"9","name":"key"}}`,
			want: Reaction{Kind: ReactionRemoved, Guild: 1, Channel: 2, Message: 3, User: 4, Emoji: "key:9"}},
		{kind: "MESSAGE_REACTION_REMOVE_ALL", data: `{"channel_id":"2","message_id":"3","guild_id":"1"}`,
			want: Reaction{Kind: ReactionsCleared, Guild: 1, Channel: 2, Message: 3}},
		{kind: "MESSAGE_REACTION_REMOVE_EMOJI", data: `{"channel_id":"2","message_id":"3","guild_id":"1","emoji":{"name":"🗝️"}}`,
			want: Reaction{Kind: ReactionsCleared, Guild: 1, Channel: 2, Message: 3, Emoji: "🗝️"}},
		{kind: "MESSAGE_DELETE", data: `{"id":"3","channel_id":"2","guild_id":"1"}`,
			want: MessageGone{Guild: 1, Channel: 2, Messages: []uint64{3}}},
		{kind: "MESSAGE_DELETE_BULK", data: `{"ids":["3","4"],"channel_id":"2","guild_id":"1"}`,
			want: MessageGone{Guild: 1, Channel: 2, Messages: []uint64{3, 4}}},
		{kind: "TYPING_START", data: `{}`},
		{kind: "MESSAGE_REACTION_ADD", data: `{"user_id":"four"}`, fails: true},
		{kind: "MESSAGE_DELETE", data: `[]`, fails: true},
		{kind: "INTERACTION_CREATE", data: `{}`, fails: true},
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
