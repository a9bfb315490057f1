package manuscript

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// A section is a part of a chapter that is no scene.
type section uint8

const (
	noteSection section = iota + 1
	questionSection
)

// sectionSigns are what people set around a section's name.
const sectionSigns = "*_~=-–—[]:.#() "

// sectionMost is more bytes than a section's name has.
const sectionMost = 40

// marker says which section a paragraph announces, if it is nothing but a section's name: a heading, or a line that is
// bold, decorated or ends in a colon. "Author's note" needs none of these.
func marker(p para) (section, bool) {
	if p.Kind != story.Heading && p.hasMore(sectionMost) {
		return 0, false
	}
	text := strings.TrimSpace(p.text())
	bare := strings.Trim(text, sectionSigns+"!")
	marked := p.Kind == story.Heading || p.bold || bare != text
	if len(bare) > sectionMost && p.Kind != story.Heading {
		return 0, false
	}
	switch strings.ToLower(strings.ReplaceAll(bare, "’", "'")) {
	case "author's note", "authors note", "author's notes", "authors' note", "author note", "a/n", "note from the author",
		"notes from the author":
		return noteSection, true
	case "note", "notes", "end note", "end notes", "endnote", "endnotes", "afterword":
		return noteSection, marked
	case "question of the day", "qotd", "closing question", "reader question", "reader poll", "readers' poll", "poll time":
		return questionSection, true
	case "question", "vote", "poll":
		return questionSection, marked
	}
	if text = bare + ":"; p.Kind == story.Heading && questionHead(text) == len(text) {
		return questionSection, true // "Question for readers"
	}
	return 0, false
}

// hasMore reports whether a paragraph of several runs has more than n bytes even without the signs they are set in:
// its text need not be made to see it.
func (p para) hasMore(n int) bool {
	if len(p.Runs) == 1 {
		return false
	}
	for _, r := range p.Runs {
		n -= len(strings.Trim(strings.TrimSpace(r.Text), sectionSigns+"!"))
	}
	return n < 0
}

// An ending is what is found of a chapter's end.
type ending struct {
	prose, note, question []para
	marked                bool   // a heading said that there is a note
	asked                 bool   // a heading said that there is a question
	heading               para   // that heading
	across                []para // what stands below breaks inside of them
	opening               int    // how many paragraphs of the note stood above the story, and were told of
}

// endings separates what ends a chapter from its prose: by what the front matter says, else by headings in the text,
// else by how the last paragraphs read.
func (f *file) endings(fr front, paras []para) ([]para, story.Note, *story.Question) {
	e := f.sections(fr, paras)
	f.tellLongNote(e)
	f.tellMoved(e)
	f.tellAcross(e)
	f.tellTaken(e)
	note, question := f.frontNote(fr), fr.question
	if !fr.hasNote && !e.marked || !fr.hasQuestion && !e.asked && !e.marked {
		f.findTail(fr, &e)
	}
	switch {
	case fr.hasQuestion:
		e.note = append(e.note, e.question...)
	case e.asked:
		a := f.ask(e.question, true)
		f.tellSecond(a)
		question = a.question
		e.note = append(e.note, a.rest...)
		if question == nil {
			f.report(e.heading.line, e.heading.col, story.Error, "there is no question below the heading",
				"write the question as the first paragraph below it")
		}
	case len(e.note) > 0:
		a := f.ask(e.note, false)
		question, e.note = a.question, a.rest
		f.tellQuestion(a)
		f.tellSecond(a)
	}
	if len(e.note) > e.opening && !e.marked {
		f.tellNote(e.note[e.opening:])
	}
	above := min(e.opening, len(e.note))
	for _, p := range slices.Concat(stripNoteHead(e.note[:above]), stripNoteHead(e.note[above:])) {
		note.Blocks = append(note.Blocks, p.Block)
	}
	return e.prose, note, question
}

// frontNote reads the note in the front matter.
func (f *file) frontNote(fr front) story.Note {
	var note story.Note
	if fr.note == nil {
		return note
	}
	paras, _ := f.body(fr.note) // what cannot be read is reported
	f.tellLostHolds(paras, nil)
	for _, p := range withoutCuts(paras) {
		note.Blocks = append(note.Blocks, p.Block)
	}
	return note
}

