package bot

import (
	"context"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"cliffhanger/bot/discord"
)

// A directory finds what authors name: channels and roles of a guild, by name or id. It asks Discord, and remembers the
// answer until an event tells of a change in the guild, or none could be heard.
type directory struct {
	client *discord.Client
	log    *slog.Logger

	mu     sync.Mutex
	guilds map[uint64]*entries // by guild
	turns  map[uint64]uint64   // by guild: how often it has changed, as far as that was heard
}

// entries are what a guild has.
type entries struct {
	read     time.Time // in real time
	channels []discord.Channel
	roles    []discord.Role
}

const (
	// directoryAge is how long an answer is believed that nothing was heard against; a name that is not in it is asked
	// for anew. It is so long that a daily drop finds it at hand, and does not ask for it at its date.
	directoryAge = 36 * time.Hour
	// askAgain is how soon that is.
	askAgain = 10 * time.Second
	// directoryTime bounds the asking.
	directoryTime = 10 * time.Second
)

func newDirectory(client *discord.Client, log *slog.Logger) *directory {
	return &directory{client: client, log: log, guilds: map[uint64]*entries{}, turns: map[uint64]uint64{}}
}

// forget has a guild asked about anew: something has changed there.
func (d *directory) forget(guild uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.guilds, guild)
	d.turns[guild]++
}

// of returns what a guild has, not older than age.
func (d *directory) of(ctx context.Context, guild uint64, age time.Duration) (*entries, error) {
	d.mu.Lock()
	known, turn := d.guilds[guild], d.turns[guild]
	d.mu.Unlock()
	if known != nil && time.Since(known.read) < age {
		return known, nil
	}
	ctx, cancel := context.WithTimeout(ctx, directoryTime)
	defer cancel()
	rooms, err := d.client.Rooms(ctx, guild)
	if err != nil {
		return nil, err
	}
	now := &entries{read: time.Now()}
	for _, r := range rooms {
		now.channels = append(now.channels, r.Channel)
	}
	if now.roles, err = d.client.Roles(ctx, guild); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.turns[guild] == turn { // else it may be older than the change, and is not remembered
		d.guilds[guild] = now
	}
	return now, nil
}

// look finds something in a guild's entries, in newer ones if it is not in those at hand.
func look[T any](ctx context.Context, d *directory, guild uint64, find func(*entries) (T, bool)) (found T, ok bool, err error) {
	for _, age := range []time.Duration{directoryAge, askAgain} {
		all, err := d.of(ctx, guild, age)
		if err != nil {
			return found, false, err
		}
		if found, ok = find(all); ok {
			return found, true, nil
		}
	}
	return found, false, nil
}

// channel returns the channel with this name or id, of any type.
func (d *directory) channel(ctx context.Context, guild uint64, name string) (discord.Channel, bool, error) {
	return look(ctx, d, guild, func(e *entries) (discord.Channel, bool) {
		for _, c := range e.channels {
			if named(name, c.ID, c.Name) {
				return c, true
			}
		}
		return discord.Channel{}, false
	})
}

// role returns the id of the role with this name or id.
func (d *directory) role(ctx context.Context, guild uint64, name string) (uint64, bool, error) {
	return look(ctx, d, guild, func(e *entries) (uint64, bool) {
		for _, r := range e.roles {
			if named(name, r.ID, r.Name) {
				return r.ID, true
			}
		}
		return 0, false
	})
}

// Channel is channel for those who can do nothing about an error but go without.
func (d *directory) Channel(guild uint64, name string) (uint64, bool) {
	c, ok, err := d.channel(context.Background(), guild, name)
	if err != nil {
		d.log.Warn("a guild's channels cannot be read", "guild", guild, "cause", err)
	}
	return c.ID, ok
}

// Role is role for those who can do nothing about an error but go without.
func (d *directory) Role(guild uint64, name string) (uint64, bool) {
	id, ok, err := d.role(context.Background(), guild, name)
	if err != nil {
		d.log.Warn("a guild's roles cannot be read", "guild", guild, "cause", err)
	}
	return id, ok
}

// named reports whether something is meant by a name or an id.
func named(name string, id uint64, own string) bool {
	return strings.EqualFold(own, name) || strconv.FormatUint(id, 10) == name
}
