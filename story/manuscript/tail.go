package manuscript

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
)

// The costs and thresholds of the search for a tail. They were set by trying: a tail must show clear signs of an
// author speaking to readers, because a note left in the story is a blemish, but story lost to a note is a
// mutilation.
const (
	tailMost     = 30  // paragraphs a tail may have
	tailCost     = 1.1 // what a paragraph must earn to belong to it
	tailBreak    = 0.6 // what a scene break above it is worth
	tailEnough   = 1.5 // what the whole must be worth
	tailEvidence = 2.0 // what must come of words only an author uses, heads and smileys
)

// A tail scores paragraphs from a chapter's end.
type tail struct {
	paras        []para
	used         map[string]int // how often the story itself uses the words authors use to readers
	options      map[int]bool   // the paragraphs that are options of a question above them
	firstPerson  bool           // the narrator says "I"
	secondPerson bool           // the narrator says "you"
}

// newTail learns what is usual in this story from all but its last paragraphs.
func newTail(paras []para) *tail {
	t := &tail{paras: paras, used: map[string]int{}, options: map[int]bool{}}
	t.learn(paras[:len(paras)-min(len(paras), max(8, len(paras)/5))])
	t.findOptions()
	return t
}

// learn counts the words of a part of the story that is surely no note.
func (t *tail) learn(body []para) {
	words, i, you := 0, 0, 0
	for _, p := range body {
		narration := strings.ToLower(unquoted(p.text()))
		for _, w := range fields(narration) {
			words++
			switch w {
			case "i", "i'm", "my", "me":
				i++
			case "you", "your":
				you++
			}
		}
		lower := strings.ToLower(p.text())
		for _, sign := range authorSigns {
			for _, w := range sign.words {
				t.used[w] += strings.Count(lower, w)
			}
		}
	}
	t.firstPerson = i*200 > words
	t.secondPerson = you*200 > words
}

// findOptions notes which paragraphs are options: two or more below a paragraph that announces a vote or asks. Set
// with dashes they could be dialogue; then the question must be one that is put to readers.
func (t *tail) findOptions() {
	for i := max(0, len(t.paras)-2*tailMost); i < len(t.paras); i++ {
		n := optionRun(t.paras[i+1:])
		if n < 2 {
			continue
		}
		text := t.paras[i].text()
		outside := unquoted(text)
		end, _ := utf8.DecodeLastRuneInString(strings.TrimRight(outside, ")*_ \u200b"))
		asks := !t.quoted(i) && strings.ContainsRune(questionMarks, end) && !isSpeech(text)
		run := t.paras[i+1 : i+1+n]
		dashed := slices.ContainsFunc(run, func(p para) bool { return isSpeech(p.text()) })
		if questionHead(text) > 0 || asks && !slices.ContainsFunc(run, isDialogue) &&
			(!dashed || voteQuestion().MatchString(strings.ToLower(outside))) {
			for j := range n {
				t.options[i+1+j] = true
			}
		}
	}
}

// quoted reports whether paragraph i stands below a sentence of the story that ends in a colon, or below the salutation
// of a letter that does: somebody in the story wrote it.
func (t *tail) quoted(i int) bool {
	if i < 1 || i >= len(t.paras) || noteHead(t.paras[i].text()) > 0 || questionHead(t.paras[i].text()) > 0 {
		return false
	}
	if salutation().MatchString(t.paras[i-1].text()) {
		i--
	}
	return i > 0 && strings.HasSuffix(strings.TrimSpace(t.paras[i-1].text()), ":") && !t.announces(i-1)
}

// salutation matches the first line of a letter.
var salutation = pattern(`^[“"]?(?:Dear|To|My dear)\b[^.!?]{0,40},\s*$`)

