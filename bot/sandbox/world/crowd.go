package world

import (
	"fmt"
	"time"
)

// What a guild of a crowd has, besides @everyone, its owner and the bot: such a GUILD_CREATE is about 17 kB of JSON.
const (
	crowdChannels = 30
	crowdRoles    = 25
	crowdEmoji    = 20
)

// crowdStep lies between the ages of two guilds of a crowd. Which shard serves a guild depends on the milliseconds of
// its id; one more than a round number spreads them evenly over any usual number of shards.
const crowdStep = time.Hour + time.Millisecond

// crowdBit is set in the ids of a crowd, and in no other unless there are two million of one millisecond: a crowd's
// guilds are older than it is, and their ids must not meet any that were given out then.
const crowdBit = 1 << 21

// Crowd puts an application's bot into n new guilds, to see what it is like to be in a great many. It returns their
// ids, ascending; nil if there is no such application or n is not positive. Each was made about an hour after the one
// before, the last an hour ago, and has 30 text channels, 25 roles and 20 emoji, all usable; "story" and "talk" are the
// first channels, as in [World.Furnish]. A world keeps about 20 kB for each, so that 10,000 take 200 MB.
func (w *World) Crowd(app ID, n int) []ID {
	w.lock()
	defer w.mu.Unlock()
	a := w.s.Apps[app]
	if a == nil || n <= 0 {
		return nil
	}
	owner := w.addUser(User{Username: "innkeeper"}, "author", "#7a6a5a")
	c := newCrowd()
	ids := make([]ID, 0, n)
	first := w.now().Add(-time.Duration(n) * crowdStep)
	for i := range n {
		id := w.vacant(first.Add(time.Duration(i) * crowdStep))
		w.s.Last = max(w.s.Last, id+1<<12) // before Discord's epoch ids may come to lie in the future
		w.found(c, id, owner, a.User, i)
		ids = append(ids, id)
	}
	return ids
}

// vacant finds an id of about a moment that leaves room for what is in a guild.
func (w *World) vacant(at time.Time) ID {
	id := max(IDAt(at), 1<<22) | crowdBit
	for w.s.Guilds[id] != nil {
		id += 1 << 22
	}
	return id
}

// A crowd holds the texts that its guilds share.
type crowd struct {
	rooms  []string
	topics []string
	roles  []string
	emoji  []string
}

func newCrowd() *crowd {
	c := &crowd{rooms: []string{"story", "talk"}, roles: []string{"Cliffhanger"}}
	for i := len(c.rooms); i < crowdChannels; i++ {
		c.rooms = append(c.rooms, fmt.Sprintf("room-%02d", i+1))
	}
	for i := range crowdChannels {
		c.topics = append(c.topics, fmt.Sprintf("What belongs on shelf %d, and nothing else, please. "+
			"Ask the innkeeper if a book is missing; do not look behind the curtain.", i+1))
	}
	for i := len(c.roles); i < crowdRoles; i++ {
		c.roles = append(c.roles, fmt.Sprintf("Circle %02d", i+1))
	}
	for i := range crowdEmoji {
		c.emoji = append(c.emoji, fmt.Sprintf("crowd_%02d", i+1))
	}
	return c
}

// found makes one guild of a crowd. What is in it has the ids after the guild's.
func (w *World) found(c *crowd, id, owner, bot ID, number int) {
	last := id
	next := func() ID { last++; return last }
	roles := make([]Role, crowdRoles+1)
	roles[0] = Role{ID: id, Name: "@everyone", Permissions: everyoneRights}
	for i, name := range c.roles {
		roles[i+1] = Role{ID: next(), Name: name, Position: i + 1, Mentionable: true}
	}
	roles[1].Permissions = botRights
	g := &guild{Shape: Guild{ID: id, Name: fmt.Sprintf("Reading Room %d", number+1), OwnerID: owner,
		Stickers: []any{}, Features: []string{}, PreferredLocale: "en-US", AFKTimeout: 300}}
	for i := range roles {
		g.Shape.Roles = append(g.Shape.Roles, &roles[i])
	}
	marks := make([]ID, crowdEmoji)
	for i := range marks {
		marks[i] = next()
		g.Shape.Emojis = append(g.Shape.Emojis, &Emoji{ID: &marks[i], Name: &c.emoji[i]})
	}
	w.s.Guilds[id] = g
	w.furnishRooms(c, g, next)
	w.join(id, owner, w.stamp(), nil)
	w.join(id, bot, w.stamp(), []ID{roles[1].ID}) // the last: the bot is told of a guild that is complete
}

// furnishRooms makes the channels of a crowd's guild. Nobody is in it yet, so nobody is told.
func (w *World) furnishRooms(c *crowd, g *guild, next func() ID) {
	id := g.Shape.ID
	story := []Overwrite{{ID: id, Type: 0, Deny: PermSendMessages | PermAddReactions},
		{ID: g.Shape.Roles[1].ID, Type: 0, Allow: PermSendMessages | PermAddReactions}}
	rooms := make([]channel, crowdChannels)
	for i := range rooms {
		rooms[i].Shape = Channel{ID: next(), Type: ChannelText, GuildID: id, Name: c.rooms[i], Topic: &c.topics[i],
			Position: i, Overwrites: []Overwrite{}}
		if i == 0 {
			rooms[i].Shape.Overwrites = story
		}
		w.keep(&rooms[i])
	}
}
