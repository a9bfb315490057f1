package manuscript

import (
	"slices"
	"strings"
	"sync"
)

// tongueCount is how many languages a voice is known in.
const tongueCount = 4

// A tongue is the words of a language that tell who speaks and when.
type tongue struct {
	common []string        // the words that tell the language
	kinds  map[string]kind // of words that say something
	past   []string        // how verbs of the past end
}

// A kind is what a word tells.
type kind uint8

const (
	firstPerson kind = 1 << iota
	secondPerson
	thirdPerson
	pastTense
	presentTense
)

// newTongue makes a tongue of lists of words.
func newTongue(common, first, second, third, past, present, pastEnds string) tongue {
	g := tongue{common: strings.Fields(common), kinds: map[string]kind{}, past: strings.Fields(pastEnds)}
	for k, list := range map[kind]string{firstPerson: first, secondPerson: second, thirdPerson: third, pastTense: past,
		presentTense: present} {
		for w := range strings.FieldsSeq(list) {
			g.kinds[w] |= k
		}
	}
	return g
}

// tongues are the languages a voice is known in. English is first, and is taken where no other is surer.
var tongues = sync.OnceValue(func() [tongueCount]tongue {
	return [tongueCount]tongue{
		newTongue("the and of to a in that with",
			"i i'm i've i'll i'd me my mine myself we we're we've we'll us our ours",
			"you your yours you're you'd you've you'll yourself yourselves y'all",
			"he she him her his hers himself herself they them their",
			"was were had did said went came looked took stood knew thought saw got made told gave found wasn't "+
				"weren't hadn't didn't began sat felt heard kept held ran fell lay left",
			"am is are i'm it's that's you're we're has have i've don't doesn't can can't will won't i'll you'll isn't "+
				"aren't let's there's do does haven't we'll you've",
			"ed"),
		newTongue("der die das und nicht ein eine zu den mit",
			"ich mir mich mein meine meiner meinen wir uns unser unsere",
			"ihr euch eure euer eurer eurem du dich dir dein deine",
			"er sie ihm ihn ihnen ihre seine sein",
			"war waren hatte hatten sagte ging kam stand sah gab fand saß roch begann pfiff wusste hielt lag ließ",
			"ist sind habe hat wird werde kann bin gibt geht glaubt kommt frisst",
			"te ten"),
		newTongue("el la los las que de un una y en con",
			"yo mi mis estoy soy nosotros nuestro mí",
			"tú tu tus ti os vosotros vuestro vuestra usted ustedes",
			"él ella ellos su sus le les lo se",
			"era fue estaba había dijo fueron hizo",
			"es son está están sale hay he ha creéis queréis",
			"ó aba aban ía ían eron aron"),
		newTongue("le la les des et un une dans que est pas",
			"je j'ai moi mon ma mes nous notre j'espère j'avais",
			"vous votre vos tu ton ta tes",
			"il elle ils elles son sa ses lui",
			"était avait fut dit avaient étaient",
			"est sont ai a c'est arrive",
			"ait aient èrent irent"),
	}
})

// A manner is how a piece of text is told: how many of its words speak of the first, second and third person, of the
// past and of the present.
type manner struct {
	words, first, second, third, past, present int
}

// add counts a word that stands n times in a text of tongue g.
func (m *manner) add(w *lexeme, g, n int) {
	k := w.kinds[g]
	switch {
	case k&firstPerson != 0:
		m.first += n
	case k&secondPerson != 0:
		m.second += n
	case k&thirdPerson != 0:
		m.third += n
	}
	switch {
	case k&presentTense != 0:
		m.present += n
	case k&pastTense != 0, k == 0 && w.past>>g&1 != 0:
		m.past += n
	}
	m.words += n
}

// A voice is how a story is told.
type voice struct {
	tongue        int  // the language, as its place among the tongues
	first, second bool // the narrator says "I", or "you"
	past          bool // the story is told in the past tense
	loud          bool // the narrator uses exclamation marks
}

