package bot

import (
	"context"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
)

// sessions keeps gateway sessions in the store.
type sessions struct{ store *store.Store }

// LoadSession implements [discord.Sessions].
func (s sessions) LoadSession(ctx context.Context, shard int) (discord.Session, error) {
	v, err := s.store.LoadSession(ctx, shard)
	return discord.Session(v), err
}

// SaveSession implements [discord.Sessions].
func (s sessions) SaveSession(ctx context.Context, v discord.Session) error {
	return s.store.SaveSession(ctx, store.Session(v))
}
