package vote_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/vote"
	"cliffhanger/story"
)

// The lists of reactions are read one after the other, and of somebody who acts meanwhile they show what never stood
// together: here four choices of somebody who never had more than two.
func TestAReadingIsNoPictureOfWhoActsMeanwhile(t *testing.T) {
	inVote(t, story.Voting{Choose: 2}, func(b *ballotBox) {
		b.tell(discord.ReactionAdded, 7, sink)
		b.tell(discord.ReactionAdded, 7, burn)
		b.drain()
		b.holds(7, 0, 1)
		b.mu.Lock()
		for _, e := range []string{sink, burn, wait, fight} {
			b.users[e] = []uint64{7}
		}
		first := true
		b.reading = func() {
			if first {
				first = false
				b.tell(discord.ReactionRemoved, 7, sink)
				b.tell(discord.ReactionAdded, 7, wait)
				b.tell(discord.ReactionRemoved, 7, wait)
				b.tell(discord.ReactionAdded, 7, fight)
			}
		}
		b.mu.Unlock()
		b.votes.Began(0, anywhere)
		synctest.Wait()
		b.mu.Lock()
		b.users[sink], b.users[wait] = nil, nil
		b.mu.Unlock()
		b.drain()
		b.holds(7, 1, 3)
		before := b.called("read")
		time.Sleep(2 * time.Second)
		if b.called("read") == before {
			t.Error("nothing was read again, although something may not have been told")
		}
		b.holds(7, 1, 3)
		if n := b.called("unreact"); n != 0 {
			t.Errorf("%d reactions were taken off", n)
		}
	})
}

// An author's word is durable when it is answered: another process closes the vote.
func TestAnEarlyCloseOutlivesTheProcess(t *testing.T) {
	inBubble(t, func(b *ballotBox) {
		b.tell(discord.ReactionAdded, 1, sink)
		b.drain()
		b.mu.Lock()
		b.users[sink] = []uint64{1}
		b.mu.Unlock()
		b.fail("read", errNoAnswer) // so that this process gets no further
		time.Sleep(time.Hour)
		must(b.t, b.votes.Close(b.t.Context(), b.ref, 5))
		v, err := b.store.Vote(b.t.Context(), b.ref)
		must(b.t, err)
		if !v.Open() || !v.Closes.Equal(time.Now()) {
			t.Fatalf("it closes at %s, and is open: %v", v.Closes, v.Open())
		}
		time.Sleep(time.Hour)
		b.fail("read", nil)
		next := vote.New(vote.Config{Store: b.store, Discord: b.fake, Notes: b.fake, Members: b.fake, Sender: b.fake,
			Clock: b.fake, Log: slog.New(slog.DiscardHandler), End: nowhere})
		ctx, stop := context.WithCancel(b.t.Context())
		must(b.t, next.Load(ctx))
		done := make(chan struct{})
		go func() { defer close(done); next.Run(ctx) }()
		time.Sleep(time.Minute)
		if v, err = b.store.Vote(b.t.Context(), b.ref); err != nil || v.Open() || v.Outcome.Voters != 1 {
			t.Errorf("it is open: %v, and came to %+v, %v", v.Open(), v.Outcome, err)
		}
		if v.Extended != 0 {
			t.Errorf("it was extended by %s", v.Extended)
		}
		stop()
		<-done
	})
}

func nowhere(uint64, story.Key, int) (story.Place, bool) { return story.Place{}, false }

// A process that dies before it has read what stood when a session began leaves it to the next one to find that out: it
// is older than what an event of that session told of. What is found when another session has begun is newer, if all was
// read in the one before.
func TestWhatASessionDidNotTellIsOlderThanWhatItTold(t *testing.T) {
	for _, test := range []struct {
		name  string
		now   uint32 // the session of the reading
		want  story.Choice
		left  string
		taken string
	}{{"the session goes on", 9, 1, burn, sink}, {"another has begun", 10, 0, sink, burn}} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(b *ballotBox) {
				if test.now != 9 {
					b.votes.Session(0, anywhere, 9)
					b.votes.Began(0, anywhere)
					synctest.Wait()
				}
				b.said(7, burn, 9, 1)
				b.drain()
				b.counts(7, 1)
				b.mu.Lock()
				b.users[sink], b.users[burn] = []uint64{7}, []uint64{7}
				b.mu.Unlock()
				b.votes.Session(0, anywhere, test.now)
				b.votes.Began(0, anywhere)
				synctest.Wait()
				b.counts(7, test.want)
				if n := b.called("unreact " + test.taken + " of 7"); n != 1 {
					t.Errorf("%s was taken off %d times, want once", test.taken, n)
				}
				b.mu.Lock() // it was read completely: what is found now is new
				b.users[test.taken], b.users[test.left] = nil, []uint64{7}
				b.users[story.NoneEmoji] = []uint64{7}
				b.mu.Unlock()
				b.votes.Began(0, anywhere)
				synctest.Wait()
				b.counts(7, story.None)
			})
		})
	}
}

// said tells of a press as a session's event.
func (b *ballotBox) said(user uint64, emoji string, session uint32, seq int64) {
	b.votes.Reaction(discord.Reaction{Kind: discord.ReactionAdded, Guild: guild, Channel: channel, Message: message,
		User: user, Emoji: emoji, Session: session, Seq: seq}, self)
}

// again is a process after this one, in the same session or another.
func (b *ballotBox) again(session uint32) (votes *vote.Service, end func()) {
	next := vote.New(vote.Config{Store: b.store, Discord: b.fake, Notes: b.fake, Members: b.fake, Sender: b.fake,
		Clock: b.fake, Log: slog.New(slog.DiscardHandler), End: nowhere})
	ctx, stop := context.WithCancel(b.t.Context())
	must(b.t, next.Load(ctx))
	done := make(chan struct{}, 2)
	go func() { next.Run(ctx); done <- struct{}{} }()
	go func() { next.Count(ctx); done <- struct{}{} }()
	next.Session(0, anywhere, session)
	next.Began(0, anywhere)
	synctest.Wait()
	return next, func() { stop(); <-done; <-done }
}

