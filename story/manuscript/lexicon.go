package manuscript

import (
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A term is a word of a text as the search for a tail knows it: its place in the [lexicon]. Of all words that are not
// there nothing is known but how they end.
type term uint16

// A lexeme is what is known of a word.
type lexeme struct {
	kinds    [tongueCount]kind // what it tells in each tongue
	common   tongueSet         // the tongues of whose most common words it is
	past     tongueSet         // the tongues in whose past verbs end like it
	noise    bool              // no narrator writes it
	from, to uint16            // its place among the phrases: of those that begin with it
}

// A tongueSet has a bit for each tongue, in their order.
type tongueSet uint8

// others is how many words stand for all that are not in the lexicon: one for each set of tongues.
const others = 1 << tongueCount

// A lexicon holds the words of all tongues and phrases. A story is read through it word by word, which is most of what
// the search for a tail does: so no word is ever made a string, and all that is known of it is found at once.
type lexicon struct {
	lexemes []lexeme
	phrases []phrase // by their first words, the longest first
	keys    []wordKey
	table   [4096]term     // where words are found by their keys: at the hash, or next to it; 0: none
	ends    [256][]pastEnd // by their last bytes
	letters [256]bool      // the letters and the apostrophe of ASCII
}

// A wordKey is a word of at most sixteen bytes in small letters, its first byte in the lowest bits.
type wordKey struct {
	low, high uint64
	size      int
}

// A pastEnd is how verbs of the past end: a word does if of its last eight bytes, the last in the highest bits, these
// are left after a shift.
type pastEnd struct {
	bits    uint64
	shift   int
	tongues tongueSet
}

// longestKey is the most bytes of a word that has a key.
const longestKey = 16

// keyOf returns the key of a word in small letters.
func keyOf[S string | []byte](w S) wordKey {
	k := wordKey{size: len(w)}
	for i := range len(w) {
		if i < 8 {
			k.low |= uint64(w[i]) << (8 * i)
		} else {
			k.high |= uint64(w[i]) << (8 * (i - 8))
		}
	}
	return k
}

// keyAt returns the key of the word of ASCII that a text has from one byte to another.
func keyAt(text string, from, to int) wordKey {
	if from+longestKey > len(text) {
		return keyOf(strings.ToLower(text[from:to]))
	}
	const small = 0x2020_2020_2020_2020 // the bit that makes letters small, which apostrophes have
	bytes := []byte(text[from : from+longestKey])
	k := wordKey{binary.LittleEndian.Uint64(bytes) | small, binary.LittleEndian.Uint64(bytes[8:]) | small, to - from}
	if k.size <= 8 {
		k.high = 0
		k.low &= 1<<(8*k.size) - 1
	} else {
		k.high &= 1<<(8*(k.size-8)) - 1
	}
	return k
}

// hash returns where a key is looked for.
func (k wordKey) hash() uint64 {
	const odd = 0x9e3779b97f4a7c15 // 2^64 by the golden ratio, whose multiples spread well
	return (k.low ^ k.high*odd) * odd >> 52
}

// last returns the word's last eight bytes, the last in the highest bits.
func (k wordKey) last() uint64 {
	if k.size <= 8 {
		return k.low << (64 - 8*k.size)
	}
	return k.low>>(8*(k.size-8)) | k.high<<(128-8*k.size)
}

// known returns the lexicon, which is made when it is first asked for.
var known = sync.OnceValue(newLexicon)

// newLexicon makes the lexicon.
func newLexicon() *lexicon {
	x := &lexicon{lexemes: make([]lexeme, others), keys: make([]wordKey, others)}
	for c := range x.letters {
		x.letters[c] = c < utf8.RuneSelf && letter(rune(c)) != 0
	}
	for set := range x.lexemes {
		x.lexemes[set].past = tongueSet(set)
	}
	for g, t := range tongues() { // all of them before the first word
		for _, end := range t.past {
			x.addEnd(end, g)
		}
	}
	for g, t := range tongues() {
		for _, w := range t.common {
			x.lexeme(w).common |= 1 << g
		}
		for w, k := range t.kinds {
			x.lexeme(w).kinds[g] = k
		}
	}
	for _, w := range []string{"lol", "omg", "tbh", "imo", "idk", "asap"} {
		x.lexeme(w).noise = true
	}
	x.addPhrases()
	return x
}

// noisy reports whether among words there is one that no narrator writes.
func (x *lexicon) noisy(words []term) bool {
	return slices.ContainsFunc(words, func(w term) bool { return x.lexemes[w].noise })
}

// addEnd adds how verbs of the past end in tongue g.
func (x *lexicon) addEnd(end string, g int) {
	last := end[len(end)-1]
	x.ends[last] = append(x.ends[last], pastEnd{keyOf(end).low, 64 - 8*len(end), 1 << g})
}

// lexeme returns what is known of a word in small letters, after adding it where it is new.
func (x *lexicon) lexeme(w string) *lexeme { return &x.lexemes[x.add(w)] }

// add adds a word in small letters if it is new, and returns it.
func (x *lexicon) add(text string) term {
	k := keyOf(text)
	w := x.find(k)
	if w >= others {
		return w
	}
	past := x.lexemes[w].past
	w = term(len(x.lexemes))
	x.lexemes, x.keys = append(x.lexemes, lexeme{past: past}), append(x.keys, k)
	at := k.hash()
	for x.table[at] != 0 {
		at = (at + 1) % uint64(len(x.table))
	}
	x.table[at] = w
	return w
}

// find returns the word that has a key.
func (x *lexicon) find(k wordKey) term {
	for at := k.hash(); ; at = (at + 1) % uint64(len(x.table)) {
		switch w := x.table[at]; {
		case w == 0:
			return x.other(k)
		case x.keys[w] == k:
			return w
		}
	}
}

// other returns the word that stands for one that is not in the lexicon.
func (x *lexicon) other(k wordKey) term {
	set := tongueSet(0)
	if k.size < shortestPast {
		return term(set)
	}
	last := k.last()
	for _, e := range x.ends[byte(last>>56)] {
		if last>>e.shift == e.bits {
			set |= e.tongues
		}
	}
	return term(set)
}

// shortestPast is the fewest bytes of a verb that is told to be of the past by its end.
const shortestPast = 5

// cut appends the words of a text. Whether letters are small and apostrophes straight makes no difference.
func (x *lexicon) cut(to []term, text string) []term {
	for i := 0; i < len(text); {
		from := i
		for i < len(text) && x.letters[text[i]] {
			i++
		}
		size := 1 // of what stands behind the word
		if i < len(text) && text[i] >= utf8.RuneSelf {
			var r rune
			r, size = utf8.DecodeRuneInString(text[i:])
			if letter(r) != 0 {
				w, end := x.spell(text, from)
				to, i = append(to, w), end
				continue
			}
		}
		switch {
		case i-from > longestKey:
			w, _ := x.spell(text, from)
			to = append(to, w)
		case i > from:
			to = append(to, x.find(keyAt(text, from, i)))
		}
		i += size
	}
	return to
}

// spell returns the word that begins at a byte of a text and is long or has other letters than those of ASCII, and
// where it ends.
func (x *lexicon) spell(text string, from int) (w term, end int) {
	var room [8 * longestKey]byte
	small := room[:0]
	for end = from; end < len(text); {
		r, n := utf8.DecodeRuneInString(text[end:])
		if r = letter(r); r == 0 {
			break
		}
		small = utf8.AppendRune(small, r)
		end += n
	}
	if len(small) > longestKey {
		return x.other(keyOf(small[len(small)-longestKey:])), end
	}
	return x.find(keyOf(small)), end
}

// letter returns a character that words are made of as a small letter or a straight apostrophe; 0: they are not.
func letter(r rune) rune {
	switch {
	case r == '’':
		return '\''
	case r >= '\u2000' && r <= '\u206f': // quotation marks and dashes, nearly all that prose has
		return 0
	}
	r = unicode.ToLower(r)
	if r >= 'a' && r <= 'z' || r == '\'' || r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r)) {
		return r
	}
	return 0
}

// addPhrases adds the phrases of authors. Of two that are the same the first counts.
func (x *lexicon) addPhrases() {
	by := map[term][]phrase{}
	var order []term
	for _, group := range authorSigns() {
		for text := range strings.SplitSeq(group.phrases, ",") {
			var said []term
			for w := range strings.FieldsSeq(text) {
				said = append(said, x.add(w))
			}
			if len(said) == 0 {
				continue
			}
			list := by[said[0]]
			if list == nil {
				order = append(order, said[0])
			}
			list = append(list, phrase{words: said, weight: group.weight})
			for i := len(list) - 1; i > 0 && len(list[i].words) > len(list[i-1].words); i-- {
				list[i], list[i-1] = list[i-1], list[i]
			}
			by[said[0]] = list
		}
	}
	for _, first := range order {
		x.lexemes[first].from = uint16(len(x.phrases))
		x.phrases = append(x.phrases, by[first]...)
		x.lexemes[first].to = uint16(len(x.phrases))
	}
	for i := range x.phrases {
		x.phrases[i].id = i
	}
}
