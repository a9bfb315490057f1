package world

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// secretOf is the first part of a token: the id in base64, as in Discord's.
func secretOf(id ID) string { return base64.RawURLEncoding.EncodeToString([]byte(id.String())) }

// A PartialGuild is what "list my guilds" gives.
type PartialGuild struct {
	ID          ID         `json:"id"`
	Name        string     `json:"name"`
	Icon        *string    `json:"icon"`
	Owner       bool       `json:"owner"`
	Permissions Permission `json:"permissions"`
	Features    []string   `json:"features"`
}

// guildsOf returns the ids of the guilds a user is in.
func (w *World) guildsOf(user ID) []ID {
	var in []ID
	for _, id := range sorted(w.s.Guilds) {
		if w.s.Guilds[id].member(user) != nil {
			in = append(in, id)
		}
	}
	return in
}

// GuildCount returns how many guilds an application's bot is in; 0 if there is no such application.
func (w *World) GuildCount(app ID) int {
	w.lock()
	defer w.mu.Unlock()
	a := w.s.Apps[app]
	if a == nil {
		return 0
	}
	n := 0
	for _, g := range w.s.Guilds {
		if g.member(a.User) != nil {
			n++
		}
	}
	return n
}

// MyGuilds lists the guilds a user is in.
func (w *World) MyGuilds(user ID) []PartialGuild {
	w.lock()
	defer w.mu.Unlock()
	all := []PartialGuild{}
	for _, id := range w.guildsOf(user) {
		g := w.s.Guilds[id]
		all = append(all, PartialGuild{ID: id, Name: g.Shape.Name, Owner: g.Shape.OwnerID == user,
			Permissions: g.base(g.member(user)), Features: slices.Clone(g.Shape.Features)})
	}
	return all
}

// entered returns the guild if the user is in it: 10004 if it is unknown, 50001 otherwise.
func (w *World) entered(user, id ID) (*guild, *Member, error) {
	g := w.s.Guilds[id]
	if g == nil {
		return nil, nil, unknownGuild()
	}
	m := g.member(user)
	if m == nil {
		return nil, nil, missingAccess()
	}
	return g, m, nil
}

// Guild returns a guild without its channels and members.
func (w *World) Guild(user, id ID) (*Guild, error) {
	w.lock()
	defer w.mu.Unlock()
	g, _, err := w.entered(user, id)
	if err != nil {
		return nil, err
	}
	return w.guildCopy(g), nil
}

// Roles lists a guild's roles, lowest first.
func (w *World) Roles(user, id ID) ([]*Role, error) {
	g, err := w.Guild(user, id)
	if err != nil {
		return nil, err
	}
	return g.Roles, nil
}

// GetMember returns a member of a guild.
func (w *World) GetMember(user, id, of ID) (*Member, error) {
	w.lock()
	defer w.mu.Unlock()
	g, _, err := w.entered(user, id)
	if err != nil {
		return nil, err
	}
	if w.s.Users[of] == nil {
		return nil, unknownUser()
	}
	m := g.member(of)
	if m == nil {
		return nil, unknownMember()
	}
	return w.memberCopy(m), nil
}

// Members lists members with ids above after, ascending, at most limit. A query keeps those whose name or nick starts
// with it, in any case.
func (w *World) Members(user, id, after ID, limit int, query string) ([]*Member, error) {
	w.lock()
	defer w.mu.Unlock()
	g, _, err := w.entered(user, id)
	if err != nil {
		return nil, err
	}
	found := []*Member{}
	for _, m := range g.Members {
		if m.User.ID > after && w.named(m, query) {
			found = append(found, w.memberCopy(m))
		}
	}
	slices.SortFunc(found, func(a, b *Member) int { return order(a.User.ID, b.User.ID) })
	return found[:min(limit, len(found))], nil
}

func (w *World) named(m *Member, query string) bool {
	u := w.s.Users[m.User.ID].User
	names := []string{u.Username, u.Name()}
	if m.Nick != nil {
		names = append(names, *m.Nick)
	}
	return slices.ContainsFunc(names, func(n string) bool {
		return strings.HasPrefix(strings.ToLower(n), strings.ToLower(query))
	})
}

// SetNick changes the acting user's own nick in a guild; "" takes it away.
func (w *World) SetNick(user, id ID, nick string) (*Member, error) {
	w.lock()
	defer w.mu.Unlock()
	g, m, err := w.entered(user, id)
	if err != nil {
		return nil, err
	}
	m.Nick = nil
	if nick != "" {
		m.Nick = &nick
	}
	w.tellMember(g, m)
	return w.memberCopy(m), nil
}

// SetRole gives or takes a role. The acting user needs MANAGE_ROLES and a higher role than it; @everyone has everybody.
func (w *World) SetRole(user, id, of, role ID, give bool) error {
	w.lock()
	defer w.mu.Unlock()
	g, me, err := w.entered(user, id)
	if err != nil {
		return err
	}
	m := g.member(of)
	if m == nil {
		return unknownMember()
	}
	if g.role(role) == nil {
		return unknown(10011, "Role")
	}
	if role == id {
		return Refuse(400, 50028, "Invalid Role")
	}
	if !g.base(me).Has(PermManageRoles) || g.Shape.OwnerID != user && g.rank(me) <= g.role(role).Position {
		return missingRight()
	}
	if slices.Contains(m.Roles, role) == give {
		return nil
	}
	m.Roles = slices.DeleteFunc(slices.Clone(m.Roles), func(r ID) bool { return r == role })
	if give {
		m.Roles = append(m.Roles, role)
	}
	w.tellMember(g, m)
	return nil
}

