package ballot

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// A Seed decides a draw together with the journal. It is drawn at random when a vote opens and kept secret until the
// draw; that it was not chosen later is shown by its [Commit], which is published with the vote. That nobody who knew
// it steered the draw is shown by the journal's root, which each further ballot changes.
type Seed [32]byte

// Commit returns what is published of a seed when the vote opens.
func Commit(seed Seed) Hash {
	d := digest{sha256.New()}
	d.text("cliffhanger seed 1")
	d.bytes(seed[:])
	return Hash(d.Sum(nil))
}

// Draw returns one of those tied, each with the same chance, and the same one for the same seed and root whenever it is
// repeated. It returns -1 if tied is empty.
//
// The draw reads SHA-256("cliffhanger draw 1", seed, root, n) for n = 0, 1, … as a number of 64 bits, until one is
// below the greatest multiple of len(tied), and takes its remainder.
func Draw(seed Seed, root Hash, tied []int) int {
	if len(tied) == 0 {
		return -1
	}
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
