package bot

import (
	"cliffhanger/bot/drop"
	"cliffhanger/bot/vote"
)

// Votes gives tests what commands get.
func (b *Bot) Votes() *vote.Service { return b.votes }

// Drops gives tests what the author's commands get.
func (b *Bot) Drops() *drop.Runner { return b.drops }
