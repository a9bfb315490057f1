package discord

import (
	"encoding/json"
	"fmt"
	"time"
)

// An InteractionKind says what somebody did. The values are Discord's interaction types.
type InteractionKind uint8

// The kinds of interactions.
const (
	KindCommand      InteractionKind = 2
	KindComponent    InteractionKind = 3 // a button or a select of a message
	KindAutocomplete InteractionKind = 4 // choices are asked for while a command is typed
	KindModal        InteractionKind = 5 // a form was sent
)

// An Interaction is a command, a used component, a submitted modal or a request for choices. The fields of other kinds
// are empty.
type Interaction struct {
	ID, App uint64
	Token   InteractionToken
	Kind    InteractionKind

	Guild   uint64 // 0 in a direct message
	Channel uint64
	Message uint64 // that the component is on, or from which the form was opened; 0 if there is none

	User           uint64
	Bot            bool      // the user is a bot, which Discord does not let happen today
	Roles          []uint64  // the user's in Guild, without @everyone
	Joined         time.Time // when the user came to Guild; zero in a direct message, and where Discord does not say
	Permissions    uint64    // the user's in Channel
	AppPermissions uint64    // the bot's in Channel
	Locale         string    // the user's, such as "de"
	GuildLocale    string    // the guild's; "" in a direct message

	Command Command    // commands and requests for choices
	Control Control    // components
	Form    Submission // modals

	// As with [Reaction]: what a process that died was told may be told again.
	Session uint32
	Seq     int64
}

// A Command is what somebody typed. Name is the command's, Path the group and subcommand below it if there are any.
type Command struct {
	Name    string
	Path    []string
	Options []Option // as typed; those left out are not there
}

// A Control is the used component: its custom id, Discord's component type (2 is a button, 3 a select of texts), and
// what was chosen in a select: the texts, or ids of users, roles or channels.
type Control struct {
	CustomID string
	Type     int
	Values   []string
}

// A Submission is a form as it was sent: its custom id, and the fields in their order.
type Submission struct {
	CustomID string
	Fields   []Field
}

type interactionEvent struct {
	ID        id              `json:"id"`
	AppID     id              `json:"application_id"`
	Type      int             `json:"type"`
	Token     string          `json:"token"`
	GuildID   id              `json:"guild_id"`
	ChannelID id              `json:"channel_id"`
	Data      json.RawMessage `json:"data"`
	Message   struct {
		ID id `json:"id"`
	} `json:"message"`
	User   userPart `json:"user"` // in a direct message
	Member struct {
		User        userPart `json:"user"`
		Roles       []id     `json:"roles"`
		Joined      moment   `json:"joined_at"`
		Permissions id       `json:"permissions"`
	} `json:"member"` // in a guild
	AppPermissions id     `json:"app_permissions"` // a set of bits, written like an id
	Locale         string `json:"locale"`
	GuildLocale    string `json:"guild_locale"`
}

type userPart struct {
	ID  id   `json:"id"`
	Bot bool `json:"bot"`
}

func (r interactionEvent) event() (Event, error) {
	who := r.Member.User
	if who.ID == 0 {
		who = r.User
	}
	if r.ID == 0 || r.AppID == 0 || who.ID == 0 || r.Token == "" {
		return nil, errIncomplete
	}
	out := &Interaction{
		ID: uint64(r.ID), App: uint64(r.AppID), Token: NewInteractionToken(r.Token),
		Guild: uint64(r.GuildID), Channel: uint64(r.ChannelID), Message: uint64(r.Message.ID),
		User: uint64(who.ID), Bot: who.Bot, Joined: time.Time(r.Member.Joined), Permissions: uint64(r.Member.Permissions),
		AppPermissions: uint64(r.AppPermissions), Locale: r.Locale, GuildLocale: r.GuildLocale,
	}
	for _, role := range r.Member.Roles {
		out.Roles = append(out.Roles, uint64(role))
	}
	var err error
	switch r.Type {
	case int(KindCommand), int(KindAutocomplete):
		out.Command, err = decodeCommand(r.Data, r.Type == int(KindAutocomplete))
	case int(KindComponent):
		out.Control, err = decodeControl(r.Data)
	case int(KindModal):
		out.Form, err = decodeForm(r.Data)
	default:
		err = fmt.Errorf("interactions of type %d are not known", r.Type)
	}
	if err != nil {
		return nil, err
	}
	out.Kind = InteractionKind(r.Type)
	return out, nil
}

func decodeControl(data json.RawMessage) (Control, error) {
	var d struct {
		CustomID string   `json:"custom_id"`
		Type     int      `json:"component_type"`
		Values   []string `json:"values"`
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return Control{}, err
	}
	return Control{CustomID: d.CustomID, Type: d.Type, Values: d.Values}, nil
}
