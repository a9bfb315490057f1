package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"cliffhanger/store/kv"
)

// firstSchema is the number of the oldest schema there is.
const firstSchema = 1

// canaryText is what a secret must open for us to believe that it is the right one.
const canaryText = "cliffhanger"

// A migration brings data from the schema before it to the next one. It may be broken off at any point and is then run
// again from its start, so it must find what it has done already (by the records' version byte, say).
type migration struct {
	what string // for the log: "give serials a channel"
	run  func(ctx context.Context, db *kv.DB) error
}

// migrations returns them in order: the first leads from firstSchema to the next one. This program's schema follows
// from their number. An entry is never removed or changed once it has been published.
func migrations() []migration {
	return []migration{
		{"tell stories in several channels", keyByChannel},
		{"chain the journals of votes", chainJournals},
	}
}

// A schema is the record that says how the data is laid out and which secret belongs to it.
type schema struct {
	number int
	canary []byte // canaryText, sealed
}

func (s *schema) encode(e *encoder) {
	e.int(1, s.number)
	e.bytes(2, s.canary)
}

func (s *schema) take(f *field) bool {
	switch f.num {
	case 1:
		s.number = f.int()
	case 2:
		s.canary = f.bytes()
	default:
		return false
	}
	return true
}

func (s *schema) locate(key []byte) bool {
	return bytes.Equal(key, schemaKey()) && s.number >= firstSchema
}

// settle leaves the data in the newest schema of the list, or refuses it.
func (s *Store) settle(ctx context.Context, backup func(context.Context, int) error, list []migration) error {
	newest := firstSchema + len(list)
	found, err := view(ctx, s.db, 0, func(tx *kv.Tx) (schema, error) {
		found, _, err := get[schema](tx, schemaKey())
		return found, err
	})
	if errors.Is(err, ErrNotFound) {
		return s.setUp(ctx, newest)
	}
	if err != nil {
		return err
	}
	if found.number > newest {
		return fmt.Errorf("%w: its schema is %d, this program knows %d", ErrNewerSchema, found.number, newest)
	}
	if text, err := s.sealer.open(schemaKey(), found.canary); err != nil || string(text) != canaryText {
		return ErrWrongSecret
	}
	if found.number == newest {
		return nil
	}
	if backup != nil {
		if err := backup(ctx, found.number); err != nil {
			return fmt.Errorf("backing up before migrating: %w", err)
		}
	}
	return s.migrate(ctx, found.number, list)
}

func (s *Store) migrate(ctx context.Context, from int, list []migration) error {
	for number := from; number < firstSchema+len(list); number++ {
		m := list[number-firstSchema]
		s.log.InfoContext(ctx, "migrating the data", "schema", number+1, "what", m.what)
		if err := m.run(ctx, s.db); err != nil {
			return fmt.Errorf("migrating to schema %d (%s): %w", number+1, m.what, err)
		}
		if err := s.setSchema(ctx, number+1); err != nil {
			return fmt.Errorf("migrating to schema %d (%s): %w", number+1, m.what, err)
		}
	}
	return nil
}

func (s *Store) setSchema(ctx context.Context, number int) error {
	return s.db.Update(ctx, 0, func(tx *kv.Tx) error {
		record, unknown, err := get[schema](tx, schemaKey())
		if err != nil {
			return err
		}
		record.number = number
		return put(tx, schemaKey(), record, unknown)
	})
}

// setUp makes an empty database ours.
func (s *Store) setUp(ctx context.Context, number int) error {
	if err := s.mustBeEmpty(ctx); err != nil {
		return err
	}
	key := schemaKey()
	record := schema{number: number, canary: s.sealer.seal(key, []byte(canaryText))}
	return s.db.Update(ctx, 0, func(tx *kv.Tx) error {
		free, err := absent(tx, key)
		if err != nil {
			return err
		}
		if !free {
			return fmt.Errorf("%w: another process is setting the data up, start again", ErrConflict)
		}
		return put(tx, key, record, nil)
	})
}

// mustBeEmpty guards data that lost its schema record: set up anew, it would get a secret that does not fit.
func (s *Store) mustBeEmpty(ctx context.Context) error {
	kinds := []byte{kindSerial, kindCourse, kindDrop, kindStep, kindJob, kindVote, kindPlace, kindEntry, kindSetting}
	for _, kind := range kinds {
		err := s.db.ScanAll(ctx, kind, func(kv.Record) error {
			return corrupt(schemaKey(), "is missing, and there is other data")
		})
		if err != nil {
			return err
		}
	}
	return nil
}
