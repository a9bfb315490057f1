package manuscript

import (
	"slices"
	"strings"
	"unicode/utf8"

	"cliffhanger/story"
)

// The costs and thresholds of the search for a tail. They were set by trying on testdata/tails: a tail must show clear
// signs of an author speaking to readers, because a note left in the story is a blemish, but story lost to a note is a
// mutilation.
const (
	tailMost     = 30  // paragraphs a tail may have besides the options of its questions
	tailLearn    = 80  // paragraphs above it that tell how the story is told
	tailCost     = 1.1 // what a paragraph must earn to belong to it
	tailBreak    = 0.8 // what a scene break above it is worth
	tailEnough   = 1.5 // what the whole must be worth
	tailEvidence = 2.0 // what must be beyond doubt
	tailAbout    = 1.2 // what of that must be about the story, its readers or its author, in one paragraph
	tailNarrator = 0.3 // how much more of both where the narrator says "I"
	noteWords    = 100 // in a longer paragraph a word more weighs less
	tailWords    = 80  // words of a tail that must have a point of evidence
	tailGoodbye  = 4   // words that somebody in the story may say too: "See you soon."
	tailClear    = 3.0 // what so few must be worth about the story, its readers or its author
	tailMarks    = 3.0 // the marks a question above the head of a note must have
	tailGiveUp   = -5  // where the search ends
)

// A tail scores paragraphs from a chapter's end.
type tail struct {
	paras   []para
	texts   []string     // their words
	used    usage        // how often the story above uses the phrases authors use to readers
	options map[int]bool // the paragraphs that are options of a question above or below them
	asks    map[int]bool // the paragraphs that ask with these options
	held    []bool       // the paragraphs that somebody in the story wrote
	voice   voice
	words   []hearing // of the paragraphs they were asked of
}

// listening returns a tail that has learned nothing yet.
func listening(paras []para) *tail {
	t := &tail{paras: paras, texts: make([]string, len(paras)), used: newUsage(), options: map[int]bool{},
		asks: map[int]bool{}, held: make([]bool, len(paras)), words: make([]hearing, len(paras))}
	for i, p := range paras {
		t.texts[i] = p.text()
	}
	return t
}

// newTail learns what is usual in this story from all but its last paragraphs.
func newTail(paras []para) *tail {
	t := listening(paras)
	t.held = documents(paras, t.texts)
	from := max(0, len(paras)-tailMost-tailLearn)
	body := t.texts[from : len(paras)-min(len(paras)-from, max(8, (len(paras)-from)/5))]
	if len(body) < 4 {
		body = t.texts[:len(paras)/2]
	}
	t.learn(body)
	for i := len(body) + from; i < len(paras); i++ {
		t.count(t.wordsOf(i).all, 1) // as find comes up, it takes them off again
	}
	t.findOptions()
	return t
}

// learn listens to a part of the story that is surely no note.
func (t *tail) learn(body []string) {
	var l listener
	var words hearing
	for _, text := range body {
		words.cut(text)
		t.count(words.all, 1)
		l.hear(&words)
	}
	t.voice = l.voice()
}

// wordsOf returns the words of paragraph i.
func (t *tail) wordsOf(i int) *hearing {
	s := &t.words[i]
	if s.all == nil {
		s.cut(t.texts[i])
	}
	return s
}

// count notes n times which phrases of authors are among words.
func (t *tail) count(words []term, n int) {
	for found := range phrasesIn(words) {
		t.used[found.id] += n
	}
}

// findOptions notes which paragraphs are options: two or more below a paragraph that announces a vote or asks, or above
// one that asks which.
func (t *tail) findOptions() {
	first := max(0, len(t.paras)-2*tailMost)
	runs := optionRuns(t.paras[first:], t.texts[first:])
	for i := first; i < len(t.paras); i++ {
		from, n := i+1, runs[i+1-first]
		switch {
		case n > 1 && t.asksWith(i, t.paras[from:from+n]) && !t.askedBelow(i, from+n):
			t.asks[i] = true
		case n < 2 && bareHead(t.texts[i]) && !t.quoted(i):
			from, n = t.bareOptions(from)
		default:
			n = runs[i-first]
			end := i + n
			if from = i; n < 2 || t.options[i] || end == len(t.paras) || !asksWhich(t.texts[end]) {
				continue
			}
			t.asks[end] = true
		}
		for j := range n {
			t.options[from+j] = true
		}
	}
}

// bareOptions returns where options without a sign begin below a line such as "POLL" and how many there are. The
// question stands between.
func (t *tail) bareOptions(i int) (from, n int) {
	if i >= len(t.paras) || !asksIn(t.texts[i]) || isSpeech(t.texts[i]) {
		return i, 0
	}
	options, _ := bareOptions(t.paras[i+1:])
	return i + 1, len(options)
}

