package manuscript

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// povForms are the ways to name a point of view.
var povForms = []func() *regexp.Regexp{
	pattern(`(?i)^(?:pov|point of view)\s*[:–—-]\s*(.{1,40})$`),
	pattern(`^(?:POV|Pov)\s+(\p{Lu}.{0,40})$`),
	pattern(`(?i)^(.{1,40}?)(?:['’]s?)?\s+(?:pov|point of view)$`),
}

var (
	// breakWords are what people write for a break.
	breakWords = pattern(`(?i)^\W*(?:(?:scene|line|page|section|chapter) ?(?:break|change)|scene ?(?:shift|cut)|` +
		`time ?skip)\W*$`)
	// bareBreak is one that only counts between ornaments or in brackets.
	bareBreak = pattern(`(?i)^(?:break|skip|cut|change of scene)$`)
	// skipForms say where to.
	skipForms = pattern(`(?i)^(?:time ?skip|time ?jump|skip)\b\s*[:–—-]?\s*\S.{0,60}$`)
	// memory is the head of a scene from another time.
	memory = pattern(`(?i)^(?:(?:start|begin|beginning|end|ends)(?: of)?(?: the)? )?(?:flash ?backs?|` +
		`flash ?forward|dream|dream sequence|memory)(?: (?:starts?|begins?|ends?|over))?$`)
	// timeHead is a line that says when the next scene is, as authors set it above a scene: no sentence.
	timeHead = pattern(`(?i)^(?:` +
		`(?:about |almost |nearly |just )?(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|` +
		`twelve|several|some|many|(?:a )?few|a couple(?: of)?|\d+)` +
		`(?: more| short| long)? (?:second|minute|hour|day|night|week|month|` +
		`season|year|decade|centur)(?:s|y|ies)? (?:later|earlier|ago|before|after|passed)` +
		`|(?:later|earlier)(?: on)?(?: (?:that|the same|this) (?:same )?(?:day|night|morning|evening|` +
		`afternoon|week|month|year))?` +
		`|(?:the )?(?:next|following|same|previous) (?:day|night|morning|evening|afternoon|week|month|year)` +
		`|that (?:night|evening|morning|afternoon)` +
		`|meanwhile(?:,? .{1,40})?|(?:the )?present(?: day)?|back (?:then|to the present)` +
		`)$`)
)

// bareLabel returns a line without what sets it off.
func bareLabel(text string) string { return strings.Trim(text, "[](){}<>*~_-–—=:. ") }

// pointOfView recognises a line that says whose eyes we look through: "Mara's POV", "POV: Mara", or the name alone in
// capitals where the chapter uses it as a name.
func (b breaks) pointOfView(text string) (string, bool) {
	if utf8.RuneCountInString(text) > breakLongest {
		return "", false
	}
	bare := bareLabel(text)
	if saysView(text) {
		for _, form := range povForms {
			if m := form().FindStringSubmatch(bare); m != nil && len(strings.Fields(m[1])) <= 4 {
				return strings.TrimSpace(m[1]), true
			}
		}
	}
	if strings.ContainsAny(text, `.!?,:;"`) || strings.Contains(text, "“") || strings.Contains(text, "”") {
		return "", false
	}
	capitals := inCapitals(bare) && bare != strings.ToLower(bare)
	if !capitals && !setOff(text) || !b.isName(bare) {
		return "", false
	}
	return bare, true
}

// saysView reports whether a line speaks of a point of view.
func saysView(text string) bool {
	if !strings.ContainsAny(text, "vV") { // nearly every line
		return false
	}
	low := strings.ToLower(text)
	return strings.Contains(low, "pov") || strings.Contains(low, "point of view")
}

// inCapitals reports whether a text has no letter that is not a capital.
func inCapitals(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r != unicode.ToUpper(r) })
}

// setOff reports whether a line has a sign at both ends, as "[Mara]" and "-Mara-".
func setOff(text string) bool {
	return len(text) > 2 && strings.Contains("[<{(*~_-–—=", firstRune(text)) &&
		strings.Contains("]>})*~_-–—=", lastRune(text))
}

// firstRune and lastRune return the first and the last character of a text.
func firstRune(text string) string {
	_, n := utf8.DecodeRuneInString(text)
	return text[:n]
}

func lastRune(text string) string {
	_, n := utf8.DecodeLastRuneInString(text)
	return text[len(text)-n:]
}

// decorated recognises words between ornaments, such as "*** Mara ***" or "~ two years later ~", and the words people
// write for a break.
func decorated(text string) sceneBreak {
	if utf8.RuneCountInString(text) > breakLongest {
		return sceneBreak{}
	}
	if core := strings.TrimFunc(text, noWordRune); len(core) <= len("chapter change") && breakWords().MatchString(text) {
		return sceneBreak{sure: 0.9, reason: "words for a break"}
	}
	bare := bareLabel(text)
	set := bare != text && !strings.ContainsAny(text[len(text)-1:], ".:") // it is set off from prose
	head := set || bare == text && (inCapitals(bare) || strings.Contains(strings.ToLower(bare), "flash"))
	switch {
	case set && bareBreak().MatchString(bare):
		return sceneBreak{sure: 0.9, reason: "words for a break"}
	case head && memory().MatchString(bare), set && skipForms().MatchString(bare), set && timeHead().MatchString(bare):
		return sceneBreak{0.9, bare, "it says when the scene is"}
	}
	return framed(text)
}

// noWordRune reports whether a character makes no word of a line.
func noWordRune(r rune) bool { return !isWordRune(r) }

// framed recognises words with ornaments on both sides.
func framed(text string) sceneBreak {
	isSign := func(r rune) bool { return strings.ContainsRune("*~=+#-–—•◆◇★☆※⁂❦§", r) }
	inner := strings.TrimRightFunc(strings.TrimLeftFunc(text, isSign), isSign)
	left := text[:strings.Index(text, inner)]
	right := text[len(left)+len(inner):]
	words := strings.TrimSpace(inner)
	if left == "***" && right == "***" && words != "" && len(strings.Fields(words)) <= 12 {
		return sceneBreak{1, words, "words between ornaments"}
	}
	words = strings.TrimFunc(words, func(r rune) bool { return r == ' ' || isSign(r) }) // "* * Mara * *"
	if left == "" || right == "" || words == "" || len(strings.Fields(words)) > 6 || strings.ContainsAny(words, `"“”«»`) ||
		strings.IndexFunc(words, isWordRune) < 0 {
		return sceneBreak{}
	}
	spaced := strings.HasPrefix(inner, " ") && strings.HasSuffix(inner, " ")
	if !spaced && (utf8.RuneCountInString(left) < 3 || utf8.RuneCountInString(right) < 3) {
		return sceneBreak{}
	}
	return sceneBreak{0.9, words, "words between ornaments"}
}

// head asks about a line that may be the head of a scene and may be prose: "Three days later", a name alone.
func (b breaks) head(text string) sceneBreak {
	ends := strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "...")
	if len(text) > 80 || ends || strings.ContainsAny(text, `!?"“”;`) {
		return sceneBreak{}
	}
	if bare := strings.TrimRight(text, ".…:"); timeHead().MatchString(bare) {
		return sceneBreak{0.5, bare, "it says when the scene is"}
	}
	if !strings.ContainsAny(text, ".,:…") && b.isName(text) {
		return sceneBreak{0.45, text, "a name alone"}
	}
	return sceneBreak{}
}
