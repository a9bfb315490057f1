package manuscript

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// mostAlternative is the most words an option has that stands inside a sentence.
const mostAlternative = 9

// alternatives takes options out of a question that names them: "Should she run, hide or wait?". The last sentence is
// looked at. There are none where one of them is no answer, as in "or what?", "or not?" and "or something else?".
func alternatives(text string) []string {
	text = strings.TrimSpace(text)
	if len(text) > longestQuestion {
		return nil
	}
	starts := sentenceStarts(text)
	sentence := strings.TrimSpace(text[starts[len(starts)-1]:])
	bare := strings.TrimRight(sentence, questionMarks+"! )”\"")
	if !asksIn(sentence) || strings.ContainsAny(bare, `“”"(;.!`+questionMarks) {
		return nil
	}
	clause := bare
	if at := strings.LastIndexAny(bare, ":–—"); at > 0 {
		_, size := utf8.DecodeRuneInString(bare[at:])
		clause = strings.TrimSpace(bare[at+size:])
	}
	parts := orParts().Split(clause, -1)
	if len(parts) != 2 {
		return nil
	}
	head := softener().ReplaceAllString(strings.TrimRight(parts[0], ", "), "")
	if whWord().MatchString(head) {
		return nil
	}
	last := sameVerb(head, strings.TrimSpace(parts[1]))
	first, ok := afterSubject(head, len(strings.Fields(last)))
	if !ok {
		return nil
	}
	var out []string
	for part := range strings.SplitSeq(first, ", ") {
		out = append(out, eitherWord().ReplaceAllString(part, ""))
	}
	return answers(append(out, last))
}

// afterSubject takes off a question's verb and who is spoken of. How many words that is cannot be told after "the" but
// by the words of the other alternative, which has as many as this one or nothing is sure.
func afterSubject(head string, words int) (string, bool) {
	head = clauseHead().ReplaceAllString(head, "")
	if m := nounSubject().FindString(head); m != "" {
		first, others, several := strings.Cut(head, ", ")
		if several {
			second, _, _ := strings.Cut(others, ", ")
			words = len(strings.Fields(second))
		}
		rest := strings.Fields(first[len(m):])
		for skip := range min(3, len(rest)) {
			if len(rest)-skip-1 == words {
				return strings.Join(strings.Fields(head[len(m):])[skip+1:], " "), true
			}
		}
		return "", false
	}
	return auxiliary().ReplaceAllString(head, ""), true
}

// sameVerb takes off an alternative the two words that the first begins with too: "does she run, or does she hide".
func sameVerb(head, last string) string {
	a, b := strings.Fields(head), strings.Fields(last)
	if len(a) > 2 && len(b) > 2 && strings.EqualFold(a[0], b[0]) && strings.EqualFold(a[1], b[1]) {
		return strings.Join(b[2:], " ")
	}
	return last
}

// optionsInside returns the options that a sentence sets off by letters, numbers, emoji or strokes.
func optionsInside(text string) []string {
	options, _ := cutOptions(text)
	return options
}

// cutOptions takes options out of a paragraph, and returns what stands before them, or the whole text where they stand
// inside its sentence or below nothing but a head, as in "Poll: stay / go": a question without words asks nothing.
func cutOptions(text string) (options []string, lead string) {
	options, lead = optionsAndLead(text)
	if bare := strings.TrimSpace(lead); bare != "" && questionHead(bare+" ") >= len(bare) {
		lead = text
	}
	return options, lead
}

// optionsAndLead takes options out of a paragraph, and returns what stands before them, however little.
func optionsAndLead(text string) (options []string, lead string) {
	if options, lead = inlineOptions(text); len(options) > 1 {
		return options, lead
	}
	if options, lead = picturedOptions(text); len(options) > 1 {
		return options, lead
	}
	return slashes(text)
}

