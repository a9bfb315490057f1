package bot

import "cliffhanger/bot/vote"

// Votes gives tests what commands get.
func (b *Bot) Votes() *vote.Service { return b.votes }
