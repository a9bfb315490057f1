package manuscript

import (
	"bytes"
	"path"
	"strings"

	"cliffhanger/story"
)

// A format is a kind of manuscript: what its files are called and how one is read into paragraphs. Everything after
// that (title, sections, tail, scene breaks) is the same for all formats.
type format struct {
	name string
	exts []string
	read func(*file) (draft, bool) // false: there is nothing to go on with, and the reason is reported
}

// formats returns the formats that can be read.
func formats() []format {
	return []format{
		{"Markdown", []string{".md", ".markdown"}, readMarkdown},
		{"plain text", []string{".txt", ".text"}, readPlain},
	}
}

// A draft is what a format makes of a file.
type draft struct {
	front front
	paras []para
}

// A file is a manuscript being read: its name, its bytes, and what was noticed so far.
type file struct {
	name     string
	data     []byte
	problems []story.Problem
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

// Read reads one chapter. The format is told by the extension of name (.md, .markdown, .txt), or by the content where
// the extension says nothing. It never fails: what is wrong is a problem of severity [story.Error], and the chapter
// then holds whatever could be read. Number is 0 and Title "" when the file does not say; File is name. Problems are
// in the order of their places.
func Read(name string, data []byte) (story.Chapter, []story.Problem) {
	f := &file{name: name, data: data}
	c := f.read()
	return c, f.problems
}

// read reads the chapter.
func (f *file) read() story.Chapter {
	chapter := story.Chapter{File: f.name}
	if form, ok := f.format(); ok {
		if d, ok := form.read(f); ok {
			chapter = f.chapter(d)
		}
	}
	sortProblems(f.problems)
	return chapter
}

// format returns the file's format, or reports that there is none.
func (f *file) format() (format, bool) {
	ext := strings.ToLower(path.Ext(f.name))
	all := formats()
	for _, form := range all {
		for _, e := range form.exts {
			if e == ext {
				return form, true
			}
		}
	}
	if foreign(ext) {
		hint := "save it as Markdown (.md) or plain text (.txt)"
		if ext == ".yaml" || ext == ".yml" {
			hint = "for the whole story, give the folder it is in"
		}
		f.report(0, 0, story.Error, "files ending in "+ext+" cannot be read as a chapter", hint)
		return format{}, false
	}
	if looksLikeMarkdown(f.data) {
		return all[0], true
	}
	return all[1], true
}

// foreign reports whether the extension belongs to a format that is not a text.
func foreign(ext string) bool {
	switch ext {
	case ".doc", ".docx", ".odt", ".rtf", ".epub", ".html", ".htm", ".xhtml", ".pdf", ".pages", ".zip", ".yaml", ".yml",
		".json", ".gdoc", ".tex", ".rst", ".org", ".wpd", ".fountain", ".mdx":
		return true
	}
	return false
}

// looksLikeMarkdown reports whether a file without a telling name has front matter or a heading.
func looksLikeMarkdown(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(data, []byte("---")) {
		return true
	}
	for line := range bytes.Lines(data) {
		if hashes := len(line) - len(bytes.TrimLeft(line, "#")); hashes > 0 && hashes < 7 && line[hashes] == ' ' {
			return true
		}
	}
	return false
}
