// Package sample holds a short original serial, so that there is something to read before an author brings a story.
//
// "The Dry Side" is a story folder like any author's: story.yaml and three Markdown chapters under seawall. The preview
// serves it when it is given no other, tests elsewhere use it as a story of realistic size, and an author may copy the
// folder and write over it. [Story] reads it, [Files] hands out the folder itself. Between them the chapters use most
// of what a manuscript can hold: emphasis, dialogue set in dashes, letters as quotations, warnings, author's notes, two
// closing questions with options and one open question, each with a follow-up for readers who would choose none.
//
// How readers vote is left at what holds by default, so that a preview shows that: by reactions, for 48 hours, with a
// run-off where options tie. Names are put forward for the open question first, and then voted on. A comment in
// story.yaml shows where an author would say otherwise.
//
// [Pasted] is a chapter of another story, "The Understudy", as it comes out of a web page: no markup, no blank lines,
// no scene breaks, an author's note and a question at the end that nothing sets off. The reader of plain text proves
// itself on it, and it is there to be pasted into a preview.
//
// # Decisions
//
// The folder goes through [manuscript.ReadFolder] at every call instead of being kept as Go values: what a preview
// shows is then what the same files would give an author.
//
// No chapter names the winner of the vote before it, because in a preview any option may win. The narrator admits that
// people dispute what she did first, and goes on.
//
// # Licence
//
// All texts were written for this project, copy nothing, and stand under its licence (MIT). People, places and the
// author named in the serial, Mara Voss, are invented.
package sample

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

//go:embed seawall
var embedded embed.FS

//go:embed pasted/the-understudy.txt
var pasted string

// Story reads the embedded serial. The problems are whatever [manuscript.ReadFolder] has to say about it, of which none
// is an error or a warning. An error means that the embedded files could not be read.
func Story() (story.Story, []story.Problem, error) {
	s, problems, err := manuscript.ReadFolder(Files())
	if err != nil {
		return story.Story{}, nil, fmt.Errorf("sample: reading the embedded story: %w", err)
	}
	return s, problems, nil
}

// Files returns the story folder, with story.yaml at its root. It is read-only and safe for concurrent use.
func Files() fs.FS { return folder("seawall") }

// Pasted returns the pasted chapter: UTF-8, one paragraph per line, lines ended by "\n". The caller may change the
// bytes.
func Pasted() []byte { return []byte(pasted) }

// A folder is one directory of the embedded files, seen as a file system. Unlike [fs.Sub] it cannot fail, so that
// [Files] needs no error nobody would ever see.
type folder string

// Open opens the file or directory name, a slash-separated path below the folder. Errors are of type
// [*fs.PathError] and speak of name as it was given.
func (f folder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	file, err := embedded.Open(path.Join(string(f), name))
	if cause, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, &fs.PathError{Op: cause.Op, Path: name, Err: cause.Err}
	}
	return file, err
}
