package vote_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/story"
)

// made returns an id made so long before now.
func made(before time.Duration, n uint64) uint64 {
	return uint64(time.Now().Add(-before).UnixMilli()-1420070400000)<<22 | n
}

// in2026 is inVote in a time of which an id can tell.
func in2026(t *testing.T, rules story.Voting, test func(*ballotBox)) {
	t.Helper()
	inVoteAt(t, time.Date(2026, 3, 2, 19, 0, 0, 0, time.UTC), rules, test)
}

// comes tells of a press with what the event says of its reader.
func (b *ballotBox) comes(user uint64, emoji string, joined time.Duration, roles ...uint64) {
	b.votes.Reaction(discord.Reaction{Kind: discord.ReactionAdded, Guild: guild, Channel: channel, Message: message, User: user,
		Emoji: emoji, Roles: roles, Joined: time.Now().Add(-joined)}, self)
}

func TestWhoMayNotVoteIsNotCounted(t *testing.T) {
	const day = 24 * time.Hour
	for _, test := range []struct {
		name   string
		rules  story.Voting
		made   time.Duration // ago
		joined time.Duration // ago
		roles  []uint64
		why    vote.RefusalKind // 0: they may
		says   string
	}{
		{"nothing is asked", story.Voting{}, 0, 0, nil, 0, ""},
		{"a role is lacking", story.Voting{Roles: []string{"patron"}}, day, day, []uint64{8}, vote.NeedsRole, "“patron”"},
		{"the role is there", story.Voting{Roles: []string{"@patron"}}, day, day, []uint64{8, 7}, 0, ""},
		{"an account is too new", story.Voting{Account: 7 * day}, 6 * day, 6 * day, nil, vote.AccountTooNew, "7 days"},
		{"an account is old enough", story.Voting{Account: 7 * day}, 8 * day, 0, nil, 0, ""},
		{"somebody has just come", story.Voting{Member: day}, 99 * day, 23 * time.Hour, nil, vote.JoinedTooLate, "1 day"},
		{"somebody has been there", story.Voting{Member: day}, 99 * day, 25 * time.Hour, nil, 0, ""},
		{"the scene is not reached", story.Voting{Read: true}, 99 * day, 99 * day, nil, vote.NotRead, "has read"},
	} {
		for _, way := range []string{"event", "reading"} {
			t.Run(test.name+", by "+way, func(t *testing.T) {
				in2026(t, test.rules, func(b *ballotBox) {
					who := made(test.made, 5)
					b.members = map[uint64]discord.Member{who: {Roles: test.roles, Joined: time.Now().Add(-test.joined)}}
					if way == "event" {
						b.comes(who, sink, test.joined, test.roles...)
						b.drain()
					} else {
						b.mu.Lock()
						b.users[sink] = []uint64{who}
						b.mu.Unlock()
						b.votes.Began(0, anywhere)
						synctest.Wait()
					}
					time.Sleep(2 * time.Minute)
					want, off := story.Choice(0), 0
					if test.why != 0 {
						want, off = nothing, 1
					}
					b.counts(who, want)
					if n := b.called("unreact " + sink + " of " + itoa(who)); n != off {
						t.Errorf("the reaction was taken off %d times, want %d", n, off)
					}
					b.mu.Lock()
					noted := b.noted
					b.mu.Unlock()
					if (noted != "") != (test.why != 0) || !strings.Contains(noted, test.says) || strings.Contains(noted, itoa(who)) {
						t.Errorf("the note says %q", noted)
					}
					person := vote.Person{User: who, Roles: test.roles, Joined: time.Now().Add(-test.joined - 2*time.Minute)}
					mine, err := b.votes.Mine(b.t.Context(), b.ref, person)
					must(b.t, err)
					if got := mine.Refusal; (got == nil) != (test.why == 0) || got != nil && got.Why != test.why {
						t.Errorf("the refusal is %+v, want %d", got, test.why)
					}
				})
			})
		}
	}
}

func TestWhoMayVoteLaterClicksAgain(t *testing.T) {
	in2026(t, story.Voting{Roles: []string{"patron"}}, func(b *ballotBox) {
		who := made(time.Hour, 1)
		b.comes(who, sink, time.Hour)
		b.drain()
		b.counts(who, nothing)
		for range 3 {
			b.comes(made(time.Hour, 2), burn, time.Hour)
			b.drain()
			time.Sleep(5 * time.Minute)
		}
		if n := b.called("send"); n != 1 {
			t.Errorf("it was explained %d times, want once", n)
		}
		b.comes(who, sink, time.Hour, 7)
		b.drain()
		b.counts(who, 0)
		b.comes(who, burn, time.Hour) // the role is gone again, and the ballot that was taken stays
		b.drain()
		b.counts(who, 0)
	})
}

func TestWhoHasReadTheChapterMayVote(t *testing.T) {
	in2026(t, story.Voting{Read: true}, func(b *ballotBox) {
		telling := store.Telling{Guild: guild, Story: story.KeyOf("tale"), Channel: channel}
		for i, at := range []story.Place{{Chapter: 1, Scene: 1, Page: 9}, {Chapter: 1, Scene: 2, Page: story.WholeScene}} {
			_, err := b.store.MoveTo(b.t.Context(), guild, telling.Story, b.store.Reader(1), at, time.Now(), []uint64{channel})
			must(b.t, err)
			b.comes(1, sink, time.Hour)
			b.drain()
			b.counts(1, []story.Choice{nothing, 0}[i])
		}
	})
}
