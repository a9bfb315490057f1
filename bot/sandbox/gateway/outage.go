package gateway

import (
	"fmt"

	"cliffhanger/bot/sandbox/world"
)

// Outage takes a server down: GUILD_DELETE with unavailable true, and from then on none of its events. This is not the
// bot being removed, and nothing it keeps about the server should go. EndOutage brings it back.
func (g *Gateway) Outage(guild world.ID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.down[guild] {
		return
	}
	g.down[guild] = true
	lost := dispatch{name: "GUILD_DELETE", data: fmt.Appendf(nil, `{"id":%q,"unavailable":true}`, guild)}
	for _, s := range g.sessions {
		if s.shard.has(guild) && s.intents&Guilds != 0 {
			g.push(s, lost)
		}
	}
}

// EndOutage brings a server back: GUILD_CREATE as it is now. What happened in between is not told.
func (g *Gateway) EndOutage(guild world.ID) error {
	g.mu.Lock()
	var told []*session
	for _, s := range g.sessions {
		if g.down[guild] && s.shard.has(guild) && s.intents&Guilds != 0 {
			told = append(told, s)
		}
	}
	delete(g.down, guild)
	g.mu.Unlock()
	for _, s := range told {
		if err := g.bringBack(s, guild); err != nil {
			return err
		}
	}
	return nil
}

// bringBack sends a session GUILD_CREATE, if its bot is still in the server.
func (g *Gateway) bringBack(s *session, guild world.ID) error {
	is := func(id world.ID) bool { return id == guild }
	found, detach := g.opt.World.AttachShard(s.app, is, func(world.Event) {}) // only to look
	detach()
	for _, candidate := range found {
		back, err := guildCreate(candidate)
		if err != nil {
			return fmt.Errorf("gateway: ending an outage: %w", err)
		}
		g.mu.Lock()
		g.push(s, back)
		g.mu.Unlock()
	}
	return nil
}

func (g *Gateway) isDown(guild world.ID) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.down[guild]
}
