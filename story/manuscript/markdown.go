package manuscript

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"cliffhanger/story"
)

// readMarkdown reads Markdown: front matter, then the body.
func readMarkdown(f *file) (volume, bool) {
	text, ok := f.decode()
	if !ok {
		return volume{}, false
	}
	if f.isNovelWriter(text) {
		return f.novelWriter(text)
	}
	fr, body := f.cutFront(text)
	paras, ok := f.body(body)
	if !fr.hasTitle {
		bareHeads(paras)
	}
	if first := paras[:min(len(paras), 1)]; !fr.hasTitle && len(paras) > 1 && first[0].Kind == story.Paragraph &&
		isChapterHead(strings.TrimSpace(first[0].text())) {
		first[0].Kind, first[0].level = story.Heading, 1 // "Chapter 4: The Gate" without #
	}
	return volume{drafts: []draft{{front: fr, paras: paras}}}, ok
}

// body reads Markdown, comments and all. It reports and returns false where there is more markup than prose can have.
func (f *file) body(src *source) ([]para, bool) {
	src, links := f.cutReferences(f.cutHidden(f.cutComments(src)))
	src = f.separate(f.setTables(f.hideSpoilers(src)))
	if !f.bearable(src) {
		return nil, false
	}
	return f.takeHolds(f.markdown(src, links)), true
}

// What a paragraph and a line of Markdown may hold. The time to parse grows with the square of both, and a file that
// exceeds them is no prose but a mistake or an attack.
const (
	mostSigns  = 1000 // signs of inline markup in one paragraph
	mostNested = 20   // quotations and lists begun by one line
)

// bearable reports whether a text can be parsed in reasonable time, and reports where it cannot.
func (f *file) bearable(src *source) bool {
	at, signs := 0, 0
	for line := range strings.Lines(src.text) {
		nested := 0
		for _, word := range strings.Fields(line) {
			if !nesting().MatchString(word) {
				break
			}
			nested += strings.Count(word, ">") + 1
		}
		if strings.TrimSpace(line) == "" {
			signs = 0
		}
		signs += countSigns(line)
		if nested > mostNested || signs > mostSigns {
			line, col := src.pos(at)
			f.report(line, col, story.Error, "there is more markup here than a paragraph of prose can have",
				"look whether this is the right file; a paragraph ends at an empty line")
			return false
		}
		at += len(line)
	}
	return true
}

// countSigns counts the signs in a line that may be inline markup.
func countSigns(line string) int {
	n := 0
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\':
			i++ // what follows is no markup
		case strings.IndexByte("*_[]<`", line[i]) >= 0:
			n++
		}
	}
	return n
}

// nesting matches what begins quotations or a list at the start of a line.
var nesting = pattern(`^(?:>+|[-+*]|\d{1,9}[.)])$`)

// markdown reads Markdown from which comments and the definitions of links were cut.
func (f *file) markdown(src *source, links []parser.Reference) []para {
	w := &walker{file: f, src: src, bytes: []byte(src.text)}
	known := parser.NewContext()
	for _, l := range links {
		known.AddReference(l)
	}
	root := proseParser().Parse(text.NewReader(w.bytes), parser.WithContext(known))
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		w.block(n, story.Paragraph)
	}
	return w.paras
}

// proseParser returns a CommonMark parser without the parts that hurt prose: an indented paragraph is no code, a line
// of dashes below a paragraph makes no heading of it, "[Mara]: hello" is no link definition, HTML blocks are read as
// paragraphs, and a line of tildes is an ornament. There is one for all files, as making one takes longer than reading
// a short chapter; it keeps nothing of what it reads.
var proseParser = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(backtickFence{parser.NewFencedCodeBlockParser()}, 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(anyIndent{parser.NewParagraphParser()}, 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
	)
})

// backtickFence is the parser of fenced code, for fences of backticks only.
type backtickFence struct{ parser.BlockParser }

func (backtickFence) Trigger() []byte { return []byte{'`'} }

