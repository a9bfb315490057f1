package typeset_test

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
)

// This file is the tests' own reader of Discord's Markdown. It shares nothing with the package: it works on the text
// of a message, by the rules clients render it with, and where these are not known it takes the view that is worse
// for us: the beginning of anything nested is the start of a line, and a list goes on over blank lines.

// A cell is one visible code point as a reader sees it.
type cell struct {
	r       rune
	style   story.Style
	kind    story.BlockKind // Heading, Quote or 0
	address bool            // part of an address that can be followed
	own     story.Style     // of the code point's own run, in what is expected
}

// A reading is what a message shows.
type reading struct {
	cells []cell
	text  string   // with white space
	live  []string // what came alive that plain prose must not have: mentions, emoji, masked links, previews
}

// read renders a message.
func read(content string) reading {
	var p markdown
	p.parse(content, context{start: true})
	return reading{cells: p.cells, text: p.text.String(), live: p.live}
}

type markdown struct {
	cells []cell
	text  strings.Builder
	live  []string
	next  int // the number the next item of the running list has; 0 without a numbered list
}

type context struct {
	style story.Style
	kind  story.BlockKind
	start bool // the text begins at the start of a line
}

func (p *markdown) emit(r rune, c context, address bool) {
	p.text.WriteRune(r)
	if unseen(r) {
		return
	}
	p.cells = append(p.cells, cell{r: r, style: c.style, kind: c.kind, address: address})
}

