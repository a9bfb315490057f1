package story

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Sketch is what a chapter is recognized by when its text has been worked on since: a sample of its pairs of words.
// Corrections in many places, paragraphs that are added and a scene that is rewritten leave most of the sample as it
// was; another chapter has hardly any of it. It is a comparable value and says nothing of the text. The zero Sketch is
// of no chapter.
//
// It is a MinHash by one permutation: every pair of words falls by its hash into one of [sketchCells] cells, and a cell
// keeps eight bits of the least hash in it. Two chapters have the same in about as many cells as they have pairs of
// words in common, of all the pairs that they have. The layout and the hash are kept on disk: another way of making
// sketches gets another sketchVersion, and is compared with none of this one.
type Sketch [1 + sketchCells]byte

const (
	sketchVersion = 1   // the first byte
	sketchCells   = 128 // a power of two
	cellBits      = 7   // that power

	// leastAlike is in how many cells two sketches must be alike to say anything: by less, any two short texts are.
	leastAlike = 6
)

// None reports whether the sketch is of no chapter, or was made by another version of this program in its own way.
func (s Sketch) None() bool { return s[0] != sketchVersion }

// Alike returns how much of the text of two chapters is the same, in percent of what they have in all: 100 for the same
// text, about 45 where every fifth word was replaced, under 20 for two chapters of one author. It is 0 where they have
// too little in common to tell, as for texts of a few words, and where one is of no chapter.
func (s Sketch) Alike(o Sketch) int {
	if s.None() || o.None() {
		return 0
	}
	same, all := 0, 0
	for i, c := range s[1:] {
		d := o[1+i]
		if c != 0 || d != 0 {
			all++
		}
		if c == d && c != 0 {
			same++
		}
	}
	if same < leastAlike {
		return 0
	}
	return 100 * same / all
}

// SketchOf returns the sketch of a chapter: of its title and of what its scenes say. Case, punctuation, accents and how
// a text is cut into runs, blocks and scenes make no difference, or little.
func SketchOf(c *Chapter) Sketch {
	var s sampler
	for i := range s.least {
		s.least[i] = ^uint64(0)
	}
	if c.Title != "" {
		s.read(c.Title)
		s.end()
	}
	for _, scene := range c.Scenes {
		for _, b := range scene.Blocks {
			for _, r := range b.Runs {
				s.read(r.Text)
			}
			s.end()
		}
	}
	return s.sketch()
}

// A sampler reads a text and keeps the least hash of each cell.
type sampler struct {
	least [sketchCells]uint64
	word  uint64    // the hash of the word that is read; 0: none is
	last  [2]uint64 // of the words before it in the block, the newest first; 0: there is none
	wide  bool      // the word is a letter of a script that is written without spaces
}

// fnvOffset and fnvPrime are those of FNV-1a, 64 bits.
const (
	fnvOffset = 0xcbf29ce484222325
	fnvPrime  = 0x100000001b3
)

// read reads text that goes on in the same block. A word may go on in the next run.
func (s *sampler) read(text string) {
	if !norm.NFD.IsNormalString(text) {
		text = norm.NFD.String(text) // so that accents come apart from their letters, and are left out
	}
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			s.ascii(byte(r))
		case unicode.Is(unicode.Mn, r), r == '\u00ad', r == '’', r == '\u200b', r == '\u2060', r == '\ufeff':
		case r >= firstUnspaced && unspaced(r) > 0:
			s.close()
			s.letter(r)
			s.wide = true
			s.close()
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			s.letter(unicode.ToLower(r))
		default:
			s.close()
		}
	}
}

func (s *sampler) ascii(c byte) {
	switch {
	case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		s.letter(rune(c))
	case 'A' <= c && c <= 'Z':
		s.letter(rune(c) + 'a' - 'A')
	case c != '\'': // it stands within words, as its curly form does
		s.close()
	}
}

func (s *sampler) letter(r rune) {
	if s.word == 0 {
		s.word = fnvOffset
	}
	s.word = (s.word ^ uint64(r)) * fnvPrime
}

// close ends a word, and takes the pair that it makes with the one before; of single letters of a script without
// spaces, three in a row.
func (s *sampler) close() {
	if s.word == 0 {
		return
	}
	switch {
	case s.last[0] == 0:
	case !s.wide:
		s.take(s.last[0]*fnvPrime ^ s.word)
	case s.last[1] != 0:
		s.take((s.last[1]*fnvPrime^s.last[0])*fnvPrime ^ s.word)
	}
	s.last[1], s.last[0] = s.last[0], s.word
	s.word, s.wide = 0, false
}

// end ends a block: what it ends with and what the next one begins with are no pair.
func (s *sampler) end() {
	s.close()
	s.last = [2]uint64{}
}

// take puts a pair into its cell.
func (s *sampler) take(pair uint64) {
	pair = scatter(pair)
	cell := pair >> (64 - cellBits)
	s.least[cell] = min(s.least[cell], pair)
}

// scatter makes each bit of a number depend on all of them: it is the last part of MurmurHash3 for 64 bits.
func scatter(n uint64) uint64 {
	n = (n ^ n>>33) * 0xff51afd7ed558ccd
	n = (n ^ n>>33) * 0xc4ceb9fe1a85ec53
	return n ^ n>>33
}

// sketch returns what was sampled. The low bits of the least hash are as good as chance; 0 is kept for an empty cell.
func (s *sampler) sketch() Sketch {
	out := Sketch{sketchVersion}
	for i, h := range s.least {
		if h != ^uint64(0) {
			out[1+i] = byte(h&0xffff%255) + 1
		}
	}
	return out
}
