package typeset

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"cliffhanger/story"
)

// A line is one line of a message, with at least one glyph that can be seen and no white space at its ends.
type line struct {
	glyphs []glyph // before the line is added: what stands before its words
	plain  bool    // all glyphs are without styles and guards, and one unit long
	sep    string  // stands before it if the line before is on the same page
	lead   string  // stands before it if a page begins with it
	again  string  // stands before what is left of it if a page begins inside it
	joined bool    // its first glyph is not at the start of a line to Discord: a backslash there might show
	inert  bool    // its first glyph cannot begin a list or heading
	price  float64 // of ending a page after it
	inside float64 // added to the price of ending a page inside it
}

// What it costs to end a page somewhere, in units of the price of evenness (see pack). The end of a paragraph is free.
const (
	priceLine      = 1   // between two lines of one block
	priceTogether  = 1   // between two blocks of one quotation or list
	priceColon     = 2   // after a paragraph that announces the next one
	priceSentence  = 1.5 // between sentences of one paragraph
	priceClause    = 8   // after a comma or dash in a long sentence
	priceWord      = 12  // between any two words
	priceCharacter = 40  // inside a word longer than a page
	priceHeading   = 60  // between a heading and what it heads
)

// A layout collects the lines of one scene.
type layout struct {
	limit int
	lines []line
	list  list
	quote bool // the line before is a quotation
	items bool // the line before is a list item
	tight bool // a page may end between any two words

	// What is used anew for every line or page.
	spans     []span
	split     [][]span
	text      []byte
	sizes     []int
	starts    []int
	breakable []brk
}

// whole returns how long a sentence may be that is never cut.
func (l *layout) whole() int {
	if l.tight {
		return 0
	}
	return l.limit / 3
}

// A list is the Discord list that the line before belongs to.
type list struct {
	kind   listKind
	number int  // of the last numbered item
	words  bool // the line before is an item that is set as words
}

type listKind uint8

const (
	noList listKind = iota
	bullets
	numbers
)

// label lays out a scene's label.
func (l *layout) label(label string) {
	words := strings.Join(strings.Fields(clean(label)), " ")
	l.block(story.Block{Runs: []story.Run{{Text: words, Style: story.Bold}}})
	if n := len(l.lines); n > 0 {
		l.lines[n-1].price = priceHeading
	}
}

func (l *layout) blocks(blocks []story.Block) {
	l.lines = slices.Grow(l.lines, len(blocks))
	for _, b := range blocks {
		l.block(b)
	}
}

// block lays out one block, unless there is nothing to see in it.
func (l *layout) block(b story.Block) {
	spans := spansOf(l.spans[:0], b.Runs, l.limit)
	l.spans = spans
	var first line
	switch b.Kind {
	case story.Item:
		if !visible(spans) {
			return
		}
		first = l.item(clean(b.Marker))
	case story.Heading:
		first = line{sep: "\n\n### ", lead: "### ", again: "### ", joined: true}
	case story.Quote:
		first = line{sep: "\n\n> ", lead: "> ", again: "> "}
		if l.quote {
			first.sep = "\n> \n> "
		}
	default:
		first = line{sep: "\n\n"}
	}
	before := len(l.lines)
	l.addLines(b.Kind, first, spans)
	if len(l.lines) == before {
		return
	}
	if before > 0 && (l.quote && b.Kind == story.Quote || l.items && b.Kind == story.Item) {
		l.lines[before-1].price = max(priceTogether, l.lines[before-1].price)
	}
	l.quote, l.items = b.Kind == story.Quote, b.Kind == story.Item
	if b.Kind != story.Item {
		l.list = list{}
	}
	last := &l.lines[len(l.lines)-1]
	switch {
	case b.Kind == story.Heading:
		last.price = priceHeading
	case last.glyphs[len(last.glyphs)-1].r == ':':
		last.price = priceColon
	default:
		last.price = 0
	}
}