// unseen reports whether a code point shows nothing by itself: white space, controls and formatting characters.
func unseen(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// parse renders text in a context.
func (p *markdown) parse(s string, c context) {
	start := c.start
	var before rune
	for s != "" {
		if start {
			if n := p.block(s, c); n > 0 {
				s, before, start = s[n:], ' ', false
				continue
			}
			if s[0] != ' ' && s[0] != '\n' {
				p.next = 0
			}
		}
		n := p.inline(s, c, before, start)
		r, size := utf8.DecodeRuneInString(s)
		if n == 0 {
			p.emit(r, c, false)
			n = size
		}
		before, _ = utf8.DecodeLastRuneInString(s[:n])
		start = before == '\n'
		s = s[n:]
	}
}

// block renders what only the start of a line can begin, and returns how much of s it took.
func (p *markdown) block(s string, c context) int {
	body := strings.TrimLeft(s, " ")
	indent := len(s) - len(body)
	switch {
	case strings.HasPrefix(body, ">>> "):
		c.kind = story.Quote
		p.parse(body[4:], c)
		return len(s)
	case strings.HasPrefix(body, "> "):
		return p.quote(s, c)
	case strings.HasPrefix(body, "-# "):
		p.live = append(p.live, "subtext")
		return indent + 3
	}
	for _, h := range []string{"# ", "## ", "### "} {
		if strings.HasPrefix(body, h) {
			line, _, _ := strings.Cut(body[len(h):], "\n")
			c.kind, c.start = story.Heading, true
			p.parse(line, c)
			return indent + len(h) + len(line)
		}
	}
	if line, rest, more := strings.Cut(body, "\n"); more && rest != "" && len(line) > 0 && len(line) < 4 &&
		strings.Trim(line, "#") == "" {
		p.live = append(p.live, "a heading of the line below "+line) // white space parts a heading's words from its sign
	}
	return p.item(body, indent, c)
}

// quote renders the lines from here on that are quoted.
func (p *markdown) quote(s string, c context) int {
	var inner strings.Builder
	n := 0
	for n < len(s) {
		line, _, _ := strings.Cut(s[n:], "\n")
		body, ok := strings.CutPrefix(strings.TrimLeft(line, " "), "> ")
		if !ok {
			break
		}
		inner.WriteString(body + "\n")
		n += len(line) + 1
	}
	c.kind, c.start = story.Quote, true
	p.parse(inner.String(), c)
	return min(n, len(s))
}

// item renders a list item's marker; Discord numbers items itself, from the first one's number on.
func (p *markdown) item(body string, indent int, c context) int {
	n := 0
	for n < len(body) && body[n] >= '0' && body[n] <= '9' {
		n++
	}
	marker := "•"
	switch {
	case n > 0 && n+1 < len(body) && strings.ContainsRune(".)", rune(body[n])) && body[n+1] == ' ':
		if p.next == 0 {
			p.next, _ = strconv.Atoi(body[:n])
		}
		marker = strconv.Itoa(p.next) + "."
		p.next++
		n++
	case n == 0 && len(body) > 1 && strings.ContainsRune("-*+", rune(body[0])) && body[1] == ' ':
		n = 1
		if p.next > 0 {
			p.live = append(p.live, "a bullet in a numbered list")
		}
	default:
		return 0
	}
	for _, r := range marker + " " {
		p.emit(r, c, false)
	}
	rest, _, _ := strings.Cut(body[n+1:], "\n")
	next := p.next
	c.start = true
	p.parse(rest, c)
	p.next = next
	return indent + n + 1 + len(rest)
}

// inline renders what s begins with, if it is more than a character, and returns how much of s it took.
func (p *markdown) inline(s string, c context, before rune, start bool) int {
	switch s[0] {
	case '\\':
		if r, n := utf8.DecodeRuneInString(s[1:]); n > 0 && !isWordASCII(r) && !unicode.IsSpace(r) {
			p.emit(r, c, false)
			return 1 + n
		}
	case '*', '_', '~', '|', '`':
		return p.span(s, c, start)
	case '<':
		return p.angle(s, c)
	case '[':
		label, rest, ok := strings.Cut(s[1:], "](")
		if ok && !strings.Contains(label, "\n") && strings.Contains(rest, ")") {
			p.live = append(p.live, "masked link "+label)
		}
	case '@':
		for _, name := range []string{"everyone", "here"} {
			if len(s) > len(name) && strings.EqualFold(s[1:len(name)+1], name) {
				p.live = append(p.live, "@"+name)
			}
		}
	case ':':
		// Names have letters, signs and, in one case at least, an ñ; anything that stands close between two colons may be
		// one that is new.
		if name, _, ok := strings.Cut(s[1:], ":"); ok && name != "" && !strings.ContainsFunc(name, notInName) {
			p.live = append(p.live, "emoji "+name)
		}
	case 'h', 'H', 's', 'S', 'd', 'D':
		lower := strings.ToLower(s[:min(len(s), 11)])
		for _, scheme := range []string{"http://", "https://", "steam://", "discord://"} {
			if rest, ok := strings.CutPrefix(lower, scheme); ok && rest != "" && !unicode.IsSpace(rune(rest[0])) {
				p.live = append(p.live, "preview "+s[:min(len(s), 30)])
			}
		}
	}
	return 0
}

// notInName reports whether r cannot be in an emoji's name.
func notInName(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_+-~'’", r)
}

func isWordASCII(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// angle renders <address>, and notes mentions and their like.
func (p *markdown) angle(s string, c context) int {
	inner, _, ok := strings.Cut(s[1:], ">")
	if !ok || inner == "" || strings.ContainsFunc(inner, unicode.IsSpace) {
		return 0
	}
	if strings.ContainsRune("@#:/!&+at", rune(inner[0])) || strings.HasPrefix(inner, "id:") ||
		strings.Contains(inner, "@") {
		if !strings.Contains(inner, "://") {
			p.live = append(p.live, "tag "+inner)
		}
	}
	if !strings.Contains(inner, "://") {
		return 0
	}
	if strings.Contains(strings.ToLower(inner), "@everyone") || strings.Contains(strings.ToLower(inner), "@here") {
		p.live = append(p.live, "mention in "+inner)
	}
	for _, r := range inner {
		p.emit(r, c, true)
	}
	return len(inner) + 2
}

// span renders a styled span. Of two readings of the same stars or lines the longer one wins.
func (p *markdown) span(s string, c context, start bool) int {
	if s[0] == '`' {
		return p.code(s, c)
	}
	type reading struct {
		inner string
		took  int
		style story.Style
	}
	var best reading
	for _, try := range []struct {
		token string
		style story.Style
		match func(string) (string, int)
	}{
		{"*", story.Italic, emphasis},
		{"**", story.Bold, func(s string) (string, int) { return fenced(s, "**", '*', true) }},
		{"__", story.Underline, func(s string) (string, int) { return fenced(s, "__", '_', true) }},
		{"_", story.Italic, lowLine},
		{"~~", story.Strike, func(s string) (string, int) { return fenced(s, "~~", '_', false) }},
		{"||", story.Spoiler, func(s string) (string, int) { return fenced(s, "||", 0, false) }},
	} {
		if !strings.HasPrefix(s, try.token) {
			continue
		}
		if inner, took := try.match(s); took > best.took {
			best = reading{inner, took, try.style}
		}
	}
	if best.took == 0 {
		return 0
	}
	c.style |= best.style
	c.start = start
	p.parse(best.inner, c)
	return best.took
}

// code renders code in backticks.
func (p *markdown) code(s string, c context) int {
	fence := s[:len(s)-len(strings.TrimLeft(s, "`"))]
	for at := len(fence) + 1; at < len(s); at++ {
		rest := s[at:]
		if strings.HasPrefix(rest, fence) && s[at-1] != '`' && !strings.HasPrefix(rest[len(fence):], "`") {
			c.style |= story.Code
			for _, r := range s[len(fence):at] {
				p.emit(r, c, false)
			}
			return at + len(fence)
		}
	}
	return 0
}

// fenced finds the end of a span between two equal tokens: the first one after at least one character which the
// forbidden one does not follow. Strike-through and spoilers do not respect backslashes when looking for it.
func fenced(s, token string, forbidden byte, escapes bool) (string, int) {
	at := len(token)
	for at < len(s) {
		end := at + len(token)
		if at > len(token) && strings.HasPrefix(s[at:], token) && (end == len(s) || s[end] != forbidden) {
			return s[len(token):at], end
		}
		if escapes && s[at] == '\\' {
			at++
		}
		at++
	}
	return "", 0
}

// emphasis finds the end of *a span*, which may hold ** but no single star, and no white space at its ends.
func emphasis(s string) (string, int) {
	if r, n := utf8.DecodeRuneInString(s[1:]); n == 0 || unicode.IsSpace(r) {
		return "", 0
	}
	at := 1
	for at < len(s) {
		if at > 1 && s[at] == '*' && !strings.HasPrefix(s[at+1:], "*") {
			return s[1:at], at + 1
		}
		for {
			r, n := utf8.DecodeRuneInString(s[at:])
			if !unicode.IsSpace(r) {
				break
			}
			at += n
		}
		switch {
		case at >= len(s):
			return "", 0
		case strings.HasPrefix(s[at:], "**"), s[at] == '\\':
			at += 2
		case s[at] == '*':
			return "", 0
		default:
			_, n := utf8.DecodeRuneInString(s[at:])
			at += n
		}
	}
	return "", 0
}

// lowLine finds the end of _a span_, which ends where no ASCII word goes on.
func lowLine(s string) (string, int) {
	at := 1
	for at < len(s) {
		switch {
		case strings.HasPrefix(s[at:], "__"), s[at] == '\\':
			at += 2
		case s[at] == '_':
			if at > 1 && (at+1 == len(s) || !isWordASCII(rune(s[at+1]))) {
				return s[1:at], at + 1
			}
			return "", 0
		default:
			at++
		}
	}
	return "", 0
}
