package bot

import (
	"context"
	"runtime"
	"slices"
)

// inOrder sorts tellings by their spots, and leaves one at each: the last.
func inOrder(here []*telling) []*telling {
	slices.Reverse(here)
	slices.SortStableFunc(here, func(t, o *telling) int { return t.rank - o.rank })
	return slices.CompactFunc(here, func(t, o *telling) bool { return t.rank == o.rank })
}

// ranks finds the place of a rank among tellings, which are in the order of their spots, and whether one has it.
func ranks(here []*telling, rank int) (int, bool) {
	return slices.BinarySearchFunc(here, rank, func(t *telling, rank int) int { return t.rank - rank })
}

// startsAtOnce is how many tellings begin before those that have begun get their turn.
const startsAtOnce = 64

// tellAll begins what was told before a restart in the guilds of a shard, whose session goes on, in the order in which it
// is due. Of many thousands that begin at the same moment each would wait for all others' first look, and so would what
// is due. Channels that were gone are looked for, once.
func (b *Bot) tellAll(ctx context.Context, s shard) {
	type waiting struct {
		guild uint64
		*telling
	}
	var all []waiting
	b.mu.Lock()
	for guild, here := range b.told {
		if !s.tellsOf(guild) {
			continue
		}
		for _, t := range here {
			if t.kept {
				all = append(all, waiting{guild, t})
			}
		}
		if slices.ContainsFunc(here, func(t *telling) bool { return t.gone }) {
			b.work.Go(func() error { b.lookAgain(ctx, guild); return nil })
		}
	}
	b.mu.Unlock()
	slices.SortFunc(all, func(v, w waiting) int {
		if v.due.IsZero() != w.due.IsZero() {
			return -v.due.Compare(w.due) // without a date last
		}
		return v.due.Compare(w.due)
	})
	b.work.Go(func() error {
		for some := range slices.Chunk(all, startsAtOnce) {
			b.mu.Lock()
			for _, w := range some {
				if t := b.in(w.guild, w.spot); t != nil && t.kept { // it may have been silenced or exchanged
					b.begin(ctx, w.guild, t)
				}
			}
			b.mu.Unlock()
			runtime.Gosched()
		}
		return nil
	})
}
