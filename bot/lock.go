package bot

import (
	"context"
	"fmt"
	"slices"

	"cliffhanger/bot/discord"
)

// lock denies readers to add reactions of their own in a channel, so that only the options of a vote can be pressed. It
// does so only where the channel's own settings let the bot manage its permissions: whoever allows that wants it. It
// changes nothing where that is so already, and takes nothing else away.
func (b *Bot) lock(ctx context.Context, guild, channel uint64) error {
	rooms, err := b.client.Rooms(ctx, guild)
	if err != nil {
		return fmt.Errorf("lock a vote's options: %w", err)
	}
	i := slices.IndexFunc(rooms, func(r discord.Room) bool { return r.ID == channel })
	if i < 0 {
		return nil // a thread, which has its parent's permissions
	}
	b.mu.Lock()
	self := b.self
	b.mu.Unlock()
	me, err := b.client.Member(ctx, guild, self)
	if err != nil {
		return fmt.Errorf("lock a vote's options: %w", err)
	}
	for _, o := range rooms[i].Locking(guild, self, me.Roles) {
		if err := b.client.SetOverwrite(ctx, channel, o); err != nil {
			return fmt.Errorf("lock a vote's options: %w", err)
		}
		b.cfg.Log.Info("only a vote's options can be pressed from now on", "guild", guild, "channel", channel)
	}
	return nil
}
