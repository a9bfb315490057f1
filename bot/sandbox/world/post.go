package world

import (
	"encoding/json"
	"strings"
	"time"
)

// birth is what a new message has besides its draft.
type birth struct {
	author ID
	kind   int
	app    *app    // the answer of an application to an interaction
	origin *Origin // of that interaction
	name   string  // of its command
	to     ID      // addressee, if only they see it; the draft has the flag then
}

// Post creates a message. The draft's shape is taken to be valid; permissions, the channel and the state are checked.
// With enforce_nonce the message that was made with the same nonce is returned instead of a new one.
func (w *World) Post(user, channel ID, d Draft) (*Message, error) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(user, channel)
	if err != nil {
		return nil, err
	}
	if err := w.mayPost(user, c, &d); err != nil {
		return nil, err
	}
	old, err := w.usedNonce(user, c, d)
	if err != nil {
		return nil, err
	}
	if old != nil {
		return w.withNonce(c, old, d.Nonce, user), nil
	}
	kind := MessageDefault
	if d.Reference != nil {
		if kind, err = w.answers(user, c, &d); err != nil {
			return nil, err
		}
	}
	if err := w.slow(user, c); err != nil {
		return nil, err
	}
	if c.archived() {
		w.setArchived(c, false)
	}
	m := w.create(c, d, birth{author: user, kind: kind})
	w.rememberNonce(user, c, d, m)
	return w.withNonce(c, m, d.Nonce, user), nil
}

// withNonce renders a message for its creator, with the nonce they gave.
func (w *World) withNonce(c *channel, m *message, nonce json.RawMessage, user ID) *Message {
	out := w.render(c, m, user)
	if string(nonce) != "null" {
		out.Nonce = nonce
	}
	return out
}

// mayPost checks the channel's type, its state and the user's permissions.
func (w *World) mayPost(user ID, c *channel, d *Draft) error {
	switch {
	case c.forum():
		return Refuse(400, 40058, "Cannot send a message in a forum channel")
	case c.Shape.Type == ChannelCategory:
		return Refuse(400, 50008, "Cannot send messages in a non-text channel")
	}
	right := sendRight(c)
	if len(d.Embeds) > 0 && w.s.Users[user].User.Bot {
		right |= PermEmbedLinks
	}
	if len(d.Files) > 0 {
		right |= PermAttachFiles
	}
	if d.TTS {
		right |= PermSendTTS
	}
	if err := w.need(user, c, right); err != nil {
		return err
	}
	if err := w.deaf(user, c); err != nil {
		return err
	}
	if c.archived() && c.Shape.Thread.Locked && !w.permissions(user, c).Has(PermManageThreads) {
		return archivedThread()
	}
	if d.empty() {
		return emptyMessage()
	}
	return nil
}

// slow enforces slow mode on people, by the story clock; bots are not bound.
func (w *World) slow(user ID, c *channel) error {
	if c.Shape.Slowmode == 0 || w.s.Users[user].User.Bot || w.permissions(user, c).Has(PermBypassSlowmode) {
		return nil
	}
	ready := c.Spoken[user].Add(time.Duration(c.Shape.Slowmode) * time.Second)
	if wait := ready.Sub(w.now()); wait > 0 {
		e := Refuse(429, 20016, "This action cannot be performed due to slowmode rate limit")
		e.Wait = wait
		return e
	}
	if c.Spoken == nil {
		c.Spoken = map[ID]Stamp{}
	}
	c.Spoken[user] = w.stamp()
	return nil
}

// answers checks a message reference and completes it; it returns the message type.
func (w *World) answers(user ID, c *channel, d *Draft) (int, error) {
	r := *d.Reference
	if r.Type != 0 {
		return 0, BadForm(field("BASE_TYPE_CHOICES", "The sandbox has no forwards.", "message_reference", "type"))
	}
	if !w.permissions(user, c).Has(PermReadHistory) {
		return 0, BadForm(field("REPLIES_CANNOT_REPLY_WITHOUT_READ_MESSAGE_HISTORY",
			"Cannot reply without permission to read message history", "message_reference"))
	}
	if m := c.find(r.MessageID); m == nil || m.ephemeral() || r.ChannelID != 0 && r.ChannelID != c.Shape.ID {
		if r.FailAbsent == nil || *r.FailAbsent {
			return 0, BadForm(field("REPLIES_UNKNOWN_MESSAGE", "Unknown message", "message_reference"))
		}
		d.Reference = nil
		return MessageDefault, nil
	}
	r.ChannelID, r.GuildID, r.FailAbsent = c.Shape.ID, c.Shape.GuildID, nil
	d.Reference = &r
	return MessageReply, nil
}

