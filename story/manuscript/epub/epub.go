// Package epub reads EPUB books, of version 2 and 3, into [body.Work].
//
//	work, problems := epub.Read("book.epub", data)
//
// META-INF/container.xml names the package file, whose spine says which files make up the text and in what order; each
// is read by package markup. Title, author, language and description are those of the package file. Nothing is loaded
// from anywhere, and no entities are followed but those of XML itself.
//
// # Chapters
//
// A chapter begins at every place that the list of contents (EPUB 3's nav, else the NCX) leads to, under the title it
// has there; in a book without such a list, at every file. Files that the spine marks as not linear, the list of
// contents itself, and pages that say they are a title page, imprint, colophon or the like are passed over; so are files
// of up to 400 words that the book's guide or its landmarks say are such, or that read like a page of copyright, which
// is told. “Also by …” and “About the Author” are chapters, which a warning tells. A file that the list does not name
// goes on with the chapter before, unless it begins with a heading. Books from the Archive of Our Own, which calibre
// splits wherever a file grows too long, are told by their own headings.
//
// # Decisions
//
// Limits are those of package archive. A book with copy protection is refused. A file that is missing or damaged is an
// error, and the others are read, so that the author sees at once what all is wrong.
package epub

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/archive"
	"cliffhanger/story/manuscript/body"
	"cliffhanger/story/manuscript/markup"
)

// A book is an EPUB being read.
type book struct {
	*archive.Archive
	problems body.Problems
	reader   *markup.Reader
	pack     packageFile
	base     string // folder of the package file
	sheets   map[string]*markup.Sheet
	apart    map[string]string // what the book calls files that are no part of the story
	styled   int               // bytes of style sheets so far
}

// Read reads an EPUB. It never fails: what is wrong is a problem of severity [story.Error], and the work then holds
// whatever could be read. Places are told as "book.epub!OEBPS/chapter3.xhtml", with line and column inside.
func Read(name string, data []byte) (body.Work, []story.Problem) {
	b := &book{problems: body.Problems{File: name}, sheets: map[string]*markup.Sheet{},
		apart: map[string]string{}}
	b.reader = markup.New(&b.problems)
	var work body.Work
	if b.open(data) {
		b.read()
		work = b.reader.Work()
		b.describe(&work)
	}
	return work, b.problems.List()
}

// open opens the archive and reads the package file.
func (b *book) open(data []byte) bool {
	var err error
	if b.Archive, err = archive.Open(data, archive.For(len(data))); err != nil {
		b.refuse("", err)
		return false
	}
	for _, note := range b.Notes() {
		b.problems.Report("", 0, 0, story.Warning, note, "look whether anything is missing")
	}
	name, err := b.packageName()
	if err == nil {
		b.base = path.Dir(name)
		err = b.parse(name, &b.pack)
	}
	if err != nil {
		b.refuse("", err)
	}
	return err == nil
}

// refuse reports why something cannot be read.
func (b *book) refuse(part string, err error) {
	message, hint := err.Error(), "export or download it again"
	if r := (*archive.Refusal)(nil); errors.As(err, &r) {
		message, hint = r.Message, r.Hint
	}
	b.problems.Report(part, 0, 0, story.Error, message, hint)
}

// read reads the files of the spine.
func (b *book) read() {
	toc := b.contents()
	for _, ref := range b.pack.Guide {
		b.noteKind(b.base, ref.Href, ref.Type)
	}
	begins := false // as what stood above is apart
	names := b.spine()
	for _, name := range names {
		if b.isOutside(name) {
			continue
		}
		data, err := b.Read(name)
		if err != nil {
			b.refuse("", err)
			continue
		}
		if len(names) > 1 && b.isApart(name, utf8Of(data)) {
			begins = true
			continue
		}
		p := markup.Page{Part: name, Data: utf8Of(data), XML: true, Sheets: b.styles(name, data)}
		p.Begins, p.Title, p.Starts = toc.at(name)
		if !p.Begins && (len(toc) == 0 || headed(p.Data)) && !isSplit(name) {
			p.Begins = true
		}
		b.tellMatter(name, p.Title)
		p.Begins, begins = p.Begins || begins, false
		b.reader.Page(p)
	}
}

// isOutside reports whether a file's name says that it is no part of the story: a cover, a title page, FicHub's
// introduction, which tells where a book was got.
func (b *book) isOutside(name string) bool {
	folder, base := path.Split(name)
	if outside.MatchString(base) {
		return true
	}
	_, fichub := b.Find(folder + "chap_1.xhtml")
	return fichub && base == "introduction.xhtml"
}

// outside matches names that programs give to such files.
var outside = regexp.MustCompile(`(?i)^(?:title[_-]?page|cover(?:[_-]?page)?|half[_-]?title|nav|toc)\.x?html?$`)

// headed reports whether a file's text begins with a heading.
func headed(data []byte) bool {
	head := data[:min(len(data), 16<<10)]
	at := firstHeading.FindIndex(head)
	start := bytes.Index(head, []byte("<body"))
	return at != nil && start >= 0 && start < at[0] && !bytes.Contains(head[start:at[0]], []byte("<p"))
}

// firstHeading matches the start of a heading.
var firstHeading = regexp.MustCompile(`<h[1-6][\s>]`)

