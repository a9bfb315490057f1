package world

import (
	"crypto/rand"
	"encoding/base64"
	"maps"
	"slices"
	"sync"
	"time"
)

// A World is one Discord with everything in it. Its methods may be called from any goroutine.
type World struct {
	now func() time.Time

	mu           sync.Mutex
	s            state
	subscribers  []*subscriber
	interactions map[ID]*interaction
	tokens       map[string]*interaction
	queue        []*interaction // those of tokens, oldest first
	nonces       map[nonceKey]nonceUse
	created      map[scopeKey]creates
	changes      uint64
	rooms        map[ID][]*channel // by guild, nil: not made yet; see roomsOf
	archiveDue   time.Time         // no thread falls asleep before this story time; zero: look again
}

// state is what is saved.
type state struct {
	Last     ID // the newest snowflake given out
	Users    map[ID]*account
	People   []ID // users in the order of their coming
	Guilds   map[ID]*guild
	Channels map[ID]*channel
	Apps     map[ID]*app
	Commands []*Command
	Files    map[ID]*stored
	Served   string // where attachments are served, without a slash at the end
}

// New makes an empty World whose snowflakes and timestamps follow now, which must not go backwards. See
// [World.Furnish] for something to start with.
func New(now func() time.Time) *World {
	w := &World{
		now:          now,
		interactions: map[ID]*interaction{},
		tokens:       map[string]*interaction{},
		nonces:       map[nonceKey]nonceUse{},
		created:      map[scopeKey]creates{},
	}
	w.s.fill()
	return w
}

// fill makes the maps that are missing.
func (s *state) fill() {
	if s.Users == nil {
		s.Users = map[ID]*account{}
	}
	if s.Guilds == nil {
		s.Guilds = map[ID]*guild{}
	}
	if s.Channels == nil {
		s.Channels = map[ID]*channel{}
	}
	if s.Apps == nil {
		s.Apps = map[ID]*app{}
	}
	if s.Files == nil {
		s.Files = map[ID]*stored{}
	}
}

// lock takes the mutex and archives the threads whose time has come on the story clock.
func (w *World) lock() {
	w.mu.Lock()
	w.archiveIdle()
}

// Tick does what is due on the story clock: threads that were quiet for too long are archived. Every other method does
// so too; call it now and then so that it is also seen while nothing else happens.
func (w *World) Tick() {
	w.lock()
	w.mu.Unlock()
}

// Changes counts what happened. If it is what it was, there is nothing new to save.
func (w *World) Changes() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.changes
}

// next makes a new snowflake: of the story's present, and above all earlier ones.
func (w *World) next() ID {
	id := IDAt(w.now())
	if id <= w.s.Last {
		id = w.s.Last + 1
	}
	w.s.Last = id
	return id
}

// stamp is the story's present, to the microsecond as Discord writes it.
func (w *World) stamp() Stamp { return Stamp{w.now().UTC().Truncate(time.Microsecond)} }

// secret makes an unguessable token.
func secret(bytes int) string {
	b := make([]byte, bytes)
	rand.Read(b) // never fails, as crypto/rand documents
	return base64.RawURLEncoding.EncodeToString(b)
}

// sorted returns a map's ids in ascending order, so that lists are the same every time.
func sorted[V any](m map[ID]V) []ID { return slices.Sorted(maps.Keys(m)) }

// userCopy returns a snapshot of a user, or nil.
func (w *World) userCopy(id ID) *User {
	a := w.s.Users[id]
	if a == nil {
		return nil
	}
	u := a.User
	return &u
}

// appOf returns the application whose bot the user is, or nil.
func (w *World) appOf(user ID) *app {
	for _, a := range w.s.Apps {
		if a.User == user {
			return a
		}
	}
	return nil
}
