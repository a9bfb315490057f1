package manuscript

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
)

// longestQuestion is the most bytes of a paragraph that is looked through for sentences.
const longestQuestion = 10_000

// asked is a question found in a chapter's ending, where it begins, and the paragraphs that are no part of it.
type asked struct {
	question  *story.Question
	rest      []para
	line, col int
}

// ask looks for the question among the paragraphs of an ending. Where a heading announced one, the first paragraph is
// the question for want of a better one.
func (f *file) ask(paras []para, marked bool) asked {
	whole := paras
	paras = splitLines(paras)
	best := likeliest(paras, marked)
	if best < 0 {
		return asked{rest: whole}
	}
	p := unframed(paras[best])
	rest := paras[best+1:]
	inside, lead := cutOptions(p.text())
	if optionRun(rest) > 1 {
		inside, lead = nil, p.text()
	}
	before, text, after := questionParts(lead, optionRun(rest) > 1)
	text, follow := cutFollowUp(text)
	takeFollowUp := func() {
		if follow == "" && len(rest) > 0 && isFollowUp(rest[0].text()) {
			follow, rest = unparen(rest[0].text()), rest[1:]
		}
	}
	takeFollowUp()
	options, rest := takeOptions(p, text, inside, rest)
	above := paras[:best:best]
	headed := len(above) > 0 && bareHead(above[len(above)-1].text())
	if len(options) == 0 && (marked || headed || questionHead(p.text()) > 0) {
		options, rest = bareOptions(rest)
	}
	takeFollowUp()
	if follow == "" && len(options) > 0 && len(rest) > 0 && isAside(rest[0].text()) {
		follow, rest = unparen(rest[0].text()), rest[1:]
	}
	if headed {
		above = above[:len(above)-1]
	}
	if len(options) == 0 {
		options, above = optionsAbove(above)
	}
	if text = named(text, lead[before:len(lead)-after], len(options)); oneLine(text) == "" {
		return asked{rest: whole} // a head alone, "Q:", asks nothing
	}
	rest = slices.Concat(above, around(p, before, len(lead)-after, len(lead)), rest)
	return asked{line: p.line, col: p.col, rest: rest,
		question: &story.Question{Text: oneLine(text), FollowUp: oneLine(follow), Options: f.options(options)}}
}

// named returns the text of a question with so many options. One that has no words but its head is called as its head
// is: "Vote: (1) left (2) right".
func named(text, headed string, options int) string {
	if options > 0 && oneLine(text) == "" {
		return strings.Trim(headed, sectionSigns)
	}
	return text
}

// unframed takes off the tildes a paragraph is set between: "~ Thoughts? ~".
func unframed(p para) para {
	text := p.text()
	inner := strings.Trim(text, "~ ")
	if inner == "" || text[0] != '~' || text[len(text)-1] != '~' {
		return p
	}
	_, p.Runs = cutRuns(p.Runs, strings.Index(text, inner))
	p.Runs, _ = cutRuns(p.Runs, len(inner))
	return p
}

// around returns what of a paragraph stands before the question in it, which ends at byte from, and between bytes to
// and end, where something else begins. Heads alone are nothing.
func around(p para, from, to, end int) []para {
	var out []para
	head, tail := p, p
	head.Runs, _ = cutRuns(p.Runs, from)
	_, tail.Runs = cutRuns(p.Runs, to)
	tail.Runs, _ = cutRuns(tail.Runs, end-to)
	for _, part := range []para{head, tail} {
		if bare := strings.TrimSpace(part.text()) + " "; hasInk(part.Runs) && noteHead(bare) < len(bare) {
			out = append(out, part)
		}
	}
	return out
}

// likeliest returns the index of the paragraph that reads most like the closing question, the last of equals, or -1.
func likeliest(paras []para, marked bool) int {
	const enough = 2
	best, most := -1, 0.0
	for i := range paras {
		if s := questionScore(paras, i); s >= enough && s >= most {
			best, most = i, s
		}
	}
	if best >= 0 || !marked {
		return best
	}
	for i, p := range paras {
		if p.Kind != story.Item && !inList(paras, i) {
			return i
		}
	}
	return -1
}

