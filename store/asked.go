package store

import (
	"context"
	"fmt"

	"cliffhanger/store/kv"
)

// askedBy is the context's key for the interaction that asks for a change.
type askedBy struct{}

// Asked returns a context for changes of one vote that an interaction asks for, by its id. A process that follows one
// that died may be told of an interaction again: with such a context [Store.Extend], [Store.Hasten], [Store.Reopen] and
// [Store.Settle] change a guild's votes once, and later calls do nothing, and return no error.
func Asked(ctx context.Context, interaction uint64) context.Context {
	return context.WithValue(ctx, askedBy{}, interaction)
}

// askedKey is of the mark that a context's interaction has changed a vote of a guild; false if it is of none.
func askedKey(ctx context.Context, guild uint64) ([]byte, string, bool) {
	id, ok := ctx.Value(askedBy{}).(uint64)
	name := fmt.Sprintf("asked by %d", id)
	return markKey(VoteRef{Guild: guild}, name), name, ok && id != 0
}

// taken marks that the interaction of a context changes a vote, and reports whether it has done so before.
func taken(ctx context.Context, tx *kv.Tx, ref VoteRef) (bool, error) {
	key, name, ok := askedKey(ctx, ref.Guild)
	if !ok {
		return false, nil
	}
	free, err := absent(tx, key)
	if err != nil || !free {
		return !free, err
	}
	return false, put(tx, key, mark{name: name, of: ref.Message}, nil)
}

// Answered returns the vote of a guild that the interaction of a context from [Asked] has changed already, and false if
// there is none.
func (s *Store) Answered(ctx context.Context, guild uint64) (VoteRef, bool, error) {
	key, _, ok := askedKey(ctx, guild)
	if !ok {
		return VoteRef{}, false, nil
	}
	m, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) (mark, error) {
		free, err := absent(tx, key)
		if err != nil || free {
			return mark{}, err
		}
		m, _, err := get[mark](tx, key)
		return m, err
	})
	return VoteRef{Guild: guild, Message: m.of}, m.of != 0, during("looking for what was asked", err)
}
