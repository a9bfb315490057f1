package bot

import (
	"context"

	"cliffhanger/story"
)

// Correct has a chapter of the first story told in a guild corrected, as its author's command does.
func (b *Bot) Correct(ctx context.Context, guild uint64, chapter int, by uint64) error {
	_, err := b.drops.Correct(ctx, guild, b.Told(guild)[0], chapter, by)
	return err
}

// HasWays reports whether a story shows any way that may not have been taken.
func HasWays(list []*story.Story) bool {
	for _, s := range list {
		if len(s.Ways) > 0 {
			return true
		}
	}
	return false
}