// anyIndent is the parser of paragraphs, for paragraphs with any indent. Without it lines indented by four spaces or
// more would belong to no parser and be lost.
type anyIndent struct{ parser.BlockParser }

func (anyIndent) CanAcceptIndentedLine() bool { return true }

// A walker turns the block nodes of a document into paragraphs.
type walker struct {
	file  *file
	src   *source
	bytes []byte
	paras []para
}

// block appends what a block node holds; within says what its paragraphs are set as.
func (w *walker) block(n ast.Node, within story.BlockKind) {
	switch n := n.(type) {
	case *ast.ThematicBreak:
		line, col := w.src.pos(n.Pos())
		w.paras = append(w.paras, para{line: line, col: col, cut: true})
	case *ast.Heading:
		w.heading(n)
	case *ast.FencedCodeBlock:
		w.fence(n)
	case *ast.List:
		w.list(n, within)
	case *ast.Blockquote:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			w.block(c, story.Quote)
		}
	default:
		w.paragraph(n, within, "", "")
	}
}

// heading appends a heading; one without words is an ornament.
func (w *walker) heading(n *ast.Heading) {
	line, col := w.src.pos(n.Pos())
	runs := w.inline(n)
	if !hasInk(runs) {
		w.paras = append(w.paras, para{line: line, col: col, cut: true})
		return
	}
	w.paras = add(w.paras, para{Block: story.Block{Kind: story.Heading, Runs: runs}, line: line, col: col, level: n.Level})
}

// fence appends fenced code as lines that are kept.
func (w *walker) fence(n *ast.FencedCodeBlock) {
	var s strings.Builder
	start := n.Pos()
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		if i == 0 {
			start = seg.Start
		}
		s.Write(seg.Value(w.bytes))
	}
	line, col := w.src.pos(start)
	runs := []story.Run{{Text: strings.Trim(s.String(), "\n"), Style: story.Code}}
	w.paras = add(w.paras, para{Block: story.Block{Kind: story.Verse, Runs: runs}, line: line, col: col})
}

// paragraph appends a paragraph. prefix is put before its words: the dash of a line of dialogue, or a list's marker
// inside a quotation.
func (w *walker) paragraph(n ast.Node, kind story.BlockKind, marker, prefix string) {
	if n.Type() != ast.TypeBlock || n.Lines() == nil || n.Lines().Len() == 0 {
		return
	}
	line, col := w.src.pos(n.Lines().At(0).Start)
	runs := w.inline(n)
	if prefix != "" {
		runs = append([]story.Run{{Text: prefix}}, runs...)
	}
	w.paras = add(w.paras, para{
		Block: story.Block{Kind: kind, Marker: marker, Runs: runs}, line: line, col: col,
	})
}

// list appends a list's items. What only looks like a list, dialogue in dashes or sentences that begin with a year,
// becomes paragraphs with the dash or number as written. Items without words are left out, and not counted.
func (w *walker) list(n *ast.List, within story.BlockKind) {
	signs, counted := w.itemSigns(n)
	prose := w.isProse(n, counted)
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		sign := signs[0]
		signs = signs[1:]
		marker := "•"
		if n.IsOrdered() {
			if !counted {
				number, _ = strconv.Atoi(sign[:len(sign)-1]) // at most nine digits
			}
			marker = fmt.Sprintf("%d.", number)
		}
		before, first := len(w.paras), true
		for c := item.FirstChild(); c != nil; c = c.NextSibling() {
			switch {
			case !first || (c.Kind() != ast.KindParagraph && c.Kind() != ast.KindTextBlock):
				w.block(c, within)
			case prose:
				w.paragraph(c, within, "", sign+" ")
			case within == story.Quote:
				w.paragraph(c, within, "", marker+" ")
			default:
				w.paragraph(c, story.Item, marker, "")
			}
			first = false
		}
		if len(w.paras) > before {
			number++
		}
	}
}