// slashes takes options out of "Choose: fight / flight / freeze", with what stands before them.
func slashes(text string) (options []string, lead string) {
	if !strings.Contains(text, " / ") {
		return nil, text
	}
	parts := strings.Split(strings.TrimRight(text, questionMarks+"!. )"), " / ")
	if len(parts) < 2 || len(text) > longestQuestion || !asksIn(text) && !voteWord().MatchString(text) {
		return nil, text
	}
	if at := strings.LastIndexAny(parts[0], ":–—"+questionMarks); at > 0 {
		_, size := utf8.DecodeRuneInString(parts[0][at:])
		lead, parts[0] = parts[0][:at+size], parts[0][at+size:]
	} else if !asksIn(text) {
		return nil, text
	}
	if options = answers(parts); options == nil || lead == "" {
		lead = text
	}
	return options, lead
}

// auxiliaries matches the verbs that a question begins with.
const auxiliaries = `(?i:should|shall|will|would|does|do|did|is|are|was|were|can|could|has|have|must|might|` +
	`soll|sollen|sollte|` +
	`wird|ist|debe|debería|doit|devrait)(?:-(?i:il|elle|on|ils|elles))? `

var (
	// orParts matches the word between the last two alternatives.
	orParts = pattern(`,? (?:or|oder|ou|o|u|eller|lub|czy|или) `)
	// softener matches what stands before the question proper, clauseHead who should do what behind "do you think".
	softener = pattern(`(?i)^(?:(?:so|and|but|well|now|ok|okay|or|hey|tell me|what do you(?: all| guys)? think|` +
		`be honest|` +
		`(?:do|would) you (?:all )?(?:think|say)(?: that)?|was (?:meint|denkt|glaubt) ihr)\b[,:]? )+`)
	clauseHead = pattern(`^(?:(?i:he|she|it|they|we|i)|(?i:the) \p{L}+|\p{Lu}\p{L}+) ` +
		`(?:should|will|would|is|are|was|were|must|can) `)
	// auxiliary matches what a question begins with: a verb and a pronoun or a name. nounSubject ends before the noun.
	auxiliary = pattern(`^` + auxiliaries + `(?:(?i:he|she|it|they|we|you|i|this|that|these|er|sie|es|ihr|du|` +
		`wir|ich)|` +
		`\p{Lu}\p{L}+(?: and \p{Lu}\p{L}+)?)` +
		`(?i:(?: (?:rather have|rather|really|just|want to|want|prefer|like|think it'?s|think it was|go with))*) `)
	nounSubject = pattern(`^` + auxiliaries + `(?i:the|a|an|my|his|her|their|your|our|der|die|das|el|la|los|le|les) `)
	whWord      = pattern(`(?i)^(?:who|whom|whose|what|which|where|when|why|how|if)\b`)
	eitherWord  = pattern(`(?i)^(?:either|rather|entweder) `)
	// noAnswer matches what is no option, notAlternative what begins another kind of question.
	noAnswer = pattern(`(?i)^(?:not|no|what|else|nothing|none|neither|so|whatever|why|how|when|where|who|` +
		`(?:some|any)(?:thing|one|body|where)(?: else)?.*|other.*|am i\b.*|are you.*|is it.*|is that.*|do you.*|` +
		`did you.*|` +
		`have you.*|should i\b.*|would you.*|maybe.*|perhaps.*|nicht|was|sonst.*|etwas.*|no sé|pas|rien|autre.*)$`)
	notAlternative = pattern(`(?i)^(?:(?:and|so|but|or) )?(?:who|whom|whose|what|which|where|when|why|how|if|` +
		`should|would|could|did|do|does|is|are|was|were|will|can|have|has|any|anyone|ever|` +
		`wer|wen|wem|was|wie|wo|warum|welche[rsn]?|glaubt|meint|habt|seid|qui|que|quoi|où|est-ce)\b`)
)

// answers returns alternatives that can be chosen as they stand, or nil.
func answers(parts []string) []string {
	out := make([]string, 0, len(parts))
	for i, p := range parts {
		p = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(p), ",;"))
		words := len(strings.Fields(p))
		no := noAnswer().MatchString(p) && (i == 0 || !strings.EqualFold(out[0], "yes"))
		if words == 0 || words > mostAlternative || no || i == 0 && notAlternative().MatchString(p) ||
			slices.Contains(out, p) {
			return nil
		}
		out = append(out, p)
	}
	return out
}

