// Package body says what every format of manuscript is read into: a [Work] of chapters, a [Chapter] of paragraphs, and
// each [Para] with the place it came from. What a title, a note, a question and a scene break are is found in it later,
// once for all formats, by package manuscript.
//
// A reader of a format builds its paragraphs with [Append], which brings white space and runs into the one form that
// everything after it relies on, and collects what it noticed in [Problems]:
//
//	problems := body.Problems{File: "book.epub"}
//	var c body.Chapter
//	c.Paras = body.Append(c.Paras, body.Para{Block: story.Block{Runs: runs}, Part: "ch1.xhtml", Line: 3, Col: 1})
//	problems.Report("ch1.xhtml", 9, 1, story.Warning, "what is wrong", "what to do")
//
// # Decisions
//
// An empty paragraph is kept as a [Para] with Gap set: where every second paragraph is empty it is spacing, where few
// are it is a scene break, and only who has seen the whole chapter can tell.
package body

import "cliffhanger/story"

// What no manuscript reaches. A file of nothing but paragraphs of a letter each would take memory out of proportion to
// its size, so readers of formats end with an error where one has more.
const (
	MostParas = 160_000 // paragraphs, breaks and gaps, some four times those of the longest novels
	MostRuns  = 1_000_000
)

// A Role is what the format itself says a paragraph is for.
type Role uint8

// The roles. A format that does not say leaves Text.
const (
	Text     Role = iota
	HeadNote      // the author's words above the story
	EndNote       // the author's words below it
	Summary       // what the chapter is about
)

// A Para is one paragraph, or what stands in place of one.
type Para struct {
	story.Block

	Part      string // the file inside an archive; "" for a file that is none
	Line, Col int    // where it begins, from 1; 0: not known

	Cut     bool // a scene break the format itself marks, such as a rule or a page break; the block is empty
	Gap     bool // an empty paragraph; the block is empty
	Level   int  // of a heading, from 1; 0: not a heading
	Bold    bool // the whole paragraph is set bold, as a makeshift heading is
	Centred bool // the paragraph is set in the middle of the line, as ornaments are
	Role    Role
}

// A Chapter is what a format says is one.
type Chapter struct {
	Title    string // as the format has it, "Chapter 3: The Gate"; may be empty
	Heading  bool   // the format says that Title is the chapter's heading; else it is only a guess, such as a file's name
	Warnings []string
	Paras    []Para
}

// A Work is what was read from one file. What a format does not tell is empty. A format that tells no chapters gives
// one, which is cut later at its headings.
type Work struct {
	Title, Author, Blurb string

	Language string // BCP 47 as the file says it, not checked
	Warnings []string
	Chapters []Chapter
}
