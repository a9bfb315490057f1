package world

import "slices"

// A ChannelDraft is what "create guild channel" takes.
type ChannelDraft struct {
	Name       string      `json:"name"`
	Type       int         `json:"type"`
	Topic      *string     `json:"topic"`
	ParentID   ID          `json:"parent_id"`
	Overwrites []Overwrite `json:"permission_overwrites"`
	NSFW       bool        `json:"nsfw"`
	Slowmode   int         `json:"rate_limit_per_user"`
	Tags       []Tag       `json:"available_tags"`
	Auto       int         `json:"default_auto_archive_duration"`
}

// A ChannelPatch is what "modify channel" takes, for channels and threads.
type ChannelPatch struct {
	Name       Opt[string]      `json:"name"`
	Topic      Opt[string]      `json:"topic"`
	NSFW       Opt[bool]        `json:"nsfw"`
	Slowmode   Opt[int]         `json:"rate_limit_per_user"`
	Position   Opt[int]         `json:"position"`
	ParentID   Opt[ID]          `json:"parent_id"`
	Overwrites Opt[[]Overwrite] `json:"permission_overwrites"`
	Flags      Opt[int]         `json:"flags"`
	Tags       Opt[[]Tag]       `json:"available_tags"`
	Archived   Opt[bool]        `json:"archived"`
	Locked     Opt[bool]        `json:"locked"`
	Auto       Opt[int]         `json:"auto_archive_duration"`
	Applied    Opt[[]ID]        `json:"applied_tags"`
}

// addChannel gives a channel an id, keeps it and tells of it.
func (w *World) addChannel(shape Channel) *channel {
	shape.ID = w.next()
	if shape.GuildID != 0 && !isThread(shape.Type) {
		shape.Position = len(w.channelsOf(shape.GuildID, func(*channel) bool { return true }))
	}
	if shape.Type == ChannelForum || shape.Type == ChannelMedia {
		for i := range shape.AvailableTags {
			shape.AvailableTags[i].ID = w.next()
		}
	}
	c := &channel{Shape: shape}
	w.keep(c)
	if shape.GuildID != 0 {
		w.tell("CHANNEL_CREATE", c, w.channelCopy(c, 0))
	}
	w.changes++
	return c
}

// sight returns a channel the user can see: 10003 if it is unknown, 50001 if it is hidden from them.
func (w *World) sight(user, id ID) (*channel, error) {
	c := w.s.Channels[id]
	if c == nil {
		return nil, unknownChannel()
	}
	if !w.permissions(user, c).Has(PermViewChannel) {
		return nil, missingAccess()
	}
	return c, nil
}

// channelCopy returns a snapshot as viewer sees it; 0 is nobody in particular.
func (w *World) channelCopy(c *channel, viewer ID) *Channel {
	out := c.Shape
	out.Overwrites = slices.Clone(c.Shape.Overwrites)
	out.AvailableTags = slices.Clone(c.Shape.AvailableTags)
	if c.Shape.GuildID == 0 {
		out.Recipients = nil
		for _, u := range c.Shape.Recipients {
			if u.ID != viewer {
				out.Recipients = append(out.Recipients, w.userCopy(u.ID))
			}
		}
	}
	if c.thread() {
		info := *c.Shape.Thread
		members := min(len(c.Joined), 50) // Discord stops counting at 50
		out.Thread, out.MemberCount = &info, &members
		count, total := *c.Shape.MessageCount, *c.Shape.TotalSent
		out.MessageCount, out.TotalSent = &count, &total
		if m := c.Joined[viewer]; m != nil {
			own := *m
			out.Member = &own
		}
	}
	return &out
}

// channelsOf lists a guild's channels that keep says yes to, without threads, by position.
func (w *World) channelsOf(guild ID, keep func(*channel) bool) []*Channel {
	all := []*Channel{}
	for _, c := range w.roomsOf(guild) {
		if !c.thread() && keep(c) {
			all = append(all, w.channelCopy(c, 0))
		}
	}
	slices.SortStableFunc(all, func(a, b *Channel) int { return a.Position - b.Position })
	return all
}

// Channel returns a channel or thread.
func (w *World) Channel(user, id ID) (*Channel, error) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(user, id)
	if err != nil {
		return nil, err
	}
	return w.channelCopy(c, user), nil
}

// Channels lists a guild's channels without threads. As on Discord it also shows those the user cannot see.
func (w *World) Channels(user, guild ID) ([]*Channel, error) {
	w.lock()
	defer w.mu.Unlock()
	if _, _, err := w.entered(user, guild); err != nil {
		return nil, err
	}
	return w.channelsOf(guild, func(*channel) bool { return true }), nil
}

