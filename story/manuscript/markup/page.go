package markup

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// mostToken is how long a tag, a comment, or a text without any tag may be, in bytes. Longer ones are no prose, but
// pictures written into the page, or an attack.
const mostToken = 8 << 20

// mostText is how long a piece of a paragraph in one style may be, in bytes, as in package office. Cutting a longer one
// would take memory out of proportion.
const mostText = 1 << 20

// A page is one file being read.
type page struct {
	*Reader
	part   string
	xml    bool // an empty tag ends where it begins
	sheets []*Sheet
	starts map[string]string // ids at which chapters begin, and their titles

	tokens    *html.Tokenizer
	line, col int // of the token that is read
	stack     []node
	matches   int // comparisons of rules with tags so far
	stopped   bool
	title     string // of the file, from its head
	pen       pen
	ao3       archiveState
}

// read reads the page to its end.
func (r *page) read(data []byte) {
	r.tokens = html.NewTokenizer(bytes.NewReader(data))
	r.tokens.SetMaxBuf(mostToken)
	r.tokens.AllowCDATA(r.xml)
	for !r.stopped {
		t := r.tokens.Next()
		raw := r.tokens.Raw()
		breaks := bytes.Count(raw, []byte("\n"))
		after := utf8.RuneCount(raw[bytes.LastIndexByte(raw, '\n')+1:])
		switch t {
		case html.ErrorToken:
			r.end()
			return
		case html.TextToken:
			r.textToken(raw)
		case html.StartTagToken, html.SelfClosingTagToken:
			r.startToken(t == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := r.tokens.TagName()
			r.close(atom.String(name))
		case html.CommentToken:
			r.comment(string(bytes.TrimSpace(r.tokens.Text())))
		}
		if breaks > 0 {
			r.line, r.col = r.line+breaks, 1
		}
		r.col += after
		r.bound()
	}
	r.flush()
}

// end closes what is open at the file's end, and reports if the file was not read to it.
func (r *page) end() {
	if err := r.tokens.Err(); errors.Is(err, html.ErrBufferExceeded) {
		r.giveUp("there are more than 8 MiB here without the end of a tag or paragraph",
			"save the page without its pictures, or save it as plain text")
	}
	for len(r.stack) > 0 {
		r.pop(len(r.stack) - 1)
	}
	r.flush()
}

// bound gives up a page with more paragraphs or pieces of text than any manuscript has, or with longer ones; these are
// not kept.
func (r *page) bound() {
	p := &r.pen
	if len(p.text) > mostText && p.kept == 0 && len(p.places) == 0 {
		r.line, r.col = p.line, p.col
		r.giveUp("a paragraph here has more than a million characters",
			"look whether this is the right file; or cut it in several")
		r.pen = pen{}
	}
	if r.paras+len(p.places)+p.kept > body.MostParas || r.runs+len(p.runs) > body.MostRuns {
		r.giveUp(fmt.Sprintf("there are more than %d paragraphs, or %d changes of style, up to here", body.MostParas,
			body.MostRuns), "look whether this is the right file; or cut it in several")
		r.pen = pen{}
	}
}

// giveUp reports an error at the place that is read and ends the reading.
func (r *page) giveUp(message, hint string) {
	if !r.stopped {
		r.problems.Report(r.part, r.line, r.col, story.Error, message, hint)
	}
	r.stopped, r.failed = true, true
}

// textToken takes text between tags.
func (r *page) textToken(raw []byte) {
	top := r.top()
	if top != nil && (top.tag == "title" || top.tag == "style") {
		r.headText(top.tag)
		return
	}
	if !r.seen() {
		return
	}
	blank := 0
	for blank < len(raw) && raw[blank] <= ' ' {
		blank++
	}
	line, col := r.line, r.col
	if n := bytes.Count(raw[:blank], []byte("\n")); n > 0 {
		line, col = line+n, blank-bytes.LastIndexByte(raw[:blank], '\n')
	} else {
		col += blank
	}
	if blank < len(raw) {
		r.pen.at(line, col)
	}
	r.write(r.tokens.Text())
}

// headText takes the text of a title or of a style sheet.
func (r *page) headText(tag string) {
	text := string(r.tokens.Text())
	switch {
	case tag == "title" && r.title == "":
		r.title = oneLine(text)
	case tag == "style" && !strings.Contains(r.top().attr("media"), "print"):
		r.addSheet(ParseSheet(text))
	}
}

// addSheet has a style sheet count from here on.
func (r *page) addSheet(s *Sheet) {
	r.sheets = append(r.sheets, s)
	if s.overgrown {
		r.giveUp("its style sheets have too many rules to tell what of the text is hidden",
			"save the page as plain text, or paste the chapter into a document")
	}
	if slices.ContainsFunc(s.imports, func(address string) bool { return !onlyFonts(address) }) {
		r.outerSheet()
	}
	if s.variable {
		r.variable()
	}
	if s.unclear && !r.unclear {
		r.unclear = true
		r.problems.Report(r.part, r.line, r.col, story.Warning,
			"a rule of the page's style hides something, but it cannot be told what",
			"look whether there is any sentence in the chapter that is not yours")
	}
}

// startToken takes a tag.
func (r *page) startToken(closed bool) {
	var n node
	n.read(r.tokens)
	closed = closed && (r.xml || strings.Contains(n.tag, ":") || r.foreign())
	if closed {
		r.tokens.NextIsNotRawText()
	}
	r.open(&n, closed)
}

// read takes the name and the attributes of the tag at which a tokenizer is.
func (n *node) read(tokens *html.Tokenizer) {
	name, more := tokens.TagName()
	n.tag = atom.String(name)
	for i := 0; more && i < mostAttrs; i++ {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		if len(value) > mostWanted {
			value = value[:mostWanted]
		}
		switch string(key) {
		case "id", "xml:id":
			if n.id == "" {
				n.id = string(value)
			}
		case "class":
			if n.class == "" {
				n.class = strings.Map(toSpace, string(value))
			}
		default:
			n.attrs = append(n.attrs, html.Attribute{Key: atom.String(key), Val: string(value)})
		}
	}
}

// toSpace turns the white space between classes into spaces.
func toSpace(c rune) rune {
	if c == '\t' || c == '\n' || c == '\r' || c == '\f' {
		return ' '
	}
	return c
}

// foreign reports whether a picture or a formula is open, in which tags end as in XML.
func (r *page) foreign() bool {
	for i := range r.stack {
		if r.stack[i].tag == "svg" || r.stack[i].tag == "math" {
			return true
		}
	}
	return false
}

// top returns the innermost open tag, or nil.
func (r *page) top() *node {
	if len(r.stack) == 0 {
		return nil
	}
	return &r.stack[len(r.stack)-1]
}

// seen reports whether text that stands here is part of the story or its notes.
func (r *page) seen() bool {
	top := r.top()
	if top == nil {
		return !r.site.only
	}
	return top.inside && !top.skip && !top.look.hidden()
}