// asksWith reports whether paragraph i asks readers what the paragraphs below it are options of. Set with dashes they
// could be dialogue; then the question must be one that is put to readers.
func (t *tail) asksWith(i int, run []para) bool {
	text := t.texts[i]
	if t.quoted(i) || isMessage(text) {
		return false
	}
	if questionHead(text) > 0 {
		return true
	}
	outside := unquoted(text)
	end, _ := utf8.DecodeLastRuneInString(strings.TrimRight(withoutEmoji(outside), ")*_ \u200b"))
	if isSpeech(text) || slices.ContainsFunc(run, isDialogue) {
		return false
	}
	toReaders := voteQuestion().MatchString(strings.ToLower(outside))
	if end == ':' && toReaders && voteWord().MatchString(outside) {
		return true
	}
	dashed := slices.ContainsFunc(run, func(p para) bool { return isSpeech(p.text()) })
	return strings.ContainsRune(questionMarks, end) && (!dashed || toReaders)
}

// askedBelow reports whether the options between paragraphs i and end are those of a question at end, and i is story.
func (t *tail) askedBelow(i, end int) bool {
	return end < len(t.paras) && asksWhich(t.texts[end]) && questionHead(t.texts[i]) == 0 &&
		!voteQuestion().MatchString(strings.ToLower(t.texts[i]))
}

// asksWhich reports whether a paragraph asks readers to choose.
func asksWhich(text string) bool {
	if isSpeech(text) {
		return false
	}
	return asksIn(unquoted(text)) && chooseQuestion().MatchString(text) || voteNow(text)
}

// voteNow matches the start of a call to vote.
var voteNow = begins(pattern(`(?i)^(?:so |now |please )*(?:vote|choose|pick)\b`), "snpvc")

// chooseQuestion matches a question that asks to choose from what stands above.
var chooseQuestion = pattern(`(?i)\b(?:which (?:one|of|way|do|would|should)|what (?:do|would) you|vote|` +
	`choose|pick|your)\b`)

// voteQuestion matches the words of a question that is put to readers.
var voteQuestion = pattern(`\b(you|your|should|which|favou?rite|vote|poll|next|choose|pick|react|decide|comment)\b`)

// find returns the index at which the tail begins, or the number of paragraphs when there is none. What stands above a
// head or a break that a tail begins with may be the story's last line, however much it sounds like an author's ("I'm
// sorry."): it must be a tail by itself, and above the head of a note one that is marked.
func (t *tail) find() int {
	n := len(t.paras)
	var sum worth
	best, most := n, tailEnough
	room := tailMost
	end, headed := n, false // where what is surely a tail begins, and whether it says so itself
	for i := n - 1; i >= 0 && room > 0; i-- {
		p := t.paras[i]
		if p.Kind == story.Heading || t.held[i] {
			break
		}
		if isCut(p) {
			if best == i+1 { // what stands above the break must be a tail by itself
				end, sum, most = best, worth{}, tailEnough
			}
			continue
		}
		if !t.options[i] {
			room--
		}
		t.count(t.wordsOf(i).all, -1)
		if t.quoted(i + 1) { // what was found below is what somebody in the story wrote
			best, most, sum.sure, sum.about = end, tailEnough, 0, 0
		}
		sum = sum.and(t.score(i))
		here := sum.score
		if i > 0 && isCut(t.paras[i-1]) {
			here += tailBreak
		}
		if here > most && t.proves(sum, i, end) && (!headed || sum.marks >= tailMarks) && t.leavesProse(i) {
			best, most = i, here
		}
		if head := beginsNote(t.texts[i]); best == i && (head || questionHead(t.texts[i]) > 0) {
			end, headed, sum, most = best, headed || head, worth{}, tailEnough
		}
		if sum.score < tailGiveUp {
			break
		}
	}
	return best
}

// proves reports whether what paragraphs i to end are worth is enough to take them out of the story. A narrator who
// says "I" may say much that an author would.
func (t *tail) proves(sum worth, i, end int) bool {
	sure, about := tailEvidence, tailAbout
	if t.voice.first {
		sure, about = sure+tailNarrator, about+tailNarrator
	}
	if sum.sure < sure || sum.about < about {
		return false
	}
	words := 0
	for _, p := range t.paras[i:end] {
		if !isCut(p) {
			words += p.words()
		}
	}
	if words <= tailGoodbye && sum.about < tailClear {
		return false
	}
	return sum.sure >= float64(words)/tailWords
}

// leavesProse reports whether prose remains when the tail begins at i.
func (t *tail) leavesProse(i int) bool {
	for _, p := range t.paras[:i] {
		if !p.cut && hasInk(p.Runs) {
			return true
		}
	}
	return false
}

