package manuscript

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
)

// How sure we must be to cut a scene, and to ask the author about a line that stays prose.
const (
	breakSure  = 0.6
	breakDoubt = 0.3
)

// breakLongest is the most characters of a line that can be a scene break.
const breakLongest = 120

// A sceneBreak is what a paragraph is worth as a scene break, from 0 to 1, and the label it gives the scene below.
type sceneBreak struct {
	sure  float64
	label string
}

// breaks knows a chapter well enough to tell its scene breaks: which names it uses and which numerals stand alone.
type breaks struct {
	names    map[string]int  // how often a word is used like a name
	numerals map[string]bool // lone numerals that count up from 1
}

// newBreaks looks through a chapter's prose.
func newBreaks(paras []para) breaks {
	b := breaks{names: map[string]int{}, numerals: map[string]bool{}}
	var run []string
	for _, p := range paras {
		text := strings.TrimSpace(p.text())
		if n := loneNumeral(text); n > 0 && n == len(run)+1 {
			run = append(run, text)
		}
		if _, ok := (breaks{}).pointOfView(text); ok || decorated(text).sure > 0 {
			continue
		}
		for i, w := range strings.Fields(text) {
			if i > 0 {
				w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
				w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")
				if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) && w != strings.ToUpper(w) {
					b.names[strings.ToUpper(w)]++
				}
			}
		}
	}
	if len(run) > 1 {
		for _, s := range run {
			b.numerals[s] = true
		}
	}
	return b
}

// loneNumeral returns the value of a paragraph that is nothing but a numeral, or 0.
func loneNumeral(s string) int {
	s = strings.TrimSuffix(s, ".")
	if n := parseNumeral(s); n > 0 && parseWords(strings.ToLower(s)) == 0 {
		return n
	}
	return 0
}

// at says whether the paragraph is a scene break.
func (b breaks) at(p para) sceneBreak {
	if p.cut {
		return sceneBreak{sure: 1}
	}
	if p.Kind != story.Paragraph {
		return sceneBreak{}
	}
	text := strings.TrimSpace(p.text())
	if utf8.RuneCountInString(text) > breakLongest || strings.Contains(text, "\n") {
		return sceneBreak{}
	}
	if b.numerals[text] {
		return sceneBreak{0.9, strings.TrimSuffix(text, ".")}
	}
	if sure := ornament(text); sure > 0 {
		if p.centred { // nobody sets a silence ("…") in the middle of the line
			sure = min(sure+0.35, 1)
		}
		return sceneBreak{sure: sure}
	}
	if label, ok := b.pointOfView(text); ok {
		return sceneBreak{0.9, label}
	}
	return decorated(text)
}

// ornament says how surely a line is an ornament: signs that are no part of a sentence, or letters used as signs.
func ornament(text string) float64 {
	bare := strings.Join(strings.Fields(text), "")
	signs := utf8.RuneCountInString(bare)
	if signs == 0 || signs > 100 || bare == holdSign {
		return 0
	}
	if strings.IndexFunc(bare, isWordRune) >= 0 {
		return letterOrnament(text, bare)
	}
	dots, dashes, pictures := 0, 0, 0
	for _, r := range bare {
		switch {
		case strings.ContainsRune(`"'“”‘’«»„?!`, r), unicode.Is(unicode.Sc, r), unicode.Is(unicode.Cf, r) && r != '\u200d',
			r >= 0x1f600 && r <= 0x1f64f, r >= 0x1f440 && r <= 0x1f450, r == '(' || r == ')':
			return 0
		case r == '.' || r == '…' || r == ',':
			dots++
		case r == '-' || r == '–' || r == '—':
			dashes++
		case unicode.Is(emojiTable, r) && r > 0x27bf:
			pictures++
		}
	}
	switch {
	case dots == signs, dashes == 1 && signs == 1:
		return 0.4
	case pictures == 1 && signs <= 2:
		return 0.5
	case signs == 1:
		return 0.75
	}
	return 0.97
}

