package manuscript

import (
	"regexp"
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
	best, most := -1, 1.9
	if marked {
		most = -1
	}
	for i, p := range paras {
		if s := questionScore(paras, i); s > most || s == most && i > 0 && s >= 2 {
			best, most = i, s
		}
		if marked && best < 0 && p.Kind != story.Item {
			best = i
		}
	}
	if best < 0 {
		return asked{rest: paras}
	}
	p := paras[best]
	text := p.text()
	before, text, after := questionParts(text)
	text, follow := cutFollowUp(text)
	next := best + 1
	var options []placed
	takeFollow := func() {
		if follow == "" && next < len(paras) && isFollowUp(paras[next].text()) {
			follow = unparen(paras[next].text())
			next++
		}
	}
	takeFollow()
	if n := optionRun(paras[next:]); n > 1 {
		for _, o := range paras[next : next+n] {
			options = append(options, placed{optionText(o), o.line, o.col})
		}
		next += n
	} else if inline, lead := inlineOptions(text); len(inline) > 1 {
		text = lead
		for _, o := range inline {
			options = append(options, placed{o, p.line, p.col})
		}
	}
	takeFollow()
	out := asked{line: p.line, col: p.col}
	out.rest = append(out.rest, paras[:best]...)
	if before > 0 {
		q := p
		q.Runs, _ = cutRuns(p.Runs, before)
		out.rest = append(out.rest, q)
	}
	if after > 0 {
		q := p
		_, q.Runs = cutRuns(p.Runs, len(p.text())-after)
		out.rest = append(out.rest, q)
	}
	out.rest = append(out.rest, paras[next:]...)
	out.question = &story.Question{Text: oneLine(text), FollowUp: oneLine(follow), Options: f.options(options)}
	return out
}

// splitLines cuts paragraphs of several lines into lines where the lines are options, so that a question and its options
// may stand in one paragraph.
func splitLines(paras []para) []para {
	var out []para
	for _, p := range paras {
		lines := runLines(p.Runs)
		options := 0
		for _, l := range lines {
			if isOption(story.Block{Runs: l}.Text()) {
				options++
			}
		}
		if options < 2 {
			out = append(out, splitInline(p)...)
			continue
		}
		for i, l := range lines {
			q := p
			q.Runs, q.Kind = tidy(l), story.Paragraph
			if q.line += i; i > 0 {
				q.col = 1
			}
			out = append(out, q)
		}
	}
	return out
}

// splitInline cuts a paragraph that is nothing but options into one paragraph each.
func splitInline(p para) []para {
	options, lead := inlineOptions(p.text())
	if len(options) < 2 || lead != "" {
		return []para{p}
	}
	var out []para
	for _, o := range options {
		q := p
		q.Kind, q.Runs = story.Item, []story.Run{{Text: o}}
		out = append(out, q)
	}
	return out
}

// questionScore says how much paragraph i of an ending reads like the closing question.
func questionScore(paras []para, i int) float64 {
	p := paras[i]
	text := p.text()
	if isFollowUp(text) && i > 0 || p.Kind == story.Item {
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
	mark := strings.Contains(outside, "?")
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
	if readerQuestion.MatchString(outside) {
		s++
	}
	if isSpeech(text) {
		s -= 3
	}
	return s
}

// readerQuestion matches the words of a question to readers.
var readerQuestion = regexp.MustCompile(`\b(you|your|you'd|you’d|who|whom|which|whose|what|should|favou?rite|team|best|prefer|want)\b`)

// questionParts returns how many bytes at the start and the end of a paragraph are no part of its question, and the
// question without its head ("Poll:"). Sentences before the question are cut off only if they speak of something else to
// the reader, since they may as well lead up to it.
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
		if strings.HasSuffix(strings.TrimRight(sentence, `)"”’'`), "?") {
			if first < 0 {
				first = at
			}
			last = end
		}
	}
	if first < 0 {
		return 0, text, 0
	}
	if first > 0 && talk(strings.ToLower(text[:first]), nil) < 1.5 {
		first = 0
	}
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
var questionHeads = []*regexp.Regexp{
	regexp.MustCompile(`(?i)^[*_(\[]*(?:(?:reader|readers'?|chapter|closing|quick|weekly|daily|today['’]?s|this week['’]?s)\s+)*` +
		`(?:poll|vote|questions?|qotd|qotw|q)(?:\s+time)?(?:\s+of the (?:day|week|chapter|month))?` +
		`(?:\s+for (?:you|you all|readers|the readers|today|this week))?(?:\s*#?\d+)?\s*[*_]*\s*[:–—][*_\])]*\s*`),
	regexp.MustCompile(`(?i)^(?:poll|qotd|question of the (?:day|week|chapter)|poll time)\s*[-!.]\s+`),
}

// noteHeads match a head such as "A/N:" or "Author's note -".
var noteHeads = []*regexp.Regexp{
	regexp.MustCompile(`(?i)^[*_(\[]*a/n[*_]*\s*[:–—.,-]?[*_\])]*\s+`),
	regexp.MustCompile(`(?i)^[*_(\[]*(?:author['’]?s?['’]? notes?|notes? from (?:the|your) author|end ?notes?)` +
		`[*_]*\s*[:–—-][*_\])]*\s+`),
	regexp.MustCompile(`^[*_(\[]*(?:AN|Note|NOTE|Notes)[*_]*\s*:[*_\])]*\s*`),
	regexp.MustCompile(`(?i)^[*_(\[]*(?:a/n|author['’]?s?['’]? notes?|end ?notes?)[*_]*\s*:[*_\])]*\s*`),
}

