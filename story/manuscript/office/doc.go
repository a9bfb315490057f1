// Package office holds what the readers of Word's and LibreOffice's files, packages docx and odt, have in common: XML
// that is read safely ([Scan]), and the text as it grows ([Page], [Flow], [Para]) into body's chapters.
//
// A reader walks the document once. It calls [Page.Begin] and [Page.End] around each paragraph, in between
// [Para.Write] for text that readers shall see, and fills in what the format says of the paragraph: rank, level, label,
// borders. What a border means, that deleted ends of paragraphs join two, that an empty paragraph is a gap unless
// something was lost in it, is decided here, once for both formats.
//
//	page := office.NewPage("book.docx")
//	outer, err := page.Begin()
//	page.Para().Write([]byte("It rained."), story.Italic, "")
//	page.End(outer)
//	work, problems := page.Work("", "en")
//
// # Decisions
//
// An office file has no lines that an author could look up, and its XML often is a single one. So the line of a
// paragraph and of a problem is the number of the paragraph in the document, empty ones, those in boxes and in
// tables counted, and the column counts the characters in it. The same number is the line where a program exports
// plain text.
//
// A rule is a scene break whether it is a line, an empty paragraph with a border above or below, or the border below
// the last paragraph of a scene, which is what Word makes of "---". A frame around paragraphs is none, and neither
// is the line below a heading.
//
// The file's own note on who wrote it is not read: programs fill in the name of whoever the computer belongs to, which
// many who publish under another name would not want to see posted. An author told by the style Author is taken.
//
// A [Scan] takes for XML what the standard library takes for it, and all else for damage; but it refuses a NUL even in
// comments, and white space in values is spaces, as XML wants it. The library itself took two thirds of the time that
// a document needs. Now a lexer that accepts almost anything cuts the data in pieces where it lies, what it does not
// look at is looked at here, and nothing is copied but what readers keep.
//
// Text is bounded: paragraphs and runs as package body says, and a million characters in a paragraph. The longest
// novels have a fourth of that at most.
package office
