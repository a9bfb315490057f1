package store

import (
	"context"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// DropsOf returns every drop of story k in a guild that was planned, ordered by channel, chapter and part: those of
// tellings that moved to another channel, or are away, too.
func (s *Store) DropsOf(ctx context.Context, guild uint64, k story.Key) ([]Drop, error) {
	all, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) ([]Drop, error) {
		return list[Drop](tx, storyKey(kindDrop, guild, k), 0)
	})
	return all, during("reading a story's drops", err)
}

// NewestDrops returns the newest drop of story k in each channel of a guild that has one, ordered by channel. sure is
// false where there are others: a channel that has come somewhere has none, as the story was told in another one
// before.
func (s *Store) NewestDrops(ctx context.Context, guild uint64, k story.Key) (drops []Drop, sure bool, err error) {
	drops, err = view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) ([]Drop, error) {
		serials, err := list[Serial](tx, storyKey(kindSerial, guild, k), 0)
		var all []Drop
		sure = true
		for _, v := range serials {
			d, ok, err := newestIn(tx, v)
			if err != nil {
				return nil, err
			}
			if ok {
				all = append(all, d)
			}
			sure = sure && (ok || v.Released.Chapter == 0)
		}
		return all, err
	})
	return drops, sure, during("reading a story's newest drops", err)
}

// newestIn returns the drop of a telling's newest chapter, of its last portion, and whether there is one.
func newestIn(tx *kv.Tx, v Serial) (Drop, bool, error) {
	from := append(tellingKey(kindDrop, v.Telling), number(v.Released.Chapter)...)
	records, err := tx.Scan(from, kv.PrefixEnd(tellingKey(kindDrop, v.Telling)), 0)
	if err != nil || len(records) == 0 {
		return Drop{}, false, err
	}
	last := records[len(records)-1]
	d, _, err := decodeRow[Drop](last.Key, last.Value)
	return d, true, err
}

// Resketch changes what the chapters of story k are recognized by in a guild: change gets each drop there is, and says
// what its Sketch and Next are from now on. It may be called several times for a drop, and must have no effect of its
// own. At last the entry about it is written into the audit log; one without words is not. Where that is a lot, it
// takes several updates: after an error some drops may be changed, and a second call does the rest.
func (s *Store) Resketch(ctx context.Context, guild uint64, k story.Key,
	change func(Drop) (sketch, next story.Sketch), entry Entry) error {
	const what = "keeping what chapters are recognized by"
	drops, err := s.DropsOf(ctx, guild, k)
	if err != nil {
		return during(what, err)
	}
	var keys [][]byte
	for _, d := range drops {
		if sketch, next := change(d); sketch != d.Sketch || next != d.Next {
			keys = append(keys, dropKey(d.DropRef))
		}
	}
	for len(keys) > 0 {
		n := min(len(keys), kv.MaxKeys)
		err := s.db.Update(ctx, kv.Partition(guild), func(tx *kv.Tx) error {
			return resketch(tx, keys[:n], change)
		})
		if err != nil {
			return during(what, err)
		}
		keys = keys[n:]
	}
	return during(what, s.db.Update(ctx, kv.Partition(guild), func(tx *kv.Tx) error {
		_, err := appendEntry(tx, guild, k, entry)
		return err
	}))
}

func resketch(tx *kv.Tx, keys [][]byte, change func(Drop) (sketch, next story.Sketch)) error {
	for _, key := range keys {
		d, unknown, err := get[Drop](tx, key)
		if err != nil {
			return err
		}
		d.Sketch, d.Next = change(d)
		if err := put(tx, key, d, unknown); err != nil {
			return err
		}
	}
	return nil
}
