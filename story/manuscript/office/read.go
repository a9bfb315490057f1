package office

import (
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/archive"
	"cliffhanger/story/manuscript/body"
)

// About is what a file says of itself beside its text; what it does not say is empty.
type About struct{ Title, Language string }

// Read reads the file of this name: read writes its text to the page and returns what the file says of itself, also
// with an error, which ends the text. Nothing is ever wrong with the arguments: what cannot be read is told by a
// problem of severity error. The work has one chapter, or none if there is no text.
func Read(name string, data []byte, read func(*Page, *archive.Archive) (About, error)) (body.Work, []story.Problem) {
	page := NewPage(name)
	a, err := archive.Open(data, archive.For(len(data)))
	if err != nil {
		page.Fail(err)
		return page.Work("", "")
	}
	for _, note := range a.Notes() {
		page.Report(story.Warning, note, "save the file again in your writing program")
	}
	about, err := read(page, a)
	if err != nil {
		page.Fail(err)
	}
	return page.Work(about.Title, about.Language)
}

// Describe returns what the part of this name, a file's properties, says. A part that is not there says nothing.
func Describe(a *archive.Archive, part string) (About, error) {
	var about About
	if _, ok := a.Find(part); !ok {
		return about, nil
	}
	data, err := a.Read(part)
	if err != nil {
		return about, err
	}
	scan, err := NewScan(data)
	if err != nil {
		return about, err
	}
	var visit func(Element) error
	visit = func(e Element) error {
		var to *string
		switch e.Name.Local {
		case "title":
			to = &about.Title
		case "language":
			to = &about.Language
		default:
			return scan.Each(visit, nil)
		}
		var text strings.Builder
		err := scan.Each(func(Element) error { return nil }, func(b []byte) { text.Write(b) })
		*to = text.String()
		return err
	}
	return about, scan.Each(visit, nil)
}