// item returns how an item with this marker begins. If Discord would not show the marker as it is, the line has it as
// words.
func (l *layout) item(marker string) line {
	marker = strings.Join(strings.Fields(marker), " ")
	number, err := strconv.Atoi(strings.TrimSuffix(marker, "."))
	numbered := err == nil && number > 0 && number < 1e9 && marker == strconv.Itoa(number)+"."
	before := l.list
	sep := "\n\n"
	switch {
	case isBullet(marker) && before.kind != numbers:
		l.list = list{kind: bullets}
		marker = "-"
	case numbered && (before.kind == noList || before.kind == numbers && number == before.number+1):
		l.list = list{kind: numbers, number: number}
	default:
		l.list = list{words: true}
		if before.words {
			sep = "\n"
		}
		if isBullet(marker) {
			marker = "•"
		}
		words, _ := compose([]span{{text: marker + " "}})
		return line{sep: sep, glyphs: words}
	}
	if before.kind != noList || before.words {
		sep = "\n"
	}
	return line{sep: sep + marker + " ", lead: marker + " "}
}

// isBullet reports whether a marker says no more than that there is an item.
func isBullet(marker string) bool {
	switch marker {
	case "", "•", "-", "*", "+", "–", "◦", "‣", "▪", "·", "●", "○":
		return true
	}
	return false
}

// visible reports whether there is anything to see in the spans.
func visible(spans []span) bool {
	return slices.ContainsFunc(spans, func(s span) bool { return strings.IndexFunc(s.text, isVisible) >= 0 })
}

func isVisible(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) }

// addLines adds the block's lines. The first one with anything to see is like first, the others follow from it.
func (l *layout) addLines(kind story.BlockKind, first line, spans []span) {
	like, begun, gap := first, false, false
	l.split = splitLines(l.split[:0], spans)
	for _, here := range l.split {
		if !visible(here) {
			gap = begun // blank lines at a block's beginning are left out
			continue
		}
		if gap {
			like = l.spread(kind, like)
		}
		l.addLine(kind, like, here)
		like, begun, gap = following(kind, first), true, false
	}
}

// spread returns the line with a blank line before it, as between two stanzas. In headings and items blank lines are
// left out.
func (l *layout) spread(kind story.BlockKind, ln line) line {
	if kind == story.Heading || kind == story.Item {
		return ln
	}
	l.lines[len(l.lines)-1].price = 0
	ln.sep = "\n" + ln.again + ln.sep
	return ln
}

// following returns what the second and further lines of a block are like.
func following(kind story.BlockKind, first line) line {
	next := line{sep: "\n" + first.again, lead: first.again, again: first.again, joined: first.joined}
	if kind == story.Item && first.lead != "" {
		next.sep = "\n  " // keeps it in the list item
	}
	return next
}

// mostIndent is how many characters of white space a line of verse keeps, so that there is room for words beside them.
const mostIndent = 24

// addLine adds one line with something to see in it.
func (l *layout) addLine(kind story.BlockKind, like line, spans []span) {
	glyphs, plain := compose(spans)
	if len(like.glyphs) > 0 {
		glyphs, plain = append(slices.Clip(like.glyphs), glyphs...), false
	}
	start, end := 0, len(glyphs)
	for glyphs[start].space() {
		start++
	}
	for glyphs[end-1].space() {
		end--
	}
	if start > 0 && (kind == story.Verse || kind == story.Quote) {
		indent := string(joiner)
		for _, g := range glyphs[max(0, start-mostIndent):start] {
			indent += string(g.r)
		}
		like.sep, like.lead, like.inert = like.sep+indent, like.lead+indent, true
	}
	like.glyphs, like.plain, like.price = glyphs[start:end], plain, priceLine
	if kind == story.Heading {
		like.price, like.inside = priceHeading, priceHeading
	}
	l.lines = append(l.lines, like)
}

// splitLines appends spans, broken at their line breaks, to lines.
func splitLines(lines [][]span, spans []span) [][]span {
	if !slices.ContainsFunc(spans, func(s span) bool { return strings.Contains(s.text, "\n") }) {
		return append(lines, spans)
	}
	var here []span
	for _, s := range spans {
		for {
			before, after, found := strings.Cut(s.text, "\n")
			here = append(here, span{text: before, style: s.style, address: s.address})
			if !found {
				break
			}
			lines = append(lines, here)
			here, s.text = nil, after
		}
	}
	return append(lines, here)
}
