package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"cliffhanger/store/kv"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
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

// vote2 is a vote of schema 2, as far as it matters here.
type vote2 struct {
	VoteRef
	key, fields    []byte
	story          story.Key
	chapter        int
	opened, closes time.Time
	text           string
	emoji, options []string
}

func vote2At(key, fields []byte) (*vote2, error) {
	if len(key) != voteSize {
		return nil, corrupt(key, "does not fit its key")
	}
	v := &vote2{VoteRef: VoteRef{idAt(key, kindSize), idAt(key, headSize)}, key: key, fields: fields}
	err := eachField(key, fields, func(f *field) {
		switch f.num {
		case 2:
			v.story = story.Key(f.uint())
		case 3:
			v.chapter = f.int()
		case 4:
			v.opened = f.time()
		case 5:
			v.closes = f.time()
		case 7:
			v.text = f.text()
		case 10:
			v.emoji = append(v.emoji, f.text())
			v.options = append(v.options, "")
		case 11:
			f.must(len(v.options) > 0)
			if n := len(v.options); n > 0 {
				v.options[n-1] = f.text()
			}
		}
	})
	return v, err
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

// entry2 is a ballot of schema 2 on its way into the chain.
type entry2 struct {
	story.Ballot
	after  time.Time // not before any earlier ballot of the voter, whatever the clock said
	before uint64    // the voter's entry before it
}

// voter2 is a voter on the way into schema 3.
type voter2 struct {
	newest  story.Ballot
	seq     uint64
	surplus [][]byte // encoded, by choice ascending
}

// chain writes a vote in schema 3: pages first, then voters, and the vote itself with its head last.
func (v *vote2) chain(ctx context.Context, db *kv.DB) error {
	p := kv.Partition(v.Guild)
	entries, err := view(ctx, db, p, v.journal)
	if err != nil {
		return err
	}
	surplus, err := view(ctx, db, p, v.surplus)
	if err != nil {
		return err
	}
	kept, err := view(ctx, db, p, v.ballots)
	if err != nil {
		return err
	}
	head, voters := ballot.Genesis(v.terms()), make(map[story.ReaderID]voter2)
	var records []kv.Record
	for from := 0; from < len(entries); from += entriesAtOnce3 {
		var e encoder
		for i := from; i < min(from+entriesAtOnce3, len(entries)); i++ {
			in := &entries[i]
			in.before = voters[in.Voter].seq
			head = head.Add(ballot.EntryOf(v.Message, head.Count+1, in.Ballot))
			voters[in.Voter] = voter2{newest: in.Ballot, seq: head.Count, surplus: surplus[in.Voter]}
			in.encode(&e)
		}
		if e.err != nil {
			return e.err
		}
		key := pageKey(v.VoteRef, head.Count)
		records = append(records, kv.Record{Key: key, Value: pack(key, e.b)})
	}
	if len(voters) != kept {
		return corrupt(v.key, fmt.Sprintf("has %d voters, and ballots of %d", kept, len(voters)))
	}
	for r, w := range voters {
		var e encoder
		w.encode(&e)
		if e.err != nil {
			return e.err
		}
		key := ballotKey(v.VoteRef, r)
		records = append(records, kv.Record{Key: key, Value: pack(key, e.b)})
	}
	slices.SortFunc(records, func(a, b kv.Record) int { return bytes.Compare(a.Key, b.Key) })
	for part := range parts(records) {
		err := db.Update(ctx, p, func(tx *kv.Tx) error { return putAll(tx, part) })
		if err != nil {
			return err
		}
	}
	return db.Update(ctx, p, func(tx *kv.Tx) error { return v.finish(tx, head) })
}

func putAll(tx *kv.Tx, records []kv.Record) error {
	for _, r := range records {
		if err := tx.Put(r.Key, r.Value); err != nil {
			return err
		}
	}
	return nil
}

// journal reads a vote's old journal and puts it into the order of the chain: by time, each voter's in their own order.
func (v *vote2) journal(tx *kv.Tx) ([]entry2, error) {
	prefix := journalKey(v.VoteRef)
	records, err := tx.Scan(prefix, kv.PrefixEnd(prefix), 0)
	if err != nil {
		return nil, err
	}
	var entries []entry2
	for _, r := range records {
		if len(r.Key) != entrySize2 {
			continue // a page, of an attempt that was broken off
		}
		in, err := entry2At(r)
		if err != nil {
			return nil, err
		}
		in.after = in.At
		if n := len(entries); n > 0 && entries[n-1].Voter == in.Voter && entries[n-1].after.After(in.after) {
			in.after = entries[n-1].after
		}
		entries = append(entries, in)
	}
	slices.SortStableFunc(entries, func(a, b entry2) int {
		return cmp.Or(a.after.Compare(b.after), bytes.Compare(a.Voter[:], b.Voter[:]), cmp.Compare(a.N, b.N))
	})
	return entries, nil
}

// ballots returns how many voters there are.
func (v *vote2) ballots(tx *kv.Tx) (int, error) {
	prefix := ballotsKey(v.VoteRef)
	records, err := tx.Scan(prefix, kv.PrefixEnd(prefix), 0)
	return len(records), err
}

func entry2At(r kv.Record) (entry2, error) {
	in := entry2{Ballot: story.Ballot{Voter: story.ReaderID(r.Key[voteSize:ballotSize])}}
	fields, err := unpack(r.Key, r.Value)
	if err != nil {
		return in, err
	}
	choice := int64(0)
	err = eachField(r.Key, fields, func(f *field) {
		switch f.num {
		case 1:
			in.N = uint32(f.atMost(1<<32 - 1))
		case 2:
			choice = protowire.DecodeZigZag(f.uint())
			f.must(choice >= withdrawn2 && choice <= story.MaxOptions)
		case 3:
			in.Cause = story.Cause(f.byte())
		case 4:
			in.At = f.time()
		}
	})
	if err == nil && in.N != binary.BigEndian.Uint32(r.Key[ballotSize:]) {
		err = corrupt(r.Key, "does not fit its key")
	}
	if choice != withdrawn2 {
		in.Choices = []story.Choice{story.Choice(choice)}
	}
	return in, err
}

// encode writes an entry as a field of its page.
func (in *entry2) encode(e *encoder) {
	var b encoder
	b.bytes(1, in.Voter[:])
	b.uint(2, uint64(in.N))
	b.choices(3, in.Choices)
	b.uint(4, uint64(in.Cause))
	b.time(5, in.At)
	b.uint(6, in.before)
	e.item(1, string(b.b))
	if b.err != nil {
		e.err = b.err
	}
}

func (w *voter2) encode(e *encoder) {
	e.uint(1, uint64(w.newest.N))
	e.uint(3, uint64(w.newest.Cause))
	e.time(4, w.newest.At)
	e.choices(5, w.newest.Choices)
	e.uint(6, w.seq)
	for _, s := range w.surplus {
		e.bytes(7, s)
	}
}

// surplus reads the surplus reactions of a vote's voters and writes each as a field of its voter.
func (v *vote2) surplus(tx *kv.Tx) (map[story.ReaderID][][]byte, error) {
	prefix := kv.Key(kindSurplus2, kv.Partition(v.Guild), id(v.Message))
	records, err := tx.Scan(prefix, kv.PrefixEnd(prefix), 0)
	if err != nil {
		return nil, err
	}
	all := make(map[story.ReaderID][][]byte)
	for _, r := range records {
		if len(r.Key) != surplusSize2 {
			return nil, corrupt(r.Key, "does not fit its key")
		}
		fields, err := unpack(r.Key, r.Value)
		if err != nil {
			return nil, err
		}
		n, rest, err := lift(r.Key, fields, 1)
		if err != nil {
			return nil, err
		}
		begun, _, err := lift(r.Key, rest, 2)
		if err != nil {
			return nil, err
		}
		var e encoder
		e.uint(1, protowire.EncodeZigZag(int64(numberAt(r.Key, ballotSize))+withdrawn2))
		e.uint(2, n)
		e.uint(3, begun)
		voter := story.ReaderID(r.Key[voteSize:ballotSize])
		all[voter] = append(all[voter], e.b)
	}
	return all, nil
}

// The rules that a vote of schema 2 was held by: one choice, seen by everybody, and a tie was the author's to settle.
func (v *vote2) rules() story.Voting {
	rules := story.Voting{Style: story.VoteOpen, Tie: story.TieAuthor, Choose: 1}
	if len(v.options) == 0 {
		rules.Style = story.VoteAnswers
	}
	if open := v.closes.Sub(v.opened); open > 0 {
		rules.Open = open
	}
	return rules.OrDefault()
}

func (v *vote2) terms() ballot.Terms {
	options := make([]string, len(v.options))
	for i := range v.options {
		options[i] = v.emoji[i] + " " + v.options[i]
	}
	return ballot.Terms{Guild: v.Guild, Message: v.Message, Question: v.text, Options: options,
		Rule: ballot.Rule{Options: len(options), Choose: 1}, Style: v.rules().Style, Tie: story.TieAuthor,
		Opened: v.opened, Closes: v.closes}
}

// finish writes the vote with its rules, and the head of its journal.
func (v *vote2) finish(tx *kv.Tx, head ballot.Head) error {
	telling, err := v.telling(tx)
	if err != nil {
		return err
	}
	rules := v.rules()
	e := encoder{b: bytes.Clone(v.fields)}
	e.uint(37, telling)
	e.time(38, v.closes)
	e.duration(openField3, rules.Open)
	e.duration(42, rules.Nominate)
	e.text(43, rules.Style)
	e.text(44, rules.Admit)
	e.int(45, rules.Choose)
	e.text(46, rules.Tie)
	e.text(47, rules.Counts)
	var h encoder
	h.uint(1, head.Count)
	h.hash(2, head.Root)
	key := voteHeadKey(v.VoteRef)
	if e.err != nil {
		return e.err
	}
	return putAll(tx, []kv.Record{{Key: v.key, Value: pack(v.key, e.b)}, {Key: key, Value: pack(key, h.b)}})
}

// telling finds the channel in which the vote's chapter is told: that of the record which leads to the vote.
func (v *vote2) telling(tx *kv.Tx) (uint64, error) {
	prefix := chaptersKey(v.Guild, v.story, v.chapter)
	records, err := tx.Scan(prefix, kv.PrefixEnd(prefix), 0)
	if err != nil {
		return 0, err
	}
	for _, r := range records {
		fields, err := unpack(r.Key, r.Value)
		if err != nil {
			return 0, err
		}
		message, _, err := lift(r.Key, fields, 1)
		if err != nil {
			return 0, err
		}
		if message == v.Message {
			return idAt(r.Key, courseSize+numberSize), nil
		}
	}
	return 0, corrupt(v.key, "is no chapter's vote")
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
