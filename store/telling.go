package store

import (
	"context"
	"slices"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A Telling is a story in one channel of a guild. A guild may have several tellings of a story, one of them public and
// others ahead of it. Each has its own [Serial], drops and jobs; what they share is the story's [Course].
type Telling struct {
	Guild   uint64 // Discord id
	Story   story.Key
	Channel uint64 // Discord id
}

// tellingAt reads a telling back from a key of at least serialSize bytes.
func tellingAt(key []byte) Telling {
	return Telling{idAt(key, kindSize), story.Key(idAt(key, headSize)), idAt(key, courseSize)}
}

// Tellings returns all tellings of story k in a guild in which something of a chapter was posted, or planned, ordered
// by channel. They include those that moved to another channel, or are away.
func (s *Store) Tellings(ctx context.Context, guild uint64, k story.Key, chapter int) ([]Telling, error) {
	all, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) ([]Telling, error) {
		drops, err := listIf(tx, storyKey(kindDrop, guild, k), func(d Drop) bool { return d.Chapter == chapter })
		tellings := make([]Telling, len(drops))
		for i, d := range drops {
			tellings[i] = d.Telling
		}
		return slices.Compact(tellings), err
	})
	return all, during("reading where a chapter was told", err)
}
