package manuscript

import (
	"strings"

	"cliffhanger/story"
)

// A section is a part of a chapter that is no scene.
type section uint8

const (
	noteSection section = iota + 1
	questionSection
)

// marker says which section a paragraph announces, if it is nothing but a section's name: a heading, or a line that is
// bold, decorated or ends in a colon.
func marker(p para) (section, bool) {
	text := strings.TrimSpace(p.text())
	name := strings.ToLower(strings.Trim(text, "*_~=-–—[]:.#() "))
	name = strings.ReplaceAll(name, "’", "'")
	marked := p.Kind == story.Heading || p.bold || strings.Trim(text, "*_~=-–—[]:.#() ") != text
	switch name {
	case "author's note", "authors note", "author's notes", "authors' note", "author note", "a/n", "end note", "end notes",
		"note from the author", "notes from the author":
		return noteSection, true
	case "note", "notes", "afterword":
		return noteSection, marked
	case "question", "vote", "poll", "closing question", "question of the day", "qotd", "reader question", "reader poll":
		return questionSection, marked
	}
	return 0, false
}

// endings separates what ends a chapter from its prose.
func (f *file) endings(fr front, paras []para) (prose []para, note story.Note, question *story.Question) {
	question = fr.question
	if fr.note != "" {
		src := newSource(fr.note, fr.noteLine)
		for _, p := range f.markdown(f.separate(f.cutComments(src))) {
			note.Blocks = append(note.Blocks, p.Block)
		}
	}
	return paras, note, question
}
