package cuts

import (
	"math"
	"slices"

	"cliffhanger/story"
)

// A book is a chapter as cues look at it.
type book struct {
	v       *vocabulary
	scenes  [][]paragraph
	english bool
	named   bool    // capitals say what a name is
	mean    float64 // words of a paragraph
}

// read takes a chapter apart.
func read(c story.Chapter) *book {
	b := &book{v: newVocabulary()}
	words, capitals, paragraphs := 0, 0, 0
	for _, s := range c.Scenes {
		list := make([]paragraph, len(s.Blocks))
		for i, block := range s.Blocks {
			list[i] = b.v.paragraph(block)
			words += len(list[i].words)
			for _, w := range list[i].words {
				if w.capital && !w.begins {
					capitals++
				}
			}
		}
		paragraphs += len(list)
		b.scenes = append(b.scenes, list)
	}
	b.mean = math.Max(float64(words)/math.Max(float64(paragraphs), 1), 10)
	b.english = b.v.english(words)
	b.named = capitals*8 <= words
	return b
}

// isName reports whether a word is the name of someone or something: written with a capital more than once where no
// sentence begins, and hardly ever without.
func (b *book) isName(w word) bool {
	e := b.v.entry[w.id]
	return b.named && w.capital && e.capital >= 2 && e.capital > 3*e.lower &&
		b.v.classes[w.id]&(self|timeOfDay|title) == 0
}

// How many words before and behind a gap are compared, and how long a name must not have been mentioned to come back.
const (
	near = 150
	away = 220
)

// A side is what stands on one side of a gap, as far as near words go.
type side struct {
	words, plain  int // all, and those outside speech
	spoken        int
	past, present int
	self          int
	names         []int32 // in the order in which they come, each once
	terms         []int32 // words that say what it is about, in their order
}

// add adds a paragraph to a side.
func (s *side) add(b *book, p paragraph) {
	s.words += len(p.words)
	s.spoken += p.spoken
	for _, w := range p.words {
		c := b.v.classes[w.id]
		if !w.spoken {
			s.plain++
			s.past += bit(c&past != 0)
			s.present += bit(c&present != 0)
			s.self += bit(c&self != 0)
		}
		if b.isName(w) && !slices.Contains(s.names, w.id) {
			s.names = append(s.names, w.id)
		}
		if c&^place == 0 && len(b.v.entry[w.id].text) > 3 {
			s.terms = append(s.terms, w.id)
		}
	}
}

// bit returns 1 for true.
func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// sides returns what stands around the gap before paragraph at.
func (b *book) sides(list []paragraph, at int) (before, after side) {
	for i := at - 1; i >= 0 && before.words < near; i-- {
		before.add(b, list[i])
	}
	for i := at; i < len(list) && after.words < near; i++ {
		after.add(b, list[i])
	}
	return before, after
}

// A gap is the place before a paragraph, with the cues that speak for and against a cut there.
type gap struct {
	words int // of the paragraph below
	never bool
	cues  []cue
}

// gaps returns a gap before every paragraph; that before the first is no place to cut.
func (b *book) gaps(list []paragraph) []gap {
	out := make([]gap, len(list))
	seen := map[int32]int{} // how many words stood above a name when it was last used
	total := 0
	for i, p := range list {
		out[i].words = p.count
		if i > 0 {
			l := look{book: b, above: list[i-1], below: p, at: total, seen: seen}
			if i+1 < len(list) {
				l.next = list[i+1]
			}
			l.before, l.after = b.sides(list, i)
			out[i].cues, out[i].never = l.cues()
		}
		for _, w := range p.words {
			if total++; b.isName(w) {
				seen[w.id] = total
			}
		}
	}
	return out
}
