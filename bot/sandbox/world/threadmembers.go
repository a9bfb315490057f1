package world

// joinThread makes a user a member of a thread and tells of it.
func (w *World) joinThread(c *channel, user ID) {
	m := &ThreadMember{ID: c.Shape.ID, UserID: user, Joined: w.stamp()}
	if c.Joined == nil {
		c.Joined = map[ID]*ThreadMember{}
	}
	c.Joined[user] = m
	w.tellMembers(c, []*ThreadMember{m}, nil)
}

// tellMembers emits THREAD_MEMBERS_UPDATE.
func (w *World) tellMembers(c *channel, added []*ThreadMember, removed []ID) {
	w.tell("THREAD_MEMBERS_UPDATE", c, struct {
		ID      ID              `json:"id"`
		GuildID ID              `json:"guild_id"`
		Count   int             `json:"member_count"`
		Added   []*ThreadMember `json:"added_members,omitempty"`
		Removed []ID            `json:"removed_member_ids,omitempty"`
	}{c.Shape.ID, c.Shape.GuildID, min(len(c.Joined), 50), added, removed})
}

// openThread returns a thread the user can see: 50024 if it is another channel.
func (w *World) openThread(user, thread ID) (*channel, error) {
	c, err := w.sight(user, thread)
	if err != nil {
		return nil, err
	}
	if !c.thread() {
		return nil, wrongChannel()
	}
	return c, nil
}

// JoinThread adds a user to a thread: oneself, or somebody else if one may write there. The thread must not be
// archived.
func (w *World) JoinThread(user, thread, who ID) error {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.openThread(user, thread)
	if err != nil {
		return err
	}
	if c.archived() {
		return archivedThread()
	}
	if who != user {
		if err := w.need(user, c, PermSendInThreads); err != nil {
			return err
		}
		if w.s.Guilds[c.Shape.GuildID].member(who) == nil {
			return unknownMember()
		}
	}
	if c.Joined[who] == nil {
		w.joinThread(c, who)
	}
	return nil
}

// LeaveThread takes a user out of a thread: oneself, or somebody else with MANAGE_THREADS.
func (w *World) LeaveThread(user, thread, who ID) error {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.openThread(user, thread)
	if err != nil {
		return err
	}
	if c.archived() {
		return archivedThread()
	}
	if who != user {
		if err := w.need(user, c, PermManageThreads); err != nil {
			return err
		}
	}
	if c.Joined[who] != nil {
		delete(c.Joined, who)
		w.tellMembers(c, nil, []ID{who})
	}
	return nil
}

// ThreadMembers lists a thread's members, ascending by user id and above after, at most limit (0: all). With full each
// comes with their guild member object.
func (w *World) ThreadMembers(user, thread, after ID, limit int, full bool) ([]*ThreadMember, error) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.openThread(user, thread)
	if err != nil {
		return nil, err
	}
	all := []*ThreadMember{}
	for _, id := range sorted(c.Joined) {
		if id <= after || limit > 0 && len(all) >= limit {
			continue
		}
		m := *c.Joined[id]
		if g := w.s.Guilds[c.Shape.GuildID]; full && g.member(id) != nil {
			m.Member = w.memberCopy(g.member(id))
		}
		all = append(all, &m)
	}
	return all, nil
}

// ThreadMember returns one member of a thread: 10007 if they are not in it.
func (w *World) ThreadMember(user, thread, who ID) (*ThreadMember, error) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.openThread(user, thread)
	if err != nil {
		return nil, err
	}
	m := c.Joined[who]
	if m == nil {
		return nil, unknownMember()
	}
	out := *m
	return &out, nil
}
