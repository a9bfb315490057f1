package gateway_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/bot/sandbox/gateway"
	"cliffhanger/bot/sandbox/world"
)

func TestIntentsDecideWhatIsSent(t *testing.T) {
	inGuild := func(kind string) world.Event { return world.Event{Type: kind, Guild: guildA, Data: map[string]int{}} }
	direct := func(kind string) world.Event {
		return world.Event{Type: kind, Channel: aChannel, Data: map[string]int{}}
	}
	tests := []struct {
		event world.Event
		need  gateway.Intents // one of these; 0: always sent; never: no intent brings it
	}{
		{inGuild("GUILD_UPDATE"), gateway.Guilds},
		{inGuild("CHANNEL_CREATE"), gateway.Guilds},
		{inGuild("CHANNEL_PINS_UPDATE"), gateway.Guilds},
		{direct("CHANNEL_PINS_UPDATE"), gateway.DirectMessages},
		{inGuild("THREAD_CREATE"), gateway.Guilds},
		{inGuild("GUILD_MEMBER_ADD"), gateway.GuildMembers},
		{inGuild("GUILD_BAN_ADD"), gateway.GuildModeration},
		{inGuild("GUILD_EMOJIS_UPDATE"), gateway.GuildExpressions},
		{inGuild("WEBHOOKS_UPDATE"), gateway.GuildWebhooks},
		{inGuild("INVITE_CREATE"), gateway.GuildInvites},
		{inGuild("INTEGRATION_CREATE"), gateway.GuildIntegrations},
		{inGuild("VOICE_STATE_UPDATE"), gateway.GuildVoiceStates},
		{inGuild("PRESENCE_UPDATE"), gateway.GuildPresences},
		{inGuild("MESSAGE_CREATE"), gateway.GuildMessages},
		{direct("MESSAGE_CREATE"), gateway.DirectMessages},
		{inGuild("MESSAGE_DELETE_BULK"), gateway.GuildMessages},
		{direct("MESSAGE_DELETE"), gateway.DirectMessages},
		{inGuild("MESSAGE_REACTION_ADD"), gateway.GuildMessageReactions},
		{direct("MESSAGE_REACTION_REMOVE"), gateway.DirectMessageReactions},
		{inGuild("TYPING_START"), gateway.GuildMessageTyping},
		{direct("TYPING_START"), gateway.DirectMessageTyping},
		{inGuild("GUILD_SCHEDULED_EVENT_CREATE"), gateway.ScheduledEvents},
		{inGuild("AUTO_MODERATION_RULE_CREATE"), gateway.AutoModConfiguration},
		{inGuild("AUTO_MODERATION_ACTION_EXECUTION"), gateway.AutoModExecution},
		{inGuild("MESSAGE_POLL_VOTE_ADD"), gateway.GuildPolls},
		{direct("MESSAGE_POLL_VOTE_REMOVE"), gateway.DirectPolls},
		{inGuild("INTERACTION_CREATE"), 0},
		{direct("INTERACTION_CREATE"), 0},
		{inGuild("ENTITLEMENT_CREATE"), 0},
		{direct("USER_UPDATE"), 0},
		// An ephemeral message is in a server, for one application only.
		{world.Event{Type: "MESSAGE_CREATE", Guild: guildA, App: theApp, Author: theBot, Data: map[string]int{}},
			gateway.DirectMessages},
		{inGuild("SANDBOX_MODAL"), never},
	}
	for _, intents := range []gateway.Intents{0, allIntents, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192,
		16384, 65536, 1 << 20, 1 << 21, 1 << 24, 1 << 25} {
		bubble(t, nil, func(t *testing.T, b *bench) {
			b.w.flags = 1<<12 | 1<<14 | 1<<18
			b.w.guilds = b.w.guilds[:1]
			c := b.hello()
			c.identify(fmt.Sprintf(`,"intents":%d`, intents))
			for m := c.want(0, "READY"); m.T != "EARLY"; m, _ = c.next() {
			}
			for _, tt := range tests {
				b.w.emit(tt.event)
				want := tt.need == 0 || tt.need&intents != 0
				if m, got := c.next(); got != want || got && m.T != tt.event.Type {
					t.Errorf("intents %b, %s in server %d: sent %v (%v), want %v",
						intents, tt.event.Type, tt.event.Guild, got, m, want)
				}
			}
		})
	}
}

const never gateway.Intents = 1 << 40

