package manuscript

import (
	"cmp"
	"fmt"
	"html"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"cliffhanger/story"
)

// A piece is a stretch of inline text, or a toggle: a mark that switches a style on or off and counts only if it finds
// its partner.
type piece struct {
	story.Run
	toggle string // "~~", "||", or a tag's name with "/" before it when it closes
	leads  bool   // it is a tag that begins a link, to the run's address if readers can follow it
	at     int    // byte in the source
}

// target returns the address that a tag which begins a link leads to, else "".
func (p piece) target() string {
	if p.leads {
		return p.Link
	}
	return ""
}

// inline returns the runs of a block node's inline content.
func (w *walker) inline(n ast.Node) []story.Run {
	var pieces []piece
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		pieces = w.pieces(pieces, c, story.Run{})
	}
	return w.styles(pieces)
}

// pieces appends the pieces of an inline node that stands within the style and link of outer.
func (w *walker) pieces(out []piece, n ast.Node, outer story.Run) []piece {
	switch n := n.(type) {
	case *ast.Text:
		return w.words(out, n, outer)
	case *ast.RawHTML:
		return w.tag(out, n, outer)
	case *ast.AutoLink:
		outer.Text = string(n.Label(w.bytes))
		if n.AutoLinkType != ast.AutoLinkEmail { // of which the words say it all
			outer.Link = w.address(string(n.URL(w.bytes)), n)
		}
		return append(out, piece{Run: outer, at: n.Pos()})
	case *ast.CodeSpan:
		outer.Style |= story.Code
	case *ast.Emphasis:
		if n.Level == 2 {
			outer.Style |= story.Bold
		} else {
			outer.Style |= story.Italic
		}
	case *ast.Link:
		outer.Link = w.address(unescape(string(n.Destination)), n)
	case *ast.Image:
		w.reportAt(n, story.Warning, "the picture is not posted; its description is kept as words",
			"post the picture yourself, or take it out here")
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		out = w.pieces(out, c, outer)
	}
	return out
}

// reportAt reports a problem at an inline node.
func (w *walker) reportAt(n ast.Node, severity story.Severity, message, hint string) {
	line, col := w.src.pos(max(n.Pos(), 0))
	w.file.report(line, col, severity, message, hint)
}

// address returns a link's target if readers can follow it, else "".
func (w *walker) address(target string, n ast.Node) string {
	u, err := url.Parse(target)
	web := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
	if web && !strings.ContainsAny(target, " \n\t<>") {
		return target
	}
	w.reportAt(n, story.Warning, fmt.Sprintf("the link to “%s” leads nowhere on Discord; its words are kept", target),
		"write the whole address, beginning with https://")
	return ""
}

// words appends the pieces of a text node and of the line break after it.
func (w *walker) words(out []piece, n *ast.Text, outer story.Run) []piece {
	raw, at := string(n.Segment.Value(w.bytes)), n.Segment.Start
	if n.IsRaw() || outer.Style&story.Code != 0 {
		outer.Text = strings.ReplaceAll(raw, "\n", " ")
		return append(out, piece{Run: outer, at: at})
	}
	out = w.unescaped(out, raw, at, outer)
	switch {
	case n.HardLineBreak():
		outer.Text = "\n"
	case n.SoftLineBreak():
		outer.Text = lineJoint(raw, w.below(n.Segment.Stop))
	default:
		return out
	}
	return append(out, piece{Run: outer, at: n.Segment.Stop})
}

// below returns the beginning of the line below the one that ends at byte at, without the signs of a quotation.
func (w *walker) below(at int) string {
	for at < len(w.bytes) && strings.IndexByte(" \t\n>", w.bytes[at]) >= 0 {
		at++
	}
	return string(w.bytes[at:min(at+utf8.UTFMax, len(w.bytes))])
}

// unescaped appends the pieces of raw text that begins at byte at: escapes and entities are resolved, "~~" and "||"
// become toggles.
func (w *walker) unescaped(out []piece, raw string, at int, outer story.Run) []piece {
	done := 0
	put := func(from, to int, text, toggle string) {
		plain := outer
		plain.Text = raw[done:from]
		outer.Text = text
		out = append(out, piece{Run: plain, at: at + done}, piece{Run: outer, toggle: toggle, at: at + from})
		done = to
	}
	for i := 0; i < len(raw); {
		switch text, size := escapeAt(raw[i:]); {
		case size > 0:
			put(i, i+size, text, "")
			i += size
		case raw[i] == '~' || raw[i] == '|':
			size = len(raw[i:]) - len(strings.TrimLeft(raw[i:], raw[i:i+1]))
			if size == 2 {
				put(i, i+2, raw[i:i+2], raw[i:i+2])
			}
			i += size
		default:
			if raw[i] == '*' {
				w.stray(at + i)
			}
			i++
		}
	}
	outer.Text = raw[done:]
	return append(out, piece{Run: outer, at: at + done})
}

// stray reports an asterisk that touches a word on its right only: it was meant to open italics that nothing closes.
func (w *walker) stray(at int) {
	next, _ := utf8.DecodeRune(w.bytes[at+1:])
	before := at == 0 || w.bytes[at-1] == ' ' || w.bytes[at-1] == '\n'
	if before && unicode.IsLetter(next) {
		line, col := w.src.pos(at)
		w.file.report(line, col, story.Warning,
			"this * opens italics that are never closed in the paragraph; it is shown as *",
			`close it with another *, or write \* if the sign is meant`)
	}
}

