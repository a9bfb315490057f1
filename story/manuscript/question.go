package manuscript

import (
	"regexp"
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
	paras = splitLines(paras)
	best := likeliest(paras, marked)
	if best < 0 {
		return asked{rest: paras}
	}
	p := paras[best]
	before, text, after := questionParts(p.text())
	text, follow := cutFollowUp(text)
	rest := paras[best+1:]
	takeFollowUp := func() {
		if follow == "" && len(rest) > 0 && isFollowUp(rest[0].text()) {
			follow, rest = unparen(rest[0].text()), rest[1:]
		}
	}
	takeFollowUp()
	options, text, rest := takeOptions(p, text, rest)
	if len(options) == 0 && (marked || questionHead(p.text()) > 0) {
		options, rest = bareOptions(rest)
	}
	takeFollowUp()
	if follow == "" && len(options) > 0 && len(rest) > 0 && isAside(rest[0].text()) {
		follow, rest = unparen(rest[0].text()), rest[1:]
	}
	above := paras[:best:best]
	if n := len(above); n > 0 && bareHead().MatchString(above[n-1].text()) {
		above = above[:n-1]
	}
	if len(options) == 0 {
		options, above = optionsAbove(above)
	}
	out := asked{line: p.line, col: p.col, rest: above}
	head, tail := p, p
	head.Runs, _ = cutRuns(p.Runs, before)
	_, tail.Runs = cutRuns(p.Runs, len(p.text())-after)
	for _, part := range []para{head, tail} {
		if bare := strings.TrimSpace(part.text()) + " "; hasInk(part.Runs) && noteHead(bare) < len(bare) {
			out.rest = append(out.rest, part)
		}
	}
	out.rest = append(out.rest, rest...)
	out.question = &story.Question{Text: oneLine(text), FollowUp: oneLine(follow), Options: f.options(options)}
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
	return slices.IndexFunc(paras, func(p para) bool { return p.Kind != story.Item })
}

// takeOptions takes the options that follow the question in paragraph p, or that its own text ends in. It returns
// them, the text without them and the paragraphs that are left.
func takeOptions(p para, text string, rest []para) ([]placed, string, []para) {
	var options []placed
	if n := optionRun(rest); n > 1 {
		for _, o := range rest[:n] {
			options = append(options, placed{optionText(o), o.line, o.col})
		}
		return options, text, rest[n:]
	}
	inline, lead := inlineOptions(text)
	for _, o := range inline {
		options = append(options, placed{o, p.line, p.col})
	}
	return options, lead, rest
}

// bareHead matches a line of its own above a question, which is marker enough in a note.
var bareHead = pattern(`(?i)^\W*(?:poll|vote|question|vote now|poll time)\W*$`)

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
			strings.Contains(text, "\n") || noteHead(text) > 0 || talk(strings.ToLower(text), nil) > 0 {
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
	if isFollowUp(text) && i > 0 || p.Kind == story.Item || isOption(text) && optionRun(paras[i:]) > 1 &&
		optionSign(text) == optionSign(paras[i+1].text()) {
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
	if optionRun(paras[next:]) > 1 {
		s += 4
	} else if inline, _ := inlineOptions(text); len(inline) > 1 {
		s += 4
	} else if !mark && !head {
		return 0
	}
	if head {
		s += 4
	}
	if mark {
		s++
	}
	if readerQuestion().MatchString(outside) {
		s++
	}
	if isSpeech(text) {
		s -= 3
	}
	return s
}

// questionMarks are the question marks of the scripts we can tell sentences in.
const questionMarks = "?？؟"

// asksIn reports whether there is a question mark in a text.
func asksIn(text string) bool { return strings.ContainsAny(text, questionMarks) }

// readerQuestion matches the words of a question to readers.
var readerQuestion = pattern(`\b(you|your|you'd|you’d|who|whom|which|whose|` +
	`what|should|favou?rite|team|best|prefer|want|thoughts)\b`)

// questionParts returns how many bytes at the start and the end of a paragraph are no part of its question, and the
// question without its head ("Poll:"). Sentences before the question are cut off only if they speak of something else
// to the reader, since they may as well lead up to it.
func questionParts(text string) (before int, question string, after int) {
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
	if first > note && note == 0 && talk(strings.ToLower(text[:first]), nil) < 1.5 {
		first = 0
	}
	first = max(first, note)
	if last < len(text) && strings.HasPrefix(strings.TrimSpace(text[last:]), "(") {
		last = len(text)
	}
	return first, text[first:last], len(text) - last
}

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

// questionHeads match a head such as "Poll:" or "Question of the day –".
var questionHeads = []func() *regexp.Regexp{
	pattern(`(?i)^[*_(\[]*(?:(?:reader|readers'?|chapter|closing|` +
		`quick|weekly|daily|today['’]?s|this week['’]?s)\s+)*` +
		`(?:poll|vote|questions?|qotd|qotw|q)(?:\s+time)?(?:\s+of the (?:day|week|chapter|month))?` +
		`(?:\s+for (?:you|you all|readers|the readers|today|this week))?(?:\s*#?\d+)?\s*[*_]*\s*[:–—][*_\])]*\s*`),
	pattern(`(?i)^[*_(\[]*(?:umfrage|abstimmung|frage an euch|sondage|encuesta|enquete|sondaggio|ankieta|` +
		`опрос|голосование|アンケート|投票)[*_]*\s*[:：][*_\])]*\s*`),
	pattern(`(?i)^(?:poll|qotd|question of the (?:day|week|chapter)|poll time)\s*[-!.]\s+`),
}

// noteHeads match a head such as "A/N:" or "Author's note -".
var noteHeads = []func() *regexp.Regexp{
	pattern(`(?i)^[*_(\[]*a/n[*_]*\s*[:–—.,-]?[*_\])]*\s+`),
	pattern(`(?i)^[*_(\[]*(?:author['’]?s?['’]? notes?|notes? from (?:the|your) author|end ?notes?)` +
		`[*_]*\s*[:–—-][*_\])]*\s+`),
	pattern(`^[*_(\[]*(?:AN|Note|NOTE|Notes)[*_]*\s*:[*_\])]*\s*`),
	pattern(`(?i)^[*_(\[]*(?:anmerkung(?:en)?(?: (?:der|des) autor(?:in|s)?)?|nachwort|` +
		`nota (?:del autor|de la autora|do autor|da autora|dell['’]autore|dell['’]autrice)|` +
		`note de l['’](?:auteur|autrice|auteure)|od autor(?:a|ki)|` +
		`от автора|от авторки|あとがき|作者の言葉|作者的话)[*_]*\s*[:：][*_\])]*\s*`),
	pattern(`(?i)^[*_(\[]*(?:a/n|author['’]?s?['’]? notes?|end ?notes?)[*_]*\s*:[*_\])]*\s*`),
}

// questionHead returns the length of the head a question begins with, or 0.
func questionHead(text string) int { return headLength(questionHeads, text) }

// noteHead returns the length of the head a note begins with, or 0.
func noteHead(text string) int { return headLength(noteHeads, text) }

// headLength returns the length of the first form that text begins with, or 0.
func headLength(forms []func() *regexp.Regexp, text string) int {
	for _, form := range forms {
		if m := form().FindString(text); m != "" {
			return len(m)
		}
	}
	return 0
}
