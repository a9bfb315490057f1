package main

import (
	"fmt"
	"slices"

	"cliffhanger/bot/discord"
	"cliffhanger/story"
)

// Types of channels (Discord's documentation, "Channel Types").
const (
	textChannel         = 0
	announcementChannel = 5
	forumChannel        = 15
)

const (
	// needsToRead is what the bot needs wherever it posts: it looks for what it has posted before.
	needsToRead = discord.PermViewChannel | discord.PermSendMessages | discord.PermReadHistory
	// needsToTell is what a story needs: reactions are votes, and a reader's earlier one is taken off.
	needsToTell = needsToRead | discord.PermAddReactions | discord.PermManageMessages
)

// kindOf says what is special about a channel, "" if nothing is.
func kindOf(r discord.Room) string {
	switch r.Type {
	case announcementChannel:
		return "the bot may do all it needs; it is an announcement channel, of which Discord publishes 10 messages an hour"
	case forumChannel:
		return "the bot may do all it needs; it is a forum: each chapter becomes a post"
	}
	return ""
}

// story looks at everything that a story uses in this server.
func (v *visit) story(s *story.Story) {
	told := false
	for _, t := range tellingsOf(s) {
		if t.Channel == "" {
			continue // said of the story itself
		}
		r, ok := v.room(t.Channel, textChannel, announcementChannel, forumChannel)
		v.places.note(s, t, v.server.Name, ok)
		if ok {
			told = true
			v.telling(s, t, r)
		}
	}
	if !told {
		return
	}
	if desk := s.Release.Desk; desk != "" {
		v.desk(desk)
	} else if n := s.Unasked(); n > 0 {
		v.warn(fmt.Sprintf("story “%s”", s.Title), fmt.Sprintf("readers of chapter %d put names forward that the author has to "+
			"let in, and is told of nowhere", n), "name a channel as `desk:` in story.yaml, or write `admit: all`; "+
			"`/poll nominees` shows them in any case")
	}
	if forum := s.Release.Discuss; forum != "" && forum != story.DiscussThread {
		v.forum(forum, s.Release.Adults)
	}
	if ping := s.Release.Ping; ping != "" {
		v.follow(ping)
	}
}

// telling looks at a channel in which a story is told.
func (v *visit) telling(s *story.Story, t simTelling, r discord.Room) {
	want := needsToTell
	switch {
	case r.Type == forumChannel: // its posts are threads already, and are their own index
		want |= discord.PermSendInThreads
	case s.Release.Discuss == story.DiscussThread:
		want |= discord.PermCreateThreads | discord.PermSendInThreads
	}
	if s.Release.Index && r.Type != forumChannel {
		want |= discord.PermPinMessages
	}
	v.needs(r, want)
	if may := v.may(r); may.Has(discord.PermViewChannel) && !may.Has(discord.PermAttachFiles) {
		v.warn(v.in(r), "the bot may not attach files: results of votes come without their picture",
			"allow it "+quoted(discord.PermAttachFiles))
	}
	v.ping(r, t.Role)
	if r.Lockable(v.self, v.member.Roles) {
		v.ok(v.in(r), "readers can press nothing but the options of votes: the bot manages the channel's permissions")
	}
	v.adults(r, s.Release.Adults)
	if t.Lead > 0 && v.everybodySees(r) {
		v.warn(v.in(r), "everybody can see it, so that chapters are early for nobody in particular",
			"in its settings, under Permissions, deny View Channel to @everyone and allow it to those who may read ahead")
	}
}

// ping looks whether the bot can ping a role in a channel. Discord posts the message all the same.
func (v *visit) ping(r discord.Room, name string) {
	if name == "" {
		return
	}
	role, ok := v.role(name)
	switch {
	case !ok:
		v.warn("server "+v.server.Name, fmt.Sprintf("there is no role @%s: nobody is pinged in #%s", name, r.Name),
			"make the role, or name another in story.yaml")
	case !role.Mentionable && !v.may(r).Has(discord.PermMentionEveryone):
		v.warn(v.in(r), fmt.Sprintf("the bot may not ping @%s: its message comes without", role.Name),
			"switch “Allow anyone to @mention this role” on in the role's settings, or allow the bot "+
				quoted(discord.PermMentionEveryone))
	}
}

