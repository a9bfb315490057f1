package markup

import (
	"bytes"
	"regexp"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// A siteName says where a page comes from.
type siteName uint8

// The sites that are known.
const (
	anySite     siteName = iota
	archive              // a download of the Archive of Our Own, or its EPUB
	archivePage          // a page of it
	fanFicFare
	royalRoad
	fanFiction
	ficbook
	article // a blog
	mainTag
)

// A site says how pages that come from one place are read.
type site struct {
	name     siteName
	only     bool // only what is in the place for stories is text
	lines    bool // every line of the source is a paragraph
	chapters bool // its chapters are told
}

// recognise returns the site a page comes from. Of the files of a book only what the makers of books leave in them
// counts, as what one file of it holds need not be in the others.
func recognise(data []byte, inBook bool) site {
	has := func(text string) bool { return bytes.Contains(data, []byte(text)) }
	switch {
	case inBook:
		switch {
		case archiveID.Match(data) && (has("userstuff") || has(`class="tags"`) || has("toc-heading")):
			return site{name: archive, chapters: true}
		case has(`class="fff_`):
			return site{name: fanFicFare, chapters: true}
		}
	case has(`id="workskin"`):
		return site{name: archivePage, only: true, chapters: true}
	case archiveID.Match(data) && (has("userstuff") || has(`class="tags"`) || has("toc-heading")):
		return site{name: archive, chapters: true}
	case has(`name="section0001"`) || has(`name="TOCTOP"`):
		return site{name: fanFicFare, only: true, chapters: true}
	case has(`class="fff_`):
		return site{name: fanFicFare, chapters: true}
	case has(`chapter-inner`) && has("chapter-content"):
		return site{name: royalRoad, only: true, chapters: true}
	case has(`id="storytext`) || has(`id='storytext`):
		return site{name: fanFiction, only: true}
	case has("js-part-text") || has("part_text"):
		return site{name: ficbook, only: true, lines: true}
	case has("<main"):
		return site{name: mainTag, only: true}
	case has("<article") && bytes.Count(data, []byte("<article")) == 1:
		return site{name: article, only: true}
	}
	return site{}
}

// archiveID matches one of the three parts of a download.
var archiveID = regexp.MustCompile(`<div[^<>]* ?id="(?:preface|chapters|afterword)"`)

// A taking is what the words of a tag are taken for, instead of being text.
type taking uint8

// What words can be taken for.
const (
	takesNothing taking = iota
	takesChapter        // the title of a chapter that begins here
	takesTitle          // of the work
	takesAuthor
	takesBoth // "Title by Author"
)

// enter looks at a tag that is about to be opened for what it means on its site.
func (r *page) enter(n *node) {
	if title, ok := r.starts[n.id]; ok && n.id != "" && r.site.name != archive {
		r.flush()
		r.begin(title, title != "")
	}
	if n.tag == "html" && r.work.Language == "" {
		r.work.Language = strings.TrimSpace(n.attr("lang"))
	}
	r.frontMatter(n)
	switch r.site.name {
	case archive:
		r.enterArchive(n)
	case archivePage:
		r.enterArchivePage(n)
	case fanFicFare:
		r.enterFanFicFare(n)
	case royalRoad:
		r.enterRoyalRoad(n)
	case fanFiction:
		n.inside = n.inside || strings.HasPrefix(n.id, "storytext")
	case ficbook:
		n.inside = n.inside || hasWord(n.class, "js-part-text") || hasWord(n.class, "part_text")
	case article:
		n.inside = n.inside || n.tag == "article"
	case mainTag:
		n.inside = n.inside || n.tag == "main"
	default:
		r.enterPlain(n)
	}
}

// frontMatter passes over the pages of a book that are not the story.
func (r *page) frontMatter(n *node) {
	if n.tag != "body" && n.tag != "section" && n.tag != "div" {
		return
	}
	if n.types("titlepage", "halftitlepage", "halftitle", "cover", "imprint", "colophon", "copyright-page", "seriespage") {
		n.skip = true
	}
}

// enterPlain looks for what pandoc writes above a text, and for authors in the head.
func (r *page) enterPlain(n *node) {
	switch {
	case n.tag == "meta" && strings.EqualFold(n.attr("name"), "author") && r.work.Author == "":
		r.work.Author = oneLine(n.attr("content"))
	case n.tag == "h1" && hasWord(n.class, "title") && r.work.Title == "" && !r.book:
		n.takes = takesTitle
	case n.tag == "p" && hasWord(n.class, "author") && r.top() != nil && r.top().tag == "header":
		n.takes = takesAuthor
	case n.tag == "p" && hasWord(n.class, "date") && r.top() != nil && r.top().tag == "header":
		n.skip = true
	case n.tag == "p" && r.top() != nil && r.top().tag == "hgroup":
		n.kind = story.Heading
	}
}

// enterFanFicFare looks at a tag of what FanFicFare wrote.
func (r *page) enterFanFicFare(n *node) {
	name := n.attr("name")
	switch {
	case n.tag == "body" && (hasWord(n.class, "fff_titlepage") || hasWord(n.class, "fff_tocpage") ||
		hasWord(n.class, "fff_logpage") || hasWord(n.class, "fff_coverpage")):
		n.skip = true
	case n.tag == "a" && strings.HasPrefix(name, "section") && r.site.name == fanFicFare:
		r.site.only = false
		for i := range r.stack {
			r.stack[i].inside = true
		}
		n.inside = true
	case n.tag == "h2" && r.top() != nil && strings.HasPrefix(r.top().attr("name"), "section"),
		hasWord(n.class, "fff_chapter_title"):
		n.takes = takesChapter
	case n.tag == "h1" && r.site.only:
		n.takes, n.inside = takesBoth, true
	case hasWord(n.class, "fff_head_notes"):
		n.role = body.HeadNote
	case hasWord(n.class, "fff_foot_notes"):
		n.role = body.EndNote
	}
}

// enterRoyalRoad looks at a tag of a page of Royal Road.
func (r *page) enterRoyalRoad(n *node) {
	switch {
	case hasWord(n.class, "chapter-inner") || hasWord(n.class, "chapter-content"):
		n.inside = true
	case hasWord(n.class, "author-note-portlet"):
		n.inside, n.role = true, body.HeadNote
		if r.after {
			n.role = body.EndNote
		}
	case hasWord(n.class, "portlet-title"):
		n.skip = true
	case n.tag == "h1" && !n.inside:
		n.inside, n.takes = true, takesChapter
	case n.tag == "h2" && !n.inside && r.work.Title == "":
		n.inside, n.takes = true, takesTitle
	case hasWord(n.class, "spoiler-new") && n.inside:
		n.look.style |= story.Spoiler
	}
}

// taken reports whether what was written is not text, and takes it for what it is.
func (r *page) taken() bool {
	for i := len(r.stack) - 1; i >= 0; i-- {
		if what := r.stack[i].takes; what != takesNothing {
			r.take(what, oneLine(story.Block{Runs: r.pen.runs}.Text()))
			return true
		}
	}
	switch {
	case r.site.name == archive:
		return r.label()
	case r.site.name == fanFicFare && r.top() != nil && r.top().role != body.Text:
		return isLabel(r.pen.runs)
	}
	return false
}

// isLabel reports whether a paragraph is a head such as "Author's Note:" that a program put above a note.
func isLabel(runs []story.Run) bool {
	for _, run := range runs {
		if run.Style&story.Bold == 0 && hasSign(run.Text) {
			return false
		}
	}
	text := oneLine(story.Block{Runs: runs}.Text())
	return len(text) < 60 && strings.HasSuffix(text, ":")
}

// take takes words for what they are.
func (r *page) take(what taking, text string) {
	switch what {
	case takesChapter:
		r.begin(text, true)
	case takesTitle:
		r.work.Title = text
	case takesAuthor:
		r.work.Author = strings.TrimPrefix(text, "by ")
	case takesBoth:
		r.work.Title = text
		if i := strings.LastIndex(text, " by "); i > 0 {
			r.work.Title, r.work.Author = text[:i], text[i+4:]
		}
	}
}

// heed takes from the head of a page what its text did not say.
func (r *page) heed() {
	if r.work.Title == "" && r.part == "" {
		r.work.Title = r.title
	}
}
