package world

import (
	"slices"
	"time"
)

// MaxPins is how many pins a channel may have (error 30003; 250 since 2025).
const MaxPins = 250

// A Pin is a pinned message with the moment it was pinned.
type Pin struct {
	PinnedAt Stamp    `json:"pinned_at"`
	Message  *Message `json:"message"`
}

// Pins lists the pins of a channel made before the given moment (zero: any), newest first, at most limit; more says
// whether there are others. Without READ_MESSAGE_HISTORY the list is empty.
func (w *World) Pins(user, channel ID, before time.Time, limit int) (pins []Pin, more bool, err error) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(user, channel)
	if err != nil {
		return nil, false, err
	}
	pins = []Pin{}
	if !w.permissions(user, c).Has(PermReadHistory) {
		return pins, false, nil
	}
	for _, m := range c.Messages {
		if m.Shape.Pinned && (before.IsZero() || m.PinnedAt.Before(before)) {
			pins = append(pins, Pin{m.PinnedAt, w.render(c, m, user)})
		}
	}
	slices.SortStableFunc(pins, func(a, b Pin) int { return b.PinnedAt.Compare(a.PinnedAt.Time) })
	if len(pins) > limit {
		return pins[:limit], true, nil
	}
	return pins, false, nil
}

// Pin pins a message or, with on false, unpins it. It needs PIN_MESSAGES. Pinning posts a system message. What is
// already so changes nothing.
func (w *World) Pin(user, channel, id ID, on bool) error {
	w.lock()
	defer w.mu.Unlock()
	c, m, err := w.seen(user, channel, id)
	if err != nil {
		return err
	}
	if err := w.need(user, c, PermPinMessages); err != nil {
		return err
	}
	if c.archived() {
		return archivedThread()
	}
	if m.Shape.Pinned == on {
		return nil
	}
	if on && w.pinned(c) >= MaxPins {
		return Refuse(400, 30003, "Maximum number of pins reached for the channel (250)")
	}
	m.Shape.Pinned, m.PinnedAt = on, Stamp{}
	if on {
		m.PinnedAt = w.stamp()
		at := m.PinnedAt
		c.Shape.LastPin = &at
	}
	w.tellMessage("MESSAGE_UPDATE", c, m, nil)
	w.tell("CHANNEL_PINS_UPDATE", c, struct {
		GuildID   ID     `json:"guild_id,omitempty"`
		ChannelID ID     `json:"channel_id"`
		LastPin   *Stamp `json:"last_pin_timestamp"`
	}{c.Shape.GuildID, c.Shape.ID, c.Shape.LastPin})
	if on {
		w.system(c, user, MessagePinAdded, "", &Reference{MessageID: id, ChannelID: channel, GuildID: c.Shape.GuildID})
	}
	return nil
}

func (w *World) pinned(c *channel) int {
	n := 0
	for _, m := range c.Messages {
		if m.Shape.Pinned {
			n++
		}
	}
	return n
}
