package vote_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

const guild, channel, message, self = 11, 22, 33, 44

var (
	sink  = "🌊"
	burn  = "🔥"
	wait  = "🌙" // of votes in which several may be chosen
	fight = "🍀"
)

// A ballotBox is a service that follows a vote which closes in two days.
type ballotBox struct {
	*fake
	t     *testing.T
	store *store.Store
	votes *vote.Service
	ref   store.VoteRef
}

// inBubble runs a test with an open vote in a synctest bubble.
func inBubble(t *testing.T, test func(*ballotBox)) {
	t.Helper()
	inVote(t, story.Voting{}, test)
}

// newFake returns a Discord in which nothing has happened.
func newFake() *fake {
	return &fake{turn: make(chan struct{}, 1), users: map[string][]uint64{}, fails: map[string]error{}, calls: map[string]int{}}
}

// called returns how often something was asked for.
func (f *fake) called(what string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[what]
}

// openVote opens a vote by these rules that closes in two days.
func openVote(t *testing.T, st *store.Store, rules story.Voting) store.VoteRef {
	t.Helper()
	options := []story.Option{{Emoji: sink, Text: "Sink"}, {Emoji: burn, Text: "Burn"}}
	if rules.Choose > 1 {
		options = append(options, story.Option{Emoji: wait, Text: "Wait"}, story.Option{Emoji: fight, Text: "Fight"})
	}
	return openVoteOf(t, st, story.Question{Text: "What now?", Options: options, Voting: rules.OrDefault()}, 48*time.Hour)
}

// openVoteOf opens a vote on a question that closes after some time.
func openVoteOf(t *testing.T, st *store.Store, q story.Question, closes time.Duration) store.VoteRef {
	t.Helper()
	ref := store.DropRef{Telling: store.Telling{Guild: guild, Story: story.KeyOf("tale"), Channel: channel}, Chapter: 1}
	must(t, st.PlanDrop(t.Context(), store.Drop{DropRef: ref, Due: time.Now(), Planned: time.Now()},
		[]store.Step{{Kind: store.StepQuestion, Scene: 2}}))
	_, err := st.ClaimStep(t.Context(), ref, 0, time.Now())
	must(t, err)
	must(t, st.FinishStep(t.Context(), ref, 0, message, time.Now(), &store.Vote{
		Question: q, Closes: time.Now().Add(closes),
	}))
	return store.VoteRef{Guild: guild, Message: message}
}

// inVote is inBubble for a vote by these rules.
func inVote(t *testing.T, rules story.Voting, test func(*ballotBox)) {
	t.Helper()
	inVoteAt(t, time.Time{}, rules, test)
}

// inVoteAt is inVote from some time on.
func inVoteAt(t *testing.T, start time.Time, rules story.Voting, test func(*ballotBox)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(start))
		st, err := store.Open(t.Context(), kv.Open(memkv.New(), kv.Options{}), store.Secret{1}, store.Options{})
		must(t, err)
		b := &ballotBox{t: t, store: st, ref: openVote(t, st, rules), fake: newFake()}
		b.votes = vote.New(vote.Config{
			Store: st, Discord: b.fake, Notes: b.fake, Members: b.fake, Sender: b.fake, Clock: b.fake,
			Log:  slog.New(slog.DiscardHandler),
			Role: func(_ uint64, name string) (uint64, bool) { return 7, name == "patron" },
			End: func(uint64, story.Key, int) (story.Place, bool) {
				return story.Place{Chapter: 1, Scene: 2, Page: 1}, true
			},
		})
		ctx, cancel := context.WithCancel(t.Context())
		must(t, b.votes.Load(ctx))
		done := make(chan struct{})
		go func() { defer close(done); b.votes.Run(ctx) }()
		synctest.Wait() // the reading at the start
		test(b)
		cancel()
		<-done
		must(t, st.Close())
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tell lets the service hear of a reaction.
func (b *ballotBox) tell(kind discord.ReactionKind, user uint64, emoji string) {
	b.votes.Reaction(discord.Reaction{Kind: kind, Guild: guild, Channel: channel, Message: message, User: user, Emoji: emoji}, self)
}

