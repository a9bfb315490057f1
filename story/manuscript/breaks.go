package manuscript

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
)

// How sure we must be to cut a scene, and to ask the author about a line that stays prose.
const (
	breakSure  = 0.6
	breakDoubt = 0.3
)

// breakTold is how sure a line is that is cut at without a word.
const breakTold = 0.74

// breakLongest is the most characters of a line that can be a scene break.
const breakLongest = 120

// A sceneBreak is what a paragraph is worth as a scene break.
type sceneBreak struct {
	sure   float64 // from 0 to 1
	label  string  // of the scene below; may be empty
	reason string  // what the line is, in words
}

// breaks knows a chapter well enough to tell its scene breaks: which names it uses and which numerals stand alone.
type breaks struct {
	names    func() map[string]int // how often a word is used like a name, by the word in capitals
	numerals map[string]bool       // lone numerals that count up
}

// newBreaks looks through a chapter's prose.
func newBreaks(paras []para) breaks {
	b := breaks{numerals: map[string]bool{}}
	b.names = sync.OnceValue(func() map[string]int { return namesIn(paras) }) // few chapters have a line that asks for them
	var count [2]counting
	for i, p := range paras {
		if p.isLong() {
			continue
		}
		text := strings.TrimSpace(p.text())
		for from := range count {
			count[from].add(i, from+1, text)
		}
	}
	for _, c := range count {
		if len(c.run) > 1 {
			for _, s := range c.run {
				b.numerals[s] = true
			}
			break
		}
	}
	return b
}

// A counting is a run of lone numerals each of which is one more than the last, with prose between them.
type counting struct {
	run []string
	at  int // the paragraph of the last
}

// add adds paragraph i to the run, which begins with the numeral first, if it is the next.
func (c *counting) add(i, first int, text string) {
	n := loneNumeral(text)
	if n == 0 || n != first+len(c.run) || len(c.run) > 0 && (i == c.at+1 || isRoman(text) != isRoman(c.run[0])) {
		return
	}
	c.run, c.at = append(c.run, text), i
}

// namesIn counts the words of a chapter that are written like names, by the word in capitals. Lines that are breaks
// whatever the names are do not count.
func namesIn(paras []para) map[string]int {
	names := map[string]int{}
	anonymous := breaks{names: func() map[string]int { return nil }}
	for _, p := range paras {
		text := strings.TrimSpace(p.text())
		if _, ok := anonymous.pointOfView(text); !ok && decorated(text).sure == 0 {
			addNames(names, text)
		}
	}
	return names
}

// addNames counts the words of a paragraph that are written like names.
func addNames(names map[string]int, text string) {
	first := true
	for w := range strings.FieldsSeq(text) {
		if first {
			first = false
			continue
		}
		w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
		w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) && w != strings.ToUpper(w) {
			names[strings.ToUpper(w)]++
		}
	}
}

// isName reports whether words are names that the chapter uses, such as "Mara", "MARA AND TOMAS".
func (b breaks) isName(text string) bool {
	words := strings.Fields(text)
	return len(words) > 0 && len(words) <= 4 && !slices.ContainsFunc(words, func(w string) bool {
		and := w == "AND" || w == "and" || w == "&"
		return !and && (b.names()[strings.ToUpper(w)] < 2 || w == strings.ToLower(w))
	})
}

// loneNumeral returns the value of a paragraph that is nothing but a numeral, or 0: "2", "2.", "(2)", "II", "ii".
func loneNumeral(s string) int {
	if len(s) > len("(CCCLXXXVIII)") {
		return 0
	}
	s = bareNumeral(s)
	if strings.Trim(s, "ivx") == "" {
		s = strings.ToUpper(s)
	}
	if n := parseNumeral(s); n > 0 && parseWords(strings.ToLower(s)) == 0 {
		return n
	}
	return 0
}

// isRoman reports whether a lone numeral is written in letters.
func isRoman(numeral string) bool { return !strings.ContainsAny(numeral, "0123456789") }

// bareNumeral returns a numeral without what sets it off.
func bareNumeral(s string) string {
	if in, ok := strings.CutPrefix(s, "("); ok {
		if in, ok = strings.CutSuffix(in, ")"); ok {
			return in
		}
	}
	return strings.TrimSuffix(s, ".")
}

// at says whether the paragraph is a scene break.
func (b breaks) at(p para) sceneBreak {
	if p.cut {
		return sceneBreak{sure: 1}
	}
	if p.Kind != story.Paragraph || p.isLong() {
		return sceneBreak{}
	}
	text := strings.TrimSpace(p.text())
	if len(text) > utf8.UTFMax*breakLongest || utf8.RuneCountInString(text) > breakLongest || strings.Contains(text, "\n") {
		return sceneBreak{}
	}
	if b.numerals[text] {
		return sceneBreak{0.9, bareNumeral(text), "numbers count up"}
	}
	found := signs(text)
	if found.sure == 0 {
		if label, ok := b.pointOfView(text); ok {
			return sceneBreak{0.9, label, "it says through whose eyes we look"}
		}
		if found = decorated(text); found.sure == 0 {
			found = b.head(text)
		}
	}
	if found.sure > 0 && (p.centred || found.label != "" && p.bold) {
		// nobody sets a silence ("…") in the middle of the line, or a sentence like the head of a scene
		found.sure = min(found.sure+0.35, 1)
	}
	return found
}