// takeOptions takes the options that follow the question in paragraph p, or else those inside of it or its sentence.
func takeOptions(p para, text string, inside []string, rest []para) ([]placed, []para) {
	var options []placed
	if n := optionRun(rest); n > 1 && !asksSeveral(text, rest[:n]) {
		for _, o := range rest[:n] {
			options = append(options, placed{optionText(o), o.line, o.col})
		}
		return unbold(options), rest[n:]
	}
	if len(inside) == 0 {
		inside = alternatives(text)
	}
	for _, o := range inside {
		options = append(options, placed{o, p.line, p.col})
	}
	return options, rest
}

// unbold takes letters off options whose letter is set off by nothing but its style, if they count up from A.
func unbold(options []placed) []placed {
	out := slices.Clone(options)
	for i, o := range options {
		letter, text, found := strings.Cut(o.text, " ")
		if !found || letter != string(rune('A'+i)) {
			return options
		}
		out[i].text = text
	}
	return out
}

// asksSeveral reports whether a list below "Questions:" is one of questions, which are no options.
func asksSeveral(text string, list []para) bool {
	return several().MatchString(text) && !asksIn(text) && !slices.ContainsFunc(list, func(p para) bool {
		return !asksIn(p.text())
	})
}

var several = pattern(`(?i)\b(?:questions|fragen|preguntas)\b`)

// bareHead matches a line of its own above a question, which is marker enough in a note.
var bareHead = begins(pattern(`(?i)^\W*(?:poll|vote|question|vote now|poll time)\W*$`), "pvq")

// optionsAbove takes two or more options off the end of what stands above a question.
func optionsAbove(above []para) ([]placed, []para) {
	for from := range above {
		if n := optionRun(above[from:]); n > 1 && from+n == len(above) {
			var options []placed
			for _, o := range above[from:] {
				options = append(options, placed{optionText(o), o.line, o.col})
			}
			return options, above[:from]
		}
	}
	return nil, above
}

// bareOptions takes options without any sign off the top of what stands below a question that was announced as one: two
// or more short lines without a full stop.
func bareOptions(rest []para) ([]placed, []para) {
	var options []placed
	for _, p := range rest {
		text := strings.TrimSpace(p.text())
		if len(strings.Fields(text)) > 8 || p.Kind == story.Heading || endsSentence(text) || isSpeech(text) ||
			strings.Contains(text, "\n") || noteHead(text) > 0 || talk(text) > 0 {
			break
		}
		options = append(options, placed{text, p.line, p.col})
	}
	if len(options) < 2 {
		return nil, rest
	}
	return options, rest[len(options):]
}

// questionScore says how much paragraph i of an ending reads like the closing question.
func questionScore(paras []para, i int) float64 {
	p := paras[i]
	text := p.text()
	if isFollowUp(text) && i > 0 || p.Kind == story.Item || inList(paras, i) {
		return 0
	}
	s := 0.0
	next := i + 1
	if next < len(paras) && isFollowUp(paras[next].text()) {
		s += 3
		next++
	}
	if _, follow := cutFollowUp(text); follow != "" {
		s += 3
	}
	outside := strings.ToLower(unquoted(text))
	mark := asksIn(outside)
	head := questionHead(text) > 0
	switch {
	case len(optionsInside(text)) > 1:
		s += 4
	case i > 0 && inList(paras, i-1) && voteNow(text):
	case !mark && !head && (optionRun(paras[next:]) < 2 || !voteWord().MatchString(outside)):
		return 0
	case optionRun(paras[next:]) > 1 && !belowOptions(paras, next):
		s += 4
	}
	if head {
		s += 4
	}
	if i > 0 && (bareHead(paras[i-1].text()) || inList(paras, i-1) && asksWhich(text)) {
		s += 4
	}
	return s + wordScore(text, outside)
}

// wordScore says how much the words of a paragraph are those of a question to readers; outside is what of it is not
// quoted, in lower case.
func wordScore(text, outside string) float64 {
	s := 0.0
	if asksIn(outside) {
		s++
	}
	if readerQuestion().MatchString(outside) {
		s++
	}
	if thoughts(text) {
		s += 2
	} else if weWord().MatchString(outside) && !addressed().MatchString(outside) {
		s -= 1
	}
	if isSpeech(text) {
		s -= 3
	}
	return s
}

// inList reports whether paragraph i is one of several options.
func inList(paras []para, i int) bool {
	same := func(j int) bool {
		return j >= 0 && j < len(paras) && isOption(paras[j].text()) &&
			optionSign(paras[j].text()) == optionSign(paras[i].text())
	}
	return same(i) && (same(i-1) || same(i+1))
}

