package manuscript

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
)

// manners is what it is worth that a text has smileys, noise and numbers as authors have them.
// Outside is what of it nobody says in it, and words are its words.
func manners(text, outside string, words []term, l look) float64 {
	s := 0.0
	if hasSmiley(text, l) {
		s += 2
	}
	if l.has(lookQuestion|lookExclamation) && isLoud(outside) || known().noisy(words) {
		s++
	}
	if l.has(lookDigit) && counted().MatchString(outside) {
		s += 2
	}
	return s
}

// isLoud reports whether a text has two marks in a row, which no narrator writes.
func isLoud(text string) bool {
	for i := 1; i < len(text); i++ {
		if (text[i] == '!' || text[i] == '?') && (text[i-1] == '!' || text[i-1] == '?') {
			return true
		}
	}
	return false
}

// unshouted takes out four words and more in capitals that stand in a text of small letters.
func unshouted(text string, l look) string {
	if !l.has(lookCapitals|lookForeign) || !hasCapitals(text) || strings.IndexFunc(text, unicode.IsLower) < 0 {
		return text
	}
	return capitals().ReplaceAllString(text, "")
}

var capitals = pattern(`(?:\p{Lu}[\p{Lu}'’,]+ |[AI] ){3,}\p{Lu}{2,}[.!?]?`)

// hasCapitals reports whether two capitals stand side by side in a text.
func hasCapitals(text string) bool {
	last := false
	for _, r := range text {
		now := unicode.IsUpper(r)
		if now && last {
			return true
		}
		last = now
	}
	return false
}

// isShouted reports whether a sentence is all in capitals, as signs and machines are quoted.
func isShouted(text string) bool {
	return strings.IndexFunc(text, unicode.IsLower) < 0 && len(strings.Fields(text)) > 5
}

// optionSigns are those of which a sentence with options has one.
const optionSigns = lookBracket | lookColon | lookDigit | lookSlash | lookForeign

// letsChoose reports whether a paragraph names options inside of it, and puts them to readers: a story counts too.
func letsChoose(text string) bool {
	return len(optionsInside(text)) > 1 && (asksIn(text) || toChoose().MatchString(text))
}

// toChoose matches the words with which options are put to readers where nothing is asked.
var toChoose = pattern(`(?i)\b(?:you|your|vote|poll|react|choose|comment|reply|` +
	`ihr|euch|stimmt|wählt|votad|elegid|vous|votez)\b`)

// marks is what it is worth that a paragraph has a head, asks with options, or asks those who would choose none.
func (t *tail) marks(i int, text string, l look) float64 {
	s := 0.0
	switch {
	case noteHead(text) > 0 && vagueHead(text):
		s += 3
	case postscript(text):
	case noteHead(text) > 0 || editHead(text):
		s += 7
	}
	if questionHead(text) > 0 {
		s += 3
	}
	for _, form := range []func(string) bool{bareHead, youChoose, nextHead, teams, thoughts} {
		if form(text) {
			s += 3
			break
		}
	}
	if t.asks[i] || l.has(optionSigns) && !isSpeech(text) && !t.quoted(i) && letsChoose(text) {
		s += 3.5
	}
	if !l.has(lookQuestion | lookBracket) { // there is no follow-up
		return s
	}
	if isFollowUp(text) || i > 0 && t.options[i-1] && isAside(text) {
		s += 2.5
	} else if _, follow := cutFollowUp(text); follow != "" {
		s += 2.5
	}
	return s
}

