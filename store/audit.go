package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// repeats is among how many of the newest entries one is looked for that was written before.
const repeats = 16

// An Entry is a line of a story's audit log in a guild: who did what.
type Entry struct {
	At   time.Time
	Who  story.ReaderID // as [Store.Reader] names them; zero: the bot itself
	What string         // in plain words; empty: there is nothing to say, and no entry

	Words   string // of a person, that belong to it, such as a reason; empty: none
	Chapter int    // about whose posting it decides; 0: about none
	Channel uint64 // about whose part in the telling it decides, a Discord id; 0: about none
}

// logEntry is an Entry's record.
type logEntry struct {
	Entry
	n int // from 0
}

func (l *logEntry) encode(e *encoder) {
	e.time(1, l.At)
	if l.Who != (story.ReaderID{}) {
		e.bytes(2, l.Who[:])
	}
	e.text(3, l.What)
	e.text(4, l.Words)
	e.int(5, l.Chapter)
	e.uint(6, l.Channel)
}

func (l *logEntry) take(f *field) bool {
	switch f.num {
	case 1:
		l.At = f.time()
	case 2:
		who := f.bytes()
		f.must(len(who) == readerSize)
		copy(l.Who[:], who)
	case 3:
		l.What = f.text()
	case 4:
		l.Words = f.text()
	case 5:
		l.Chapter = int(f.int())
	case 6:
		l.Channel = f.uint()
	default:
		return false
	}
	return true
}

func (l *logEntry) locate(key []byte) bool {
	if len(key) != logSize {
		return false
	}
	l.n = maxChapter - numberAt(key, courseSize)
	return true
}

// Note writes an entry into the audit log of story k in a guild. An entry that is the very same as one of the newest is
// not written again, so that a call whose outcome was unknown can be repeated. One without words, or without a time, is
// ErrInvalid.
func (s *Store) Note(ctx context.Context, guild uint64, k story.Key, entry Entry) error {
	const what = "writing into the audit log"
	if entry.What == "" {
		return during(what, fmt.Errorf("%w: an entry without words", ErrInvalid))
	}
	return during(what, s.db.Update(ctx, kv.Partition(guild), func(tx *kv.Tx) error {
		_, err := appendEntry(tx, guild, k, entry)
		return err
	}))
}

// Audit returns the newest entries of the audit log of story k in a guild, the newest first, at most limit of them
// (0: all). Entries are only ever added.
func (s *Store) Audit(ctx context.Context, guild uint64, k story.Key, limit int) ([]Entry, error) {
	const what = "reading the audit log"
	if limit < 0 {
		return nil, during(what, fmt.Errorf("%w: %d entries", ErrInvalid, limit))
	}
	rows, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) ([]logEntry, error) {
		return list[logEntry](tx, storyKey(kindEntry, guild, k), limit)
	})
	if err != nil {
		return nil, during(what, err)
	}
	entries := make([]Entry, len(rows))
	for i, r := range rows {
		entries[i] = r.Entry
	}
	return entries, nil
}

// appendEntry writes an entry after the newest, and reports false if it is among the newest already. One without words
// is news and not written.
func appendEntry(tx *kv.Tx, guild uint64, k story.Key, entry Entry) (bool, error) {
	if entry.What == "" {
		return true, nil
	}
	if entry.At.IsZero() {
		return false, fmt.Errorf("%w: an entry of no time", ErrInvalid)
	}
	entry.At = stored(entry.At)
	newest, err := list[logEntry](tx, storyKey(kindEntry, guild, k), repeats)
	if err != nil {
		return false, err
	}
	n := 0
	for i, e := range newest {
		if e.Entry == entry {
			return false, nil
		}
		if i == 0 {
			n = e.n + 1
		}
	}
	if n > maxChapter {
		return false, errors.New("the audit log is full")
	}
	return true, put(tx, logKey(guild, k, n), logEntry{Entry: entry}, nil)
}