// isSplit reports whether a file's name is one calibre gives to what it cut from the file before.
func isSplit(name string) bool { return splitName.MatchString(name) }

// splitName matches such names but for the first of each file.
var splitName = regexp.MustCompile(`_split_\d*[1-9]\d*\.\w+$`)

// spine returns the names of the files that make up the text.
func (b *book) spine() []string {
	items := map[string]item{}
	for _, it := range b.pack.Manifest {
		if _, twice := items[it.ID]; !twice {
			items[it.ID] = it
		}
	}
	var names []string
	seen := map[string]bool{}
	for _, ref := range b.pack.Spine.Refs {
		it, known := items[ref.ID]
		name := b.resolve(b.base, it.Href)
		switch {
		case !known:
			b.problems.Report("", 0, 0, story.Warning, fmt.Sprintf("the book's order names a file %.60q that it does not list",
				ref.ID), "look whether anything is missing")
		case strings.EqualFold(ref.Linear, "no"), hasWord(it.Properties, "nav"), seen[name], !it.isText():
		default:
			seen[name] = true
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		b.problems.Report("", 0, 0, story.Error, "the book does not say which files make up its text", "export it again")
	}
	return names
}

// resolve returns the name in the archive of what a file in folder base refers to.
func (b *book) resolve(base, href string) string {
	href, _, _ = strings.Cut(href, "#")
	if plain, err := url.PathUnescape(href); err == nil {
		href = plain
	}
	name := path.Join(base, href)
	if found, ok := b.Find(name); ok {
		return found
	}
	return name
}

// styles returns the style sheets that a file links to, each behind those that it imports.
func (b *book) styles(name string, data []byte) []*markup.Sheet {
	var out []*markup.Sheet
	head, _, _ := bytes.Cut(data[:min(len(data), 64<<10)], []byte("<body"))
	for _, link := range links.FindAll(head, 32) {
		href := attribute(linkTo, link)
		if href == "" || !strings.Contains(attribute(linkAs, link), "stylesheet") {
			continue
		}
		out = b.style(out, b.resolve(path.Dir(name), html.UnescapeString(href)), 0)
	}
	return out
}

// style adds a style sheet to others, behind those that it imports. What is not in the book is no part of it.
func (b *book) style(out []*markup.Sheet, name string, depth int) []*markup.Sheet {
	if _, known := b.sheets[name]; !known {
		b.sheets[name] = b.sheet(name)
	}
	s := b.sheets[name]
	if s == nil || depth > mostImporting || len(out) >= mostSheets || slices.Contains(out, s) {
		return out
	}
	for _, href := range s.Imports() {
		if !strings.Contains(href, "//") {
			out = b.style(out, b.resolve(path.Dir(name), href), depth+1)
		}
	}
	if slices.Contains(out, s) { // it imports itself
		return out
	}
	return append(out, s)
}

// What a book may have of style sheets.
const (
	mostStyle     = 8 << 20 // bytes in all
	mostSheets    = 64      // for one file
	mostImporting = 4       // that import each other
)

// sheet reads a style sheet. Without it, it cannot be told what is hidden.
func (b *book) sheet(name string) *markup.Sheet {
	css, err := b.Read(name)
	if b.styled += len(css); err == nil && b.styled <= mostStyle {
		return markup.ParseSheet(string(utf8Of(css)))
	}
	b.problems.Report("", 0, 0, story.Warning, fmt.Sprintf("the style sheet %.80q cannot be read", name),
		"look whether italics are missing, or anything is shown that should not be")
	return nil
}

// links matches a link in a file's head.
var links = regexp.MustCompile(`(?is)<link\s[^<>]*>`)

// linkTo and linkAs match the attributes of a link.
var (
	linkTo = regexp.MustCompile(`(?i)\shref\s*=\s*(?:"([^"]*)"|'([^']*)')`)
	linkAs = regexp.MustCompile(`(?i)\srel\s*=\s*(?:"([^"]*)"|'([^']*)')`)
)

// attribute returns the value of an attribute in a tag, "" if it is not there.
func attribute(pattern *regexp.Regexp, tag []byte) string {
	m := pattern.FindSubmatch(tag)
	if m == nil {
		return ""
	}
	return string(m[1]) + string(m[2])
}

// describe fills in what the package file says of the work.
func (b *book) describe(w *body.Work) {
	meta := &b.pack.Metadata
	first := func(texts []string) string {
		for _, t := range texts {
			if t = strings.Join(strings.Fields(t), " "); t != "" {
				return t
			}
		}
		return ""
	}
	if title := first(meta.Titles); title != "" && title != "Unknown" {
		w.Title = title
	}
	if authors := meta.authors(); authors != "" && authors != "Unknown" {
		w.Author = authors
	}
	if language := first(meta.Languages); language != "" && language != "und" {
		w.Language = language
	}
	if w.Blurb == "" {
		w.Blurb = words(first(meta.Descriptions))
	}
}

// words returns the words of a description, which may be HTML.
func words(description string) string {
	if !strings.Contains(description, "<") {
		return html.UnescapeString(description)
	}
	var quiet body.Problems
	r := markup.New(&quiet)
	r.Page(markup.Page{Data: []byte(description)})
	var out []string
	for _, c := range r.Work().Chapters {
		for _, p := range c.Paras {
			out = append(out, strings.Fields(p.Text())...)
		}
	}
	return strings.Join(out, " ")
}
