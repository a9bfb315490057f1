package world

import (
	"slices"
	"time"
)

// A Page says which messages of a channel to list; at most one of Around, Before and After is not 0.
type Page struct {
	Around, Before, After ID
	Limit                 int // 1 to 100
}

// render returns a snapshot of a message as viewer sees it; 0 is nobody.
func (w *World) render(c *channel, m *message, viewer ID) *Message {
	out := m.Shape
	out.Author = w.userCopy(m.Shape.Author.ID)
	out.Reactions = reactionsOf(m, viewer)
	if r := m.Shape.Reference; r != nil && m.Shape.Type == MessageReply {
		if to := c.find(r.MessageID); to != nil {
			answered := to.Shape
			answered.Reactions = reactionsOf(to, viewer)
			out.Referenced = &answered
		}
	}
	if t := w.s.Channels[m.Shape.ID]; t != nil && t.thread() {
		out.Thread = w.channelCopy(t, viewer)
	}
	return &out
}

// seen returns a message that is no secret: 10008 if it is unknown or ephemeral.
func (w *World) seen(user, channel, id ID) (*channel, *message, error) {
	c, err := w.sight(user, channel)
	if err != nil {
		return nil, nil, err
	}
	m := c.find(id)
	if m == nil || m.ephemeral() {
		return nil, nil, unknownMessage()
	}
	return c, m, nil
}

// GetMessage returns one message. It needs READ_MESSAGE_HISTORY.
func (w *World) GetMessage(user, channel, id ID) (*Message, error) {
	w.lock()
	defer w.mu.Unlock()
	c, m, err := w.seen(user, channel, id)
	if err != nil {
		return nil, err
	}
	if err := w.need(user, c, PermReadHistory); err != nil {
		return nil, err
	}
	return w.render(c, m, user), nil
}

// Messages lists messages, newest first. Without READ_MESSAGE_HISTORY the list is empty, as on Discord.
func (w *World) Messages(user, channel ID, p Page) ([]*Message, error) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(user, channel)
	if err != nil {
		return nil, err
	}
	if c.forum() || c.Shape.Type == ChannelCategory {
		return nil, wrongChannel()
	}
	out := []*Message{}
	if !w.permissions(user, c).Has(PermReadHistory) {
		return out, nil
	}
	for _, m := range p.of(c) {
		out = append(out, w.render(c, m, user))
	}
	return out, nil
}

// of picks the messages of a page, newest first.
func (p Page) of(c *channel) []*message {
	public := func(m *message) bool { return !m.ephemeral() }
	older := func(end, n int) (got []*message) {
		for i := end - 1; i >= 0 && len(got) < n; i-- {
			if public(c.Messages[i]) {
				got = append(got, c.Messages[i])
			}
		}
		return got
	}
	newer := func(start, n int) (got []*message) {
		for i := start; i < len(c.Messages) && len(got) < n; i++ {
			if public(c.Messages[i]) {
				got = append(got, c.Messages[i])
			}
		}
		slices.Reverse(got)
		return got
	}
	switch {
	case p.Around != 0:
		i, found := c.at(p.Around)
		// Half before, half after, and the message itself if it is there.
		up := newer(i, (p.Limit+1)/2)
		if found {
			up = newer(i, p.Limit/2+1)
		}
		return append(up, older(i, p.Limit-len(up))...)
	case p.After != 0:
		i, found := c.at(p.After)
		if found {
			i++
		}
		return newer(i, p.Limit)
	case p.Before != 0:
		i, _ := c.at(p.Before)
		return older(i, p.Limit)
	}
	return older(len(c.Messages), p.Limit)
}

// gone is the d of MESSAGE_DELETE.
type gone struct {
	ID        ID `json:"id"`
	ChannelID ID `json:"channel_id"`
	GuildID   ID `json:"guild_id,omitempty"`
}

