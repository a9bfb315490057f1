// Package markup reads HTML into [body.Work]: pages saved from a browser or downloaded from a site that stories are
// told on, exports of office programs, and the files inside an EPUB.
//
//	work, problems := markup.Read("chapter.html", data)
//
// Of a page only the words remain, with their styles, links, breaks and places. Nothing is loaded, no script is run,
// and what a browser would not show is not text: what style sheets hide, scripts, comments, forms, and what surrounds
// a story on a site.
//
// # What is recognised
//
// Downloads and pages of the Archive of Our Own (chapters, summaries, notes above and below), FanFicFare, Royal Road
// with its author's notes and without the sentences it hides against thieves, FanFiction.net, Ficbook, blogs by their
// <main> or <article>, and exports of Google Docs, LibreOffice, Word and pandoc, with their comments, footnotes and
// tracked changes left out. Anything else is read whole, as one chapter.
//
// # What becomes of tags
//
// Headings, quotations, list items and <hr> become what they are; tables become lines, with cells between " | ". A
// text of line breaks alone is cut into paragraphs where these are: see [body.Para] for what empty paragraphs become.
// The reading of a word, in ruby, stands behind it in parentheses. Footnotes are left out, with a warning where each
// is called. Pictures are left out with a warning, unless they are smileys or ornaments. Italics, bold, underlining
// and strikes are also read from style sheets; of a heading its own weight is not.
//
// # Style sheets
//
// A rule is read for display, visibility, opacity, colour "transparent", letters of no size, and text moved far off
// the page: each of these hides. Rules in @media count if they hold on any screen. Selectors know tags, classes, ids,
// attributes, ancestors and parents; where one that is not known hides something, a warning says so. Sheets outside of
// the file are not read and variables not followed, so what they hide would be shown: a notice says where there are any.
//
// # Links
//
// Words that lead to an address of the web keep it. Of links that readers could not follow (to a mailbox, to a page of
// the same site) the words are kept; where these do not say the address themselves, one notice for the file says how
// many there are. Links within a page or a book are nothing to readers and not told.
//
// # Decisions
//
// Tags are read one by one, without a tree, so that memory is in proportion to the words and every paragraph has its
// place. What browsers do with tags left open is done as far as words are concerned: paragraphs end where others
// begin, italics left open go on in the next paragraph, an end without a beginning is passed over.
//
// Limits are those of prose: 64 MiB, 512 tags inside each other (as in browsers), 8 MiB of a tag or comment, 1 MiB of a
// paragraph in one style and without line breaks, and as many paragraphs and runs as package body says. Beyond, an error
// says so, and what was read so far is returned with it.
package markup

import (
	"bytes"
	"path"
	"strings"

	declared "golang.org/x/net/html/charset"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
	"cliffhanger/story/manuscript/charset"
)

// mostBytes is how large a file may be.
const mostBytes = 64 << 20

// Read reads one file of HTML. Text that is not UTF-8 is read as its first 1024 bytes say, else as package charset finds,
// and a problem says so. It never fails: what is wrong is a problem of severity [story.Error], and the work then holds
// whatever could be read.
func Read(name string, data []byte) (body.Work, []story.Problem) {
	problems := body.Problems{File: name}
	r := New(&problems)
	if len(data) > mostBytes {
		problems.Report("", 0, 0, story.Error, "the file has more than 64 MiB",
			"look whether it is the right one, or split it")
		return body.Work{}, problems.List()
	}
	data = decode(data, &problems)
	ext := strings.ToLower(path.Ext(name))
	r.Page(Page{
		Data: data, XML: ext == ".xhtml" || ext == ".xht" || bytes.HasPrefix(bytes.TrimSpace(data[:min(len(data), 99)]),
			[]byte("<?xml")),
	})
	return r.Work(), problems.List()
}

