package manuscript

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"cliffhanger/story"
)

// headSigns are what people set the heading of a chapter in, or before it.
const headSigns = "~*-–—=_+#•✦✧★☆❖◆◇♦·|<>[] "

// bareHeads takes off the signs that headings of chapters are set in: "~*~ Chapter 4 ~*~", "[Chapter 4: Fog]", and
// "#Chapter 4", of which Markdown makes no heading.
func bareHeads(paras []para) {
	for i := range paras {
		p := &paras[i]
		if p.Kind != story.Paragraph || p.cut || p.isLong() {
			continue
		}
		text := strings.TrimSpace(p.text())
		if first, _ := utf8.DecodeRuneInString(text); !strings.ContainsRune(headSigns, first) || strings.Contains(text, "\n") {
			continue
		}
		bare := strings.Trim(text, headSigns)
		if number, title := parseHeading(bare); number > 0 && oneChapter().MatchString(bare) && isTitleOf(bare, title) {
			p.Runs = []story.Run{{Text: bare}}
		}
	}
}

// sectionWords is how many words a section has, on an average, of which a notice asks whether it is a chapter.
const sectionWords = 300

// tellSections asks about headings of the highest level that no number tells to be those of chapters, if there are
// several and much stands below each.
func (f *file) tellSections(paras []para) {
	highest, last := 0, 0
	count := map[int]int{}
	for _, p := range paras {
		if p.Kind == story.Heading && p.level <= 2 {
			count[p.level]++
		}
	}
	for _, level := range []int{1, 2} {
		if count[level] > 1 && highest == 0 {
			highest = level
		}
	}
	if highest == 0 || countWords(paras) < sectionWords*count[highest] {
		return
	}
	for i, p := range paras {
		if p.Kind == story.Heading && p.level == highest {
			if _, ok := marker(p); ok {
				return
			}
			last = i
		}
	}
	f.report(paras[last].line, paras[last].col, story.Notice, fmt.Sprintf("there are %d headings like “%s”, and all is read as "+
		"one chapter", count[highest], oneLine(paras[last].text())),
		"if chapters begin there, number them, such as “# Chapter 2: Rain”, or put each into a file of its own")
}