// A worth is what a paragraph is worth as part of a tail: as a whole; what of that is beyond doubt; and what of it
// speaks about the story, its readers and its author, which nobody in the story can; and what is a mark of its own.
type worth struct{ score, sure, about, marks float64 }

// and returns what two parts of a tail are worth together: of what speaks about the story and of marks, the clearest
// counts.
func (w worth) and(other worth) worth {
	return worth{w.score + other.score, w.sure + other.sure, max(w.about, other.about), max(w.marks, other.marks)}
}

// score says how much a paragraph reads like an author speaking to readers.
func (t *tail) score(i int) worth {
	p, text := t.paras[i], t.texts[i]
	l := lookAt(text)
	outside, words := t.outside(i, l)
	about, merely, strongest := heard(words, t.used)
	if t.options[i] {
		return worth{score: 0.1}
	}
	if p.Kind == story.Item || isOption(text) && !isDialogue(p) && len(optionsInside(text)) < 2 {
		return worth{score: 0.1 + about/2, sure: about / 2, about: about}
	}
	m := t.voice.mannerOf(words)
	about = (about + manners(text, outside, words, l)) * min(1, noteWords/float64(max(m.words, 1)))
	narrated := t.narrated(outside, m, strongest)
	if isItalic(p) { // a thought may speak to anyone
		m.first, m.second = 0, 0
	}
	speaks := t.voice.speaks(m, text)
	switch {
	case isMessage(text):
		about, merely, speaks = 0, 0, 0
	case narrated, isShouted(outside), postscript(text):
		about, merely, speaks = about/4, merely/4, 0
	case speaks > 0 && m.words >= 20 && m.first > 1 && m.present+m.second > 2 && m.third < 2 && !t.told(i):
		about += 1.2 // nobody thinks at such length
	}
	marks := t.marks(i, text, l)
	if thanker(text) && !isTagged(outside) {
		marks += 3
	}
	w := worth{sure: marks + about + 0.4*merely + speaks, about: marks + about, marks: marks}
	w.score = marks + about + merely + speaks - tailCost + t.voice.strange(m, outside)
	if opener(beginning(outside)) && !narrated {
		w.score += 0.8
	}
	if t.leadsIn(i, m) {
		w.score += 1.3
	}
	return t.asSpeech(i, w)
}

// asSpeech returns what paragraph i is worth, which is worth w where nobody in the story says it.
func (t *tail) asSpeech(i int, w worth) worth {
	text := t.texts[i]
	switch {
	case !isSpeech(text), signature().MatchString(text):
	case i > 0 && strings.HasSuffix(t.texts[i-1], ":") && t.announces(i-1):
		w.score += 0.8 // a line of the next chapter
	default:
		w.score -= 1.5
		w.sure = max(w.sure-1, 0)
	}
	return w
}

// outside returns what nobody says or shouts in paragraph i, and its words.
func (t *tail) outside(i int, l look) (string, []term) {
	unquoted := unquoted(t.texts[i])
	text := unshouted(unquoted, l)
	if len(text) < len(unquoted) {
		return text, known().cut(nil, text)
	}
	return text, t.wordsOf(i).outside
}

// told reports whether the story has just spoken of something that is read or heard, which may be what follows.
func (t *tail) told(i int) bool {
	above := i > 0 && document().MatchString(t.texts[i-1])
	return t.voice.first || above || document().MatchString(t.texts[i])
}

// document matches what words of another person stand on or come from.
var document = pattern(`(?i)\b(?:letters?|notes?|messages?|machine|voice|telephone|radio|diary|journal|page|` +
	`card|paper|sign|screen|` +
	`e-?mail|tape|recording|speech|song|sang|poem|prayer|prayed|amen|sermon|inscription|brief|zettel|carta|lettre)\b`)

// narrated reports whether a paragraph told in manner m, in which the clearest talk of an author is worth so much, is
// the story's.
func (t *tail) narrated(outside string, m manner, strongest float64) bool {
	if isTagged(outside) {
		return true
	}
	if asksIn(outside) && m.past == 0 || !t.voice.narrates(m) {
		return false
	}
	return strongest < 3 || strongest < 4 && m.third > 0 || m.third > 1 && m.past > 0
}

// isTagged reports whether a text has the speech of somebody without marks, and says whose.
func isTagged(outside string) bool { return speechTag().MatchString(outside) || germanTag(outside) }

// leadsIn reports whether a paragraph does nothing but lead up to a list below it.
func (t *tail) leadsIn(i int, m manner) bool {
	if i+1 >= len(t.paras) || t.options[i] || m.words > 12 || t.voice.narrates(m) || isSpeech(t.texts[i]) ||
		asksIn(t.texts[i]) {
		return false
	}
	return t.options[i+1] || strings.HasSuffix(t.texts[i], ":") && optionRun(t.paras[i+1:]) > 1
}