// create makes a message and tells of it.
func (w *World) create(c *channel, d Draft, b birth) *message { return w.createAs(c, d, b, w.next()) }

// createAs is create with an id of the caller's, which must be above all ids in the channel.
func (w *World) createAs(c *channel, d Draft, b birth, id ID) *message {
	if b.to == 0 {
		d.Flags &^= FlagEphemeral // only answers to interactions can be seen by one person
	}
	m := &message{To: b.to, Shape: Message{
		ID: id, ChannelID: c.Shape.ID, Type: b.kind, Author: w.userCopy(b.author), Content: strings.TrimSpace(d.Content),
		Timestamp: w.stamp(), TTS: d.TTS, Flags: d.Flags, Reference: d.Reference, Origin: b.origin,
	}}
	if b.app != nil {
		m.Shape.WebhookID, m.Shape.ApplicationID = b.app.ID, b.app.ID
	} else if a := w.appOf(b.author); a != nil {
		m.Shape.ApplicationID = a.ID
	}
	if b.origin != nil && b.name != "" {
		m.Shape.OldOrigin = &OldOrigin{b.origin.ID, b.origin.Type, b.name, b.origin.User}
	}
	m.Shape.Attachments = w.keepFiles(c.Shape.ID, d.Files, d.Attachments, b.to != 0)
	m.Shape.Embeds, m.Shape.Components = resolve(d.Embeds, d.Components, m.Shape.Attachments)
	w.setMentions(c, m, d.Mentions, b)
	c.Messages = append(c.Messages, m)
	if b.to == 0 {
		w.countMessage(c, m)
	}
	w.tellMessage("MESSAGE_CREATE", c, m, d.Nonce)
	return m
}

// setMentions works out who a message pings, with the person it answers.
func (w *World) setMentions(c *channel, m *message, allowed *AllowedMentions, b birth) {
	if allowed == nil {
		allowed = defaultMentions(b.app != nil)
	}
	pinged := w.mentions(c, m.Shape.Author.ID, textOf(m.Shape.Content, m.Shape.Components), allowed)
	if r := m.Shape.Reference; r != nil && m.Shape.Type == MessageReply && allowed.RepliedUser {
		if to := c.find(r.MessageID); to != nil {
			pinged.add(w.userCopy(to.Shape.Author.ID))
		}
	}
	pinged.put(&m.Shape)
}

// countMessage keeps what a channel says about its messages.
func (w *World) countMessage(c *channel, m *message) {
	id := m.Shape.ID
	c.Shape.LastMessageID = &id
	if !c.thread() {
		return
	}
	c.Active = w.stamp()
	*c.Shape.TotalSent++
	*c.Shape.MessageCount++
	if c.Joined[m.Shape.Author.ID] == nil {
		w.joinThread(c, m.Shape.Author.ID)
	}
}

// system posts one of Discord's own messages, such as "pinned a message".
func (w *World) system(c *channel, author ID, kind int, content string, r *Reference) *message {
	return w.create(c, Draft{Content: content, Reference: r, Mentions: &AllowedMentions{}},
		birth{author: author, kind: kind})
}

// tellMessage emits MESSAGE_CREATE or MESSAGE_UPDATE. An ephemeral message goes to its addressee and its application,
// and lacks guild_id and member, as on Discord.
func (w *World) tellMessage(kind string, c *channel, m *message, nonce json.RawMessage) {
	shape := w.render(c, m, 0)
	if kind == "MESSAGE_CREATE" && string(nonce) != "null" {
		shape.Nonce = nonce
	}
	e := Event{Type: kind, Data: shape, Guild: c.Shape.GuildID, Channel: c.Shape.ID, Author: m.Shape.Author.ID}
	for _, u := range m.Shape.Mentions {
		e.Mentions = append(e.Mentions, u.ID)
	}
	if m.ephemeral() {
		e.Guild = 0
		w.emit(e.forApp(w.s.Apps[m.Shape.ApplicationID]).forUser(m.To))
		return
	}
	shape.GuildID = c.Shape.GuildID
	if g := w.s.Guilds[c.Shape.GuildID]; g != nil {
		if member := g.member(m.Shape.Author.ID); member != nil {
			shape.Member = w.memberCopy(member)
			shape.Member.User = nil
		}
	}
	w.emit(e)
}
