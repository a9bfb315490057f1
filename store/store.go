// Package store keeps what the bot must not forget, typed: how far each story has come in each channel, its course and
// what its author did, drops and their steps, jobs, votes with every ballot ever cast, answers, readers' places, and
// settings. It sits on [kv.DB], so it is the same on every engine; callers see neither keys nor transactions.
//
//	s, err := store.OpenFolder(ctx, dir, os.Getenv, store.Options{Log: log})
//	reader := s.Reader(userID)
//	at := story.Place{Chapter: 3, Scene: 1, Page: 2}
//	place, err := s.MoveTo(ctx, guild, key, reader, at, time.Now(), channelsTheReaderSees)
//
// A nil error from a method that writes means that the write is on disk. An error may mean "unknown"
// ([kv.ErrUnknown]): then call again, every method can be repeated (planning a drop then says ErrExists). Two things
// that must hold together are written in one update: a scene posted and the place readers may go up to, a question
// posted and its vote, a ballot and what it makes surplus, a vote closed, its outcome and its result planned, a
// chapter's slot and the last slot used, a change of the course (a chapter taken back is one) and the entry that says who
// made it. Errors are matched with errors.Is; they name what was being done, and never show what a reader wrote.
//
// # Tellings
//
// A story may be told in several channels of a guild, some ahead of others. Each [Telling] has its own [Serial], drops,
// jobs and votes: one channel's trouble is none of another's. All of a guild's share one [Course] and one timeline: a
// chapter gets one slot, when the first of them comes to it ([Store.Assign]), and a telling that is ahead posts it so
// much earlier. What a reader may see is bounded by the channels they may see: [Store.MoveTo], [Store.VoteIn] and
// [Store.LatestVoteIn] take them. Whoever moves a story to another channel calls [Store.Move], or it begins anew there.
//
// # Votes
//
// A [Vote] opens with the question's message, and its journal is a chain: [ballot.Genesis] of its [Vote.Terms] first,
// then every ballot that changed something, so that [Vote.Head] covers all that was promised and all that was counted,
// and nobody can alter either unseen. [Store.Act] takes what readers do, thousands at once, and applies the vote's rule
// itself: nobody reads before writing. What readers see under the message may differ from what counts, and both sides
// of that are kept with the voter: [Store.Surplus] are reactions that do not count and are to be taken off,
// [Store.Bare] are choices that count without a reaction.
//
// Votes of a chapter may follow each other: nominations, the vote, a run-off ([Store.OpenVote]). [Store.CloseVote]
// decides one from its ballots, in the update that ends them; [Store.Reopen] and [Store.Settle] change what it came to,
// and keep what it had come to before ([Store.Pasts]).
//
// # Schema
//
// Every record has a key of fixed width: kind (a letter) | guild (8 bytes, the partition; 0 is global) | the rest.
// Numbers are big endian, so records lie in the order of their numbers. This is schema 3.
//
//	z global                                  schema number, canary of the secret
//	g global, name hashed (16)                setting
//	n global, shard (4)                       [Session] of the gateway
//	s guild, story (8), channel (8)           [Serial]
//	c guild, story                            [Course], also which chapters are taken back
//	t guild, story, chapter (4)               [Timed], the chapter's slot
//	l guild, story, ^n (4)                    [Entry] of the audit log, newest first, never changed
//	d guild, story, channel, chapter, part (4)  [Drop], written after its steps
//	u guild, story, channel, chapter, part    empty: the drop is not finished
//	e guild, story, channel, chapter, part, index (4)  [Step] of a drop
//	o guild, story, channel, id (8)           [Job], written after its edits
//	p guild, story, channel, id, index (4)    [Edit] of a job
//	v guild, message (8)                      [Vote] with its [Outcome], and its result's [Step]
//	w guild, story, ^chapter (4), channel     message of the chapter's newest vote, latest chapter first
//	h guild, message                          head of the vote's journal
//	j guild, message, seq (8)                 page of the journal: entries up to seq, those of one update, never changed
//	b guild, message, voter (16)              the voter's newest ballot, surplus reactions and choices without any
//	q guild, message                          seed of a draw, sealed
//	y guild, message, n (4)                   [Past] outcome, never changed
//	m guild, message, id (8)                  [Nominee], its words sealed
//	i guild, message, name hashed (16)        something done once for the vote
//	k guild, message                          sessions whose reactions were read, and who was not clear then
//	f guild, message, name hashed (16)        [Group] of answers
//	a guild, message, reader (16), kind (1)   [Answer], sealed; kind 0 answer, 1 follow-up
//	r guild, story, reader (16)               [ReaderPlace]
//
// A value is a version byte, fields in protobuf's wire format, and CRC-32C over key and value. A program that
// rewrites a record keeps the fields it does not know. Times are unix nanoseconds, read back as UTC; a zero time is
// no field.
//
// Schema 1 told a story in one channel of a guild: its keys of kinds s, d, e and w had no channel (and no part), and
// kinds c, t, l, o, p and u did not exist. Schema 2 kept ballots of one choice, each in a record of the journal under
// voter and number, and surplus reactions under x; kinds h, q, y, m, i, k and f did
// not exist. Opening an older schema
// migrates it, after a copy; an older program refuses a newer one. A vote of schema 2 has no seed, a tie in it is the
// author's to settle, and its journal was chained in the order of time when it was migrated.
//
// # Readers
//
// Readers, and authors in the audit log, are stored as [Store.Reader] names them, by a keyed hash of their Discord id,
// and readers' words are encrypted. Both keys are derived from one [Secret], which lies in a file of its own: whoever
// has only the data learns how many readers there are and how they voted, and neither who they are nor what they wrote.
// A canary tells a wrong secret at once ([ErrWrongSecret]); a lost one cannot be made up for.
//
// # Decisions
//
//   - A ballot's newest state is kept beside the journal, though the journal alone would do: the next number of a
//     voter, and the choices they have, are then one read. They are written together, and recounting proves that they
//     agree.
//   - The chain puts the ballots of a vote in one order, so that all of them write its head. That costs nothing where
//     many acts share an update, and updates a commit: the head is a record of its own, small, and written once.
//   - A page of the journal is what one update adds. So pages are never rewritten, take half the bytes of a record per
//     ballot, and a vote that trickles in has small ones. Each entry leads to the voter's one before it, so that a
//     receipt reads no more than the voter's own.
//   - Surplus reactions lie in their voter's record, which a ballot writes anyway: an act is one record whatever it
//     leaves behind.
//   - There is no tally on disk: what can be counted in a scan cannot go wrong.
//   - A seed is drawn outside of the update that opens its vote, as the function may run twice, and [Store.CloseVote]
//     holds it against what was promised before anybody draws with it.
//   - A nominee's id is made from its vote and key, so that the same one put forward by two at once is one record, and
//     nothing has to be searched.
//   - An outcome that is changed stays, as a [Past] with the message that told it: an audit log in words could not be
//     counted again.
//   - What decides something (a claim, a close, a place within what is out, a slot) is read inside the update that
//     writes it. Other reads take a snapshot, which may show what others wrote a moment before it is synced.
//   - Nothing is indexed by time. [Store.Serials] and [Store.UnfinishedVotes] scan at start, which costs less than an
//     index in every write, and the bot keeps what is due in memory. Drops that are not finished are noted apart, so
//     that a start does not look through all there ever were.
//   - A nonce is derived from its record's key when the step is planned, so that two plans of the same step have the
//     same, and kept with the step from then on: keys changed with schema 2, and a claimed step's nonce must not. The
//     nonce of a vote's result is not kept, as its key has never changed; each further result of a vote that was
//     reopened or settled has another one.
//   - A slot is worked out by whoever knows the zone and the rule, from a course as it was read, and given under that
//     course's version: the store compares versions and texts and knows no calendar.
//   - A change of the course that names the same instant, person and words as an entry of late is a repetition and not
//     made again: "skip the next date" would else skip two when its first answer was lost.
//   - An edit is not claimed: to make it twice does no harm. A corrected chapter keeps what was posted, and
//     [Store.Messages] lays the edits over it, so that both can be seen.
//   - That a chapter was taken back is in the course, so it holds for all tellings of a guild from one update on, and
//     no drop of it is planned after that: both are decided in the guild's partition. A course without the field has
//     nothing taken back; a program that does not know the field keeps it, so the schema is the same.
//   - A telling that moves leaves its drops behind: their messages stand in the old channel. A drop that was broken off
//     there is told anew, since half a chapter in each of two channels can be read in neither.
//   - The record's fields are written by hand: a handful of types needs no generator, and unknown fields stay.
package store

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// Options are what Open can be told. The zero Options are fine.
type Options struct {
	// Log is told of migrations; nil is silent.
	Log *slog.Logger
	// Backup is called once before data of an older schema (from) is migrated; an error from it stops Open with nothing
	// changed. It may be called again for the same schema, by then half migrated, if a migration was broken off: it
	// keeps the first copy. nil is no backup; [OpenFolder] brings its own.
	Backup func(ctx context.Context, from int) error
	// Random is where the seeds of draws come from; nil is the system's randomness.
	Random io.Reader
}