// belowOptions reports whether the options that begin at paragraph i have their question below them.
func belowOptions(paras []para, i int) bool {
	end := i + optionRun(paras[i:])
	return end < len(paras) && asksWhich(paras[end].text()) && !asksIn(paras[i-1].text())
}

// questionMarks are the question marks of the scripts we can tell sentences in.
const questionMarks = "?？؟"

// asksIn reports whether there is a question mark in a text.
func asksIn(text string) bool {
	return strings.IndexByte(text, '?') >= 0 || strings.Contains(text, "？") || strings.Contains(text, "؟")
}

// readerQuestion matches the words of a question to readers.
var readerQuestion = pattern(`\b(you|your|you'd|you’d|who|whom|which|whose|` +
	`what|should|favou?rite|team|best|prefer|want|thoughts|guessed|anyone|` +
	`ihr|euch|eure|eurer|wer|wem|wen|was|welche[rsn]?|soll|sollte|quién|quiénes|qué|cuál|creéis|creen|debería|` +
	`qui|que|quoi|quel|quelle|vous|votre|doit)\b|¿`)

// weWord matches the words of an author's own affairs.
var weWord = pattern(`\b(i|i'm|i’m|my|me|we|our|us)\b`)

// addressed matches the words of a question that is put to somebody.
var addressed = pattern(`\b(you|your|you'd|you’d|y'all|anyone|anybody|should|would|who|which|favou?rite|ihr|` +
	`euch|eure|vous|votre)\b`)

// questionParts returns how many bytes at the start and the end of a paragraph are no part of its question, and the
// question without its head ("Poll:"). Sentences before the question are cut off only if they speak of something else
// to the reader, since they may as well lead up to it.
func questionParts(text string, listed bool) (before int, question string, after int) {
	if n := questionHead(text); n > 0 {
		return 0, text[n:], 0
	}
	starts := sentenceStarts(text)
	first, last := -1, len(text)
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		sentence := strings.TrimSpace(text[at:end])
		if n := questionHead(sentence); n > 0 {
			return at, text[at+n:], 0
		}
		if trimmed := strings.TrimRight(sentence, `)"”’'`); trimmed != strings.TrimRight(trimmed, questionMarks) {
			if first < 0 {
				first = at
			}
			last = end
		}
	}
	note := noteHead(text)
	if first < 0 {
		first = note
		if strings.HasSuffix(text, ":") { // "Thank you all! Vote for a name:"
			first = max(first, starts[len(starts)-1])
		}
	}
	if first > note && note == 0 && talk(text[:first]) < 1.5 {
		first = 0
	}
	first = max(first, note)
	first = max(leadUp(text, starts, first), note)
	if listed && strings.HasSuffix(strings.TrimSpace(text), ":") {
		last = len(text)
	}
	if rest := strings.TrimSpace(text[last:]); strings.HasPrefix(rest, "(") || !strings.ContainsFunc(withoutEmoji(rest), isWordRune) {
		last = len(text) // emoji, ":)" or another sign end it
	}
	return first, text[first:last], len(text) - last
}

// leadUp returns where a question begins that is too short to say what it is about: "Pick one:" with the sentence
// before it, unless that is thanks.
func leadUp(text string, starts []int, first int) int {
	for i := len(starts) - 1; i > 0; i-- {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		if starts[i] != first || len(strings.Fields(text[first:end])) > 2 {
			continue
		}
		if before := strings.ToLower(text[starts[i-1]:first]); talk(before) < 4 && wonders().MatchString(before) {
			return starts[i-1]
		}
	}
	return first
}

// wonders matches the words of a sentence that leads up to a question.
var wonders = pattern(`\b(know|tell|wonder|wondering|curious|ask|question|choose|vote|decide|what)\b`)

// sentenceStarts returns the bytes at which sentences begin: after . ! ? … with closing marks and a space, where no
// small letter follows. A parenthesis is one sentence.
func sentenceStarts(text string) []int {
	starts := []int{0}
	if len(text) > longestQuestion {
		return starts
	}
	depth, ended := 0, false
	for i, r := range text {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth = max(depth-1, 0)
		}
		switch {
		case strings.ContainsRune(".!?…", r):
			ended = true
		case strings.ContainsRune(`"”’')*`, r):
		case unicode.IsSpace(r):
			next, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(text[i:], unicode.IsSpace))
			if ended && depth == 0 && !unicode.IsLower(next) && next != utf8.RuneError {
				starts = append(starts, i+utf8.RuneLen(r))
			}
			ended = false
		default:
			ended = false
		}
	}
	return starts
}
