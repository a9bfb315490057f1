package cuts

import (
	"cmp"
	"slices"

	"cliffhanger/story"
)

// The lengths of instalments, in words, unless [Options] say otherwise.
const (
	Fewest = 450
	Target = 900
	Most   = 1600
)

// Options say what to cut into.
type Options struct {
	// Instalments asks for pieces of even length instead of scenes.
	Instalments bool
	// Fewest, Target and Most are the lengths of instalments in words; 0 stands for the constant of that name. Scenes
	// have no such limits.
	Fewest, Target, Most int
}

// lengths returns the options with every length set, and in order: Fewest <= Target <= Most.
func (o Options) lengths() Options {
	o.Target = cmp.Or(max(o.Target, 0), Target)
	o.Fewest = min(cmp.Or(max(o.Fewest, 0), Fewest), o.Target)
	o.Most = max(cmp.Or(max(o.Most, 0), Most), o.Target)
	return o
}

// A Suggestion is a place where a chapter can be cut: before block Before of scene Scene, both indices from 0, Before
// at least 1.
type Suggestion struct {
	Scene, Before int
	// Reasons say in words what speaks for the place, the strongest first; at least one.
	Reasons []string
	// Score is the sum of the signs for and against the place. Scenes are suggested where it is 1.3 and more;
	// cuts into instalments can have less than 0, where length speaks for a place that nothing else does.
	Score float64
	// Long is how many words the piece has that is cut here only because it is longer than an instalment; 0 otherwise.
	// [SuggestPieces] sets it.
	Long int
}

// Suggest returns the places where the chapter can be cut, in the order of the text: new scenes where the signs for
// them are clear, or with o.Instalments the best places for pieces of the asked length. Of such pieces none is outside
// the limits where paragraphs allow it, a paragraph never being cut itself. The chapter is not changed.
func Suggest(chapter story.Chapter, o Options) []Suggestion {
	if !o.Instalments && len(chapter.Scenes) != 1 {
		return nil
	}
	return o.lengths().suggest(chapter, func(int) bool { return true })
}

// suggest returns the best places in those scenes that are to be looked at. All lengths must be set.
func (o Options) suggest(chapter story.Chapter, wanted func(scene int) bool) []Suggestion {
	var out []Suggestion
	var book *book
	for i := range chapter.Scenes {
		if !wanted(i) {
			continue
		}
		if book == nil {
			book = read(chapter)
		}
		gaps := book.gaps(book.scenes[i])
		best := scenePath
		if o.Instalments {
			best = o.instalmentPath
		}
		for _, at := range best(gaps) {
			g := gaps[at]
			out = append(out, Suggestion{Scene: i, Before: at, Reasons: g.reasons(), Score: g.score()})
		}
	}
	return out
}

// Apply returns the chapter cut at the suggested places. The first part of a scene keeps its label, and what is held
// stays held: a scene that waits waits with all its parts. Places that are not in the chapter, or at which it is cut
// already, are passed over. The chapter that is given is not changed.
func Apply(chapter story.Chapter, suggestions []Suggestion) story.Chapter {
	var scenes []story.Scene
	first := make([]int, len(chapter.Scenes)) // where the scenes now begin
	for i, scene := range chapter.Scenes {
		first[i] = len(scenes)
		var cuts []int
		for _, s := range suggestions {
			if s.Scene == i && s.Before > 0 && s.Before < len(scene.Blocks) {
				cuts = append(cuts, s.Before)
			}
		}
		slices.Sort(cuts)
		from := 0
		for _, to := range append(slices.Compact(cuts), len(scene.Blocks)) {
			part := story.Scene{Blocks: slices.Clone(scene.Blocks[from:to])}
			if from == 0 {
				part.Label = scene.Label
			}
			scenes, from = append(scenes, part), to
		}
	}
	chapter.Holds = slices.Clone(chapter.Holds)
	for i, n := range chapter.Holds {
		if n >= 1 && n <= len(first) {
			chapter.Holds[i] = first[n-1] + 1
		}
	}
	chapter.Scenes = scenes
	return chapter
}
