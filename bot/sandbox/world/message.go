package world

import "encoding/json"

// Message flags (Discord's "Message" page).
const (
	FlagCrossposted           = 1 << 0
	FlagIsCrosspost           = 1 << 1
	FlagSuppressEmbeds        = 1 << 2
	FlagHasThread             = 1 << 5
	FlagEphemeral             = 1 << 6
	FlagLoading               = 1 << 7
	FlagSuppressNotifications = 1 << 12
	FlagVoiceMessage          = 1 << 13
	FlagComponentsV2          = 1 << 15
)

// Message types.
const (
	MessageDefault       = 0
	MessagePinAdded      = 6
	MessageThreadCreated = 18
	MessageReply         = 19
	MessageCommand       = 20
	MessageContextMenu   = 23
)

// A Message is Discord's message object. GuildID and Member are only set in events. Reactions carry `me` for whoever
// asked. Nonce is echoed in the answer to its creation and in MESSAGE_CREATE only.
type Message struct {
	ID              ID              `json:"id"`
	ChannelID       ID              `json:"channel_id"`
	GuildID         ID              `json:"guild_id,omitempty"`
	Type            int             `json:"type"`
	Author          *User           `json:"author"`
	Member          *Member         `json:"member,omitempty"`
	Content         string          `json:"content"`
	Timestamp       Stamp           `json:"timestamp"`
	Edited          *Stamp          `json:"edited_timestamp"`
	TTS             bool            `json:"tts"`
	MentionEveryone bool            `json:"mention_everyone"`
	Mentions        []*User         `json:"mentions"`
	MentionRoles    []ID            `json:"mention_roles"`
	Attachments     []*Attachment   `json:"attachments"`
	Embeds          []*Embed        `json:"embeds"`
	Components      []*Component    `json:"components"`
	Reactions       []*Reaction     `json:"reactions,omitempty"`
	Nonce           json.RawMessage `json:"nonce,omitempty"`
	Pinned          bool            `json:"pinned"`
	Flags           int             `json:"flags"`
	WebhookID       ID              `json:"webhook_id,omitempty"`
	ApplicationID   ID              `json:"application_id,omitempty"`
	Reference       *Reference      `json:"message_reference,omitempty"`
	Referenced      *Message        `json:"referenced_message,omitempty"`
	Origin          *Origin         `json:"interaction_metadata,omitempty"`
	OldOrigin       *OldOrigin      `json:"interaction,omitempty"`
	Thread          *Channel        `json:"thread,omitempty"`
	Position        *int            `json:"position,omitempty"`
}

// A Reference points to the message that is answered or forwarded.
type Reference struct {
	Type       int   `json:"type"`
	MessageID  ID    `json:"message_id,omitempty"`
	ChannelID  ID    `json:"channel_id,omitempty"`
	GuildID    ID    `json:"guild_id,omitempty"`
	FailAbsent *bool `json:"fail_if_not_exists,omitempty"`
}

// An Origin names the interaction a message answers.
type Origin struct {
	ID         ID            `json:"id"`
	Type       int           `json:"type"`
	User       *User         `json:"user"`
	Owners     map[string]ID `json:"authorizing_integration_owners"`
	Original   ID            `json:"original_response_message_id,omitempty"`
	Interacted ID            `json:"interacted_message_id,omitempty"`
}

// An OldOrigin is the deprecated form of [Origin], still sent, which older clients read.
type OldOrigin struct {
	ID   ID     `json:"id"`
	Type int    `json:"type"`
	Name string `json:"name"`
	User *User  `json:"user"`
}

// An Attachment is a file of a message. URL is absolute once [World.ServeAt] was told where files are served.
type Attachment struct {
	ID          ID      `json:"id"`
	Filename    string  `json:"filename"`
	Title       string  `json:"title,omitempty"`
	Description *string `json:"description,omitempty"`
	ContentType string  `json:"content_type,omitempty"`
	Size        int     `json:"size"`
	URL         string  `json:"url"`
	ProxyURL    string  `json:"proxy_url"`
	Width       int     `json:"width,omitempty"`  // pixels, of an image
	Height      int     `json:"height,omitempty"` // pixels, of an image
	Ephemeral   bool    `json:"ephemeral,omitempty"`
	Flags       int     `json:"flags,omitempty"`
}

// A Reaction is one emoji under a message.
type Reaction struct {
	Count   int           `json:"count"`
	Details ReactionCount `json:"count_details"`
	Me      bool          `json:"me"`
	MeBurst bool          `json:"me_burst"`
	Emoji   Emoji         `json:"emoji"`
	Colors  []string      `json:"burst_colors"`
}

// ReactionCount splits a count into super reactions and normal ones.
type ReactionCount struct {
	Burst  int `json:"burst"`
	Normal int `json:"normal"`
}

// message is a message as kept: Shape without reactions, thread, referenced message and event fields.
type message struct {
	Shape    Message
	To       ID       `json:",omitempty"` // addressee of an ephemeral message
	Tallies  []*tally `json:",omitempty"` // in the order of their first use
	PinnedAt Stamp
}

// tally is who used one emoji.
type tally struct {
	Emoji  Emoji
	Normal map[ID]bool
	Burst  map[ID]bool `json:",omitempty"`
}

// ephemeral reports whether only one person sees the message.
func (m *message) ephemeral() bool { return m.Shape.Flags&FlagEphemeral != 0 }