// announces reports whether paragraph i, which ends in a colon, is an author's who speaks to readers and not a sentence
// of the story ("The note on the door said:").
func (t *tail) announces(i int) bool {
	text := t.paras[i].text()
	return noteHead(text) > 0 || questionHead(text) > 0 || talk(strings.ToLower(unquoted(text)), t.used) > 0
}

// voteQuestion matches the words of a question that is put to readers.
var voteQuestion = pattern(`\b(you|your|should|which|favou?rite|vote|poll|next)\b`)

// find returns the index at which the tail begins, or the number of paragraphs when there is none.
func (t *tail) find() int {
	n := len(t.paras)
	sum, evidence := 0.0, 0.0
	best, most := n, tailEnough
	for i := n - 1; i >= 0 && n-i <= tailMost; i-- {
		p := t.paras[i]
		if p.Kind == story.Heading {
			break
		}
		if p.cut || p.Kind == story.Paragraph && ornament(p.text()) >= breakSure {
			continue
		}
		if t.quoted(i + 1) { // what was found below is what somebody in the story wrote
			best, most, evidence = n, tailEnough, 0
		}
		score, sure := t.score(i)
		sum += score
		evidence += sure
		here := sum
		if i > 0 && (t.paras[i-1].cut || ornament(t.paras[i-1].text()) >= breakSure) {
			here += tailBreak
		}
		if here > most && evidence >= tailEvidence && t.leavesProse(i) {
			best, most = i, here
		}
		if sum < -4 {
			break
		}
	}
	return best
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

// score says how much a paragraph reads like an author speaking to readers, and how much of that is beyond doubt.
func (t *tail) score(i int) (score, sure float64) {
	p := t.paras[i]
	text := p.text()
	if t.options[i] || p.Kind == story.Item || isOption(text) && !isDialogue(p) {
		return 0.1, 0
	}
	outside := unquoted(text)
	lower := strings.ToLower(outside)
	if noteHead(text) > 0 || editHead().MatchString(text) {
		sure += 4
	}
	if questionHead(text) > 0 {
		sure += 3
	}
	if bare := strings.Trim(strings.ToLower(text), " .!?"); bare == "thoughts" || bare == "any thoughts" {
		sure += 3
	}
	if i+1 < len(t.paras) && t.options[i+1] && !t.options[i] {
		sure += 3
	}
	if isFollowUp(text) || i > 0 && t.options[i-1] && isAside(text) {
		sure += 2.5
	} else if _, follow := cutFollowUp(text); follow != "" {
		sure += 2.5
	}
	if hasSmiley(text) {
		sure += 2
	}
	sure += talk(lower, t.used)
	score = sure - tailCost + t.address(lower)
	if isSpeech(text) {
		score -= 1.5
		sure -= 1
	}
	return score, max(sure, 0)
}

// address is what it is worth that a paragraph says "you" or "I" where the narrator does not.
func (t *tail) address(lower string) float64 {
	you, me := false, false
	for _, w := range fields(lower) {
		switch w {
		case "you", "your", "you're", "you'd", "you've", "yours", "y'all":
			you = true
		case "i", "i'm", "i've", "i'll", "i'd", "my", "me", "we", "we're":
			me = true
		}
	}
	s := 0.0
	if you && !t.secondPerson {
		s += 0.8
		if strings.Contains(lower, "?") {
			s += 0.5
		}
	}
	if me && !t.firstPerson {
		s += 0.8
	}
	return s
}

// fields cuts a lower-case text into words with straight apostrophes.
func fields(s string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(s, "’", "'"), func(r rune) bool {
		return !unicode.IsLetter(r) &&
			r != '\''
	})
}

// editHead matches the start of a remark about the text or a warning.
var editHead = pattern(`^(?:Edit|EDIT|PS|P\.S\.|TW|CW)\b\s*(?:\d*\s*:|for the next)`)

var smiley = pattern(`(?:^|\s)(?:[:;=]['’]?-?[)(DPp3]|<3|[xX]D|\^_?\^|o/|\\o/)(?:[\s.!?)]|$)`)

