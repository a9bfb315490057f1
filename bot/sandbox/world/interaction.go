package world

import (
	"time"
)

// Interaction types.
const (
	InteractCommand      = 2
	InteractComponent    = 3
	InteractAutocomplete = 4
	InteractModal        = 5
)

// How long an application has, in real time (Discord's "Receiving and Responding").
const (
	AnswerWithin = 3 * time.Second  // for the first answer
	TokenLife    = 15 * time.Minute // for edits and follow-ups
)

// States of an interaction, as SANDBOX_INTERACTION tells them.
const (
	StatePending  = "pending"
	StateDeferred = "deferred"
	StateAnswered = "answered"
	StateFailed   = "failed"
)

// attachmentLimit is the size of a file in an interaction's answer: 10 MiB without boosts.
const attachmentLimit = 10 << 20

// An Interaction is the d of INTERACTION_CREATE.
type Interaction struct {
	ID              ID              `json:"id"`
	ApplicationID   ID              `json:"application_id"`
	Type            int             `json:"type"`
	Data            InteractionData `json:"data"`
	Guild           *GuildStub      `json:"guild,omitempty"`
	GuildID         ID              `json:"guild_id,omitempty"`
	Channel         *Channel        `json:"channel"`
	ChannelID       ID              `json:"channel_id"`
	Member          *Member         `json:"member,omitempty"` // in a guild
	User            *User           `json:"user,omitempty"`   // in a direct message
	Token           string          `json:"token"`
	Version         int             `json:"version"`
	Message         *Message        `json:"message,omitempty"`
	AppPermissions  Permission      `json:"app_permissions"`
	Locale          string          `json:"locale"`
	GuildLocale     string          `json:"guild_locale,omitempty"`
	Entitlements    []any           `json:"entitlements"`
	Owners          map[string]ID   `json:"authorizing_integration_owners"`
	Context         int             `json:"context"` // 0 guild, 1 direct message with the bot
	AttachmentLimit int             `json:"attachment_size_limit"`
}

// A GuildStub is what an interaction tells of its guild.
type GuildStub struct {
	ID       ID       `json:"id"`
	Locale   string   `json:"locale"`
	Features []string `json:"features"`
}

// InteractionData is `data` of all types of interactions.
type InteractionData struct {
	ID            ID            `json:"id,omitempty"`
	Name          string        `json:"name,omitempty"`
	Type          int           `json:"type,omitempty"`
	GuildID       ID            `json:"guild_id,omitempty"`
	TargetID      ID            `json:"target_id,omitempty"`
	Options       []*Option     `json:"options,omitempty"`
	Resolved      *Resolved     `json:"resolved,omitempty"`
	CustomID      string        `json:"custom_id,omitempty"`
	ComponentType int           `json:"component_type,omitempty"`
	Values        []string      `json:"values,omitzero"`
	Components    []*ModalValue `json:"components,omitempty"`
}

// An Option is a given parameter.
type Option struct {
	Name    string    `json:"name"`
	Type    int       `json:"type"`
	Value   any       `json:"value,omitempty"`
	Options []*Option `json:"options,omitempty"`
	Focused bool      `json:"focused,omitempty"`
}

// Resolved are the objects that options, targets and selected values name.
type Resolved struct {
	Users       map[ID]*User       `json:"users,omitempty"`
	Members     map[ID]*Member     `json:"members,omitempty"`
	Roles       map[ID]*Role       `json:"roles,omitempty"`
	Channels    map[ID]*Channel    `json:"channels,omitempty"`
	Messages    map[ID]*Message    `json:"messages,omitempty"`
	Attachments map[ID]*Attachment `json:"attachments,omitempty"`
}

// InteractionState is the d of SANDBOX_INTERACTION.
type InteractionState struct {
	ID        ID     `json:"id"`
	UserID    ID     `json:"user_id"`
	ChannelID ID     `json:"channel_id"`
	State     string `json:"state"` // one of the State constants
	Name      string `json:"name"`  // of the command, or the custom id
	Error     string `json:"error"`
}

// interaction is an interaction as kept while its token lives.
type interaction struct {
	id, app, user, channel ID
	kind                   int
	name, token            string
	born                   time.Time // real
	state                  string
	source                 ID // the message a component was on
	original               ID // the message that is @original, 0 if there is none
	origin                 *Origin
	menu                   bool // a user or message command
	modal                  *Modal
	choices                chan []Choice
	timer                  *time.Timer
}

// acked reports whether the first answer was given.
func (i *interaction) acked() bool { return i.state != StatePending }

