package cuts

import (
	"cmp"
	"fmt"
	"slices"

	"cliffhanger/story"
)

// SuggestPieces returns where a chapter can be cut so that its pieces are as long as instalments: at the scenes that
// [Suggest] finds where none is marked and, inside whatever would still have more than o.Most words, a scene that its
// author marked among them, at the best places for instalments. Those have Long set, and their first reason says it.
// Of a chapter that is long enough for two instalments, scenes are left out that would make a piece shorter than
// o.Fewest words. What is no longer than an instalment is left alone. o.Instalments is not looked at.
func SuggestPieces(chapter story.Chapter, o Options) []Suggestion {
	o = o.lengths()
	o.Instalments = false
	out := o.join(chapter, Suggest(chapter, o))
	o.Instalments = true
	parts := Apply(chapter, out)
	starts := begin(chapter, out)
	long := func(i int) bool { return story.Words(parts.Scenes[i].Blocks) > o.Most }
	for _, s := range o.suggest(parts, long) {
		s.Long = story.Words(parts.Scenes[s.Scene].Blocks)
		s.Reasons = append([]string{fmt.Sprintf("%d words are too many for one instalment of up to %d", s.Long, o.Most)},
			s.Reasons...)
		s.Scene, s.Before = starts[s.Scene].Scene, starts[s.Scene].Before+s.Before
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(a.Scene, b.Scene), cmp.Compare(a.Before, b.Before))
	})
	return out
}

// join returns the suggestions for a chapter without those that make pieces too short: beside the shortest piece the
// place goes that less speaks for, until none is too short. A chapter too short for two instalments keeps its scenes.
func (o Options) join(chapter story.Chapter, list []Suggestion) []Suggestion {
	total, words := 0, make([]int, 0, len(list)+1)
	for _, piece := range Apply(chapter, list).Scenes {
		words = append(words, story.Words(piece.Blocks))
		total += words[len(words)-1]
	}
	for len(list) > 0 && total > 2*o.Fewest {
		short := slices.Index(words, slices.Min(words))
		if words[short] >= o.Fewest {
			break
		}
		drop := max(short-1, 0) // the place above the piece, if there is one
		if short > 0 && short < len(list) && list[short].Score < list[drop].Score {
			drop = short
		}
		words[drop] += words[drop+1]
		words = slices.Delete(words, drop+1, drop+2)
		list = slices.Delete(list, drop, drop+1)
	}
	return list
}

// begin returns where in a chapter each scene begins that it has once it is cut at the suggested places, which are in
// the order of the text.
func begin(chapter story.Chapter, suggestions []Suggestion) []Suggestion {
	var out []Suggestion
	for i := range chapter.Scenes {
		out = append(out, Suggestion{Scene: i})
		for _, s := range suggestions {
			if s.Scene == i {
				out = append(out, s)
			}
		}
	}
	return out
}
