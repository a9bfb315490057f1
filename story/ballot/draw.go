package ballot

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
)

// A Seed decides a draw together with the journal. It is drawn at random when a vote opens and kept secret until the
// draw. That it was not chosen later, by somebody who knew the ballots, is shown by its [Commit], which is published
// with the vote; and as the journal's root is mixed in, which every further ballot changes, it decides nothing before
// the last ballot is in. Readers can rely on that as far as whoever runs the bot does not read the seed out of the
// database while the vote is open and cast ballots until the draw suits them.
type Seed [32]byte

// Commit returns what is published of a seed when the vote opens.
func Commit(seed Seed) Hash {
	d := digest{sha256.New()}
	d.text("cliffhanger seed 1")
	d.bytes(seed[:])
	return Hash(d.Sum(nil))
}

// Draw returns one of those tied, each with the same chance, and the same one for the same seed, root and set of tied
// options whenever it is repeated: neither their order nor repetitions matter. It returns -1 if tied is empty.
//
// The draw reads SHA-256("cliffhanger draw 1", seed, root, n) for n = 0, 1, … as a number of 64 bits (each value is
// hashed with its length before it as 8 bytes, n as 8 bytes, big end first, and the first 8 bytes are the number), until
// one is below the greatest multiple of the number of tied options under 2^64. Its remainder counts into the tied
// options in ascending order.
func Draw(seed Seed, root Hash, tied []int) int {
	if len(tied) == 0 {
		return -1
	}
	tied = slices.Compact(slices.Sorted(slices.Values(tied)))
	of := uint64(len(tied))
	limit := math.MaxUint64 - math.MaxUint64%of
	for n := uint64(0); ; n++ {
		d := digest{sha256.New()}
		d.text("cliffhanger draw 1")
		d.bytes(seed[:])
		d.bytes(root[:])
		d.uint(n)
		if v := binary.BigEndian.Uint64(d.Sum(nil)); v < limit {
			return tied[v%of]
		}
	}
}
