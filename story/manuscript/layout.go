package manuscript

import (
	"slices"
	"strings"
	"unicode/utf8"

	"cliffhanger/story"
)

// A layout is what a text's line breaks mean.
type layout uint8

const (
	spaced   layout = iota // paragraphs stand between blank lines
	perLine                // every line is a paragraph, as in text pasted from a web page
	wrapped                // lines were broken to a width; paragraphs stand between blank lines
	indented               // lines were broken to a width; a paragraph begins with an indented line
)

// longLine is the length in characters above which a line was surely not broken to a width by hand or by a program.
const longLine = 100

// detectLayout looks at how lines end. In a wrapped text the first word of a line would not have fit at the end of the
// line above; in a text of one paragraph per line it nearly always would.
func detectLayout(lines []string) layout {
	var lengths []int
	pairs, full, indents, ends := 0, 0, 0, 0
	for _, line := range lines {
		if line = strings.TrimRight(line, " \t"); line != "" {
			lengths = append(lengths, utf8.RuneCountInString(line))
			if strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "\u3000") {
				indents++
			}
		}
	}
	if len(lengths) < 2 {
		return spaced
	}
	slices.Sort(lengths)
	width := lengths[min(len(lengths)-1, len(lengths)*98/100)]
	for i := range len(lines) - 1 {
		line, next := strings.TrimRight(lines[i], " \t"), strings.TrimSpace(lines[i+1])
		if line == "" || next == "" {
			continue
		}
		pairs++
		word, _, _ := strings.Cut(next, " ")
		if utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width-1 {
			full++
		}
		if endsSentence(line) {
			ends++
		}
	}
	switch {
	case pairs == 0:
		return spaced
	case width >= 30 && width <= longLine && 2*full >= pairs && ends*10 < pairs*8:
		if indents*20 > len(lengths) && indents*4 < len(lengths)*3 {
			return indented
		}
		return wrapped
	case 2*pairs > len(lengths) && (width > longLine || ends*10 >= pairs*8):
		return perLine
	}
	return spaced
}

// endsSentence reports whether a line ends as a paragraph does.
func endsSentence(line string) bool {
	line = strings.TrimRight(line, " \"'”’»“«)]*_」』）\u200b")
	last, _ := utf8.DecodeLastRuneInString(line)
	return line != "" && strings.ContainsRune(".!?:,-…—–。！？：、，．؟،۔।", last)
}

// separate prepares Markdown for a parser that follows CommonMark: lines of ornaments become rules of their own, and
// where every line is a paragraph, blank lines are put between.
func (f *file) separate(src *source) *source {
	lines := strings.Split(src.text, "\n")
	apart := detectLayout(lines) == perLine
	e := &editor{old: src}
	at, fenced, told := 0, false, false
	for i, line := range lines {
		end := at + len(line)
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
		}
		switch {
		case !fenced && isHold(line):
			e.insert("\n")
			e.keepAs(at, holdSign)
			e.insert("\n\n")
		case !fenced && rawOrnament(line) && !opensAsTitle(lines, i):
			e.insert("\n")
			e.keepAs(at, "***")
			e.insert("\n\n")
		default:
			e.keep(at, min(end+1, len(src.text)))
			if fenced || i+1 == len(lines) {
				break
			}
			if beginsOptions(lines, i+1) || beginsTalk(lines, i+1) {
				e.insert("\n")
			} else if apart && isProseLine(line) && isProseLine(lines[i+1]) {
				e.insert("\n")
				if !told {
					line, col := src.pos(at)
					f.report(line, col, story.Notice, "every line is taken for a paragraph, since blank lines are rare",
						"leave a blank line between paragraphs to be sure")
					told = true
				}
			}
		}
		at = end + 1
	}
	return e.source()
}

