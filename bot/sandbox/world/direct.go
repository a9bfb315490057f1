package world

import "slices"

// OpenDM returns the direct message channel of two users, made if need be. Only users who share a guild can have one
// (50278), and bots cannot write to bots (50007).
func (w *World) OpenDM(user, recipient ID) (*Channel, error) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.openDM(user, recipient)
	if err != nil {
		return nil, err
	}
	return w.channelCopy(c, user), nil
}

// openDM returns the direct channel of two people, which is made if they have none. The caller holds mu.
func (w *World) openDM(user, recipient ID) (*channel, error) {
	a, b := w.s.Users[user], w.s.Users[recipient]
	switch {
	case a == nil || b == nil:
		return nil, BadForm(field("NUMBER_TYPE_COERCE", "Unknown user.", "recipient_id"))
	case user == recipient || a.User.Bot && b.User.Bot:
		return nil, Refuse(403, 50007, "Cannot send messages to this user")
	}
	for _, c := range w.roomsOf(0) {
		if c.has(user) && c.has(recipient) {
			return c, nil
		}
	}
	if !w.mutual(user, recipient) {
		return nil, Refuse(400, 50278, "Cannot send messages to this user due to having no mutual guilds")
	}
	c := w.addChannel(Channel{Type: ChannelDM, Recipients: []*User{w.userCopy(user), w.userCopy(recipient)}})
	// Bots learn of a direct message by its first message (no CHANNEL_CREATE since API v8); clients show it at once.
	for _, id := range []ID{user, recipient} {
		if !w.s.Users[id].User.Bot {
			w.emit(Event{Type: "CHANNEL_CREATE", Data: w.channelCopy(c, id), Channel: c.Shape.ID}.forUser(id))
		}
	}
	return c, nil
}

// has reports whether a user takes part in a direct message.
func (c *channel) has(user ID) bool {
	return slices.ContainsFunc(c.Shape.Recipients, func(u *User) bool { return u.ID == user })
}

// mutual reports whether two users share a guild.
func (w *World) mutual(a, b ID) bool {
	return slices.ContainsFunc(w.guildsOf(a), func(g ID) bool { return w.s.Guilds[g].member(b) != nil })
}

// deaf returns 50007 if a bot writes to a person who refuses direct messages.
func (w *World) deaf(user ID, c *channel) error {
	if c.Shape.GuildID != 0 || !w.s.Users[user].User.Bot {
		return nil
	}
	for _, u := range c.Shape.Recipients {
		if u.ID != user && w.s.Users[u.ID].ClosedDM {
			return Refuse(403, 50007, "Cannot send messages to this user")
		}
	}
	return nil
}
