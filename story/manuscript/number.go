package manuscript

import (
	"regexp"
	"strconv"
	"strings"
)

// maxNumber is the largest chapter number; a number in a file name above it is more likely a date.
const maxNumber = 99999

// parseHeading takes a chapter heading apart: "Chapter 7: The Cellar", "VII. The Cellar", "Seven". Number is 0 when
// the heading has none from 1 on; the title is then the heading as written, or what follows "Chapter 0".
func parseHeading(s string) (number int, title string) {
	s = oneLine(s)
	if fraction().MatchString(s) {
		return 0, s
	}
	for _, form := range headingForms {
		m := form().FindStringSubmatch(s)
		if m == nil {
			continue
		}
		if n := parseNumeral(m[1]); n > 0 {
			return n, strings.TrimSpace(m[2])
		}
	}
	if n, title, ok := parseBetween(s); ok && n == 0 && title != "" {
		return 0, title
	}
	return 0, s
}

// parseBetween takes apart the heading of a chapter that is numbered, but by no whole number from 1 on: "Chapter 0",
// "Chapter 3.5: Half", "Chapter 11a". Whole is the number without fraction and letter.
func parseBetween(s string) (whole int, title string, ok bool) {
	m := betweenForm().FindStringSubmatch(oneLine(s))
	if m == nil {
		return 0, "", false
	}
	whole, err := strconv.Atoi(m[1])
	if err != nil || whole > maxNumber || whole > 0 && m[2] == "" {
		return 0, "", false
	}
	return whole, strings.TrimSpace(m[3]), true
}

var (
	// fraction matches what no form of a heading may cut in two: "Chapter 3.5", "3.5".
	fraction    = pattern(`^#?(?:[\p{L}.]+\s+#?)?\d+\.\d`)
	betweenForm = pattern(chapterWord + `(\d+)([.,]\d+|\s?[½⅓⅔¼¾]|[a-z])?` + headingSeparator + `(.*)$`)
)

// What a numbered heading is made of: the words for a chapter, and what stands between number and title.
const (
	chapterWord = `(?i)^(?:chapter|chap\.?|ch\.?|part|episode|ep\.?|` +
		`instal+ment|kapitel|chapitre|cap[ií]tulo|capitolo|rozdział|hoofdstuk|kapittel|luku|глава|розділ)\s+#?`
	headingSeparator = `\s*(?:[:.–—|]|\s-\s|\s-$|$)\s*`
)

// headingForms are the shapes of a numbered heading: after "Chapter" a separator may be missing, a bare numeral needs
// one unless it stands alone. Spelled-out numbers have at most two words, "Twenty One" or "Twenty-One".
var headingForms = []func() *regexp.Regexp{
	pattern(chapterWord + `([\p{L}]+[ -][\p{L}]+)` + headingSeparator + `(.*)$`),
	pattern(chapterWord + `([\p{L}]+|\d+)` + headingSeparator + `(.*)$`),
	pattern(chapterWord + `([\p{L}]+|\d+)\s+(.*)$`),
	pattern(`(?i)^#?((?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -][a-z]+)` + headingSeparator +
		`(.*)$`),
	pattern(`^#?(\d+|[A-Za-z]+)` + headingSeparator + `(.*)$`),
	pattern(`^(\d+)\)\s+(.*)$`),
}

// parseNumeral returns the value of digits, upper-case Roman numerals below 400 or English number words below 100, or
// 0.
func parseNumeral(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		if n > maxNumber {
			return 0
		}
		return max(n, 0)
	}
	if n := parseRoman(s); n > 0 {
		return n
	}
	return parseWords(strings.ToLower(s))
}

// parseRoman returns the value of an upper-case Roman numeral written the usual way, or 0.
func parseRoman(s string) int {
	rest, n := s, 0
	for _, unit := range romanUnits {
		for strings.HasPrefix(rest, unit.text) {
			rest = rest[len(unit.text):]
			n += unit.value
		}
	}
	if rest != "" || n == 0 || n >= 400 || roman(n) != s {
		return 0
	}
	return n
}

// roman returns n as a Roman numeral.
func roman(n int) string {
	var b strings.Builder
	for _, unit := range romanUnits {
		for ; n >= unit.value; n -= unit.value {
			b.WriteString(unit.text)
		}
	}
	return b.String()
}

type romanUnit struct {
	text  string
	value int
}

var romanUnits = []romanUnit{
	{"C", 100}, {"XC", 90}, {"L", 50}, {"XL", 40}, {"X", 10}, {"IX", 9}, {"V", 5}, {"IV", 4}, {"I", 1},
}

// parseWords returns the value of a lower-case English number from "one" to "ninety-nine", or 0.
func parseWords(s string) int {
	small := strings.Fields("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen " +
		"sixteen seventeen eighteen nineteen")
	tens := strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety")
	for i, w := range small {
		if w == s {
			return i + 1
		}
	}
	for i, w := range tens {
		rest, ok := strings.CutPrefix(s, w)
		if !ok {
			continue
		}
		if rest == "" {
			return 20 + 10*i
		}
		rest = strings.TrimLeft(rest, " -")
		for j, unit := range small[:9] {
			if rest == unit {
				return 20 + 10*i + j + 1
			}
		}
	}
	return 0
}