// adults looks whether a channel is age-restricted if the story must be.
func (v *visit) adults(r discord.Room, wanted bool) {
	if wanted && !r.NSFW {
		v.fail(v.in(r), "it is not age-restricted, and story.yaml says `adults: yes`: nothing is posted there",
			"switch Age-Restricted Channel on in its settings")
	}
}

// desk looks at the channel in which the author is told what needs them.
func (v *visit) desk(name string) {
	r, ok := v.room(name, textChannel, announcementChannel)
	if !ok {
		v.warn("server "+v.server.Name, fmt.Sprintf("there is no channel %s: the author hears of trouble in the log alone",
			room(name)), "make it, or name another as `desk:` in story.yaml")
		return
	}
	v.needs(r, needsToRead)
	if v.everybodySees(r) {
		v.warn(v.in(r), "everybody can see what is meant for the author", "deny View Channel to @everyone in its settings")
	}
}

// forum looks at the forum in which chapters are discussed.
func (v *visit) forum(name string, adults bool) {
	r, ok := v.room(name, forumChannel)
	if !ok {
		v.fail("server "+v.server.Name, fmt.Sprintf("there is no forum %s: chapters are not discussed", room(name)),
			"make it, as a channel of the kind Forum, or write `discuss: thread` in story.yaml")
		return
	}
	v.needs(r, needsToRead|discord.PermSendInThreads)
	v.adults(r, adults)
}

// follow looks whether the bot can give readers the role that is pinged.
func (v *visit) follow(name string) {
	about := fmt.Sprintf("role @%s in %s", name, v.server.Name)
	role, ok := v.role(name)
	top := 0
	for _, r := range v.roles {
		if slices.Contains(v.member.Roles, r.ID) {
			top = max(top, r.Position)
		}
	}
	const lost = "readers cannot take it by /follow: "
	switch {
	case !ok: // said of the channel in which it would be pinged
	case role.Managed:
		v.warn(about, lost+"it belongs to an integration", "name another in story.yaml")
	case !v.base.Has(discord.PermManageRoles):
		v.warn(about, lost+"the bot lacks Manage Roles", "allow it for the bot's role, in the server's settings under Roles")
	case role.Position >= top && !v.server.Owner:
		v.warn(about, lost+"it stands above the bot's own role", "drag the bot's role above it, in the server's settings "+
			"under Roles")
	default:
		v.ok(about, "readers can take it by /follow")
	}
}

// places keeps which server has which channel of a story.
type places struct{ all []place }

// A place is a channel that a story names.
type place struct {
	story   *story.Story
	telling simTelling
	has     []string // the servers that have it
	lack    []string
}

// note notes whether a server has the channel of a telling.
func (p *places) note(s *story.Story, t simTelling, server string, has bool) {
	i := slices.IndexFunc(p.all, func(o place) bool { return o.story == s && o.telling == t })
	if i < 0 {
		i, p.all = len(p.all), append(p.all, place{story: s, telling: t})
	}
	if one := &p.all[i]; has {
		one.has = append(one.has, server)
	} else {
		one.lack = append(one.lack, server)
	}
}

// absent judges the channels that no server has, and the servers in which a story is not told.
func (d *diagnosis) absent(p *places) {
	for _, one := range p.all {
		about, name := fmt.Sprintf("story “%s”", one.story.Title), room(one.telling.Channel)
		if len(one.has) == 0 {
			d.fail(about, "no server that the bot is in has a channel "+name, "make it, or name another in story.yaml")
			continue
		}
		if one.telling.Lead > 0 {
			continue // one server may be for those who read ahead
		}
		for _, server := range one.lack {
			d.warn("server "+server, fmt.Sprintf("it has no channel %s, so “%s” is not told there", name, one.story.Title),
				"make the channel if it should be")
		}
	}
}
