package markup

import (
	"strings"

	"cliffhanger/story"
)

// tracked hides what an office program's tracked changes took out, and takes the underlining from what they put in.
func (r *page) tracked(n *node) {
	if !n.has("datetime") && !n.has("cite") {
		return
	}
	switch n.tag {
	case "del":
		n.skip = true
	case "ins":
		n.look.style &^= story.Underline
	}
}

// isNote reports whether a tag is a number that leads to a footnote.
func isNote(n *node) bool {
	if n.tag != "a" {
		return false
	}
	for _, class := range []string{"footnote-ref", "noteref", "sdfootnoteanc", "sdendnoteanc"} {
		if hasWord(n.class, class) {
			return true
		}
	}
	return n.types("noteref") || strings.HasPrefix(n.attr("href"), "#ftnt") && !isBackLink(n)
}

// isBackLink reports whether a tag begins a footnote or a comment below a text written in Google Docs.
func isBackLink(n *node) bool {
	href := n.attr("href")
	return strings.HasPrefix(href, "#ftnt_ref") || strings.HasPrefix(href, "#cmnt_ref")
}

// docs takes out what Google Docs puts below a text: comments and footnotes, each in a box of its own.
func (r *page) docs(n *node) {
	href := n.attr("href")
	switch {
	case n.tag != "a":
	case isBackLink(n):
		for i := len(r.stack) - 1; i > 0; i-- {
			if tag := r.stack[i].tag; tag == "p" || tag == "div" {
				r.stack[i].skip = true
			}
			if r.stack[i].tag == "div" {
				break
			}
		}
		r.pen = pen{}
		n.skip = true
	case strings.HasPrefix(href, "#cmnt"):
		n.skip = true
	}
}

// isForeign reports whether a tag holds what does not belong to a story: footnotes, a list of contents, numbers of
// pages, words for screen readers alone, comments by readers, the head and foot of pages, Project Gutenberg's licence.
func isForeign(n *node) bool {
	if n.tag != "body" && n.tag != "html" && n.types("footnote", "footnotes", "endnote", "endnotes", "rearnote",
		"rearnotes", "backlink", "toc", "landmarks", "page-list", "pagebreak", "navigation", "search", "banner",
		"contentinfo", "complementary", "index", "loi", "lot") {
		return true
	}
	for _, class := range []string{"footnotes", "footnote-back", "landmark", "sr-only", "screen-reader-text",
		"visually-hidden", "comments-area", "comment-list", "pg-boilerplate", "nav", "navigation", "nav-links", "pagination",
		"pager", "breadcrumb", "breadcrumbs", "chapter-nav", "chapter-navigation"} {
		if hasWord(n.class, class) {
			return true
		}
	}
	switch n.id {
	case "comments", "disqus_thread", "respond", "sidebar", "pg-header", "pg-footer":
		return true
	}
	title := n.attr("title")
	return n.tag == "div" && (strings.HasPrefix(n.id, "sdfootnote") || strings.HasPrefix(n.id, "sdendnote") ||
		title == "header" || title == "footer")
}
