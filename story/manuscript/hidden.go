package manuscript

import (
	"fmt"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
	"cliffhanger/story/manuscript/markup"
)

// htmlTag matches a tag of HTML: its slash, its name and its attributes.
var htmlTag = pattern(`<(/?)([A-Za-z][A-Za-z0-9]*)((?:[\s/]+(?:[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|` +
	"[^\\s\"'<>=`]+))?)?)*)>")

// unreadEnd matches the end of a tag of which [isUnread] holds.
var unreadEnd = pattern(`(?i)</(script|style|template|noscript|iframe|svg)\s*>`)

// isUnread reports whether what stands between a tag and its end is never text that readers see.
func isUnread(name string) bool {
	switch name {
	case "script", "style", "template", "noscript", "iframe", "svg":
		return true
	}
	return false
}

// mayHide reports whether a tag is one with which authors set prose, so that its attributes count. Any other, as
// "<Skill hidden>", is prose in angle brackets.
func mayHide(name string) bool {
	switch name {
	case "span", "font", "small", "big", "sup", "sub", "a", "li", "ul", "ol", "ruby", "mark", "q", "pre":
		return true
	}
	return isBox(name) || tagStyle(name) != 0
}

// isBox reports whether a tag stands on lines of its own.
func isBox(name string) bool {
	switch name {
	case "p", "div", "center", "blockquote", "section", "article", "aside", "details", "table", "header", "footer", "h1",
		"h2", "h3", "h4", "h5", "h6":
		return true
	}
	return false
}

// A hider cuts what HTML in Markdown hides from readers: text that a tag's attributes or a style sheet hide, and the
// bodies of scripts and style sheets.
type hider struct {
	*file
	src      *source
	out      *editor
	judge    *markup.Judge
	code     codeFinder
	done     int             // byte up to which the text is kept or cut
	unclosed map[string]bool // tags that have no end from here on

	name     string // of the tag that hides what is read now; "": none does
	from, to int    // where that tag stands
	depth    int    // how many of its name are open
}

// cutHidden returns the text without what HTML hides, which is told.
func (f *file) cutHidden(src *source) *source {
	if !strings.Contains(src.text, "<") {
		return src
	}
	var doubts body.Problems
	h := &hider{file: f, src: src, out: &editor{old: src}, judge: markup.NewJudge(&doubts), unclosed: map[string]bool{},
		code: codeFinder{text: src.text}}
	for _, m := range htmlTag().FindAllStringSubmatchIndex(src.text, -1) {
		if m[0] < h.done {
			continue
		}
		name, closes := strings.ToLower(src.text[m[4]:m[5]]), m[2] < m[3]
		if h.name != "" && !h.ends(name, closes, m) || closes || escaped(src.text, m[0]) || h.code.holds(m[0]) {
			continue
		}
		switch {
		case isUnread(name):
			h.unread(name, m)
		case m[6] < m[7] && mayHide(name) && h.judge.Hides(src.text[m[0]:m[1]]):
			h.name, h.from, h.to, h.depth = name, m[0], m[1], 1
		}
	}
	if h.name != "" {
		h.tell(h.from, story.Error, fmt.Sprintf("the hidden <%s> that begins here is never closed", h.name),
			fmt.Sprintf("close it with </%s>, or take it out", h.name))
	}
	for _, p := range doubts.List() {
		f.report(0, 0, p.Severity, p.Message, p.Hint)
	}
	if h.done == 0 {
		return src
	}
	h.out.keep(h.done, len(src.text))
	return h.out.source()
}

// ends cuts what is hidden if it ends at a tag, and reports whether the tag is to be looked at further: another
// paragraph ends one that is left open.
func (h *hider) ends(name string, closes bool, m []int) bool {
	if name != h.name {
		return false
	}
	end, next := m[1], false
	switch {
	case !closes && name == "p":
		end, next = m[0], true
	case !closes:
		h.depth++
		return false
	default:
		if h.depth--; h.depth > 0 {
			return false
		}
	}
	h.cut(h.from, end, name)
	h.tell(h.from, story.Notice, fmt.Sprintf("what stands in this <%s> is hidden, so it is not posted", name),
		"take the tag out if readers are to see it")
	h.name = ""
	return next
}

// unread cuts a script or the like with its body, of which style sheets count from here on. One that is never closed
// is prose in angle brackets.
func (h *hider) unread(name string, m []int) {
	end := -1
	if !h.unclosed[name] {
		rest := h.src.text[m[1]:]
		for at := 0; end < 0; {
			e := unreadEnd().FindStringSubmatchIndex(rest[at:])
			if e == nil {
				break
			}
			if strings.EqualFold(rest[at+e[2]:at+e[3]], name) {
				end = m[1] + at + e[1]
				if name == "style" {
					h.judge.Add(rest[:at+e[0]])
				}
			}
			at += e[1]
		}
	}
	if end < 0 {
		h.unclosed[name] = true
		h.tell(m[0], story.Warning, fmt.Sprintf("this <%s> is never closed, so it and what follows is posted", name),
			fmt.Sprintf(`close it with </%s>, or write \<%s> if it is meant to be read`, name, name))
		return
	}
	h.cut(m[0], end, name)
	h.tell(m[0], story.Warning, fmt.Sprintf("the <%s> here is not posted", name),
		fmt.Sprintf(`take it out, or write \<%s> if it is meant to be read`, name))
}

// cut leaves the bytes from..to out. What stood around a box does not join. It goes before telling, so that places are
// asked for in their order, which is quick in a long line.
func (h *hider) cut(from, to int, name string) {
	h.out.keep(h.done, from)
	if isBox(name) {
		h.out.insert("\n\n")
	}
	h.done = to
}

// tell reports a problem at a byte.
func (h *hider) tell(at int, severity story.Severity, message, hint string) {
	line, col := h.src.pos(at)
	h.report(line, col, severity, message, hint)
}

// A codeFinder tells what stands in code, where no tag counts. It looks at each line once.
type codeFinder struct {
	text   string
	at     int  // byte up to which was looked
	next   int  // where the next line begins
	tick   int  // where the last backtick of this line stands, or -1
	ticks  int  // in this line up to at
	fenced bool // this line stands between fences
}

// holds reports whether a byte, behind all asked for before, stands in code.
func (c *codeFinder) holds(at int) bool {
	for c.next <= at {
		line, _, _ := strings.Cut(c.text[c.next:], "\n")
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			c.fenced = !c.fenced
		}
		c.at, c.ticks, c.tick = c.next, 0, strings.LastIndexByte(line, '`')
		if c.tick >= 0 {
			c.tick += c.next
		}
		c.next += len(line) + 1
	}
	c.ticks += strings.Count(c.text[c.at:at], "`")
	c.at = at
	return c.fenced || c.ticks%2 == 1 && c.tick > at
}