// itemSigns returns the dash, dot or number that each item of a list begins with, as written, and whether the numbers
// count up one by one or are all 1, as those write who leave the counting to a program.
func (w *walker) itemSigns(n *ast.List) (signs []string, counted bool) {
	up, ones := true, true
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		at := w.bytes[item.Pos():]
		d := digits(string(at[:min(len(at), 10)]))
		sign := string(at[:d+1])
		number, _ := strconv.Atoi(sign[:d])
		up, ones = up && number == n.Start+len(signs), ones && number == 1
		signs = append(signs, sign)
	}
	return signs, up || ones
}

// isProse reports whether a list is really prose. With "-": when most items are whole sentences or speech, as in
// dialogue set with dashes. With numbers and full stops: when they do not count up, or there is a single one that is
// not 1, as in "1986. It rained." With * and +: never.
func (w *walker) isProse(n *ast.List, counted bool) bool {
	if n.IsOrdered() {
		return n.Marker == '.' && (!counted || n.ChildCount() == 1 && n.Start != 1)
	}
	if n.Marker != '-' {
		return false
	}
	sentences := 0
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		if c := item.FirstChild(); c != nil && c.Type() == ast.TypeBlock && c.Lines() != nil &&
			isSentence(string(c.Lines().Value(w.bytes))) {
			sentences++
		}
	}
	return 2*sentences > n.ChildCount()
}

// isSentence reports whether words begin like a sentence and end like one.
func isSentence(s string) bool {
	s = strings.Trim(s, " \t\n*_")
	first := strings.TrimLeft(s, `"'“‘«„¿¡…([`)
	if first == "" {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(first); unicode.IsLower(r) {
		return false
	}
	return endsSentence(s)
}

// cutComments cuts what the author wrote for no one else: HTML comments, and Obsidian's %%comments%%. It also turns
// Obsidian's [[page|words]] into words; [[words]] may be a game's voice and stay. A comment that is never closed is
// an error, because either half of the guess (publish it, or drop the rest of the chapter) would be wrong.
func (f *file) cutComments(src *source) *source {
	e := &editor{old: src}
	done := 0
	for _, m := range commentStart().FindAllStringIndex(src.text, -1) {
		if m[0] < done || escaped(src.text, m[0]) {
			continue
		}
		opener, closer := src.text[m[0]:m[1]], "-->"
		switch opener {
		case "%%":
			closer = "%%"
		case "[[":
			if m[0] > 0 && src.text[m[0]-1] == '!' {
				f.tellEmbed(src, m[0]-1)
			} else if link := wikiLink().FindStringSubmatchIndex(src.text[m[0]:]); link != nil && link[0] == 0 {
				e.keep(done, m[0])
				e.keep(m[0]+link[2], m[0]+link[3])
				done = m[0] + link[1]
			}
			continue
		}
		end := strings.Index(src.text[m[1]:], closer)
		if end < 0 {
			line, col := src.pos(m[0])
			f.report(line, col, story.Error, fmt.Sprintf("the comment that begins with %s is never closed", opener),
				fmt.Sprintf("close it with %s, or write \\%s if it is meant to be read", closer, strings.Join(strings.Split(opener,
					""), `\`)))
			continue
		}
		e.keep(done, m[0])
		if isHoldComment(src.text[m[1] : m[1]+end]) {
			e.insert("\n\n")
			e.keepAs(m[0], holdSign)
			e.insert("\n\n")
		}
		done = m[1] + end + len(closer)
	}
	if done == 0 {
		return src
	}
	e.keep(done, len(src.text))
	return e.source()
}

// tellEmbed warns of another file that Obsidian would show at byte at.
func (f *file) tellEmbed(src *source, at int) {
	line, col := src.pos(at)
	f.report(line, col, story.Warning, "the file embedded with ![[…]] is not posted, but these signs are",
		"post a picture yourself, and take this out")
}

var commentStart = pattern(`<!--|%%|\[\[`)

var wikiLink = pattern(`^\[\[[^\[\]|\n]+\|([^\[\]\n]+)\]\]`)

// escaped reports whether the byte at is preceded by an odd number of backslashes.
func escaped(s string, at int) bool {
	n := 0
	for at-n > 0 && s[at-n-1] == '\\' {
		n++
	}
	return n%2 == 1
}
