package cuts

import "strings"

// A class is a group of words that mean the same for where a scene begins; classes combine as bits.
type class uint32

const (
	morning class = 1 << iota
	noon
	evening
	night
	dayName
	season
	span     // a length of time
	shift    // says that time has passed
	lapse    // is a new time by itself
	closing  // ends something
	place    // somewhere a scene can be
	position // begins to say where
	goesOn   // goes on with what was said
	stands   // "he", "she": someone known
	past
	present
	self
	there   // "there", "it", as in "There was"
	travels // brings someone somewhere
	wakes
	habit    // makes of a time what is always so
	back     // looks back at what was before
	title    // no end of a sentence behind it
	function // says nothing about what a text is about
)

// timeOfDay are the classes of words that say when something happens.
const timeOfDay = morning | noon | evening | night | dayName | season

// lexicon holds the English words of each class.
var lexicon = []struct {
	class class
	words string
}{
	{morning, "morning dawn sunrise daybreak breakfast sunup daylight"},
	{noon, "noon midday lunch lunchtime afternoon teatime"},
	{evening, "evening dusk sunset nightfall twilight supper dinner"},
	{night, "night midnight tonight"},
	{dayName, "monday tuesday wednesday thursday friday saturday sunday weekend christmas easter o'clock o’clock"},
	{season, "spring summer autumn winter january february april june july august september october november december"},
	{span, "minute minutes hour hours day days week weeks weekend fortnight month months year years" +
		" seasons"},
	{shift, "later next following after before passed past since until till by earlier another for first second third" +
		" last when once now ago end half"},
	{lapse, "later afterwards afterward meanwhile eventually tomorrow yesterday nowadays"},
	{closing, "door doors closed shut locked slept asleep sleep bed left gone away home goodnight goodbye dark darkness" +
		" out alone silence quiet again over ended drove vanished disappeared farewell fell lamp light candle"},
	{place, "kitchen hall house street road station ship deck room office church shop bridge harbour harbor market" +
		" square garden forest wood woods river field fields hospital school train car bus yard cellar roof stairs" +
		" village town city library tavern inn castle tower cabin camp beach shore quay platform corridor apartment" +
		" flat attic basement bar pub café cafe courtyard barn stable mill farm valley mountain hill island boat" +
		" court palace chapel temple prison cell ward lobby hotel museum theatre theater stage bank store diner mine" +
		" garage workshop laboratory lab archive restaurant school classroom canteen gate park lane alley bay dock"},
	{position, "in at on outside inside across down up beyond behind under above back upstairs downstairs out over below" +
		" near beside between along through aboard from"},
	{goesOn, "then but and so suddenly still yet because or instead therefore thus however too also besides"},
	{stands, "he she they him her his their it its hers theirs this these that those"},
	{past, "was were had said did could would went came took saw got stood looked"},
	{present, "is are has says does goes comes takes sees gets stands looks"},
	{self, "i me my mine myself i’m i’d i’ve i’ll i'm i'd i've i'll we us our"},
	{there, "there it"},
	{travels, "arrived came reached returned found met drove crossed climbed walked rode sailed landed went entered"},
	{back, "had he’d she’d they’d i’d we’d it’d he'd she'd they'd i'd we'd it'd"},
	{habit, "every each any most"},
	{wakes, "woke awoke wakes waking awake"},
	{title, "miss mr mrs ms dr st prof capt col sgt"},
	{function, "the and that with from have been they there their them then than this what when where which would could" +
		" were said into over about just like some only back down your more very will know because before after" +
		" again other didn’t didn't don’t don't wasn’t wasn't couldn’t couldn't"},
}

// commonEnglish are words of which English prose is made to a quarter, and prose in no other language.
const commonEnglish = "the and of to was he she it that his her had with you for said they"

// A vocabulary numbers words and knows their classes.
type vocabulary struct {
	ids     map[string]int32 // of lower-case words, and of other ways in which they are written
	classes []class
	entry   []entry
}

// An entry is how often a chapter uses a word.
type entry struct {
	text    string // as first written with a capital, else lower-case
	uses    int32
	capital int32 // uses with a capital that no sentence's beginning calls for
	lower   int32
}

// newVocabulary returns a vocabulary that knows the lexicon.
func newVocabulary() *vocabulary {
	v := &vocabulary{ids: make(map[string]int32, 4096)}
	for _, list := range lexicon {
		for w := range strings.FieldsSeq(list.words) {
			v.classes[v.id(w)] |= list.class
		}
	}
	return v
}

// id returns the number of a lower-case word.
func (v *vocabulary) id(lower string) int32 {
	if id, ok := v.ids[lower]; ok {
		return id
	}
	id := int32(len(v.classes))
	v.ids[lower] = id
	v.classes = append(v.classes, 0)
	v.entry = append(v.entry, entry{text: lower})
	return id
}

// form returns the number of a word as it is written: without capitals and without "'s".
func (v *vocabulary) form(raw string) int32 {
	id, ok := v.ids[raw]
	if !ok {
		id = v.id(strings.ToLower(bare(raw)))
		v.ids[raw] = id
	}
	return id
}

// bare returns a word without "'s".
func bare(word string) string {
	word = strings.TrimSuffix(word, "’s")
	return strings.TrimSuffix(word, "'s")
}

// english reports whether the words that were counted are of an English text.
func (v *vocabulary) english(total int) bool {
	n := 0
	for w := range strings.FieldsSeq(commonEnglish) {
		if id, ok := v.ids[w]; ok {
			n += int(v.entry[id].uses)
		}
	}
	return n*8 >= total
}
