package markup

import (
	"strconv"
	"strings"

	"cliffhanger/story"
)

// open opens a tag; one that is closed has no content.
func (r *page) open(n *node, closed bool) {
	r.implied(n.tag)
	n.block = isBlock(n.tag)
	r.inherit(n)
	n.verdict = r.judge(n)
	if r.stopped {
		return
	}
	n.look = n.look.sees(n)
	r.tracked(n)
	n.block = n.block || n.verdict.says(display, asBlock)
	n.skip = n.skip || isApart(n.tag) && !(n.tag == "form" && r.hollow(n)) || isForeign(n)
	if isNote(n) {
		if !n.skip && n.inside {
			r.problems.Report(r.part, r.line, r.col, story.Warning, "the footnote that is called here is not posted",
				"put what it says into the text, or into the note")
		}
		n.skip = true
	}
	r.docs(n)
	if n.block || n.tag == "hr" {
		r.flush()
	}
	r.enter(n)
	if isVoid(n.tag) {
		r.void(n)
		return
	}
	if len(r.stack) >= mostNested {
		r.giveUp("more than 500 tags are open inside each other here",
			"look whether this is the right file; no prose is like that")
		return
	}
	if isFormatting(n.tag) && r.flooded(n.tag) {
		return
	}
	r.stack = append(r.stack, *n)
	r.started(r.top())
	if closed {
		r.pop(len(r.stack) - 1)
	}
}

// hollow reports whether a form is wrapped around a whole page, as some sites do.
func (r *page) hollow(n *node) bool { return r.site.only || len(r.stack) < 4 && n.attr("action") != "" }

// inherit gives a tag what it has from the one it stands in.
func (r *page) inherit(n *node) {
	n.inside = !r.site.only
	top := r.top()
	if top == nil {
		return
	}
	n.look, n.role, n.kind, n.link, n.lost = top.look, top.role, top.kind, top.link, top.lost
	n.skip, n.inside, n.meta = top.skip, top.inside, top.meta
	if n.block && n.kind != story.Quote {
		n.kind = story.Paragraph
	}
}

// started does what a tag does where it begins, once it is open.
func (r *page) started(n *node) {
	switch n.tag {
	case "blockquote":
		if r.quoted(n) {
			n.kind = story.Quote
		}
	case "ol":
		n.count = 1
		if start, err := strconv.Atoi(n.attr("start")); err == nil && start > 0 && start < 1_000_000 {
			n.count = start
		}
	case "li":
		r.item(n)
	case "a":
		r.link(n)
	case "tr":
		r.newLine()
	case "td", "th":
		if r.pen.ink && !r.pen.broken {
			r.write([]byte(" | "))
		}
	case "rt":
		r.write([]byte("("))
	case "q":
		r.write([]byte("“"))
	case "h1", "h2", "h3", "h4", "h5", "h6":
		n.kind = story.Heading
	}
	if n.verdict.says(breakAbove, drawn) && n.block && !n.heading() && r.seen() {
		r.cut()
	}
}

// item makes a list item of a tag.
func (r *page) item(n *node) {
	n.kind, n.fresh, n.marker = story.Item, true, "•"
	for i := len(r.stack) - 2; i >= 0; i-- {
		list := &r.stack[i]
		switch list.tag {
		case "ol":
			if v, err := strconv.Atoi(n.attr("value")); err == nil && v > 0 && v < 1_000_000 {
				list.count = v
			}
			n.marker = strconv.Itoa(list.count) + "."
			list.count++
			return
		case "ul", "menu", "dir":
			return
		}
	}
}

// void does what a tag without content does.
func (r *page) void(n *node) {
	if n.tag == "link" || n.tag == "meta" {
		if rel := strings.ToLower(n.attr("rel")); n.tag == "link" && hasWord(rel, "stylesheet") && !hasWord(rel, "alternate") &&
			!onlyFonts(n.attr("href")) && onScreen("@media "+strings.ToLower(n.attr("media"))) {
			r.outerSheet()
		}
		return
	}
	if n.tag == "hr" && n.verdict.says(breakAbove, drawn) && !n.skip && n.inside {
		r.cut() // a page break of Google Docs, which it hides
		return
	}
	if n.skip || !n.inside || n.look.hidden() {
		return
	}
	switch n.tag {
	case "br":
		r.newLine()
	case "wbr":
	case "hr":
		r.cut()
	case "img":
		r.picture(n)
	}
}

