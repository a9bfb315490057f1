package manuscript

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"cliffhanger/story"
)

// proseOf returns how a file is read in which nothing but its words tells where chapters begin.
func proseOf(read func(*file) (volume, bool)) func(*file) (volume, bool) {
	return func(f *file) (volume, bool) {
		v, ok := read(f)
		if ok && len(v.drafts) == 1 {
			f.cutChapters(&v)
		}
		return v, ok
	}
}

// cutChapters cuts a volume's only draft where headings say beyond doubt that it is several. Front matter that speaks
// of one chapter makes it one.
func (f *file) cutChapters(v *volume) {
	d := v.drafts[0]
	if fr := d.front; fr.number > 0 || fr.hasNote || fr.hasQuestion || fr.vote != nil || fr.release.date != "" ||
		fr.release.branch != nil || fr.release.hold || fr.release.holds != nil || fr.release.silent {
		return
	}
	starts := chapterStarts(d.paras)
	if len(starts) < 2 {
		return
	}
	v.warnings = union(v.warnings, d.front.warnings)
	if d.front.title != "" {
		v.title = d.front.title
	}
	v.drafts = nil
	if above := withoutBreaks(d.paras[:starts[0]]); hasProse(above) && countWords(above) > mostAbove {
		v.drafts = append(v.drafts, draft{paras: above})
	} else {
		f.tellAbove(v, above)
	}
	for i, from := range starts {
		to := len(d.paras)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		part := slices.Clone(d.paras[from:to])
		if part[0].Kind == story.Paragraph {
			f.plainTitle(part)
			part[0].Kind, part[0].level = story.Heading, 1
		}
		v.drafts = append(v.drafts, draft{paras: withoutBreaks(part)})
	}
}

// mostAbove is how many words may stand above the first of several chapters without being one themselves: title,
// author, a dedication, a list of contents of a few lines.
const mostAbove = 60

// tellAbove tells what of a file stands above its first chapter and is not posted. A title there is the story's.
func (f *file) tellAbove(v *volume, above []para) {
	if len(above) == 0 {
		return
	}
	if p := above[0]; v.title == "" && (p.Kind == story.Heading || isTitle(p.text())) {
		v.title = oneLine(p.text())
	}
	f.report(above[0].line, above[0].col, story.Notice,
		fmt.Sprintf("what stands above the first chapter is not posted, %d words from “%s” on", countWords(above),
			opening(above[0].text())),
		"if it is story, write a heading such as “Prologue” above it")
}

// countWords counts the words of paragraphs.
func countWords(paras []para) int {
	n := 0
	for _, p := range paras {
		n += p.words()
	}
	return n
}

// withoutBreaks returns paragraphs without the breaks they begin and end with.
func withoutBreaks(paras []para) []para {
	for len(paras) > 0 && paras[0].cut && !paras[0].hold.known() {
		paras = paras[1:]
	}
	for len(paras) > 0 && paras[len(paras)-1].cut && !paras[len(paras)-1].hold.known() {
		paras = paras[:len(paras)-1]
	}
	return paras
}

// A chapterMark is a paragraph that may be the heading of a chapter.
type chapterMark struct {
	at, level int // level 0: a line that is no heading by its format
	number    int // 0: one that authors do not number, such as a prologue
}

// chapterStarts returns where chapters begin, or none unless it is beyond doubt that there are several: headings of one
// level say "Chapter" and a number, each one more than the last, or 1 again below the heading of a part. The lines of a
// list of contents, which have nothing below them, are not taken for headings.
func chapterStarts(paras []para) []int {
	var marks []chapterMark
	for i, p := range paras {
		if m, ok := chapterMarkOf(p); ok {
			m.at = i
			marks = append(marks, m)
		}
	}
	marks = withText(paras, marks)
	if len(marks) > 1 && marks[0].at == 0 {
		marks[0].level = marks[1].level // a text's first line may have been taken for its title
	}
	first := slices.IndexFunc(marks, func(m chapterMark) bool { return m.number > 0 })
	if first < 0 {
		return nil
	}
	var starts []int
	numbered, last := 0, marks[first].number-1
	for _, m := range marks {
		if m.level != marks[first].level {
			continue
		}
		part := m.at > 0 && isPart(paras[m.at-1])
		switch {
		case m.number == 0:
		case m.number == last+1, m.number == 1 && part:
			numbered, last = numbered+1, m.number
		default:
			return nil
		}
		if part {
			m.at--
		}
		starts = append(starts, m.at)
	}
	if numbered < 2 {
		return nil
	}
	return starts
}