func TestMembersOnlyAboutSelf(t *testing.T) {
	update := func(kind, data string) world.Event {
		return world.Event{Type: kind, Guild: guildA, Data: json.RawMessage(data)}
	}
	tests := []struct {
		name    string
		event   world.Event
		intents int
		want    bool
	}{
		{"own update", update("GUILD_MEMBER_UPDATE", `{"user":{"id":"501"}}`), 0, true},
		{"another's update", update("GUILD_MEMBER_UPDATE", `{"user":{"id":"701"}}`), 0, false},
		{"another's update, with the intent", update("GUILD_MEMBER_UPDATE", `{"user":{"id":"701"}}`), 2, true},
		{"added to a thread", update("THREAD_MEMBERS_UPDATE", `{"added_members":[{"user_id":"501"}]}`), 1, true},
		{"taken from a thread", update("THREAD_MEMBERS_UPDATE", `{"removed_member_ids":["501"]}`), 1, true},
		{"another joins a thread", update("THREAD_MEMBERS_UPDATE", `{"added_members":[{"user_id":"701"}]}`), 1, false},
		{"another joins, with the intent", update("THREAD_MEMBERS_UPDATE", `{"added_members":[{"user_id":"7"}]}`), 2, true},
		{"added to a thread, no intent", update("THREAD_MEMBERS_UPDATE", `{"added_members":[{"user_id":"501"}]}`), 0, false},
		{"not JSON of its kind", update("GUILD_MEMBER_UPDATE", `{"user":7}`), 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, b *bench) {
				b.w.flags = 1 << 14
				b.w.guilds = b.w.guilds[:1]
				c := b.hello()
				c.identify(fmt.Sprintf(`,"intents":%d`, tt.intents))
				for m := c.want(0, "READY"); m.T != "EARLY"; m, _ = c.next() {
				}
				b.w.emit(tt.event)
				if _, got := c.next(); got != tt.want {
					t.Errorf("sent %v, want %v", got, tt.want)
				}
				c.open()
			})
		})
	}
}

func TestMessageContent(t *testing.T) {
	const text = `{"attachments":[2],"author":{"id":"701"},"components":[3],"content":"hi","embeds":[1],"id":"1",` +
		`"mentions":[],"poll":{}}`
	const bare = `{"attachments":[],"author":{"id":"701"},"components":[],"content":"","embeds":[],"id":"1","mentions":[]}`
	plain := said("hi")
	with := func(change func(*world.Event)) world.Event {
		e := plain
		change(&e)
		return e
	}
	const form = `{"content":%q,"referenced_message":{"author":{"id":"%d"},"content":%q,"mentions":[{"id":"%d"}]}}`
	answer := func(author, mentioned int) string {
		return fmt.Sprintf(form, "a", author, "b", mentioned)
	}
	hidden := func(author, mentioned int, a, b string) string {
		return fmt.Sprintf(form, a, author, b, mentioned)
	}
	tests := []struct {
		name  string
		event world.Event
		want  string
	}{
		{"another's message", plain, bare},
		{"its own", with(func(e *world.Event) { e.Author = theBot }), text},
		{"mentions it", with(func(e *world.Event) { e.Mentions = []world.ID{1, theBot} }), text},
		{"direct", with(func(e *world.Event) { e.Guild = 0 }), text},
		{"edited", with(func(e *world.Event) { e.Type = "MESSAGE_UPDATE" }), bare},
		{"a partial update", with(func(e *world.Event) {
			e.Type, e.Data = "MESSAGE_UPDATE", json.RawMessage(`{"id":"1","flags":4}`)
		}), `{"flags":4,"id":"1"}`},
		{"command target", with(func(e *world.Event) { e.Type, e.App = "INTERACTION_CREATE", theApp }), text},
		{"answers another", with(func(e *world.Event) { e.Data = json.RawMessage(answer(701, 702)) }),
			hidden(701, 702, "", "")},
		{"answers its own", with(func(e *world.Event) { e.Data = json.RawMessage(answer(501, 702)) }),
			hidden(501, 702, "", "b")},
		{"answers one that mentions it", with(func(e *world.Event) { e.Data = json.RawMessage(answer(701, 501)) }),
			hidden(701, 501, "", "b")},
		{"mentions it in an answer to another", with(func(e *world.Event) {
			e.Data, e.Mentions = json.RawMessage(answer(701, 702)), []world.ID{theBot}
		}), hidden(701, 702, "a", "")},
		{"answers a deleted one", with(func(e *world.Event) { e.Data = json.RawMessage(`{"referenced_message":null}`) }),
			`{"referenced_message":null}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, privileged := range []bool{false, true} {
				bubble(t, nil, func(t *testing.T, b *bench) {
					b.w.flags = 1 << 18
					c := b.hello()
					intents, want := gateway.GuildMessages|gateway.DirectMessages, tt.want
					if privileged {
						intents |= gateway.MessageContent
						all, err := json.Marshal(tt.event.Data)
						if err != nil {
							t.Fatal(err)
						}
						want = string(all)
					}
					c.identify(fmt.Sprintf(`,"intents":%d`, intents))
					c.want(0, "READY")
					c.want(0, "EARLY")
					b.w.emit(tt.event)
					if diff := cmp.Diff(want, string(c.want(0, tt.event.Type).D)); diff != "" {
						t.Errorf("privileged %v (-want +got):\n%s", privileged, diff)
					}
				})
			}
		})
	}
}

func TestUnwritableEventIsLeftOut(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session()
		b.w.emit(world.Event{Type: "GUILD_UPDATE", Guild: guildA, Data: func() {}})
		b.w.emit(world.Event{Type: "MESSAGE_CREATE", Guild: guildA, Data: []int{1}}) // not a message
		b.w.emit(numbered(1))
		c.wantNumbers(1, 1)
	})
}
