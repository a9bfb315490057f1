package cuts

import "cliffhanger/story"

// Scores returns the score of every gap of a chapter of one scene, that before the first paragraph being no gap.
func Scores(c story.Chapter) []float64 {
	b := read(c)
	gaps := b.gaps(b.scenes[0])
	out := make([]float64, len(gaps))
	for i, g := range gaps {
		out[i] = g.score()
	}
	return out
}
