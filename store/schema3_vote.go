package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"cliffhanger/store/kv"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

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
	head, voters, pages, err := v.pages(entries)
	if err != nil {
		return err
	}
	kept, err := view(ctx, db, p, func(tx *kv.Tx) ([]kv.Record, error) { return v.voters(tx, voters) })
	if err != nil {
		return err
	}
	for part := range parts(append(pages, kept...)) {
		if err := db.Update(ctx, p, func(tx *kv.Tx) error { return putAll(tx, part) }); err != nil {
			return err
		}
	}
	return db.Update(ctx, p, func(tx *kv.Tx) error { return v.finish(tx, head) })
}

// pages chains entries and packs them into pages. It also returns what it comes to for each voter.
func (v *vote2) pages(entries []entry2) (ballot.Head, map[story.ReaderID]*voter2, []kv.Record, error) {
	head, voters := ballot.Genesis(v.terms()), make(map[story.ReaderID]*voter2)
	var pages []kv.Record
	for part := range slices.Chunk(entries, entriesAtOnce3) {
		var e encoder
		for i := range part {
			in := &part[i]
			w := voters[in.Voter]
			if w == nil {
				w = &voter2{}
				voters[in.Voter] = w
			}
			in.before = w.seq
			head = head.Add(ballot.EntryOf(v.Message, head.Count+1, in.Ballot))
			w.newest, w.seq = in.Ballot, head.Count
			in.encode(&e)
		}
		if e.err != nil {
			return head, nil, nil, e.err
		}
		key := pageKey(v.VoteRef, head.Count)
		pages = append(pages, kv.Record{Key: key, Value: pack(key, e.b)})
	}
	return head, voters, pages, nil
}

// voters writes out what the journal comes to for each voter, of whom there is a ballot for each.
func (v *vote2) voters(tx *kv.Tx, of map[story.ReaderID]*voter2) ([]kv.Record, error) {
	prefix := ballotsKey(v.VoteRef)
	records, err := tx.Scan(prefix, kv.PrefixEnd(prefix), 0)
	if err != nil {
		return nil, err
	}
	if len(records) != len(of) {
		return nil, corrupt(v.key, fmt.Sprintf("has ballots of %d voters, and %d in its journal", len(records), len(of)))
	}
	surplus, err := v.surplus(tx)
	if err != nil {
		return nil, err
	}
	for i, r := range records {
		if len(r.Key) != ballotSize || of[story.ReaderID(r.Key[voteSize:])] == nil {
			return nil, corrupt(r.Key, "is not in the journal")
		}
		w := of[story.ReaderID(r.Key[voteSize:])]
		w.surplus = surplus[story.ReaderID(r.Key[voteSize:])]
		var e encoder
		if w.encode(&e); e.err != nil {
			return nil, e.err
		}
		records[i].Value = pack(r.Key, e.b)
	}
	return records, nil
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
		options[i] = strings.TrimSpace(v.emoji[i] + " " + v.options[i])
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
