// Package store keeps what the bot must not forget, typed: how far each story has come in each guild, drops and their
// steps, votes with every ballot ever cast, answers, readers' places, and settings. It sits on [kv.DB], so it is the
// same on every engine; callers see neither keys nor transactions.
//
//	s, err := store.OpenFolder(ctx, dir, os.Getenv, store.Options{Log: log})
//	reader := s.Reader(userID)
//	place, err := s.MoveTo(ctx, guild, key, reader, story.Place{Chapter: 3, Scene: 1, Page: 2}, time.Now())
//
// A nil error from a method that writes means that the write is on disk. An error may mean "unknown"
// ([kv.ErrUnknown]): then call again, every method can be repeated (planning a drop then says ErrExists). Two things
// that must hold together are written in one update: a scene posted and the place readers may go up to, a question
// posted and its vote, a vote closed and its result planned. Errors are matched with errors.Is; they name what was
// being done, and never show what a reader wrote.
//
// # Schema
//
// Every record has a key of fixed width: kind (a letter) | guild (8 bytes, the partition; 0 is global) | the rest.
// Numbers are big endian, so records lie in the order of their numbers.
//
//	z global                                  schema number, canary of the secret
//	g global, name hashed (16)                setting
//	s guild, story (8)                        [Serial]
//	d guild, story, chapter (4)               [Drop], written after its steps
//	e guild, story, chapter, index (4)        [Step] of a drop
//	v guild, message (8)                      [Vote] with its result's [Step]
//	w guild, story, ^chapter (4)              message of the chapter's vote, latest chapter first
//	b guild, message, voter (16)              the voter's newest ballot
//	j guild, message, voter, n (4)            journal: one ballot, never changed
//	n global, shard (4)                       [Session] of the gateway
//	x guild, message, voter (16), choice (4)  reaction still to be taken off: the voter has chosen another since
//	a guild, message, reader (16), kind (1)   [Answer], sealed; kind 0 answer, 1 follow-up
//	r guild, story, reader (16)               [ReaderPlace]
//
// A value is a version byte, fields in protobuf's wire format, and CRC-32C over key and value. A program that
// rewrites a record keeps the fields it does not know. Times are unix nanoseconds, read back as UTC; a zero time is
// no field.
//
// # Readers
//
// Readers are stored as [Store.Reader] names them, by a keyed hash of their Discord id, and their words are encrypted.
// Both keys are derived from one [Secret], which lies in a file of its own: whoever has only the data learns how many
// readers there are and how they voted, and neither who they are nor what they wrote. A canary tells a wrong secret at
// once ([ErrWrongSecret]); a lost one cannot be made up for.
//
// # Decisions
//
//   - A ballot's newest state is kept beside the journal, though the journal alone would do: the next number of a
//     voter, and the choice they have, are then one read. They are written together, and recounting proves that they
//     agree.
//   - There is no tally on disk and no counter of the journal: every ballot would write the same record, and what can
//     be counted in a scan cannot go wrong.
//   - What decides something (a claim, a close, a place within what is out) is read inside the update that writes it.
//     Other reads take a snapshot, which may show what others wrote a moment before it is synced.
//   - Nothing is indexed by time. [Store.UnfinishedVotes] scans at start, which costs less than an index in every
//     write, and the bot keeps what is due in memory.
//   - A nonce is derived from its record's key and not kept, so every process sends the same one.
//   - The record's fields are written by hand: a handful of types needs no generator, and unknown fields stay.
package store

import (
	"context"
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
}

// A Store reads and writes everything we keep. Its methods may be called from several goroutines.
type Store struct {
	db     *kv.DB
	sealer *sealer
	log    *slog.Logger
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
	s := &Store{db: db, sealer: sealer, log: o.Log}
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
