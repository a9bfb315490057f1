package world

import (
	"regexp"
	"slices"
	"strings"
)

// mentionForm finds <@id>, <@!id> and <@&id>.
var mentionForm = regexp.MustCompile(`<@([!&]?)([0-9]{1,20})>`)

// mentioned is who a text pings.
type mentioned struct {
	users    []*User
	roles    []ID
	everyone bool
}

// defaultMentions are Discord's where a request says nothing: everything for messages, only users for interactions and
// webhooks.
func defaultMentions(interaction bool) *AllowedMentions {
	if interaction {
		return &AllowedMentions{Parse: []string{"users"}, RepliedUser: true}
	}
	return &AllowedMentions{Parse: []string{"users", "roles", "everyone"}, RepliedUser: true}
}

// mentions finds who the text of a message pings under the given rules. author's permissions decide about roles and
// @everyone.
func (w *World) mentions(c *channel, author ID, text string, allowed *AllowedMentions) mentioned {
	var out mentioned
	everyone := w.permissions(author, c).Has(PermMentionEveryone)
	g := w.s.Guilds[c.Shape.GuildID]
	for _, m := range mentionForm.FindAllStringSubmatch(text, -1) {
		id, err := ParseID(m[2])
		if err != nil {
			continue // too large for a snowflake: it is only text
		}
		if m[1] == "&" {
			if g != nil && w.rolePings(g, id, everyone, allowed) && !slices.Contains(out.roles, id) {
				out.roles = append(out.roles, id)
			}
			continue
		}
		if slices.Contains(allowed.Parse, "users") || slices.Contains(allowed.Users, id) {
			out.add(w.userCopy(id))
		}
	}
	loud := strings.Contains(text, "@everyone") || strings.Contains(text, "@here")
	out.everyone = loud && everyone && g != nil && slices.Contains(allowed.Parse, "everyone")
	return out
}

func (w *World) rolePings(g *guild, id ID, everyone bool, allowed *AllowedMentions) bool {
	r := g.role(id)
	if r == nil || !r.Mentionable && !everyone {
		return false
	}
	return slices.Contains(allowed.Parse, "roles") || slices.Contains(allowed.Roles, id)
}

// add takes a user in once; nil is nobody.
func (m *mentioned) add(u *User) {
	if u != nil && !slices.ContainsFunc(m.users, func(o *User) bool { return o.ID == u.ID }) {
		m.users = append(m.users, u)
	}
}

// put writes the mentions into a message.
func (m mentioned) put(into *Message) {
	into.Mentions = append([]*User{}, m.users...)
	into.MentionRoles = append([]ID{}, m.roles...)
	into.MentionEveryone = m.everyone
}

// textOf is all that can mention in a message: its content and its text displays.
func textOf(content string, components []*Component) string {
	var b strings.Builder
	b.WriteString(content)
	walk(components, func(c *Component) bool {
		if c.Type == ComponentText && c.Content != nil {
			b.WriteByte('\n')
			b.WriteString(*c.Content)
		}
		return true
	})
	return b.String()
}
