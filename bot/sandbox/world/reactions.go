package world

import (
	"slices"
)

// MaxReactions is how many different emoji a message may have (error 30010).
const MaxReactions = 20

// A ReactionEvent is the d of MESSAGE_REACTION_ADD and _REMOVE.
type ReactionEvent struct {
	UserID    ID       `json:"user_id"`
	Type      int      `json:"type"` // 0 normal, 1 super
	MessageID ID       `json:"message_id"`
	ChannelID ID       `json:"channel_id"`
	GuildID   ID       `json:"guild_id,omitempty"`
	Member    *Member  `json:"member,omitempty"`
	AuthorID  ID       `json:"message_author_id,omitempty"`
	Emoji     Emoji    `json:"emoji"`
	Burst     bool     `json:"burst"`
	Colors    []string `json:"burst_colors,omitempty"`
}

// reactionsCleared is the d of MESSAGE_REACTION_REMOVE_ALL and _EMOJI.
type reactionsCleared struct {
	ChannelID ID     `json:"channel_id"`
	MessageID ID     `json:"message_id"`
	GuildID   ID     `json:"guild_id,omitempty"`
	Emoji     *Emoji `json:"emoji,omitempty"`
}

// tally returns what the message has of an emoji, or nil.
func (m *message) tally(e Emoji) *tally {
	for _, t := range m.Tallies {
		if t.Emoji.same(e) {
			return t
		}
	}
	return nil
}

// reactionsOf renders the reactions of a message for a viewer.
func reactionsOf(m *message, viewer ID) []*Reaction {
	var all []*Reaction
	for _, t := range m.Tallies {
		all = append(all, &Reaction{
			Count:   len(t.Normal) + len(t.Burst),
			Details: ReactionCount{Burst: len(t.Burst), Normal: len(t.Normal)},
			Me:      t.Normal[viewer], MeBurst: t.Burst[viewer],
			Emoji: t.Emoji, Colors: []string{},
		})
	}
	return all
}

// AddReaction lets a user react. It needs READ_MESSAGE_HISTORY, and ADD_REACTIONS only if nobody used that emoji yet.
// Reacting twice changes nothing.
func (w *World) AddReaction(user, channel, id ID, emoji string) error {
	return w.addReaction(user, channel, id, emoji, false)
}

// AddSuperReaction lets a person react with a super reaction, which is counted apart (type 1). Bots have no way to.
func (w *World) AddSuperReaction(user, channel, id ID, emoji string) error {
	return w.addReaction(user, channel, id, emoji, true)
}

// addReaction adds somebody's reaction, of the burst kind (super) or the normal one. Doing it again changes nothing.
func (w *World) addReaction(user, channel, id ID, emoji string, burst bool) error {
	w.lock()
	defer w.mu.Unlock()
	c, m, err := w.seen(user, channel, id)
	if err != nil {
		return err
	}
	e, err := w.emoji(emoji)
	if err != nil {
		return err
	}
	if c.archived() {
		return archivedThread()
	}
	// Discord's "Permissions" page: a member who is timed out cannot even press what is there.
	if g := w.s.Guilds[c.Shape.GuildID]; g != nil && w.timedOut(g.member(user)) {
		return missingRight()
	}
	t := m.tally(e)
	if t == nil {
		if t, err = w.newTally(user, c, m, e); err != nil {
			return err
		}
	} else if err := w.need(user, c, PermReadHistory); err != nil {
		return err
	}
	voters := &t.Normal
	if burst {
		voters = &t.Burst
	}
	if (*voters)[user] {
		return nil
	}
	if *voters == nil {
		*voters = map[ID]bool{}
	}
	(*voters)[user] = true
	w.tellReaction(c, m, t.Emoji, user, burst)
	return nil
}

// newTally starts an emoji on a message, if the user may.
func (w *World) newTally(user ID, c *channel, m *message, e Emoji) (*tally, error) {
	right := PermReadHistory | PermAddReactions
	if e.ID != nil && !w.local(c, e) {
		right |= PermExternalEmojis
	}
	if err := w.need(user, c, right); err != nil {
		return nil, err
	}
	if len(m.Tallies) >= MaxReactions {
		return nil, Refuse(400, 30010, "Maximum number of reactions reached (20)")
	}
	t := &tally{Emoji: e, Normal: map[ID]bool{}}
	m.Tallies = append(m.Tallies, t)
	return t, nil
}

// local reports whether a custom emoji belongs to the channel's guild.
func (w *World) local(c *channel, e Emoji) bool {
	g := w.s.Guilds[c.Shape.GuildID]
	return g != nil && slices.ContainsFunc(g.Shape.Emojis, func(o *Emoji) bool { return *o.ID == *e.ID })
}

// tellReaction emits MESSAGE_REACTION_ADD.
func (w *World) tellReaction(c *channel, m *message, e Emoji, user ID, burst bool) {
	d := ReactionEvent{UserID: user, MessageID: m.Shape.ID, ChannelID: c.Shape.ID, GuildID: c.Shape.GuildID,
		AuthorID: m.Shape.Author.ID, Emoji: e, Burst: burst}
	if burst {
		d.Type, d.Colors = 1, []string{"#5865f2"}
	}
	if g := w.s.Guilds[c.Shape.GuildID]; g != nil {
		if member := g.member(user); member != nil {
			d.Member = w.memberCopy(member)
		}
	}
	w.tell("MESSAGE_REACTION_ADD", c, d)
}