// A Store reads and writes everything we keep. Its methods may be called from several goroutines.
type Store struct {
	db     *kv.DB
	sealer *sealer
	log    *slog.Logger
	random io.Reader
}

// Open opens the store in a database, which it makes its own: an empty one is set up, one of an older schema is
// migrated after o.Backup. It refuses data of a newer schema with ErrNewerSchema and data made with another secret
// with ErrWrongSecret, and changes nothing then. On error the database stays open and is the caller's.
func Open(ctx context.Context, db *kv.DB, secret Secret, o Options) (*Store, error) {
	return open(ctx, db, secret, o, migrations())
}

func open(ctx context.Context, db *kv.DB, secret Secret, o Options, list []migration) (*Store, error) {
	sealer, err := newSealer(secret)
	if err != nil {
		return nil, during("opening the store", err)
	}
	s := &Store{db: db, sealer: sealer, log: o.Log, random: o.Random}
	if s.random == nil {
		s.random = rand.Reader
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.settle(ctx, o.Backup, list); err != nil {
		return nil, during("opening the store", err)
	}
	return s, nil
}

// Close closes the database under the store. What runs is finished first; what comes later fails with kv.ErrClosed.
func (s *Store) Close() error { return during("closing the store", s.db.Close()) }

// Reader returns the name under which a Discord user is kept. It is the same for the same secret, and cannot be turned
// back into the id.
func (s *Store) Reader(user uint64) story.ReaderID { return s.sealer.name(user) }
