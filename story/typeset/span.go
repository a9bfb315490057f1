package typeset

import (
	"slices"
	"strings"

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

// turn returns what is written between a glyph of one style and a glyph of another: what closes from the inside out,
// then what opens. Last is the code point before it, 0 at a line's start. Tokens keep away from their own character,
// and __ from a ~, because Discord does not take ~~ before _ for an end.
func turn(from, to story.Style, last rune) string {
	if from == to {
		return ""
	}
	same := 0 // how many levels of nesting stay open
	for same < len(nesting) && from&nesting[same].style == to&nesting[same].style {
		same++
	}
	var w strings.Builder
	add := func(token string) {
		if last == rune(token[0]) || last == '~' && token[0] == '_' {
			w.WriteRune(joiner)
		}
		w.WriteString(token)
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
	return w.String()
}

// compose makes a line's glyphs of its spans. A grapheme cluster has one style, that of its first code point; an
// address is a cluster of its own.
func compose(spans []span) []glyph {
	n := 0
	for _, s := range spans {
		n += len(s.text)
	}
	line := make([]glyph, 0, n)
	for len(spans) > 0 {
		words := slices.IndexFunc(spans, func(s span) bool { return s.address })
		if words < 0 {
			words = len(spans)
		}
		line = appendWords(line, spans[:words])
		if spans = spans[words:]; len(spans) > 0 {
			line = appendAddress(line, spans[0])
			spans = spans[1:]
		}
	}
	settleCode(line)
	settleSpace(line)
	escape(line)
	return line
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

// appendWords appends the glyphs of words. Between two letters of ASCII a cluster always ends; only what is left is cut
// by Unicode's rules.
func appendWords(line []glyph, spans []span) []glyph {
	text := joinTexts(spans)
	current, end := -1, 0 // the span a cluster begins in, and where that span ends
	for at := 0; at < len(text); {
		for at >= end {
			current++
			end += len(spans[current].text)
		}
		style := spans[current].style
		for ; at < end && isPrintable(text[at]) && (at+1 == len(text) || isPrintable(text[at+1])); at++ {
			line = append(line, glyph{r: rune(text[at]), style: style, cluster: true})
		}
		if at >= end {
			continue
		}
		clusters := graphemes.FromString(text[at:])
		clusters.Next()
		first := len(line)
		for _, r := range clusters.Value() {
			line = append(line, glyph{r: r, style: style})
		}
		line[first].cluster = true
		at += len(clusters.Value())
	}
	return line
}

// isPrintable reports whether a byte is a character by itself that can be seen, or a space.
func isPrintable(b byte) bool { return b >= ' ' && b <= '~' }

// joinTexts returns the texts of spans as one.
func joinTexts(spans []span) string {
	if len(spans) == 1 {
		return spans[0].text
	}
	var text strings.Builder
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

// settleSpace gives white space only styles that are open on both of its sides.
func settleSpace(line []glyph) {
	for i := 0; i < len(line); {
		if !line[i].space() {
			i++
			continue
		}
		j, style := i, ^story.Style(0)
		for ; j < len(line) && line[j].space(); j++ {
			style &= line[j].style
		}
		if i == 0 || j == len(line) {
			style = 0
		} else {
			style = shared(style, line[i-1].style, line[j].style)
		}
		for ; i < j; i++ {
			line[i].style = style
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
