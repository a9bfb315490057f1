package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/drop"
	"cliffhanger/story"
)

// A spot is where a story is to be told in every guild: a channel's name, and how long before its dates.
type spot struct {
	story *story.Story
	name  string
	lead  time.Duration
	ping  string // the role that each chapter pings there; empty: nobody
	rank  int    // its place among the spots of all stories, and its own for as long as the bot runs
}

// spotsEach is how many ranks each story has.
const spotsEach = 1 << 20

// spotsOf returns where stories are to be told, in their order, each story's channel for everybody first. A channel by
// the name of that is not an early one too.
func spotsOf(cfg Config) []spot {
	var list []spot
	for i, s := range cfg.Stories {
		rank := i * spotsEach
		public := spot{story: s, name: s.Release.Channel, ping: s.Release.Ping, rank: rank}
		if cfg.Channel != "" {
			public.name = cfg.Channel
		}
		list = append(list, public)
		for _, e := range s.Release.Early {
			if strings.EqualFold(e.Channel, public.name) {
				cfg.Log.Error("a story's early channel is the one for everybody; nobody reads ahead there", "story", s.ID,
					"channel", e.Channel)
				continue
			}
			rank++
			list = append(list, spot{story: s, name: e.Channel, lead: e.Lead, ping: e.Role, rank: rank})
		}
	}
	return list
}

// key names the spot in the store: the channel for everybody may get another name, and is still that.
func (s spot) key() string {
	if s.lead == 0 {
		return ""
	}
	return s.name
}

// same reports whether two spots are one, whatever else was changed about it or in the story.
func (s spot) same(o spot) bool {
	return s.story.ID == o.story.ID && s.name == o.name && s.key() == o.key()
}

// ranked gives the spots of newer stories the ranks they had before, and the others ranks of their own.
func ranked(next, before []spot) {
	top := map[string]int{}
	was := map[string][]spot{}
	for _, s := range before {
		was[s.story.ID] = append(was[s.story.ID], s)
		top[s.story.ID] = max(top[s.story.ID], s.rank)
	}
	for i, s := range next {
		if at := slices.IndexFunc(was[s.story.ID], s.same); at >= 0 {
			next[i].rank = was[s.story.ID][at].rank
			continue
		}
		top[s.story.ID]++
		next[i].rank = top[s.story.ID]
	}
}

// spotsNow returns the spots as they are now.
func (b *Bot) spotsNow() []spot {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.spots
}

// rooms are the channels of a guild in which a story can be told. They are for one goroutine.
type rooms struct {
	channels []discord.Channel // of all types

	asked  int
	byID   map[uint64]int // places among the channels; nil until many have been looked for
	byName map[string]int // in small letters; of several the first
}

// fewRooms is how many channels are looked for one by one before an index of all is made. Most bots tell few stories,
// and are in many guilds: an index for each of them was a seventh of what is allocated at the start.
const fewRooms = 8

func indexed(channels []discord.Channel) *rooms { return &rooms{channels: channels} }

// tells reports whether a story can be told in channels of this type.
func tells(kind int) bool {
	return kind == drop.Text || kind == drop.Announcement || kind == drop.Forum
}

// find returns the channel with this name or id.
func (r *rooms) find(name string) (discord.Channel, bool) {
	lower := strings.ToLower(name)
	if r.index(); r.byName != nil {
		if i, ok := r.byName[lower]; ok {
			return r.channels[i], true
		}
	} else {
		for _, c := range r.channels {
			if tells(c.Type) && strings.ToLower(c.Name) == lower {
				return c, true
			}
		}
	}
	id, err := strconv.ParseUint(name, 10, 64)
	if err != nil {
		return discord.Channel{}, false
	}
	return r.withID(id)
}

// withID returns the channel with this id.
func (r *rooms) withID(id uint64) (discord.Channel, bool) {
	if r.index(); r.byID != nil {
		if i, ok := r.byID[id]; ok {
			return r.channels[i], true
		}
		return discord.Channel{}, false
	}
	for _, c := range r.channels {
		if tells(c.Type) && c.ID == id {
			return c, true
		}
	}
	return discord.Channel{}, false
}

// index counts what is looked for, and makes the index once that is much.
func (r *rooms) index() {
	if r.asked++; r.asked <= fewRooms || r.byID != nil {
		return
	}
	r.byID, r.byName = map[uint64]int{}, map[string]int{}
	for i, c := range r.channels {
		if !tells(c.Type) {
			continue
		}
		r.byID[c.ID] = i
		name := strings.ToLower(c.Name)
		if _, taken := r.byName[name]; !taken {
			r.byName[name] = i
		}
	}
}