// SetPermissions changes what a role may do. It is for tests and tools: no one's permission is needed.
func (w *World) SetPermissions(guild, role ID, p Permission) error {
	w.lock()
	defer w.mu.Unlock()
	g := w.s.Guilds[guild]
	if g == nil {
		return unknownGuild()
	}
	old := g.role(role)
	if old == nil {
		return unknown(10011, "Role")
	}
	fresh := *old
	fresh.Permissions = p
	i := slices.Index(g.Shape.Roles, old)
	g.Shape.Roles[i] = &fresh
	w.tellRole("GUILD_ROLE_UPDATE", guild, &fresh)
	return nil
}

// DeleteRole takes a role away, also from those who have it. It is for tests and tools: no one's permission is needed.
func (w *World) DeleteRole(guild, role ID) error {
	w.lock()
	defer w.mu.Unlock()
	g := w.s.Guilds[guild]
	if g == nil {
		return unknownGuild()
	}
	if g.role(role) == nil || role == guild { // @everyone stays
		return unknown(10011, "Role")
	}
	g.Shape.Roles = slices.DeleteFunc(slices.Clone(g.Shape.Roles), func(r *Role) bool { return r.ID == role })
	for _, m := range g.Members {
		if slices.Contains(m.Roles, role) {
			m.Roles = slices.DeleteFunc(slices.Clone(m.Roles), func(r ID) bool { return r == role })
		}
	}
	w.emit(Event{Type: "GUILD_ROLE_DELETE", Guild: guild, Data: struct {
		GuildID ID `json:"guild_id"`
		RoleID  ID `json:"role_id"`
	}{guild, role}})
	return nil
}

// tellRole emits that there is a new role, or that one has changed. Roles are replaced and never changed, so that this
// one is a snapshot.
func (w *World) tellRole(kind string, guild ID, r *Role) {
	w.emit(Event{Type: kind, Guild: guild, Data: struct {
		GuildID ID    `json:"guild_id"`
		Role    *Role `json:"role"`
	}{guild, r}})
}

// TimeOut keeps a member from writing and reacting until the given story time; the zero time ends it. It is for tests
// and tools: no one's permission is needed.
func (w *World) TimeOut(guild, user ID, until time.Time) error {
	w.lock()
	defer w.mu.Unlock()
	g, m, err := w.entered(user, guild)
	if err != nil {
		return err
	}
	m.TimedOutUntil = nil
	if !until.IsZero() {
		m.TimedOutUntil = &Stamp{until.UTC()}
	}
	w.tellMember(g, m)
	return nil
}

// Leave takes a user out of a guild, by their own will or not. Their messages and reactions stay, as on Discord. A bot
// is told by GUILD_DELETE.
func (w *World) Leave(guild, user ID) error {
	w.lock()
	defer w.mu.Unlock()
	g, m, err := w.entered(user, guild)
	if err != nil {
		return err
	}
	if g.Shape.OwnerID == user {
		return Refuse(400, 50055, "Invalid Guild")
	}
	g.dismiss(m)
	w.emit(Event{Type: "GUILD_MEMBER_REMOVE", Guild: guild, Data: struct {
		GuildID ID    `json:"guild_id"`
		User    *User `json:"user"`
	}{guild, w.userCopy(user)}})
	if a := w.appOf(user); a != nil {
		w.emit(Event{Type: "GUILD_DELETE", Guild: guild, Data: struct {
			ID ID `json:"id"`
		}{guild}}.forApp(a))
	}
	return nil
}

// tellMember emits GUILD_MEMBER_UPDATE.
func (w *World) tellMember(g *guild, m *Member) {
	w.emit(Event{Type: "GUILD_MEMBER_UPDATE", Guild: g.Shape.ID, Data: struct {
		*Member
		GuildID ID `json:"guild_id"`
	}{w.memberCopy(m), g.Shape.ID}})
}

// memberCopy returns a snapshot with the user as they are now.
func (w *World) memberCopy(m *Member) *Member {
	c := *m
	c.User = w.userCopy(m.User.ID)
	c.Roles = slices.Clone(m.Roles)
	return &c
}

// guildCopy returns a snapshot without what only GUILD_CREATE has.
func (w *World) guildCopy(g *guild) *Guild {
	c := g.Shape
	c.Roles = slices.Clone(g.Shape.Roles)
	c.Emojis = slices.Clone(g.Shape.Emojis)
	c.Features = slices.Clone(g.Shape.Features)
	return &c
}

// guildCreate returns the guild as GUILD_CREATE shows it to a bot: all channels, the active threads it can see, and of
// the members only the bot, as it has no presence intent.
func (w *World) guildCreate(g *guild, user ID) *Guild {
	c := w.guildCopy(g)
	no := false
	me := g.member(user)
	c.JoinedAt, c.Large, c.Unavailable, c.MemberCount = &me.JoinedAt, &no, &no, len(g.Members)
	c.VoiceStates, c.Presences, c.StageInstances = []any{}, []any{}, []any{}
	c.Events, c.Sounds = []any{}, []any{}
	c.Members = []*Member{w.memberCopy(me)}
	c.Channels = w.channelsOf(g.Shape.ID, func(*channel) bool { return true })
	c.Threads = w.activeThreads(g.Shape.ID, user)
	return c
}

// order compares ids for sorting.
func order(a, b ID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