// begin completes an interaction that has its user, application, kind and name, tells the application, and starts the
// clock of its first answer. source, if not nil, is the message a component was on.
func (w *World) begin(i *interaction, c *channel, data InteractionData, source *message) *interaction {
	w.forgetTokens()
	i.id, i.channel, i.born, i.token, i.state = w.next(), c.Shape.ID, time.Now(), secret(60), StatePending
	i.origin = &Origin{ID: i.id, Type: i.kind, User: w.userCopy(i.user), Owners: owners(c)}
	if source != nil {
		i.source, i.origin.Interacted = source.Shape.ID, source.Shape.ID
	}
	i.menu = data.Type == CommandUser || data.Type == CommandMessage
	if i.kind == InteractAutocomplete {
		i.choices = make(chan []Choice, 1)
	}
	w.interactions[i.id], w.tokens[i.token] = i, i
	w.queue = append(w.queue, i)
	i.timer = time.AfterFunc(AnswerWithin, func() { w.fail(i) })
	w.tellState(i, "")
	a := w.s.Apps[i.app]
	w.emit(Event{Type: "INTERACTION_CREATE", Data: w.payload(i, c, data, source), Guild: c.Shape.GuildID,
		Channel: c.Shape.ID}.forApp(a))
	return i
}

// payload builds the d of INTERACTION_CREATE.
func (w *World) payload(i *interaction, c *channel, data InteractionData, source *message) *Interaction {
	a := w.s.Apps[i.app]
	p := w.permissions(i.user, c)
	ch := w.channelCopy(c, a.User)
	ch.Permissions = &p
	out := &Interaction{ID: i.id, ApplicationID: i.app, Type: i.kind, Data: data, Channel: ch, ChannelID: c.Shape.ID,
		Token: i.token, Version: 1, AppPermissions: w.permissions(a.User, c), Locale: w.locale(i.user),
		Entitlements: []any{}, Owners: i.origin.Owners, Context: 1, AttachmentLimit: attachmentLimit}
	if source != nil {
		out.Message = w.render(c, source, a.User)
	}
	g := w.s.Guilds[c.Shape.GuildID]
	if g == nil {
		out.User = w.userCopy(i.user)
		return out
	}
	out.Context, out.GuildID, out.GuildLocale = 0, g.Shape.ID, g.Shape.PreferredLocale
	out.Guild = &GuildStub{ID: g.Shape.ID, Locale: g.Shape.PreferredLocale, Features: []string{}}
	out.Member = w.memberCopy(g.member(i.user))
	out.Member.Permissions = &p
	return out
}

// owners says who installed the application: the guild, or for a direct message "0" with no id, as Discord writes it.
func owners(c *channel) map[string]ID { return map[string]ID{"0": c.Shape.GuildID} }

// locale is the language a person's client is set to.
func (w *World) locale(user ID) string {
	if a := w.s.Users[user]; a != nil && a.Locale != "" {
		return a.Locale
	}
	return "en-US"
}

// SetLocale says which language a person's client is set to, such as "de"; "" is "en-US".
func (w *World) SetLocale(person ID, locale string) error {
	w.lock()
	defer w.mu.Unlock()
	a := w.s.Users[person]
	if a == nil {
		return unknownUser()
	}
	a.Locale = locale
	w.changes++
	return nil
}

// fail ends an interaction that was not answered in time.
func (w *World) fail(i *interaction) {
	w.lock()
	defer w.mu.Unlock()
	if i.acked() {
		return
	}
	i.state = StateFailed
	delete(w.interactions, i.id)
	delete(w.tokens, i.token)
	if i.choices != nil {
		close(i.choices)
		return
	}
	w.tellState(i, "The application did not respond")
}

// tellState emits SANDBOX_INTERACTION to the person; a running autocomplete is not shown.
func (w *World) tellState(i *interaction, failure string) {
	if i.kind == InteractAutocomplete {
		return
	}
	c := w.s.Channels[i.channel]
	if c == nil {
		return
	}
	w.emit(Event{Type: EventInteraction, Guild: c.Shape.GuildID, Channel: i.channel, Data: InteractionState{
		ID: i.id, UserID: i.user, ChannelID: i.channel, State: i.state, Name: i.name, Error: failure,
	}}.forUser(i.user))
}

// forgetTokens drops the interactions whose 15 minutes are over; the queue has them in the order of their birth.
func (w *World) forgetTokens() {
	for len(w.queue) > 0 && time.Since(w.queue[0].born) >= TokenLife {
		i := w.queue[0]
		w.queue[0] = nil
		w.queue = w.queue[1:]
		delete(w.interactions, i.id)
		delete(w.tokens, i.token)
	}
}
