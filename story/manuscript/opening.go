package manuscript

import (
	"fmt"
	"slices"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// mostOpening is how many paragraphs below its first a note above the story may have.
const mostOpening = 5

// openingNote returns how many paragraphs at the top are a note that begins with "A/N:" or the like, with the scene
// break below them.
func openingNote(paras []para) int {
	if len(paras) < 2 || noteHead(paras[0].text()) == 0 {
		return 0
	}
	return topNote(paras)
}

// topNote returns how many paragraphs of a note there are, with the scene break below them, where the first is known
// to belong to it. Nothing marks its end but a break or a heading, and a break may as well end the first scene: so the
// paragraphs between belong to it only if each of them speaks to readers.
func topNote(paras []para) int {
	t := listening(paras)
	t.learn(t.texts[min(len(paras), 1+max(0, slices.IndexFunc(paras, isCut))):])
	for i, p := range paras[:min(len(paras), mostOpening+1)] {
		switch {
		case isCut(p):
			return i + 1
		case p.Kind == story.Heading:
			return i
		case i > 0 && !t.speaksToReaders(i):
			return i
		}
	}
	return min(len(paras), mostOpening+1)
}

// isCut reports whether a paragraph is a scene break without a label.
func isCut(p para) bool { return p.cut || p.Kind == story.Paragraph && ornament(p.text()) >= breakSure }

// speaksToReaders reports whether paragraph i shows any sign of an author who speaks to readers.
func (t *tail) speaksToReaders(i int) bool {
	w := t.score(i)
	return w.sure > 0.5 || w.score > 0.5-tailCost
}

// tellOpening says that a note was found above the story, and where it goes.
func (f *file) tellOpening(note []para) {
	if len(note) == 0 {
		return
	}
	size := "this paragraph is"
	if n := len(note); n > 1 {
		size = fmt.Sprintf("%d paragraphs from here are", n)
	}
	f.report(note[0].line, note[0].col, story.Notice,
		fmt.Sprintf("%s taken for the author's note and posted below the story: “%s”", size, opening(note[0].text())),
		"if the note is longer or shorter, put *** below it; "+f.noNote())
}

// tellPreface tells of warnings that are written above the story and not as such: they are posted as its first words.
func (f *file) tellPreface(paras []para) {
	for _, p := range paras[:min(len(paras), 2)] {
		if isCut(p) || p.isLong() || p.role != body.Text {
			continue
		}
		head := warningHead().FindString(strings.TrimSpace(p.text()))
		if head == "" {
			continue
		}
		f.report(p.line, p.col, story.Notice, fmt.Sprintf("“%s” is posted as the first words of the story", opening(p.text())),
			"if it warns readers, write “warnings: [blood, grief]” between two lines of --- at the top of the file instead")
		return
	}
}

// warningHead matches the head of what warns readers.
var warningHead = pattern(`(?i)^[*_(\[]*(?:cw|tw|(?:content |trigger )?warnings?)[*_]*\s*[:–-]`)

// goesOnMost is how many paragraphs are looked at to see whether a story goes on.
const goesOnMost = 8

// voiceOf tells how a story is told.
func voiceOf(paras []para) voice {
	t := listening(paras[max(0, len(paras)-tailLearn):])
	t.learn(t.texts)
	return t.voice
}

// goesOn reports whether a story told in a voice goes on with paragraphs, up to a heading: two or more tell of others as
// the story does, and none speaks to readers.
func goesOn(v voice, paras []para) bool {
	t := listening(paras[:min(len(paras), goesOnMost)])
	t.voice = v
	told := 0
	for i, p := range t.paras {
		if _, ok := marker(p); ok || p.Kind == story.Heading {
			break
		}
		if isCut(p) {
			continue
		}
		if p.Kind == story.Item || t.speaksToReaders(i) {
			return false
		}
		if m := v.mannerOf(t.wordsOf(i).outside); m.third > 0 && v.narrates(m) {
			told++
		}
	}
	return told > 1
}

// tellTaken says that what stands below the heading of a note or a question, which may be a heading of the story's,
// reads like the story.
func (f *file) tellTaken(e ending) {
	for _, s := range []struct {
		what  string
		paras []para
	}{{"author's note", e.note}, {"question", e.question}} {
		if len(s.paras) == 0 || len(e.prose) == 0 || s.paras[0].role != body.Text || !goesOn(voiceOf(e.prose), s.paras) {
			continue
		}
		f.report(s.paras[0].line, s.paras[0].col, story.Warning,
			fmt.Sprintf("this stands below a heading of the %s, but reads like the story: “%s”", s.what,
				opening(s.paras[0].text())),
			"if it is story, give the heading other words, or take it out")
	}
}
