package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A VoteRef names a vote by the message that carries its question, both Discord ids. It is the key itself, so that a
// reaction finds its vote in one read.
type VoteRef struct{ Guild, Message uint64 }

// A Vote is a closing question put to the readers.
type Vote struct {
	VoteRef
	Channel  uint64 // Discord id of the channel, or thread, its message stands in
	Story    story.Key
	Chapter  int
	Question story.Question
	Opened   time.Time
	Closes   time.Time // when it should be closed; the store does not close it by itself
	Closed   time.Time // when it was; zero while it is open
	Result   Step      // the message that says what it has come to, planned by CloseVote
}

// Open reports whether the vote takes ballots and answers.
func (v Vote) Open() bool { return !v.Opened.IsZero() && v.Closed.IsZero() }

// Numbers of a vote's fields: options come as pairs of emoji and text, the result's fields follow from resultBase.
const (
	voteEmoji  = 10
	voteOption = 11
	resultBase = 20
)

func (v *Vote) encode(e *encoder) {
	e.uint(1, v.Channel)
	e.uint(2, uint64(v.Story))
	e.int(3, v.Chapter)
	e.time(4, v.Opened)
	e.time(5, v.Closes)
	e.time(6, v.Closed)
	e.text(7, v.Question.Text)
	e.text(8, v.Question.FollowUp)
	for _, o := range v.Question.Options {
		e.item(voteEmoji, o.Emoji)
		e.item(voteOption, o.Text)
	}
	v.Result.encodeAs(e, resultBase)
}

func (v *Vote) take(f *field) bool {
	switch f.num {
	case 1:
		v.Channel = f.uint()
	case 2:
		v.Story = story.Key(f.uint())
	case 3:
		v.Chapter = f.int()
	case 4:
		v.Opened = f.time()
	case 5:
		v.Closes = f.time()
	case 6:
		v.Closed = f.time()
	case 7:
		v.Question.Text = f.text()
	case 8:
		v.Question.FollowUp = f.text()
	case voteEmoji:
		v.Question.Options = append(v.Question.Options, story.Option{Emoji: f.text()})
	case voteOption:
		n := len(v.Question.Options)
		f.must(n > 0)
		if n > 0 {
			v.Question.Options[n-1].Text = f.text()
		}
	default:
		return v.Result.takeAs(f, resultBase)
	}
	return true
}

func (v *Vote) locate(key []byte) bool {
	if len(key) != voteSize {
		return false
	}
	v.Guild, v.Message = idAt(key, kindSize), idAt(key, headSize)
	if !v.Closed.IsZero() {
		v.Result.Nonce = nonceOf(key)
	}
	return true
}

// A chapterVote leads from a chapter in a telling to its vote.
type chapterVote struct {
	chapter int
	channel uint64 // the telling's
	message uint64
}

func (c *chapterVote) encode(e *encoder) { e.uint(1, c.message) }

func (c *chapterVote) take(f *field) bool {
	if f.num != 1 {
		return false
	}
	c.message = f.uint()
	return true
}

func (c *chapterVote) locate(key []byte) bool {
	if len(key) != chapterSize {
		return false
	}
	c.chapter, c.channel = maxChapter-numberAt(key, courseSize), idAt(key, courseSize+numberSize)
	return true
}

// Vote returns the vote whose question is this message, or ErrNotFound.
func (s *Store) Vote(ctx context.Context, ref VoteRef) (Vote, error) {
	vote, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (Vote, error) {
		vote, _, err := get[Vote](tx, voteKey(ref))
		return vote, err
	})
	return vote, during("reading a vote", err)
}

// VoteOf returns the vote at the end of a chapter, or ErrNotFound. Of several tellings' it is the one opened last.
func (s *Store) VoteOf(ctx context.Context, guild uint64, k story.Key, chapter int) (Vote, error) {
	return s.voteOf(ctx, guild, k, chapter, func(uint64) bool { return true })
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
	return s.latestVote(ctx, guild, k, func(uint64) bool { return true })
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

// among reports of a channel whether it is one of those.
func among(channels []uint64) func(uint64) bool {
	return func(channel uint64) bool { return slices.Contains(channels, channel) }
}

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
			vote, _, err := get[Vote](tx, voteKey(VoteRef{guild, to.message}))
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

// UnfinishedVotes returns the votes of all guilds that are open, and the closed ones whose result has not been posted,
// ordered by guild and message.
func (s *Store) UnfinishedVotes(ctx context.Context) ([]Vote, error) {
	all, err := collect(ctx, s.db, kindVote, func(v Vote) bool { return v.Open() || v.Result.State != StepDone })
	return all, during("reading unfinished votes", err)
}

// openVote writes a vote at the end of a drop's chapter; see FinishStep for what it fills in.
func openVote(tx *kv.Tx, drop Drop, v Vote, message uint64, at time.Time) error {
	fill(&v.Guild, drop.Guild)
	fill(&v.Story, drop.Story)
	fill(&v.Chapter, drop.Chapter)
	fill(&v.Channel, drop.Channel)
	fill(&v.Message, message)
	if v.Opened.IsZero() {
		v.Opened = at
	}
	switch {
	case v.Guild != drop.Guild || v.Story != drop.Story || v.Chapter != drop.Chapter:
		return fmt.Errorf("%w: the vote belongs to another drop", ErrInvalid)
	case v.Message == 0 || v.Opened.IsZero() || len(v.Question.Options) > story.MaxOptions:
		return fmt.Errorf("%w: a vote of message %d, opened %s, with %d options",
			ErrInvalid, v.Message, v.Opened, len(v.Question.Options))
	}
	v.Closed, v.Result = time.Time{}, Step{}
	byMessage, byChapter := voteKey(v.VoteRef), chapterKey(drop.Telling, v.Chapter)
	for _, key := range [][]byte{byMessage, byChapter} {
		free, err := absent(tx, key)
		if err != nil {
			return err
		}
		if !free {
			return fmt.Errorf("the vote of chapter %d: %w", v.Chapter, ErrExists)
		}
	}
	if err := put(tx, byMessage, v, nil); err != nil {
		return err
	}
	return put(tx, byChapter, chapterVote{message: v.Message}, nil)
}

// fill sets *p unless it is set.
func fill[T comparable](p *T, v T) {
	var zero T
	if *p == zero {
		*p = v
	}
}
