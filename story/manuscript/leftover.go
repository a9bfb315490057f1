package manuscript

import (
	"fmt"
	"slices"
	"strings"

	"cliffhanger/story"
)

// leftover matches what authors write to themselves where something is still to be done.
var leftover = pattern(`\[TODO\b[^\]\n]{0,80}\]?|\bTODO:|\b(?:FIXME|TKTK)\b|\[TK\]|` +
	`(?i:\[(?:insert|placeholder|scene goes here|describe)\b[^\]\n]{0,80}\])|\b[Ll]orem [Ii]psum dolor\b`)

// hasLeftover reports whether a text has any, and matches only one with the signs of that.
func hasLeftover(text string) bool {
	return slices.ContainsFunc([]string{"[", "TODO", "FIXME", "TKTK", "psum"}, func(sign string) bool {
		return strings.Contains(text, sign)
	}) && leftover().MatchString(text)
}

// leftoversTold is the most words of a chapter that are told to be left over.
const leftoversTold = 3

// tellLeftovers warns of what the author seems to have left for later, as it is posted.
func (f *file) tellLeftovers(paras []para) {
	told := 0
	for _, p := range paras {
		text := p.text()
		if told == leftoversTold || !hasLeftover(text) {
			continue
		}
		told++
		f.report(p.line, p.col, story.Warning, fmt.Sprintf("“%s” here looks like a note to yourself, and is posted",
			opening(leftover().FindString(text))), "take it out, or finish what it speaks of; <!-- … --> hides it in Markdown")
	}
}
