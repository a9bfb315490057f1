package world

import (
	"slices"
	"time"
)

// A ThreadDraft is what the routes that start threads take.
type ThreadDraft struct {
	Name      string `json:"name"`
	Auto      int    `json:"auto_archive_duration"` // minutes; 0 is the channel's default or a day
	Slowmode  int    `json:"rate_limit_per_user"`
	Type      int    `json:"type"` // without message; 0 is private, as on Discord
	Invitable *bool  `json:"invitable"`
	Message   *Draft `json:"message"` // first message of a forum post
	Applied   []ID   `json:"applied_tags"`
}

// threadGone is the d of THREAD_DELETE.
type threadGone struct {
	ID       ID  `json:"id"`
	GuildID  ID  `json:"guild_id"`
	ParentID ID  `json:"parent_id"`
	Type     int `json:"type"`
}

// StartThread starts a thread: on a message if message is not 0 (its id becomes the thread's), as a post if the
// channel is a forum, and without a message otherwise.
func (w *World) StartThread(user, channel, message ID, d ThreadDraft) (*Channel, error) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(user, channel)
	if err != nil {
		return nil, err
	}
	switch {
	case c.forum() && message == 0:
		return w.startPost(user, c, d)
	case c.Shape.Type != ChannelText && c.Shape.Type != ChannelAnnouncement:
		return nil, wrongChannel()
	case message != 0:
		return w.startOn(user, c, message, d)
	}
	right, kind := PermCreatePrivateThreads, ChannelPrivateThread
	if d.Type == ChannelPublicThread || d.Type == ChannelNewsThread {
		right, kind = PermCreatePublicThreads, d.Type
	}
	if err := w.need(user, c, right); err != nil {
		return nil, err
	}
	t := w.newThread(user, c, 0, kind, d)
	if kind != ChannelPrivateThread {
		w.system(c, user, MessageThreadCreated, d.Name, &Reference{ChannelID: t.Shape.ID, GuildID: t.Shape.GuildID})
	}
	return w.channelCopy(t, user), nil
}

// startOn starts a thread on a message.
func (w *World) startOn(user ID, c *channel, message ID, d ThreadDraft) (*Channel, error) {
	m := c.find(message)
	if m == nil || m.ephemeral() {
		return nil, unknownMessage()
	}
	if err := w.need(user, c, PermCreatePublicThreads|PermReadHistory); err != nil {
		return nil, err
	}
	if w.s.Channels[message] != nil {
		return nil, Refuse(400, 160004, "A thread has already been created for this message")
	}
	kind := ChannelPublicThread
	if c.Shape.Type == ChannelAnnouncement {
		kind = ChannelNewsThread
	}
	t := w.newThread(user, c, message, kind, d)
	m.Shape.Flags |= FlagHasThread
	w.tellMessage("MESSAGE_UPDATE", c, m, nil)
	return w.channelCopy(t, user), nil
}

// startPost starts a post of a forum: a thread and its first message, which have the same id.
func (w *World) startPost(user ID, c *channel, d ThreadDraft) (*Channel, error) {
	right := PermSendMessages
	if d.Message != nil && len(d.Message.Files) > 0 {
		right |= PermAttachFiles
	}
	if err := w.need(user, c, right); err != nil {
		return nil, err
	}
	switch {
	case d.Message == nil:
		return nil, BadForm(field("BASE_TYPE_REQUIRED", "This field is required", "message"))
	case d.Message.empty():
		return nil, emptyMessage()
	case c.Shape.Flags&ChannelRequireTag != 0 && len(d.Applied) == 0:
		return nil, Refuse(400, 40067, "A tag is required to create a forum post in this channel")
	}
	for _, tag := range d.Applied {
		if !slices.ContainsFunc(c.Shape.AvailableTags, func(t Tag) bool { return t.ID == tag }) {
			return nil, unknown(10087, "Tag")
		}
	}
	t := w.newThread(user, c, 0, ChannelPublicThread, d)
	m := w.createAs(t, *d.Message, birth{author: user}, t.Shape.ID)
	out := w.channelCopy(t, user)
	out.Message = w.render(t, m, user)
	return out, nil
}

// newThread makes a thread, joins its owner and tells of it. An id of 0 is replaced by the next snowflake.
func (w *World) newThread(user ID, parent *channel, id ID, kind int, d ThreadDraft) *channel {
	if id == 0 {
		id = w.next()
	}
	auto := d.Auto
	if auto == 0 {
		auto = parent.Shape.DefaultAuto
	}
	if auto == 0 {
		auto = 1440
	}
	zero, none := 0, 0
	now := w.stamp()
	t := &channel{Active: now, Joined: map[ID]*ThreadMember{}, Shape: Channel{
		ID: id, Type: kind, GuildID: parent.Shape.GuildID, ParentID: parent.Shape.ID, Name: d.Name, OwnerID: user,
		Slowmode: d.Slowmode, MessageCount: &zero, TotalSent: &none, AppliedTags: slices.Clone(d.Applied),
		Thread: &ThreadInfo{AutoArchive: auto, ArchiveTimestamp: now, CreateTimestamp: now},
	}}
	if kind == ChannelPrivateThread {
		open := d.Invitable == nil || *d.Invitable
		t.Shape.Thread.Invitable = &open
	}
	t.Joined[user] = &ThreadMember{ID: id, UserID: user, Joined: now}
	w.keep(t)
	w.archiveDue = time.Time{}
	shape := w.channelCopy(t, 0)
	shape.NewlyCreated = true
	w.tell("THREAD_CREATE", t, shape)
	return t
}

