package vote_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"cliffhanger/bot/discord"
)

func TestAWipeDuringAReadingIsNoWithdrawal(t *testing.T) {
	for emoji, kind := range map[string]discord.ReactionKind{"": discord.ReactionsCleared, sink: discord.EmojiCleared} {
		inBubble(t, func(b *ballotBox) {
			b.tell(discord.ReactionAdded, 7, sink)
			b.drain()
			b.mu.Lock()
			b.reading = func() { b.tell(kind, 0, emoji) }
			b.mu.Unlock()
			b.votes.Began(0, anywhere)
			synctest.Wait()
			b.mu.Lock()
			b.reading = nil
			b.mu.Unlock()
			b.drain()
			b.counts(7, 0)
			if b.called("react") == 0 {
				t.Error("our own reactions were not put back")
			}
		})
	}
}

func TestAWipeOfOneEmojiSaysNothingAboutTheOthers(t *testing.T) {
	inBubble(t, func(b *ballotBox) {
		b.tell(discord.ReactionAdded, 7, sink)
		b.tell(discord.ReactionAdded, 8, burn)
		b.tell(discord.ReactionAdded, 9, sink)
		b.drain()
		b.tell(discord.EmojiCleared, 0, sink)
		b.mu.Lock()
		b.users[burn] = []uint64{9} // 8 took burn back, and 9 came over to it, while nobody listened
		b.mu.Unlock()
		b.drain()
		b.counts(7, 0)
		b.counts(8, nothing)
		b.counts(9, 1)
		b.tell(discord.EmojiCleared, 0, burn) // both are remembered
		b.mu.Lock()
		b.users[burn] = nil
		b.mu.Unlock()
		b.drain()
		b.counts(7, 0)
		b.counts(9, 1)
	})
}

func TestAWipeRememberedByAnOlderVersionIsOfEverything(t *testing.T) {
	inBubble(t, func(b *ballotBox) {
		b.tell(discord.ReactionAdded, 7, sink)
		b.tell(discord.ReactionAdded, 8, burn)
		b.drain()
		must(b.t, b.store.SetSetting(b.t.Context(), fmt.Sprintf("wiped %d %d", guild, message), []byte{1}))
		b.votes.Began(0, anywhere)
		synctest.Wait()
		b.counts(7, 0)
		b.counts(8, 1)
	})
}
