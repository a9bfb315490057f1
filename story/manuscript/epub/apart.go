package epub

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cliffhanger/story"
)

// mostApart is how many words a page that is no part of the story may have, and mostApartBytes how large its file may
// be: a whole chapter is kept whatever is said of it.
const (
	mostApart      = 400
	mostApartBytes = 16 << 10
)

// isApart reports whether a file is short and is said to be a cover, a title page or the like, or reads like a page of
// copyright, which a notice tells.
func (b *book) isApart(name string, data []byte) bool {
	said, what := b.apart[name], "a page of copyright"
	if len(data) > mostApartBytes || said == "" && !mayBeCopyright(data) {
		return false
	}
	if said != "" {
		what = "a page of the kind “" + said + "”"
	}
	text := words(string(data))
	if len(strings.Fields(text)) > mostApart || said == "" && !isCopyright(text) {
		return false
	}
	if text != "" {
		if short := fmt.Sprintf("%.60s", text); short != text {
			text = short + "…"
		}
		b.problems.Report(name, 0, 0, story.Notice, fmt.Sprintf("this is taken for %s and not posted: “%s”", what, text),
			"if it is story, copy it into a document of its own")
	}
	return true
}

// mayBeCopyright reports whether a file has words that nearly every page of copyright has, so that the others need not
// be read twice.
func mayBeCopyright(data []byte) bool {
	return slices.ContainsFunc([]string{"©", "&copy;", "&#169;", "opyright", "COPYRIGHT", "ISBN"}, func(s string) bool {
		return bytes.Contains(data, []byte(s))
	})
}

// isCopyright reports whether a text has at least two of what pages of copyright say, one for each hundred words, and
// the first of them near its beginning: a short last chapter may have a line of copyright below it.
func isCopyright(text string) bool {
	n, first := 0, len(text)
	for _, sign := range copyrightSigns {
		if at := sign.FindStringIndex(text); at != nil {
			n, first = n+1, min(first, at[0])
		}
	}
	return n > 1 && len(strings.Fields(text)) <= 100*n && len(strings.Fields(text[:first])) <= 30
}

// copyrightSigns match what pages of copyright say, each of which a story might say too.
var copyrightSigns = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\bcopyright\s*(?:©|\(c\)|[12]\d{3}\b)|©\s*[12]\d{3}\b`),
	regexp.MustCompile(`(?i)\ball rights reserved\b`),
	regexp.MustCompile(`\bISBN\b[\s:–-]*(?:\([^()]*\))?[\s:–-]*[\dX–-]{9,}`),
	regexp.MustCompile(`(?i)\bno part of this (?:book|publication|work|story|e-?book)\b`),
	regexp.MustCompile(`(?i)\bthis (?:book )?is a work of fiction\b`),
}

// noteKind keeps that a book says of a whole file that it is no part of the story.
func (b *book) noteKind(base, href, kind string) {
	if href == "" || strings.Contains(href, "#") || !isApartKind(kind) {
		return
	}
	b.apart[b.resolve(base, href)] = kind
}

// isApartKind reports whether what EPUB's guide and its list of landmarks call a page is no part of a story.
func isApartKind(kind string) bool {
	switch kind {
	case "cover", "title-page", "titlepage", "halftitlepage", "copyright-page", "copyright", "colophon", "imprint":
		return true
	}
	return false
}

// landmark notes an entry of the list of landmarks.
func (b *book) landmark(base string, t xml.StartElement) { b.noteKind(base, value(t, "href"), kind(t)) }

// tellMatter asks about chapters whose titles say that they are about the book or its author.
func (b *book) tellMatter(name, title string) {
	if matter.MatchString(title) {
		b.problems.Report(name, 0, 0, story.Warning, fmt.Sprintf("“%.60s” is read as a chapter, and counted as one", title),
			"if it is no part of the story, import the book and delete this chapter's file")
	}
}

// matter matches the titles of what stands before and behind a story in a book.
var matter = regexp.MustCompile(`(?i)^(?:also by\b.*|(?:other )?books by\b.*|about the authors?|dedication|` +
	`acknowledge?ments?|copyright(?: page)?|praise for\b.*|(?:table of )?contents)$`)