func (b *ballotBox) spoiled(want int) {
	b.t.Helper()
	v, err := b.store.Vote(b.t.Context(), b.ref)
	must(b.t, err)
	if v.Spoiled != want {
		b.t.Errorf("%d ballots are not clear, want %d", v.Spoiled, want)
	}
}

// What an event tells of is the newest, also where a part of what counted is gone, or all has room.
func TestWhatASessionToldIsTheNewestOfSeveral(t *testing.T) {
	for _, test := range []struct {
		name  string
		shown []string // beside what was pressed last
		want  []story.Choice
		off   string
	}{
		{"what is older is in its way", []string{story.NoneEmoji}, []story.Choice{0}, story.NoneEmoji},
		{"what is older has room", []string{burn}, []story.Choice{1, 0}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			inVote(t, story.Voting{Choose: 2}, func(b *ballotBox) {
				b.votes.Session(0, anywhere, 9)
				b.votes.Began(0, anywhere)
				synctest.Wait()
				b.said(7, wait, 9, 1)
				b.drain()
				b.said(7, sink, 10, 1) // another session: that the other was taken back was not told
				b.drain()
				b.holds(7, 2, 0)
				b.mu.Lock()
				for _, e := range append(test.shown, sink) {
					b.users[e] = []uint64{7}
				}
				b.mu.Unlock()
				_, end := b.again(10)
				b.holds(7, test.want...)
				if n := b.called("unreact"); n != min(1, len(test.off)) || n > 0 && b.called("unreact "+test.off+" of 7") != n {
					t.Errorf("%d reactions were taken off, want %q", n, test.off)
				}
				b.spoiled(0)
				end()
			})
		})
	}
}

// A reading before any session has begun cannot tell whether an event told of the present or of an earlier one: it decides
// nothing about what no event told of, and the next reading does.
func TestAReadingWithoutASessionLeavesTheOrderOpen(t *testing.T) {
	inVote(t, story.Voting{Choose: 2}, func(b *ballotBox) {
		b.said(7, sink, 10, 1)
		b.drain()
		b.mu.Lock()
		b.users[burn], b.users[sink] = []uint64{7}, []uint64{7}
		b.mu.Unlock()
		next, end := b.again(0)
		b.holds(7, 0)
		b.spoiled(1)
		next.Session(0, anywhere, 10)
		next.Began(0, anywhere)
		synctest.Wait()
		b.holds(7, 1, 0)
		b.spoiled(0)
		end()
	})
}

// Where a session ends in which nothing was ever read, nobody knows whether what is found in the next one came before or
// after what the events of the first told of: nothing is taken off, and the reader is asked to click once more.
func TestWhatASessionLeftUnreadMayBeOlderOrNewer(t *testing.T) {
	inBubble(t, func(b *ballotBox) {
		b.said(7, burn, 9, 1)
		b.said(8, burn, 9, 2)
		b.drain()
		b.mu.Lock()
		b.users[sink], b.users[burn] = []uint64{7}, []uint64{7, 8}
		b.mu.Unlock()
		_, end := b.again(10)
		b.counts(7, 1)
		b.counts(8, 1)
		b.spoiled(1)
		end()
		_, end = b.again(10) // a doubt outlives its process
		b.counts(7, 1)
		b.spoiled(1)
		if n := b.called("unreact"); n != 0 {
			t.Errorf("%d reactions were taken off", n)
		}
		end()
		b.mu.Lock()
		b.users[story.NoneEmoji] = []uint64{8}
		b.mu.Unlock()
		votes, end := b.again(11) // 8 was clear, and has pressed since
		b.counts(7, 1)
		b.counts(8, story.None)
		votes.Reaction(discord.Reaction{Kind: discord.ReactionAdded, Guild: guild, Channel: channel, Message: message,
			User: 7, Emoji: story.NoneEmoji, Session: 11, Seq: 1}, self)
		must(b.t, votes.Settle(b.t.Context()))
		b.counts(7, story.None)
		b.spoiled(0)
		end()
	})
}

// What a reading left in doubt stays older than what the reader presses after it, though a process that knows nothing of
// the doubt hears of that.
func TestADoubtIsOlderThanWhatIsPressedAfterIt(t *testing.T) {
	for _, test := range []struct {
		name    string
		session uint32 // of the last reading
		unclear int
	}{{"the session goes on", 10, 0}, {"another has begun", 11, 1}} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(b *ballotBox) {
				b.mu.Lock()
				b.users[sink], b.users[burn] = []uint64{7}, []uint64{7}
				b.mu.Unlock()
				_, end := b.again(10)
				b.spoiled(1)
				end()
				b.mu.Lock()
				b.users[sink] = nil
				b.users[story.NoneEmoji] = []uint64{7}
				b.mu.Unlock()
				b.fail("read", errNoAnswer) // the process that hears of it reads nothing
				next, end := b.again(10)
				next.Reaction(discord.Reaction{Kind: discord.ReactionAdded, Guild: guild, Channel: channel, Message: message,
					User: 7, Emoji: story.NoneEmoji, Session: 10, Seq: 2}, self)
				must(b.t, next.Settle(b.t.Context()))
				b.counts(7, story.None)
				end()
				b.fail("read", nil)
				_, end = b.again(test.session)
				b.counts(7, story.None)
				b.spoiled(test.unclear)
				end()
			})
		})
	}
}
