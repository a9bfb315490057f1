package bot

import (
	"context"

	"cliffhanger/bot/author"
	"cliffhanger/bot/outbox"
	"cliffhanger/story"
)

// tale returns a story as its author has written it, with all its ways, nil if it is not told any more.
func (b *Bot) tale(k story.Key) *story.Story {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.tales {
		if s.Key() == k {
			return s
		}
	}
	return nil
}

// A voteDesk is where authors are told of votes, which know their stories by key alone.
type voteDesk struct {
	bot  *Bot
	desk *author.Desk
}

// Send implements [vote.Desk].
func (d voteDesk) Send(ctx context.Context, guild uint64, k story.Key, l outbox.Letter) (bool, error) {
	s := d.bot.tale(k)
	if s == nil {
		return false, nil
	}
	return d.desk.Send(ctx, guild, s, l)
}
