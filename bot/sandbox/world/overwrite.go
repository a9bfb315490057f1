package world

import "slices"

// An Overwrite changes permissions of one role (Type 0) or member (Type 1) in one channel.
type Overwrite struct {
	ID    ID         `json:"id"`
	Type  int        `json:"type"`
	Allow Permission `json:"allow"`
	Deny  Permission `json:"deny"`
}

// overwrites are those of the channel, for a thread those of its parent.
func (w *World) overwrites(c *channel) []Overwrite {
	if c.thread() {
		if parent := w.s.Channels[c.Shape.ParentID]; parent != nil {
			return parent.Shape.Overwrites
		}
	}
	return c.Shape.Overwrites
}

// overwrite applies a channel's overwrites in Discord's order: everyone, roles together, member; deny before allow.
func overwrite(p Permission, all []Overwrite, everyone ID, m *Member) Permission {
	var allow, deny Permission
	var own Overwrite
	for _, o := range all {
		switch {
		case o.Type == 1 && o.ID == m.User.ID:
			own = o
		case o.Type == 0 && o.ID == everyone:
			p = p&^o.Deny | o.Allow
		case o.Type == 0 && slices.Contains(m.Roles, o.ID):
			allow |= o.Allow
			deny |= o.Deny
		}
	}
	p = p&^deny | allow
	return p&^own.Deny | own.Allow
}

// SetOverwrite puts an overwrite for a role or member on a channel, in place of the one there was. It needs MANAGE_ROLES
// and, of what changes by it, every permission oneself. What is neither a role of the guild nor a member, or not of the
// given type, answers 10009.
func (w *World) SetOverwrite(user, id ID, o Overwrite) error {
	return w.changeOverwrites(user, id, func(all []Overwrite) ([]Overwrite, error) {
		all = slices.DeleteFunc(all, func(old Overwrite) bool { return old.ID == o.ID })
		return append(all, o), nil
	})
}

// DeleteOverwrite takes an overwrite away. It needs what [World.SetOverwrite] needs; without such an overwrite it
// answers 10009.
func (w *World) DeleteOverwrite(user, id, of ID) error {
	return w.changeOverwrites(user, id, func(all []Overwrite) ([]Overwrite, error) {
		rest := slices.DeleteFunc(slices.Clone(all), func(o Overwrite) bool { return o.ID == of })
		if len(rest) == len(all) {
			return nil, unknownOverwrite()
		}
		return rest, nil
	})
}

func unknownOverwrite() error { return unknown(10009, "Overwrite") }

func (w *World) changeOverwrites(user, id ID, change func([]Overwrite) ([]Overwrite, error)) error {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(user, id)
	if err != nil {
		return err
	}
	if c.thread() || c.Shape.GuildID == 0 {
		return wrongChannel()
	}
	if err := w.need(user, c, PermManageRoles); err != nil {
		return err
	}
	fresh, err := change(slices.Clone(c.Shape.Overwrites))
	if err != nil {
		return err
	}
	if err := w.mayOverwrite(user, c, fresh); err != nil {
		return err
	}
	seen := w.audience(c)
	c.Shape.Overwrites = fresh
	w.tellChanged(c, seen)
	return nil
}

// mayOverwrite says whether a user may replace a channel's overwrites by fresh ones.
func (w *World) mayOverwrite(user ID, c *channel, fresh []Overwrite) error {
	if err := w.need(user, c, PermManageRoles); err != nil {
		return err
	}
	g := w.s.Guilds[c.Shape.GuildID]
	return g.checkOverwrites(g.member(user), c.Shape.Overwrites, fresh)
}

// checkOverwrites says whether a member may change a channel's overwrites from old to fresh (Discord's "Edit Channel
// Permissions"): only permissions one has in the guild may be given, denied or taken back, and MANAGE_ROLES only by
// administrators; unless an overwrite of the channel gives one MANAGE_ROLES there, which frees from both.
func (g *guild) checkOverwrites(m *Member, old, fresh []Overwrite) error {
	had := map[ID]Overwrite{}
	for _, o := range old {
		had[o.ID] = o
	}
	var changed Permission
	for _, o := range fresh {
		before := had[o.ID]
		if o != before && !g.concerns(o) {
			return unknownOverwrite()
		}
		changed |= o.Allow ^ before.Allow | o.Deny ^ before.Deny
		delete(had, o.ID)
	}
	for _, gone := range had {
		changed |= gone.Allow | gone.Deny
	}
	mine := g.base(m)
	if mine == permAll || overwrite(0, old, g.Shape.ID, m).Has(PermManageRoles) {
		return nil
	}
	if !(mine &^ PermManageRoles).Has(changed) {
		return missingRight()
	}
	return nil
}

// concerns reports whether an overwrite is for a role or a member of the guild.
func (g *guild) concerns(o Overwrite) bool {
	if o.Type == 1 {
		return g.member(o.ID) != nil
	}
	return o.Type == 0 && g.role(o.ID) != nil
}

// Overrule puts an overwrite on a channel, whoever asks: for tests and tools that take permissions away from a bot.
func (w *World) Overrule(id ID, o Overwrite) error {
	w.lock()
	defer w.mu.Unlock()
	c := w.s.Channels[id]
	if c == nil {
		return unknownChannel()
	}
	seen := w.audience(c)
	rest := slices.DeleteFunc(slices.Clone(c.Shape.Overwrites), func(old Overwrite) bool { return old.ID == o.ID })
	c.Shape.Overwrites = append(rest, o)
	w.tellChanged(c, seen)
	return nil
}