// drain lets what was heard be counted, and everything come to rest.
func (b *ballotBox) drain() {
	b.t.Helper()
	ctx, enough := context.WithCancel(b.t.Context())
	counted := make(chan struct{})
	go func() { defer close(counted); b.votes.Count(ctx) }()
	must(b.t, b.votes.Settle(ctx))
	enough()
	<-counted
	synctest.Wait()
}

// nothing is the ballot of somebody who has none that counts.
const nothing story.Choice = -2

// counts fails the test unless this is a reader's ballot, of one choice.
func (b *ballotBox) counts(user uint64, want story.Choice) {
	b.t.Helper()
	if want == nothing {
		b.holds(user)
	} else {
		b.holds(user, want)
	}
}

// holds fails the test unless this is a reader's ballot.
func (b *ballotBox) holds(user uint64, want ...story.Choice) {
	b.t.Helper()
	got, _, err := b.store.Ballot(b.t.Context(), b.ref, b.store.Reader(user))
	must(b.t, err)
	if !slices.Equal(got.Choices, want) {
		b.t.Errorf("the ballot of %d is %v, want %v", user, got.Choices, want)
	}
}

// announced returns the results that were posted.
func (b *ballotBox) announced() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.results
}

func (b *ballotBox) fail(what string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fails[what] = err
}

var (
	errForbidden = &discord.Error{Status: 403, Code: 50001}
	errNoAnswer  = fmt.Errorf("read: %w", discord.ErrOutcomeUnknown)
)

func TestARefusedReadingIsTriedOnceAnHour(t *testing.T) {
	inBubble(t, func(b *ballotBox) {
		before := b.called("read")
		b.fail("read", errForbidden)
		b.votes.Began(0, anywhere)
		time.Sleep(10*time.Hour + time.Minute)
		b.tell(discord.ReactionAdded, 1, sink)
		b.drain()
		for range 100 {
			b.votes.Began(0, anywhere) // a hundred new sessions
			time.Sleep(time.Second)
		}
		if n := b.called("read") - before; n > 11 {
			t.Errorf("%d refused requests in ten hours", n)
		}
		time.Sleep(40 * time.Hour)
		if n := len(b.announced()); n != 1 || !strings.Contains(b.announced()[0], "1 reader voted") {
			t.Errorf("the vote has closed with %q, want what was journalled", b.announced())
		}
	})
}

func TestAReadingWithoutAnAnswerIsTriedAgainSoon(t *testing.T) {
	inBubble(t, func(b *ballotBox) {
		b.mu.Lock()
		b.users[burn] = []uint64{1}
		b.mu.Unlock()
		b.counts(1, nothing)
		for _, err := range []error{errNoAnswer, &discord.Error{Status: 429}, errors.New("the disk is on fire")} {
			b.fail("read", err)
			b.votes.Began(0, anywhere)
			time.Sleep(30 * time.Second)
			b.fail("read", nil)
			time.Sleep(10 * time.Second)
			b.counts(1, 1)
		}
		if n := b.called("read"); n > 60 {
			t.Errorf("%d requests in two minutes", n)
		}
	})
}

func TestAMessageThatIsGoneClosesItsVote(t *testing.T) {
	for _, code := range []int{10003, 10008} {
		inBubble(t, func(b *ballotBox) {
			b.tell(discord.ReactionAdded, 1, burn)
			b.drain()
			b.fail("read", &discord.Error{Status: 404, Code: code})
			b.votes.Gone(1, 2)
			time.Sleep(time.Second)
			if n := len(b.announced()); n != 0 {
				t.Errorf("%d results after another message is gone", n)
			}
			b.votes.Gone(map[int]uint64{10003: channel, 10008: message}[code])
			time.Sleep(time.Second)
			if len(b.announced()) != 1 || !strings.Contains(b.announced()[0], "Burn") {
				t.Errorf("code %d: the vote has closed with %q, want what was journalled", code, b.announced())
			}
		})
	}
}

func TestReactionsThatCannotBeTakenOffAreLeft(t *testing.T) {
	inBubble(t, func(b *ballotBox) {
		b.fail("unreact", &discord.Error{Status: 403, Code: 50013})
		for i := range uint64(200) {
			b.tell(discord.ReactionAdded, 100+i, sink)
			b.tell(discord.ReactionAdded, 100+i, burn)
			b.drain()
		}
		if n := b.called("unreact"); n != 1 {
			t.Errorf("%d refused requests, want one an hour", n)
		}
		b.counts(100, 1)
		b.fail("unreact", nil)
		time.Sleep(time.Hour)
		b.tell(discord.ReactionAdded, 1, sink)
		b.tell(discord.ReactionAdded, 1, burn)
		b.drain()
		if n := b.called(fmt.Sprintf("unreact %s of 1", sink)); n != 1 {
			t.Errorf("%d reactions were taken off after the hour, want 1", n)
		}
	})
}

