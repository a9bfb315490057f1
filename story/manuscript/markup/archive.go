package markup

import (
	"regexp"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// An archiveState is where in a download of the Archive of Our Own one is. It tells parts by ids, headings and what
// stands above a quotation, since its EPUB keeps ids but gives each class the name of one that merely looks the same.
type archiveState struct {
	preface, chapters, afterword bool
	content                      bool   // between the comments around a chapter's text
	label                        string // the line above: "Chapter Summary", "Notes"
	ends                         bool   // inside notes below the text
	term                         string // of the list at the top
}

// endNotes matches the ids of notes below a chapter or the work.
var endNotes = regexp.MustCompile(`^endnotes\d*$`)

// comment takes a comment.
func (r *page) comment(text string) {
	switch text {
	case "chapter content":
		r.ao3.content = true
	case "/chapter content":
		r.ao3.content = false
	}
}

// enterArchive looks at a tag of a download.
func (r *page) enterArchive(n *node) {
	a, top := &r.ao3, r.top()
	switch {
	case n.tag == "div" && (n.id == "preface" || n.id == "chapters" || n.id == "afterword"):
		a.preface, a.chapters, a.afterword = n.id == "preface", n.id == "chapters", n.id == "afterword"
		n.meta, a.content, a.ends, a.label = !a.chapters, false, false, ""
	case n.tag == "div" && endNotes.MatchString(n.id) && !a.content:
		n.meta, a.ends, a.label = true, true, ""
	case a.preface && n.tag == "h1":
		n.takes = takesTitle
	case a.preface && (hasWord(n.class, "byline") || n.tag == "a" && n.attr("rel") == "author" && r.work.Author == ""):
		n.takes = takesAuthor
	case n.tag == "h2" && top != nil && a.chapters && !a.content && !strings.HasPrefix(top.class, "userstuff") &&
		len(r.stack) > 1 && r.stack[len(r.stack)-2].id == "chapters":
		top.meta, n.meta, n.takes = true, false, takesChapter
		a.ends, a.label = false, ""
	case n.tag == "h2" && top != nil && top.id == "chapters":
		n.skip = true // the title of a work of one chapter, told in the preface
	case n.tag == "blockquote" && n.meta:
		n.meta, n.role = false, a.role()
	}
}

// role returns what a quotation among the data of a chapter or work is.
func (a *archiveState) role() body.Role {
	switch label := strings.ToLower(a.label); {
	case a.afterword || a.ends || strings.Contains(label, "end notes"):
		return body.EndNote
	case a.preface && strings.Contains(label, "summary"):
		return summaryOfWork
	case strings.Contains(label, "summary"):
		return body.Summary
	}
	return body.HeadNote
}

// noWarnings are what an author chooses who does not warn of anything.
var noWarnings = regexp.MustCompile(`(?i)^(?:no archive warnings apply|.* not to use archive warnings)$`)

// label reports whether what was written is among the data of a chapter or work, and keeps what it says.
func (r *page) label() bool {
	top := r.top()
	if top == nil || !top.meta {
		return false
	}
	text := oneLine(story.Block{Runs: r.pen.runs}.Text())
	switch {
	case top.tag == "dt":
		r.ao3.term = text
	case top.tag == "dd":
		if strings.HasPrefix(r.ao3.term, "Archive Warning") {
			for w := range strings.SplitSeq(text, ", ") {
				if !noWarnings.MatchString(w) {
					r.work.Warnings = append(r.work.Warnings, w)
				}
			}
		}
	default:
		r.ao3.label = text
	}
	return true
}

// enterArchivePage looks at a tag of a page of the Archive.
func (r *page) enterArchivePage(n *node) {
	inChapter := false
	for i := range r.stack {
		inChapter = inChapter || hasWord(r.stack[i].class, "chapter")
	}
	module := hasWord(n.class, "module")
	switch {
	case n.id == "workskin":
		n.inside = true
	case !n.inside:
	case n.tag == "h2" && hasWord(n.class, "title"):
		n.takes = takesTitle
	case n.tag == "h3" && hasWord(n.class, "byline"):
		n.takes = takesAuthor
	case n.tag == "h3" && hasWord(n.class, "title"):
		n.takes = takesChapter
	case hasWord(n.class, "actions") || hasWord(n.class, "jump"):
		n.skip = true
	case module && hasWord(n.class, "summary"):
		n.role = body.Summary
		if !inChapter {
			n.role = summaryOfWork
		}
	case module && hasWord(n.class, "notes"):
		n.role = body.HeadNote
		if hasWord(n.class, "end") {
			n.role = body.EndNote
		}
	case n.tag == "h3" && hasWord(n.class, "heading") && (n.role != body.Text || module):
		n.skip = true
	}
}

// quoted reports whether a quotation is one of the author's, not the box a site puts around what they wrote: around all
// of a note, and on its pages around all.
func (r *page) quoted(n *node) bool {
	if r.site.name == archivePage && hasWord(n.class, "userstuff") {
		return false
	}
	if n.role == body.Text {
		return true
	}
	for i := range r.stack[:len(r.stack)-1] {
		if open := &r.stack[i]; open.tag == "blockquote" && open.role == n.role {
			return true
		}
	}
	return false
}
