package body

import (
	"strings"
	"unicode"

	"cliffhanger/story"
)

// Append appends p to paras in the form that everything after it relies on: white space is collapsed, empty runs are
// dropped and equal neighbours joined. Runs with a blank line inside become several paragraphs, runs without a visible
// character none, unless p is a Cut or a Gap, which is appended without runs. A paragraph of three or more lines is
// verse, a verse of fewer lines is a paragraph, and headings and list items are of one line. Bold is found here.
func Append(paras []Para, p Para) []Para {
	if p.Cut || p.Gap {
		p.Block, p.Bold = story.Block{}, false
		return append(paras, p)
	}
	for _, lines := range stanzas(p.Runs) {
		q := p
		q.Runs = lines
		breaks := 0
		for _, r := range lines {
			breaks += strings.Count(r.Text, "\n")
		}
		switch {
		case q.Kind == story.Paragraph && breaks > 1:
			q.Kind = story.Verse
		case q.Kind == story.Verse && breaks < 2:
			q.Kind = story.Paragraph
		case breaks > 0 && (q.Kind == story.Heading || q.Kind == story.Item):
			q.Runs = join(Map(q.Runs, func(s string) string { return strings.ReplaceAll(s, "\n", " ") }))
		}
		q.Bold = AllBold(q.Runs)
		paras = append(paras, q)
	}
	return paras
}

// Normalise returns runs in the one form they have in a block: spaces and tabs collapsed, lines trimmed, lines without
// a visible character dropped, empty runs dropped and equal neighbours joined. Line breaks within stay. A no-break
// space inside a line stays: it was typed on purpose. The runs given are not changed, but may be returned.
func Normalise(runs []story.Run) []story.Run {
	if normal(runs) {
		return runs
	}
	all := stanzas(runs)
	if len(all) == 1 {
		return all[0]
	}
	var out []story.Run
	for _, s := range all {
		if len(out) > 0 {
			out[len(out)-1].Text += "\n"
		}
		out = append(out, s...)
	}
	return join(out)
}

// HasInk reports whether anything in the runs can be seen: a character that is neither white space nor one of the
// invisible signs that only steer how others are set.
func HasInk(runs []story.Run) bool {
	for _, r := range runs {
		for _, c := range r.Text {
			if !unicode.IsSpace(c) && !unicode.Is(unicode.Cf, c) {
				return true
			}
		}
	}
	return false
}

// normal reports whether runs of one line are surely normalised already. It is asked of every paragraph and nearly
// always true, so it only reads.
func normal(runs []story.Run) bool {
	space := true
	for i, r := range runs {
		if r.Text == "" || i > 0 && r.Style == runs[i-1].Style && r.Link == runs[i-1].Link || space && r.Text[0] == ' ' ||
			strings.Contains(r.Text, "  ") || strings.IndexByte(r.Text, '\n') >= 0 || strings.IndexByte(r.Text, '\t') >= 0 {
			return false
		}
		space = r.Text[len(r.Text)-1] == ' '
	}
	if len(runs) == 0 || space {
		return len(runs) == 0
	}
	first, last := runs[0].Text, runs[len(runs)-1].Text
	return len(strings.TrimLeftFunc(first, isBlank)) == len(first) &&
		len(strings.TrimRightFunc(last, isBlank)) == len(last) && HasInk(runs)
}

// AllBold reports whether there are runs and every visible character is bold.
func AllBold(runs []story.Run) bool {
	for _, r := range runs {
		if r.Style&story.Bold == 0 && strings.TrimSpace(r.Text) != "" {
			return false
		}
	}
	return len(runs) > 0
}

// stanzas cuts runs at lines without a visible character and normalises every part.
func stanzas(runs []story.Run) [][]story.Run {
	if normal(runs) {
		if len(runs) == 0 {
			return nil
		}
		return [][]story.Run{runs}
	}
	var out [][]story.Run
	var stanza []story.Run
	flush := func() {
		if HasInk(stanza) {
			out = append(out, join(stanza))
		}
		stanza = nil
	}
	for i, line := range Lines(runs) {
		line = tidy(line)
		if !HasInk(line) {
			flush()
			continue
		}
		if i > 0 && len(stanza) > 0 {
			last := &stanza[len(stanza)-1]
			last.Text += "\n"
		}
		stanza = append(stanza, line...)
	}
	flush()
	return out
}

// Lines cuts runs at their line breaks. There is at least one line; one without text is empty.
func Lines(runs []story.Run) [][]story.Run {
	lines := [][]story.Run{nil}
	for _, r := range runs {
		for i, part := range strings.Split(r.Text, "\n") {
			if i > 0 {
				lines = append(lines, nil)
			}
			if part != "" {
				r.Text = part
				lines[len(lines)-1] = append(lines[len(lines)-1], r)
			}
		}
	}
	return lines
}

// tidy collapses spaces and tabs in a line, trims white space from its ends and joins equal neighbours.
func tidy(line []story.Run) []story.Run {
	space := true
	out := Map(line, func(s string) string {
		var b strings.Builder
		for _, r := range s {
			if r == ' ' || r == '\t' || r == '\n' {
				if !space {
					b.WriteByte(' ')
				}
				space = true
				continue
			}
			space = false
			b.WriteRune(r)
		}
		return b.String()
	})
	for len(out) > 0 {
		out[0].Text = strings.TrimLeftFunc(out[0].Text, isBlank)
		if out[0].Text != "" {
			break
		}
		out = out[1:]
	}
	for len(out) > 0 {
		last := &out[len(out)-1]
		if last.Text = strings.TrimRightFunc(last.Text, isBlank); last.Text != "" {
			break
		}
		out = out[:len(out)-1]
	}
	return join(out)
}

// isBlank reports whether r is white space or the zero-width space that word processors leave at the ends of lines.
func isBlank(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' }

// Map returns a copy of the runs with f applied to each text.
func Map(runs []story.Run, f func(string) string) []story.Run {
	out := make([]story.Run, len(runs))
	for i, r := range runs {
		r.Text = f(r.Text)
		out[i] = r
	}
	return out
}

// join drops empty runs and unites neighbours of the same style and link.
func join(runs []story.Run) []story.Run {
	var out []story.Run
	for from := 0; from < len(runs); {
		to := from
		var text strings.Builder
		for ; to < len(runs) && (runs[to].Text == "" || runs[to].Style == runs[from].Style &&
			runs[to].Link == runs[from].Link); to++ {
			text.WriteString(runs[to].Text)
		}
		if text.Len() > 0 {
			out = append(out, story.Run{Text: text.String(), Style: runs[from].Style, Link: runs[from].Link})
		}
		from = max(to, from+1)
	}
	return out
}
