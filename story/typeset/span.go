package typeset

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"cliffhanger/story"
)

// A span is text of one style inside a line.
type span struct {
	text    string
	style   story.Style
	address bool // the text is a web address to be set as <text>
}

// nesting lists the styles from the outermost to the innermost, with the characters Discord marks them by.
var nesting = [...]struct {
	style story.Style
	token string
}{
	{story.Spoiler, "||"}, {story.Underline, "__"}, {story.Strike, "~~"}, {story.Bold, "**"}, {story.Italic, "*"},
	{story.Code, "`"},
}

// turn appends what is written between a glyph of one style and a glyph of another: what closes from the inside out,
// then what opens. Last is the code point before it, 0 at a line's start. Tokens keep away from their own character,
// and __ from a ~, because Discord does not take ~~ before _ for an end.
func turn(w []byte, from, to story.Style, last rune) []byte {
	if from == to {
		return w
	}
	same := 0 // how many levels of nesting stay open
	for same < len(nesting) && from&nesting[same].style == to&nesting[same].style {
		same++
	}
	add := func(token string) {
		if last == rune(token[0]) || last == '~' && token[0] == '_' {
			w = utf8.AppendRune(w, joiner)
		}
		w = append(w, token...)
		last = rune(token[0])
	}
	for i := len(nesting) - 1; i >= same; i-- {
		if from&nesting[i].style != 0 {
			add(nesting[i].token)
		}
	}
	for _, n := range nesting[same:] {
		if to&n.style != 0 {
			add(n.token)
		}
	}
	return w
}

// turning returns the length of what turn appends.
func turning(from, to story.Style, last rune) int {
	if from == to {
		return 0
	}
	return utf8.RuneCount(turn(make([]byte, 0, 64), from, to, last))
}

// compose makes a line's glyphs of its spans, and reports whether they are plain: without styles or guards, each one
// unit long. A grapheme cluster has one style, that of its first code point; an address is a cluster of its own.
func compose(spans []span) (line []glyph, plain bool) {
	n := 0
	var styles story.Style
	for _, s := range spans {
		n += len(s.text)
		styles |= s.style
	}
	line = make([]glyph, 0, n)
	plain = styles == 0
	for len(spans) > 0 {
		words := slices.IndexFunc(spans, func(s span) bool { return s.address })
		if words < 0 {
			words = len(spans)
		}
		var simple bool
		line, simple = appendWords(line, spans[:words])
		plain = plain && simple
		if spans = spans[words:]; len(spans) > 0 {
			line = appendAddress(line, spans[0])
			spans = spans[1:]
			plain = false
		}
	}
	if plain {
		return line, true
	}
	if styles&story.Code != 0 {
		settleCode(line)
	}
	if styles != 0 {
		settleSpace(line)
	}
	escape(line)
	return line, false
}

func appendAddress(line []glyph, s span) []glyph {
	first := len(line)
	for _, r := range s.text {
		line = append(line, glyph{r: r, style: s.style, address: true})
	}
	if first < len(line) {
		line[first].cluster, line[first].guard, line[len(line)-1].guard = true, opens, closes
	}
	return line
}

// appendWords appends the glyphs of words, and reports whether all of them are written as they are and one unit long.
func appendWords(line []glyph, spans []span) (_ []glyph, simple bool) {
	text := joinTexts(spans)
	current, end := -1, 0 // the span a cluster begins in, and where that span ends
	simple = true
	for at := 0; at < len(text); {
		for at >= end {
			current++
			end += len(spans[current].text)
		}
		style, first := spans[current].style, len(line)
		size := alone(text[at:end], text[end:])
		single := size > 0
		if !single {
			clusters := graphemes.FromString(text[at:])
			clusters.Next()
			size = len(clusters.Value())
		}
		like := glyph{style: style, cluster: single}
		for _, r := range text[at : at+size] {
			line = append(line, like)
			line[len(line)-1].r = r // not in a literal of all fields, which takes much longer
			simple = simple && r <= 0xffff && !isMarkup(r)
		}
		line[first].cluster = true
		at += size
	}
	return line, simple
}

// alone returns the length of the characters at the beginning of text each of which is a cluster by itself. These are
// common ones with a common one, or nothing, behind them.
func alone(text, behind string) int {
	n, last := 0, 0
	for n < len(text) {
		if isPrintable(text[n]) {
			n, last = n+1, 1
			continue
		}
		size := common(text[n:])
		if size == 0 {
			return n - last
		}
		n, last = n+size, size
	}
	if behind != "" && common(behind) == 0 {
		return n - last
	}
	return n
}

// common returns the length of the character that s begins with, if it is one of those that nearly all Latin prose is
// made of, else 0.
func common(s string) int {
	if isPrintable(s[0]) {
		return 1
	}
	r, size := utf8.DecodeRuneInString(s)
	if !isCommon(r) {
		return 0
	}
	return size
}

// joinTexts returns the texts of spans as one.
func joinTexts(spans []span) string {
	if len(spans) == 1 {
		return spans[0].text
	}
	n := 0
	for _, s := range spans {
		n += len(s.text)
	}
	var text strings.Builder
	text.Grow(n)
	for _, s := range spans {
		text.WriteString(s.text)
	}
	return text.String()
}

// settleCode takes from code the styles that cannot hold it, and the style of code from what cannot be code.
func settleCode(line []glyph) {
	for i := 0; i < len(line); {
		j := i + 1
		for j < len(line) && line[j].style == line[i].style {
			j++
		}
		if line[i].style&story.Code != 0 {
			style := line[i].style &^ clashes(line[i:j])
			for k := i; k < j; k++ {
				line[k].style = style
			}
		}
		i = j
	}
}

// clashes returns the styles a piece of code cannot have.
func clashes(code []glyph) story.Style {
	var s story.Style
	for _, g := range code {
		switch g.r {
		case '`':
			s |= story.Code
		case '*':
			s |= story.Bold | story.Italic
		case '_':
			s |= story.Underline
		case '~':
			s |= story.Strike
		}
	}
	if s&story.Code != 0 {
		return story.Code // as ordinary text it is escaped, and clashes with nothing
	}
	return s
}

// settleSpace gives white space only styles that are open on both of its sides. Only what is beside a change of styles,
// or at an end of the line, may have others.
func settleSpace(line []glyph) {
	for i := 0; i <= len(line); i++ {
		if 0 < i && i < len(line) && line[i].style == line[i-1].style {
			continue
		}
		from, style := i, ^story.Style(0)
		for from > 0 && line[from-1].space() {
			from--
			style &= line[from].style
		}
		for ; i < len(line) && line[i].space(); i++ {
			style &= line[i].style
		}
		if from == 0 || i == len(line) {
			style = 0
		} else {
			style = shared(style, line[from-1].style, line[i].style)
		}
		for ; from < i; from++ {
			line[from].style = style
		}
	}
}

// shared returns the styles of space that need neither be opened before it nor closed after it.
func shared(space, left, right story.Style) story.Style {
	if left == right && left&^space == 0 {
		return left
	}
	var s story.Style
	for _, n := range nesting {
		if (left|right)&n.style == 0 {
			continue
		}
		if left&right&space&n.style == 0 {
			break
		}
		s |= n.style
	}
	return s
}
