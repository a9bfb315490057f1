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

// A Gap is a place where a page may end, for [Pack].
type Gap struct {
	End, Start int
	Price      float64
}

// Evenness is the price pack puts on a page that is twice as long as the mean.
const Evenness = evenness

// Pack chooses among gaps as it is done for a scene.
func Pack(gaps []Gap, limit int) []int {
	cuts := make([]cut, len(gaps))
	for i, g := range gaps {
		cuts[i] = cut{end: g.End, start: g.Start, price: g.Price}
	}
	return pack(cuts, limit)
}

// Cuts returns how many places there are at which a page of the blocks may end.
func Cuts(b []story.Block, o Options) int {
	l := layout{limit: o.limit()}
	l.blocks(b)
	return len(l.cuts())
}

// SentenceStarts returns where sentences begin in a line of text by Unicode's rule, after the first one.
func SentenceStarts(text string) []int {
	line := make([]glyph, 0, len(text))
	for _, r := range text {
		line = append(line, glyph{r: r})
	}
	return new(layout).unicodeStarts(line)
}

// ClusterStarts returns where clusters begin in a text, of which every part is a span.
func ClusterStarts(parts []string) []int {
	spans := make([]span, len(parts))
	for i, p := range parts {
		spans[i].text = p
	}
	line, _ := appendWords(nil, spans)
	var starts []int
	for i, g := range line {
		if g.cluster {
			starts = append(starts, i)
		}
	}
	return starts
}

// GoesOn reports whether r ends neither a sentence nor a line.
func GoesOn(r rune) bool { return goesOn(r) }

// IsCommon reports whether r is one of the characters that Latin prose is made of.
func IsCommon(r rune) bool {
	return common(string(r)) > 0
}
