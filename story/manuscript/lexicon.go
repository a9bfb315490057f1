package manuscript

import (
	"bytes"
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
// the search for a tail does: so all that is known of a word is found at once, and no word is ever made a string.
type lexicon struct {
	lexemes []lexeme
	terms   map[string]term     // by words in small letters
	phrases []phrase            // by their first words, the longest first
	ends    [256][]pastEnd      // by their last bytes
	letters [utf8.RuneSelf]byte // of the characters of ASCII that words are made of the small letter
}

// A pastEnd is how verbs of the past end in some tongues.
type pastEnd struct {
	text    string
	tongues tongueSet
}

// known returns the lexicon, which is made when it is first asked for.
var known = sync.OnceValue(newLexicon)

// newLexicon makes the lexicon.
func newLexicon() *lexicon {
	x := &lexicon{lexemes: make([]lexeme, others), terms: map[string]term{}}
	for c := range x.letters {
		x.letters[c] = byte(letter(rune(c)))
	}
	for set := range x.lexemes {
		x.lexemes[set].past = tongueSet(set)
	}
	for g, t := range tongues() { // all of them before the first word
		for _, end := range t.past {
			last := end[len(end)-1]
			x.ends[last] = append(x.ends[last], pastEnd{end, 1 << g})
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

// lexeme returns what is known of a word in small letters, after adding it where it is new.
func (x *lexicon) lexeme(w string) *lexeme { return &x.lexemes[x.add(w)] }

// add adds a word in small letters if it is new, and returns it.
func (x *lexicon) add(text string) term {
	w, ok := x.terms[text]
	if !ok {
		w = term(len(x.lexemes))
		x.lexemes = append(x.lexemes, lexeme{past: x.pastOf([]byte(text))})
		x.terms[text] = w
	}
	return w
}

// find returns a word in small letters, or what stands for it if it is not in the lexicon.
func (x *lexicon) find(text []byte) term {
	if w, ok := x.terms[string(text)]; ok {
		return w
	}
	return term(x.pastOf(text))
}

// shortestPast is the fewest bytes of a verb that is told to be of the past by its end.
const shortestPast = 5

// pastOf returns the tongues in whose past verbs end like a word in small letters.
func (x *lexicon) pastOf(text []byte) (set tongueSet) {
	if len(text) < shortestPast {
		return 0
	}
	for _, end := range x.ends[text[len(text)-1]] {
		if bytes.HasSuffix(text, []byte(end.text)) {
			set |= end.tongues
		}
	}
	return set
}

// cut appends the words of a text. Whether letters are small and apostrophes straight makes no difference.
func (x *lexicon) cut(to []term, text string) []term {
	var room [64]byte
	word := room[:0]
	for i := 0; i < len(text); {
		more := len(word)
		if c := text[i]; c < utf8.RuneSelf {
			if c = x.letters[c]; c != 0 {
				word = append(word, c)
			}
			i++
		} else {
			r, n := utf8.DecodeRuneInString(text[i:])
			if r = letter(r); r != 0 {
				word = utf8.AppendRune(word, r)
			}
			i += n
		}
		if len(word) == more && more > 0 {
			to, word = append(to, x.find(word)), word[:0]
		}
	}
	if len(word) > 0 {
		to = append(to, x.find(word))
	}
	return to
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
