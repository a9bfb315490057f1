package world

import "time"

// Application flags: the privileged intents that are switched on in the portal, for apps with fewer than 10,000 users
// ("limited", Discord's "Application" page, flags). Without the second the routes that list members are closed too.
const (
	AppMembersLimited = 1 << 15
	AppContentLimited = 1 << 19
)

// What the roles of the default guild may do.
const (
	everyoneRights = PermViewChannel | PermSendMessages | PermSendInThreads | PermReadHistory | PermAddReactions |
		PermEmbedLinks | PermAttachFiles | PermUseCommands | PermCreatePublicThreads | PermExternalEmojis
	botRights = PermViewChannel | PermSendMessages | PermSendInThreads | PermEmbedLinks | PermAttachFiles |
		PermReadHistory | PermAddReactions | PermManageMessages | PermCreatePublicThreads | PermPinMessages |
		PermExternalEmojis
	moderatorRights = PermManageMessages | PermManageThreads | PermPinMessages | PermMentionEveryone | PermAddReactions |
		PermSendMessages
)

// Furnish puts the default guild into the world: "The Reading Room" with #welcome, #story and #talk, its author and
// owner Mara Voss, the readers Ines, Tomasz and Wren, the moderator Juno, and the bot Cliffhanger, which is returned.
// In #story readers may read and press reactions that are there, but neither write nor add new ones. So they may in
// #early-access, which only Patrons see, of whom Wren is one. #author-desk is seen by nobody but Mara and the bot.
// All have had their accounts for years and been there for months, but for Wren: 12 days, and 5.
func (w *World) Furnish() App {
	ago := func(days int) time.Time { return w.now().AddDate(0, 0, -days) }
	author := w.AddPersonSince("Mara Voss", "author", "#b8475f", ago(2900))
	ines := w.AddPersonSince("Ines", "reader", "#3f7d58", ago(2200))
	tomasz := w.AddPersonSince("Tomasz", "reader", "#3a6ea5", ago(1400))
	wren := w.AddPersonSince("Wren", "reader", "#8a5fb0", ago(12))
	juno := w.AddPersonSince("Juno", "moderator", "#b07a2a", ago(1800))
	bot := w.AddApp("Cliffhanger", "#5a4fcf", AppContentLimited)

	guild := w.AddGuildSince("The Reading Room", author, everyoneRights, ago(1100))
	botRole := w.AddRole(guild, "Cliffhanger", botRights)
	moderators := w.AddRole(guild, "Moderators", moderatorRights)
	w.Join(guild, bot.User.ID, botRole)
	w.JoinSince(guild, ines, ago(1060))
	w.JoinSince(guild, tomasz, ago(200))
	w.JoinSince(guild, wren, ago(5))
	w.JoinSince(guild, juno, ago(900), moderators)

	w.AddChannel(guild, "welcome", "Say hello, and see how this place works.")
	w.AddChannel(guild, "story", "The story appears here. Press a reaction to vote.",
		Overwrite{ID: guild, Type: 0, Deny: PermSendMessages | PermAddReactions},
		Overwrite{ID: botRole, Type: 0, Allow: PermSendMessages | PermAddReactions})
	w.AddChannel(guild, "talk", "Talk about the story. Mind the spoilers.")

	patrons := w.AddRole(guild, "Patron", 0)
	w.grant(guild, wren, patrons)
	w.AddChannel(guild, "early-access", "The story ahead of everybody else. Please keep it to yourselves.",
		Overwrite{ID: guild, Type: 0, Deny: PermViewChannel | PermSendMessages | PermAddReactions},
		Overwrite{ID: botRole, Type: 0, Allow: PermViewChannel | PermSendMessages | PermAddReactions},
		Overwrite{ID: patrons, Type: 0, Allow: PermViewChannel})
	w.AddChannel(guild, "author-desk", "What needs the author.",
		Overwrite{ID: guild, Type: 0, Deny: PermViewChannel},
		Overwrite{ID: botRole, Type: 0, Allow: PermViewChannel})
	return bot
}

// AddGuild makes a guild with its @everyone role and its owner as the first member.
func (w *World) AddGuild(name string, owner ID, everyone Permission) ID {
	w.lock()
	defer w.mu.Unlock()
	return w.addGuild(w.next(), name, owner, everyone)
}

