package world

import "slices"

// roomsOf returns the channels and threads of a guild by their ids, ascending; of guild 0 the direct messages. The
// list is not to be changed, and holds until a channel comes or goes.
func (w *World) roomsOf(guild ID) []*channel {
	if w.rooms == nil { // it is not saved
		w.rooms = map[ID][]*channel{}
		for _, id := range sorted(w.s.Channels) {
			c := w.s.Channels[id]
			w.rooms[c.Shape.GuildID] = append(w.rooms[c.Shape.GuildID], c)
		}
	}
	return w.rooms[guild]
}

// keep takes a new channel into the world.
func (w *World) keep(c *channel) {
	list := w.roomsOf(c.Shape.GuildID)
	w.s.Channels[c.Shape.ID] = c
	w.rooms[c.Shape.GuildID] = slices.Insert(list, place(list, c), c)
}

// forget takes a channel out of the world.
func (w *World) forget(c *channel) {
	delete(w.s.Channels, c.Shape.ID)
	old := w.roomsOf(c.Shape.GuildID)
	w.rooms[c.Shape.GuildID] = slices.DeleteFunc(slices.Clone(old), func(o *channel) bool { return o == c })
}

// place is where a channel belongs in a list of them.
func place(list []*channel, c *channel) int {
	i, _ := slices.BinarySearchFunc(list, c.Shape.ID, func(o *channel, id ID) int { return order(o.Shape.ID, id) })
	return i
}