// TakeBack lets a person take one of their own reactions back, as their client does: the super one or the normal one,
// and the other stays. Taking back what one has not given changes nothing.
func (w *World) TakeBack(user, channel, id ID, emoji string, super bool) error {
	w.lock()
	defer w.mu.Unlock()
	c, m, e, err := w.reacted(user, channel, id, emoji)
	if err != nil {
		return err
	}
	t := m.tally(e)
	if t == nil {
		return unknown(10014, "Emoji")
	}
	w.takeOff(c, m, t, user, super)
	m.dropTally(t)
	return nil
}

// RemoveReaction takes away the reaction of one user, of both kinds; that of somebody else needs MANAGE_MESSAGES. An emoji that the
// message does not have answers 10014.
func (w *World) RemoveReaction(user, channel, id ID, emoji string, of ID) error {
	w.lock()
	defer w.mu.Unlock()
	c, m, e, err := w.reacted(user, channel, id, emoji)
	if err != nil {
		return err
	}
	if of != user {
		if err := w.need(user, c, PermManageMessages); err != nil {
			return err
		}
	}
	t := m.tally(e)
	if t == nil {
		return unknown(10014, "Emoji")
	}
	w.takeOff(c, m, t, of, false)
	w.takeOff(c, m, t, of, true)
	m.dropTally(t)
	return nil
}

// takeOff removes a user's normal or super reaction, if there is one, and emits MESSAGE_REACTION_REMOVE.
func (w *World) takeOff(c *channel, m *message, t *tally, of ID, burst bool) {
	voters, kind := t.Normal, 0
	if burst {
		voters, kind = t.Burst, 1
	}
	if !voters[of] {
		return
	}
	delete(voters, of)
	w.tell("MESSAGE_REACTION_REMOVE", c, ReactionEvent{UserID: of, Type: kind, MessageID: m.Shape.ID,
		ChannelID: c.Shape.ID, GuildID: c.Shape.GuildID, Emoji: t.Emoji, Burst: burst})
}

// dropTally takes an emoji off a message when nobody uses it any more.
func (m *message) dropTally(t *tally) {
	if len(t.Normal)+len(t.Burst) == 0 {
		m.Tallies = slices.DeleteFunc(slices.Clone(m.Tallies), func(o *tally) bool { return o == t })
	}
}

// reacted finds a message whose reactions are to be changed or read.
func (w *World) reacted(user, channel, id ID, emoji string) (*channel, *message, Emoji, error) {
	c, m, err := w.seen(user, channel, id)
	if err != nil {
		return nil, nil, Emoji{}, err
	}
	e, err := w.emoji(emoji)
	if err != nil {
		return nil, nil, Emoji{}, err
	}
	if c.archived() {
		return nil, nil, Emoji{}, archivedThread()
	}
	return c, m, e, nil
}

// ClearReactions takes all reactions off a message, or those with one emoji if emoji is not "". It needs
// MANAGE_MESSAGES.
func (w *World) ClearReactions(user, channel, id ID, emoji string) error {
	w.lock()
	defer w.mu.Unlock()
	c, m, err := w.seen(user, channel, id)
	if err != nil {
		return err
	}
	if err := w.need(user, c, PermManageMessages); err != nil {
		return err
	}
	if c.archived() {
		return archivedThread()
	}
	d := reactionsCleared{ChannelID: channel, MessageID: id, GuildID: c.Shape.GuildID}
	if emoji == "" {
		m.Tallies = nil
		w.tell("MESSAGE_REACTION_REMOVE_ALL", c, d)
		return nil
	}
	e, err := w.emoji(emoji)
	if err != nil {
		return err
	}
	t := m.tally(e)
	if t == nil {
		return unknown(10014, "Emoji")
	}
	d.Emoji = &t.Emoji
	m.Tallies = slices.DeleteFunc(slices.Clone(m.Tallies), func(o *tally) bool { return o == t })
	w.tell("MESSAGE_REACTION_REMOVE_EMOJI", c, d)
	return nil
}

// Reactors lists who used an emoji, ascending by id and above after, at most limit; super lists super reactions instead
// of normal ones. An emoji nobody used gives an empty list.
func (w *World) Reactors(user, channel, id ID, emoji string, super bool, after ID, limit int) ([]*User, error) {
	w.lock()
	defer w.mu.Unlock()
	c, m, err := w.seen(user, channel, id)
	if err != nil {
		return nil, err
	}
	e, err := w.emoji(emoji)
	if err != nil {
		return nil, err
	}
	if err := w.need(user, c, PermReadHistory); err != nil {
		return nil, err
	}
	out := []*User{}
	t := m.tally(e)
	if t == nil {
		return out, nil
	}
	voters := t.Normal
	if super {
		voters = t.Burst
	}
	for _, voter := range sorted(voters) {
		if voter > after && len(out) < limit {
			out = append(out, w.userCopy(voter))
		}
	}
	return out, nil
}
