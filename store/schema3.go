package store

import (
	"bytes"
	"context"
	"fmt"

	"cliffhanger/store/kv"
)

// Schema 2 kept a ballot of one choice in one record of the journal, and surplus reactions apart:
//
//	v guild, message                      vote, without the rules it is held by
//	b guild, message, voter               newest ballot: n 1, choice 2, cause 3, time 4
//	j guild, message, voter, n (4)        ballot in the journal, likewise
//	x guild, message, voter, choice (4)   surplus reaction, the choice counted from -2: n 1, begun 2
//
// Schema 3 has pages of a chained journal, surplus reactions with their voter, the vote's rules, and a head of its
// journal. This file, like schema2.go, writes records by their fields and not by today's types.
const (
	kindSurplus2 byte = 'x'

	entrySize2   = ballotSize + numberSize
	surplusSize2 = ballotSize + numberSize
	withdrawn2   = -2 // the choice of a ballot that was taken back

	openField3 = 41 // of a vote's rules; it is never 0, so that it tells a vote of schema 3

	// How many entries go into one page, and old records into one update of the migration.
	entriesAtOnce3 = 256
	sweptAtOnce3   = kv.MaxKeys
)

// chainJournals leads from schema 2 to schema 3. A vote's pages and voters are made of its old journal, which stays
// until the vote itself says that it is done; so a vote that was broken off is begun again and comes to the same.
func chainJournals(ctx context.Context, db *kv.DB) error {
	err := db.ScanAll(ctx, kindVote, func(r kv.Record) error {
		fields, err := unpack(r.Key, r.Value)
		if err != nil {
			return err
		}
		open, _, err := lift(r.Key, fields, openField3)
		if err != nil || open != 0 {
			return err
		}
		v, err := vote2At(r.Key, fields)
		if err != nil {
			return err
		}
		return v.chain(ctx, db)
	})
	if err != nil {
		return err
	}
	if err := sweep2(ctx, db, kindJournal, entrySize2); err != nil {
		return err
	}
	return sweep2(ctx, db, kindSurplus2, surplusSize2)
}

// eachField calls take with every field of a record.
func eachField(key, fields []byte, take func(*field)) error {
	for len(fields) > 0 {
		f, size := nextField(fields)
		if size < 0 {
			return corrupt(key, "broken field")
		}
		if take(&f); f.bad {
			return corrupt(key, fmt.Sprintf("bad field %d", f.num))
		}
		fields = fields[size:]
	}
	return nil
}

// sweep2 deletes the records of a kind whose keys have a size of schema 2. Their votes have all been chained.
func sweep2(ctx context.Context, db *kv.DB, kind byte, size int) error {
	var keys [][]byte // of one partition
	flush := func() error {
		if len(keys) == 0 {
			return nil
		}
		batch := keys
		keys = nil
		_, partition, _, _ := kv.Split(batch[0])
		return db.Update(ctx, partition, func(tx *kv.Tx) error {
			for _, key := range batch {
				if err := tx.Delete(key); err != nil {
					return err
				}
			}
			return nil
		})
	}
	var of []byte // the vote whose records come now
	err := db.ScanAll(ctx, kind, func(r kv.Record) error {
		if len(r.Key) != size {
			return nil
		}
		if !bytes.HasPrefix(r.Key[kindSize:], of) || of == nil {
			if err := hasVote(ctx, db, r.Key); err != nil {
				return err
			}
			of = bytes.Clone(r.Key[kindSize:voteSize])
		}
		if len(keys) == sweptAtOnce3 || len(keys) > 0 && string(keys[0][:headSize]) != string(r.Key[:headSize]) {
			if err := flush(); err != nil {
				return err
			}
		}
		keys = append(keys, r.Key)
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// hasVote checks that the vote of a record is there: what belongs to none was not chained, and is not thrown away.
func hasVote(ctx context.Context, db *kv.DB, key []byte) error {
	_, partition, _, _ := kv.Split(key)
	vote := append([]byte{kindVote}, key[kindSize:voteSize]...)
	there, err := view(ctx, db, partition, func(tx *kv.Tx) (bool, error) {
		_, ok, err := tx.Get(vote)
		return ok, err
	})
	if err == nil && !there {
		err = corrupt(key, "belongs to a vote that is not there")
	}
	return err
}
