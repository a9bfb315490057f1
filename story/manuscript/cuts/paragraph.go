package cuts

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
)

// A word is one word of a paragraph.
type word struct {
	id      int32
	capital bool
	begins  bool // a sentence or a speech, so that a capital says nothing
	spoken  bool // between quotation marks
}

// A paragraph is a block as cues look at it.
type paragraph struct {
	kind   story.BlockKind
	words  []word
	count  int    // words as [story.Words] counts them
	tenths int    // of these words, as a letter of a script without spaces is some
	first  []word // the first sentence
	last   []word // the last sentence
	end    rune   // the last character, quotation marks and brackets apart
	speech bool   // it begins with speech

	tally tally
	names []int32 // in the order in which they come, each once
	terms []int32 // words that say what it is about, in their order
}

// A tally counts words by what they tell.
type tally struct {
	words, spoken int // all, and those between quotation marks
	past, present int // these and self outside speech
	self          int
}

// A reader takes one block apart.
type reader struct {
	v       *vocabulary
	p       paragraph
	text    string
	from    int // where the word begins that is being read, -1 between words
	spoken  bool
	begins  bool
	stopped bool // a sentence may have ended here
	east    bool // there is a letter that may be of a script without spaces
	second  int  // the word with which the second sentence begins, 0 before it
	latest  int  // the word with which the sentence that is being read begins
}

// paragraph reads a block.
func (v *vocabulary) paragraph(b story.Block) paragraph {
	r := reader{v: v, text: b.Text(), from: -1, begins: true, p: paragraph{kind: b.Kind}}
	r.p.words = make([]word, 0, len(r.text)/5+1)
	dashed := strings.HasPrefix(r.text, "–") || strings.HasPrefix(r.text, "—") || strings.HasPrefix(r.text, "- ")
	r.p.speech = dashed
	for i, c := range r.text {
		r.char(i, c)
	}
	r.word(len(r.text))
	for i := range r.p.words {
		r.p.words[i].spoken = r.p.words[i].spoken || dashed
	}
	if r.second == 0 {
		r.second = len(r.p.words)
	}
	r.p.count = story.Words([]story.Block{b})
	r.p.tenths = 10 * r.p.count
	if r.east { // what is added up must not be rounded before
		r.p.tenths = story.Words(slices.Repeat([]story.Block{b}, 10))
	}
	r.p.first, r.p.last = r.p.words[:r.second], r.p.words[r.latest:]
	return r.p
}

// firstEastern is the first character of Thai, below which no script is written without spaces.
const firstEastern = 0x0e00

// char reads the character c at byte i.
func (r *reader) char(i int, c rune) {
	if isLetter(c) {
		if r.from < 0 {
			r.from = i
		}
		r.east = r.east || c >= firstEastern
		return
	}
	if (c == '\'' || c == '’' || c == '-') && r.from >= 0 {
		if next, _ := utf8.DecodeRuneInString(r.text[i+utf8.RuneLen(c):]); isLetter(next) && c != '-' {
			return
		}
	}
	r.word(i)
	if unicode.IsSpace(c) {
		return
	}
	switch c {
	case '“', '«', '„', '‘':
		r.speak(i, true)
	case '”', '»', '’':
		r.spoken = false
	case '"':
		r.speak(i, !r.spoken)
	case '.', '!', '?', '…':
		r.stopped = c != '.' || !r.abbreviated()
	}
	if !strings.ContainsRune("”»’\"'“‘«„)]*_", c) {
		r.p.end = c
	}
}

// speak notes where speech begins or ends.
func (r *reader) speak(i int, on bool) {
	r.spoken = on
	if on {
		r.begins = true
		r.p.speech = r.p.speech || i == 0
	}
}

// word ends the word that is being read, if there is one, at byte to.
func (r *reader) word(to int) {
	if r.from < 0 {
		return
	}
	raw := r.text[r.from:to]
	r.from = -1
	r.p.end = 'a'
	c, _ := utf8.DecodeRuneInString(raw)
	w := word{capital: unicode.IsUpper(c), begins: r.begins, spoken: r.spoken}
	if r.stopped && w.capital {
		w.begins = true
		r.latest = len(r.p.words)
		if r.second == 0 {
			r.second = r.latest
		}
	}
	w.id = r.v.form(raw)
	r.v.count(w, raw)
	r.p.words = append(r.p.words, w)
	r.begins, r.stopped = false, false
}

// abbreviated reports whether a full stop here ends no sentence: behind "Mr" and initials.
func (r *reader) abbreviated() bool {
	if len(r.p.words) == 0 {
		return false
	}
	last := r.p.words[len(r.p.words)-1]
	return r.v.classes[last.id]&title != 0 || last.capital && len(r.v.entry[last.id].text) == 1 &&
		r.v.classes[last.id]&self == 0
}

// count notes how a word is written.
func (v *vocabulary) count(w word, raw string) {
	e := &v.entry[w.id]
	e.uses++
	switch {
	case !w.capital:
		e.lower++
	case !w.begins:
		if e.capital == 0 {
			e.text = bare(raw)
		}
		e.capital++
	}
}

// isLetter reports whether c is part of a word.
func isLetter(c rune) bool {
	if c < utf8.RuneSelf {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	}
	return c != '’' && (unicode.IsLetter(c) || unicode.Is(unicode.Mn, c) || unicode.IsDigit(c))
}

// has returns the first of words that is of the class, outside speech, and whether there is one.
func (v *vocabulary) has(words []word, c class) (word, bool) {
	i := slices.IndexFunc(words, func(w word) bool { return !w.spoken && v.classes[w.id]&c != 0 })
	if i < 0 {
		return word{}, false
	}
	return words[i], true
}
