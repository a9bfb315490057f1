package manuscript

import (
	"fmt"
	"slices"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// printLines returns the lines of runs as inline Markdown.
func printLines(runs []story.Run, c care) []string {
	var out []string
	for _, line := range body.Lines(runs) {
		var b strings.Builder
		for len(line) > 0 {
			n := 1
			for n < len(line) && line[n].Link == line[0].Link {
				n++
			}
			text := printRuns(line[:n], c, b.Len() == 0)
			if link := line[0].Link; link != "" {
				text = "[" + text + "](" + escapeAddress(link) + ")"
			}
			b.WriteString(text)
			line = line[n:]
		}
		out = append(out, b.String())
	}
	return out
}

// printRuns returns runs of one link as inline Markdown. Styles nest: what lasts longest is opened first.
func printRuns(runs []story.Run, c care, lineStart bool) string {
	var b strings.Builder
	var open []story.Style
	closeTo := func(n int) {
		for len(open) > n {
			b.WriteString(styleSign(open[len(open)-1], c, true))
			open = open[:len(open)-1]
		}
	}
	for i, r := range runs {
		keep := 0
		for keep < len(open) && r.Style&open[keep] != 0 {
			keep++
		}
		closeTo(keep)
		for _, style := range opens(runs[i:], open, c) {
			open = append(open, style)
			b.WriteString(styleSign(style, c, false))
		}
		if r.Style&story.Code != 0 && c != printTags {
			b.WriteString(codeSpan(r.Text))
			continue
		}
		text := r.Text
		if lineStart && i == 0 {
			b.WriteString(escapeStart(&text, c))
		}
		b.WriteString(escapeText(text, c))
	}
	closeTo(0)
	return b.String()
}

// opens returns the styles to open before runs[0], those that last longest first. Code outside of tags is a span of
// its own and not opened.
func opens(runs []story.Run, open []story.Style, c care) []story.Style {
	var out []story.Style
	lasts := func(s story.Style) int {
		n := 0
		for n < len(runs) && runs[n].Style&s != 0 {
			n++
		}
		return n
	}
	for s := story.Italic; s <= story.Code; s <<= 1 {
		if lasts(s) > 0 && !slices.Contains(open, s) && (s != story.Code || c == printTags) {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b story.Style) int { return lasts(b) - lasts(a) })
	return out
}

// styleSign returns what opens or closes a style.
func styleSign(s story.Style, c care, closing bool) string {
	tag, sign := "", ""
	switch s {
	case story.Italic:
		tag, sign = "i", "*"
	case story.Bold:
		tag, sign = "b", "**"
	case story.Strike:
		tag, sign = "s", "~~"
	case story.Spoiler:
		tag, sign = "spoiler", "||"
	case story.Underline:
		tag = "u"
	case story.Code:
		tag = "code"
	}
	switch {
	case sign != "" && c != printTags:
		return sign
	case closing:
		return "</" + tag + ">"
	}
	return "<" + tag + ">"
}

// codeSpan returns text between enough backticks.
func codeSpan(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		return fence + " " + text + " " + fence
	}
	return fence + text + fence
}

// escapeStart escapes what would be markup at the start of a line, and takes it off text.
func escapeStart(text *string, c care) string {
	s := *text
	if s == "" {
		return ""
	}
	if c == printTags {
		for _, r := range s {
			*text = s[len(string(r)):]
			return fmt.Sprintf("&#%d;", r)
		}
	}
	if s[0] == '#' || s[0] == '>' || s[0] == '+' || s[0] == '-' && c != printLight {
		*text = s[1:]
		return `\` + s[:1]
	}
	if n := digits(s); n > 0 && n < len(s) && (s[n] == '.' || s[n] == ')') {
		*text = s[n+1:]
		return s[:n] + `\` + s[n:n+1]
	}
	return ""
}

// escapeText escapes what would be markup inside a line.
func escapeText(s string, c care) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] == '\\' && i+1 == len(s) {
			b.WriteString("&#92;") // a backslash at a line's end would break the line
			continue
		}
		if needsEscape(s, i, c) {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// needsEscape reports whether byte i of s could be markup where it stands.
func needsEscape(s string, i int, c care) bool {
	at := func(j int) byte {
		if j < 0 || j >= len(s) {
			return 0
		}
		return s[j]
	}
	switch r := s[i]; r {
	case '\\', '*', '`', '[', ']', '<':
		return true
	case '_':
		return c != printLight || !isASCIIWord(at(i-1)) || !isASCIIWord(at(i+1))
	case '~', '|', '%':
		return c == printTags || at(i-1) == r || at(i+1) == r || at(i-1) == 0 || at(i+1) == 0
	case '&':
		return c == printTags || at(i+1) == '#' || isASCIIWord(at(i+1))
	case '#':
		return strings.Trim(s[i:], "# ") == "" // would close a heading
	}
	return false
}

// isASCIIWord reports whether b is an ASCII letter or digit.
func isASCIIWord(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// escapeAddress returns a link's address so that it ends where it ends.
func escapeAddress(s string) string {
	return strings.NewReplacer("%%", `%\%`, `\`, `\\`, "(", `\(`, ")", `\)`, "&", `\&`, "<", `\<`, ">", `\>`).Replace(s)
}
