package manuscript

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/docx"
	"cliffhanger/story/manuscript/epub"
	"cliffhanger/story/manuscript/odt"
)

// A format is a kind of manuscript: what its files are called and how one is read into paragraphs. Everything after
// that (title, sections, tail, scene breaks) is the same for all formats.
type format struct {
	name string
	exts []string
	read func(*file) (volume, bool) // false: there is nothing to go on with, and the reason is reported
}

// formats returns the formats that can be read.
func formats() []format {
	return []format{
		{"Markdown", []string{".md", ".markdown"}, proseOf(readMarkdown)},
		{"plain text", []string{".txt", ".text"}, proseOf(readPlain)},
		{"novelWriter", []string{".nwd"}, proseOf(readMarkdown)},
		{"HTML", []string{".html", ".htm", ".xhtml", ".xht"}, readPages},
		{"EPUB", []string{".epub"}, workOf(epub.Read)},
		{"Word", []string{".docx"}, workOf(docx.Read)},
		{"OpenDocument", []string{".odt"}, workOf(odt.Read)},
	}
}

// A volume is what a format makes of a file: its chapters, at least one, and what it says of the story. What a format
// does not tell is empty.
type volume struct {
	title, author, blurb, language string

	warnings []string
	drafts   []draft
}

// A draft is one chapter of it.
type draft struct {
	front front
	paras []para
	guess string // a title from outside the text, which holds where the text has none
}

// A file is a manuscript being read: its name, its bytes, and what was noticed so far.
type file struct {
	name     string
	data     []byte
	encoding string // as whoever reads it named it; "": not named
	problems []story.Problem
	spots    *spots       // where the paragraphs of a format with places of its own stand; nil for a text
	voting   story.Voting // how the story votes, where that is known
	dateAt   place        // where the chapter's own date stands
	branchAt place        // and where its branch does
	earlyAt  []place      // where each early channel is named
}

// report adds a problem; a line or column of 0 is not known.
func (f *file) report(line, col int, severity story.Severity, message, hint string) {
	f.problems = append(f.problems, story.Problem{
		File: f.name, Line: line, Column: col, Severity: severity, Message: message, Hint: hint,
	})
}

// Read reads one chapter. The format is told by the content where that is beyond doubt, else by the extension of name,
// else by what the text looks like. It never fails: what is wrong is a problem of severity [story.Error], and the
// chapter then holds whatever could be read. Number is 0 and Title "" when the file does not say; File is name.
// Problems are in the order of their places. Of a file with several chapters the first is returned, and a warning says
// how many there are; [ReadWork] returns them all.
func Read(name string, data []byte) (story.Chapter, []story.Problem) {
	f := &file{name: name, data: data}
	chapter := story.Chapter{File: f.name}
	if v, ok := f.volume(); ok {
		chapter = f.chapters(v.drafts[:1])[0]
		chapter.Warnings = union(v.warnings, chapter.Warnings)
		if n := len(v.drafts); n > 1 {
			f.report(0, 0, story.Warning, fmt.Sprintf("there are %d chapters in this file, and only the first is read here", n),
				"give the file itself, or the folder it is in, to check, preview or serve: then all are read")
		}
	}
	f.settle()
	return chapter, f.problems
}

// ReadWork reads a file with as many chapters as it has. Title, Author, Blurb, Language and Warnings are what the file
// says of itself; the title is else that of its only chapter, else made from its name, from which the ID is made too.
// The plan is what holds without story.yaml. Chapters have the numbers of their headings where these count up, else
// they are counted by their places. Like [Read] it never fails.
func ReadWork(name string, data []byte) (story.Story, []story.Problem) {
	return readWork(name, data, Options{})
}

// Options say how a manuscript is to be read beside what it says itself. The zero value is fine.
type Options struct {
	// Encoding is the name of the encoding of texts and pages, as IANA or the WHATWG has it; "": it is found out. A file
	// with a byte order mark, or with anything beyond ASCII that is valid UTF-8, is read as what it shows to be.
	Encoding string
	// Progress, if not nil, is called before each file of a folder is read: how many have been, and how many there are.
	Progress func(done, all int)
}

