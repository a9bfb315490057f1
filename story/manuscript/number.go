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
		n := parseNumeral(m[1])
		if n == 0 && oneChapter().MatchString(s) {
			n = parseTongue(strings.ToLower(m[1]))
		}
		if n > 0 {
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
	chapterWords = `chapter|chap\.?|ch\.?|episode|ep\.?|instal+ment|kapitel|chapitre|cap[ií]tulo|capitolo|capitolul|` +
		`rozdział|hoofdstuk|kapittel|luku|kapitola|poglavlje|bölüm|chương|bab|kabanata|глава|розділ|κεφάλαιο|` +
		`פרק|الفصل|अध्याय|บทที่`
	chapterWord      = `(?i)^(?:part|` + chapterWords + `)\s+#?`
	headingSeparator = `\s*(?:[:.–—|]|\s-\s|\s-$|$)\s*`
)

// oneChapter matches how the heading of a chapter begins, in the languages of [parseHeading] but without words that may
// stand for several chapters.
var oneChapter = pattern(`(?i)^(?:(?:` + chapterWords + `)\s|第 ?[` + digitForms + hanDigits + `]+ ?[章话話回節节幕集夜]|` +
	`(?:제 ?)?[` + digitForms + `]+ ?[화장회편](?:[\s.:：,–—-]|$))`)

// headingForms are the shapes of a numbered heading: after "Chapter" a separator may be missing, a bare numeral needs
// one unless it stands alone. Spelled-out numbers have at most two words, "Twenty One" or "Twenty-One".
var headingForms = []func() *regexp.Regexp{
	pattern(chapterWord + `([\p{L}]+[ -][\p{L}]+)` + headingSeparator + `(.*)$`),
	pattern(chapterWord + `(?:the )?([\p{L}]+|[` + digitForms + `]+)` + headingSeparator + `(.*)$`),
	pattern(chapterWord + `(?:the )?([\p{L}]+|[` + digitForms + `]+)\s+(.*)$`),
	pattern(`^第 ?([` + digitForms + hanDigits + `]+) ?[章话話回節节幕集夜][\s.:：．、・–—-]*(.*)$`),
	pattern(`^(?:제 ?)?([` + digitForms + `]+) ?[화장회편](?:[\s.:：,–—-]+|$)(.*)$`),
	pattern(`(?i)^#?((?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -][a-z]+)` + headingSeparator +
		`(.*)$`),
	pattern(`^#?(\d+|[A-Za-z]+)` + headingSeparator + `(.*)$`),
	pattern(`^(\d+)\)\s+(.*)$`),
}