// beginsOptions reports whether line i is one of two or more that stand together and read like options with a letter
// or an emoji, which Markdown would join into one paragraph.
func beginsOptions(lines []string, i int) bool {
	is := func(j int) bool {
		if j < 0 || j >= len(lines) || !isOption(lines[j]) || !isProseLine(lines[j]) {
			return false
		}
		keycap, _ := cutEmoji(lines[j]) // a digit that is an emoji, unlike one that begins a sentence
		return lines[j][0] > '9' || keycap != ""
	}
	return is(i) && (is(i-1) || is(i+1))
}

// beginsTalk reports whether line i is one of two or more that stand together and begin with who says them, as the lines
// of a chat do, or begins with the head of a note or a question. Markdown would join them into one paragraph.
func beginsTalk(lines []string, i int) bool {
	if i >= len(lines) || !isProseLine(lines[i]) {
		return false
	}
	if bare := strings.TrimSpace(lines[i]); beginsNote(bare) || questionHead(bare) > 0 {
		return true
	}
	is := func(j int) bool {
		return j >= 0 && j < len(lines) && isProseLine(lines[j]) && chatLine(strings.TrimSpace(lines[j]))
	}
	return is(i) && (is(i-1) || is(i+1))
}

// chatLine reports whether a line begins with who says it in a chat, or when: "**Mara:** hello", "[10:42] Mara: hello",
// "<Mara> hello".
var chatLine = rare(pattern(`^(?:[*_]*[\[(]\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AaPp][Mm])?[\])][*_]*\s+|`+
	`[*_]*\p{Lu}[\p{L}\d_.'’-]{0,19}(?: \p{Lu}[\p{L}.'’-]{0,15})?(?: ?[\[(]\d{1,2}[:.]\d\d[^\])]{0,6}[\])])?[*_]*:[*_]*\s|`+
	`<\p{Lu}[\p{L}\d_.'’-]{0,19}>\s)\S`), ":", ">", ".")

// rawOrnament reports whether a line of Markdown is an ornament whatever stands around it.
func rawOrnament(line string) bool {
	line = strings.TrimSpace(line)
	if htmlRule().MatchString(line) {
		return true
	}
	if line == "" || strings.ContainsAny(line, "\\`<>|[]") || strings.Trim(line, "-") == "" && len(line) < 3 {
		return false
	}
	if m := headingWords().FindStringSubmatch(line); m != nil && m[1] != "" {
		line = m[1]
		if strings.ContainsFunc(line, isWordRune) {
			line = strings.Trim(line, "*_ ") // "## *X*" is a heading, "## oOo" is none
		}
		return ornament(line) >= 0.7 && parseNumeral(line) == 0
	}
	return ornament(line) >= 0.7
}

// opensAsTitle reports whether line i is a heading, if only of pictures ("# ☕☕☕"), where nothing is that it could break
// off: above it there is no text, or another heading. Signs that nobody calls a chapter, as in "# ***", are none.
func opensAsTitle(lines []string, i int) bool {
	words := headingWords().FindStringSubmatch(lines[i])
	if words == nil || strings.Trim(words[1], "*-–—_~=#⁂• \t") == "" {
		return false
	}
	for i--; i >= 0; i-- {
		if bare := strings.TrimSpace(lines[i]); bare != "" {
			return headingWords().MatchString(bare)
		}
	}
	return true
}

// headingWords matches a heading in Markdown and what it says.
var headingWords = pattern(`^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$`)

// htmlRule matches a line that is nothing but a rule in HTML.
var htmlRule = pattern(`(?i)^<hr(?:\s[^<>]*)?/?>$`)

// structural matches the start of a line that is markup of its own.
var structural = pattern("^(?:>|#|[*+] |```|\\d+[.)] )")

// isProseLine reports whether a line is not blank and no part of a list, quotation, heading or verse.
func isProseLine(line string) bool {
	bare := strings.TrimSpace(line)
	return bare != "" && !strings.HasSuffix(line, "  ") && !strings.HasSuffix(line, `\`) &&
		!structural().MatchString(bare)
}