// CreateChannel adds a channel to a guild. It needs MANAGE_CHANNELS.
func (w *World) CreateChannel(user, guild ID, d ChannelDraft) (*Channel, error) {
	w.lock()
	defer w.mu.Unlock()
	g, m, err := w.entered(user, guild)
	if err != nil {
		return nil, err
	}
	if !g.base(m).Has(PermManageChannels) {
		return nil, missingRight()
	}
	if len(w.channelsOf(guild, func(*channel) bool { return true })) >= 500 {
		return nil, Refuse(400, 30013, "Maximum number of guild channels reached (500)")
	}
	if len(d.Overwrites) > 0 {
		if err := g.checkOverwrites(m, nil, d.Overwrites); err != nil {
			return nil, err
		}
	}
	c := w.addChannel(Channel{Type: d.Type, GuildID: guild, Name: d.Name, Topic: d.Topic, ParentID: d.ParentID,
		Overwrites: append([]Overwrite{}, d.Overwrites...), NSFW: d.NSFW, Slowmode: d.Slowmode,
		AvailableTags: slices.Clone(d.Tags), DefaultAuto: d.Auto})
	return w.channelCopy(c, user), nil
}

// EditChannel changes a channel or thread. It needs MANAGE_CHANNELS, for a thread MANAGE_THREADS or its ownership, and
// MANAGE_ROLES to change overwrites.
func (w *World) EditChannel(user, id ID, p ChannelPatch) (*Channel, error) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(user, id)
	if err != nil {
		return nil, err
	}
	if c.Shape.GuildID == 0 {
		return nil, Refuse(400, 50003, "Cannot execute action on a DM channel")
	}
	if c.thread() {
		return w.editThread(user, c, p)
	}
	if err := w.need(user, c, PermManageChannels); err != nil {
		return nil, err
	}
	if p.Overwrites.Set {
		if err := w.mayOverwrite(user, c, p.Overwrites.Value); err != nil {
			return nil, err
		}
	}
	seen := w.audience(c)
	s := &c.Shape
	s.Name, s.NSFW, s.Slowmode = p.Name.Or(s.Name), p.NSFW.Or(s.NSFW), p.Slowmode.Or(s.Slowmode)
	s.Position, s.ParentID, s.Flags = p.Position.Or(s.Position), p.ParentID.Or(s.ParentID), p.Flags.Or(s.Flags)
	s.Overwrites = slices.Clone(p.Overwrites.Or(s.Overwrites))
	if p.Topic.Set {
		topic := p.Topic.Value
		s.Topic = &topic
	}
	if p.Tags.Set {
		s.AvailableTags = slices.Clone(p.Tags.Value)
		for i := range s.AvailableTags {
			if s.AvailableTags[i].ID == 0 {
				s.AvailableTags[i].ID = w.next()
			}
		}
	}
	w.tellChanged(c, seen)
	return w.channelCopy(c, user), nil
}

// tellChanged emits CHANNEL_UPDATE to those who see the channel or saw it before.
func (w *World) tellChanged(c *channel, before []ID) {
	e := Event{Type: "CHANNEL_UPDATE", Data: w.channelCopy(c, 0), Guild: c.Shape.GuildID, Channel: c.Shape.ID}
	e.only = append(before, w.audience(c)...)
	w.emit(e)
}

// DeleteChannel removes a channel with its threads and messages, or a thread. It needs MANAGE_CHANNELS, for a thread
// MANAGE_THREADS; a direct message is only closed, which changes nothing here.
func (w *World) DeleteChannel(user, id ID) (*Channel, error) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(user, id)
	if err != nil {
		return nil, err
	}
	right := PermManageChannels
	if c.thread() {
		right = PermManageThreads
	}
	if c.Shape.GuildID == 0 {
		return w.channelCopy(c, user), nil
	}
	if err := w.need(user, c, right); err != nil {
		return nil, err
	}
	w.dropChannel(c)
	return w.channelCopy(c, user), nil
}

// dropChannel forgets a channel and what is in it.
func (w *World) dropChannel(c *channel) {
	for _, t := range slices.Clone(w.roomsOf(c.Shape.GuildID)) {
		if t.thread() && t.Shape.ParentID == c.Shape.ID {
			w.dropChannel(t)
		}
	}
	for _, m := range c.Messages {
		w.dropFiles(m)
	}
	e := Event{Type: "CHANNEL_DELETE", Data: w.channelCopy(c, 0), Guild: c.Shape.GuildID, Channel: c.Shape.ID}
	if c.thread() {
		e.Type, e.Data = "THREAD_DELETE", threadGone{c.Shape.ID, c.Shape.GuildID, c.Shape.ParentID, c.Shape.Type}
	}
	e.only = w.audience(c)
	w.forget(c)
	w.emit(e)
}

// Typing tells that a user is writing. It needs SEND_MESSAGES.
func (w *World) Typing(user, id ID) error {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(user, id)
	if err != nil {
		return err
	}
	if err := w.need(user, c, sendRight(c)); err != nil {
		return err
	}
	w.tell("TYPING_START", c, struct {
		ChannelID ID    `json:"channel_id"`
		GuildID   ID    `json:"guild_id,omitempty"`
		UserID    ID    `json:"user_id"`
		Timestamp int64 `json:"timestamp"`
	}{c.Shape.ID, c.Shape.GuildID, user, w.now().Unix()})
	return nil
}

// sendRight is the permission to write in a channel.
func sendRight(c *channel) Permission {
	if c.thread() {
		return PermSendInThreads
	}
	return PermSendMessages
}
