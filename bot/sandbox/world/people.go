package world

import (
	"slices"
	"time"
)

// Login finds the application of a bot token, which is given without the word "Bot".
func (w *World) Login(token string) (App, bool) {
	w.lock()
	defer w.mu.Unlock()
	if token == "" {
		return App{}, false
	}
	for _, a := range w.s.Apps {
		if a.Token == token {
			return App{ID: a.ID, Name: a.Name, User: w.userCopy(a.User)}, true
		}
	}
	return App{}, false
}

// Token returns the application's bot token, "" if there is no such application.
func (w *World) Token(app ID) string {
	w.lock()
	defer w.mu.Unlock()
	if a := w.s.Apps[app]; a != nil {
		return a.Token
	}
	return ""
}

// Apps lists the applications, oldest first.
func (w *World) Apps() []App {
	w.lock()
	defer w.mu.Unlock()
	var all []App
	for _, id := range sorted(w.s.Apps) {
		a := w.s.Apps[id]
		all = append(all, App{ID: a.ID, Name: a.Name, User: w.userCopy(a.User)})
	}
	return all
}

// SetFlags changes an application's flags, as switching privileged intents in the portal does.
func (w *World) SetFlags(app ID, flags int) error {
	w.lock()
	defer w.mu.Unlock()
	a := w.s.Apps[app]
	if a == nil {
		return unknown(10002, "Application")
	}
	a.Flags = flags
	w.changes++
	return nil
}

// RenewToken gives the application a new token, as resetting it in the portal does: the old one is refused from now on.
// It returns the new one, "" if there is no such application.
func (w *World) RenewToken(app ID) string {
	w.lock()
	defer w.mu.Unlock()
	a := w.s.Apps[app]
	if a == nil {
		return ""
	}
	a.Token = botToken(app)
	w.changes++
	return a.Token
}

// Ready returns what READY tells of an application: its user and {id, flags}. An unknown one gives nil.
func (w *World) Ready(app ID) (user *User, application any) {
	w.lock()
	defer w.mu.Unlock()
	a := w.s.Apps[app]
	if a == nil {
		return nil, nil
	}
	return w.userCopy(a.User), struct {
		ID    ID  `json:"id"`
		Flags int `json:"flags"`
	}{a.ID, a.Flags}
}

// An Application is Discord's application object, as far as a bot asks for its own.
type Application struct {
	ID          ID      `json:"id"`
	Name        string  `json:"name"`
	Icon        *string `json:"icon"`
	Description string  `json:"description"`
	Public      bool    `json:"bot_public"`
	CodeGrant   bool    `json:"bot_require_code_grant"`
	VerifyKey   string  `json:"verify_key"`
	Flags       int     `json:"flags"`
	Bot         *User   `json:"bot"`
	Owner       *User   `json:"owner"`
	Team        any     `json:"team"`
	Guilds      int     `json:"approximate_guild_count"`
}

// Application returns the full object of an application, owned by the first person of the world.
func (w *World) Application(id ID) (*Application, error) {
	w.lock()
	defer w.mu.Unlock()
	a := w.s.Apps[id]
	if a == nil {
		return nil, unknown(10002, "Application")
	}
	var owner *User
	for _, p := range w.s.People {
		if !w.s.Users[p].User.Bot {
			owner = w.userCopy(p)
			break
		}
	}
	return &Application{ID: a.ID, Name: a.Name, Public: true, Flags: a.Flags, Bot: w.userCopy(a.User), Owner: owner,
		VerifyKey: verifyKey, Guilds: len(w.guildsOf(a.User))}, nil
}

// verifyKey stands where Discord puts the key of HTTP interactions, which the sandbox does not send.
const verifyKey = "0000000000000000000000000000000000000000000000000000000000000000"

// People lists everybody, in the order they came.
func (w *World) People() []Person {
	w.lock()
	defer w.mu.Unlock()
	var all []Person
	for _, id := range w.s.People {
		a := w.s.Users[id]
		all = append(all, Person{ID: id, Name: a.User.Name(), Color: a.Color, Role: a.Role, Bot: a.User.Bot})
	}
	return all
}

// User returns a user.
func (w *World) User(id ID) (*User, error) {
	w.lock()
	defer w.mu.Unlock()
	if u := w.userCopy(id); u != nil {
		return u, nil
	}
	return nil, unknownUser()
}

// AddPerson lets somebody come into the world, in no guild yet. role and color are as in [Person].
func (w *World) AddPerson(name, role, color string) ID {
	w.lock()
	defer w.mu.Unlock()
	return w.addUser(User{Username: handle(name), GlobalName: &name}, role, color)
}

// AddPersonSince is [World.AddPerson] for somebody whose account was made at an earlier moment, which their id tells: a
// bot may ask how old an account is. A moment that is not past, or before [Epoch], is now.
func (w *World) AddPersonSince(name, role, color string, made time.Time) ID {
	w.lock()
	defer w.mu.Unlock()
	return w.addUserAs(w.past(made), User{Username: handle(name), GlobalName: &name}, role, color)
}

// past returns an unused snowflake of a moment.
func (w *World) past(at time.Time) ID {
	id := IDAt(at)
	if id == 0 || !at.Before(w.now()) {
		return w.next()
	}
	for w.s.Users[id] != nil || w.s.Guilds[id] != nil {
		id++
	}
	w.s.Last = max(w.s.Last, id)
	return id
}

// AddApp makes an application with its bot user and token; flags are those of Discord's application object, such as
// [AppContentLimited].
func (w *World) AddApp(name, color string, flags int) App {
	w.lock()
	defer w.mu.Unlock()
	user := w.addUser(User{Username: name, Bot: true}, "bot", color)
	// Discord gives an application and its bot user the same id.
	a := &app{ID: user, Name: name, User: user, Flags: flags, Token: botToken(user)}
	w.s.Apps[a.ID] = a
	return App{ID: a.ID, Name: a.Name, User: w.userCopy(user)}
}

// CloseDMs says whether a person refuses direct messages of bots, which then get 50007.
func (w *World) CloseDMs(person ID, closed bool) error {
	w.lock()
	defer w.mu.Unlock()
	a := w.s.Users[person]
	if a == nil {
		return unknownUser()
	}
	a.ClosedDM = closed
	w.changes++
	return nil
}

// addUser gives a user an id and keeps it.
func (w *World) addUser(u User, role, color string) ID {
	return w.addUserAs(w.next(), u, role, color)
}

func (w *World) addUserAs(id ID, u User, role, color string) ID {
	u.ID = id
	u.Discriminator = "0"
	w.s.Users[u.ID] = &account{User: u, Role: role, Color: color}
	w.s.People = append(w.s.People, u.ID)
	w.changes++
	return u.ID
}

// handle makes a user name of a display name: lower-case letters, digits and underscores.
func handle(name string) string {
	out := make([]rune, 0, len(name))
	for _, r := range name {
		switch {
		case r >= 'A' && r <= 'Z':
			out = append(out, r+'a'-'A')
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			out = append(out, r)
		case !slices.Contains(out, '_'):
			out = append(out, '_')
		}
	}
	return string(out)
}

// botToken makes a token of Discord's form: the id, a stamp and a secret.
func botToken(id ID) string { return secretOf(id) + "." + secret(4) + "." + secret(28) }
