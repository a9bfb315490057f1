package vote_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/story"
)

// A removal was begun, and nobody knows what came of it: a process that is killed just then leaves the same. A reader
// has pressed sink, then burn; burn counts, and sink was to be taken off.
func TestARemovalOfWhichNobodyKnows(t *testing.T) {
	type act struct {
		kind  discord.ReactionKind
		emoji string
	}
	for _, test := range []struct {
		name   string
		shown  []string // what the next reading sees
		before []act    // heard before that reading
		after  []act    // heard after it
		want   story.Choice
		off    string // what is taken off in the end, "" for nothing
	}{
		{"both stand: the ballot counts on, and both stay", []string{sink, burn}, nil, nil, 1, ""},
		{"the reader takes the one that counts back", []string{sink, burn}, nil, []act{{discord.ReactionRemoved, burn}}, 0, ""},
		{"the reader takes the other one back", []string{sink, burn}, nil, []act{{discord.ReactionRemoved, sink}}, 1, ""},
		{"an event tells that it was pressed anew", []string{sink, burn}, []act{{discord.ReactionAdded, sink}}, nil, 0, burn},
		{"it is off", []string{burn}, nil, nil, 1, ""},
		{"it stands alone: it is what the reader wants", []string{sink}, nil, nil, 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(b *ballotBox) {
				b.fail("unreact", errNoAnswer)
				b.tell(discord.ReactionAdded, 1, sink)
				b.tell(discord.ReactionAdded, 1, burn)
				b.drain()
				b.counts(1, 1)
				if n := b.called("unreact"); n != 1 {
					t.Fatalf("%d removals were begun, want 1", n)
				}
				b.fail("unreact", nil)
				b.mu.Lock()
				for _, e := range test.shown {
					b.users[e] = []uint64{1}
				}
				b.mu.Unlock()

				for _, a := range test.before {
					b.tell(a.kind, 1, a.emoji)
				}
				b.votes.Began(0, anywhere)
				synctest.Wait()
				b.drain()
				for _, a := range test.after {
					b.tell(a.kind, 1, a.emoji)
				}
				b.drain()
				b.counts(1, test.want)
				for _, e := range []string{sink, burn} {
					want := 0
					if e == test.off {
						want = 1
					}
					if n := b.called(fmt.Sprintf("unreact %s of 1", e)); n != want {
						t.Errorf("%s was taken off %d times, want %d", e, n, want)
					}
				}
			})
		})
	}
}

// What is taken off while the reactions are read was shown a moment before. It is no new click.
func TestARemovalThatEndsDuringAReading(t *testing.T) {
	inBubble(t, func(b *ballotBox) {
		gate, lists := make(chan struct{}), 0
		b.off = func() { <-gate }
		b.tell(discord.ReactionAdded, 1, sink)
		b.tell(discord.ReactionAdded, 1, burn)
		b.drain() // sink is about to be taken off
		b.mu.Lock()
		b.users[sink], b.users[burn] = []uint64{1}, []uint64{1}
		b.reading = func() {
			if lists++; lists == 2 {
				close(gate)
				time.Sleep(time.Second) // sink is off, and known to be off
			}
		}
		b.mu.Unlock()
		b.votes.Began(0, anywhere)
		time.Sleep(time.Minute)
		b.tell(discord.ReactionRemoved, 1, sink)
		b.drain()
		b.counts(1, 1)
		if n := b.called("unreact " + burn + " of 1"); n != 0 {
			t.Error("the reaction that counts was taken off")
		}
	})
}
