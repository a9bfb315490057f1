package world

import (
	"slices"
	"strings"
)

// Names of events only the page sees.
const (
	EventModal       = "SANDBOX_MODAL"       // d: [ModalShown]
	EventInteraction = "SANDBOX_INTERACTION" // d: [InteractionState]
	EventCommands    = "SANDBOX_COMMANDS"    // d: {"application_id"}: ask [World.Commands] again
)

// An Event is one thing that happened, as one dispatch tells it.
type Event struct {
	Type     string // Discord's name, such as "MESSAGE_CREATE", or one of the SANDBOX_ names
	Data     any    // marshals to Discord's documented `d`; a snapshot
	Guild    ID     // 0 when it has none
	Channel  ID     // 0 when it has none; with Guild 0 it is a direct message
	App      ID     // not 0: only for sessions of this application
	Author   ID     // author of the message in Data, if it is a message
	Mentions []ID   // users mentioned in that message

	only []ID // not nil: only these users are told
}

// forApp narrows an event to an application and its bot user.
func (e Event) forApp(a *app) Event {
	e.App = a.ID
	e.only = append(e.only, a.User)
	return e
}

// forUser narrows an event to a user, besides those it is already for.
func (e Event) forUser(id ID) Event {
	e.only = append(e.only, id)
	return e
}

// subscriber is one listener.
type subscriber struct {
	user    ID
	app     ID // 0: a person
	deliver func(Event)
}

// subscribe adds a listener; the function returned removes it. The caller holds the mutex; cancel does not.
func (w *World) subscribe(s *subscriber) (cancel func()) {
	w.subscribers = append(w.subscribers, s)
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.subscribers = slices.DeleteFunc(w.subscribers, func(o *subscriber) bool { return o == s })
	}
}

// emit tells everybody who may know, in the order of events. It also notes that there is something to save.
func (w *World) emit(e Event) {
	w.changes++
	for _, s := range w.subscribers {
		if w.tells(s, e) {
			s.deliver(e)
		}
	}
}

// tells reports whether a listener may know of an event.
func (w *World) tells(s *subscriber, e Event) bool {
	if s.app != 0 && strings.HasPrefix(e.Type, "SANDBOX_") {
		return false
	}
	if e.only != nil {
		return slices.Contains(e.only, s.user)
	}
	if e.Channel != 0 {
		c := w.s.Channels[e.Channel]
		return c != nil && w.permissions(s.user, c).Has(PermViewChannel)
	}
	if g := w.s.Guilds[e.Guild]; g != nil {
		return g.member(s.user) != nil
	}
	return true
}

// tell emits an event of a channel.
func (w *World) tell(kind string, c *channel, data any) {
	w.emit(Event{Type: kind, Data: data, Guild: c.Shape.GuildID, Channel: c.Shape.ID})
}

// audience returns the users who can see a channel now; used before it is deleted or hidden.
func (w *World) audience(c *channel) []ID {
	seen := []ID{}
	for _, s := range w.subscribers {
		if w.permissions(s.user, c).Has(PermViewChannel) {
			seen = append(seen, s.user)
		}
	}
	return seen
}

// Attach adds a session of an application. It returns the guilds its bot is in as GUILD_CREATE shows them, and hands
// every later event the application may see to deliver, in order and without a gap between the two. deliver must not
// block and must not call the World. An unknown application gets no guilds and no events.
func (w *World) Attach(app ID, deliver func(Event)) (guilds []*Guild, detach func()) {
	return w.AttachShard(app, func(ID) bool { return true }, deliver)
}

// AttachShard is Attach for a listener that wants to see only some guilds at the beginning: those has says yes to. has
// is asked with their ids, ascending, and must not call the World. Events come of all guilds.
func (w *World) AttachShard(app ID, has func(guild ID) bool, deliver func(Event)) (guilds []*Guild, detach func()) {
	w.lock()
	defer w.mu.Unlock()
	a := w.s.Apps[app]
	if a == nil {
		return nil, func() {}
	}
	for _, id := range w.guildsOf(a.User) {
		if has(id) {
			guilds = append(guilds, w.guildCreate(w.s.Guilds[id], a.User))
		}
	}
	return guilds, w.subscribe(&subscriber{user: a.User, app: app, deliver: deliver})
}

// Watch adds a listener for what a person's client would be told: all they can see, messages only they see, modals
// opened for them and the state of what they invoked. deliver must not block and must not call the World.
func (w *World) Watch(viewer ID, deliver func(Event)) (cancel func()) {
	w.lock()
	defer w.mu.Unlock()
	return w.subscribe(&subscriber{user: viewer, deliver: deliver})
}
