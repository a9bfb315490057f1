package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// Vote returns the vote whose question is this message, or ErrNotFound.
func (s *Store) Vote(ctx context.Context, ref VoteRef) (Vote, error) {
	vote, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (Vote, error) {
		vote, _, err := getVote(tx, ref)
		return vote, err
	})
	return vote, during("reading a vote", err)
}

// VoteOf returns the vote at the end of a chapter, or ErrNotFound: of several that follow each other the newest, and of
// several tellings' the one opened last.
func (s *Store) VoteOf(ctx context.Context, guild uint64, k story.Key, chapter int) (Vote, error) {
	return s.voteOf(ctx, guild, k, chapter, everywhere)
}

// VoteIn is VoteOf for a reader who may see these channels only: it looks at their tellings.
func (s *Store) VoteIn(ctx context.Context, guild uint64, k story.Key, chapter int, channels []uint64) (Vote, error) {
	return s.voteOf(ctx, guild, k, chapter, among(channels))
}

func (s *Store) voteOf(ctx context.Context, guild uint64, k story.Key, chapter int,
	seen func(channel uint64) bool) (Vote, error) {
	const what = "reading a chapter's vote"
	if err := (DropRef{Chapter: chapter}).check(); err != nil {
		return Vote{}, during(what, err)
	}
	vote, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) (Vote, error) {
		return newestVote(tx, guild, chaptersKey(guild, k, chapter), seen)
	})
	return vote, during(what, err)
}

// LatestVote returns the vote of the newest chapter that has one, or ErrNotFound if the story had none in this guild.
// Of several tellings' it is the one opened last.
func (s *Store) LatestVote(ctx context.Context, guild uint64, k story.Key) (Vote, error) {
	return s.latestVote(ctx, guild, k, everywhere)
}

// LatestVoteIn is LatestVote for a reader who may see these channels only: it looks at their tellings.
func (s *Store) LatestVoteIn(ctx context.Context, guild uint64, k story.Key, channels []uint64) (Vote, error) {
	return s.latestVote(ctx, guild, k, among(channels))
}

func (s *Store) latestVote(ctx context.Context, guild uint64, k story.Key,
	seen func(channel uint64) bool) (Vote, error) {
	vote, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) (Vote, error) {
		return newestVote(tx, guild, storyKey(kindChapter, guild, k), seen)
	})
	return vote, during("reading the latest vote", err)
}

// among reports of a channel whether it is one of those, everywhere that it is one.
func among(channels []uint64) func(uint64) bool {
	return func(channel uint64) bool { return slices.Contains(channels, channel) }
}

func everywhere(uint64) bool { return true }

// votesAtOnce is how many votes are looked through at once: most often the first one will do.
const votesAtOnce = 16

// newestVote returns, of the newest chapter under a prefix with votes that may be seen, the one opened last.
func newestVote(tx *kv.Tx, guild uint64, prefix []byte, seen func(channel uint64) bool) (Vote, error) {
	var newest Vote
	for from := prefix; from != nil; {
		page, err := tx.Scan(from, kv.PrefixEnd(prefix), votesAtOnce)
		if err != nil {
			return Vote{}, err
		}
		for _, r := range page {
			to, _, err := decodeRow[chapterVote](r.Key, r.Value)
			if err != nil {
				return Vote{}, err
			}
			if newest.Message != 0 && to.chapter != newest.Chapter {
				return newest, nil
			}
			if !seen(to.channel) {
				continue
			}
			vote, _, err := getVote(tx, VoteRef{guild, to.message})
			if err != nil {
				return Vote{}, err
			}
			if newest.Message == 0 || vote.Opened.After(newest.Opened) {
				newest = vote
			}
		}
		from = nil
		if len(page) == votesAtOnce {
			from = append(page[votesAtOnce-1].Key, 0) // the next key there can be
		}
	}
	if newest.Message == 0 {
		return Vote{}, ErrNotFound
	}
	return newest, nil
}

// Votes returns the votes of story k in a guild, open and closed, nominations and run-offs among them, the newest
// first: at most limit of them (0: all), and only those whose message is older than before (0: all).
func (s *Store) Votes(ctx context.Context, guild uint64, k story.Key, before uint64, limit int) ([]Vote, error) {
	return s.votes(ctx, guild, k, before, limit, everywhere)
}

// VotesIn is Votes for a reader who may see these channels only: it looks at their tellings.
func (s *Store) VotesIn(ctx context.Context, guild uint64, k story.Key, before uint64, limit int,
	channels []uint64) ([]Vote, error) {
	return s.votes(ctx, guild, k, before, limit, among(channels))
}

func (s *Store) votes(ctx context.Context, guild uint64, k story.Key, before uint64, limit int,
	seen func(channel uint64) bool) ([]Vote, error) {
	wanted := func(v Vote) bool {
		return v.Story == k && seen(v.Telling) && (before == 0 || v.Message < before)
	}
	all, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) ([]Vote, error) {
		all, err := listIf(tx, kv.Key(kindVote, kv.Partition(guild)), wanted)
		if err != nil {
			return nil, err
		}
		// Ids of messages are in the order of time.
		slices.SortFunc(all, func(a, b Vote) int { return cmp.Compare(b.Message, a.Message) })
		if limit > 0 {
			all = all[:min(limit, len(all))]
		}
		for i := range all {
			if all[i], _, err = getVote(tx, all[i].VoteRef); err != nil {
				return nil, err
			}
		}
		return all, nil
	})
	return all, during("reading the votes", err)
}

// UnfinishedVotes returns the votes of all guilds that are [Vote.Unfinished], ordered by guild and message.
func (s *Store) UnfinishedVotes(ctx context.Context) ([]Vote, error) {
	const what = "reading unfinished votes"
	all, err := collect(ctx, s.db, kindVote, Vote.Unfinished)
	for i := range all {
		if err == nil {
			all[i], err = s.Vote(ctx, all[i].VoteRef) // with its head
		}
	}
	if err != nil {
		return nil, during(what, err)
	}
	return all, nil
}

// Heard notes that events were heard up to an instant while the vote was open. It never goes back, and does nothing
// once the vote is closed. It is a write: call it now and then, not with every event.
func (s *Store) Heard(ctx context.Context, ref VoteRef, at time.Time) error {
	return during("noting what was heard", s.change(ctx, ref, func(v *Vote) bool {
		news := v.Open() && at.After(v.Heard)
		if news {
			v.Heard = stored(at)
		}
		return news
	}))
}

// Spoil sets [Vote.Spoiled]: how many ballots are not clear and wait for a fresh click. It does nothing once the vote
// is closed.
func (s *Store) Spoil(ctx context.Context, ref VoteRef, count int) error {
	return during("noting ballots that are not clear", s.change(ctx, ref, func(v *Vote) bool {
		news := v.Open() && v.Spoiled != count
		if news {
			v.Spoiled = count
		}
		return news
	}))
}

// change changes a vote if change says that there is something to be written; it may run several times.
func (s *Store) change(ctx context.Context, ref VoteRef, change func(*Vote) bool) error {
	return s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		vote, unknown, err := getVote(tx, ref)
		if err != nil || !change(&vote) {
			return err
		}
		return put(tx, voteKey(ref), vote, unknown)
	})
}