// readWork reads a file with as many chapters as it has.
func readWork(name string, data []byte, o Options) (story.Story, []story.Problem) {
	f := &file{name: name, data: data, encoding: o.Encoding}
	s := plain()
	f.readInto(&s)
	problems := f.problems
	base := path.Base(name)
	stem := strings.TrimSuffix(base, path.Ext(base))
	s.ID = cmp.Or(slug(stem), "story")
	if len(s.Chapters) == 1 {
		c := &s.Chapters[0]
		c.Number = cmp.Or(c.Number, fileNumber(base), 1)
		if isChapterHead(s.Title) {
			s.Title = "" // it is the chapter's
		}
		s.Title = cmp.Or(s.Title, c.Title)
	} else {
		problems = append(problems, numberChapters(&s)...)
	}
	s.Title = cmp.Or(s.Title, spoken(stem), "Untitled")
	return s, problems
}

// readInto reads all chapters of the file and adds them to a story, with what the file says of the story where the
// story does not say yet.
func (f *file) readInto(s *story.Story) {
	v, ok := f.volume()
	if ok {
		chapters := f.chapters(v.drafts)
		f.countUp(chapters)
		s.Chapters = append(s.Chapters, chapters...)
		f.about(s, v)
	} else {
		s.Chapters = append(s.Chapters, story.Chapter{File: f.name})
	}
	f.settle()
}

// volume reads the file by its format.
func (f *file) volume() (volume, bool) {
	if len(f.data) > maxFile {
		f.problems = append(f.problems, tooLarge(f.name))
		return volume{}, false
	}
	form, ok := f.format()
	if !ok {
		return volume{}, false
	}
	return form.read(f)
}

// maxFile is the most bytes of a file of any format: some ten times the longest novels as EPUB, without its pictures.
const maxFile = 64 << 20

// tooLarge says that a file is not read.
func tooLarge(name string) story.Problem {
	return story.Problem{File: name, Severity: story.Error, Message: "the file is larger than 64 MiB, so it is not read",
		Hint: "look whether it is the right file; if it is full of pictures, export it without them"}
}

// chapters makes chapters of drafts. A problem of one of several that has no place of its own stands at its beginning.
func (f *file) chapters(drafts []draft) []story.Chapter {
	if len(drafts) == 1 {
		return []story.Chapter{f.chapter(drafts[0])}
	}
	var out []story.Chapter
	for _, d := range drafts {
		g := &file{name: f.name, voting: f.voting}
		out = append(out, g.chapter(d))
		for _, p := range g.problems {
			if p.Line == 0 && len(d.paras) > 0 {
				p.Line, p.Column = d.paras[0].line, d.paras[0].col
			}
			f.problems = append(f.problems, p)
		}
	}
	return out
}

// format returns the file's format, or reports that there is none.
func (f *file) format() (format, bool) {
	ext := strings.ToLower(path.Ext(f.name))
	all := formats()
	byName := slices.IndexFunc(all, func(form format) bool { return slices.Contains(form.exts, ext) })
	content := sniff(f.data)
	if i := slices.IndexFunc(all, func(form format) bool { return slices.Contains(form.exts, content) }); i >= 0 {
		if i != byName && ext != "" {
			f.report(0, 0, story.Notice,
				fmt.Sprintf("the name ends in %s, but this is %s and is read as such", ext, all[i].name), "name it with "+content+" at the end")
		}
		return all[i], true
	}
	switch {
	case foreign(content):
		f.report(0, 0, story.Error, "by its content this is a "+content+" file, which cannot be read", instead(content))
	case byName >= 0:
		return all[byName], true
	case foreign(ext):
		f.report(0, 0, story.Error, "files ending in "+ext+" cannot be read as a chapter", instead(ext))
	case looksLikeMarkdown(f.data):
		return all[0], true
	default:
		return all[1], true
	}
	return format{}, false
}

// looksLikeMarkdown reports whether a file without a telling name has front matter or a heading.
func looksLikeMarkdown(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(data, []byte("---")) {
		return true
	}
	for line := range bytes.Lines(data) {
		if hashes := len(line) - len(bytes.TrimLeft(line, "#")); hashes > 0 && hashes < 7 && bytes.HasPrefix(line[hashes:], []byte(" ")) {
			return true
		}
	}
	return false
}
