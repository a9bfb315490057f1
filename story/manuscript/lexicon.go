package manuscript

import (
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
	letters [256]byte      // of ASCII that words are made of, in small letters; 0: it is none
}

// A wordKey is the last bytes of a word, at most sixteen, the last in the lowest bits.
type wordKey struct{ high, low uint64 }

// A pastEnd is how verbs of the past end: a word does if its last bytes in mask are these.
type pastEnd struct {
	mask, bits uint64
	tongues    tongueSet
}

// add adds a byte.
func (k *wordKey) add(c byte) {
	k.high, k.low = k.high<<8|k.low>>56, k.low<<8|uint64(c)
}

// hash returns where a key is looked for.
func (k wordKey) hash() uint64 {
	const odd = 0x9e3779b97f4a7c15 // 2^64 by the golden ratio, whose multiples spread well
	return (k.low*odd ^ (k.high+odd)*odd>>32) * odd >> 52
}

// known returns the lexicon, which is made when it is first asked for.
var known = sync.OnceValue(newLexicon)

// newLexicon makes the lexicon.
func newLexicon() *lexicon {
	x := &lexicon{lexemes: make([]lexeme, others), keys: make([]wordKey, others)}
	x.letters['\''] = '\''
	for c := byte('a'); c <= 'z'; c++ {
		x.letters[c], x.letters[c-'a'+'A'] = c, c
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
	x.addPhrases()
	return x
}

// addEnd adds how verbs of the past end in tongue g.
func (x *lexicon) addEnd(end string, g int) {
	k := keyOf(end)
	e := pastEnd{mask: 1<<(8*len(end)) - 1, bits: k.low, tongues: 1 << g}
	x.ends[byte(k.low)] = append(x.ends[byte(k.low)], e)
}

// keyOf returns the key of a word in small letters.
func keyOf(w string) wordKey {
	var k wordKey
	for i := range len(w) {
		k.add(w[i])
	}
	return k
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
	if k.low>>32 == 0 { // no verb of the past has less than five bytes
		return term(set)
	}
	for _, e := range x.ends[byte(k.low)] {
		if k.low&e.mask == e.bits {
			set |= e.tongues
		}
	}
	return term(set)
}

// cut appends the words of a text. Whether letters are small and apostrophes straight makes no difference.
func (x *lexicon) cut(to []term, text string) []term {
	var k wordKey
	for i := 0; i < len(text); i++ {
		c := x.letters[text[i]]
		if c != 0 {
			k.add(c)
			continue
		}
		if text[i] >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(text[i:])
			i += n - 1
			in := false
			if k, in = x.addRune(k, r); in {
				continue
			}
		}
		if k.low != 0 {
			to = append(to, x.find(k))
			k = wordKey{}
		}
	}
	if k.low != 0 {
		to = append(to, x.find(k))
	}
	return to
}

// addRune adds a character that is not of ASCII to a word, and reports whether words are made of it.
func (x *lexicon) addRune(k wordKey, r rune) (wordKey, bool) {
	switch {
	case r == '’':
		r = '\''
	case r >= '\u2000' && r <= '\u206f': // quotation marks and dashes, nearly all that prose has
		return k, false
	default:
		r = unicode.ToLower(r)
	}
	if r >= utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsMark(r) || r < utf8.RuneSelf && x.letters[r] == 0 {
		return k, false
	}
	var b [utf8.UTFMax]byte
	for _, c := range b[:utf8.EncodeRune(b[:], r)] {
		k.add(c)
	}
	return k, true
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
