package cuts

import (
	"cmp"
	"fmt"
	"slices"

	"cliffhanger/story"
)

// SuggestPieces returns where a chapter can be cut so that no piece is longer than an instalment: the scenes that
// [Suggest] finds where none is marked and, inside whatever would still have more than o.Most words, a scene that its
// author marked among them, the best places for instalments. Those have Long set, and their first reason says it. What
// is no longer than an instalment is left alone. o.Instalments is not looked at.
func SuggestPieces(chapter story.Chapter, o Options) []Suggestion {
	o.Instalments = false
	out := Suggest(chapter, o)
	o = o.lengths()
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