// isWordRune reports whether a character makes a word of a line.
func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// letterOrnament says how surely letters are an ornament, as in oOo, xXx and -x-. Sounds ("Ooo") and kisses ("xxx")
// are left alone.
func letterOrnament(text, bare string) float64 {
	letters := strings.Map(func(r rune) rune {
		if isWordRune(r) {
			return r
		}
		return -1
	}, bare)
	ohs := strings.Trim(letters, "oO0") == ""
	exes := strings.Trim(letters, "xX") == ""
	signs := utf8.RuneCountInString(bare) - len(letters)
	switch {
	case !ohs && !exes || strings.ContainsAny(bare, `!?.,"'“”‘’`):
		return 0
	case letters == "oOo" || letters == "xXx" || letters == "XxX" || letters == "OoO":
		return 0.85
	case len(letters) > 3 && strings.ContainsAny(letters[1:], "OX0") && strings.ContainsAny(letters, "ox"):
		return 0.85
	case signs >= 2 && (strings.ContainsAny(bare[:1], "-~*=+#_") || strings.Contains(bare, "~")) && len(letters) < 8 &&
		!strings.Contains(text, "/"):
		return 0.85
	case letters == "XXX", len(letters) > 5:
		return 0.7
	case letters == "xxx", letters == "ooo":
		return 0.35
	}
	return 0
}

// povForms are the ways to name a point of view.
var povForms = []func() *regexp.Regexp{
	pattern(`(?i)^(?:pov|point of view)\s*[:–—-]\s*(.{1,40})$`),
	pattern(`(?i)^(.{1,40}?)(?:['’]s?)?\s+(?:pov|point of view)$`),
}

// breakWords are what people write for a break.
var breakWords = pattern(`(?i)^\W*(scene ?break|line ?break|page ?break|time ?skip)\W*$`)

// pointOfView recognises a line that says whose eyes we look through: "Mara's POV", "POV: Mara", or the name alone in
// capitals where the chapter uses it as a name.
func (b breaks) pointOfView(text string) (string, bool) {
	if utf8.RuneCountInString(text) > breakLongest {
		return "", false
	}
	bare := strings.Trim(text, "[](){}*~_-–—=:. ")
	for _, form := range povForms {
		if m := form().FindStringSubmatch(bare); m != nil && len(strings.Fields(m[1])) <= 4 {
			return strings.TrimSpace(m[1]), true
		}
	}
	if bare != strings.ToUpper(bare) || bare == strings.ToLower(bare) || strings.ContainsAny(text, `.!?,:;"“”`) {
		return "", false
	}
	words := strings.Fields(bare)
	if len(words) > 4 {
		return "", false
	}
	for _, w := range words {
		if w != "AND" && w != "&" && b.names[w] < 2 {
			return "", false
		}
	}
	return bare, true
}

// decorated recognises words between ornaments, such as "*** Mara ***" or "~ two years later ~", and the words people
// write for a break.
func decorated(text string) sceneBreak {
	if utf8.RuneCountInString(text) > breakLongest {
		return sceneBreak{}
	}
	if breakWords().MatchString(text) {
		return sceneBreak{sure: 0.9}
	}
	isSign := func(r rune) bool { return strings.ContainsRune("*~=+#-–—•◆◇★☆※⁂❦§", r) }
	inner := strings.TrimRightFunc(strings.TrimLeftFunc(text, isSign), isSign)
	left := text[:strings.Index(text, inner)]
	right := text[len(left)+len(inner):]
	words := strings.TrimSpace(inner)
	if left == "***" && right == "***" && words != "" && len(strings.Fields(words)) <= 12 {
		return sceneBreak{1, words}
	}
	if left == "" || right == "" || words == "" || len(strings.Fields(words)) > 6 || strings.ContainsAny(words, `"“”«»`) {
		return sceneBreak{}
	}
	spaced := strings.HasPrefix(inner, " ") && strings.HasSuffix(inner, " ")
	if !spaced && (utf8.RuneCountInString(left) < 3 || utf8.RuneCountInString(right) < 3) {
		return sceneBreak{}
	}
	return sceneBreak{0.9, words}
}