// picturedOptions takes options out of a sentence that names each with an emoji, and returns the text before them:
// "Vote 🌊 for the sea, 🏙 for the city", or "If you want the sea react with 🌊, if …".
func picturedOptions(text string) (options []string, lead string) {
	spots := picturesIn(text)
	if len(spots) < 2 {
		return nil, text
	}
	lead = strings.TrimSpace(text[:spots[0].from])
	ends := append(slices.Clone(spots[1:]), picture{from: len(text)})
	for i, s := range spots {
		said := pictureAhead().ReplaceAllString(pictureBetween(text[s.to:ends[i].from]), "")
		if !fitsPicture(said) {
			break
		}
		options = append(options, text[s.from:s.to]+" "+said)
	}
	if len(options) == len(spots) && strings.IndexFunc(lead, unicode.IsLetter) >= 0 &&
		(asksIn(lead) || voteWord().MatchString(lead)) {
		if !strings.ContainsAny(lead[len(lead)-1:], "?:.!") {
			lead = text
		}
		return options, lead
	}
	return picturesBehind(text, spots), text
}

// picturesBehind takes options out of a sentence in which each stands before its emoji.
func picturesBehind(text string, spots []picture) []string {
	var options []string
	from := 0
	for _, s := range spots {
		m := pictureBehind().FindStringSubmatch(pictureBetween(text[from:s.from]))
		if m == nil || !fitsPicture(m[1]) {
			return nil
		}
		options = append(options, text[s.from:s.to]+" "+strings.TrimRight(m[1], ", "))
		from = s.to
	}
	return options
}

// A picture is where an emoji begins and ends in a text.
type picture struct{ from, to int }

// picturesIn returns the emoji in a text, or none where one stands twice.
func picturesIn(text string) []picture {
	if len(text) > longestQuestion || !hasPicture(text) {
		return nil
	}
	var out []picture
	seen := map[string]bool{}
	g := graphemes.FromString(text)
	for g.Next() {
		if !isEmoji(g.Value()) {
			continue
		}
		if seen[sameEmoji(g.Value())] {
			return nil
		}
		seen[sameEmoji(g.Value())] = true
		out = append(out, picture{g.Start(), g.End()})
	}
	return out
}

// hasPicture reports whether any character of a text may make an emoji.
func hasPicture(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		return r >= 0x80 && (r == '\u20e3' || unicode.Is(emojiTable, r))
	}) >= 0
}

var (
	voteWord      = pattern(`(?i)\b(?:vote|react|choose|pick|poll|press|click|comment|decide)\b`)
	pictureAhead  = pattern(`(?i)^(?:for|to|if you want(?: to)?|if you'?d like(?: to)?|if|means|is|[=:–—-])\s+`)
	pictureBehind = pattern(`(?i)(?:^|[.!?:]\s)\s*(?:(?:or|and|but) )?(?:if you(?:['’]d)? (?:want|prefer|like|` +
		`would like|rather|think|` +
		`vote for)|for|to)\s+(.+?),?\s+(?:please )?(?:react|vote|comment|press|click|use|choose|pick|` +
		`type)(?: with| on)?$`)
	iWord = pattern(`(?i)\b(?:i|i'm|i’m|my|me|thank|thanks)\b`)
)

// pictureBetween trims what stands between two emoji to what may be an option.
func pictureBetween(s string) string {
	s = strings.Trim(s, " ,;./|!·•")
	for _, end := range []string{" or", " and", " oder", " ou", " o"} {
		s = strings.TrimSuffix(s, end)
	}
	return strings.Trim(strings.TrimPrefix(strings.TrimPrefix(s, "or "), "and "), " ,;")
}

// fitsPicture reports whether words beside an emoji may be an option.
func fitsPicture(s string) bool {
	n := len(strings.Fields(s))
	return n > 0 && n <= mostAlternative && !iWord().MatchString(s) && !strings.ContainsAny(s, ".!?")
}
