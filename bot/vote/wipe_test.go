package vote_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"cliffhanger/bot/discord"
	"cliffhanger/story"
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

// What a moderator has removed is off. To take it off once more would meet the reader's next click.
func TestWhatWasWipedIsNotTakenOff(t *testing.T) {
	for emoji, kind := range map[string]discord.ReactionKind{"": discord.ReactionsCleared, sink: discord.EmojiCleared} {
		inVote(t, story.Voting{Choose: 2}, func(b *ballotBox) {
			b.drain()
			gone := fmt.Sprintf("unreact %s of 7", sink)
			b.tell(discord.ReactionAdded, 7, sink)
			b.tell(kind, 0, emoji) // in one batch with what came before
			b.tell(discord.ReactionAdded, 7, story.NoneEmoji)
			b.mu.Lock()
			b.users[story.NoneEmoji] = []uint64{7} // the wipe has it read
			b.mu.Unlock()
			b.drain()
			b.holds(7, story.None)
			if n := b.called(gone); n != 0 {
				t.Errorf("what a moderator has removed was taken off %d times", n)
			}
			b.tell(discord.ReactionAdded, 7, sink) // anew: now it is there
			b.tell(discord.ReactionAdded, 7, burn)
			b.drain()
			b.holds(7, 0, 1)
			b.tell(discord.ReactionAdded, 7, story.NoneEmoji)
			b.drain()
			b.holds(7, story.None)
			if n := b.called(gone); n != 1 {
				t.Errorf("what was pressed after the wipe was taken off %d times, want once", n)
			}
		})
	}
}

// What stands again after a wipe, although no event told of it, is taken off when it gives way.
func TestWhatStandsAgainAfterAWipeIsTakenOff(t *testing.T) {
	inBubble(t, func(b *ballotBox) {
		b.tell(discord.ReactionAdded, 7, sink)
		b.drain()
		b.tell(discord.EmojiCleared, 0, sink)
		b.drain()
		b.counts(7, 0)
		b.mu.Lock()
		b.users[sink] = []uint64{7} // while nobody listened
		b.mu.Unlock()
		b.votes.Began(0, anywhere)
		synctest.Wait()
		b.tell(discord.ReactionAdded, 7, burn)
		b.drain()
		b.counts(7, 1)
		if n := b.called(fmt.Sprintf("unreact %s of 7", sink)); n != 1 {
			t.Errorf("the reaction that gave way was taken off %d times, want once", n)
		}
	})
}
