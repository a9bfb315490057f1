package vote_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"
)

// note returns the words of the line under the vote.
func (b *ballotBox) note() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.noted
}

// unheard lets readers press both options while nobody listens, and has them read.
func (b *ballotBox) unheard(readers ...uint64) {
	b.mu.Lock()
	b.users[sink], b.users[burn] = readers, readers
	b.mu.Unlock()
	b.votes.Began(0, anywhere)
	synctest.Wait()
}

func TestBallotsThatNobodyCanTellAreNamedInNumber(t *testing.T) {
	inVote(t, story.Voting{}, func(b *ballotBox) {
		time.Sleep(2 * time.Minute)
		if b.note() != "" {
			t.Errorf("there is a note of nothing: %q", b.note())
		}
		b.unheard(1, 2, 3)
		time.Sleep(time.Minute)
		if !strings.HasPrefix(b.note(), "3 ballots in [the vote]") {
			t.Errorf("the note says %q", b.note())
		}
		spoiled := func(want int) {
			b.t.Helper()
			v, err := b.store.Vote(b.t.Context(), b.ref)
			must(b.t, err)
			if v.Spoiled != want {
				b.t.Errorf("%d ballots are spoiled, want %d", v.Spoiled, want)
			}
		}
		spoiled(3)
		before := b.called("edit")
		for _, who := range []uint64{1, 2} {
			b.tell(discord.ReactionRemoved, who, sink)
			b.drain()
			time.Sleep(time.Second)
		}
		b.counts(1, 1)
		spoiled(1)
		time.Sleep(2 * time.Minute)
		if n := b.called("edit") - before; n > 2 || !strings.HasPrefix(b.note(), "1 ballot in") {
			t.Errorf("after %d edits in two minutes the note says %q", n, b.note())
		}
		b.tell(discord.ReactionAdded, 3, story.NoneEmoji) // a fresh click
		b.drain()
		time.Sleep(2 * time.Minute)
		b.counts(3, story.None)
		if b.note() != "" || b.called("delete") != 1 {
			t.Errorf("nothing is unclear, and the note says %q", b.note())
		}
		b.mu.Lock()
		b.users[sink], b.users[burn] = []uint64{4}, []uint64{1, 2, 4}
		b.users[story.NoneEmoji] = []uint64{3}
		b.mu.Unlock()
		time.Sleep(48 * time.Hour) // read now and then, and once more at the end
		spoiled(1)
		if v, err := b.store.Vote(b.t.Context(), b.ref); err != nil || v.Outcome == nil || v.Outcome.Spoiled != 1 ||
			v.Outcome.Voters != 3 {
			b.t.Errorf("the outcome is %+v, %v", v.Outcome, err)
		}
		if b.note() != "" {
			t.Errorf("the vote has closed, and the note says %q", b.note())
		}
	})
}

func TestReactionsAreReadNowAndThen(t *testing.T) {
	inVote(t, story.Voting{}, func(b *ballotBox) {
		before := b.called("read")
		time.Sleep(5 * time.Hour)
		if n := b.called("read") - before; n != 0 || b.called("clicks") < 20 {
			t.Errorf("nobody has voted: %d lists were read, and the message looked at %d times", n, b.called("clicks"))
		}
		b.mu.Lock()
		b.users[burn] = []uint64{1} // an event that was lost
		b.mu.Unlock()
		time.Sleep(13 * time.Minute)
		b.counts(1, 1)
		before = b.called("read")
		time.Sleep(5 * time.Hour)
		if n := (b.called("read") - before) / 3; n < 20 || n > 41 {
			t.Errorf("%d readings in five hours", n)
		}
	})
}

func TestWhatFindsNoRoomIsRead(t *testing.T) {
	inVote(t, story.Voting{}, func(b *ballotBox) {
		const most = 1 << 16
		for range most {
			b.tell(discord.ReactionAdded, 1, sink)
		}
		b.mu.Lock()
		b.users[sink], b.users[burn] = []uint64{1}, []uint64{2}
		b.mu.Unlock()
		b.tell(discord.ReactionAdded, 2, burn)
		if n := b.votes.Refused(); n != 1 {
			t.Errorf("%d were refused, want 1", n)
		}
		synctest.Wait()
		b.drain()
		b.counts(1, 0)
		b.counts(2, 1)
	})
}

func TestABallotHoldsSeveralChoices(t *testing.T) {
	inVote(t, story.Voting{Choose: 2}, func(b *ballotBox) {
		for _, emoji := range []string{burn, sink} {
			b.tell(discord.ReactionAdded, 1, emoji)
		}
		b.drain()
		b.holds(1, 1, 0)
		b.tell(discord.ReactionAdded, 1, story.NoneEmoji)
		b.drain()
		b.holds(1, story.None)
		for _, emoji := range []string{sink, burn} {
			if n := b.called("unreact " + emoji + " of 1"); n != 1 {
				t.Errorf("%s was taken off %d times", emoji, n)
			}
		}
		event := discord.Reaction{Kind: discord.ReactionAdded, Guild: guild, Channel: channel, Message: message, User: 2,
			Session: 9}
		for _, emoji := range []string{sink, burn, sink} { // the last is told once more, by a process that does not know it
			event.Emoji, event.Seq = emoji, map[string]int64{sink: 5, burn: 6}[emoji]
			b.votes.Reaction(event, self)
			b.drain()
		}
		b.holds(2, 0, 1)
		all, err := b.store.Journal(b.t.Context(), store.VoteRef{Guild: guild, Message: message})
		must(b.t, err)
		if len(all) != 5 {
			t.Errorf("%d entries are in the journal, want 5", len(all))
		}
	})
}
