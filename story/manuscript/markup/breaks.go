package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// manyBreaks is from how many line breaks on a text that is all one paragraph to the page is looked at for what they
// mean; longVerse is the mean length, in characters, above which lines are no verse.
const (
	manyBreaks = 4
	longVerse  = 70
)

// paragraphs cuts a paragraph at those of its line breaks that mean new paragraphs. The commonest number of breaks
// between two lines is what the author put between paragraphs, if the lines are long; fewer are lines of verse, more
// are a wider gap. Places are where the lines after the first begin, if known; perLine says that each line is a
// paragraph.
func paragraphs(p body.Para, places []place, perLine bool) []body.Para {
	lines, gaps := cutLines(p.Runs)
	if len(lines) < 2 {
		return []body.Para{p}
	}
	usual := 2
	if n, most := commonest(gaps); len(gaps) >= manyBreaks && p.Kind != story.Verse && p.Kind != story.Item {
		if n > 1 && 2*most > len(gaps) {
			usual = n
		} else if n == 1 && 2*most > len(gaps) && meanLength(lines) > longVerse {
			usual = 1
		}
	}
	if perLine {
		usual = 1
	}
	out := []body.Para{p}
	out[0].Runs = lines[0]
	for i, gap := range gaps {
		last := &out[len(out)-1]
		if gap < usual && gap < 2 {
			last.Runs = append(append(last.Runs, story.Run{Text: "\n"}), lines[i+1]...)
			continue
		}
		if gap > max(usual, 2) || usual == 1 && gap == 2 {
			out = append(out, body.Para{Gap: true, Part: p.Part, Line: p.Line, Role: p.Role})
		}
		next := p
		if next.Runs = lines[i+1]; len(places) == len(gaps) {
			next.Line, next.Col = places[i].line, places[i].col
		}
		out = append(out, next)
	}
	return out
}

// cutLines cuts runs at line breaks; gaps tells how many breaks stand between two lines.
func cutLines(runs []story.Run) (lines [][]story.Run, gaps []int) {
	var line []story.Run
	breaks := 0
	for _, r := range runs {
		for i, part := range strings.Split(r.Text, "\n") {
			if i > 0 {
				if len(line) > 0 {
					lines, line, breaks = append(lines, line), nil, 0
				}
				breaks++
			}
			if hasSign(part) || len(line) > 0 && part != "" {
				if len(line) == 0 && len(lines) > 0 {
					gaps = append(gaps, breaks)
				}
				line = append(line, story.Run{Text: part, Style: r.Style, Link: r.Link})
			}
		}
	}
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines, gaps
}

// hasSign reports whether text holds more than white space.
func hasSign(text string) bool {
	return strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsSpace(c) && c != '\u200b' })
}

// hasLetter reports whether text holds a letter or a digit.
func hasLetter(text string) bool {
	return strings.ContainsFunc(text, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) })
}

// commonest returns the number that stands most often among gaps, the smaller of two, and how often.
func commonest(gaps []int) (number, times int) {
	count := map[int]int{}
	for _, g := range gaps {
		count[g]++
	}
	for g, n := range count {
		if n > times || n == times && g < number {
			number, times = g, n
		}
	}
	return number, times
}

// meanLength returns how many characters a line has in the mean.
func meanLength(lines [][]story.Run) int {
	n := 0
	for _, line := range lines {
		for _, r := range line {
			n += utf8.RuneCountInString(r.Text)
		}
	}
	return n / len(lines)
}

// oneLine returns text with its white space collapsed.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