func TestAReadingAndEventsTellOneStory(t *testing.T) {
	type act struct {
		kind  discord.ReactionKind
		emoji string
	}
	add := func(emoji string) act { return act{discord.ReactionAdded, emoji} }
	off := func(emoji string) act { return act{discord.ReactionRemoved, emoji} }
	none := story.NoneEmoji
	for _, test := range []struct {
		name   string
		before []act    // heard before the reading, counted after it
		shown  []string // what the reading sees
		during []act    // heard while it reads
		after  []act    // heard once it has read
		want   story.Choice
		off    []string // what is to be taken off in the end
	}{
		{"one click, heard twice", []act{add(sink)}, []string{sink}, nil, nil, 0, nil},
		{"two clicks, both heard before", []act{add(sink), add(burn)}, []string{sink, burn}, nil, nil, 1, []string{sink}},
		{"two clicks, in the other order", []act{add(burn), add(sink)}, []string{sink, burn}, nil, nil, 0, []string{burn}},
		{"one heard before, one during", []act{add(burn)}, []string{sink, burn}, []act{add(sink)}, nil, 0, []string{burn}},
		{"one heard before, one late", []act{add(burn)}, []string{sink, burn}, nil, []act{add(sink)}, 0, []string{burn}},
		{"both late", nil, []string{sink, burn}, nil, []act{add(burn), add(sink)}, 0, []string{burn}},
		{"neither heard", nil, []string{sink, burn}, nil, nil, nothing, nil},
		{"neither heard, then a third", nil, []string{sink, burn}, nil, []act{add(none)}, story.None, []string{sink, burn}},
		{"neither heard, then one taken back", nil, []string{sink, burn}, nil, []act{off(sink)}, 1, nil},
		{"none heard, then two of three taken back", nil, []string{sink, burn, none}, nil, []act{off(sink), off(none)}, 1, nil},
		{"neither heard, then both taken back", nil, []string{sink, burn}, nil, []act{off(burn), off(sink)}, nothing, nil},
		{"taken back while it reads", []act{add(sink)}, nil, []act{off(sink)}, nil, nothing, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(b *ballotBox) {
				hear := func(acts []act) {
					for _, a := range acts {
						b.tell(a.kind, 7, a.emoji)
					}
				}
				hear(test.before)
				b.mu.Lock()
				for _, e := range test.shown {
					b.users[e] = []uint64{7}
				}
				first := true
				b.reading = func() {
					if first {
						first = false
						hear(test.during)
					}
				}
				b.mu.Unlock()
				b.votes.Began(0, anywhere)
				synctest.Wait()
				b.drain()
				hear(test.after)
				b.drain()
				b.counts(7, test.want)
				for _, e := range []string{sink, burn, none} {
					want := 0
					for _, o := range test.off {
						if o == e {
							want = 1
						}
					}
					if n := b.called(fmt.Sprintf("unreact %s of 7", e)); n != want {
						t.Errorf("%s was taken off %d times, want %d", e, n, want)
					}
				}
			})
		})
	}
}

func TestAForeignReactionIsNoneOfOurs(t *testing.T) {
	inBubble(t, func(b *ballotBox) {
		b.tell(discord.EmojiCleared, 0, "🍕")
		b.tell(discord.ReactionAdded, 7, "🍕")
		b.tell(discord.ReactionAdded, self, sink)
		b.tell(discord.ReactionAdded, 8, sink)
		b.drain()
		b.counts(7, nothing)
		b.votes.Began(0, anywhere) // nothing is shown: 8 took it back while nobody listened, and no moderator is to blame
		synctest.Wait()
		b.counts(8, nothing)
		b.counts(self, nothing)
		if n := b.called("react"); n != 0 {
			t.Errorf("%d reactions were put back that were never gone", n)
		}
	})
}

// anywhere is every guild.
func anywhere(uint64) bool { return true }

func itoa(n uint64) string { return strconv.FormatUint(n, 10) }