// implied closes tags that end where one with this name begins.
func (r *page) implied(next string) {
	for i := len(r.stack) - 1; i >= 0; i-- {
		open := r.stack[i].tag
		if closedBy(open, next) {
			r.shut(i)
			return
		}
		if isScope(open) || (next == "li" && (open == "ul" || open == "ol" || open == "menu")) ||
			(next == "dt" || next == "dd") && open == "dl" {
			return
		}
	}
}

// close closes the innermost tag of this name. An end without a beginning is passed over, but for a paragraph's.
func (r *page) close(name string) {
	if name == "br" {
		r.open(&node{tag: "br"}, true)
		return
	}
	for i := len(r.stack) - 1; i >= 0; i-- {
		switch open := &r.stack[i]; {
		case open.tag == name && isFormatting(name) && i < len(r.stack)-1:
			r.unformat(i)
			return
		case open.tag == name:
			r.shut(i)
			return
		case isScope(open.tag) && !isScope(name) && name != "tr":
			return
		}
	}
}

// shut closes the tag at place i and all inside. What is formatting among them goes on behind it, as in browsers.
func (r *page) shut(i int) {
	var again []node
	if r.stack[i].block {
		for _, n := range r.stack[i+1:] {
			if isFormatting(n.tag) {
				again = append(again, n)
			}
		}
	}
	for len(r.stack) > i {
		r.pop(len(r.stack) - 1)
	}
	for _, n := range again {
		old := n
		r.inherit(&n)
		n.verdict, n.look = old.verdict, n.look.sees(&old)
		n.paras = false
		r.stack = append(r.stack, n)
	}
}

// unformat closes a formatting tag at place i, in which others are still open.
func (r *page) unformat(i int) {
	above := r.stack[i+1:]
	below := look{}
	if i > 0 {
		below = r.stack[i-1].look
	}
	for j := range above {
		below = below.sees(&above[j])
		above[j].look = below
	}
	r.stack = append(r.stack[:i], above...)
}

// flooded reports whether three tags of this name are open already, when one more changes nothing.
func (r *page) flooded(tag string) bool {
	same := 0
	for i := range r.stack {
		if r.stack[i].tag == tag {
			same++
		}
	}
	return same > 3
}

// pop closes the innermost tag.
func (r *page) pop(i int) {
	n := &r.stack[i]
	switch n.tag {
	case "rt":
		r.closeRuby()
	case "q":
		r.write([]byte("”"))
	}
	if n.block {
		r.flush()
		r.emptied(n)
		if n.verdict.says(breakBelow, drawn) && r.seen() {
			r.cut()
		}
	}
	if n.paras && i > 0 {
		r.stack[i-1].paras = true
	}
	r.stack = r.stack[:i]
}

// emptied takes a paragraph in which nothing was shown.
func (r *page) emptied(n *node) {
	if n.paras || !r.seen() || n.kind == story.Item {
		return
	}
	name := strings.ToLower(n.class + " " + n.id)
	switch {
	case n.tag != "p" && n.tag != "div" && n.tag != "center" && n.tag != "section":
	case n.verdict.says(border, drawn), namesBreak(name):
		r.cut()
	case n.tag == "p" || n.attr("data-gap") != "":
		r.gap()
	}
}

// namesBreak reports whether an author's or a program's name for a class says that it is a scene break.
func namesBreak(name string) bool {
	for _, word := range []string{"scenebreak", "scene-break", "scene_break", "sectionbreak", "section-break", "ornament",
		"dinkus", "asterism", "divider", "separator", "fleuron"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// picture takes a picture: one that is an ornament is a scene break, a small one in a line is what it stands for.
func (r *page) picture(n *node) {
	alt := oneLine(n.attr("alt"))
	name := strings.ToLower(n.class + " " + n.id + " " + alt + " " + n.attr("src"))
	switch {
	case !r.pen.ink && namesBreak(name):
		r.flush()
		r.cut()
	case alt != "" && len(alt) < 40 && !hasLetter(alt):
		r.write([]byte(alt)) // a smiley, or an ornament told as "* * *"
	default:
		r.problems.Report(r.part, r.line, r.col, story.Warning, "the picture here is not posted",
			"post it yourself beside the chapter, or take it out")
		r.shown() // the paragraph is not empty
	}
}
