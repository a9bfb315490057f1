package vote_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/story"
)

// another runs another process on the same store for ten minutes, and returns the vote after that.
func (b *ballotBox) another() store.Vote {
	b.t.Helper()
	on := newFake()
	votes := vote.New(vote.Config{
		Store: b.store, Discord: on, Notes: on, Members: on, Sender: on, Clock: on, Log: slog.New(slog.DiscardHandler),
		End: func(uint64, story.Key, int) (story.Place, bool) { return story.Place{}, false },
	})
	ctx, cancel := context.WithCancel(b.t.Context())
	must(b.t, votes.Load(ctx))
	done := make(chan struct{})
	go func() { defer close(done); votes.Run(ctx) }()
	time.Sleep(10 * time.Minute)
	cancel()
	<-done
	v, err := b.store.Vote(b.t.Context(), b.ref)
	must(b.t, err)
	return v
}

// What an author was told to be closing is closed by the next process, if the one that told them dies before the last
// reading; unless they have extended it since.
func TestAnEarlyCloseOutlivesItsProcess(t *testing.T) {
	for name, extended := range map[string]bool{"closed": false, "extended since": true} {
		t.Run(name, func(t *testing.T) {
			inVote(t, story.Voting{}, func(b *ballotBox) {
				b.fail("read", errors.New("trouble"))
				must(b.t, b.votes.Close(b.t.Context(), b.ref, 5))
				synctest.Wait()
				if extended {
					_, err := b.votes.Extend(b.t.Context(), b.ref, time.Hour, 5)
					must(b.t, err)
				}
				if v, err := b.store.Vote(b.t.Context(), b.ref); err != nil || !v.Open() {
					b.t.Fatalf("it is closed without a last reading: %v", err)
				}
				if v := b.another(); v.Open() != extended {
					b.t.Errorf("under the next process it is open: %t", v.Open())
				}
			})
		})
	}
}

// What is durable is not asked for again because it cannot be said: it is said when that can be done.
func TestAnExtensionStandsBeforeItIsSaid(t *testing.T) {
	inVote(t, story.Voting{}, func(b *ballotBox) {
		b.fail("send", errors.New("trouble"))
		before, err := b.store.Vote(b.t.Context(), b.ref)
		must(b.t, err)
		after, err := b.votes.Extend(b.t.Context(), b.ref, time.Hour, 5)
		must(b.t, err)
		if by := after.Closes.Sub(before.Closes); by < time.Hour || by > time.Hour+time.Minute {
			b.t.Errorf("it is extended by %s", by)
		}
		time.Sleep(time.Minute)
		if said := b.note(); said != "" {
			b.t.Errorf("said is %q", said)
		}
		b.fail("send", nil)
		time.Sleep(time.Minute)
		if said := b.note(); !strings.Contains(said, "stays open for longer") {
			b.t.Errorf("said is %q", said)
		}
		b.fail("send", errors.New("trouble"))
		must(b.t, b.votes.Close(b.t.Context(), b.ref, 5))
		synctest.Wait()
		if v, err := b.store.Vote(b.t.Context(), b.ref); err != nil || v.Open() {
			b.t.Errorf("it is not closed: %v", err)
		}
		b.fail("send", nil)
		time.Sleep(2 * time.Hour)
	})
}
