package store

import (
	"context"

	"cliffhanger/store/kv"
)

// A mark says that something was done for a vote, by its name.
type mark struct {
	name string
	of   uint64 // the vote's message, where the mark is a guild's; see [Asked]
}

func (m *mark) encode(e *encoder) {
	e.text(1, m.name)
	e.uint(2, m.of)
}

func (m *mark) take(f *field) bool {
	switch f.num {
	case 1:
		m.name = f.text()
	case 2:
		m.of = f.uint()
	default:
		return false
	}
	return true
}

func (m *mark) locate(key []byte) bool { return len(key) == markSize }

// Once reports whether it was never called before with this name for a vote: true the first time only, and durably so.
// After an error nobody knows, and a second call may say false though nothing was done: what must rather be done twice
// than not at all needs something else.
func (s *Store) Once(ctx context.Context, ref VoteRef, name string) (bool, error) {
	first, err := kv.Do(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (bool, error) {
		key := markKey(ref, name)
		free, err := absent(tx, key)
		if err != nil || !free {
			return false, err
		}
		return true, put(tx, key, mark{name: name}, nil)
	})
	return first, during("marking what is done", err)
}

// Marked reports whether [Store.Once] was called with this name for a vote.
func (s *Store) Marked(ctx context.Context, ref VoteRef, name string) (bool, error) {
	there, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) (bool, error) {
		free, err := absent(tx, markKey(ref, name))
		return !free, err
	})
	return there, during("looking for a mark", err)
}
