package gateway

import (
	"encoding/json"
	"strings"

	"cliffhanger/bot/sandbox/world"
)

// Intents are the groups of events a client asks for in IDENTIFY, as bits.
type Intents int64

// The intents of the documentation's page on the gateway. Three of them are privileged: GuildMembers, GuildPresences
// and MessageContent must be enabled for the application.
const (
	Guilds                 Intents = 1 << 0
	GuildMembers           Intents = 1 << 1
	GuildModeration        Intents = 1 << 2
	GuildExpressions       Intents = 1 << 3
	GuildIntegrations      Intents = 1 << 4
	GuildWebhooks          Intents = 1 << 5
	GuildInvites           Intents = 1 << 6
	GuildVoiceStates       Intents = 1 << 7
	GuildPresences         Intents = 1 << 8
	GuildMessages          Intents = 1 << 9
	GuildMessageReactions  Intents = 1 << 10
	GuildMessageTyping     Intents = 1 << 11
	DirectMessages         Intents = 1 << 12
	DirectMessageReactions Intents = 1 << 13
	DirectMessageTyping    Intents = 1 << 14
	MessageContent         Intents = 1 << 15
	ScheduledEvents        Intents = 1 << 16
	AutoModConfiguration   Intents = 1 << 20
	AutoModExecution       Intents = 1 << 21
	GuildPolls             Intents = 1 << 24
	DirectPolls            Intents = 1 << 25
)

const (
	privileged = GuildMembers | GuildPresences | MessageContent
	known      = 1<<17 - 1 | AutoModConfiguration | AutoModExecution | GuildPolls | DirectPolls
)

func (i Intents) valid() bool { return i >= 0 && i&^known == 0 }

// allowed returns the privileged intents that an application's flags allow. Each has two flags: one for applications
// that were reviewed and one for those too small for that.
func allowed(application json.RawMessage) Intents {
	var app struct {
		Flags int64 `json:"flags"`
	}
	if json.Unmarshal(application, &app) != nil {
		return 0
	}
	var i Intents
	if app.Flags&(1<<12|1<<13) != 0 {
		i |= GuildPresences
	}
	if app.Flags&(1<<14|1<<15) != 0 {
		i |= GuildMembers
	}
	if app.Flags&(1<<18|1<<19) != 0 {
		i |= MessageContent
	}
	return i
}

// knownByIntent tells whether the intents include an event. Events that belong to no intent are always included.
func knownByIntent(i Intents, e world.Event) bool {
	if strings.HasPrefix(e.Type, "SANDBOX_") {
		return false // for the page
	}
	// An ephemeral message is one that only an application is told of; Discord counts it among direct messages.
	direct := e.Guild == 0 || e.App != 0 && strings.HasPrefix(e.Type, "MESSAGE_")
	need := intentsOf(e.Type, direct)
	return need == 0 || i&need != 0
}

// intentsOf returns the intents of which one is needed to be told of an event, or 0 if none is.
func intentsOf(event string, direct bool) Intents {
	if direct {
		return directIntentsOf(event)
	}
	switch event {
	case "GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE", "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE",
		"CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "CHANNEL_PINS_UPDATE", "CHANNEL_INFO", "THREAD_CREATE",
		"THREAD_UPDATE", "THREAD_DELETE", "THREAD_LIST_SYNC", "THREAD_MEMBER_UPDATE", "STAGE_INSTANCE_CREATE",
		"STAGE_INSTANCE_UPDATE", "STAGE_INSTANCE_DELETE", "VOICE_CHANNEL_STATUS_UPDATE":
		return Guilds
	case "THREAD_MEMBERS_UPDATE":
		return Guilds | GuildMembers // see onlyAboutSelf
	case "GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE":
		return GuildMembers
	case "GUILD_AUDIT_LOG_ENTRY_CREATE", "GUILD_BAN_ADD", "GUILD_BAN_REMOVE":
		return GuildModeration
	case "GUILD_EMOJIS_UPDATE", "GUILD_STICKERS_UPDATE", "GUILD_SOUNDBOARD_SOUND_CREATE",
		"GUILD_SOUNDBOARD_SOUND_UPDATE", "GUILD_SOUNDBOARD_SOUND_DELETE", "GUILD_SOUNDBOARD_SOUNDS_UPDATE":
		return GuildExpressions
	case "GUILD_INTEGRATIONS_UPDATE", "INTEGRATION_CREATE", "INTEGRATION_UPDATE", "INTEGRATION_DELETE":
		return GuildIntegrations
	case "WEBHOOKS_UPDATE":
		return GuildWebhooks
	case "INVITE_CREATE", "INVITE_DELETE":
		return GuildInvites
	case "VOICE_CHANNEL_EFFECT_SEND", "VOICE_STATE_UPDATE":
		return GuildVoiceStates
	case "PRESENCE_UPDATE":
		return GuildPresences
	case "GUILD_SCHEDULED_EVENT_CREATE", "GUILD_SCHEDULED_EVENT_UPDATE", "GUILD_SCHEDULED_EVENT_DELETE",
		"GUILD_SCHEDULED_EVENT_USER_ADD", "GUILD_SCHEDULED_EVENT_USER_REMOVE":
		return ScheduledEvents
	case "AUTO_MODERATION_RULE_CREATE", "AUTO_MODERATION_RULE_UPDATE", "AUTO_MODERATION_RULE_DELETE":
		return AutoModConfiguration
	case "AUTO_MODERATION_ACTION_EXECUTION":
		return AutoModExecution
	}
	return messageIntentsOf(event)
}

// messageIntentsOf is intentsOf for what happens to messages in servers.
func messageIntentsOf(event string) Intents {
	switch event {
	case "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		return GuildMessages
	case "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL",
		"MESSAGE_REACTION_REMOVE_EMOJI":
		return GuildMessageReactions
	case "TYPING_START":
		return GuildMessageTyping
	case "MESSAGE_POLL_VOTE_ADD", "MESSAGE_POLL_VOTE_REMOVE":
		return GuildPolls
	}
	return 0
}

// directIntentsOf is intentsOf for direct messages.
func directIntentsOf(event string) Intents {
	switch event {
	case "CHANNEL_PINS_UPDATE":
		return DirectMessages
	}
	switch messageIntentsOf(event) {
	case GuildMessages:
		return DirectMessages
	case GuildMessageReactions:
		return DirectMessageReactions
	case GuildMessageTyping:
		return DirectMessageTyping
	case GuildPolls:
		return DirectPolls
	}
	return 0
}

// onlyAboutSelf tells whether, lacking GUILD_MEMBERS, a client is told of an event only when it concerns its own user.
func onlyAboutSelf(i Intents, event string) bool {
	return i&GuildMembers == 0 && (event == "GUILD_MEMBER_UPDATE" || event == "THREAD_MEMBERS_UPDATE")
}