// questionHead returns the length of the head a question begins with, or 0.
func questionHead(text string) int { return headLength(questionHeads, text) }

// noteHead returns the length of the head a note begins with, or 0.
func noteHead(text string) int { return headLength(noteHeads, text) }

// headLength returns the length of the first form that text begins with, or 0.
func headLength(forms []*regexp.Regexp, text string) int {
	for _, form := range forms {
		if m := form.FindString(text); m != "" {
			return len(m)
		}
	}
	return 0
}

// isFollowUp reports whether a paragraph asks those who would choose none of the options: wholly in parentheses or not,
// it begins with "if" and speaks of none, and asks.
func isFollowUp(text string) bool {
	text = strings.TrimSpace(text)
	bare := unparen(text)
	if !strings.Contains(bare, "?") {
		return false
	}
	return followUpHead.MatchString(bare) || bare != text && strings.HasPrefix(strings.ToLower(bare), "if ")
}

// followUpHead matches the condition a follow-up begins with.
var followUpHead = regexp.MustCompile(`(?i)^(?:and |or |but )*if\s+(?:(?:it['’]?s|you|you['’]d|you would|your|the|answer|is|were|to|pick|choose|say|said|` +
	`picked|chose|vote|voted|want|wanted|like|liked|for|have|answered)\s+)*` +
	`(?:nobody|no one|no-one|none|neither|nothing|not|no|don['’]t|didn['’]t|wouldn['’]t|can['’]t)\b`)

// unparen takes off parentheses that hold all of a text.
func unparen(text string) string {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") && strings.Count(text, "(") == 1 {
		return strings.TrimSpace(text[1 : len(text)-1])
	}
	return text
}

// cutFollowUp cuts a follow-up off the end of a question's text.
func cutFollowUp(text string) (question, follow string) {
	if len(text) > longestQuestion {
		return text, ""
	}
	trimmed := strings.TrimSpace(text)
	if at := strings.LastIndex(trimmed, "("); at > 0 && strings.HasSuffix(trimmed, ")") && isFollowUp(trimmed[at:]) {
		return strings.TrimSpace(trimmed[:at]), unparen(trimmed[at:])
	}
	starts := sentenceStarts(text)
	for _, at := range starts[1:] {
		if isFollowUp(text[at:]) && followUpHead.MatchString(unparen(text[at:])) {
			return strings.TrimSpace(text[:at]), unparen(text[at:])
		}
	}
	return text, ""
}

// optionRun counts the options a list of paragraphs begins with, up to a number that is too many anyhow.
func optionRun(paras []para) int {
	n := 0
	for n < len(paras) && n <= 2*story.MaxOptions && (paras[n].Kind == story.Item || isOption(paras[n].text())) {
		n++
	}
	return n
}

// optionForm matches the lettered, numbered or dotted start of an option.
var optionForm = regexp.MustCompile(`^(?:\(?[A-Ta-t][).:]|[A-T]\s[-–—=]|\(?\d{1,2}[.):]|(?i:option) \w{1,2}\s?[).:–—-]|[-–—•*+◦▪])\s+`)

// isOption reports whether a line reads like an option: a letter, a number, a dash or an emoji, and a few words.
func isOption(text string) bool {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) > 200 || strings.Contains(text, "\n") {
		return false
	}
	if form := optionForm.FindString(text); form != "" {
		return len(text) > len(form)
	}
	emoji, rest := cutEmoji(text)
	return emoji != "" && strings.IndexFunc(rest, isWordRune) >= 0
}

// optionText returns an option without its letter, number or dash.
func optionText(p para) string {
	text := strings.TrimSpace(p.text())
	for range 2 { // "- A) Open the door"
		text = text[len(optionForm.FindString(text)):]
	}
	return text
}

// inlineOptions takes lettered or numbered options out of one line: "What next? A) Open the door B) Run".
func inlineOptions(text string) (options []string, lead string) {
	for _, first := range []string{"A)", "a)", "1)", "(A)", "(a)", "(1)", "A:", "1."} {
		var at []int
		label := []byte(first)
		letter := strings.IndexAny(first, "Aa1")
		for from := 0; ; {
			i := strings.Index(text[from:], string(label)+" ")
			if i < 0 || from+i > 0 && text[from+i-1] != ' ' {
				break
			}
			at = append(at, from+i)
			from += i + len(label)
			label[letter]++
		}
		if len(at) < 2 {
			continue
		}
		for i, start := range at {
			end := len(text)
			if i+1 < len(at) {
				end = at[i+1]
			}
			option := strings.Trim(text[start+len(first):end], " ,;")
			if i+1 < len(at) {
				option = strings.TrimSuffix(option, " or")
			}
			options = append(options, strings.Trim(option, " ,;"))
		}
		return options, strings.TrimSpace(text[:at[0]])
	}
	return nil, text
}
