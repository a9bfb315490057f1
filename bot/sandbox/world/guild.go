package world

import "slices"

// A Guild is Discord's guild object. The fields from JoinedAt on are only in GUILD_CREATE and nil elsewhere.
type Guild struct {
	ID                ID       `json:"id"`
	Name              string   `json:"name"`
	Icon              *string  `json:"icon"`
	Description       *string  `json:"description"`
	OwnerID           ID       `json:"owner_id"`
	Roles             []*Role  `json:"roles"`
	Emojis            []*Emoji `json:"emojis"`
	Stickers          []any    `json:"stickers"`
	Features          []string `json:"features"`
	PreferredLocale   string   `json:"preferred_locale"`
	AFKTimeout        int      `json:"afk_timeout"`
	VerificationLevel int      `json:"verification_level"`
	Notifications     int      `json:"default_message_notifications"`
	ContentFilter     int      `json:"explicit_content_filter"`
	MFALevel          int      `json:"mfa_level"`
	NSFWLevel         int      `json:"nsfw_level"`
	PremiumTier       int      `json:"premium_tier"`
	PremiumBar        bool     `json:"premium_progress_bar_enabled"`
	SystemChannelID   *ID      `json:"system_channel_id"`
	SystemFlags       int      `json:"system_channel_flags"`
	RulesChannelID    *ID      `json:"rules_channel_id"`

	JoinedAt       *Stamp     `json:"joined_at,omitempty"`
	Large          *bool      `json:"large,omitempty"`
	Unavailable    *bool      `json:"unavailable,omitempty"`
	MemberCount    int        `json:"member_count,omitempty"`
	VoiceStates    []any      `json:"voice_states,omitzero"`
	Members        []*Member  `json:"members,omitzero"`
	Channels       []*Channel `json:"channels,omitzero"`
	Threads        []*Channel `json:"threads,omitzero"`
	Presences      []any      `json:"presences,omitzero"`
	StageInstances []any      `json:"stage_instances,omitzero"`
	Events         []any      `json:"guild_scheduled_events,omitzero"`
	Sounds         []any      `json:"soundboard_sounds,omitzero"`
}

// A Role is Discord's role object. The role with the guild's id is @everyone.
type Role struct {
	ID          ID         `json:"id"`
	Name        string     `json:"name"`
	Color       int        `json:"color"`
	Colors      RoleColors `json:"colors"`
	Hoist       bool       `json:"hoist"`
	Icon        *string    `json:"icon"`
	Position    int        `json:"position"`
	Permissions Permission `json:"permissions"`
	Managed     bool       `json:"managed"`
	Mentionable bool       `json:"mentionable"`
	Flags       int        `json:"flags"`
}

// RoleColors are the colours of a role; only the first is used here.
type RoleColors struct {
	Primary   int  `json:"primary_color"`
	Secondary *int `json:"secondary_color"`
	Tertiary  *int `json:"tertiary_color"`
}

// A Member is Discord's guild member object. User is nil where Discord leaves it out (messages), Permissions is only
// set in interactions.
type Member struct {
	User          *User       `json:"user,omitempty"`
	Nick          *string     `json:"nick"`
	Avatar        *string     `json:"avatar"`
	Roles         []ID        `json:"roles"`
	JoinedAt      Stamp       `json:"joined_at"`
	Deaf          bool        `json:"deaf"`
	Mute          bool        `json:"mute"`
	Flags         int         `json:"flags"`
	Pending       bool        `json:"pending"`
	TimedOutUntil *Stamp      `json:"communication_disabled_until"`
	Permissions   *Permission `json:"permissions,omitempty"`
}

// guild is a guild as kept. Members are in the order of their joining.
type guild struct {
	Shape   Guild
	Members []*Member
	byUser  map[ID]*Member // the same; made when it is first needed, as it is not saved
}

// member returns the member with the user's id, or nil.
func (g *guild) member(user ID) *Member {
	if g.byUser == nil {
		g.byUser = make(map[ID]*Member, len(g.Members))
		for _, m := range g.Members {
			g.byUser[m.User.ID] = m
		}
	}
	return g.byUser[user]
}

// admit adds a member who is not there yet.
func (g *guild) admit(m *Member) {
	g.Members = append(g.Members, m)
	if g.byUser != nil {
		g.byUser[m.User.ID] = m
	}
}

// dismiss takes a member out.
func (g *guild) dismiss(m *Member) {
	g.Members = slices.DeleteFunc(slices.Clone(g.Members), func(o *Member) bool { return o == m })
	delete(g.byUser, m.User.ID)
}

// role returns the role with the id, or nil.
func (g *guild) role(id ID) *Role {
	for _, r := range g.Shape.Roles {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// rank is the position of a member's highest role, 0 if they have none but @everyone.
func (g *guild) rank(m *Member) int {
	highest := 0
	for _, id := range m.Roles {
		if r := g.role(id); r != nil {
			highest = max(highest, r.Position)
		}
	}
	return highest
}
