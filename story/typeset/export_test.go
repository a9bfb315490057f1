package typeset

import "cliffhanger/story"

// Predicted returns the lengths, in UTF-16 units, that the pages of blocks are cut by.
func Predicted(b []story.Block, o Options) []int {
	l := layout{limit: o.limit()}
	l.blocks(b)
	if len(l.lines) == 0 {
		return nil
	}
	cuts := l.cuts()
	ends := pack(cuts, l.limit)
	var sizes []int
	for i := 1; i < len(ends); i++ {
		sizes = append(sizes, cuts[ends[i]].end-cuts[ends[i-1]].start)
	}
	return sizes
}