var (
	// thoughts matches a question that asks for comments in a word.
	thoughts = begins(pattern(`(?i)^(?:any )?(?:thoughts|theories|guesses|predictions)\b[^.!?]*\?`), "atgp")
	// thanker matches the start of thanks that nobody gives in prose.
	thanker = begins(pattern(`(?i)^(?:and )?(?:a )?(?:huge|massive|special|big|enormous) (?:thanks|thank you|shout-? ?outs?) `+
		`(?:to|for)\b`), "ahmsbe")
	// postscript matches the start of an afterthought, which stands in letters too.
	postscript = begins(pattern(`^(?i:p\.? ?s\.?)\b`), "p")
	// speechTag matches speech without marks, "Hello, said the sign", and germanTag that in German.
	speechTag = pattern(`, (?:(?:said|asked|thought|wrote|whispered|bowed|replied|answered|called|cried|` +
		`muttered|shouted) |` +
		`(?:he|she|they|I|it|we|\p{Lu}\p{L}+) (?:said|asked|thought|wrote|whispered|replied|answered|cried|` +
		`muttered|told)\b)`)
	germanTag = rare(pattern(`(?:dachte|sagte|fragte) (?:sie|er|ich)\b`), "chte ", "gte ")
	// counted matches what authors count.
	counted = pattern(`(?i)\d[\d.,]*k? (?:words|followers|reviews|comments|members|views|kudos|hits|bookmarks|` +
		`subscribers|readers|` +
		`chapters|wörter|palabras|mots)\b`)
	// nextHead matches the head of what comes next, teams a question that makes parties of readers.
	nextHead = begins(pattern(`(?i)^(?:next (?:time|week|chapter|up|update|episode)|up next|coming (?:up|next|`+
		`soon))(?: on [^:]{1,40})?\s*[:–—]\s`), "nuc")
	teams = begins(pattern(`(?i)^(?:so,? )?(?:are you )?(?:#?team) .{1,40} or (?:#?team) .{1,40}\?$`), "sat")
	// youChoose matches the start of a question that makes readers choose.
	youChoose = begins(pattern(`(?i)^(?:now |so |this time )?(?:you|readers) (?:choose|decide|vote)[:!]`), "nstyr")
	// opener matches how authors begin to speak.
	opener = begins(pattern(`(?i)^\W*(?:ok|okay|so|well|alright|all right|right|anyway|anyways|hi|hey|hello|and that'?s|`+
		`that'?s (?:it|all)|`+
		`heads up|quick|just|fun|btw|by the way|first of all|ps|p\.s|sorry|thanks|thank you|this one|also|oh|wow|`+
		`yay|phew|whew|`+
		`puh|danke|gracias|merci)\b`), "abdfghjmopqrstwy")
	// signature matches an author's name below what they say.
	signature = pattern(`^[—–-]\s*\p{Lu}[\p{L}.]{0,15}(?: \p{Lu}[\p{L}.]{0,15})?$`)
	// vagueHead matches a head that may as well stand in a story.
	vagueHead = begins(pattern(`^[*_(\[]*(?i:notes?)[*_]*\s*:`), "n")
)

// isMessage reports whether a paragraph stands in brackets as what a machine or a spell says in some stories does.
func isMessage(text string) bool {
	text = strings.Trim(text, "*_ ")
	return strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") && noteHead(text) == 0
}

// editHead matches the start of a remark about the text or a warning.
var editHead = begins(pattern(`^(?:(?:Edit|EDIT|PS|P\.S\.|TW|CW|Disclaimer|DISCLAIMER)\b\s*(?:\d*\s*:|for the next))`), "eptcd")

// smiley matches a smiley or a heart of ASCII.
var smiley = pattern(`(?:^|\s)(?:[:;=]['’]?-?[)(DPp3]|<3|[xX]D|\^_?\^|o/|\\o/)(?:[\s.!?)]|$)`)

// hasSmiley reports whether a text has a smiley, a heart or an emoji.
func hasSmiley(text string, l look) bool {
	mayHave := l.has(lookColon|lookFace|lookSlash|lookCapitals) || strings.Contains(text, "xD")
	if mayHave && smiley().MatchString(text) {
		return true
	}
	if !l.has(lookForeign) {
		return false
	}
	for i := range len(text) {
		if text[i] < 0xe2 { // with which characters above U+2000 begin, of which prose has few
			continue
		}
		if r, _ := utf8.DecodeRuneInString(text[i:]); r > 0x2600 && unicode.Is(emojiTable, r) {
			return true
		}
	}
	return false
}

// isItalic reports whether all words of a paragraph are in italics.
func isItalic(p para) bool {
	return !slices.ContainsFunc(p.Runs, func(r story.Run) bool {
		return r.Style&story.Italic == 0 && strings.ContainsFunc(r.Text, isWordRune)
	})
}

// isDialogue reports whether a paragraph is a whole sentence of speech.
func isDialogue(p para) bool {
	text := p.text()
	return isSpeech(text) && isSentence(strings.TrimLeft(text, "-–— "))
}

// isSpeech reports whether a paragraph opens with a quotation mark or the dash of dialogue.
func isSpeech(text string) bool {
	text = strings.TrimLeft(text, "*_ ")
	switch first, n := utf8.DecodeRuneInString(text); first {
	case '"', '“', '‘', '«', '»', '„', '「', '\'', '—', '―':
		return true
	case '-', '–':
		return strings.HasPrefix(text[n:], " ")
	}
	return false
}