// chapterMarkOf reports whether a paragraph may be the heading of one of several chapters.
func chapterMarkOf(p para) (chapterMark, bool) {
	if p.cut || p.role != 0 || p.Kind == story.Paragraph && !mayBeChapter(p) {
		return chapterMark{}, false
	}
	text := strings.TrimSpace(p.text())
	if utf8.RuneCountInString(text) > breakLongest || strings.Contains(text, "\n") {
		return chapterMark{}, false
	}
	number, title := 0, ""
	if oneChapter().MatchString(text) {
		number, title = parseHeading(strings.TrimRight(text, "."))
	}
	switch {
	case p.Kind == story.Heading && p.level <= 2:
		if number > 0 {
			return chapterMark{level: p.level, number: number}, true
		}
		return chapterMark{level: p.level}, standsOutside(text)
	case p.Kind != story.Paragraph:
		return chapterMark{}, false
	case number > 0 && (title == "" || isTitle(title)):
		return chapterMark{number: number}, true
	}
	return chapterMark{}, standsOutside(text) && isTitle(text) && len(strings.Fields(text)) <= 8
}

// oneChapter matches how the heading of a chapter begins, in the languages of [parseHeading] but without words that may
// stand for several chapters.
var oneChapter = pattern(`(?i)^(?:chapter|chap\.?|ch\.?|episode|ep\.?|` +
	`instal+ment|kapitel|chapitre|cap[ií]tulo|capitolo|rozdział|hoofdstuk|kapittel|luku|глава|розділ)\s`)

// mayBeChapter reports whether a paragraph begins with one of the letters with which the heading of a chapter does, in
// Cyrillic with what such letters begin with in UTF-8. It is asked of every paragraph of a long file, which then need
// not be looked at.
func mayBeChapter(p para) bool {
	for _, r := range p.Runs {
		if text := strings.TrimSpace(r.Text); text != "" {
			return strings.IndexByte("bcefihklprBCEFIHKLPR\xd0\xd1", text[0]) >= 0
		}
	}
	return false
}

// withText returns the marks below which there is text before the next.
func withText(paras []para, marks []chapterMark) []chapterMark {
	var out []chapterMark
	for i, m := range marks {
		end := len(paras)
		if i+1 < len(marks) {
			end = marks[i+1].at
		}
		if hasProse(paras[m.at+1 : end]) {
			out = append(out, m)
		}
	}
	return out
}

// isPart reports whether a paragraph is the heading of a part, which may have chapters of its own.
func isPart(p para) bool {
	text := p.text()
	return (p.Kind == story.Heading || p.Kind == story.Paragraph && isTitle(text)) && partHead().MatchString(text)
}

// countUp keeps the numbers of several chapters of one file if each is larger than those before, with room for the
// chapters that say none. Else all are counted by their places.
func (f *file) countUp(chapters []story.Chapter) {
	if len(chapters) < 2 {
		return
	}
	last := 0
	for _, c := range chapters {
		if c.Number > 0 && c.Number <= last {
			f.report(0, 0, story.Notice, fmt.Sprintf("the numbers in the headings leave no room for all chapters, or begin "+
				"anew, so the %d chapters are counted by their places", len(chapters)), "")
			for i := range chapters {
				chapters[i].Number = 0
			}
			return
		}
		last = max(c.Number, last+1)
	}
}
