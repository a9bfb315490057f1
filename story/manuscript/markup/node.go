package markup

import (
	"strings"

	"golang.org/x/net/html"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// What a page may be. Browsers stop at 512 tags inside each other.
const (
	mostNested = 512
	mostAttrs  = 256
	mostWanted = 64 << 10 // bytes of an attribute's value that is looked at
)

// A node is a tag that is open.
type node struct {
	tag, id, class string
	attrs          []html.Attribute

	verdict verdict
	look    look
	role    body.Role
	kind    story.BlockKind
	link    string
	lost    *lostLink // a link that cannot be followed

	block  bool // it stands on lines of its own
	skip   bool // it and all in it is not part of the text
	inside bool // it stands in what the page is about
	meta   bool // only quotations in it count, as they hold what the author wrote
	fresh  bool // a list item that has not had its first paragraph
	count  int  // of a list: the number of its next item; 0: it has bullets
	marker string
	takes  taking
	paras  bool // something in it was shown, so that it is not an empty paragraph
}

// attr returns an attribute's value, or "".
func (n *node) attr(name string) string {
	switch name {
	case "id":
		return n.id
	case "class":
		return n.class
	}
	for i := range n.attrs {
		if n.attrs[i].Key == name {
			return n.attrs[i].Val
		}
	}
	return ""
}

// has reports whether an attribute is there.
func (n *node) has(name string) bool {
	for i := range n.attrs {
		if n.attrs[i].Key == name {
			return true
		}
	}
	return name == "id" && n.id != "" || name == "class" && n.class != ""
}

// heading reports whether the tag is a heading, and level returns which.
func (n *node) heading() bool { return n.level() > 0 }

// level returns a heading's level, or 0.
func (n *node) level() int {
	if len(n.tag) == 2 && n.tag[0] == 'h' && n.tag[1] >= '1' && n.tag[1] <= '6' {
		return int(n.tag[1] - '0')
	}
	return 0
}

// types reports whether one of the words is among what EPUB's or ARIA's attributes say that the tag is.
func (n *node) types(words ...string) bool {
	for i := range n.attrs {
		if key := n.attrs[i].Key; key != "epub:type" && key != "role" {
			continue
		}
		for _, w := range words {
			if hasWord(n.attrs[i].Val, w) || hasWord(n.attrs[i].Val, "doc-"+w) {
				return true
			}
		}
	}
	return false
}

// isBlock reports whether a tag stands on lines of its own by HTML's own rules.
func isBlock(tag string) bool {
	switch tag {
	case "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "pre", "table",
		"tbody", "thead", "tfoot", "caption", "section", "article", "header", "footer", "main", "aside", "nav", "hgroup",
		"center", "figure", "figcaption", "address", "details", "summary", "fieldset", "form", "body", "html", "head",
		"listing", "xmp", "dir", "menu", "search", "legend":
		return true
	}
	return false
}

// isVoid reports whether a tag has no content and no end.
func isVoid(tag string) bool {
	switch tag {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
		"basefont", "bgsound", "frame", "keygen":
		return true
	}
	return false
}

// isFormatting reports whether a tag that its paragraph leaves open goes on in the next one.
func isFormatting(tag string) bool {
	switch tag {
	case "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}

// isApart reports whether what a tag holds is never text of the page.
func isApart(tag string) bool {
	switch tag {
	case "script", "style", "template", "noscript", "iframe", "object", "embed", "applet", "audio", "video", "canvas",
		"svg", "math", "form", "button", "select", "textarea", "input", "datalist", "nav", "head", "title", "noframes",
		"noembed", "rp", "map", "dialog", "footer", "progress", "meter", "output", "label":
		return true
	}
	return strings.Contains(tag, ":") && strings.HasSuffix(tag, ":svg")
}

// closedBy reports whether an open tag ends where another begins.
func closedBy(open, next string) bool {
	switch open {
	case "p":
		return next == "hr" || next == "li" || next == "tr" || next == "td" || next == "th" || isBlock(next)
	case "li":
		return next == "li"
	case "dt", "dd":
		return next == "dt" || next == "dd"
	case "tr":
		return next == "tr" || next == "tbody" || next == "tfoot" || next == "thead"
	case "td", "th":
		return next == "td" || next == "th" || next == "tr" || next == "tbody"
	case "rt", "rp":
		return next == "rt" || next == "rp" || next == "rb"
	case "option":
		return next == "option" || next == "optgroup"
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return len(next) == 2 && next[0] == 'h' && next[1] >= '1' && next[1] <= '6'
	case "head":
		return next == "body" || isBlock(next) && next != "head"
	}
	return false
}

// isScope reports whether tags outside of this one are not closed by those inside.
func isScope(tag string) bool {
	switch tag {
	case "td", "th", "table", "html", "body", "caption", "object", "template":
		return true
	}
	return false
}