// mannerOf counts the words of a text without what is said in it.
func (v voice) mannerOf(words []term) manner {
	var m manner
	x := known()
	for _, w := range words {
		m.add(&x.lexemes[w], v.tongue, 1)
	}
	return m
}

// A hearing is the words of a paragraph.
type hearing struct {
	all, outside []term // of it as a whole, and those that nobody says in it
	bangs        int    // how many exclamation marks are among the latter
}

// cut cuts a text into words.
func (s *hearing) cut(text string) {
	s.all, s.outside, s.bangs = slices.Grow(s.all[:0], len(text)/5), slices.Grow(s.outside[:0], len(text)/5), 0
	for piece, said := range pieces(text) {
		from := len(s.all)
		s.all = known().cut(s.all, piece)
		if !said {
			s.outside = append(s.outside, s.all[from:]...)
			s.bangs += strings.Count(piece, "!")
		}
	}
}

// A listener hears a story paragraph by paragraph.
type listener struct {
	times []int // how often each word of the lexicon is among those that nobody says in it
	bangs int   // how many exclamation marks are
}

// hear hears a paragraph.
func (l *listener) hear(s *hearing) {
	if l.times == nil {
		l.times = make([]int, len(known().lexemes))
	}
	for _, w := range s.outside {
		l.times[w]++
	}
	l.bangs += s.bangs
}

// voice tells how what was heard is told.
func (l *listener) voice() voice {
	v := voice{tongue: l.tongue()}
	var m manner
	for w, n := range l.times {
		if n > 0 {
			m.add(&known().lexemes[w], v.tongue, n)
		}
	}
	v.first, v.second = m.first*100 > m.words, m.second*100 > m.words
	v.past = m.past > 2*m.present
	v.loud = l.bangs*200 > m.words
	return v
}

// tongue tells the language, by its most common words.
func (l *listener) tongue() int {
	var said [tongueCount]int
	for w, n := range l.times {
		if n == 0 {
			continue
		}
		for g := range said {
			said[g] += n * int(known().lexemes[w].common>>g&1)
		}
	}
	best := 0
	for g, n := range said {
		if n > said[best] {
			best = g
		}
	}
	return best
}

// narrates reports whether a paragraph told in manner m reads like a sentence of the story: of others and of the past.
func (v voice) narrates(m manner) bool {
	strange := 0
	if !v.first {
		strange += m.first
	}
	if !v.second {
		strange += m.second
	}
	if strange > 0 && (strange >= m.third || m.past == 0) {
		return false
	}
	return m.past > m.present || m.third > 0 && (!v.past || m.present == 0)
}

// speaks is what it is worth beyond doubt that a paragraph speaks in the first person of now, where the story does not:
// nobody in it can be speaking, as nothing is quoted.
func (v voice) speaks(m manner, text string) float64 {
	if m.first == 0 || m.words < 4 || m.present+m.second == 0 || isSpeech(text) || m.past > m.present+m.second {
		return 0
	}
	switch {
	case v.first && v.past && m.present > m.past:
		return 0.4
	case v.first:
		return 0
	case m.second > 0 && !v.second:
		return 1.5
	}
	return 1
}

// strange is what it is worth that a paragraph is told in another manner than the story.
func (v voice) strange(m manner, outside string) float64 {
	s := 0.0
	if m.second > 0 && !v.second {
		s += 0.8
		if asksIn(outside) {
			s += 0.5
		}
	}
	if m.first > 0 && !v.first {
		s++
	}
	if v.past && m.present > m.past {
		s += 0.5
		if m.first+m.second > 0 {
			s += 0.4
		}
	}
	if strings.Contains(outside, "!") && !v.loud {
		s += 0.4
	}
	if v.narrates(m) {
		s -= 0.4
		if m.third > 0 && m.past > 0 {
			s -= 0.8
		}
	}
	return s
}
