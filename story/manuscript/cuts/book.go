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
	marks   []int   // of every word, the gap above which it was seen last; see cohesion
	mark    int
}

// read takes a chapter apart.
func read(c story.Chapter) *book {
	b := &book{v: newVocabulary()}
	words, capitals, paragraphs := 0, 0, 0
	for _, s := range c.Scenes {
		list := make([]paragraph, len(s.Blocks))
		for i, block := range s.Blocks {
			list[i] = b.v.paragraph(block)
			words += max(len(list[i].words), list[i].count) // without spaces a whole clause looks like one word
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
	b.marks = make([]int, len(b.v.classes))
	for _, list := range b.scenes {
		for i := range list {
			b.tell(&list[i])
		}
	}
	return b
}

// isName reports whether a word is the name of someone or something: written with a capital more than once where no
// sentence begins, and hardly ever without.
func (b *book) isName(w word) bool {
	e := b.v.entry[w.id]
	return b.named && w.capital && e.capital >= 2 && e.capital > 3*e.lower && len(e.text) > 1 &&
		b.v.classes[w.id]&(self|timeOfDay|title) == 0
}

// How many words before and behind a gap are compared, and how long a name must not have been mentioned to come back.
const (
	near = 150
	away = 220
)

// mostNames is how many names of a paragraph are looked at: those of a list of a thousand say nothing about a scene.
const mostNames = 40

// tell notes of a paragraph what the cues ask for again and again. All paragraphs must have been read, as only then
// names are known.
func (b *book) tell(p *paragraph) {
	p.tally.words = len(p.words)
	for _, w := range p.words {
		c := b.v.classes[w.id]
		if w.spoken {
			p.tally.spoken++
		} else {
			p.tally.past += bit(c&past != 0)
			p.tally.present += bit(c&present != 0)
			p.tally.self += bit(c&self != 0)
		}
		if len(p.names) < mostNames && b.isName(w) && !slices.Contains(p.names, w.id) {
			p.names = append(p.names, w.id)
		}
		if c&^place == 0 && len(b.v.entry[w.id].text) > 3 {
			p.terms = append(p.terms, w.id)
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

// A side is what stands on one side of a gap, as far as near words go.
type side struct {
	tally
	list []paragraph
}

// newSide returns the side made of these paragraphs.
func newSide(list []paragraph) side {
	s := side{list: list}
	for _, p := range list {
		s.words += p.tally.words
		s.spoken += p.tally.spoken
		s.past += p.tally.past
		s.present += p.tally.present
		s.self += p.tally.self
	}
	return s
}

// plain returns how many words are outside speech.
func (s side) plain() int { return s.words - s.spoken }

// mentions reports whether a name stands on a side.
func (s side) mentions(name int32) bool {
	return slices.ContainsFunc(s.list, func(p paragraph) bool { return slices.Contains(p.names, name) })
}

// says reports whether a term stands on a side.
func (s side) says(term int32) bool {
	return slices.ContainsFunc(s.list, func(p paragraph) bool { return slices.Contains(p.terms, term) })
}

// sides returns what stands around the gap before paragraph at.
func sides(list []paragraph, at int) (before, after side) {
	from, to := at, at
	for words := 0; from > 0 && words < near; words += len(list[from].words) {
		from--
	}
	for words := 0; to < len(list) && words < near; to++ {
		words += len(list[to].words)
	}
	return newSide(list[from:at]), newSide(list[at:to])
}

// A gap is the place before a paragraph, with the cues that speak for and against a cut there.
type gap struct {
	tenths int // of words of the paragraph below
	never  bool
	cues   []cue
}

// gaps returns a gap before every paragraph; that before the first is no place to cut.
func (b *book) gaps(list []paragraph) []gap {
	out := make([]gap, len(list))
	seen := map[int32]int{} // how many words stood above a name when it was last used
	total := 0
	for i, p := range list {
		out[i].tenths = p.tenths
		if i > 0 {
			l := look{book: b, above: list[i-1], below: p, at: total, seen: seen}
			if i > 1 {
				l.higher = list[i-2]
			}
			if i+1 < len(list) {
				l.next = list[i+1]
			}
			l.before, l.after = sides(list, i)
			out[i].cues, out[i].never = l.cues()
		}
		total += len(p.words)
		for _, name := range p.names {
			seen[name] = total
		}
	}
	return out
}
