package cuts_test

import (
	"cmp"
	"slices"

	"cliffhanger/story/manuscript/cuts"
)

// A cutter says where to cut a text.
type cutter func(text) []int

// suggested cuts where the package suggests.
func suggested(o cuts.Options) cutter {
	return func(t text) []int {
		var out []int
		for _, s := range cuts.Suggest(t.chapter, o) {
			out = append(out, s.Before)
		}
		return out
	}
}

// strongest cuts where the signs are strongest, as often as the author did.
func strongest(t text) []int {
	scores := cuts.Scores(t.chapter)
	order := make([]int, 0, len(scores))
	for i := 1; i < len(scores); i++ {
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	out := order[:len(t.breaks)]
	slices.Sort(out)
	return out
}

// evenly cuts into pieces of one length, as many as the author did.
func evenly(t text) []int {
	above := t.words()
	var out []int
	for k := 1; k <= len(t.breaks); k++ {
		want, best := k*above[len(above)-1]/(len(t.breaks)+1), 1
		for i := range above {
			if abs(above[i]-want) < abs(above[best]-want) {
				best = i
			}
		}
		out = append(out, best)
	}
	return out
}

// greedy cuts as soon as a piece has the length.
func greedy(length int) cutter {
	return func(t text) []int {
		above, from := t.words(), 0
		var out []int
		for i := 1; i < len(above)-1; i++ {
			if above[i]-above[from] >= length {
				out, from = append(out, i), i
			}
		}
		return out
	}
}
