// Package docx reads manuscripts that Word, Google Docs, LibreOffice, pandoc and others save as .docx into paragraphs.
//
//	work, problems := docx.Read("chapter-3.docx", data)
//
// Read gives the text as its author last saw it with all changes accepted: what was inserted or moved here is kept,
// what was deleted, moved away or hidden is not, and neither are comments, headers, footers and field codes. Content
// controls, smart tags, and results of fields are read through. Text boxes stand once, behind the paragraph they
// hang at. What is left out although readers might miss it, such as footnotes and pictures, is told with its place.
//
// What else becomes of a document:
//
//   - Headings are told by their outline level, their own or their style's; numbers that Word writes before them
//     ("Chapter 2") are written out.
//   - Scene breaks ([body.Para.Cut]) are rules of any kind (a border above or below, Google's and HTML's rule, a drawn
//     line), page and section breaks, and paragraphs in a style named "Scene Break". Ornaments stay paragraphs. Where
//     Word only happened to start a page is no break.
//   - Italics, bold and other styles are what is seen: a paragraph's style, a character style and the run's own
//     formatting together, where italics in an italic style are upright (ECMA-376 part 1, 17.7.3).
//   - Lists become items; lists with dashes, which Word makes of dialogue, become paragraphs with their dash; labels
//     that are not plain numbers, such as "a)", become part of the text.
//   - A large first letter in a frame is put back to its word. Words in capitals by format are written in capitals.
//     Readings above words follow in parentheses. Signs from the fonts Wingdings and Symbol become characters.
//   - A table is a line for each row, " | " between its cells, but one that only lays out the page is text.
//
// A paragraph's line is its number in the document, see package office. The chapter's title is only a guess unless it
// is found among the headings.
//
// # Limits
//
// Nothing outside of the file is read, links to other documents and external entities included. A file of up to 64 MiB
// of unpacked text is read; see packages archive and office for all bounds. Where text stands in an embedded file, or
// XML is damaged, Read says so with an error and returns the text up to there.
package docx

import (
	"cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/archive"
	"cliffhanger/story/manuscript/body"
	"cliffhanger/story/manuscript/office"
)

// Read reads a document; name is used in problems. Nothing is ever wrong with the arguments: what cannot be read is
// told by a problem of severity error. The work has one chapter, or none if there is no text.
func Read(name string, data []byte) (body.Work, []story.Problem) {
	return office.Read(name, data, read)
}

// read writes the document's text to page and returns what its description says.
func read(page *office.Page, a *archive.Archive) (office.About, error) {
	main, err := mainPart(a)
	if err != nil {
		return office.About{}, err
	}
	links, err := relations(a, main)
	if err != nil {
		return office.About{}, err
	}
	r := &reader{page: page, links: links, styles: newStyles(), lists: newLists()}
	r.visitor = r.visit
	if err := r.styles.load(a, links.part("styles")); err != nil {
		return office.About{}, err
	}
	if err := r.lists.load(a, links.part("numbering")); err != nil {
		return office.About{}, err
	}
	about, err := office.Describe(a, "docProps/core.xml")
	if err != nil {
		return office.About{}, err
	}
	about.Language = cmp.Or(about.Language, r.styles.language)
	text, err := a.Read(main)
	if err != nil {
		return about, err
	}
	if r.scan, err = office.NewScan(text); err != nil {
		return about, err
	}
	if err := r.scan.Each(r.visitor, nil); err != nil {
		return about, err
	}
	r.finish()
	return about, nil
}

// each calls visit for the elements directly in the root of a part of the archive. A part that is not there is empty.
func each(a *archive.Archive, name string, visit func(*office.Scan, office.Element) error) error {
	if name == "" {
		return nil
	}
	if _, ok := a.Find(name); !ok {
		return nil
	}
	data, err := a.Read(name)
	if err != nil {
		return err
	}
	scan, err := office.NewScan(data)
	if err != nil {
		return err
	}
	return scan.Each(func(office.Element) error {
		return scan.Each(func(e office.Element) error { return visit(scan, e) }, nil)
	}, nil)
}