// decode returns data as UTF-8: read as its first 1024 bytes say, else as it shows to be.
func decode(data []byte, problems *body.Problems) []byte {
	head := data[:min(len(data), 1024)]
	_, said, _ := declared.DetermineEncoding(head, "")
	if charset.Check(said) != nil || !bytes.Contains(bytes.ToLower(head), []byte("charset")) {
		said = "" // nothing is said, or what says nothing about text
	}
	text, err := charset.Read(data, said)
	if err != nil { // with NULs in it, which browsers read over
		text, err = charset.Read(bytes.ReplaceAll(data, []byte{0}, nil), said)
	}
	if err != nil {
		problems.Report("", 0, 0, story.Error, "the text cannot be read: "+err.Error(), "save it as UTF-8")
		return nil
	}
	for _, p := range text.Problems() {
		if text.By == charset.ByName && p.Severity == story.Notice {
			p.Severity, p.Message = story.Warning, "the text is not UTF-8; as it says, "+p.Message
		}
		problems.Report("", p.Line, p.Column, p.Severity, p.Message, p.Hint)
	}
	return text.UTF8
}

// A Page is one file of markup.
type Page struct {
	Part   string // its name inside an archive, "" for a file of its own
	Data   []byte // UTF-8
	XML    bool   // it is XHTML, in which a tag may end where it begins
	Sheets []*Sheet

	Begins bool              // a chapter begins with it
	Title  string            // of that chapter, as the list of contents has it; "": its first heading
	Starts map[string]string // ids inside at which further chapters begin, and their titles
}

// A Reader reads pages into one work.
type Reader struct {
	problems *body.Problems
	work     body.Work
	site     site
	open     bool // a chapter has begun
	book     bool // it is told from outside where chapters begin
	head     []body.Para
	blurb    []string
	unclear  bool // it was told that a style hides something
	varied   bool // it was told that a variable says whether something is shown
	outer    bool // it was told that a style stands in another file
	lost     lostLinks
	failed   bool
	paras    int  // put so far, with gaps and breaks
	runs     int  // of them
	after    bool // text was read that an author's note can stand below
}

// New returns a reader that reports to problems.
func New(problems *body.Problems) *Reader { return &Reader{problems: problems} }

// Page reads one page, in the order of the work. If nothing is read of a page by what is known of the site it seems to
// come from, it is read again as any page.
func (r *Reader) Page(p Page) {
	data, line := r.noEntities(p.Part, p.Data)
	if r.site.name == anySite {
		r.site = recognise(data, p.Part != "")
	}
	if p.Begins && r.site.name != archive {
		r.book = true
		r.begin(p.Title, p.Title != "")
	}
	before := *r
	r.read(p, data, line)
	if r.site.name != anySite && p.Part == "" && len(r.work.Chapters) == 0 && !r.failed {
		before.unclear, before.varied, before.outer = r.unclear, r.varied, r.outer // what was told is told once
		*r = before
		r.site = site{}
		r.read(p, data, line)
	}
}

// read reads a page that begins at a line of its file.
func (r *Reader) read(p Page, data []byte, line int) {
	v := &page{Reader: r, part: p.Part, xml: p.XML, starts: p.Starts, line: line, col: 1}
	for _, s := range p.Sheets {
		v.addSheet(s)
	}
	v.read(data)
	v.heed()
}

// noEntities cuts the document type of a page if it declares entities of its own, which are not followed, and returns
// the line at which the rest begins.
func (r *Reader) noEntities(part string, data []byte) ([]byte, int) {
	head := data[:min(len(data), 4<<10)]
	at := bytes.Index(bytes.ToUpper(head), []byte("<!DOCTYPE"))
	if at < 0 {
		return data, 1
	}
	bracket, end := bytes.IndexByte(data[at:], '['), bytes.IndexByte(data[at:], '>')
	if bracket < 0 || end < bracket {
		return data, 1
	}
	r.problems.Report(part, 1+bytes.Count(data[:at], []byte("\n")), 0, story.Warning,
		"the page declares entities of its own, which are not followed", "export it again, or save it as plain text")
	stop := bytes.Index(data[at:], []byte("]>"))
	if stop < 0 {
		stop = len(data) - at - 2
	}
	return data[at+stop+2:], 1 + bytes.Count(data[:at+stop+2], []byte("\n"))
}
