package main

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// chatHTML writes a message's content as HTML: what Discord makes of its Markdown, as far as the bot uses it. It shares
// no code with what writes that Markdown, so that a page shows what readers will see and not what was meant.
func chatHTML(content string) string {
	var b strings.Builder
	lines := strings.Split(content, "\n")
	plain := false // the line above is a plain one, which a break ends
	for i := 0; i < len(lines); i++ {
		n, block := sameKind(lines[i:]), lineBlock(lines[i])
		if (n > 0 || block != "") && plain && lines[i-1] == "" {
			b.WriteByte('\n') // HTML shows no empty line above a block otherwise
		}
		if n > 0 {
			writeGroup(&b, lines[i:i+n])
			i, plain = i+n-1, false
			continue
		}
		if block != "" {
			b.WriteString(block)
			plain = false
			continue
		}
		if plain {
			b.WriteByte('\n')
		}
		b.WriteString(spans(lines[i]))
		plain = true
	}
	return b.String()
}

// lineBlock writes a heading or small print; it is "" for any other line.
func lineBlock(line string) string {
	for _, kind := range []struct{ mark, open, close string }{
		{"# ", `<h4 class="h1">`, "</h4>"}, {"## ", `<h4 class="h2">`, "</h4>"}, {"### ", `<h4>`, "</h4>"},
		{"-# ", "<small>", "</small>"},
	} {
		if text, ok := strings.CutPrefix(line, kind.mark); ok && strings.TrimSpace(text) != "" {
			return kind.open + spans(text) + kind.close
		}
	}
	return ""
}

// sameKind counts the lines that make one quotation or one list from the first on; 0 if it begins neither.
func sameKind(lines []string) int {
	kind, n := groupOf(lines[0]), 0
	for kind != 0 && n < len(lines) && groupOf(lines[n]) == kind {
		n++
	}
	return n
}

// groupOf returns '>' for a line of a quotation, '-' or '1' for one of a list, and 0 for any other.
func groupOf(line string) byte {
	switch {
	case strings.HasPrefix(line, "> "):
		return '>'
	case itemText(line, "- ") != "" || itemText(line, "* ") != "":
		return '-'
	}
	if digits := len(line) - len(strings.TrimLeft(line, "0123456789")); digits > 0 && itemText(line[digits:], ". ") != "" {
		return '1'
	}
	return 0
}

func itemText(line, mark string) string {
	text, ok := strings.CutPrefix(line, mark)
	if !ok {
		return ""
	}
	return strings.TrimSpace(text)
}

// writeGroup writes a quotation or a list.
func writeGroup(b *strings.Builder, lines []string) {
	switch groupOf(lines[0]) {
	case '>':
		var inside []string
		for _, line := range lines {
			inside = append(inside, line[2:])
		}
		b.WriteString("<blockquote>" + chatHTML(strings.Join(inside, "\n")) + "</blockquote>")
	case '-':
		b.WriteString("<ul>")
		for _, line := range lines {
			b.WriteString("<li>" + spans(line[2:]) + "</li>")
		}
		b.WriteString("</ul>")
	default:
		number, _, _ := strings.Cut(lines[0], ".")
		first, err := strconv.Atoi(number)
		if err != nil {
			first = 1 // a number that no list can count from
		}
		b.WriteString(`<ol start="` + strconv.Itoa(first) + `">`)
		for _, line := range lines {
			_, text, _ := strings.Cut(line, ". ")
			b.WriteString("<li>" + spans(text) + "</li>")
		}
		b.WriteString("</ol>")
	}
}

// A span is a style: the marks around it, longer ones first, and what HTML calls it.
type span struct{ mark, open, close string }

func spanKinds() []span {
	return []span{
		{"**", "<strong>", "</strong>"}, {"__", "<u>", "</u>"}, {"~~", "<s>", "</s>"},
		{"||", `<span class="spoiler" tabindex="0">`, "</span>"}, {"*", "<em>", "</em>"}, {"_", "<em>", "</em>"},
	}
}

// spans writes the words of one line with their styles.
func spans(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if text, n := special(s[i:]); n > 0 {
			b.WriteString(text)
			i += n
			continue
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		b.WriteString(html.EscapeString(s[i : i+n]))
		i += n
	}
	return b.String()
}

// special writes what s begins with if that is more than a letter, and returns how many bytes that takes.
func special(s string) (text string, n int) {
	switch s[0] {
	case '\\':
		if r, n := utf8.DecodeRuneInString(s[1:]); n == 1 && strings.ContainsRune("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", r) {
			return html.EscapeString(s[1:2]), 2
		}
	case '`':
		fence := s[:len(s)-len(strings.TrimLeft(s, "`"))]
		if end := strings.Index(s[len(fence):], fence); end > 0 {
			return "<code>" + html.EscapeString(s[len(fence):len(fence)+end]) + "</code>", end + 2*len(fence)
		}
	case '<':
		return angle(s)
	}
	for _, kind := range spanKinds() {
		if !strings.HasPrefix(s, kind.mark) {
			continue
		}
		if end := closes(s, kind.mark); end > 0 {
			return kind.open + spans(s[len(kind.mark):end]) + kind.close, end + len(kind.mark)
		}
	}
	return "", 0
}

// closes returns where the mark that s begins with comes again to close its span, 0 if it does not.
func closes(s, mark string) int {
	for i := len(mark); i < len(s); {
		switch {
		case s[i] == '\\':
			i += 2
			continue
		case s[i] == '`' || s[i] == '<':
			if _, n := special(s[i:]); n > 0 {
				i += n
				continue
			}
		case strings.HasPrefix(s[i:], mark):
			run := len(s[i:]) - len(strings.TrimLeft(s[i:], mark[:1]))
			if len(mark) == 2 && i > 2 && run >= 2 {
				return i + run - 2
			}
			if len(mark) == 1 && run%2 == 1 && i > 1 {
				return i + run - 1
			}
			i += run
			continue
		}
		i++
	}
	return 0
}

// angle writes an address, a role or a time, which stand in angle brackets.
func angle(s string) (text string, n int) {
	end := strings.IndexByte(s, '>')
	if end < 0 {
		return "", 0
	}
	inside := s[1:end]
	switch {
	case strings.HasPrefix(inside, "https://") || strings.HasPrefix(inside, "http://"):
		address := html.EscapeString(inside)
		return `<a href="` + address + `" rel="noreferrer">` + address + "</a>", end + 1
	case strings.HasPrefix(inside, "@&"):
		return `<span class="mention">@role</span>`, end + 1
	case strings.HasPrefix(inside, "t:"):
		return `<span class="when">a time of each reader’s own clock</span>`, end + 1
	}
	return "", 0
}
