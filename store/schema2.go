package store

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"cliffhanger/store/kv"
)

// Schema 1 told a story in one channel of a guild, and its keys knew no channel:
//
//	s guild, story                   serial, its channel in field 1
//	d guild, story, chapter          drop, its channel in field 1
//	e guild, story, chapter, index   step; its nonce was derived from this key
//	w guild, story, ^chapter         message of the chapter's vote
//
// Schema 2 has the channel in these keys, a course beside the serial, and a note of every drop that is not finished.
// This file moves records by their fields, not by today's types, so that it stays right whatever becomes of those.
const (
	serialSize1  = headSize + idSize
	dropSize1    = serialSize1 + numberSize
	stepSize1    = dropSize1 + numberSize
	chapterSize1 = serialSize1 + numberSize

	channelField = 1 // of serials, drops and votes
	dueField     = 2 // of drops
	doneField    = 4 // of drops
	nextDueField = 5 // of serials
)

// rekeyAtOnce is how many records are moved in one update; each is one deleted and up to two put.
const rekeyAtOnce = kv.MaxKeys / 4

// keyByChannel leads from schema 1 to schema 2. Old keys are told by their length, and what lies under them is left to
// be done. Steps are moved before the drops that know their channel, and serials when all drops have arrived.
func keyByChannel(ctx context.Context, db *kv.DB) error {
	for _, m := range []struct {
		kind byte
		size int // of a key of schema 1
		move mover
	}{
		{kindStep, stepSize1, moveStep},
		{kindDrop, dropSize1, moveDrop},
		{kindChapter, chapterSize1, moveChapter},
		{kindSerial, serialSize1, moveSerial},
	} {
		if err := rekey(ctx, db, m.kind, m.size, m.move); err != nil {
			return err
		}
	}
	return nil
}

// A mover returns what takes the place of a record of schema 1, which may be nothing.
type mover func(tx *kv.Tx, key, fields []byte) ([]kv.Record, error)

