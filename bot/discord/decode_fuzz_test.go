package discord

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// decoded are the names of events that Decode knows, and one that it does not.
var decoded = []string{
	"READY", "RESUMED", "GUILD_CREATE", "GUILD_DELETE", "GUILD_ROLE_DELETE", "CHANNEL_CREATE", "CHANNEL_UPDATE",
	"CHANNEL_DELETE", "THREAD_DELETE", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL",
	"MESSAGE_REACTION_REMOVE_EMOJI", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "INTERACTION_CREATE", "TYPING_START",
}

// FuzzDecode reads any payload as each event. An event that comes out has the ids its readers rely on, and an
// interaction's token shows neither in what is printed of it nor in an error.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		inGuild(2, `{"id":"1","name":"read","type":1,"options":[{"name":"chapter","type":4,"value":3}]}`),
		inGuild(4, `{"name":"a","options":[{"name":"b","type":2,"options":[{"name":"c","type":1,"options":[]}]}]}`),
		inGuild(3, `{"custom_id":"c1.read.7","component_type":2}`),
		inGuild(5, everyInput),
		`{"user_id":"4","channel_id":"2","message_id":"3","guild_id":"1","emoji":{"id":"9","name":"key"},"burst":true,"type":1}`,
		`{"id":"3","ids":["3","4"],"channel_id":"2","guild_id":"1"}`,
		`{"id":"1","name":"Room","unavailable":false,"channels":[{"id":"2","name":"story","type":0,"flags":2097152}]}`,
		`{"v":9,"user":{"id":"5"},"application":{"id":"6","flags":0},"session_id":"x","guilds":[{"id":"1","unavailable":true}]}`,
		`{"guild_id":"1","role_id":"2","id":18446744073709551615,"parent_id":null}`,
		`[]`, `null`, ``, `{"emoji":5}`, strings.Repeat(`{"data":`, 200),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, name := range decoded {
			ev, err := Decode(name, json.RawMessage(raw))
			if err != nil && ev != nil {
				t.Fatalf("%s: both %v and %v", name, ev, err)
			}
			complete(t, ev)
		}
	})
}

// complete fails the test if an event lacks an id.
func complete(t *testing.T, ev Event) {
	t.Helper()
	ok := true
	switch e := ev.(type) {
	case Ready:
		ok = e.Self != 0 && e.App != 0
	case Guild:
		ok = e.ID != 0
	case GuildGone:
		ok = e.ID != 0
	case GuildDown:
		ok = e.ID != 0
	case RoleGone:
		ok = e.Guild != 0 && e.Role != 0
	case ChannelMade:
		ok = e.Guild != 0 && e.Channel.ID != 0
	case ChannelGone:
		ok = e.Guild != 0 && e.Channel != 0
	case ThreadGone:
		ok = e.Guild != 0 && e.Thread != 0
	case MessageGone:
		ok = e.Channel != 0 && len(e.Messages) > 0
	case Reaction:
		single := e.Kind == ReactionAdded || e.Kind == ReactionRemoved
		ok = e.Kind != 0 && e.Channel != 0 && e.Message != 0 && single == (e.User != 0) &&
			(e.Kind == ReactionsCleared) == (e.Emoji == "")
	case *Interaction:
		ok = e.ID != 0 && e.App != 0 && e.User != 0 && e.Token.Reveal() != "" && e.Kind >= KindCommand && e.Kind <= KindModal
		if shown := fmt.Sprintf("%v", *e); !strings.Contains(shown, hiddenToken) {
			t.Errorf("printed as %s", shown)
		}
	}
	if !ok {
		t.Errorf("%+v lacks an id", ev)
	}
}
