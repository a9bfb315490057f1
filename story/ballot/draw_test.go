package ballot_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"cliffhanger/story/ballot"
)

// TestDraw draws 60,000 times among three: each comes as often as the others within five standard deviations (116 each),
// and a draw is the same whatever the order of those tied.
func TestDraw(t *testing.T) {
	const draws = 60000
	came := map[int]int{}
	for n := range uint64(draws) {
		var root ballot.Hash
		binary.BigEndian.PutUint64(root[:], n)
		tied := []int{2, 5, 11}
		got := ballot.Draw(seed(), root, tied)
		came[got]++
		slices.Reverse(tied)
		if again := ballot.Draw(seed(), root, append(tied, 5, 5)); again != got {
			t.Fatalf("drew %d, and %d in another order", got, again)
		}
	}
	for _, i := range []int{2, 5, 11} {
		if off := came[i] - draws/3; max(off, -off) > 5*116 {
			t.Errorf("%d came %d times of %d", i, came[i], draws)
		}
	}
	if len(came) != 3 {
		t.Errorf("drew %v", came)
	}
	t.Log(came)
}

func TestDrawOfFew(t *testing.T) {
	if got := ballot.Draw(seed(), ballot.Hash{}, nil); got != -1 {
		t.Errorf("drew %d of none", got)
	}
	if got := ballot.Draw(seed(), ballot.Hash{}, []int{4}); got != 4 {
		t.Errorf("drew %d of one", got)
	}
}

// TestDrawNeedsBoth: neither the seed nor the root alone decides.
func TestDrawNeedsBoth(t *testing.T) {
	tied := []int{0, 1}
	bySeed, byRoot := map[int]bool{}, map[int]bool{}
	for b := range byte(64) {
		bySeed[ballot.Draw(ballot.Seed{b}, ballot.Hash{}, tied)] = true
		byRoot[ballot.Draw(ballot.Seed{}, ballot.Hash{b}, tied)] = true
	}
	if len(bySeed) != 2 || len(byRoot) != 2 {
		t.Errorf("by the seed %v, by the root %v", bySeed, byRoot)
	}
	if ballot.Commit(ballot.Seed{1}) == ballot.Commit(ballot.Seed{2}) {
		t.Error("two seeds have one commitment")
	}
}