// DeleteMessage deletes a message; that of somebody else needs MANAGE_MESSAGES.
func (w *World) DeleteMessage(user, channel, id ID) error {
	w.lock()
	defer w.mu.Unlock()
	c, m, err := w.seen(user, channel, id)
	if err != nil {
		return err
	}
	if m.Shape.Author.ID != user {
		if c.Shape.GuildID == 0 {
			return Refuse(403, 50003, "Cannot execute action on a DM channel")
		}
		if err := w.need(user, c, PermManageMessages); err != nil {
			return err
		}
	}
	if c.archived() {
		return archivedThread()
	}
	w.dropMessage(c, m)
	return nil
}

// dropMessage forgets a message and tells those who saw it.
func (w *World) dropMessage(c *channel, m *message) {
	i, _ := c.at(m.Shape.ID)
	c.Messages = slices.Delete(c.Messages, i, i+1)
	w.dropFiles(m)
	e := Event{Type: "MESSAGE_DELETE", Data: gone{m.Shape.ID, c.Shape.ID, c.Shape.GuildID}, Guild: c.Shape.GuildID,
		Channel: c.Shape.ID}
	if m.ephemeral() {
		e.Guild, e.Data = 0, gone{m.Shape.ID, c.Shape.ID, 0}
		w.emit(e.forApp(w.s.Apps[m.Shape.ApplicationID]).forUser(m.To))
		return
	}
	if c.thread() {
		*c.Shape.MessageCount = max(*c.Shape.MessageCount-1, 0)
	}
	w.emit(e)
}

// BulkDelete deletes messages of a guild channel at once; ids that are unknown are skipped. It needs MANAGE_MESSAGES,
// and no message may be older than two weeks (50034).
func (w *World) BulkDelete(user, channel ID, ids []ID) error {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(user, channel)
	if err != nil {
		return err
	}
	if c.Shape.GuildID == 0 {
		return Refuse(403, 50003, "Cannot execute action on a DM channel")
	}
	if err := w.need(user, c, PermManageMessages); err != nil {
		return err
	}
	oldest := IDAt(w.now().AddDate(0, 0, -14))
	for _, id := range ids {
		if id < oldest {
			return Refuse(400, 50034, "You can only bulk delete messages that are under 14 days old.")
		}
	}
	deleted := []ID{}
	for _, id := range ids {
		if i, ok := c.at(id); ok && !c.Messages[i].ephemeral() {
			w.dropFiles(c.Messages[i])
			c.Messages = slices.Delete(c.Messages, i, i+1)
			deleted = append(deleted, id)
		}
	}
	w.tell("MESSAGE_DELETE_BULK", c, struct {
		IDs       []ID `json:"ids"`
		ChannelID ID   `json:"channel_id"`
		GuildID   ID   `json:"guild_id"`
	}{deleted, c.Shape.ID, c.Shape.GuildID})
	return nil
}

// Crosspost publishes a message of an announcement channel. It needs SEND_MESSAGES for one's own messages and
// MANAGE_MESSAGES for others'.
func (w *World) Crosspost(user, channel, id ID) (*Message, error) {
	w.lock()
	defer w.mu.Unlock()
	c, m, err := w.seen(user, channel, id)
	if err != nil {
		return nil, err
	}
	if c.Shape.Type != ChannelAnnouncement {
		return nil, wrongChannel()
	}
	right := PermSendMessages
	if m.Shape.Author.ID != user {
		right = PermManageMessages
	}
	if err := w.need(user, c, right); err != nil {
		return nil, err
	}
	if m.Shape.Flags&FlagCrossposted != 0 {
		return nil, Refuse(400, 40033, "This message has already been crossposted.")
	}
	m.Shape.Flags |= FlagCrossposted
	w.tellMessage("MESSAGE_UPDATE", c, m, nil)
	return w.render(c, m, user), nil
}

// Age is how long ago an id was made, on the story clock.
func (w *World) Age(id ID) time.Duration { return w.now().Sub(id.Time()) }
