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
	marks := f.chapterMarks(d.paras)
	if len(marks) < 2 {
		if !d.front.hasTitle {
			f.tellSections(d.paras)
		}
		return
	}
	f.tellMarks(d.paras, marks)
	starts := startsOf(d.paras, marks)
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
		if below := marks[i].at - from; below > 0 && part[below].Kind == story.Paragraph {
			part[below].Kind, part[below].level = story.Heading, 2 // of the part's first chapter
		}
		if part[0].Kind == story.Paragraph {
			if _, _, between := parseBetween(part[0].text()); !between { // which is told already
				f.plainTitle(part)
			}
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
	f.problems = slices.DeleteFunc(f.problems, func(p story.Problem) bool { // it is none's of the chapters
		return p.Message == firstLineTitle(above[0].text())
	})
	if text := above[0].text(); len(above) == 1 && v.title == oneLine(text) {
		f.report(above[0].line, above[0].col, story.Notice, fmt.Sprintf("“%s” is taken for the story's title", opening(text)),
			"if it is a chapter without a text, take it out")
		return
	}
	size := "1 word"
	if n := countWords(above); n != 1 {
		size = fmt.Sprintf("%d words", n)
	}
	f.report(above[0].line, above[0].col, story.Notice,
		fmt.Sprintf("what stands above the first chapter is not posted, %s from “%s” on", size, opening(above[0].text())),
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
	at, level int  // level 0: a line that is no heading by its format
	number    int  // 0: one that authors do not number, such as a prologue
	between   bool // "Chapter 3.5", "Chapter 11a" or "Chapter 0"; number is then the whole one
}

// says reports whether the heading says "Chapter" and a number.
func (m chapterMark) says() bool { return m.number > 0 || m.between }

// follows reports whether the heading may stand below one of the number last.
func (m chapterMark) follows(last int) bool { return m.number > last || m.between && m.number == last }

// chapterMarks returns the headings of chapters, or none unless it is clear that there are several: they are of one
// level, say "Chapter" and a number, and the numbers ascend, but for a 1 below the heading of a part. Where they do
// not ascend, most headings of that level must be such, and lines of a text do not do. The lines of a list of contents,
// which have nothing below them, are not taken for headings. Of headings that look like it and are not used, a warning
// tells. Where no heading says "Chapter", numbers alone may do.
func (f *file) chapterMarks(paras []para) []chapterMark {
	var all []chapterMark
	for i, p := range paras {
		if m, ok := chapterMarkOf(p); ok {
			m.at = i
			all = append(all, m)
		}
	}
	all = withText(paras, all)
	if len(all) > 1 && all[0].at == 0 && !slices.ContainsFunc(all[1:], func(m chapterMark) bool {
		return m.level == all[0].level
	}) {
		all[0].level = all[1].level // a text's first line may have been taken for its title
	}
	first := slices.IndexFunc(all, chapterMark.says)
	if first < 0 {
		return f.numberedMarks(paras)
	}
	var marks []chapterMark
	said := 0
	for _, m := range all {
		if m.level != all[first].level {
			continue
		}
		if marks = append(marks, m); m.says() {
			said++
		}
	}
	switch {
	case said < 2:
		f.tellUnused(paras, all, "is a heading of another kind")
		return nil
	case !ascend(paras, marks) && (all[first].level == 0 || sameNumber(marks) ||
		!mostSay(paras, all[first].level, said)):
		f.tellUnused(paras, all, "the numbers do not ascend")
		return nil
	}
	return marks
}

// ascend reports whether the numbers of chapters ascend, or begin anew with a part.
func ascend(paras []para, marks []chapterMark) bool {
	last := -1
	for _, m := range marks {
		if !m.says() {
			continue
		}
		if !m.follows(last) && !beginsPart(paras, m) {
			return false
		}
		last = m.number
	}
	return true
}

// beginsPart reports whether a heading is that of the first chapter of a part.
func beginsPart(paras []para, m chapterMark) bool {
	return m.number == 1 && m.at > 0 && isPart(paras[m.at-1])
}

// mostSay reports whether of all headings of a level more than half say that they are those of chapters.
func mostSay(paras []para, level, said int) bool {
	n := 0
	for _, p := range paras {
		if p.Kind == story.Heading && p.level == level && !isPart(p) {
			n++
		}
	}
	return 2*said > n
}

// sameNumber reports whether all headings that say a number say the same.
func sameNumber(marks []chapterMark) bool {
	first := slices.IndexFunc(marks, chapterMark.says)
	return !slices.ContainsFunc(marks, func(m chapterMark) bool {
		return m.says() && (m.between || m.number != marks[first].number)
	})
}

// tellUnused warns of the first heading that looks as if a further chapter began there.
func (f *file) tellUnused(paras []para, all []chapterMark, why string) {
	first := slices.IndexFunc(all, chapterMark.says)
	for _, m := range all[first+1:] {
		if m.says() && m.number != all[first].number {
			p, above := paras[m.at], oneLine(paras[all[first].at].text())
			f.report(p.line, p.col, story.Warning, fmt.Sprintf("“%s” looks like the heading of a further chapter, as “%s” does, "+
				"but %s, so all is read as one chapter", oneLine(p.text()), above, why),
				"if chapters begin there, make all of their headings alike, such as “# Chapter 2”, and count them up")
			return
		}
	}
}

// startsOf returns where the chapters begin: at their headings, or at that of a part above.
func startsOf(paras []para, marks []chapterMark) []int {
	var starts []int
	for _, m := range marks {
		if m.at > 0 && isPart(paras[m.at-1]) {
			m.at--
		}
		starts = append(starts, m.at)
	}
	return starts
}

// tellMarks tells what is odd about the numbers of chapters that are used: one is missing, between two others, or out
// of order. A prologue or an interlude without a number may stand for one that is missing.
func (f *file) tellMarks(paras []para, marks []chapterMark) {
	above, free, ascending := chapterMark{}, 0, ascend(paras, marks)
	for _, m := range marks {
		p := paras[m.at]
		head := oneLine(p.text())
		switch {
		case !m.says():
			free++
			continue
		case !above.says():
		case beginsPart(paras, m):
		case !m.follows(above.number):
			f.report(p.line, p.col, story.Warning, fmt.Sprintf("“%s” stands below “%s”; the chapters are posted in the order "+
				"in which they stand", head, oneLine(paras[above.at].text())), "put them in order, or correct the number")
		case ascending && m.number-above.number-1 > free:
			f.report(p.line, p.col, story.Warning, fmt.Sprintf("%s missing between “%s” and “%s”",
				missing(above.number+1, m.number-1), oneLine(paras[above.at].text()), head),
				"if it is in this file, write its heading like the others, on a line of its own")
		}
		if m.between {
			f.report(p.line, p.col, story.Notice, fmt.Sprintf("“%s” is taken for a chapter like the others, which are counted "+
				"in whole numbers from 1 on", head), "")
		}
		above, free = m, 0
	}
}

// missing names the chapters from one number to another, with the verb.
func missing(from, to int) string {
	if from == to {
		return fmt.Sprintf("chapter %d is", from)
	}
	return fmt.Sprintf("chapters %d to %d are", from, to)
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
	m, title := chapterMark{}, ""
	if oneChapter().MatchString(text) {
		text := strings.TrimRight(text, ".")
		if m.number, title = parseHeading(text); m.number == 0 {
			m.number, title, m.between = parseBetween(text)
		}
	}
	switch {
	case p.Kind == story.Heading && p.level <= 2:
		m.level = p.level
		return m, m.says() || standsOutside(text)
	case p.Kind != story.Paragraph:
		return chapterMark{}, false
	case m.says() && isTitleOf(text, title):
		return m, true
	}
	return chapterMark{}, standsOutside(text) && isTitle(text) && len(strings.Fields(text)) <= 8
}

// mayBeChapter reports whether a paragraph begins with one of the letters with which the heading of a chapter does, in
// other scripts with what such letters begin with in UTF-8. It is asked of every paragraph of a long file, which then need
// not be looked at.
func mayBeChapter(p para) bool {
	for _, r := range p.Runs {
		if text := strings.TrimSpace(r.Text); text != "" {
			return strings.IndexByte("bcefihklprBCEFIHKLPR0123456789\xce\xd0\xd1\xd7\xd8\xd9\xdb\xe0\xe7\xec\xef", text[0]) >= 0
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
// chapters that say none. Else all are counted by their places, from the first number on if that is the smallest.
func (f *file) countUp(chapters []story.Chapter) {
	if len(chapters) < 2 {
		return
	}
	last := 0
	for _, c := range chapters {
		if c.Number > 0 && c.Number <= last {
			f.report(0, 0, story.Notice, fmt.Sprintf("the numbers in the headings leave no room for all chapters, or begin "+
				"anew, so the %d chapters are counted by their places", len(chapters)), "")
			from := chapters[0].Number
			if slices.ContainsFunc(chapters, func(c story.Chapter) bool { return c.Number > 0 && c.Number < from }) {
				from = 0
			}
			for i := range chapters {
				if chapters[i].Number = 0; from > 1 {
					chapters[i].Number = from + i
				}
			}
			return
		}
		last = max(c.Number, last+1)
	}
}