// sections takes the sections under headings out of the text. A section ends at the next heading; one at the top of
// the chapter also at the first scene break, and so does one that more prose follows than it holds.
func (f *file) sections(fr front, paras []para) ending {
	e := ending{prose: make([]para, 0, len(paras))}
	var in section
	level := 0 // of the section's heading: one below it does not end the section
	held := 0  // words in sections so far
	follows := sync.OnceValue(func() []int { return wordsToMarker(paras) })
	manner := sync.OnceValue(func() voice { return voiceOf(e.prose) }) // of the story above
	top := -1                                                          // where a note that stands above the story ends
	var role body.Role                                                 // of the paragraph above
	for i, p := range paras {
		kind, ok := marker(p)
		if p.role != role {
			in, role = 0, p.role
		}
		switch {
		case p.role != body.Text && !(ok && kind == questionSection && !fr.hasQuestion):
			held += e.told(p, ok && kind == noteSection, in == questionSection)
			continue
		case ok && (kind == noteSection && !fr.hasNote || kind == questionSection && !fr.hasQuestion):
			in, level = kind, p.level
			e.marked = e.marked || kind == noteSection
			if kind == questionSection {
				e.asked, e.heading = true, p
			}
			if top = -1; kind == noteSection && len(withoutCuts(e.prose)) == 0 {
				top = i + 1 + topNote(paras[i+1:])
				f.tellOpening(withoutCuts(paras[i+1 : top]))
			}
			continue
		case i == top || in != 0 && p.Kind == story.Heading && (level == 0 || p.level <= level):
			in = 0
		case in != 0 && isCut(p):
			if len(e.prose) == 0 || follows()[i] > held+100 || goesOn(manner(), paras[i+1:]) {
				in = 0
			} else if _, first := marker(paras[i-1]); !first { // "Author's note" may be underlined
				e.across = append(e.across, paras[i+1:min(i+2, len(paras))]...)
			}
			continue
		}
		held += e.add(p, in)
	}
	return e
}

// add adds a paragraph to a section, or to the prose, and returns how many words sections have more.
func (e *ending) add(p para, in section) int {
	switch in {
	case noteSection:
		e.note = append(e.note, p)
	case questionSection:
		e.question = append(e.question, p)
	default:
		e.prose = append(e.prose, p)
		return 0
	}
	return p.words()
}

// told adds a paragraph that the format says is an author's, to the question if it stands below a heading that says so,
// and returns how many words it has. A heading that says "Author's note" is not needed.
func (e *ending) told(p para, heading, asks bool) int {
	switch {
	case p.role == body.EndNote:
		e.marked = true
	case p.role == body.HeadNote && !heading:
		e.opening++
	}
	switch {
	case heading:
		return 0
	case asks:
		return e.add(p, questionSection)
	}
	return e.add(p, noteSection)
}

// wordsToMarker counts, for every paragraph, the words from it to the next section.
func wordsToMarker(paras []para) []int {
	out := make([]int, len(paras)+1)
	for i := len(paras) - 1; i >= 0; i-- {
		if _, ok := marker(paras[i]); !ok {
			out[i] = out[i+1] + paras[i].words()
		}
	}
	return out
}

// findTail moves what reads like a note or a question from the end of the prose, or a note from its top, to the note.
func (f *file) findTail(fr front, e *ending) {
	if !fr.hasNote && !e.marked {
		if n := openingNote(e.prose); n > 0 {
			note := withoutCuts(e.prose[:n])
			f.tellOpening(note)
			e.opening += len(note)
			e.note = append(e.note, note...)
			e.prose = e.prose[n:]
		}
	}
	at := newTail(e.prose).find()
	tail := e.prose[at:]
	if fr.hasNote || e.marked {
		// There is a note already, so only a question can be missing: what stands before it stays prose.
		reported := len(f.problems)
		a := f.ask(withoutCuts(tail), false)
		f.problems = f.problems[:reported] // it is asked again when the tail is taken
		if a.question == nil {
			return
		}
		for tail[0].cut || tail[0].line < a.line {
			at, tail = at+1, tail[1:]
		}
	}
	e.prose = e.prose[:at]
	e.note = append(e.note, withoutCuts(tail)...)
}

// withoutCuts returns the paragraphs that are not scene breaks.
func withoutCuts(paras []para) []para {
	var out []para
	for _, p := range paras {
		if !isCut(p) {
			out = append(out, p)
		}
	}
	return out
}