// escapeAt returns what an escape at the start of s stands for and its length, or 0 if there is none: a backslash
// before ASCII punctuation, or an HTML entity.
func escapeAt(s string) (string, int) {
	if len(s) > 1 && s[0] == '\\' && s[1] < utf8.RuneSelf && (unicode.IsPunct(rune(s[1])) ||
		unicode.IsSymbol(rune(s[1]))) {
		return s[1:2], 2
	}
	if s[0] != '&' {
		return "", 0
	}
	end := strings.IndexByte(s[:min(len(s), 40)], ';')
	if end < 2 {
		return "", 0
	}
	text := html.UnescapeString(s[:end+1])
	if text == s[:end+1] || strings.HasSuffix(text, ";") && len(text) > 1 {
		return "", 0
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) || r == '\ufeff' {
			return ' '
		}
		return r
	}, text)
	return text, end + 1
}

// unescape resolves all escapes in s.
func unescape(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		text, size := escapeAt(s)
		if size == 0 {
			text, size = s[:1], 1
		}
		b.WriteString(text)
		s = s[size:]
	}
	return b.String()
}

// tag appends an HTML tag: styles become toggles, line breaks line breaks; tags that only arrange are dropped. What is
// no HTML is prose in angle brackets, as in "<System: level up>", and is kept.
func (w *walker) tag(out []piece, n *ast.RawHTML, outer story.Run) []piece {
	raw := string(n.Segments.Value(w.bytes))
	at := n.Pos()
	if n.Segments.Len() > 0 {
		at = n.Segments.At(0).Start
	}
	m := tagName().FindStringSubmatch(raw)
	name := ""
	if m != nil {
		name = strings.ToLower(m[2])
	}
	switch name {
	case "br":
		outer.Text = "\n"
	case "p", "div", "hr", "details", "summary":
		outer.Text = "\n\n"
	case "center", "span", "font", "small", "big", "sup", "sub", "img", "wbr", "ruby", "rt", "rp", "rb":
		return out
	default:
		outer.Text = strings.ReplaceAll(raw, "\n", " ")
		p := piece{Run: outer, at: at}
		if isToggle(name) {
			p.toggle = m[1] + name
		}
		if p.toggle == anchor {
			p.Link, p.leads = w.anchorAddress(raw, n)
		}
		return append(out, p)
	}
	return append(out, piece{Run: outer, at: at})
}

// tagName matches a tag's slash and name.
var tagName = pattern(`^<(/?)([A-Za-z]+)[\s/>]`)

// tagStyle returns the style an HTML tag sets, or 0.
func tagStyle(name string) story.Style {
	switch name {
	case "i", "em", "cite":
		return story.Italic
	case "b", "strong":
		return story.Bold
	case "u", "ins":
		return story.Underline
	case "s", "del", "strike":
		return story.Strike
	case "spoiler":
		return story.Spoiler
	case "code", "tt", "kbd":
		return story.Code
	}
	return 0
}

// styles pairs the toggles and returns the runs. A "~~" or "||" without a partner is kept as written; a tag without
// one is dropped, and said so.
func (w *walker) styles(pieces []piece) []story.Run {
	from := map[string]int{}
	drop := make([]bool, len(pieces))
	for i, p := range pieces {
		if p.toggle == "" {
			continue
		}
		opens, closes := p.toggle, p.toggle
		if name, ok := strings.CutPrefix(p.toggle, "/"); ok {
			opens = name
		} else if isToggle(p.toggle) {
			closes = ""
		}
		start, open := from[opens]
		if closes == "" || !open {
			if strings.HasPrefix(p.toggle, "/") {
				drop[i] = w.lonely(p)
				continue
			}
			if open {
				drop[start] = w.lonely(pieces[start])
			}
			from[opens] = i
			continue
		}
		delete(from, opens)
		drop[start], drop[i] = true, true
		for j := start + 1; j < i; j++ {
			pieces[j].Style |= toggleStyle(opens)
			pieces[j].Link = cmp.Or(pieces[j].Link, pieces[start].target())
		}
	}
	for name, i := range from {
		if isToggle(name) {
			drop[i] = w.lonely(pieces[i])
		}
	}
	var runs []story.Run
	for i, p := range pieces {
		if !drop[i] {
			runs = append(runs, p.Run)
		}
	}
	return runs
}

// toggleStyle returns the style a toggle switches.
func toggleStyle(name string) story.Style {
	switch name {
	case "~~":
		return story.Strike
	case "||":
		return story.Spoiler
	}
	return tagStyle(name)
}

// isToggle reports whether an HTML tag sets a style or a link for what stands between it and its end.
func isToggle(name string) bool { return name == anchor || tagStyle(name) != 0 }

// lonely reports a tag without its partner and returns true. One that only marks a place, as <a id="x">, needs none.
func (w *walker) lonely(p piece) bool {
	if p.toggle == anchor && !p.leads {
		return true
	}
	line, col := w.src.pos(p.at)
	w.file.report(line, col, story.Warning,
		fmt.Sprintf("the tag %s has no partner in its paragraph and is left out", p.Text),
		"open and close it within one paragraph")
	return true
}