// archiveIdle archives the threads that were quiet for as long as they say, on the story clock.
func (w *World) archiveIdle() {
	now := w.now()
	if now.Before(w.archiveDue) {
		return
	}
	// A thread that is started, woken or given another duration sets archiveDue back to zero.
	w.archiveDue = now.Add(time.Hour)
	awake := []*channel{}
	for _, c := range w.s.Channels { // not sorted at once, as there may be very many that are no threads
		if c.Shape.Thread != nil && !c.archived() {
			awake = append(awake, c)
		}
	}
	slices.SortFunc(awake, func(a, b *channel) int { return order(a.Shape.ID, b.Shape.ID) })
	for _, c := range awake {
		switch asleep := c.Active.Add(time.Duration(c.Shape.Thread.AutoArchive) * time.Minute); {
		case !asleep.After(now):
			w.setArchived(c, true)
		case asleep.Before(w.archiveDue):
			w.archiveDue = asleep
		}
	}
}

// setArchived archives a thread or takes it back, and tells of it.
func (w *World) setArchived(c *channel, on bool) {
	now := w.stamp()
	info := *c.Shape.Thread
	info.Archived, info.ArchiveTimestamp = on, now
	c.Shape.Thread = &info
	if !on {
		c.Active, w.archiveDue = now, time.Time{}
	}
	w.tell("THREAD_UPDATE", c, w.channelCopy(c, 0))
}

// editThread changes a thread: its owner may, except for what only MANAGE_THREADS allows.
func (w *World) editThread(user ID, c *channel, p ChannelPatch) (*Channel, error) {
	moderator := w.permissions(user, c).Has(PermManageThreads)
	owner := c.Shape.OwnerID == user
	locking := p.Locked.Set || p.Slowmode.Set
	if !moderator && (!owner || locking) {
		return nil, missingRight()
	}
	if c.archived() && p.Archived.Or(true) {
		return nil, archivedThread()
	}
	s := &c.Shape
	info := *s.Thread
	s.Name, s.Slowmode, s.Flags = p.Name.Or(s.Name), p.Slowmode.Or(s.Slowmode), p.Flags.Or(s.Flags)
	s.AppliedTags = slices.Clone(p.Applied.Or(s.AppliedTags))
	info.Locked = p.Locked.Or(info.Locked)
	if p.Auto.Set {
		info.AutoArchive = p.Auto.Value
		c.Active = w.stamp()
	}
	if on := p.Archived.Or(info.Archived); on != info.Archived {
		info.Archived, info.ArchiveTimestamp = on, w.stamp()
		c.Active = w.stamp()
	}
	s.Thread, w.archiveDue = &info, time.Time{}
	w.tell("THREAD_UPDATE", c, w.channelCopy(c, 0))
	return w.channelCopy(c, user), nil
}

// activeThreads lists a guild's threads that are not archived and that the user can see, newest first.
func (w *World) activeThreads(guild, user ID) []*Channel {
	return w.threads(user, guild, func(c *channel) bool { return !c.archived() })
}

// threads lists the threads of a guild that keep says yes to and that the user can see, newest first.
func (w *World) threads(user, guild ID, keep func(*channel) bool) []*Channel {
	all := []*Channel{}
	for _, c := range slices.Backward(w.roomsOf(guild)) {
		if c.thread() && keep(c) && w.permissions(user, c).Has(PermViewChannel) {
			all = append(all, w.channelCopy(c, user))
		}
	}
	return all
}

// ActiveThreads lists a guild's active threads that the user can see.
func (w *World) ActiveThreads(user, guild ID) ([]*Channel, error) {
	w.lock()
	defer w.mu.Unlock()
	if _, _, err := w.entered(user, guild); err != nil {
		return nil, err
	}
	return w.activeThreads(guild, user), nil
}

// ArchivedThreads lists a channel's archived threads, those archived last first: the private ones, which needs
// MANAGE_THREADS, or the public ones. before, if not zero, keeps those archived earlier; more says whether there are
// others.
func (w *World) ArchivedThreads(user, parent ID, private bool, before time.Time, limit int) (
	all []*Channel, more bool, err error,
) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(user, parent)
	if err != nil {
		return nil, false, err
	}
	right := PermReadHistory
	if private {
		right |= PermManageThreads
	}
	if err := w.need(user, c, right); err != nil {
		return nil, false, err
	}
	all = w.threads(user, c.Shape.GuildID, func(t *channel) bool {
		at := t.Shape.Thread.ArchiveTimestamp
		return t.Shape.ParentID == parent && t.archived() && (t.Shape.Type == ChannelPrivateThread) == private &&
			(before.IsZero() || at.Before(before))
	})
	slices.SortStableFunc(all, func(a, b *Channel) int {
		return b.Thread.ArchiveTimestamp.Compare(a.Thread.ArchiveTimestamp.Time)
	})
	if len(all) > limit {
		return all[:limit], true, nil
	}
	return all, false, nil
}
