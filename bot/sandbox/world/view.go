package world

// A View is what a person's client shows: themselves, their guilds with what they can see, and their direct messages.
type View struct {
	Me     *User      `json:"me"`
	Guilds []*Guild   `json:"guilds"` // Channels and Threads hold only what is visible; Members hold everybody
	DMs    []*Channel `json:"dms"`
}

// View returns the world as a person sees it; an unknown person sees nothing and has a nil Me.
func (w *World) View(viewer ID) View {
	w.lock()
	defer w.mu.Unlock()
	v := View{Me: w.userCopy(viewer), Guilds: []*Guild{}, DMs: []*Channel{}}
	if v.Me == nil {
		return v
	}
	for _, id := range w.guildsOf(viewer) {
		g := w.s.Guilds[id]
		c := w.guildCopy(g)
		c.MemberCount = len(g.Members)
		for _, m := range g.Members {
			c.Members = append(c.Members, w.memberCopy(m))
		}
		c.Channels = w.channelsOf(id, func(c *channel) bool { return w.permissions(viewer, c).Has(PermViewChannel) })
		for _, ch := range c.Channels {
			p := w.permissions(viewer, w.s.Channels[ch.ID])
			ch.Permissions = &p
		}
		c.Threads = w.activeThreads(id, viewer)
		for _, t := range c.Threads {
			p := w.permissions(viewer, w.s.Channels[t.ID])
			t.Permissions = &p
		}
		v.Guilds = append(v.Guilds, c)
	}
	for _, c := range w.roomsOf(0) {
		if c.has(viewer) {
			v.DMs = append(v.DMs, w.channelCopy(c, viewer))
		}
	}
	return v
}

// History returns up to limit messages (1 to 100) older than before, or the newest if before is 0, newest last. It
// includes messages only the viewer sees; `me` of reactions is theirs.
func (w *World) History(viewer, channel, before ID, limit int) ([]*Message, error) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(viewer, channel)
	if err != nil {
		return nil, err
	}
	out := []*Message{}
	if !w.permissions(viewer, c).Has(PermReadHistory) {
		return out, nil
	}
	end := len(c.Messages)
	if before != 0 {
		end, _ = c.at(before)
	}
	limit = min(max(limit, 1), 100)
	start := end
	for n := 0; start > 0 && n < limit; start-- {
		if m := c.Messages[start-1]; !m.ephemeral() || m.To == viewer {
			n++
		}
	}
	for _, m := range c.Messages[start:end] {
		if !m.ephemeral() || m.To == viewer {
			out = append(out, w.render(c, m, viewer))
		}
	}
	return out, nil
}

// Say lets a person write up to 2,000 code points in a channel. What their client would not let them send is refused.
func (w *World) Say(user, channel ID, content string) (*Message, error) {
	if n := len([]rune(content)); n > MaxContent {
		return nil, BadForm(field("BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.", "content"))
	}
	return w.Post(user, channel, Draft{Content: content})
}

// MaxContent is how many code points a message's content may have (Discord's "Create Message").
const MaxContent = 2000

// React lets a person press a reaction. emoji is the characters or name:id.
func (w *World) React(user, channel, message ID, emoji string) error {
	return w.AddReaction(user, channel, message, emoji)
}

// Unreact lets a person take a reaction back.
func (w *World) Unreact(user, channel, message ID, emoji string) error {
	return w.RemoveReaction(user, channel, message, emoji, user)
}

// Dismiss closes an ephemeral message; only its addressee can.
func (w *World) Dismiss(user, message ID) error {
	w.lock()
	defer w.mu.Unlock()
	for _, c := range w.s.Channels {
		if m := c.find(message); m != nil && m.ephemeral() && m.To == user {
			w.dropMessage(c, m)
			return nil
		}
	}
	return unknownMessage()
}
