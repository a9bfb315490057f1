package vote_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/story"
)

// casts casts a ballot while everything is counted as it comes.
func (b *ballotBox) casts(user uint64, choices ...story.Choice) (vote.Standing, error) {
	b.t.Helper()
	ctx, enough := context.WithCancel(b.t.Context())
	counted := make(chan struct{})
	go func() { defer close(counted); b.votes.Count(ctx) }()
	out, err := b.votes.Cast(ctx, b.ref, vote.Person{User: user}, choices)
	enough()
	<-counted
	synctest.Wait()
	return out, err
}

func TestAVoteIsCastWithoutAReaction(t *testing.T) {
	inVote(t, story.Voting{}, func(b *ballotBox) {
		b.tell(discord.ReactionAdded, 1, sink)
		b.drain()
		got, err := b.casts(1, 1)
		must(b.t, err)
		if !got.Voted || got.Ballot.Choices[0] != 1 || got.Ballot.Cause != story.ByButton || got.Tally.Counts[1] != 1 ||
			len(got.Receipt.Entries) != 2 {
			t.Errorf("the standing is %+v", got)
		}
		if n := b.called("unreact " + sink + " of 1"); n != 1 {
			t.Errorf("the reaction of before was taken off %d times", n)
		}
		b.votes.Began(0, anywhere) // there is no reaction for what was cast, and that means nothing
		synctest.Wait()
		b.counts(1, 1)
		b.tell(discord.ReactionAdded, 1, sink) // the last act counts, however it was made
		b.drain()
		b.counts(1, 0)
		_, err = b.casts(1)
		must(b.t, err)
		b.counts(1, nothing)
	})
}

// adds adds choices to one ballot, all at one moment.
func (b *ballotBox) adds(user uint64, choices ...story.Choice) {
	b.t.Helper()
	ctx, enough := context.WithCancel(b.t.Context())
	var wait sync.WaitGroup
	wait.Go(func() { b.votes.Count(ctx) })
	var all sync.WaitGroup
	for _, c := range choices {
		all.Go(func() {
			if _, err := b.votes.Add(ctx, b.ref, vote.Person{User: user}, c); err != nil {
				b.t.Error(err)
			}
		})
	}
	all.Wait()
	enough()
	wait.Wait()
	synctest.Wait()
}

func TestChoicesAreAddedAtOneMoment(t *testing.T) {
	for _, style := range []string{story.VoteOpen, story.VoteSecret} {
		inVote(t, story.Voting{Choose: 3, Style: style}, func(b *ballotBox) {
			b.adds(1, 0, 1)
			held, _, err := b.store.Ballot(b.t.Context(), b.ref, b.store.Reader(1))
			must(b.t, err)
			if got := slices.Sorted(slices.Values(held.Choices)); !slices.Equal(got, []story.Choice{0, 1}) {
				b.t.Errorf("%s: of two at one moment %v count", style, got)
			}
			b.votes.Began(0, anywhere) // that there are no reactions of them says nothing
			synctest.Wait()
			b.adds(1, 1)
			b.adds(1, story.None)
			b.holds(1, story.None)
			if _, err := b.votes.Add(b.t.Context(), b.ref, vote.Person{User: 1}, 9); !errors.Is(err, store.ErrInvalid) {
				b.t.Errorf("what is no option: %v, want ErrInvalid", err)
			}
		})
	}
}

// A role that was taken away, or an account too new by a rule that is new, holds nobody to what they chose.
func TestWhoMayNotVoteAnyMoreTakesABallotBack(t *testing.T) {
	for _, style := range []string{story.VoteOpen, story.VoteSecret} {
		inVote(t, story.Voting{Roles: []string{"patron"}, Style: style}, func(b *ballotBox) {
			cast := func(roles []uint64, choices ...story.Choice) vote.Standing {
				b.t.Helper()
				ctx, enough := context.WithCancel(b.t.Context())
				var wait sync.WaitGroup
				wait.Go(func() { b.votes.Count(ctx) })
				out, err := b.votes.Cast(ctx, b.ref, vote.Person{User: 1, Roles: roles}, choices)
				must(b.t, err)
				enough()
				wait.Wait()
				synctest.Wait()
				return out
			}
			cast([]uint64{7}, 1)
			b.counts(1, 1)
			if got := cast(nil, 0); got.Refusal == nil {
				b.t.Errorf("%s: who lost the role changes the ballot", style)
			}
			b.counts(1, 1)
			if got := cast(nil); got.Refusal == nil || !got.Ballot.Withdrawn() {
				b.t.Errorf("%s: taken back, and the standing is %+v", style, got)
			}
			b.counts(1, nothing)
		})
	}
}

func TestWhatIsNoBallotIsRefused(t *testing.T) {
	inVote(t, story.Voting{Choose: 2}, func(b *ballotBox) {
		for _, choices := range [][]story.Choice{{4}, {0, story.None}, {0, 0}, {-2}} {
			if _, err := b.casts(1, choices...); !errors.Is(err, store.ErrInvalid) {
				t.Errorf("%v: %v, want ErrInvalid", choices, err)
			}
		}
		_, err := b.casts(1, 1, 0)
		must(b.t, err)
		b.holds(1, 1, 0)
		time.Sleep(49 * time.Hour)
		if _, err := b.casts(1, 1); !errors.Is(err, store.ErrVoteClosed) {
			t.Errorf("after its end: %v, want ErrVoteClosed", err)
		}
	})
	in2026(t, story.Voting{Account: time.Hour}, func(b *ballotBox) {
		got, err := b.casts(made(time.Minute, 1), 0)
		must(b.t, err)
		if got.Refusal == nil || got.Refusal.Why != vote.AccountTooNew || got.Voted {
			t.Errorf("the standing of somebody too new is %+v", got)
		}
	})
}

func TestInASecretVoteReactionsAreNoVotes(t *testing.T) {
	inVote(t, story.Voting{Style: story.VoteSecret}, func(b *ballotBox) {
		b.tell(discord.ReactionAdded, 1, sink)
		b.tell(discord.ReactionsCleared, 0, "")
		b.drain()
		b.counts(1, nothing)
		_, err := b.casts(1, 0)
		must(b.t, err)
		b.votes.Began(0, anywhere)
		synctest.Wait()
		b.counts(1, 0)
		if n := b.called("read") + b.called("unreact"); n != 0 {
			t.Errorf("%d requests for reactions", n)
		}
	})
}

func TestWhoSeesTheCounts(t *testing.T) {
	for rule, want := range map[string][3]bool{ // before one's vote, after it, after it was taken back
		story.CountsLive: {true, true, true}, story.CountsVoted: {false, true, false}, story.CountsClosed: {false, false, false},
	} {
		inVote(t, story.Voting{Counts: rule}, func(b *ballotBox) {
			sees := func(when int) {
				b.t.Helper()
				got, err := b.votes.Mine(b.t.Context(), b.ref, vote.Person{User: 1})
				must(b.t, err)
				if (got.Tally != nil) != want[when] {
					b.t.Errorf("%s, time %d: seen %t", rule, when, got.Tally != nil)
				}
			}
			sees(0)
			_, err := b.casts(1, 0)
			must(b.t, err)
			sees(1)
			_, err = b.casts(1)
			must(b.t, err)
			sees(2)
			time.Sleep(49 * time.Hour)
			if got, err := b.votes.Mine(b.t.Context(), b.ref, vote.Person{User: 1}); err != nil || got.Tally == nil {
				b.t.Errorf("%s: hidden after the vote closed: %v", rule, err)
			}
		})
	}
}
