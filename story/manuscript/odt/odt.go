// Package odt reads manuscripts that LibreOffice, OpenOffice, pandoc and others save as .odt into paragraphs.
//
//	work, problems := odt.Read("chapter-3.odt", data)
//
// Read gives the text as its author last saw it with all changes accepted: deleted and hidden text, hidden sections and
// paragraphs, comments, headers, footers, and placeholders that were never filled in are not in it; content controls,
// fields and bookmarks are read through. Text boxes stand once, behind the paragraph they hang at. What is left out
// although readers might miss it, such as footnotes and pictures, is told with its place.
//
// What else becomes of a document:
//
//   - Headings are text:h with their level; numbers that the program writes before them are written out.
//   - Scene breaks ([body.Para.Cut]) are paragraphs in the style Horizontal Line, borders above or below, drawn lines,
//     breaks of the page before or after a paragraph, and paragraphs in a style named "Scene Break".
//   - Italics, bold and other styles are what is seen: a style says what those it is based on do not, and of a style's
//     three sets (Western, Asian, complex scripts) the one counts in whose script the words are written.
//   - Lists, tables, readings above words and capitals by format are treated as in package docx.
//
// A paragraph's line is its number in the document, see package office. The chapter's title is only a guess unless it
// is found among the headings.
//
// # Limits
//
// Nothing outside of the file is read. A file of up to 64 MiB of unpacked text is read; see packages archive and office
// for all bounds. Conditions of hidden text are not computed: what the program last showed counts. Files of
// OpenOffice 1 (.sxw) and flat files (.fodt) are not read.
package odt

import (
	"cmp"
	"strings"

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
	if err := isText(a); err != nil {
		return office.About{}, err
	}
	about, err := office.Describe(a, "meta.xml")
	if err != nil {
		return office.About{}, err
	}
	r := &reader{page: page, styles: newStyles(), lists: newLists()}
	r.visitor, r.writer = r.visit, r.write
	if err := r.common(a); err != nil {
		return about, err
	}
	about.Language = cmp.Or(about.Language, r.styles.language)
	return about, r.load(a, "content.xml", r.part)
}

// isText returns an error if the file is of another kind than a text.
func isText(a *archive.Archive) error {
	if _, ok := a.Find("mimetype"); !ok {
		return nil
	}
	kind, err := a.Read("mimetype")
	if err != nil {
		return err
	}
	what, ok := strings.CutPrefix(strings.TrimSpace(string(kind)), "application/vnd.oasis.opendocument.")
	if !ok || !strings.HasPrefix(what, "text") {
		return &archive.Refusal{
			Message: "this file is not a text but another kind of document",
			Hint:    "save the text as .odt or .docx",
		}
	}
	return nil
}

// common reads the styles that are not made for single paragraphs. A file without them is read nevertheless.
func (r *reader) common(a *archive.Archive) error {
	if _, ok := a.Find("styles.xml"); !ok {
		return nil
	}
	return r.load(a, "styles.xml", func(e office.Element) error {
		if e.Name.Local == "styles" {
			return r.stylesheet()
		}
		return nil
	})
}

// load calls visit for the elements directly in the root of a part.
func (r *reader) load(a *archive.Archive, name string, visit func(office.Element) error) error {
	data, err := a.Read(name)
	if err != nil {
		return err
	}
	if r.scan, err = office.NewScan(data); err != nil {
		return err
	}
	return r.scan.Each(func(office.Element) error { return r.scan.Each(visit, nil) }, nil)
}

// part reads an element of the root of the text's part.
func (r *reader) part(e office.Element) error {
	switch e.Name.Local {
	case "automatic-styles":
		return r.stylesheet()
	case "body":
		return r.scan.Each(func(e office.Element) error {
			if e.Name.Local == "text" {
				return r.scan.Each(r.visitor, nil)
			}
			return nil
		}, nil)
	}
	return nil
}