// rekey moves all records of a kind whose keys have a size, some in an update.
func rekey(ctx context.Context, db *kv.DB, kind byte, size int, move mover) error {
	var keys [][]byte // of one partition, to be moved in the next update
	bytes := 0
	flush := func() error {
		if len(keys) == 0 {
			return nil
		}
		_, partition, _, _ := kv.Split(keys[0])
		batch := keys
		keys, bytes = nil, 0
		return db.Update(ctx, partition, func(tx *kv.Tx) error {
			for _, key := range batch {
				if err := moveRecord(tx, key, move); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := db.ScanAll(ctx, kind, func(r kv.Record) error {
		if len(r.Key) != size {
			return nil
		}
		full := len(keys) == rekeyAtOnce || bytes+len(r.Value) > planBytes
		if len(keys) > 0 && (full || string(keys[0][:headSize]) != string(r.Key[:headSize])) {
			if err := flush(); err != nil {
				return err
			}
		}
		keys, bytes = append(keys, r.Key), bytes+len(r.Value)
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// moveRecord puts what takes a record's place and deletes it. One that is gone was moved before.
func moveRecord(tx *kv.Tx, key []byte, move mover) error {
	value, ok, err := tx.Get(key)
	if err != nil || !ok {
		return err
	}
	fields, err := unpack(key, value)
	if err != nil {
		return err
	}
	records, err := move(tx, key, fields)
	if err != nil {
		return err
	}
	for _, r := range records {
		if err := tx.Put(r.Key, pack(r.Key, r.Value)); err != nil {
			return err
		}
	}
	return tx.Delete(key)
}

// withChannel is a key of schema 1 with a channel put in behind the story, and more behind it all.
func withChannel(key []byte, channel uint64, rest ...byte) []byte {
	longer := append([]byte{}, key[:serialSize1]...)
	longer = append(longer, id(channel)...)
	return append(append(longer, key[serialSize1:]...), rest...)
}

// moveStep gives a step its drop's channel and the nonce it has had. Without a drop it belongs to a plan that was
// broken off and does not count.
func moveStep(tx *kv.Tx, key, fields []byte) ([]kv.Record, error) {
	drop := append([]byte{kindDrop}, key[kindSize:dropSize1]...)
	value, ok, err := tx.Get(drop)
	if err != nil || !ok {
		return nil, err
	}
	of, err := unpack(drop, value)
	if err != nil {
		return nil, err
	}
	channel, _, err := lift(drop, of, channelField)
	if err != nil {
		return nil, err
	}
	to := append(withChannel(key[:dropSize1], channel, number(0)...), key[dropSize1:]...)
	nonce := protowire.AppendString(protowire.AppendTag(nil, stepNonce, protowire.BytesType), nonceOf(key))
	return []kv.Record{{Key: to, Value: append(fields, nonce...)}}, nil
}

// moveDrop moves a drop, and notes one that is not finished.
func moveDrop(_ *kv.Tx, key, fields []byte) ([]kv.Record, error) {
	channel, rest, err := lift(key, fields, channelField)
	if err != nil {
		return nil, err
	}
	records := []kv.Record{{Key: withChannel(key, channel, number(0)...), Value: rest}}
	done, _, err := lift(key, fields, doneField)
	if done == 0 {
		records = append(records, kv.Record{Key: append([]byte{kindOpen}, records[0].Key[kindSize:]...)})
	}
	return records, err
}

// moveChapter finds the channel of a chapter's vote in the vote.
func moveChapter(tx *kv.Tx, key, fields []byte) ([]kv.Record, error) {
	message, _, err := lift(key, fields, 1)
	if err != nil {
		return nil, err
	}
	vote := append(append([]byte{kindVote}, key[kindSize:headSize]...), id(message)...)
	value, ok, err := tx.Get(vote)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, corrupt(key, fmt.Sprintf("leads to a vote %d that is not there", message))
	}
	of, err := unpack(vote, value)
	if err != nil {
		return nil, err
	}
	channel, _, err := lift(vote, of, channelField)
	return []kv.Record{{Key: append(append([]byte{}, key...), id(channel)...), Value: fields}}, err
}

// moveSerial moves a serial, and begins its course so that the date it waits for comes next: just before that date, or,
// if that date's drop was broken off, with it.
func moveSerial(tx *kv.Tx, key, fields []byte) ([]kv.Record, error) {
	channel, rest, err := lift(key, fields, channelField)
	if err != nil {
		return nil, err
	}
	to := withChannel(key, channel)
	records := []kv.Record{{Key: to, Value: rest}}
	next, _, err := lift(key, fields, nextDueField)
	if err != nil || next == 0 {
		return records, err
	}
	begun := time.Unix(0, int64(next)-1)
	open := append([]byte{kindOpen}, to[kindSize:]...)
	all, err := tx.Scan(open, kv.PrefixEnd(open), 0)
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		due, err := dueOf(tx, append([]byte{kindDrop}, o.Key[kindSize:]...))
		if err != nil {
			return nil, err
		}
		if due.After(begun) {
			begun = due
		}
	}
	var course encoder
	course.time(1, begun.UTC())
	course.uint(7, 1) // its version
	return append(records, kv.Record{Key: append([]byte{kindCourse}, key[kindSize:]...), Value: course.b}), course.err
}

// dueOf returns when a drop was due.
func dueOf(tx *kv.Tx, key []byte) (time.Time, error) {
	value, _, err := tx.Get(key)
	if err != nil {
		return time.Time{}, err
	}
	fields, err := unpack(key, value)
	if err != nil {
		return time.Time{}, err
	}
	due, _, err := lift(key, fields, dueField)
	return time.Unix(0, int64(due)), err
}

// lift returns the value of a number's field, 0 if there is none, and the fields without it.
func lift(key, fields []byte, n protowire.Number) (value uint64, rest []byte, err error) {
	for len(fields) > 0 {
		f, size := nextField(fields)
		if size < 0 {
			return 0, nil, corrupt(key, "broken field")
		}
		if f.num == n {
			value = f.uint()
		} else {
			rest = append(rest, fields[:size]...)
		}
		if f.bad {
			return 0, nil, corrupt(key, fmt.Sprintf("bad field %d", f.num))
		}
		fields = fields[size:]
	}
	return value, rest, nil
}