// AddGuildSince is [World.AddGuild] for a guild that has been there since an earlier moment, as has its owner; one that
// is not past, or before [Epoch], is now.
func (w *World) AddGuildSince(name string, owner ID, everyone Permission, made time.Time) ID {
	w.lock()
	defer w.mu.Unlock()
	return w.addGuild(w.past(made), name, owner, everyone)
}

func (w *World) addGuild(id ID, name string, owner ID, everyone Permission) ID {
	role := &Role{ID: id, Name: "@everyone", Permissions: everyone}
	w.s.Guilds[id] = &guild{Shape: Guild{ID: id, Name: name, OwnerID: owner, Roles: []*Role{role}, Emojis: []*Emoji{},
		Stickers: []any{}, Features: []string{}, PreferredLocale: "en-US", AFKTimeout: 300}}
	w.join(id, owner, w.since(id.Time()), nil)
	return id
}

// AddRole adds a role above those that are there. It returns 0 if there is no such guild.
func (w *World) AddRole(guild ID, name string, p Permission) ID {
	w.lock()
	defer w.mu.Unlock()
	g := w.s.Guilds[guild]
	if g == nil {
		return 0
	}
	r := &Role{ID: w.next(), Name: name, Permissions: p, Position: len(g.Shape.Roles)}
	g.Shape.Roles = append(g.Shape.Roles, r)
	w.tellRole("GUILD_ROLE_CREATE", guild, r)
	return r.ID
}

// grant gives a role to a member, whoever may not.
func (w *World) grant(guild, user, role ID) {
	w.lock()
	defer w.mu.Unlock()
	if m := w.s.Guilds[guild].member(user); m != nil {
		m.Roles = append(m.Roles, role)
		w.changes++
	}
}

// Join makes a user a member of a guild, with the given roles; it does nothing if they are already there or either is
// unknown. A bot that joins is sent GUILD_CREATE.
func (w *World) Join(guild, user ID, roles ...ID) {
	w.lock()
	defer w.mu.Unlock()
	w.join(guild, user, w.stamp(), roles)
}

// JoinSince is [World.Join] for somebody who has been in the guild since an earlier moment; one that is not past is now.
func (w *World) JoinSince(guild, user ID, since time.Time, roles ...ID) {
	w.lock()
	defer w.mu.Unlock()
	w.join(guild, user, w.since(since), roles)
}

// since is an earlier moment, but no later one than the present.
func (w *World) since(at time.Time) Stamp {
	if now := w.stamp(); at.After(now.Time) {
		return now
	}
	return Stamp{at.UTC().Truncate(time.Microsecond)}
}

func (w *World) join(id, user ID, at Stamp, roles []ID) {
	g, u := w.s.Guilds[id], w.userCopy(user)
	if g == nil || u == nil || g.member(user) != nil {
		return
	}
	m := &Member{User: u, Roles: append([]ID{}, roles...), JoinedAt: at}
	g.admit(m)
	w.emit(Event{Type: "GUILD_MEMBER_ADD", Guild: id, Data: struct {
		*Member
		GuildID ID `json:"guild_id"`
	}{w.memberCopy(m), id}})
	if a := w.appOf(user); a != nil {
		w.emit(Event{Type: "GUILD_CREATE", Guild: id, Data: w.guildCreate(g, user)}.forApp(a))
	}
}

// AddChannel adds a text channel at the end, with overwrites. It returns 0 if there is no such guild.
func (w *World) AddChannel(guild ID, name, topic string, overwrites ...Overwrite) ID {
	w.lock()
	defer w.mu.Unlock()
	if w.s.Guilds[guild] == nil {
		return 0
	}
	c := w.addChannel(Channel{Type: ChannelText, GuildID: guild, Name: name, Topic: &topic,
		Overwrites: append([]Overwrite{}, overwrites...)})
	return c.Shape.ID
}

// AddEmoji adds a custom emoji to a guild and returns it with its id.
func (w *World) AddEmoji(guild ID, name string) Emoji {
	w.lock()
	defer w.mu.Unlock()
	id := w.next()
	e := Emoji{ID: &id, Name: &name}
	if g := w.s.Guilds[guild]; g != nil {
		g.Shape.Emojis = append(g.Shape.Emojis, &e)
		w.changes++
	}
	return e
}