// hasSmiley reports whether a text has a smiley, a heart or an emoji.
func hasSmiley(text string) bool {
	if smiley().MatchString(text) {
		return true
	}
	return strings.IndexFunc(text, func(r rune) bool { return r > 0x2600 && unicode.Is(emojiTable, r) }) >= 0
}

// isDialogue reports whether a paragraph is a whole sentence of speech.
func isDialogue(p para) bool {
	text := p.text()
	return isSpeech(text) && isSentence(strings.TrimLeft(text, "-–— "))
}

// isSpeech reports whether a paragraph opens with a quotation mark or the dash of dialogue.
func isSpeech(text string) bool {
	text = strings.TrimLeft(text, "*_ ")
	for _, open := range []string{`"`, "“", "‘", "«", "»", "„", "「", "'", "- ", "– ", "— ", "—"} {
		if strings.HasPrefix(text, open) {
			return true
		}
	}
	return false
}

// unquoted returns a text without what stands in double quotation marks.
func unquoted(text string) string {
	var b strings.Builder
	closer := rune(0)
	for _, r := range text {
		switch {
		case closer != 0:
			if r == closer {
				closer = 0
			}
		case r == '"':
			closer = '"'
		case r == '“' || r == '„':
			closer = '”'
		case r == '«':
			closer = '»'
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// A sign is a group of words of equal weight. Words match from a word's beginning.
type sign struct {
	weight float64
	words  []string
}

// authorSigns are words that authors use when they speak to readers and seldom inside a story.
var authorSigns = []sign{
	{3, []string{"for reading", "hope you enjoyed", "hope you liked", "hope you're enjoying", "let me know",
		"next chapter",
		"this chapter", "last chapter", "previous chapter", "in the comments", "comment below", "leave a comment", "patreon",
		"ko-fi", "kofi", "see you next", "see you in the next", "until next time", "beta reader", "stay tuned",
		"cliffhanger", "your favourite", "your favorite", "poll", "next update", "update schedule", "hiatus", "kudos",
		"sorry for the wait", "sorry for the delay", "word count", "your theories", "dear readers", "my readers",
		"reading along", "royal road", "wattpad", "newsletter", "headcanon", "what do you think will",
		"what did you think of",
		"favourite line", "favorite line", "favourite part", "favorite part", "favourite moment", "favorite moment",
		"favourite character", "favorite character", "sorry this is late", "sorry it's late", "see you all",
		"trigger warning", "content warning", "leave a review", "fun fact", "tumblr", "instagram", "twitter", "bluesky",
		"vote below", "cast your vote"}},
	{1.8, []string{"whew", "phew", "long one", "chapter", "vote", "voting", "comment", "pov", "spoiler", "feedback",
		"typo",
		"readers", "favourite", "favorite", "to write", "writing this", "wrote this", "episode", "what do you think",
		"what did you think", "so far", "hope you", "posting", "discord", "subscribe", "like and", "reread"}},
	{0.9, []string{"thank", "reading", "update", "next week", "next time", "character", "scene", "enjoy", "guys",
		"everyone",
		"draft", "schedule", "story", "plot", "arc", "theor", "theory", "sorry", "team", "week", "tuesday", "wednesday",
		"friday",
		"sunday", "saturday", "thursday", "monday", "support", "excited", "curious"}},
}

// talk adds up the signs in a lower-case text, each weighed down by how often the story itself uses it, at most 5.
func talk(lower string, used map[string]int) float64 {
	lower = strings.ReplaceAll(lower, "’", "'")
	s := 0.0
	for _, sign := range authorSigns {
		for _, w := range sign.words {
			if at := strings.Index(lower, w); at >= 0 && (at == 0 || !unicode.IsLetter(rune(lower[at-1]))) {
				s += sign.weight / float64(1+used[w])
			}
		}
	}
	return min(s, 5)
}
