package world

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// formatVersion is that of the saved form; Load refuses others.
const formatVersion = 1

// saved is the form on disk.
type saved struct {
	Version int   `json:"version"`
	World   state `json:"world"`
}

// Save writes everything but ephemeral messages, open interactions and nonces as JSON.
func (w *World) Save(to io.Writer) error {
	w.lock()
	data, err := json.Marshal(saved{formatVersion, w.s.lasting()})
	w.mu.Unlock()
	if err != nil {
		return fmt.Errorf("saving the world: %w", err)
	}
	if _, err := to.Write(data); err != nil {
		return fmt.Errorf("saving the world: %w", err)
	}
	return nil
}

// lasting returns the state without ephemeral messages and their files.
func (s *state) lasting() state {
	out := *s
	out.Channels = map[ID]*channel{}
	out.Files = map[ID]*stored{}
	kept := map[ID]bool{}
	for id, c := range s.Channels {
		copied := *c
		copied.Messages = nil
		for _, m := range c.Messages {
			if m.ephemeral() {
				continue
			}
			copied.Messages = append(copied.Messages, m)
			for _, a := range m.Shape.Attachments {
				kept[a.ID] = true
			}
		}
		out.Channels[id] = &copied
	}
	for id, f := range s.Files {
		if kept[id] {
			out.Files[id] = f
		}
	}
	return out
}

// Load replaces the world by a saved one. Call it before anybody uses the World: listeners are not told, and open
// interactions are forgotten.
func (w *World) Load(from io.Reader) error {
	var in saved
	if err := json.NewDecoder(from).Decode(&in); err != nil {
		return fmt.Errorf("loading the world: %w", err)
	}
	if in.Version != formatVersion {
		return fmt.Errorf("loading the world: it has format %d, this program knows %d", in.Version, formatVersion)
	}
	in.World.fill()
	if err := in.World.check(); err != nil {
		return fmt.Errorf("loading the world: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.s, w.rooms, w.archiveDue = in.World, nil, time.Time{}
	w.interactions, w.tokens, w.queue = map[ID]*interaction{}, map[string]*interaction{}, nil
	clear(w.nonces)
	return nil
}

// check finds what would make later work fail: missing parts and dangling ids.
func (s *state) check() error {
	for id, a := range s.Users {
		if a == nil || a.User.ID != id {
			return fmt.Errorf("user %s is damaged", id)
		}
	}
	for _, id := range s.People {
		if s.Users[id] == nil {
			return fmt.Errorf("user %s is missing", id)
		}
	}
	for id, a := range s.Apps {
		if a == nil || a.ID != id || s.Users[a.User] == nil {
			return fmt.Errorf("application %s is damaged", id)
		}
	}
	for id, g := range s.Guilds {
		if err := s.checkGuild(id, g); err != nil {
			return err
		}
	}
	for id, c := range s.Channels {
		if err := s.checkChannel(id, c); err != nil {
			return err
		}
	}
	for _, c := range s.Commands {
		if c == nil {
			return fmt.Errorf("a command is damaged")
		}
	}
	for id, f := range s.Files {
		if f == nil {
			return fmt.Errorf("file %s is damaged", id)
		}
	}
	return nil
}

// checkGuild refuses a saved guild that would make the world trip over what is missing.
func (s *state) checkGuild(id ID, g *guild) error {
	if g == nil || g.Shape.ID != id {
		return fmt.Errorf("guild %s is damaged", id)
	}
	for _, m := range g.Members {
		if m == nil || m.User == nil || s.Users[m.User.ID] == nil {
			return fmt.Errorf("guild %s has a damaged member", id)
		}
	}
	for _, r := range g.Shape.Roles {
		if r == nil {
			return fmt.Errorf("guild %s has a damaged role", id)
		}
	}
	for _, e := range g.Shape.Emojis {
		if e == nil || e.ID == nil {
			return fmt.Errorf("guild %s has a damaged emoji", id)
		}
	}
	return nil
}

// checkChannel does so for a channel.
func (s *state) checkChannel(id ID, c *channel) error {
	if c == nil || c.Shape.ID != id || c.Shape.GuildID != 0 && s.Guilds[c.Shape.GuildID] == nil {
		return fmt.Errorf("channel %s is damaged", id)
	}
	if c.thread() && (c.Shape.Thread == nil || c.Shape.MessageCount == nil || c.Shape.TotalSent == nil) {
		return fmt.Errorf("thread %s is damaged", id)
	}
	for _, u := range c.Shape.Recipients {
		if u == nil || s.Users[u.ID] == nil {
			return fmt.Errorf("channel %s has a damaged recipient", id)
		}
	}
	for who, m := range c.Joined {
		if m == nil {
			return fmt.Errorf("thread %s has a damaged member %s", id, who)
		}
	}
	last := ID(0)
	for _, m := range c.Messages {
		if m == nil || m.Shape.Author == nil || s.Users[m.Shape.Author.ID] == nil || m.Shape.ID <= last {
			return fmt.Errorf("channel %s has a damaged message after %s", id, last)
		}
		last = m.Shape.ID
		for _, t := range m.Tallies {
			if t == nil {
				return fmt.Errorf("message %s has a damaged reaction", last)
			}
		}
	}
	return nil
}
