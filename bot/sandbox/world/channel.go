package world

import "slices"

// Channel types (Discord's "Channel" page).
const (
	ChannelText          = 0
	ChannelDM            = 1
	ChannelVoice         = 2
	ChannelCategory      = 4
	ChannelAnnouncement  = 5
	ChannelNewsThread    = 10
	ChannelPublicThread  = 11
	ChannelPrivateThread = 12
	ChannelForum         = 15
	ChannelMedia         = 16
)

// ChannelRequireTag is the forum flag that makes a tag compulsory for a post.
const ChannelRequireTag = 1 << 4

// A Channel is Discord's channel object, which is also its thread object.
type Channel struct {
	ID            ID          `json:"id"`
	Type          int         `json:"type"`
	GuildID       ID          `json:"guild_id,omitempty"`
	Name          string      `json:"name,omitempty"`
	Topic         *string     `json:"topic,omitempty"`
	Position      int         `json:"position,omitempty"`
	Overwrites    []Overwrite `json:"permission_overwrites,omitzero"`
	ParentID      ID          `json:"parent_id,omitempty"`
	NSFW          bool        `json:"nsfw,omitempty"`
	LastMessageID *ID         `json:"last_message_id"`
	LastPin       *Stamp      `json:"last_pin_timestamp,omitempty"`
	Slowmode      int         `json:"rate_limit_per_user,omitempty"`
	Recipients    []*User     `json:"recipients,omitempty"`
	Flags         int         `json:"flags"`
	DefaultAuto   int         `json:"default_auto_archive_duration,omitempty"` // minutes
	AvailableTags []Tag       `json:"available_tags,omitzero"`
	Permissions   *Permission `json:"permissions,omitempty"` // of the invoking user, in interactions

	OwnerID      ID            `json:"owner_id,omitempty"` // of a thread
	Thread       *ThreadInfo   `json:"thread_metadata,omitempty"`
	MessageCount *int          `json:"message_count,omitempty"`
	MemberCount  *int          `json:"member_count,omitempty"`
	TotalSent    *int          `json:"total_message_sent,omitempty"`
	AppliedTags  []ID          `json:"applied_tags,omitempty"`
	Member       *ThreadMember `json:"member,omitempty"` // the asking user's own membership
	NewlyCreated bool          `json:"newly_created,omitempty"`
	Message      *Message      `json:"message,omitempty"` // answer of "start thread in forum"
}

// A Tag can be put on posts of a forum.
type Tag struct {
	ID        ID      `json:"id"`
	Name      string  `json:"name"`
	Moderated bool    `json:"moderated"`
	EmojiID   *ID     `json:"emoji_id"`
	EmojiName *string `json:"emoji_name"`
}

// ThreadInfo is the part of a channel that only threads have.
type ThreadInfo struct {
	Archived         bool  `json:"archived"`
	AutoArchive      int   `json:"auto_archive_duration"` // minutes: 60, 1440, 4320 or 10080
	ArchiveTimestamp Stamp `json:"archive_timestamp"`
	Locked           bool  `json:"locked"`
	Invitable        *bool `json:"invitable,omitempty"`
	CreateTimestamp  Stamp `json:"create_timestamp"`
}

// A ThreadMember says since when a user is in a thread.
type ThreadMember struct {
	ID     ID      `json:"id,omitempty"` // the thread
	UserID ID      `json:"user_id,omitempty"`
	Joined Stamp   `json:"join_timestamp"`
	Flags  int     `json:"flags"`
	Member *Member `json:"member,omitempty"`
}

// channel is a channel as kept. Messages are in the order of their ids.
type channel struct {
	Shape    Channel
	Messages []*message
	Joined   map[ID]*ThreadMember `json:",omitempty"`
	Active   Stamp                // a thread's last activity
	Spoken   map[ID]Stamp         `json:",omitempty"` // last words of people, for slow mode
}

// thread reports whether the channel is one.
func (c *channel) thread() bool { return isThread(c.Shape.Type) }

func isThread(kind int) bool {
	return kind == ChannelNewsThread || kind == ChannelPublicThread || kind == ChannelPrivateThread
}

// forum reports whether the channel holds posts instead of messages.
func (c *channel) forum() bool { return c.Shape.Type == ChannelForum || c.Shape.Type == ChannelMedia }

// archived reports whether the channel is a thread that takes no reactions and edits.
func (c *channel) archived() bool { return c.Shape.Thread != nil && c.Shape.Thread.Archived }

// at finds a message by binary search; the index is where it is or would be.
func (c *channel) at(id ID) (int, bool) {
	return slices.BinarySearchFunc(c.Messages, id, func(m *message, id ID) int {
		switch {
		case m.Shape.ID < id:
			return -1
		case m.Shape.ID > id:
			return 1
		}
		return 0
	})
}

// find returns the message with the id, or nil.
func (c *channel) find(id ID) *message {
	if i, ok := c.at(id); ok {
		return c.Messages[i]
	}
	return nil
}
