// Package manuscript reads what an author wrote, in whatever shape it comes, into a [story.Chapter] or a whole
// [story.Story], and says of everything it is not sure about where that is and what to do.
//
// [Read] reads one chapter, [ReadFolder] and [ReadPath] a story. They never fail over content: a mistake of the author's
// is a [story.Problem] with file, line, column and a hint. [Print] writes a chapter back as canonical Markdown.
package manuscript