// stripNoteHead takes "A/N:" and its like off the first paragraph of a note.
func stripNoteHead(note []para) []para {
	if len(note) == 0 {
		return nil
	}
	first := note[0]
	n := noteHead(first.text())
	if n == 0 {
		return note
	}
	_, first.Runs = cutRuns(first.Runs, n)
	if text := first.text(); strings.HasPrefix(note[0].text(), "(") && strings.HasSuffix(text, ")") &&
		strings.Count(text, "(") < strings.Count(text, ")") {
		first.Runs, _ = cutRuns(first.Runs, len(text)-1)
	}
	if !hasInk(first.Runs) {
		return note[1:]
	}
	return append([]para{first}, note[1:]...)
}

// tellLongNote warns of a marked note that holds more than the story: its end may not be where the author thinks.
func (f *file) tellLongNote(e ending) {
	if len(e.note) < 2 {
		return
	}
	if note, prose := countWords(e.note), countWords(e.prose); note > 100 && note > prose {
		f.report(e.note[0].line, e.note[0].col, story.Warning,
			fmt.Sprintf("most of the chapter (%d of %d words) stands below “Author's note”, so it is taken for the note",
				note, note+prose), "if the story goes on below the note, put *** between the two")
	}
}

// tellNote says what was taken for the author's note.
func (f *file) tellNote(note []para) {
	size := "this paragraph is"
	if n := len(note); n > 1 {
		size = fmt.Sprintf("%d paragraphs from here are", n)
	}
	f.report(note[0].line, note[0].col, story.Notice,
		fmt.Sprintf("%s taken for the author's note: “%s”", size, opening(note[0].text())),
		"to mark a note yourself, put a line “Author's note:” above it; "+f.noNote())
}

// noNote says what to do about a note that is story. Only texts have front matter; elsewhere the heading of a note with
// nothing below it tells that there is none.
func (f *file) noNote() string {
	if f.spots == nil {
		return "if this is story, write “note: none” between two lines of --- at the top of the file"
	}
	return "if this is story, put a line “Author's note:” at the chapter's end"
}

// tellQuestion says what was taken for the closing question.
func (f *file) tellQuestion(a asked) {
	if a.question == nil {
		return
	}
	kind := "without options"
	if n := len(a.question.Options); n > 0 {
		kind = fmt.Sprintf("with %d options (%s)", n, listed(a.question.Options))
	}
	if a.question.FollowUp != "" {
		kind += fmt.Sprintf(", and with the follow-up “%s”", opening(a.question.FollowUp))
	}
	mark := "to mark a question yourself, put a line “Question:” above it"
	if a.question.Open() {
		mark = "for a vote, write one option a line below it, with A), B), …; " + mark
	}
	f.report(a.line, a.col, story.Notice,
		fmt.Sprintf("this is taken for the closing question, %s: “%s”", kind, opening(a.question.Text)),
		mark+"; "+f.noQuestion())
}

// noQuestion says what to do about a question that is none.
func (f *file) noQuestion() string {
	if f.spots == nil {
		return "if there is none, write “question: none” between two lines of --- at the top of the file"
	}
	return "if this is story, put a line “Author's note:” below it; if it belongs to the note, import the chapter and move " +
		"it there in the Markdown file"
}

// listed returns the first words of options, each with its emoji.
func listed(options []story.Option) string {
	const most = 5
	var out []string
	for i, o := range options {
		if i == most {
			out = append(out, "…")
			break
		}
		words := strings.Fields(o.Text)
		if len(words) > 4 {
			words = append(words[:3:3], "…")
		}
		out = append(out, o.Emoji+" "+strings.Join(words, " "))
	}
	return strings.Join(out, ", ")
}

// tellSecond warns of another question with options, which stays in the note because a chapter has one vote.
func (f *file) tellSecond(a asked) {
	if a.question == nil {
		return
	}
	i := likeliest(a.rest, false)
	if i < 0 || optionRun(a.rest[i+1:]) < 2 {
		return
	}
	p := a.rest[i]
	f.report(p.line, p.col, story.Warning,
		fmt.Sprintf("a chapter has one question, so “%s” and its options stay in the author's note", opening(p.text())),
		"ask it in another chapter, or take out one of the two")
}

// opening returns the first words of a text, as it stands in quotation marks: those inside are single ones.
func opening(s string) string {
	words := strings.Fields(s)
	if len(words) > 10 {
		words = append(words[:9:9], "…")
	}
	return strings.NewReplacer("“", "‘", "”", "’").Replace(strings.Join(words, " "))
}
