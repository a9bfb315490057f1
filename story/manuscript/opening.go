package manuscript

import (
	"fmt"
	"slices"

	"cliffhanger/story"
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
